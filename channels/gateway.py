"""A gateway for text messages or spoken calls, over HTTP: one request for each citizen, to the number they have given.

It takes `POST {address}` with `{"to": …, "text": …, "key": …}` and a bearer token, and answers 2xx with the message's
id, `{"id": …}`. `key` is the name of the attempt, for a gateway that knows what it has sent already.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from channels import settings, transport
from channels.base import Access, Basic, Capabilities, Content, Key, Recipient
from channels.meanings import Meaning
from channels.outcomes import About, Halt, Outcome, Refused, Rest, Retry, Sent, Uncertain
from channels.problems import SettingError


@dataclass(frozen=True)
class Settings:
    path: str = "/"  # below base_url
    limit: int = 600  # characters of a message
    rate: float = 5.0  # messages a second
    timeout: float = 30.0  # seconds


class Gateway(Basic):
    """One gateway. What it has taken is not known to have arrived."""

    Settings = Settings
    capabilities = Capabilities(
        title="SMS",
        broadcast=True,
        receipts=False,
        read_back=False,
        rate=5.0,
        concurrency=20,
        limit=600,
        base_url="",
        sandbox="/gateway",
        address="phone",
        secrets=("GATEWAY_TOKEN",),
    )

    def __init__(self, access: Access) -> None:
        self._access = access
        self._settings = own = settings.build(Settings, access.settings)
        if not own.path.startswith("/"):
            raise SettingError("must begin with /", key="path")
        if access.secrets and not urlsplit(access.base_url).netloc:
            raise SettingError("needs the gateway's address, https://…", key="base_url")
        self.capabilities = replace(self.capabilities, limit=own.limit, rate=own.rate)
        self._http: Any = None

    async def open(self) -> None:
        self._http = transport.client(self._access.base_url, self._settings.timeout)

    async def close(self) -> None:
        if self._http is not None:
            await self._http.aclose()

    async def send(self, content: Content, recipient: Recipient, key: Key) -> Outcome:
        if not recipient.address:
            return Refused("address", "", About.CITIZEN, Meaning.NO_ADDRESS)
        answer = await transport.ask(
            self._http,
            "POST",
            self._settings.path,
            json={"to": recipient.address, "text": content.text, "key": str(key)},
            headers={"Authorization": f"Bearer {self._access.secrets.get('GATEWAY_TOKEN', '')}"},
        )
        return _outcome(answer) if isinstance(answer, transport.Answer) else answer


def _outcome(answer: transport.Answer) -> Outcome:
    """What a status means. The gateway's own words may hold the number, and are not kept."""
    code = str(answer.status)
    if 200 <= answer.status < 300:
        name = answer.body.get("id")
        if isinstance(name, str | int) and name:
            return Sent(str(name))
        return Uncertain(code, means=Meaning.STRANGE_ANSWER)
    if answer.status in (401, 403):
        return Halt(code, means=Meaning.GATEWAY_TOKEN)
    if answer.status == 429:
        return Retry(code, "", answer.retry_after, Rest.SENDER, means=Meaning.TOO_MANY)
    if 400 <= answer.status < 500:
        return Refused(code, "", About.CITIZEN, Meaning.WRONG)
    return Uncertain(code, means=Meaning.TROUBLE if answer.doubtful else Meaning.STRANGE_ANSWER)
