"""The connections of one sender to its provider, in one event loop: opened before they are needed, up to a ceiling."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from channels.value import dataclass
from channels.whatsapp.api import NotSent
from channels.whatsapp.connection import Connection

CONNECT = 10.0  # seconds for the opening of one connection, its name and its handshake included
FIRST = 1.0  # seconds for an address before the next one of the same name is tried
NAMES = 60.0  # seconds for which the addresses of a name are remembered
AT_ONCE = 16  # connections opened at the same time: each handshake takes the loop about a millisecond
IDLE = 15.0  # seconds after which a free connection is closed, before the server may do so
SWEEP = 0.2  # seconds between looks at the deadlines
GOODBYE = 50  # turns of the loop that the closing of all may take

_Address = tuple[Any, ...]  # as getaddrinfo gives them


@dataclass(frozen=True, slots=True)
class Origin:
    """The address requests go to."""

    host: str
    port: int
    secure: bool


class Pool:
    def __init__(self, origin: Origin, most: int, patience: float) -> None:
        """`most`: connections; `patience`: seconds a request waits for one."""
        self._loop = asyncio.get_running_loop()
        self._origin, self._most = origin, most
        self._patience = min(CONNECT, patience)
        self._context: ssl.SSLContext | None = None
        if origin.secure:
            self._context = ssl.create_default_context()
            self._context.set_alpn_protocols(["http/1.1"])
        self._all: set[Connection] = set()
        self._free: list[Connection] = []  # the one used last stands last, and goes first
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._dialling: set[asyncio.Task[None]] = set()
        self._lacking = 0  # connections to be opened besides those being opened
        self._failed = ""  # why the last one could not be opened
        self._addresses: Sequence[_Address] = ()
        self._asked = 0.0  # when the name was looked up
        self._sweeping = self._loop.call_later(SWEEP, self._sweep)

    # -- for the client ---------------------------------------------------------------------------

    async def warm(self, count: int, seconds: float) -> None:
        """Open connections until `count` are free, or until `seconds` have passed."""
        until = self._loop.time() + seconds
        self._grow(count)
        while self._dialling and (left := until - self._loop.time()) > 0:
            await asyncio.wait(self._dialling, timeout=left, return_when=asyncio.FIRST_COMPLETED)

    def room(self, wanted: int) -> int:
        """The number of requests, at most `wanted`, that would be written at once.
        Opens more connections if it is smaller."""
        if wanted <= 0:
            return 0
        ready = sum(one.usable() for one in self._free[-wanted:])
        self._grow(2 * wanted)  # as many again for the moment after
        if not ready and self._failed and not self._waiting:
            return 1  # none can be opened: one request may go, and get the error
        return ready

    async def take(self) -> Connection:
        """A connection that is ready for a request now. Raises NotSent after `patience`."""
        until = self._loop.time() + self._patience
        while (found := self._pick()) is None:
            await self._wait(until)
        return found

    async def close(self) -> None:
        """Close all connections. Answers under way are lost."""
        self._sweeping.cancel()
        self._most = self._lacking = 0
        for task in self._dialling:
            task.cancel()
        self._refuse("closed")
        for one in list(self._all):
            if one in self._free:
                one.close()
            else:
                one.give_up("closed")
        for _ in range(GOODBYE):
            if not self._all and not self._dialling:
                return
            await asyncio.sleep(0)
        for one in list(self._all):
            one.give_up("closed")

    # -- Owner: from the connections --------------------------------------------------------------

    def freed(self, connection: Connection) -> None:
        self._free.append(connection)
        self._wake()

    def heard(self, connection: Connection) -> None:
        self._wake()

    def gone(self, connection: Connection) -> None:
        self._all.discard(connection)
        with suppress(ValueError):
            self._free.remove(connection)
        self._grow(0)

    # -- free connections -------------------------------------------------------------------------

    def _pick(self) -> Connection | None:
        """The free connection used last. One that the server has closed is left for the event loop to notice."""
        for index in range(len(self._free) - 1, -1, -1):
            if self._free[index].usable():
                return self._free.pop(index)
        return None

    async def _wait(self, until: float) -> None:
        """Wait until a connection may have become free. Raises NotSent once `until` (monotonic seconds) has passed."""
        waiter: asyncio.Future[None] = self._loop.create_future()
        late = self._loop.call_at(until, _refuse, waiter, "no free connection in time")
        self._waiting.append(waiter)
        self._grow(0)
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self._wake()  # in its place
            raise
        finally:
            late.cancel()
            with suppress(ValueError):
                self._waiting.remove(waiter)

    def _wake(self) -> None:
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return

    def _refuse(self, why: str) -> None:
        while self._waiting:
            _refuse(self._waiting.popleft(), why)

    def _sweep(self) -> None:
        """Abort late requests, and close connections that have been free for long, before the server closes them
        mid-request."""
        now = self._loop.time()
        for one in list(self._all):
            if one.busy:
                if now >= one.deadline:
                    one.give_up("no answer in time")
            elif now - one.since > IDLE:
                one.close()
        self._sweeping = self._loop.call_later(SWEEP, self._sweep)

    # -- opening ----------------------------------------------------------------------------------

    def _grow(self, free: int) -> None:
        """Open connections until `free` of them are free and no request waits for one."""
        wanted = max(free, len(self._waiting)) - len(self._free) - len(self._dialling)
        left = self._most - len(self._all) - len(self._dialling)
        self._lacking = min(max(wanted, self._lacking), left)
        while self._lacking > 0 and len(self._dialling) < AT_ONCE:
            self._lacking -= 1
            task = self._loop.create_task(self._open_one())
            self._dialling.add(task)
            task.add_done_callback(self._opened)

    def _opened(self, task: asyncio.Task[None]) -> None:
        self._dialling.discard(task)
        if self._failed:
            self._lacking = 0  # no rapid retries
            if not self._all and not self._dialling:
                self._refuse(self._failed)
        self._grow(0)

    async def _open_one(self) -> None:
        try:
            async with asyncio.timeout(CONNECT):
                connection = await self._connect()
        except (
            Exception
        ) as error:  # no name, no server, a wrong certificate: the waiting request gets the error
            self._failed = str(error) if isinstance(error, NotSent) else type(error).__name__
            self._addresses = ()
            return
        self._failed = ""
        self.freed(connection)

    async def _connect(self) -> Connection:
        """Open one more connection. Raises OSError or NotSent."""
        addresses = await self._look_up()
        for address in addresses:
            last = address is addresses[-1]
            try:
                own = await self._reach(address, CONNECT if last else FIRST)
            except OSError:
                if last:
                    raise
                continue
            if address is not addresses[0]:  # the first fails: not every connection needs to find out
                self._addresses = [address, *(one for one in addresses if one is not address)]
            return await self._begin(own)
        raise NotSent("no address")

    async def _reach(self, address: _Address, seconds: float) -> socket.socket:
        own = socket.socket(*address[:3])
        try:
            own.setblocking(False)
            own.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            async with asyncio.timeout(seconds):
                await self._loop.sock_connect(own, address[4])
        except BaseException:
            own.close()
            raise
        return own

    async def _begin(self, own: socket.socket) -> Connection:
        """Start TLS on a connected socket."""
        connection = Connection(own, self._context, self._origin.host, self)
        self._all.add(connection)
        try:
            await self._loop.create_connection(lambda: connection, sock=own)
            await connection.ready
        except BaseException:
            connection.give_up("not opened")
            if connection.closing:
                self._all.discard(connection)
            own.close()
            raise
        return connection

    async def _look_up(self) -> Sequence[_Address]:
        now = self._loop.time()
        if not self._addresses or now - self._asked > NAMES:
            found = await self._loop.getaddrinfo(
                self._origin.host, self._origin.port, type=socket.SOCK_STREAM
            )
            self._addresses, self._asked = found, now
        return self._addresses


def _refuse(waiter: asyncio.Future[None], why: str) -> None:
    if not waiter.done():
        waiter.set_exception(NotSent(why))
