"""A `requests` session made safe for the two SDKs that bring none of their own: address, timeout, secrets.

tweepy has its host in a local variable and no timeout; facebook-sdk writes the token into addresses. The
address is rewritten before requests-oauthlib signs, so signatures are right.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import requests
    from requests.adapters import HTTPAdapter


def proof(token: str, secret: str) -> dict[str, str]:
    """The parameters Meta requires on every request of an app that demands its secret; {} without a secret.

    Source: Meta, "Secure Graph API calls", 2026.
    """
    if not secret:
        return {}
    return {"appsecret_proof": hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()}


def _adapter(note: Callable[[], None]) -> HTTPAdapter:
    """An adapter that tells when the first byte of a request is about to be written.

    urllib3's exceptions alone do not tell: TLS errors occur both before and after the request.
    """
    from requests.adapters import HTTPAdapter
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

    class Plain(HTTPConnection):
        def send(self, data: Any) -> None:
            if self.sock is None:
                self.connect()
            note()
            super().send(data)

    class Secure(HTTPSConnection):
        def send(self, data: Any) -> None:
            if self.sock is None:
                self.connect()
            note()
            super().send(data)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
            super().init_poolmanager(*args, **kwargs)
            self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}

    return Adapter()


def pinned(
    usual: str, base_url: str, *, timeout: float, always: Mapping[str, str] | None = None
) -> requests.Session:
    """A session that redirects requests meant for `usual` to `base_url`.

    `timeout`: seconds for each read; `always`: parameters of every request.
    """
    import requests

    class Pinned(requests.Session):
        """A pinned session. Read-back may run while a message is being sent, so each thread sees only its own
        requests."""

        def __init__(self) -> None:
            super().__init__()
            self._own = threading.local()
            for scheme in ("http://", "https://"):
                self.mount(scheme, _adapter(self._note_writing))

        def _note_writing(self) -> None:
            self._own.written = True

        @property
        def nothing_left(self) -> bool:
            """Whether the last request of this thread certainly did not leave, not even in part."""
            return getattr(self._own, "written", True) is False

        @property
        def last_response(self) -> requests.Response | None:
            found: requests.Response | None = getattr(self._own, "last", None)
            return found

        def request(
            self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any
        ) -> requests.Response:
            address = str(url)
            if address.startswith(usual):
                address = base_url + address[len(usual) :]
            params = kwargs.get("params")
            if isinstance(params, dict) and "access_token" in params:
                kwargs["params"] = {k: v for k, v in params.items() if k != "access_token"}
                bearer = {"Authorization": f"Bearer {params['access_token']}"}
                kwargs["headers"] = {**(kwargs.get("headers") or {}), **bearer}
            if always:
                kwargs["params"] = {**(kwargs.get("params") or {}), **always}
            kwargs["timeout"] = (min(10.0, timeout), timeout)
            kwargs["allow_redirects"] = False  # a publishing request must not be made twice
            self._own.last, self._own.written = None, False
            self._own.last = answer = super().request(method, address, *args, **kwargs)
            return answer

    session = Pinned()
    session.trust_env = False
    return session
