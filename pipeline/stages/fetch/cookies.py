"""The cookies of portals that ask for one before they answer. Kept for one run, and never what spoils a request."""

from __future__ import annotations

from http.cookiejar import Cookie, CookieJar, DefaultCookiePolicy
from typing import Any

LONGEST = 4_096  # characters of one cookie
MOST = 50  # cookies


class _Careful(DefaultCookiePolicy):
    """Takes what a header can carry: one cookie that cannot be sent would fail every later request to its host."""

    jar: CookieJar

    def set_ok(self, cookie: Cookie, request: Any) -> bool:
        sent = f"{cookie.name}={cookie.value or ''}{cookie.path}"
        good = sent.isascii() and sent.isprintable() and len(sent) <= LONGEST and len(self.jar) < MOST
        return good and super().set_ok(cookie, request)


def careful_jar() -> CookieJar:
    policy = _Careful()
    policy.jar = CookieJar(policy)
    return policy.jar
