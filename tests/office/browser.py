"""A browser of the office's, over real HTTP: keeps cookies, fills forms, has passkeys."""

from __future__ import annotations

import re
import time
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import httpx
import pyotp

from tests.office.authenticator import Authenticator
from tests.town import Town

PASSWORD = "quattro parole bene scelte"


class Browser:
    def __init__(self, here: Town) -> None:
        self.here, self.secret = here, ""
        port = urlsplit(here.webhook_url).port
        self.http = httpx.Client(base_url=here.webhook_url, trust_env=False, timeout=20)
        self.passkey = Authenticator(f"http://localhost:{port}")
        self.page = ""  # the last one

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self._seen(self.http.get(path, follow_redirects=True, **more))

    def post(self, path: str, token: str | None = None, **fields: Any) -> httpx.Response:
        """Send a form with the token of the last page, or another one."""
        sent = {"form": self.token if token is None else token, **fields}
        return self._seen(self.http.post(path, data=sent, follow_redirects=True))

    def script(self, path: str, body: object) -> httpx.Response:
        return self.http.post(path, json=body, headers={"X-Form": self.token})

    @property
    def token(self) -> str:
        found = re.search(r'name="form" (?:value|content)="([0-9a-f]{64})"', self.page)
        return found[1] if found else ""

    @property
    def cookie(self) -> str:
        return self.http.cookies.get("staff", "") or ""

    def _seen(self, answer: httpx.Response) -> httpx.Response:
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            self.page = answer.text
        return answer

    # -- signing in ----------------------------------------------------------------------------

    def begin_with_passkey(self, link: str) -> httpx.Response:
        self.get(link)
        options = self.script(f"{link}/challenge", {}).json()
        return self.script(f"{link}/passkey", self.passkey.make(options))

    def begin_with_password(self, link: str) -> list[str]:
        """Returns the printed codes."""
        self.get(link)
        self.secret = re.findall(r"<code>([A-Z2-7]{32})</code>", self.page)[0]
        self.used = self.code()
        answer = self.post(f"{link}/password", password=PASSWORD, code=self.used)
        assert answer.status_code == 200, unescape(answer.text)
        return re.findall(r"<code>([0-9A-Z-]{19})</code>", answer.text)

    def code(self, steps: int = 0) -> str:
        return pyotp.TOTP(self.secret).at(int(time.time()) + 30 * steps)

    def sign_in(self, name: str, password: str = PASSWORD, code: str = "") -> httpx.Response:
        self.get("/ufficio/accesso")
        return self.post("/ufficio/accesso", name=name, password=password, code=code)

    def sign_in_with_passkey(self) -> httpx.Response:
        self.get("/ufficio/accesso")
        options = self.script("/ufficio/accesso/challenge", {}).json()
        return self.script("/ufficio/accesso/passkey", self.passkey.prove(options))


def link_for(here: Town, name: str, role: str) -> str:
    """The path of a one-time link, as `infostiglia people` gives it."""
    done = here.call("people", "--add", name, "--role", role)
    assert done.returncode == 0, done.stderr
    return urlsplit(done.stdout.split()[-1]).path


def signed_in(here: Town, name: str, role: str) -> Browser:
    """The browser of a person who has just signed in for the first time. Needs `serve`."""
    browser = Browser(here)
    answer = browser.begin_with_passkey(link_for(here, name, role))
    assert answer.status_code == 200, answer.text
    browser.get("/ufficio/io")
    return browser
