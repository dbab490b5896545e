"""One request over httpx, made safe: failures sorted into certain and doubtful, and no secret in a log."""

from __future__ import annotations

import logging
import ssl
from typing import TYPE_CHECKING, Any

from channels.meanings import Meaning
from channels.outcomes import Outcome, Retry, Uncertain, asked_wait
from channels.value import dataclass

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: dict[str, Any]  # {} if it is no JSON object
    retry_after: tuple[float, ...] = ()  # seconds, if the provider names them

    @property
    def doubtful(self) -> bool:
        """Whether the request may have been carried out despite the error."""
        return self.status >= 500


def client(base_url: str, timeout: float) -> httpx.AsyncClient:
    """An HTTP client without proxies and redirects. `timeout`: seconds for each read.

    httpx's own log is silenced, because some providers have the token in the address."""
    import httpx

    logging.getLogger("httpx").addFilter(quiet)
    limits = httpx.Timeout(timeout, connect=min(10.0, timeout))
    return httpx.AsyncClient(
        base_url=base_url, timeout=limits, verify=trust(base_url), trust_env=False, follow_redirects=False
    )


def trust(url: str) -> ssl.SSLContext | bool:
    """The value of httpx's `verify` for this address.

    Loading the certificates takes as long as a request. For http:// addresses they are left out, so TLS trusts nobody.
    """
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if url.startswith("http://") else True


def quiet(record: logging.LogRecord) -> bool:
    """A logging filter that drops every record."""
    return False


async def ask(http: httpx.AsyncClient, method: str, path: str, **options: Any) -> Answer | Outcome:
    """The provider's answer, or the Outcome that a network failure means for a publishing request. Never raises."""
    import httpx

    try:
        response = await http.request(method, path, **options)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol):
        return Retry("network", means=Meaning.NO_CONNECTION)
    except Exception as error:  # an alarm of TLS that comes after the request passes through httpx as it is
        return Uncertain("network", type(error).__name__, means=Meaning.CONNECTION_LOST)
    try:
        body = response.json()
    except (ValueError, RecursionError):
        body = {}
    return Answer(
        response.status_code,
        body if isinstance(body, dict) else {},
        asked_wait(response.headers.get("Retry-After", "")),
    )


async def read(http: httpx.AsyncClient, path: str, **options: Any) -> Any:
    """The JSON of a GET request. Raises httpx.HTTPError or ValueError."""
    response = await http.get(path, **options)
    try:
        return response.raise_for_status().json()
    except RecursionError:
        raise ValueError("nested too deeply") from None
