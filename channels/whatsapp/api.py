"""The HTTP client of the bulk sender, behind a seam of one method, so that another can take its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import aiohttp

CONNECT = 10.0  # seconds


class NotSent(Exception):
    """No connection: the request certainly did not leave."""


class Lost(Exception):
    """The request may have left, and no whole answer came."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes
    headers: Mapping[str, str]


class Http(Protocol):
    async def post(self, url: str, headers: Mapping[str, str], body: Mapping[str, Any]) -> Reply:
        """POST JSON once, never again by itself. Raises NotSent or Lost."""

    async def get(self, url: str, headers: Mapping[str, str]) -> Reply:
        """Ask something that changes nothing. Raises NotSent or Lost."""

    async def close(self) -> None: ...


class AiohttpClient:
    """A pool of aiohttp, which stays fast at hundreds of connections; one shared pool of httpx does not."""

    def __init__(self, concurrency: int, timeout: float) -> None:
        """`concurrency`: requests in flight; `timeout`: seconds for a whole request."""
        self._limits = concurrency, timeout
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, headers: Mapping[str, str], body: Mapping[str, Any]) -> Reply:
        return await self._request("POST", url, headers=headers, json=body)

    async def get(self, url: str, headers: Mapping[str, str]) -> Reply:
        return await self._request("GET", url, headers=headers)

    async def _request(self, method: str, url: str, **what: Any) -> Reply:
        import aiohttp

        session = self._open()
        try:
            async with session.request(method, url, allow_redirects=False, **what) as response:
                return Reply(response.status, await response.read(), response.headers)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise NotSent(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Lost(type(error).__name__) from None

    def _open(self) -> aiohttp.ClientSession:
        import aiohttp

        if self._session is None:
            concurrency, timeout = self._limits
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=concurrency),
                timeout=aiohttp.ClientTimeout(total=timeout, sock_connect=min(CONNECT, timeout)),
                # aiohttp would repeat an idempotent request on a dropped connection; a POST it never repeats.
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None
