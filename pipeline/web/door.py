"""The door of `serve`: how many connections there may be, for how long, and how much of their bodies is kept.

Every new connection is let in. When a limit is reached, another one must go: the connection that has made no progress
for longest; where one address holds many, one of its own. So a reverse proxy, behind which everybody has one address,
needs no exception, and Meta needs no list of addresses. A connection makes progress when it is made and with each
complete head, counted once a second, so that a stranger who sends many heads cannot make others the oldest. A request
with the right signature never has to go, and takes nobody's place: Meta may send a thousand at once, faster than a disk
keeps them.

What aiohttp bounds by itself is set in `LIMITS`: the size of a head, and the time for it (an idle connection and half a
head are the same to it). Python hands over a whole queue of new connections before it looks at any of them, therefore
the queue of the loop is short and that of the system long.
"""

from __future__ import annotations

import asyncio
import logging
import resource
import socket
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import IPv6Address, ip_address
from typing import Any

from aiohttp import web

from pipeline.events import event
from pipeline.saying import Seldom

log = logging.getLogger(__name__)
MOST = 256  # connections at once, apart from those with a signed request
DESCRIPTORS = 4096  # of this process: more than the usual 1,024, where the system lets it have them
SHARE = 0.25  # of them that one address may hold before it is one of its own that must go
# New connections between two looks at the others: eight such rounds pass before a new connection can be the oldest, and
# a request that has come needs three until its signature is known.
AT_ONCE = 16
QUEUE = 1024  # new connections that wait in the system
KEPT = 32_000_000  # bytes of all bodies under way together
TURN = 0.001  # seconds between two reads of large bodies
DOWNLOADS = 16  # pictures on their way at once: each holds a file open too
ANSWER = 60.0  # seconds to take an answer
BUFFER = 65536  # bytes that the system reads ahead for a connection
READ = 16384  # bytes that the loop takes of it at a time
SMALL = 1024  # bytes: shorter reads are not looked at
SHORTEST = 16  # bytes on average from one end of a line to the next, in longer reads
A_SECOND = 1.0  # between two signs of progress of one connection
LIMITS: dict[str, Any] = {
    "keepalive_timeout": 15.0,  # seconds from the last answer, or the beginning, until the next head is complete
    "lingering_time": 1.0,  # seconds for the rest of a body that was refused, so that its sender can read why
    "max_line_size": 4096,
    "max_field_size": 4096,
    "max_headers": 64,
    "read_bufsize": 16384,
    "auto_decompress": False,  # nobody of ours compresses: a body is what is signed
    "access_log": None,
}
# Of every answer: it is what it says, it shows nothing from elsewhere, stands in no frame, and passes no address on.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
}


class Guest(web.RequestHandler):
    """One connection."""

    def __init__(self, door: Door, server: web.Server) -> None:
        super().__init__(server, loop=asyncio.get_running_loop(), **LIMITS)
        self._door = door
        self.line: asyncio.Transport | None = None
        self.address = ""
        self.kept = 0  # bytes of the body under way
        self.signed = False  # the request under way has the right signature
        self.since = 0.0  # of its progress; seconds of the loop's clock

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.max_size = READ  # type: ignore[attr-defined]  # asyncio's: 256 KB, which keep all others waiting
        self.line, self.address = transport, network(transport.get_extra_info("peername"))
        super().connection_made(transport)
        self._door.enter(self)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._door.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if len(data) >= SMALL and data.count(b"\n") * SHORTEST > len(data):
            self.drop()  # chunks of a few bytes, or a heap of requests: work without end, and nobody's habit
        else:
            super().data_received(data)

    def drop(self) -> None:
        """End the connection at once, whatever is under way."""
        self._door.leave(self)
        if self.line is not None:
            self.line.abort()

    async def finish_response(self, *args: Any) -> tuple[web.StreamResponse, bool]:
        """Send the answer."""
        try:
            async with self.taking():
                return await super().finish_response(*args)
        finally:
            self._door.release(self)

    @asynccontextmanager
    async def taking(self) -> AsyncIterator[None]:
        """Drop the connection if its other side does not take what is written in this block in time."""
        try:
            async with asyncio.timeout(ANSWER):
                yield
        except TimeoutError:
            self.drop()
            raise ConnectionResetError("the answer was not taken") from None

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """A short answer. Only a defect of ours is a line of the log, not a bad request of a stranger."""
        if status >= 500 and not isinstance(exc, ConnectionError):
            log.error(event("request failed", path=request.path, error=type(exc).__name__), exc_info=exc)
        answer = web.Response(status=status, text=f"{status}", headers=HEADERS)
        answer.headers["Server"] = ""  # aiohttp sets it if it is missing, and calls no hook here
        answer.force_close()
        return answer


class Door:
    """All connections of `serve`."""

    def __init__(self, most: int | None = None) -> None:
        """`most`: connections at once; None = what the descriptors of this process allow."""
        self._room = room_for_connections() if most is None else most  # also for signed requests
        self._most = min(MOST, self._room)
        self._guests: OrderedDict[Guest, None] = OrderedDict()  # by progress, the latest last
        self._by_address: Counter[str] = Counter()
        self._signed, self._bodies, self._kept = 0, 0, 0
        self._downloads: OrderedDict[Guest, None] = OrderedDict()
        self._open_files = asyncio.Semaphore(DOWNLOADS)
        self._full = Seldom(log.warning)

    async def open(self, server: web.Server, host: str, port: int) -> asyncio.Server:
        """Listen. Raises OSError."""
        listening = await asyncio.get_running_loop().create_server(
            lambda: Guest(self, server), host, port, backlog=AT_ONCE
        )
        for one in listening.sockets:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)  # connections inherit it
            with socket.fromfd(one.fileno(), one.family, one.type) as same:
                same.listen(QUEUE)
        return listening

    @property
    def count(self) -> int:
        """How many connections there are."""
        return len(self._guests)

    @property
    def kept(self) -> int:
        """How many bytes of bodies are kept."""
        return self._kept

    def enter(self, guest: Guest) -> None:
        self._guests[guest] = None
        guest.since = asyncio.get_running_loop().time()
        self._by_address[guest.address] += 1
        if len(self._guests) > min(self._most + self._signed, self._room):
            self._full("too many connections, the idlest are dropped", most=self._most)
            self._idlest(guest).drop()

    def leave(self, guest: Guest) -> None:
        """Forget a connection. Called twice for those that are dropped."""
        if guest not in self._guests:
            return
        del self._guests[guest]
        self._by_address[guest.address] -= 1
        if not self._by_address[guest.address]:
            del self._by_address[guest.address]
        self.release(guest)

    def attend(self, guest: Guest) -> None:
        """Count a complete head as progress of the connection."""
        now = asyncio.get_running_loop().time()
        if guest in self._guests and now - guest.since > A_SECOND:
            self._guests.move_to_end(guest)
            guest.since = now

    def trust(self, guest: Guest) -> None:
        """The signature of the request under way has proven right."""
        if guest in self._guests and not guest.signed:
            guest.signed = True
            self._signed += 1

    def keep(self, guest: Guest, size: int) -> None:
        """Count so many more bytes of a body. If it is too much in all, others go; raises 503 if none may."""
        self._bodies += not guest.kept
        guest.kept += size
        self._kept += size
        while self._kept > KEPT:
            self._full("too many bodies under way, the slowest are dropped", bytes=KEPT)
            slowest = self._slowest_body()
            if slowest is None or slowest is guest:
                raise web.HTTPServiceUnavailable(text="too many bodies under way")
            slowest.drop()

    @property
    def turn(self) -> float:
        """Seconds until a large body may go on: all of them together take a part of the processor, not all of it."""
        return self._bodies * TURN

    def release(self, guest: Guest) -> None:
        """The body under way is no longer needed."""
        self._bodies -= guest.kept > 0
        self._kept -= guest.kept
        self._signed -= guest.signed
        guest.kept, guest.signed = 0, False
        self._downloads.pop(guest, None)

    @asynccontextmanager
    async def download(self, guest: Guest) -> AsyncIterator[None]:
        """A picture may be opened and sent meanwhile: if there are too many, the oldest download ends first."""
        self._downloads[guest] = None
        if len(self._downloads) > DOWNLOADS:
            next(iter(self._downloads)).drop()
        async with self._open_files, guest.taking():
            yield

    def _idlest(self, newest: Guest) -> Guest:
        """Of an address that holds more than its share, else of all, the one that has made no progress for longest."""
        [(address, number)] = self._by_address.most_common(1)
        greedy = number > self._most * SHARE
        return next(
            (one for one in self._guests if not one.signed and (not greedy or one.address == address)), newest
        )

    def _slowest_body(self) -> Guest | None:
        return next((one for one in self._guests if one.kept and not one.signed), None)


def room_for_connections() -> int:
    """Half of the descriptors this process may have: the others are for databases, files, and calls to the provider."""
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS if most == resource.RLIM_INFINITY else min(DESCRIPTORS, most)
    if allowed != resource.RLIM_INFINITY and allowed < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    return max(8, wanted // 2)


def network(peer: Any) -> str:
    """The address of a connection; of IPv6 the network of which one customer has all addresses."""
    try:
        address = ip_address(str(peer[0]).partition("%")[0])
    except (TypeError, IndexError, ValueError):
        return ""
    return (
        address.exploded[:19]
        if isinstance(address, IPv6Address) and not address.ipv4_mapped
        else str(address)
    )
