"""The HTTP client of the bulk sender: `Http` over keep-alive connections, each request written once and never again."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from channels.whatsapp.api import Lost, NotSent, Reply

if TYPE_CHECKING:
    from channels.whatsapp.pool import Pool

OPENING = 1.0  # seconds `open` takes at most: an emergency may be waiting
ANSWER = 0.3  # seconds an answer takes: the requests of that time need a connection each


class Client:
    """A client bound to the event loop it is first used in. Once closed, it may be used in another loop."""

    def __init__(self, base_url: str, most: int, rate: float, timeout: float) -> None:
        """`most`: connections; `rate`: requests a second; `timeout`: seconds for an answer."""
        base = urlsplit(base_url)
        self._secure, self._authority, self._prefix = (
            base.scheme == "https",
            base.netloc,
            base.path.rstrip("/"),
        )
        self._where = base.hostname or "", base.port or (443 if self._secure else 80)
        self._most, self._at_once, self._timeout = most, max(1, math.ceil(rate * ANSWER)), timeout
        self._pool: Pool | None = None
        self._heads: dict[tuple[str, str], tuple[Mapping[str, str], bytes]] = {}

    async def open(self, due: int = 1) -> None:
        await self._opened().warm(min(due, self._at_once), OPENING)

    def room(self, wanted: int) -> int:
        return self._opened().room(wanted)

    async def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        head = self._head("POST", path, headers)
        return await self._ask(b"%b%d\r\n\r\n%b" % (head, len(body), body))

    async def get(self, path: str, headers: Mapping[str, str]) -> Reply:
        return await self._ask(self._head("GET", path, headers) + b"\r\n")

    async def close(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.close()

    async def _ask(self, request: bytes) -> Reply:
        connection = await self._opened().take()
        reply = await connection.ask(request, self._timeout)
        if reply.status == 408:
            # It may have been said of the idle connection, before our request was there.
            raise Lost("the server was tired of waiting")
        return reply

    def _opened(self) -> Pool:
        if self._pool is None:
            from channels.whatsapp.pool import Origin, Pool

            self._pool = Pool(Origin(*self._where, self._secure), self._most, self._timeout)
        return self._pool

    def _head(self, method: str, path: str, headers: Mapping[str, str]) -> bytes:
        """The head of a request, of a POST up to its length; made once for each path. Raises NotSent."""
        known = self._heads.get((method, path))
        if known is not None and known[0] == headers:
            return known[1]
        lines = [f"{method} {self._prefix}{path} HTTP/1.1", f"Host: {self._authority}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += ["Accept: application/json", "Accept-Encoding: identity", "User-Agent: InfOstiglia"]
        if any(re.search(r"[^\x20-\x7e]", line) for line in lines):
            raise NotSent("a header or an address with characters that cannot be there")
        tail = ["Content-Type: application/json", "Content-Length: "] if method == "POST" else [""]
        head = "\r\n".join(lines + tail).encode("ascii")
        if len(self._heads) > 20:
            self._heads.clear()
        self._heads[method, path] = dict(headers), head
        return head
