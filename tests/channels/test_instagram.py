"""Instagram's containers: which troubles with them concern the post, and which the whole sender."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import pytest

from channels import sessions
from channels.base import Access, Content, Key, Picture, Recipient
from channels.instagram import Instagram, State
from channels.outcomes import About, Absent, Found, Halt, Outcome, Reading, Rest, Retry, Uncertain, Unknown
from channels.problems import ChannelError
from tests.contract.stub import Stub, running

READY = Content(text="Ponte chiuso.", picture="https://www.comune.example.it/ponte.jpg", media="1791")
FRESH = Content(text=READY.text, picture=READY.picture)


@pytest.fixture
def stub() -> Iterator[Stub]:
    with running() as one:
        yield one


def sent(stub: Stub, content: Content) -> Outcome:
    """As the pipeline does it: prepared, then sent."""

    async def work() -> Outcome:
        jpeg = Picture(b"\xff\xd8", "image/jpeg")
        own = {"ig_user_id": "4"}
        access = Access(stub.url, {"INSTAGRAM_TOKEN": "x"}, own, lambda _: jpeg, lambda address: address)
        channel = Instagram(access)
        await channel.open()
        try:
            ready = content if content.media else await channel.prepare(content)
            return await channel.send(ready, Recipient(), Key("nonce", 7, 1))
        finally:
            await channel.close()

    return asyncio.run(work())


def read_back(stub: Stub, content: Content = READY, since: float = 0.0) -> Reading:
    async def work() -> Reading:
        channel = Instagram(Access(stub.url, {"INSTAGRAM_TOKEN": "x"}, {"ig_user_id": "4"}))
        await channel.open()
        try:
            return await channel.read_back(content, since)
        finally:
            await channel.close()

    return asyncio.run(work())


def refused(code: int) -> Any:
    return {"error": {"code": code, "message": "refused"}}


def test_a_picture_goes_with_its_description(stub: Stub) -> None:
    sent(stub, replace(FRESH, alt="La piazza"))
    assert dict(parse_qsl(stub.posts[0][1]))["alt_text"] == "La piazza"


@pytest.mark.parametrize("code", [4, 9, 17])
def test_a_limit_met_by_the_container_rests_the_sender_and_spends_nothing(stub: Stub, code: int) -> None:
    stub.refusals = {"media": code}
    outcome = sent(stub, FRESH)
    assert isinstance(outcome, Retry)
    assert (outcome.rest, outcome.tries) == (Rest.SENDER, None)


@pytest.mark.parametrize("content", [FRESH, READY], ids=["making a container", "asking one"])
def test_a_wrong_token_halts_the_sender_at_whatever_step(stub: Stub, content: Content) -> None:
    stub.refusals, stub.reads = {"media": 190}, refused(190)
    assert isinstance(sent(stub, content), Halt)
    assert [path for path, _ in stub.posts if path.endswith("media_publish")] == []


def test_a_picture_refused_for_good_stops_the_post_and_passing_trouble_does_not(stub: Stub) -> None:
    stub.refusals = {"media": 36001}
    with pytest.raises(ChannelError, match="36001"):
        sent(stub, FRESH)
    for passing in (-2, 9004):  # Meta's own trouble, and that it could not fetch the picture from us
        stub.refusals = {"media": passing}
        outcome = sent(stub, FRESH)
        assert isinstance(outcome, Retry)
        assert (outcome.rest, outcome.about) == (Rest.DELIVERY, About.PICTURE)


def test_a_container_that_meta_does_not_know_is_made_anew(stub: Stub) -> None:
    stub.reads = refused(100)
    outcome = sent(stub, READY)
    assert isinstance(outcome, Retry)
    assert outcome.about is About.PICTURE
    assert stub.posts == []


def test_a_limit_told_with_a_server_error_leaves_doubt(stub: Stub) -> None:
    stub.status, stub.body = 500, refused(4)
    assert isinstance(sent(stub, READY), Uncertain)


@pytest.mark.parametrize(
    ("reads", "kind"),
    [
        ({"status_code": "FINISHED"}, Absent),
        ({"status_code": "EXPIRED"}, Absent),
        ({"status_code": "ERROR"}, Absent),
        (refused(100), Absent),
        (refused(24), Absent),
        ({"status_code": "IN_PROGRESS"}, Unknown),
        ({"status_code": "SOMETHING_NEW"}, Unknown),
        (refused(190), Unknown),
        ({}, Unknown),
    ],
)
def test_only_what_certainly_was_not_published_is_absent(stub: Stub, reads: Any, kind: type[Any]) -> None:
    stub.reads = reads
    assert isinstance(read_back(stub), kind)


@pytest.mark.parametrize("state", list(State))
def test_sending_and_looking_back_read_every_state_alike(stub: Stub, state: State) -> None:
    stub.reads = refused(100) if state is State.MISSING else {"status_code": str(state)}
    outcome, reading = sent(stub, READY), read_back(stub)
    asked = [path for path, _ in stub.posts if path.endswith("media_publish")]
    assert bool(asked) == (state is State.FINISHED)  # nothing else is ever published
    assert isinstance(reading, Absent) == state.absent
    if state.remade:
        assert isinstance(outcome, Retry)
        assert outcome.about is About.PICTURE
    elif state is State.PUBLISHED:
        assert isinstance(outcome, Uncertain)
        assert outcome.duplicate
    elif state is not State.FINISHED:  # the post waits as long as needed, and no other post waits with it
        assert isinstance(outcome, Retry)
        assert (outcome.rest, outcome.tries, outcome.about) == (Rest.POST, None, About.NOTHING)


def test_one_that_never_had_a_container_was_not_published_unless_it_is_there(stub: Stub) -> None:
    def seen(at: str) -> Reading:
        stub.reads = {"data": [{"id": "9", "caption": FRESH.text, "timestamp": at}]}
        return read_back(stub, FRESH, since=1_795_000_000.0)

    assert isinstance(seen("2026-12-20T00:00:00+0000"), Found)
    assert isinstance(seen("2025-12-20T00:00:00+0000"), Absent)  # last year's post, with the same text
    stub.reads = refused(190)
    assert isinstance(read_back(stub, FRESH), Unknown)


def test_what_meta_blocks_rests_alone_unless_it_is_the_pace(stub: Stub) -> None:
    stub.status, stub.body = 400, refused(368)
    outcome = sent(stub, READY)
    assert isinstance(outcome, Retry)
    assert outcome.rest is Rest.POST
    assert outcome.tries
    stub.body["error"]["error_subcode"] = 1390008
    outcome = sent(stub, READY)
    assert isinstance(outcome, Retry)
    assert outcome.rest is Rest.SENDER


def test_looking_back_does_not_change_what_a_sending_sees(stub: Stub) -> None:
    stub.status = 503
    session: Any = sessions.pinned("https://graph.facebook.com", stub.url, timeout=5)
    session.post("https://graph.facebook.com/4/media_publish", data={"creation_id": "1"})
    beside = threading.Thread(target=session.get, args=("https://graph.facebook.com/1791",))
    beside.start()
    beside.join()
    assert session.last_response.status_code == 503
    session.close()
