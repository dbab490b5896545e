"""The outcome of every channel for each behaviour of a socket, against a server that keeps what it has read.

"Certainly not sent" is said only where the server has read nothing of a publishing request, and no such request is
ever made twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from channels.base import Access, Channel, Key, Recipient
from channels.meanings import Meaning
from channels.outcomes import Outcome, Retry, Sent, Uncertain
from channels.registry import load
from tests.contract import wire as wires
from tests.contract.test_channels import CASES, SECRET, content_for
from tests.contract.wire import Wire, certificate, wire
from tests.town import free_port

NAMES = sorted([*CASES, "apprise"])
NEVER_CERTAIN = {"apprise"}  # it only says yes or no
BY_STATUS = {"apprise"}  # the service's 200 is its yes, even if the rest is cut
SAYS_200 = {"half a head", "half an answer without a length"}
ASKS_FIRST = {"instagram"}  # for its container, which publishes nothing: that question fails already
TIMEOUT = 0.5


def make(name: str, url: str) -> Channel:
    cls = load(name)
    secrets = dict.fromkeys(cls.capabilities.secrets, SECRET)
    own = {"address": "avvisi"} if name == "apprise" else CASES[name].settings
    return cls(Access(url, secrets, {**own, "timeout": TIMEOUT}))


def sending(name: str, url: str, *between: Callable[[], object]) -> list[Outcome]:
    """One more message than there is to do between them, through one channel, each with a text of its own."""

    async def work() -> list[Outcome]:
        channel, outcomes = make(name, url), []
        await channel.open()
        try:
            for number in range(len(between) + 1):
                content = content_for(name, f"Avviso {number}. https://www.comune.example.it/ponte")
                content = replace(content, media=f"179{number}" if content.media else "")
                phone = f"+3933300000{number:02d}"
                key, to = Key("nonce", number + 1, 1), Recipient(phone, address=phone)
                outcomes.append(await channel.send(content, to, key))
                if number < len(between):
                    between[number]()
        finally:
            await channel.close()
        return outcomes

    return asyncio.run(work())


def server_for(name: str, **more: Any) -> dict[str, Any]:
    case = CASES.get(name)
    if case is None:
        return {"good": {}, **more}
    return {"good": case.good, "status": case.status, "reads": {"status_code": "FINISHED"}, **more}


def certain(outcome: Outcome) -> bool:
    return not isinstance(outcome, Uncertain | Sent)


def each_once(server: Wire) -> bool:
    return len(set(server.publishing)) == len(server.publishing)


DOUBTFUL = {
    "read and closed": wires.close,
    "reset after it was read": wires.reset,
    "silent": wires.be_silent,
    "closed on its own side": wires.close_own_half,
    "half an answer": wires.half_an_answer,
    "half a head": wires.half_a_head,
    "half an answer without a length": wires.half_without_length,
    "garbage": wires.saying(b"\x00\x01\x02 what?\r\n\r\n"),
    "half a chunk": wires.saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n{"),
    "a promise and no more": wires.saying(b"HTTP/1.1 100 Continue\r\n\r\n"),
    **{
        f"{code}": wires.saying(lambda server, code=code: server.answer({}, code))
        for code in (500, 502, 503, 504)
    },
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("what", DOUBTFUL)
def test_what_was_read_and_not_answered_whole_is_uncertain(name: str, what: str) -> None:
    with wire(**server_for(name, behave=DOUBTFUL[what])) as server:
        [outcome] = sending(name, server.url)
        assert isinstance(outcome, Uncertain) or (name in BY_STATUS and what in SAYS_200)
        assert not certain(outcome)
        assert len(server.publishing) == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_whole_answer_without_a_length_counts(name: str) -> None:
    with wire(**server_for(name, behave=wires.without_length)) as server:
        [outcome] = sending(name, server.url)
        assert isinstance(outcome, Sent)
        assert len(server.publishing) == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_reused_connection_that_breaks_leaves_doubt_and_no_second_request(name: str) -> None:
    """The server takes the second request and closes without an answer: some clients would repeat it on their own."""

    def second(server: Wire, one: Any) -> bool:
        if len(server.publishing) == 2:
            return False
        one.sendall(server.answer())
        return True

    with wire(**server_for(name, behave=second)) as server:
        first, outcome = sending(name, server.url, lambda: None)
        assert isinstance(first, Sent)
        assert isinstance(outcome, Uncertain)
        assert len(server.publishing) == 2
        assert each_once(server)


@pytest.mark.parametrize("name", NAMES)
def test_a_connection_closed_meanwhile_is_replaced(name: str) -> None:
    with wire(**server_for(name)) as server:
        outcomes = sending(name, server.url, server.hang_up, server.hang_up)
        assert all(isinstance(outcome, Sent) for outcome in outcomes)
        assert len(server.publishing) == 3
        assert each_once(server)


def refused(tmp_path: Path) -> str:
    return f"http://127.0.0.1:{free_port()}"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nobody_there_or_no_such_name_is_certain(name: str, scheme: str) -> None:
    for where in (f"127.0.0.1:{free_port()}", "nessuno.invalid"):
        [outcome] = sending(name, f"{scheme}://{where}")
        assert isinstance(outcome, Uncertain if name in NEVER_CERTAIN else Retry)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("how", ["not to be trusted", "cut", "no TLS at all"])
def test_a_connection_that_cannot_be_made_safe_is_certain(name: str, how: str, tmp_path: Path) -> None:
    options: dict[str, Any] = {
        "not to be trusted": {"certificate": certificate(tmp_path)},
        "cut": {"eager": lambda server, one: bool(one.recv(10)) and False},
        "no TLS at all": {"eager": wires.saying(b"HTTP/1.1 400 Bad Request\r\n\r\n")},
    }[how]
    with wire(**server_for(name, **options)) as server:
        [outcome] = sending(name, server.url.replace("http:", "https:"))
        assert server.publishing == []
        assert isinstance(outcome, Uncertain if name in NEVER_CERTAIN else Retry)


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate that every client here believes."""
    file = certificate(tmp_path)
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.setenv(name, str(file))
    monkeypatch.setattr("certifi.where", lambda: str(file))
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(file))
    return file


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("what", ["read and closed", "reset after it was read", "half an answer", "503"])
def test_the_same_holds_over_tls(name: str, what: str, trusted: Path) -> None:
    with wire(**server_for(name, certificate=trusted)) as server:
        outcomes = sending(name, server.url, server.hang_up)
        assert all(isinstance(outcome, Sent) for outcome in outcomes)
        server.behave = DOUBTFUL[what]
        [outcome] = sending(name, server.url)
        assert isinstance(outcome, Uncertain)
        assert len(server.publishing) == 3


@pytest.mark.parametrize("name", NAMES)
def test_an_alarm_of_tls_after_the_request_left_is_doubt(name: str, trusted: Path) -> None:
    """In TLS 1.3 a server refuses a client only after that has already sent its first bytes."""
    with wire(**server_for(name, certificate=trusted, wants_certificate=True)) as server:
        [outcome] = sending(name, server.url)
        assert server.publishing == []
        assert not isinstance(outcome, Sent)
        # A channel that opens connections beforehand may see the alert before any request: then none has left.
        before = name == "whatsapp" and isinstance(outcome, Retry) and outcome.means is Meaning.NO_CONNECTION
        assert not certain(outcome) or before or name in ASKS_FIRST
