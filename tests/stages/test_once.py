"""Each message goes out exactly as often as it should, and at once: past failures between two processes."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from channels.base import Content
from channels.whatsapp import WhatsApp
from pipeline.clock import Clock, Surroundings
from pipeline.model import Kind, Lane, Mode, News
from pipeline.reasons import Code, Reason, columns
from pipeline.settings.reader import load
from pipeline.settings.values import Config
from pipeline.staff import actions
from pipeline.staff.deeds import Deed, Deeds, Done, Left, Obstacle
from pipeline.stages.deliver.drain import Shift, drain
from pipeline.stages.enqueue import Rendered
from pipeline.stages.release.release import Releasing, release_chunk
from pipeline.stages.settle.evidence import settle_uncertain
from pipeline.store import deliveries, posts
from pipeline.store.posts import NewPost, Stored
from pipeline.words import put
from tests.contract.stub import Stub
from tests.moves import any_move
from tests.sending import NEWS, Post
from tests.tick.test_changes import shown
from tests.town import town

AT_ONCE = Shift(patience=0.0)  # sends what is due and waits for nothing more


def said(deeds: Deeds) -> list[str]:
    return [put(one.sentence) for one in (*deeds.done, *deeds.left)]


@pytest.fixture
def post(meta: Stub, tmp_path: Path) -> Post:
    return Post(tmp_path, meta.url)


def delivery(post: Post) -> tuple[str, int]:
    [(state, attempt)] = post.rows("SELECT state, attempt FROM delivery WHERE id = 1")
    return state, attempt


# -- evidence belongs to the attempt ----------------------------------------------------------------


@pytest.mark.parametrize("late", ["sent", "held", "failed"])
def test_a_late_receipt_of_a_failed_attempt_settles_nothing(post: Post, meta: Stub, late: str) -> None:
    post.announce()
    post.drain()
    post.status(1, "failed", 133004)  # passes
    post.status(1, late, 133004 if late == "failed" else 0)
    assert delivery(post) == ("pending", 1)
    post.clock.now += 30
    post.drain()
    assert delivery(post) == ("sent", 2)
    assert len(meta.posts) == 2


def test_what_was_delivered_after_all_is_not_sent_again(post: Post, meta: Stub) -> None:
    post.announce()
    post.drain()
    post.status(1, "failed", 133004)
    post.status(1, "delivered")
    post.clock.now += 30
    post.drain()
    assert delivery(post) == ("sent", 1)
    assert len(meta.posts) == 1


def test_a_failure_that_is_told_before_our_own_record_of_the_answer_counts(post: Post, meta: Stub) -> None:
    from channels.outcomes import Sent
    from pipeline.stages.settle.answers import Answer, Claimed, Retries, record

    post.announce()
    post.drain()
    post.store.connection.execute("DELETE FROM attempt")
    post.store.connection.execute("UPDATE delivery SET state = 'pending' WHERE id = 1")
    post.store.connection.execute("UPDATE delivery SET state = 'sending' WHERE id = 1")
    post.status(1, "failed", 131026)
    answer = Answer(Claimed(1, 1, 1, 1), Sent("wamid.1.1"))
    record(post.store, "whatsapp", [answer], Retries(5, random.Random(1)), post.clock.time())
    assert delivery(post) == ("failed", 1)


# -- people at a terminal against the loop ------------------------------------------------------------


@pytest.mark.parametrize("how", ["hold", "cancel", "stop"])
def test_what_is_stopped_while_its_picture_is_fetched_never_leaves(
    post: Post, meta: Stub, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture takes a second; half a second later staff read that it was stopped."""

    async def slow(self: WhatsApp, content: Content) -> Content:
        stop(how)
        await asyncio.sleep(0.2)
        return replace(content, media="m1")

    def stop(how: str) -> None:
        now = post.clock.time()
        if how == "hold":
            posts.hold(post.store, 1, Reason(Code.HELD_BY_HAND))
        elif how == "cancel":
            posts.cancel(post.store, 1, Reason(Code.CANCELLED_BY_HAND), now)
        else:
            post.store.stop_sender(name="whatsapp", now=now, **columns(Reason(Code.STOPPED_BY_HAND)))

    monkeypatch.setattr(WhatsApp, "prepare", slow)
    post.announce(replace(NEWS, picture="https://comune.example/foto.jpg"))
    post.drain()
    assert meta.posts == []
    assert delivery(post)[0] in ("pending", "skipped")


def test_an_emergency_does_not_wait_for_the_picture_of_another_post(
    post: Post, meta: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = asyncio.Event()

    async def slow(self: WhatsApp, content: Content) -> Content:
        if content.picture and not content.media:
            await ready.wait()
            return replace(content, media="m1")
        return content

    monkeypatch.setattr(WhatsApp, "prepare", slow)
    first = post.announce(replace(NEWS, picture="https://comune.example/foto.jpg"))
    urgent = post.announce(lane=Lane.EMERGENCY)

    async def sending() -> None:
        sender = replace(post.sender, channel=WhatsApp(post.access))
        task = asyncio.create_task(
            drain(post.store, sender, AT_ONCE, Surroundings(post.clock, random.Random(1)))
        )
        while not meta.posts:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        assert post.rows("SELECT post_id FROM delivery WHERE state IN ('sending', 'sent')") == [(urgent,)]
        ready.set()
        await task

    asyncio.run(asyncio.wait_for(sending(), 20))
    assert post.rows("SELECT post_id, state FROM delivery ORDER BY post_id") == [
        (first, "sent"),
        (urgent, "sent"),
    ]


def approve(post: Post) -> None:
    row = post.store.post(id=1)
    assert row is not None
    assert posts.approve(post.store, row, Stored("{}", "", ""), post.clock.time(), 9e9)


def test_a_post_held_during_its_last_message_is_done_when_it_is_approved(post: Post) -> None:
    post.announce()
    with post.store.transaction():
        posts.begin(post.store, 1, post.clock.time(), broadcast=True)
        post.store.release_progress(id=1, to=1, now=post.clock.time())
    post.store.connection.execute(
        "INSERT INTO delivery (post_id, recipient, mode, due_at, state, attempt) VALUES (1, 1, 'all', 1, 'sent', 1)"
    )
    assert posts.hold(post.store, 1, Reason(Code.HELD_BY_HAND))
    approve(post)
    assert post.value("SELECT state FROM post") == "done"


def test_who_leaves_while_the_process_stands_still_gets_nothing(tmp_path: Path, meta: Stub) -> None:
    """Claimed with consent, stopped for a minute (SIGSTOP, a suspended host), woken: consent is asked again."""
    post = Post(tmp_path, meta.url, citizens=60)
    post.announce()
    sleep, left = post.clock.sleep, list[int]()

    async def stand_still(seconds: float) -> None:
        await sleep(seconds)
        if not left and post.rows("SELECT 1 FROM delivery WHERE state = 'sending'"):
            lines = (tmp_path / "attempts" / "whatsapp.1").read_text(encoding="ascii")
            left.append(lines.count('">"'))
            for citizen in range(1, 61):
                post.store.end_subscriber(id=citizen, now=post.clock.time())
            post.clock.now += 60

    post.clock.sleep = stand_still  # type: ignore[method-assign]
    post.drain()
    assert 0 < left[0] < 20
    assert len(meta.posts) == left[0]
    states = post.rows("SELECT state, count(*) FROM delivery GROUP BY state ORDER BY state")
    assert states == [("sent", left[0]), ("skipped", 60 - left[0])]


# -- corrections --------------------------------------------------------------------------------------


def a_retraction(item: int, now: float) -> NewPost:
    text = Content("RETTIFICA", template="rettifica", category="UTILITY")
    return NewPost(item, "whatsapp", Kind.RETRACT, Lane.SERVICE, Mode.ALL, text, now, now + 9999)


def retraction(post: Post, item: int) -> None:
    """As `retract` does where nothing can be taken down."""
    with post.store.transaction():
        now = post.clock.time()
        posts.cancel(post.store, 1, Reason(Code.TAKEN_BACK), now)
        posts.make(post.store, a_retraction(item, now), now)


def test_who_is_sent_the_wrong_alert_a_moment_after_the_retraction_is_corrected_too(
    tmp_path: Path, meta: Stub
) -> None:
    """80 a second, answers after 200 ms: some requests are under way when staff retract."""
    post = Post(tmp_path, meta.url, citizens=60)
    post.announce()
    seen: list[int] = []

    def progress(sent: int) -> None:
        if not seen:
            retraction(post, 1)
        seen.append(sent)

    sender = replace(post.sender, channel=WhatsApp(post.access))
    asyncio.run(
        drain(
            post.store,
            sender,
            Shift(patience=0.0, progress=progress),
            Surroundings(post.clock, random.Random(1)),
        )
    )
    post.drain()
    wrong = {
        row[0] for row in post.rows("SELECT recipient FROM delivery WHERE post_id = 1 AND state = 'sent'")
    }
    corrected = {
        row[0] for row in post.rows("SELECT recipient FROM delivery WHERE post_id = 2 AND state = 'sent'")
    }
    assert 0 < len(wrong) < 60
    assert corrected == wrong
    assert post.rows("SELECT state FROM post ORDER BY id") == [("cancelled",), ("done",)]


def test_a_retraction_asked_for_again_reaches_who_turned_out_to_have_it_meanwhile(
    tmp_path: Path, meta: Stub
) -> None:
    post = Post(tmp_path, meta.url, citizens=3)
    in_doubt(post, 3)
    change = post.store.connection.execute
    change("UPDATE delivery SET state = 'failed' WHERE id > 1")
    change("UPDATE delivery SET state = 'pending' WHERE id = 1")
    change("UPDATE delivery SET state = 'sending' WHERE id = 1")
    item, now = int(post.value("SELECT item_id FROM post")), post.clock.time()
    retraction(post, item)
    sender = Releasing("whatsapp", Mode.ALL, broadcast=True)
    assert release_chunk(post.store, sender, [Lane.SERVICE], now)  # to nobody yet: the only one is under way
    assert posts.cancel(post.store, 2, Reason(Code.CANCELLED_BY_HAND), now)
    change("UPDATE delivery SET state = 'uncertain' WHERE id = 1")
    again = posts.ask_again(post.store, a_retraction(item, now), now)
    assert again == 2
    deliveries.open_again(post.store, again, now)
    post.drain()
    assert post.rows("SELECT recipient, state FROM delivery WHERE post_id = 2") == [(1, "sent")]
    assert post.value("SELECT state FROM post WHERE id = 2") == "done"


def test_a_correction_of_what_is_in_the_air_is_not_lost(tmp_path: Path) -> None:
    """The portal corrects an item while Facebook has not answered yet: the page says the new text in the end."""
    with town(tmp_path / "town") as here:
        here.tick()
        here.heartbeat()
        here.stage.fault("cut_after", channel="facebook")
        item = here.stage.publish("Ponte chiuso", "Testo.")
        here.tick()
        doubt = (
            "SELECT 1 FROM delivery d JOIN post p ON p.id = d.post_id"
            " WHERE p.channel = 'facebook' AND d.state = 'uncertain'"
        )
        assert here.rows(doubt)
        here.stage.edit(item["id"], title="Ponte riaperto")
        for _ in range(4):
            here.tick()
            here.clock.ahead += 61
            here.heartbeat()
        assert here.rows("SELECT revision FROM publication WHERE channel = 'facebook'") == [(2,)]
        [page] = shown(here, "facebook")
        assert "Ponte riaperto" in str(page)


# -- halts, pauses, breakers ---------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "status"), [(130429, 429), (190, 401), (131048, 400), (131064, 400)])
def test_hardly_anything_leaves_after_the_provider_said_no(
    tmp_path: Path, meta: Stub, code: int, status: int
) -> None:
    """Of a claimed quarter of a second (100 at this rate), at most the requests of one tick of the loop leave."""
    post = Post(tmp_path, meta.url, citizens=200, rate=400.0, messaging_limit=1000)
    post.clock = Clock()  # type: ignore[assignment]
    meta.refusals = {"": code}
    post.announce()
    post.drain()
    assert len(meta.posts) <= 400 * 0.1  # a few ticks, on a machine that does other things as well
    assert post.value("SELECT count(*) FROM delivery WHERE state IN ('sent', 'failed')") == 0


@pytest.mark.parametrize("code", [131049, 131026, 130472, 131050])
def test_what_concerns_single_citizens_stops_no_broadcast(tmp_path: Path, meta: Stub, code: int) -> None:
    post = Post(tmp_path, meta.url, citizens=60, rate=400.0, messaging_limit=1000)
    meta.refusals = {"": code}
    post.announce()
    post.drain()
    assert post.value("SELECT state FROM post") == "done"


def test_refusals_told_after_the_approval_of_what_came_before_count_with_their_answers(
    tmp_path: Path, meta: Stub
) -> None:
    """Both counts of the breaker use the same clock: nobody reads «10 rifiuti su 0»."""
    post = Post(tmp_path, meta.url, citizens=40, rate=400.0, messaging_limit=1000)
    post.announce()
    post.drain()
    for one in range(1, 11):
        post.status(one, "failed", 131047)
    post.clock.now += 60
    with any_move(post.store):
        post.store.connection.execute("UPDATE post SET state = 'paused'")
    approve(post)
    for one in range(11, 21):
        post.status(one, "failed", 131047)
    rejected, answered = post.rows("SELECT rejected, answered FROM post")[0]
    assert rejected <= answered


def test_a_stop_by_hand_lasts_though_a_halt_ends_by_itself(post: Post, meta: Stub) -> None:
    meta.refusals = {"": 131048}  # six hours
    post.announce()
    post.drain()
    post.store.stop_sender(name="whatsapp", now=post.clock.time(), **columns(Reason(Code.STOPPED_BY_HAND)))
    post.clock.now += 7 * 3600
    meta.refusals = {}
    second = post.announce()
    post.drain()
    assert post.rows("SELECT 1 FROM delivery WHERE post_id = ? AND state = 'sent'", second) == []


# -- silence and doubt ---------------------------------------------------------------------------------


def in_doubt(post: Post, count: int, lane: Lane = Lane.EMERGENCY) -> None:
    post.announce(lane=lane)
    post.drain()
    post.store.connection.execute(
        "UPDATE attempt SET outcome = 'uncertain', remote_id = '' WHERE delivery_id <= ?", (count,)
    )
    post.store.connection.execute("UPDATE delivery SET state = 'pending' WHERE id <= ?", (count,))
    post.store.connection.execute("UPDATE delivery SET state = 'sending' WHERE id <= ?", (count,))
    post.store.connection.execute("UPDATE delivery SET state = 'uncertain' WHERE id <= ?", (count,))
    post.store.connection.execute("DELETE FROM uptime")
    post.store.uptime_begin(now=post.clock.time())


def look(post: Post, later: float, **resend: float) -> int:
    """How many are in doubt after so long, `serve` being up all the time."""
    post.clock.now += later
    post.store.connection.execute("UPDATE uptime SET seen_at = ?", (post.clock.time(),))
    lanes = {Lane(name): seconds for name, seconds in resend.items()} or post.sender.resend
    asyncio.run(settle_uncertain(post.store, "whatsapp", post.sender.channel, post.clock.time(), lanes))
    return int(post.value("SELECT count(*) FROM delivery WHERE state = 'uncertain'"))


def test_an_emergency_goes_once_more_though_no_later_receipt_comes(tmp_path: Path, meta: Stub) -> None:
    post = Post(tmp_path, meta.url, citizens=30)
    in_doubt(post, 3)
    post.clock.now += 5
    for other in range(4, 31):
        post.status(other, "delivered")
    assert look(post, 60) == 3
    assert look(post, 240) == 0


def test_one_message_held_long_ago_blocks_nobody_else(tmp_path: Path, meta: Stub) -> None:
    post = Post(tmp_path, meta.url, citizens=30)
    in_doubt(post, 3)
    kept_back = "UPDATE attempt SET status = 'held', rank = 1, status_at = ? WHERE delivery_id = 30"
    post.store.connection.execute(kept_back, (post.clock.time(),))  # and no receipt ever comes
    post.clock.now += 5
    for other in range(4, 30):
        post.status(other, "delivered")
    assert look(post, 300) == 3
    assert look(post, 3 * 3600) == 0


def test_where_the_council_wants_it_nothing_goes_twice_for_silence(tmp_path: Path, meta: Stub) -> None:
    post = Post(tmp_path, meta.url, citizens=30)
    in_doubt(post, 3)
    post.clock.now += 5
    for other in range(4, 31):
        post.status(other, "delivered")
    assert look(post, 9 * 3600, emergency=0.0) == 3


@pytest.fixture
def config(tmp_path: Path) -> Config:
    from pipeline.settings.folder import lay_out

    lay_out(tmp_path / "council")
    return replace(load(tmp_path / "council"), live=Mode.ALL)


def test_who_has_looked_settles_what_nobody_can_know(tmp_path: Path, meta: Stub) -> None:
    post = Post(tmp_path, meta.url, citizens=4)
    in_doubt(post, 2, Lane.SERVICE)
    item = str(post.value("SELECT item_id FROM post"))
    now = post.clock.time()
    settled = actions.settle_uncertain(post.store, item, "", there=True, now=now)
    assert settled == Deeds((Done(Deed.THERE, "whatsapp", n=2, of=2),), item=1)
    assert said(settled) == ["whatsapp: 2 date per uscite"]
    assert post.rows("SELECT DISTINCT state FROM delivery") == [("sent",)]
    assert post.rows("SELECT reason FROM decision") == [(Code.IS_THERE,)]
    again = actions.settle_uncertain(post.store, item, "", there=False, now=now)
    assert again == Deeds(left=(Left(Obstacle.NOTHING_UNCERTAIN, title="Ponte"),), item=1)


def test_what_is_not_there_goes_once_more(tmp_path: Path, meta: Stub) -> None:
    post = Post(tmp_path, meta.url, citizens=4)
    in_doubt(post, 2, Lane.SERVICE)
    item = str(post.value("SELECT item_id FROM post"))
    actions.settle_uncertain(post.store, item, "", there=False, now=post.clock.time())
    assert post.value("SELECT state FROM post") == "sending"
    post.drain()
    assert post.rows("SELECT DISTINCT state FROM delivery") == [("sent",)]
    assert len(meta.posts) == 6


def test_what_is_cancelled_while_some_of_it_is_in_doubt_never_goes_again(tmp_path: Path, meta: Stub) -> None:
    post = Post(tmp_path, meta.url, citizens=30)
    in_doubt(post, 3)
    item, now = str(post.value("SELECT item_id FROM post")), post.clock.time()
    assert post.value("SELECT state FROM post") == "done"
    assert said(actions.cancel(post.store, item, "", now)) == [
        "whatsapp: «Ponte» annullata (27 l'hanno già ricevuta)"
    ]
    post.clock.now += 5
    for other in range(4, 31):
        post.status(other, "delivered")
    assert look(post, 9 * 3600) == 3
    post.drain()
    assert len(meta.posts) == 30
    assert said(actions.cancel(post.store, item, "", now)) == ["«Ponte»: nulla da annullare"]


def test_what_is_held_while_some_of_it_is_in_doubt_waits_for_the_approval(tmp_path: Path, meta: Stub) -> None:
    post = Post(tmp_path, meta.url, citizens=30)
    in_doubt(post, 3)
    item = str(post.value("SELECT item_id FROM post"))
    assert (
        said(actions.hold(post.store, item, ""))[0] == "whatsapp: «Ponte» fermata (27 l'hanno già ricevuta)"
    )
    post.clock.now += 5
    for other in range(4, 31):
        post.status(other, "delivered")
    assert look(post, 9 * 3600) == 3
    approve(post)
    assert post.value("SELECT state FROM post") == "done"
    assert look(post, 1) == 0


def test_what_is_cancelled_while_an_older_text_is_in_doubt_never_goes_by_the_newer(
    tmp_path: Path, meta: Stub
) -> None:
    post = Post(tmp_path, meta.url, citizens=30)
    in_doubt(post, 3)
    item, now = int(post.value("SELECT item_id FROM post")), post.clock.time()
    newer = NewPost(
        item, "whatsapp", Kind.PUBLISH, Lane.EMERGENCY, Mode.ALL, NEWS, now, now + 99999, revision=2
    )
    with any_move(post.store), post.store.transaction():
        posts.make(post.store, newer, now)
        post.store.connection.execute(
            "UPDATE post SET state = 'superseded', done_at = ? WHERE revision = 1", (now,)
        )
        post.store.connection.execute(
            "UPDATE post SET state = 'done', released_at = ? WHERE revision = 2", (now,)
        )
    assert said(actions.cancel(post.store, str(item), "", now)) == ["whatsapp: «Ponte» annullata"]
    post.clock.now += 5
    for other in range(4, 31):
        post.status(other, "delivered")
    assert look(post, 9 * 3600) == 0
    post.drain()
    assert len(meta.posts) == 30
    assert post.value("SELECT count(*) FROM delivery WHERE state = 'skipped'") == 3


# -- by hand --------------------------------------------------------------------------------------------


def render(news: News, channel: str, kind: str = "publish") -> Rendered:
    return Rendered(Content(news.title))


def test_approving_everything_starts_stopped_channels_too(post: Post, config: Config) -> None:
    now = post.clock.time()
    post.announce()
    posts.hold(post.store, 1, Reason(Code.HELD_BY_HAND))
    actions.stop(post.store, config, "", now)
    assert post.value("SELECT count(*) FROM sender WHERE halted <> ''") >= 2
    approved = actions.approve(actions.Publisher(post.store, config, {}, render), "tutto", "", now)
    assert approved.channels(Deed.APPROVED) == ["whatsapp"]
    assert "whatsapp" in approved.channels(Deed.GOES_ON)
    assert "whatsapp: riprende" in said(approved)
    assert post.value("SELECT count(*) FROM sender WHERE halted <> ''") == 0


def test_approving_an_item_names_the_stopped_channel_and_its_command(post: Post, config: Config) -> None:
    now = post.clock.time()
    post.announce()
    posts.hold(post.store, 1, Reason(Code.HELD_BY_HAND))
    actions.stop(post.store, config, "whatsapp", now)
    item = str(post.value("SELECT item_id FROM post"))
    approved = actions.approve(actions.Publisher(post.store, config, {}, render), item, "", now)
    assert approved.channels(Deed.APPROVED) == ["whatsapp"]
    assert approved.left == (Left(Obstacle.CHANNEL_STOPPED, "whatsapp"),)


def test_what_has_changed_while_it_was_being_approved_is_not_approved(post: Post, config: Config) -> None:
    """Rendering takes a moment, and then it is another text, another reason, or another halt."""
    post.announce()
    posts.pause_before(post.store, 1, Reason(Code.TEMPLATE_WAITS))
    now, item = post.clock.time(), str(post.value("SELECT item_id FROM post"))
    post.store.connection.execute("UPDATE item SET source = 'feed'")
    post.store.stop_sender(name="whatsapp", now=now, **columns(Reason(Code.STOPPED_BY_HAND)))

    def slowly(*about: object) -> Rendered:
        posts.cancel(post.store, 1, Reason(Code.CANCELLED_BY_HAND), now)
        return Rendered(Content("Ponte"))

    assert said(actions.approve(actions.Publisher(post.store, config, {}, slowly), item, "", now))[0] == (
        "whatsapp: «Ponte» è cambiata proprio adesso; guardare `infostiglia status`"
    )
    assert post.value("SELECT state FROM post") == "cancelled"

    looked = post.store.sender

    def sender(*, name: str) -> Any:
        row = looked(name=name)
        other = Code.MANY_UNCERTAIN if row["halted"] == Code.STOPPED_BY_HAND else Code.STOPPED_BY_HAND
        post.store.connection.execute("UPDATE sender SET halted = ?", (other,))
        return row

    post.store.sender = sender  # type: ignore[method-assign]
    assert said(actions.approve(actions.Publisher(post.store, config, {}, slowly), "whatsapp", "", now)) == [
        "whatsapp: è stato fermato di nuovo proprio adesso; guardare `infostiglia status`"
    ]
    assert post.value("SELECT halted FROM sender") == Code.STOPPED_BY_HAND


def test_stop_touches_no_channel_that_is_off(post: Post, config: Config) -> None:
    off = {channel.name for channel in config.channels if not channel.enabled}
    assert off
    actions.stop(post.store, config, "", post.clock.time())
    assert not off & {row[0] for row in post.rows("SELECT name FROM sender")}


def test_each_approval_is_a_transaction_of_its_own(
    post: Post, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long list must not keep the write lock from the drains."""
    for _ in range(5):
        posts.hold(post.store, post.announce(), Reason(Code.HELD_BY_HAND))
    begin, begun = post.store.connection.begin, list[int]()

    def counted() -> None:
        begun.append(1)
        begin()

    monkeypatch.setattr(post.store.connection, "begin", counted)
    actions.approve(actions.Publisher(post.store, config, {}, render), "tutto", "", post.clock.time())
    assert len(begun) == 5


# -- a requested end ------------------------------------------------------------------------------


def test_told_to_stop_while_answers_hang_nothing_that_never_left_stays_in_doubt(
    tmp_path: Path, meta: Stub
) -> None:
    meta.behaviour = "stall"
    post = Post(tmp_path, meta.url, citizens=60, rate=40.0)
    post.announce()
    stop = asyncio.Event()

    async def sending() -> None:
        sender = replace(post.sender, channel=WhatsApp(post.access))
        task = asyncio.create_task(
            drain(post.store, sender, AT_ONCE, Surroundings(post.clock, random.Random(1), stop))
        )
        while len(meta.posts) < 3:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        stop.set()
        await asyncio.sleep(0.5)
        claimed = post.value("SELECT count(*) FROM delivery WHERE state = 'sending'")
        assert claimed == len(meta.posts)  # claims that had not left went back at once
        await task

    asyncio.run(sending())
    assert post.value("SELECT count(*) FROM delivery WHERE state IN ('sending', 'uncertain')") == 0


def test_a_database_of_the_last_release_keeps_its_evidence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Data of the delivery moves to its attempt; a published post becomes a publication."""
    from pipeline.store import open_store, queries

    numbers = queries.numbers()
    with monkeypatch.context() as older:
        older.setattr(queries, "numbers", lambda: [number for number in numbers if number < 12])
        before = open_store(tmp_path / "old.db")
        before.connection.executescript(
            """
            INSERT INTO item (id, source, title, lane, published_at, first_seen_at) VALUES (1, 'f', 't', 'news', 1, 1);
            INSERT INTO post (id, item_id, channel, kind, revision, lane, rank, mode, state, created_at, due_at,
                not_after, release_to, released_at) VALUES
                (1, 1, 'whatsapp', 'publish', 1, 'news', 3, 'all', 'done', 1, 1, 9e9, 2, 5),
                (2, 1, 'facebook', 'publish', 1, 'news', 3, 'all', 'done', 1, 1, 9e9, 0, 5),
                (3, 1, 'facebook', 'withdraw', 1, 'news', 3, 'all', 'due', 7, 1, 9e9, NULL, NULL);
            INSERT INTO delivery (id, post_id, recipient, mode, state, due_at, attempt, remote_id, provider_state,
                provider_rank, provider_at) VALUES
                (1, 1, 1, 'all', 'sent', 1, 2, 'wamid.1', 'delivered', 4, 6),
                (2, 1, 2, 'all', 'failed', 1, 1, '', '', 0, 0),
                (3, 2, 0, 'all', 'sent', 1, 1, 'p1', '', 0, 0);
            INSERT INTO attempt (delivery_id, number, at, outcome) VALUES (1, 2, 4, 'sent'), (2, 1, 4, 'refused');
            INSERT INTO remote_post (post_id, remote_id, url, at) VALUES (2, 'p1', 'https://x', 5);
            """
        )
        before.close()
    store = open_store(tmp_path / "old.db")
    evidence = store.connection.execute(
        "SELECT delivery_id, number, outcome, remote_id, status, rank FROM attempt"
    )
    assert [tuple(row) for row in evidence] == [
        (1, 2, "sent", "wamid.1", "delivered", 4),
        (2, 1, "refused", "", "", 0),
        (3, 1, "sent", "p1", "", 0),
    ]
    out = store.connection.execute(
        "SELECT channel, revision, remote_id, taken_back_at FROM publication ORDER BY 1"
    )
    assert [tuple(row) for row in out] == [("facebook", 1, "p1", 7.0), ("whatsapp", 1, "", None)]
    store.close()
