"""A `requests` session made safe for the two SDKs that bring none of their own: address, timeout, secrets.

tweepy has its host in a local variable and no timeout; facebook-sdk writes the token into addresses. The
address is rewritten before requests-oauthlib signs, so signatures are right.
"""

from __future__ import annotations

import hashlib
import hmac
import ssl
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import requests


def proof(token: str, secret: str) -> dict[str, str]:
    """What Meta asks for with every request where the app requires its secret; {} without one.

    Source: Meta, "Secure Graph API calls", 2026.
    """
    if not secret:
        return {}
    return {"appsecret_proof": hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()}


def pinned(
    usual: str, base_url: str, *, timeout: float, always: Mapping[str, str] | None = None
) -> requests.Session:
    """A session that sends what was meant for `usual` to `base_url`.

    `timeout`: seconds for each read; `always`: parameters of every request.
    """
    import requests

    class Pinned(requests.Session):
        """Looking back may run beside a sending: each thread sees the answers to its own requests."""

        def __init__(self) -> None:
            super().__init__()
            self._own = threading.local()

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
            self._own.last = None
            self._own.last = answer = super().request(method, address, *args, **kwargs)
            return answer

    session = Pinned()
    session.trust_env = False
    return session


def _is_caused_by(error: BaseException, kind: type[BaseException]) -> bool:
    """Whether an error of that kind is among its arguments, reasons and causes."""
    found: list[object] = [error]
    for _ in range(20):
        if not found:
            return False
        one = found.pop()
        if isinstance(one, kind):
            return True
        if isinstance(one, BaseException):
            found += [*one.args, getattr(one, "reason", None), one.__cause__, one.__context__]
    return False


def certainly_not_sent(error: BaseException) -> bool:
    """Whether a network error of `requests` means that no request left: nothing listened, no name, a wrong certificate.

    Other errors of TLS may come after the request left.
    """
    import requests
    from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NameResolutionError, NewConnectionError

    if isinstance(error, requests.exceptions.ConnectTimeout):
        return True
    if isinstance(error, requests.exceptions.SSLError):
        return _is_caused_by(error, ssl.SSLCertVerificationError)
    if not isinstance(error, requests.exceptions.ConnectionError) or not error.args:
        return False
    cause = error.args[0]
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(reason, NewConnectionError | NameResolutionError | ConnectTimeoutError)
