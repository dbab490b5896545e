"""The bulk sender's HTTP client against bare sockets: each request once, its answer or doubt, limits on everything."""

from __future__ import annotations

import asyncio
import socket
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import uvloop
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.whatsapp.api import Lost, NotSent, Reply
from channels.whatsapp.client import Client
from channels.whatsapp.connection import Connection
from tests.contract import wire as wires
from tests.contract.wire import Wire, certificate, wire
from tests.town import free_port

GOOD = {"messages": [{"id": "wamid.1"}]}
Work = Callable[[Client], Awaitable[Any]]


@pytest.fixture(params=["asyncio", "uvloop"])
def loops(request: pytest.FixtureRequest) -> Any:
    return uvloop.new_event_loop if request.param == "uvloop" else asyncio.new_event_loop


@pytest.fixture(params=["plain", "TLS"])
def options(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    if request.param == "plain":
        return {"good": GOOD}
    file = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return {"good": GOOD, "certificate": file}


def using(url: str, work: Work, loops: Any, *, most: int = 20, timeout: float = 1.0) -> Any:
    async def main() -> Any:
        client = Client(url, most, 80.0, timeout)
        try:
            return await work(client)
        finally:
            await client.close()

    with asyncio.Runner(loop_factory=loops) as runner:
        return runner.run(main())


async def post(client: Client, number: int = 0) -> Reply:
    return await client.post("/v26.0/1/messages", {"Authorization": "Bearer x"}, b'{"number": %d}' % number)


async def said(client: Client) -> bytes:
    return (await post(client)).body


WHOLE = {
    "of a known length": wires.saying(lambda server: server.answer(), keep=True),
    "in chunks": wires.saying(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n",
        b'{"messages": [{"\r\n',
        b'f\r\nid": "wamid.1"}\r\n2\r\n]}\r\n0\r\nX-Trailer: 1\r\n\r\n',
        keep=True,
    ),
    "up to the end": wires.without_length,
    "byte by byte": lambda server, one: [one.sendall(bytes([b])) for b in server.answer()] != [],
    "with Connection: close": wires.saying(lambda server: server.answer(None, 200, "Connection: close")),
    "after promises": wires.saying(
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n",
        lambda server: server.answer(),
        keep=True,
    ),
    "of HTTP/1.0": wires.saying(lambda server: server.answer().replace(b"HTTP/1.1", b"HTTP/1.0")),
}


@pytest.mark.parametrize("how", WHOLE)
def test_an_answer_is_read_whole(how: str, options: dict[str, Any], loops: Any) -> None:
    async def twice(client: Client) -> list[Any]:
        return [await post(client, 1), await post(client, 2)]

    with wire(**options, behave=WHOLE[how]) as server:
        for reply in using(server.url, twice, loops):
            assert reply.status == 200
            assert b"".join(reply.body.split()) == b'{"messages":[{"id":"wamid.1"}]}'
        assert len(set(server.publishing)) == len(server.publishing) == 2
        assert server.accepted == (
            2 if how in ("up to the end", "with Connection: close", "of HTTP/1.0") else 1
        )


def test_an_error_comes_with_its_body_and_headers(options: dict[str, Any], loops: Any) -> None:
    slow = wires.saying(
        lambda server: server.answer({"error": {"code": 130429}}, 429, "Retry-After: 7"), keep=True
    )
    with wire(**options, behave=slow) as server:
        reply = using(server.url, post, loops)
    assert (reply.status, reply.headers["retry-after"]) == (429, "7")
    assert b"130429" in reply.body


DOUBT = {
    "closed": wires.close,
    "reset": wires.reset,
    "silence": wires.be_silent,
    "closed on its side": wires.close_own_half,
    "half an answer": wires.half_an_answer,
    "half a head": wires.half_a_head,
    "garbage": wires.saying(b"SSH-2.0-OpenSSH_9.2p1\r\n"),
    "a drip": wires.drip,
    "an endless head": wires.endless_head,
    "an endless body": wires.endless_body,
    "endless promises": wires.endless_promises,
    "two answers": wires.saying(lambda server: server.answer() * 2, keep=True),
    "an answer and garbage": wires.saying(lambda server: server.answer() + b"\x00\x01", keep=True),
    "another protocol": wires.saying(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"
    ),
    "two lengths": wires.saying(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
    "a wrong chunk": wires.saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}"),
}


LIMITS = {
    "an endless head": "too long a head",
    "endless promises": "too long a head",
    "an endless body": "too long a body",
    "silence": "no answer in time",
    "a drip": "no answer in time",
}


@pytest.mark.parametrize("what", DOUBT)
def test_what_is_no_whole_answer_is_lost_and_not_asked_again(
    what: str, options: dict[str, Any], loops: Any
) -> None:
    with wire(**options, behave=DOUBT[what]) as server:
        with pytest.raises(Lost, match=LIMITS.get(what)):
            using(server.url, post, loops)
        assert len(server.publishing) == 1


def test_a_body_that_ends_without_a_word_of_tls_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loops: Any
) -> None:
    """Any machine on the way may close a connection: without a length that would cut an answer unnoticed."""
    file = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))

    def cut(server: Wire, one: Any) -> bool:
        one.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + b'{"messages": []}')
        time.sleep(0.05)
        socket.socket.shutdown(one, socket.SHUT_RDWR)
        return False

    with wire(good=GOOD, certificate=file, behave=cut) as server, pytest.raises(Lost):
        using(server.url, post, loops)


def test_words_of_a_server_that_was_not_asked_answer_nothing(options: dict[str, Any], loops: Any) -> None:
    """For example a 408 before an idle connection is closed."""

    def eager(server: Wire, one: Any) -> bool:
        if server.accepted == 1:
            one.sendall(b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        return True

    async def work(client: Client) -> Reply:
        await client.open()
        await asyncio.sleep(0.1)
        return await post(client)

    with wire(**options, eager=eager) as server:
        assert using(server.url, work, loops).status == 200
        assert len(server.publishing) == 1


def test_a_408_says_nothing_of_what_was_written(options: dict[str, Any], loops: Any) -> None:
    """The answer may have left before the request did."""
    late = wires.saying(b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    with wire(**options, behave=late) as server, pytest.raises(Lost):
        using(server.url, post, loops)


def test_an_answer_that_overtakes_its_request_counts_and_ends_the_connection(
    options: dict[str, Any], loops: Any
) -> None:
    """A server that refuses a long body may not read it."""

    def eager(server: Wire, one: Any) -> bool:
        if server.accepted > 1:
            return True
        one.recv(100)
        one.sendall(server.answer({}, 413))
        server.over.wait(0.5)
        return False

    async def work(client: Client) -> list[int]:
        big = await client.post("/", {}, b" " * 20_000_000)
        return [big.status, (await post(client)).status]

    with wire(**options, eager=eager) as server:
        assert using(server.url, work, loops, timeout=5) == [413, 200]


def test_connections_the_server_ended_meanwhile_are_replaced(options: dict[str, Any], loops: Any) -> None:
    """Even if the event loop has not seen it yet."""

    async def work(client: Client) -> list[int]:
        await client.open(8)
        found = []
        for number in range(3):
            replies = await asyncio.gather(*(post(client, 10 * number + one) for one in range(8)))
            found += [reply.status for reply in replies]
            server.hang_up()
        return found

    with wire(**options) as server:
        assert using(server.url, work, loops) == [200] * 24
        assert len(set(server.publishing)) == len(server.publishing) == 24


def test_nobody_there_is_not_sent(loops: Any) -> None:
    with pytest.raises(NotSent, match="ConnectionRefusedError"):
        using(f"http://127.0.0.1:{free_port()}", post, loops)
    with pytest.raises(NotSent):
        using("http://nessuno.invalid", post, loops)


def test_a_handshake_that_never_ends_is_not_sent(loops: Any) -> None:
    with wire(eager=lambda server, one: server.over.wait(3)) as server:
        with pytest.raises(NotSent, match="no free connection in time"):
            using(server.url.replace("http:", "https:"), post, loops, timeout=0.5)
        assert server.publishing == []


def test_characters_that_would_make_a_header_of_their_own_are_not_sent(loops: Any) -> None:
    async def work(client: Client) -> Reply:
        return await client.post("/", {"Authorization": "Bearer x\r\nX: y"}, b"{}")

    with wire(good=GOOD) as server:
        with pytest.raises(NotSent, match="characters"):
            using(server.url, work, loops)
        assert server.accepted == 0


def test_no_more_connections_than_the_ceiling_and_the_rest_waits(options: dict[str, Any], loops: Any) -> None:
    async def work(client: Client) -> set[int]:
        replies = await asyncio.gather(*(post(client, one) for one in range(30)))
        return {reply.status for reply in replies}

    slow = wires.saying(b"", lambda server: server.answer(), keep=True)
    with wire(**options, behave=slow) as server:
        assert using(server.url, work, loops, most=4, timeout=5) == {200}
        assert server.accepted <= 4
        assert len(set(server.publishing)) == 30


def test_who_gives_up_waiting_leaves_no_answer_to_the_next(options: dict[str, Any], loops: Any) -> None:
    async def work(client: Client) -> bytes:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await post(client, 1)
        server.behave, server.good = None, {"second": 2}
        return await said(client)

    def late(server: Wire, one: Any) -> bool:
        answer = server.answer()
        time.sleep(0.3)
        one.sendall(answer)
        return True

    with wire(**options, behave=late) as server:
        assert using(server.url, work, loops, most=1) == b'{"second": 2}'


ANSWERS = [
    b'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"id": 1}',
    b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"id\r\n5\r\n": 1}\r\n0\r\n\r\n',
    b'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\n{"id": 1}',
    b'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{"id": 1}',
]
_changes = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 2), st.binary(max_size=3)), max_size=3)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(ANSWERS), st.lists(st.integers(0, 100), max_size=5), _changes)
def test_whatever_a_server_says_ends_in_an_answer_or_in_doubt(
    whole: bytes, cuts: list[int], changes: list[tuple[int, int, bytes]]
) -> None:
    """In pieces and with bytes changed, removed and added; an unchanged answer is read unchanged."""
    said = whole
    for at, length, new in changes:
        said = said[:at] + new + said[at + length :]
    places = [0, *sorted(cuts), len(said)]

    async def work() -> Reply | None:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with ours, theirs:
            connection = Connection(ours, None, "", Nobody())
            await asyncio.get_running_loop().create_connection(lambda: connection, sock=ours)
            asking = asyncio.ensure_future(connection.ask(b"x", 1))
            await asyncio.sleep(0)
            theirs.recv(1)
            for start, end in pairwise(places):
                with suppress(OSError):  # we may have read enough
                    theirs.send(said[start:end])
                await asyncio.sleep(0)
            theirs.close()
            try:
                async with asyncio.timeout(5):
                    return await asking
            except Lost:
                return None
            finally:
                connection.give_up("over")

    reply = asyncio.run(work())
    if said == whole:
        assert reply is not None
        assert (reply.status, reply.body) == (200, b'{"id": 1}')


class Nobody:
    def freed(self, connection: Connection) -> None: ...

    def heard(self, connection: Connection) -> None: ...

    def gone(self, connection: Connection) -> None: ...


# -- opened before they are needed --------------------------------------------------------------------


def test_open_connects_for_what_is_due_and_no_more(options: dict[str, Any], loops: Any) -> None:
    async def work(client: Client) -> None:
        for due, opened in ((1, 1), (7, 7), (7, 7), (1000, 24)):  # 0.3 seconds at 80 a second
            await client.open(due)
            await asyncio.sleep(0.1)
            assert server.accepted == opened

    with wire(**options) as server:
        using(server.url, work, loops, most=100)
        assert server.publishing == []


def test_open_does_not_wait_for_who_does_not_answer(loops: Any) -> None:
    async def work(client: Client) -> float:
        start = time.monotonic()
        await client.open(50)
        return time.monotonic() - start

    with wire(eager=lambda server, one: server.over.wait(5)) as server:
        assert using(server.url.replace("http:", "https:"), work, loops, timeout=5) < 3
    assert using(f"http://127.0.0.1:{free_port()}", work, loops) < 3


def test_room_is_what_leaves_at_once_and_more_is_opened_for_later(
    options: dict[str, Any], loops: Any
) -> None:
    async def work(client: Client) -> None:
        assert client.room(0) == 0
        await client.open()
        await asyncio.sleep(0.1)  # in TLS 1.3 the server may send more after the handshake
        assert client.room(5) == 1
        while client.room(5) < 5:  # noqa: ASYNC110 (the pool grows meanwhile)
            await asyncio.sleep(0.01)
        await asyncio.gather(*(post(client, one) for one in range(5)))
        server.hang_up()
        assert client.room(5) == 0  # although the loop has not seen it

    with wire(**options) as server:
        using(server.url, work, loops)


def test_where_nothing_can_be_opened_one_may_go_and_hear_so(loops: Any) -> None:
    async def work(client: Client) -> None:
        await client.open(20)
        for _ in range(3):
            assert client.room(20) == 1
            with pytest.raises(NotSent):
                await post(client)

    using(f"http://127.0.0.1:{free_port()}", work, loops)


def test_an_address_that_does_not_answer_is_passed_over(loops: Any) -> None:
    """A name may have several addresses, for example an IPv6 one that leads nowhere."""

    async def work(client: Client) -> list[int]:
        pool = client._opened()
        dead, good = (
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
            for port in (free_port(), client._where[1])
        )
        pool._addresses, pool._asked = [dead, good], asyncio.get_running_loop().time()
        found = [(await post(client, one)).status for one in range(2)]
        assert pool._addresses[0] == good
        return found

    with wire(good=GOOD) as server:
        assert using(server.url, work, loops) == [200, 200]


def test_closing_loses_what_is_under_way_and_refuses_what_waits(options: dict[str, Any], loops: Any) -> None:
    async def work(client: Client) -> Counter[type]:
        under_way = [asyncio.ensure_future(post(client, one)) for one in range(3)]
        while not server.publishing:  # noqa: ASYNC110 (the server is a thread)
            await asyncio.sleep(0.01)
        await client.close()
        return Counter(type(one) for one in await asyncio.gather(*under_way, return_exceptions=True))

    with wire(**options, behave=wires.be_silent) as server:
        assert using(server.url, work, loops, most=1, timeout=3) == {Lost: 1, NotSent: 2}
        assert len(server.publishing) == 1


def test_closing_at_any_turn_of_an_opening_settles_nothing_twice(options: dict[str, Any], loops: Any) -> None:
    """Seen once as InvalidStateError: a connection was given up after its socket was connected, and before the loop had
    told it so."""
    amiss: list[object] = []

    async def close_after(client: Client, turns: int) -> None:
        asyncio.get_running_loop().set_exception_handler(
            lambda loop, context: amiss.append(context.get("exception") or context["message"])
        )
        opening = asyncio.ensure_future(client.open(4))
        for _ in range(turns):
            await asyncio.sleep(0)
        await client.close()
        opening.cancel()
        await asyncio.gather(opening, return_exceptions=True)
        for _ in range(5):
            await asyncio.sleep(0)

    with wire(**options) as server:
        for turns in range(25):
            using(server.url, lambda client, turns=turns: close_after(client, turns), loops)  # type: ignore[misc]
    assert amiss == []
