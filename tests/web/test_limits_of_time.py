"""Nobody keeps a connection of `serve` by doing nothing: heads, bodies and answers have their time.

With the times cut short, in this process.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import cast

import pytest
from aiohttp import web

from pipeline.web import bodies, door
from pipeline.web.door import Door, Guest
from pipeline.web.serve import Hook
from tests.hostile.attacks import PICTURE
from tests.hostile.door import show_picture
from tests.town import Town

FORGED = b"X-Hub-Signature-256: sha256=" + b"ab" * 32 + b"\r\n"
POST = b"POST /webhook HTTP/1.1\r\nHost: x\r\n"
SHORT = 0.2  # seconds


@asynccontextmanager
async def listening(here: Town) -> AsyncIterator[Hook]:
    hook = Hook(here.config, {}, here.clock, lambda: None, lambda feed: None)
    runner = web.AppRunner(hook.app(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    assert runner.server is not None
    server = await hook.door.open(runner.server, "127.0.0.1", port(here))
    try:
        yield hook
    finally:
        server.close()
        await runner.cleanup()
        hook.close()


def port(here: Town) -> int:
    return int(here.webhook_url.rpartition(":")[2])


def played(here: Town, play: Callable[[Hook], Awaitable[None]]) -> None:
    async def run() -> None:
        async with listening(here) as hook, asyncio.timeout(30):
            await play(hook)

    asyncio.run(run())


async def all_answered(here: Town, *said: bytes, pause: float = 0.0) -> bytes:
    """What the other side answers until it ends the connection; `pause` seconds between what is said."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port(here))
    answer = asyncio.ensure_future(reader.read())
    for part in said:
        writer.write(part)
        await asyncio.wait({answer}, timeout=pause)
    try:
        return await answer
    except ConnectionError:
        return b""
    finally:
        writer.transport.abort()


@pytest.mark.parametrize("begun", [b"", b"G", POST, POST + b"X-A: b"])
def test_half_a_head_ends(here: Town, monkeypatch: pytest.MonkeyPatch, begun: bytes) -> None:
    monkeypatch.setitem(door.LIMITS, "keepalive_timeout", SHORT)

    async def play(hook: Hook) -> None:
        assert await all_answered(here, begun) == b""
        assert (
            await all_answered(here, *(bytes([one]) for one in POST), *[b"X-A: b\r\n"] * 10, pause=0.02)
            == b""
        )

    played(here, play)


def test_a_connection_is_kept_for_the_next_request_and_not_for_long(
    here: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(door.LIMITS, "keepalive_timeout", 2 * SHORT)
    ask = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"

    async def play(hook: Hook) -> None:
        assert (await all_answered(here, ask, ask, ask, pause=0.05)).count(b"200 OK") == 3

    played(here, play)


@pytest.mark.parametrize("length", [b"Content-Length: 3000000\r\n", b"Transfer-Encoding: chunked\r\n"])
def test_a_body_that_drips_is_refused(here: Town, monkeypatch: pytest.MonkeyPatch, length: bytes) -> None:
    monkeypatch.setattr(bodies, "BODY", SHORT)

    async def play(hook: Hook) -> None:
        drips = [b"1\r\n \r\n"] * 40
        answer = await all_answered(here, POST + FORGED + length + b"\r\n", *drips, pause=0.02)
        assert answer.startswith(b"HTTP/1.1 408")
        assert hook.door.kept == 0

    played(here, play)


def test_who_does_not_take_an_answer_is_dropped(here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "ANSWER", SHORT)
    show_picture(here)

    async def play(hook: Hook) -> None:
        for ask in (f"GET /pictures/{PICTURE}.jpg".encode(), b"GET /health"):
            reader, writer = await asyncio.open_connection("127.0.0.1", port(here), limit=1)
            reader._transport.pause_reading()  # type: ignore[attr-defined]
            for _ in range(3000):
                writer.write(ask + b" HTTP/1.1\r\nHost: x\r\n\r\n")
                await asyncio.sleep(0)
            await nobody(hook)
            writer.transport.abort()

    played(here, play)


async def nobody(hook: Hook) -> None:
    for _ in range(3000):
        if not hook.door.count:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("somebody stays")


class Somebody:
    """A connection, for the door's own decisions."""

    def __init__(self, its: Door) -> None:
        self.address, self.kept, self.signed, self.since = "proxy", 0, False, 0.0
        self.dropped, self._door = False, its
        its.enter(self.guest)

    @property
    def guest(self) -> Guest:
        return cast(Guest, self)

    def drop(self) -> None:
        self.dropped = True
        self._door.leave(self.guest)


def test_a_signed_request_under_way_never_has_to_go() -> None:
    async def play() -> None:
        its = Door(4)
        first, second, third, fourth = (Somebody(its) for _ in range(4))
        for one in (first, second):
            its.trust(one.guest)
            its.keep(one.guest, door.KEPT // 2)
        late = Somebody(its)
        assert [one.dropped for one in (first, second, third, fourth, late)] == [False] * 2 + [True] + [
            False
        ] * 2
        with pytest.raises(web.HTTPServiceUnavailable):  # all that is kept is signed
            its.keep(late.guest, 1)
        assert not first.dropped
        late.drop()
        assert (its.count, its.kept) == (3, door.KEPT)
        for one in (first, second, fourth):
            one.drop()
        assert (its.count, its.kept) == (0, 0)

    asyncio.run(play())


def test_signed_requests_take_nobodys_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Meta sends as many at once as it likes; what the disk has not kept yet must not put out what comes next."""
    monkeypatch.setattr(door, "MOST", 2)

    async def play() -> None:
        its = Door(6)
        for _ in range(3):
            its.trust(Somebody(its).guest)
        first, second = Somebody(its), Somebody(its)
        assert (its.count, first.dropped, second.dropped) == (5, False, False)
        Somebody(its)
        assert (its.count, first.dropped, second.dropped) == (5, True, False)
        for guest in list(its._guests):
            its.release(guest)  # answered
        late = Somebody(its)
        assert (second.dropped, late.dropped) == (False, False)  # of the answered ones the oldest went

    asyncio.run(play())


def test_many_requests_make_nobody_younger_than_who_has_just_come() -> None:
    async def play() -> None:
        its = Door(2)
        busy, new = Somebody(its), Somebody(its)
        for _ in range(1000):
            its.attend(busy.guest)
        Somebody(its)
        assert (busy.dropped, new.dropped) == (True, False)

    asyncio.run(play())


def test_a_connection_that_is_used_now_and_then_is_not_the_oldest() -> None:
    async def play() -> None:
        its = Door(2)
        proxy, idle = Somebody(its), Somebody(its)
        proxy.since -= 2 * door.A_SECOND
        its.attend(proxy.guest)
        Somebody(its)
        assert (proxy.dropped, idle.dropped) == (False, True)

    asyncio.run(play())


def test_a_connection_that_is_cut_leaves_no_body_behind(here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also before garbage is collected, which may take long and then be very much."""
    made: list[bytearray] = []

    class Noted(bytearray):
        def __init__(self) -> None:
            super().__init__()
            made.append(self)

    monkeypatch.setattr(bodies, "bytearray", Noted, raising=False)

    async def play(hook: Hook) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", port(here))
        writer.write(POST + FORGED + b"Content-Length: 3000000\r\n\r\n" + bytes(50_000))
        while not (made and len(made[0]) == 50_000):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        writer.transport.abort()
        await nobody(hook)
        await asyncio.sleep(0)
        assert [len(one) for one in made] == [0]

    gc.disable()
    try:
        played(here, play)
    finally:
        gc.enable()
