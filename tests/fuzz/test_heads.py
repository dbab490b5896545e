"""A share of the fuzzing of heads in every run of the tests (`make fuzz` does more), and one tick with the worst."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from pipeline.stages.fetch import fetch
from pipeline.stages.fetch.fetch import Limits
from tests.fuzz.heads import FEED, GOOD, make, work
from tests.loopback import Server, answer, loopback, raw
from tests.town import Town, number

LOCAL = Limits(private=True, connect=2, total=2)


@pytest.fixture
def server() -> Iterator[Server]:
    with loopback() as one:
        yield one


@pytest.mark.parametrize("seed", range(4))
def test_whatever_a_head_says_is_a_result_or_one_line(seed: int) -> None:
    read, _, trouble = work(seed, 120, pictures=seed == 0)
    assert not trouble, trouble[0]
    assert 0 < read < 100  # both happen


@pytest.mark.parametrize("cookie", ["a=\xe9", "\xe9=a", "a=b; Path=/\xe9", "a=" + "x" * 50_000, "a=\x7f"])
def test_no_cookie_spoils_the_next_request_to_a_portal(cookie: str) -> None:
    head = (
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\nSet-Cookie: "
        + cookie.encode("latin-1")
        + b"\r\n\r\n"
    )

    def speak(connection: socket.socket, path: str) -> None:
        connection.sendall(GOOD if path == "/ok" else head)

    with raw(speak) as server, fetch.client(LOCAL) as http:
        fetch.fetch(http, server.url + "/", LOCAL)
        assert fetch.fetch(http, server.url + "/ok", LOCAL).body == FEED


def test_a_portal_that_wants_its_cookie_back_gets_it(server: Server) -> None:
    server.answers["/"] = answer(302, Set_Cookie="seen=1", Location="/ok")
    server.answers["/ok"] = answer(200, FEED)
    with fetch.client(LOCAL) as http:
        assert fetch.fetch(http, server.url + "/", LOCAL).body == FEED
    assert [head["Cookie"] for head in server.headers] == [None, "seen=1"]


def test_one_feed_with_a_wrong_head_never_touches_another(here: Town) -> None:
    """Twelve feeds of nonsense beside the council's own, whose emergency leaves in the same tick."""
    here.join(number(1))
    here.change("allow_private_networks: false", "allow_private_networks: true")
    with ExitStack() as servers:
        feeds = ""
        for seed in range(12):
            chance = random.Random(seed)
            server = servers.enter_context(raw(lambda connection, path: None))
            worst = make(chance, f"127.0.0.1:{server.port}")
            server.speak = lambda connection, path, worst=worst: connection.sendall(worst)  # type: ignore[misc]
            feeds += f"  - name: feed{seed}\n    url: {server.url}/\n"
        here.change(r"^feeds:\n", f"feeds:\n{feeds}")
        link = here.stage.publish("Allerta rossa", "Il fiume sale.", categories=["Allerta"])["link"]
        here.clock.ahead += 1
        here.tick()
    assert here.copies(link)[number(1)] == 1
    failures = dict(here.rows("SELECT name, failures FROM feed"))  # type: ignore[arg-type]
    assert sum(failures.values()) > 6
    assert [name for name in failures if not name.startswith("feed") and failures[name]] == []
