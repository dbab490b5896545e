"""Instagram's containers: what trouble with them says of the post, and what of the whole sender."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from channels import _sessions
from channels.base import Access, ChannelError, Content, Key, Picture, Recipient
from channels.instagram import Instagram
from channels.outcomes import About, Absent, Halt, Outcome, Reading, Rest, Retry, Uncertain, Unknown
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


def read_back(stub: Stub) -> Reading:
    async def work() -> Reading:
        channel = Instagram(Access(stub.url, {"INSTAGRAM_TOKEN": "x"}, {"ig_user_id": "4"}))
        await channel.open()
        try:
            return await channel.read_back(READY, 0.0)
        finally:
            await channel.close()

    return asyncio.run(work())


def refused(code: int) -> Any:
    return {"error": {"code": code, "message": "refused"}}


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
        ({"status_code": "ERROR"}, Unknown),
        ({"status_code": "IN_PROGRESS"}, Unknown),
        (refused(190), Unknown),
        (refused(100), Unknown),
        ({}, Unknown),
    ],
)
def test_only_what_certainly_was_not_published_is_absent(stub: Stub, reads: Any, kind: type[Any]) -> None:
    stub.reads = reads
    assert isinstance(read_back(stub), kind)


def test_looking_back_does_not_change_what_a_sending_sees(stub: Stub) -> None:
    stub.status = 503
    session: Any = _sessions.pinned("https://graph.facebook.com", stub.url, timeout=5)
    session.post("https://graph.facebook.com/4/media_publish", data={"creation_id": "1"})
    beside = threading.Thread(target=session.get, args=("https://graph.facebook.com/1791",))
    beside.start()
    beside.join()
    assert session.last_response.status_code == 503
    session.close()
