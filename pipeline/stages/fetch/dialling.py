"""HTTP utilities. Contains no business logic.

A client whose connections go to exactly the IP address that was vetted: with a separate check, the name could resolve
to another address in between. `within` gives all that one exchange asks of the network a single deadline.
"""

from __future__ import annotations

import math
import socket
import ssl
import threading
import time
import typing
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

import httpcore
import httpx

from pipeline.addresses import is_public
from pipeline.feed_codes import FeedCode
from pipeline.reasons import Reason

_PARTIAL_CHAIN = getattr(
    ssl, "VERIFY_X509_PARTIAL_CHAIN", 0
)  # Python 3.13 sets it: any certificate given is an end


class Refusal(Exception):
    """A request that is not permitted, or an answer that may not be read further. `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason


_DEADLINE: ContextVar[tuple[float, float]] = ContextVar("deadline", default=(math.inf, math.inf))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Bound the whole exchange in this block: connections, TLS, heads, bodies, redirects. Later steps raise Refusal.

    A timeout of a client counts anew for each read, so that a server may drip its answer for days.
    """
    token = _DEADLINE.set((time.monotonic() + seconds, seconds))
    try:
        yield
    finally:
        _DEADLINE.reset(token)


def too_slow(seconds: float) -> Reason:
    return Reason(FeedCode.FEED_TOO_SLOW, seconds=round(seconds))


def _left(timeout: float | None) -> float | None:
    """The seconds a step may take. Raises Refusal if the exchange has none left."""
    until, seconds = _DEADLINE.get()
    left = until - time.monotonic()
    if left <= 0:
        raise Refusal(too_slow(seconds))
    return timeout if left == math.inf else min(left, math.inf if timeout is None else timeout)


@contextmanager
def _step(timeout: float | None) -> Iterator[float | None]:
    """One step of an exchange, and the seconds it may take. Raises Refusal if the exchange's time ran out in it."""
    try:
        yield _left(timeout)
    except httpcore.TimeoutException:
        _left(timeout)
        raise


class Vetted(httpcore.SyncBackend):
    """A network backend that resolves and vets the address it connects to. Private networks only where allowed."""

    def __init__(self, *, private: bool, trusted: frozenset[tuple[str, int]]) -> None:
        """`trusted`: hosts and ports that are allowed although private."""
        self._private, self._trusted = private, trusted

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = _addresses(host)
        if not (self._private or (host, port) in self._trusted):
            for address in addresses:
                if not is_public(address):
                    raise Refusal(Reason(FeedCode.FEED_PRIVATE, host=host))
        error: Exception = httpcore.ConnectError(f"no address for the name {host}")
        for address in addresses:
            try:
                with _step(timeout) as left:
                    stream = super().connect_tcp(address, port, left, local_address, socket_options)
                return _Timed(stream)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
        raise error


def _addresses(host: str) -> list[str]:
    """The IP addresses a name resolves to now. Raises Refusal if there are none."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refusal(Reason(FeedCode.FEED_NO_NAME, host=host)) from None
    return list(dict.fromkeys(str(address[0]).partition("%")[0] for *_, address in found))


class _Timed(httpcore.NetworkStream):
    """A connection whose every step ends with its exchange (`within`)."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with _step(timeout) as left:
            return self._stream.read(max_bytes, left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with _step(timeout) as left:
            self._stream.write(buffer, left)

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        with _step(timeout) as left:
            return _Timed(self._stream.start_tls(ssl_context, server_hostname, left))

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> typing.Any:
        return self._stream.get_extra_info(info)


class Transport(httpx.BaseTransport):
    """An httpx transport over pools that connect through `backend`. No retries, no proxies. Thread-safe."""

    def __init__(
        self, backend: httpcore.NetworkBackend, certificates: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """`certificates`: files with the certificates that a server forgets to send, by its host."""
        self._backend, self._lock, self._certificates = backend, threading.Lock(), certificates
        self._pools: dict[tuple[bytes, str], httpcore.ConnectionPool] = {}  # by scheme and file

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        answer = self._pool(url.scheme, self._certificates.get(request.url.host, "")).handle_request(
            httpcore.Request(
                request.method,
                url,
                headers=request.headers.raw,
                content=typing.cast(httpx.SyncByteStream, request.stream),
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Stream(typing.cast(Iterable[bytes], answer.stream)),
            extensions=answer.extensions,
        )

    def _pool(self, scheme: bytes, extra: str) -> httpcore.ConnectionPool:
        """The pool of a scheme; a host with certificates of its own has a pool of its own."""
        with self._lock:
            if (scheme, extra) not in self._pools:
                # Reading all certificates takes as long as a whole request: only where they are needed.
                trust = _trust(extra) if scheme == b"https" else None
                self._pools[scheme, extra] = httpcore.ConnectionPool(
                    ssl_context=trust, network_backend=self._backend, max_connections=64
                )
            return self._pools[scheme, extra]

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()


def _trust(extra: str) -> ssl.SSLContext:
    """What is trusted. `extra`: a file with certificates that lead to what is trusted."""
    trust = httpx.create_ssl_context()
    if extra:
        trust.load_verify_locations(cafile=extra)
        trust.verify_flags &= ~_PARTIAL_CHAIN
    return trust


class _Stream(httpx.SyncByteStream):
    def __init__(self, stream: Iterable[bytes]) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        if hasattr(self._stream, "close"):
            self._stream.close()
