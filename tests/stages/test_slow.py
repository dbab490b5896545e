"""A server that answers as slowly as it can: one deadline ends the whole exchange, whatever part of it drips."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from channels.problems import ChannelError
from channels.registry import operators_service
from pipeline.feed_codes import FeedCode
from pipeline.portals.discover import discover
from pipeline.portals.pictures import Pictures
from pipeline.portals.reading import Reader
from pipeline.settings.values import Feed
from pipeline.staff import alerts
from pipeline.stages.fetch import fetch
from pipeline.stages.fetch.feed_state import Memory
from pipeline.stages.fetch.fetch import Limits
from pipeline.stages.parse.exchange import FeedError
from pipeline.stages.render.cards import EXAMPLES
from tests.loopback import Speech, drip, raw
from tests.town import until

ROME = ZoneInfo("Europe/Rome")
# A single read may take far longer than the whole exchange: only the deadline can end it.
SHORT = Limits(private=True, connect=30, total=0.4)
OK = b"HTTP/1.1 200 OK\r\n"


def silent(connection: socket.socket, path: str) -> None:
    with contextlib.suppress(OSError):
        connection.recv(1)


def dripping(said: bytes, at: bytes) -> Speech:
    """Says what stands before `at` at once, and the rest a byte at a time."""

    def speak(connection: socket.socket, path: str) -> None:
        begin = said.index(at)
        connection.sendall(said[:begin])
        drip(connection, said[begin:])

    return speak


def chunks(connection: socket.socket, path: str) -> None:
    connection.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        drip(connection, b"1\r\nx\r\n")


def going_on(connection: socket.socket, path: str) -> None:
    """Interim answers, which a client must pass over."""
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        threading.Event().wait(0.05)


def elsewhere(connection: socket.socket, path: str) -> None:
    """A redirect to the next address, of which each takes a good part of the time."""
    threading.Event().wait(0.15)
    connection.sendall(
        b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /%s1\r\n\r\n" % path[1:].encode()
    )


SLOW: dict[str, Speech] = {
    "nothing": silent,
    "status line": dripping(OK + b"\r\n", b"HTTP"),
    "name of a header": dripping(OK + b"X-Long-Name", b"Long"),
    "value of a header": dripping(OK + b"X: " + b"y" * 9, b"y"),
    "headers without end": dripping(OK + b"X: y\r\n" * 300, b"X"),
    "body": dripping(OK + b"Content-Length: 900000\r\n\r\nbody", b"body"),
    "chunks": chunks,
    "length of a chunk": dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n0001", b"0001"),
    "trailer": dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: yy", b"X: yy"),
    "interim answers": going_on,
    "redirects": elsewhere,
}
BODIES = {
    "body",
    "chunks",
    "length of a chunk",
    "trailer",
}  # whoever wants the status alone does not wait for them


@pytest.mark.parametrize("part", SLOW)
def test_a_feed_is_given_up_when_its_time_is_over(part: str) -> None:
    with raw(SLOW[part]) as server, fetch.client(SHORT) as http:
        got = fetch.fetch(http, server.url + "/", SHORT)
    assert got.reason is not None
    assert got.reason.code is FeedCode.FEED_TOO_SLOW


@pytest.mark.parametrize("part", sorted(SLOW.keys() - BODIES))
def test_so_are_the_page_of_an_item_and_a_hub(part: str) -> None:
    asks: tuple[Callable[[object, str], object], ...] = (
        lambda http, url: fetch.gone(http, url, SHORT),  # type: ignore[arg-type]
        lambda http, url: fetch.post(http, url, {"hub.mode": "subscribe"}, SHORT) in range(200, 300),  # type: ignore[arg-type]
    )
    for ask in asks:
        with raw(SLOW[part]) as server, fetch.client(SHORT) as http:
            assert ask(http, server.url + "/") is False


@pytest.mark.parametrize("part", sorted(BODIES))
def test_of_a_page_and_a_hub_the_head_is_enough(part: str) -> None:
    with raw(SLOW[part]) as server, fetch.client(SHORT) as http:
        assert fetch.gone(http, server.url + "/", SHORT) is False
        assert fetch.post(http, server.url + "/", {}, SHORT) == 200


def test_a_secure_connection_that_is_never_made_is_given_up() -> None:
    record = b"\x16\x03\x03\x40\x00" + b"\x02" * 100  # the beginning of an answer of TLS

    speak: Speech = lambda connection, path: drip(connection, record)  # noqa: E731
    with raw(speak, listen=False) as server, fetch.client(SHORT) as http:
        got = fetch.fetch(http, server.url.replace("http:", "https:") + "/", SHORT)
    assert got.reason is not None
    assert got.reason.code is FeedCode.FEED_TOO_SLOW


@pytest.mark.parametrize("part", SLOW)
def test_a_picture_is_given_up(part: str, tmp_path: Path) -> None:
    with raw(SLOW[part]) as server, pytest.raises(ChannelError, match="the portal is too slow"):
        Pictures(tmp_path, SHORT)(server.url + "/a.jpg")


def test_a_slow_picture_holds_up_no_other(tmp_path: Path) -> None:
    pictures = Pictures(tmp_path, Limits(private=True, connect=30, total=30))
    hang_up = threading.Event()
    with raw(lambda *_: hang_up.wait(30) and None) as server, ThreadPoolExecutor(1) as pool:
        slow = pool.submit(pictures, server.url + "/a.jpg")
        until(lambda: server.asked)
        assert pictures(EXAMPLES["avviso"].reference()).content
        assert not slow.done()
        hang_up.set()
        assert isinstance(slow.exception(), ChannelError)


@pytest.mark.parametrize("part", ["value of a header", "redirects"])
def test_discover_gives_a_portal_up(part: str) -> None:
    with raw(SLOW[part]) as server, pytest.raises(FeedError):
        discover(server.url + "/", SHORT, ROME)


def test_everything_a_run_reads_of_a_portal_has_a_deadline() -> None:
    feed = Feed("portale", "http://127.0.0.1/")

    async def read(url: str) -> tuple[object, ...]:
        with Reader(SHORT, ROME) as reader:
            got, _ = await reader.read(feed, Memory(url))
            page = await reader.page(feed, url)
            return got.status, page.entries, await reader.gone(url), await reader.subscribe(url, {})

    with raw(SLOW["value of a header"]) as server:
        assert asyncio.run(read(server.url + "/")) == (fetch.Got.FAILED, (), False, False)
        assert len(server.asked) == 4


def test_the_operators_service_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerts, "PATIENCE", 0.3)
    with raw(SLOW["value of a header"]) as server:
        service = operators_service("ufficio=json://ignored/", "ufficio", server.url, 30)
        assert asyncio.run(alerts._said(service, "Prova", None)) is False


def test_an_exchange_ends_by_its_own_deadline_and_not_by_the_last_ones() -> None:
    """Connections are kept: the next exchange over one of them has all its time."""
    turns = itertools.count()

    def speak(connection: socket.socket, path: str) -> None:
        while True:
            threading.Event().wait(0.25 if next(turns) else 0)
            connection.sendall(OK + b"Content-Length: 1\r\n\r\nx")
            if not connection.recv(65536):
                return

    with raw(speak) as server, fetch.client(SHORT) as http:
        for _ in range(4):
            assert fetch.fetch(http, server.url + "/", SHORT).status is fetch.Got.NEW
        assert len(server.asked) == 1
