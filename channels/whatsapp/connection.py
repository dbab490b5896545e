"""One keep-alive connection of HTTP/1.1: a request is written whole and at once, its answer read with limits.

TLS is done here, over buffers in memory, and not by the event loop: so it is known whether a byte of a request was
written, whether the end of an answer is the server's own word, and what a connection costs in memory.
"""

from __future__ import annotations

import asyncio
import math
import select
import socket
import ssl
from contextlib import suppress
from typing import Protocol, cast

import httptools

from channels.whatsapp.api import Lost, NotSent, Reply

MOST_HEAD = 64 * 1024  # bytes before an answer's body begins, provisional answers included
MOST_BODY = 1024 * 1024  # bytes
_CHUNK = 64 * 1024
_BODILESS = (204, 304)


class Owner(Protocol):
    """The owner of a connection, notified of each change."""

    def freed(self, connection: Connection) -> None:
        """The answer is complete; the connection may be used again."""

    def heard(self, connection: Connection) -> None:
        """The server sent TLS data on a free connection, which may be usable again."""

    def gone(self, connection: Connection) -> None:
        """The connection is closed."""


class Connection(asyncio.Protocol):
    """Opening, then free, then busy with one request, free again, and gone for good after anything odd."""

    __slots__ = (
        *("_loop", "_owner", "_own", "_transport", "_tls", "_incoming", "_outgoing", "_shaken", "_look"),
        *("_ended_by_server", "ready", "since", "deadline", "_answer", "_parser", "_headers", "_body"),
        *("_size", "_head", "_status", "_headed", "_whole", "_keep", "_extra", "_until_end"),
    )  # there are hundreds

    def __init__(self, own: socket.socket, context: ssl.SSLContext | None, host: str, owner: Owner) -> None:
        """`own`: connected, non-blocking; `context`: of TLS, None = without."""
        self._loop = asyncio.get_running_loop()
        self._owner, self._own = owner, own
        self._transport: asyncio.Transport | None = None
        self._tls: ssl.SSLObject | None = None
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        if context is not None:
            self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        self._shaken = context is None
        self._ended_by_server = False  # in words of TLS, which nobody on the way can forge
        self._look = select.poll()
        self._look.register(own.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
        self.ready: asyncio.Future[None] = self._loop.create_future()
        self.since = self._loop.time()  # when it was last used
        self.deadline = math.inf  # when the answer under way is given up
        self._answer: asyncio.Future[Reply] | None = None
        self._forget()

    def _forget(self) -> None:
        """Reset the parser's state before an answer."""
        self._parser: httptools.HttpResponseParser | None = None
        self._headers: dict[str, str] = {}
        self._body: list[bytes] = []
        self._size = self._head = self._status = 0
        self._headed = self._whole = self._keep = self._extra = self._until_end = False

    # -- for the pool -----------------------------------------------------------------------------

    @property
    def closing(self) -> bool:
        return self._transport is None or self._transport.is_closing()

    @property
    def busy(self) -> bool:
        return self._answer is not None or not self._shaken

    def usable(self) -> bool:
        """Whether a request may be written: the connection is free, and the server has sent neither data nor its end.

        Asks the kernel, because the event loop may not have noticed yet.
        """
        return self._shaken and self._answer is None and not self.closing and not self._look.poll(0)

    async def ask(self, request: bytes, patience: float) -> Reply:
        """Write the request at once and return its answer. `patience`: seconds. Call only if `usable()`.

        Raises Lost, or NotSent if the kernel takes no byte of it.
        """
        self._forget()
        self._parser = httptools.HttpResponseParser(self)
        self.deadline = self._loop.time() + patience
        answer: asyncio.Future[Reply] = self._loop.create_future()
        self._answer = answer
        try:
            self._write(request)
            return await answer
        except BaseException as error:
            # The answer to an aborted request may still come, so the connection cannot be used again.
            self._fail(type(error).__name__)
            if answer.done() and not answer.cancelled():
                answer.exception()  # retrieved, or asyncio would warn: `raise` reports it
            raise

    def _write(self, request: bytes) -> None:
        """Write to the kernel now. uvloop's transport would buffer until the end of the loop's turn, and spoil the
        pace."""
        assert self._transport is not None
        if self._tls is not None:
            self._tls.write(request)
            request = self._outgoing.read()
        if self._transport.get_write_buffer_size():  # TLS data is still to be written
            self._transport.write(request)
            return
        try:
            written = self._own.send(request)
        except BlockingIOError:
            written = 0
        except OSError as error:
            raise NotSent(type(error).__name__) from None
        if written < len(request):
            self._transport.write(request[written:])

    def give_up(self, why: str) -> None:
        """Abort the connection in any state."""
        self._fail(why)

    def close(self) -> None:
        """Close a free connection with a TLS goodbye."""
        if self._transport is None or self._transport.is_closing():
            return
        if self._tls is not None and self._shaken:
            with suppress(OSError, ssl.SSLError):  # it says its goodbye and does not wait for theirs
                self._tls.unwrap()
            self._flush()
        self._transport.close()

    # -- from the event loop ----------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are none by their class
        if self.ready.done():  # given up, or its waiter was cancelled, in the turn before
            self._transport.abort()
        elif self._tls is None:
            self.ready.set_result(None)
        else:
            self._shake()

    def data_received(self, data: bytes) -> None:
        if self._tls is not None:
            self._incoming.write(data)
            if not self._shaken:
                self._shake()
            if self._shaken:
                self._decrypt(self._tls)
                if not self.busy and not self.closing:
                    self._owner.heard(self)
        else:
            self._read(data)

    def eof_received(self) -> None:
        """Let the transport close itself: an answer that is incomplete by now stays incomplete."""

    def connection_lost(self, error: Exception | None) -> None:
        own_end = error is None and (self._tls is None or self._ended_by_server)
        if self._headed and self._until_end and own_end:
            self._whole = True
            self._finish(keep=False)
        self._fail(type(error).__name__ if error else "closed")
        self._owner.gone(self)

    # -- TLS --------------------------------------------------------------------------------------

    def _shake(self) -> None:
        assert self._tls is not None
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            self._flush()
            return
        except (OSError, ssl.SSLError) as error:
            self._flush()  # our reason
            self._fail(type(error).__name__)
            return
        self._flush()
        self._shaken = True
        if not self.ready.done():
            self.ready.set_result(None)

    def _decrypt(self, tls: ssl.SSLObject) -> None:
        try:
            while not self.closing:
                data = tls.read(_CHUNK)
                if not data:
                    self._ended_by_server = True
                    break
                self._read(data)
                if not self._incoming.pending and not tls.pending():
                    break
        except ssl.SSLWantReadError:
            pass
        except (OSError, ssl.SSLError) as error:
            self._fail(type(error).__name__)
            return
        self._flush()  # answers of TLS itself, such as new keys
        if self._ended_by_server and self._transport is not None:
            self._transport.close()

    def _flush(self) -> None:
        if self._outgoing.pending and self._transport is not None:
            self._transport.write(self._outgoing.read())

    # -- the answer -------------------------------------------------------------------------------

    def _read(self, data: bytes) -> None:
        parser = self._parser
        if self._answer is None or parser is None:
            self._fail("words without a question")  # such as a 408: it must never answer the next request
            return
        if not self._headed:
            self._head += len(data)
        try:
            parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._fail("another protocol")
            return
        except httptools.HttpParserError:
            self._fail("garbage" if not self._whole else "more than one answer")
            return
        if self._extra:
            self._fail("more than one answer")  # which of them is ours?
        elif self._whole:
            self._finish(keep=self._keep)
        elif not self._headed and self._head > MOST_HEAD:
            self._fail("too long a head")
        elif self._size > MOST_BODY:
            self._fail("too long a body")

    def on_message_begin(self) -> None:
        self._extra = self._whole

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        assert self._parser is not None
        self._status = self._parser.get_status_code()
        if self._status < 200:  # provisional: the answer is still to come
            self._headers = {}
            return
        self._headed = True
        known = "content-length" in self._headers
        chunked = "chunked" in self._headers.get("transfer-encoding", "").lower()
        self._until_end = not (known or chunked) and self._status not in _BODILESS
        self._keep = not (known and chunked)  # two lengths: the end is ambiguous

    def on_body(self, part: bytes) -> None:
        self._size += len(part)
        if self._size <= MOST_BODY:
            self._body.append(part)

    def on_message_complete(self) -> None:
        assert self._parser is not None
        self._whole = self._headed
        self._keep = self._keep and self._parser.should_keep_alive()  # a moment later it has forgotten

    def _finish(self, *, keep: bool) -> None:
        """Hand over the complete answer."""
        answer, self._answer = self._answer, None
        if answer is not None and not answer.done():
            answer.set_result(Reply(self._status, b"".join(self._body), self._headers))
        self._forget()
        self.since = self._loop.time()
        # An answer that overtook its request leaves the rest of that on the way.
        if keep and self._transport is not None and not self._transport.get_write_buffer_size():
            self._owner.freed(self)
        else:
            self.close()

    def _fail(self, why: str) -> None:
        answer, self._answer, self._parser = self._answer, None, None
        if answer is not None and not answer.done():
            answer.set_exception(Lost(why))
        if not self.ready.done():
            self.ready.set_exception(NotSent(why))
            self.ready.exception()  # the waiter may be gone
        if self._transport is not None and not self._transport.is_closing():
            self._transport.abort()
