"""The rhythm of a channel: a gap, so many an hour and a day; and quiet hours, asked at every claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.alert import Alert
from pipeline.model import Kind, Lane
from pipeline.quiet import QuietHours
from pipeline.reasons import Code, Reason, read
from pipeline.stages.release.quiet_gate import QuietGate
from pipeline.stages.release.rhythm_gate import Rhythm, RhythmGate
from tests.contract.stub import Stub
from tests.sending import Post

HOUR, DAY = 3600.0, 86400.0
ROME = ZoneInfo("Europe/Rome")
CITIZENS = 60
NOON = datetime(2026, 11, 27, 12, tzinfo=ROME).timestamp()
EVENING = datetime(2026, 11, 27, 21, tzinfo=ROME).timestamp()
MORNING = datetime(2026, 11, 28, 7, 30, tzinfo=ROME).timestamp()
NIGHTS = QuietHours(time(21), time(7, 30), time(9), ROME)


@pytest.mark.parametrize(
    ("rhythm", "minutes_ago", "wait", "code"),
    [
        (Rhythm(), [1, 1, 1], 0, None),
        (Rhythm(gap_minutes=10), [], 0, None),
        (Rhythm(gap_minutes=10), [10], 0, None),
        (Rhythm(gap_minutes=10), [300, 4], 6, Code.GAP),
        (Rhythm(an_hour=2), [50, 20], 10, Code.HOUR_IS_FULL),
        (Rhythm(an_hour=2), [60, 20], 0, None),
        (Rhythm(an_hour=3), [50, 20], 0, None),
        (Rhythm(a_day=2), [1200, 90], 240, Code.DAY_IS_FULL),
        (
            Rhythm(gap_minutes=10, an_hour=2, a_day=3),
            [1200, 50, 5],
            240,
            Code.DAY_IS_FULL,
        ),  # the longest holds
        (Rhythm(gap_minutes=30, an_hour=2), [50, 5], 25, Code.GAP),
    ],
)
def test_the_turn_of_the_next_post(
    rhythm: Rhythm, minutes_ago: Sequence[float], wait: float, code: Code | None
) -> None:
    at, why = rhythm.turn([NOON - one * 60 for one in minutes_ago], NOON)
    assert (at - NOON, why.code if why else None) == (wait * 60, code)


@pytest.fixture
def post(tmp_path: Path, meta: Stub) -> Post:
    post = Post(tmp_path, meta.url, citizens=CITIZENS)
    post.clock.now = NOON
    return post


def guarded(post: Post, *, digests: bool = True, **limits: float) -> None:
    rhythm = Rhythm(digests=digests, zone=ROME, **limits)  # type: ignore[arg-type]
    post.sender = replace(post.sender, gates=(QuietGate(NIGHTS), RhythmGate(rhythm)))


def hear(post: Post) -> None:
    """Receipts come for all messages: else the sender stands still, because nobody would hear departures."""
    for (delivery,) in post.rows("SELECT id FROM delivery WHERE state = 'sent'"):
        post.status(delivery, "delivered")


def begun(post: Post) -> list[tuple[int, float]]:
    """The posts that have begun and the minutes after noon when they did."""
    rows = post.rows("SELECT id, begun_at FROM post WHERE begun_at IS NOT NULL ORDER BY begun_at, rank")
    return [(number, round((at - NOON) / 60)) for number, at in rows]


def test_a_jam_leaves_piece_by_piece_the_most_urgent_and_the_oldest_first(post: Post, meta: Stub) -> None:
    guarded(post, gap_minutes=10)
    for lane in (Lane.NEWS, Lane.NEWS, Lane.SERVICE, Lane.NEWS, Lane.EMERGENCY):
        post.announce(lane=lane)
    for _ in range(50):
        post.drain()
        hear(post)
        post.clock.now += 60
    assert begun(post) == [(5, 0), (3, 0), (1, 10), (2, 20), (4, 30)]
    assert len(meta.posts) == 5 * CITIZENS


def test_a_channel_has_enough_for_an_hour_and_emergencies_do_not_count(post: Post) -> None:
    guarded(post, an_hour=2)
    for lane in (Lane.EMERGENCY, Lane.EMERGENCY, Lane.EMERGENCY, Lane.NEWS, Lane.NEWS, Lane.NEWS):
        post.announce(lane=lane)
    post.drain()
    assert {number for number, _ in begun(post)} == {1, 2, 3, 4, 5}
    row = post.store.post(id=6)
    assert row is not None
    assert read(row) == Reason(Code.HOUR_IS_FULL, until="13:00", count=2)
    hear(post)
    post.clock.now = NOON + HOUR + 10
    post.drain()
    assert begun(post)[-1][0] == 6


@pytest.mark.parametrize(
    ("lane", "digests", "state", "code"),
    [
        (Lane.NEWS, True, ("cancelled", 1), Code.NO_TIME_LEFT_DIGEST),
        (Lane.NEWS, False, ("expired", 0), Code.NO_TIME_LEFT),
        (Lane.SERVICE, True, ("expired", 0), Code.NO_TIME_LEFT),
    ],
)
def test_what_would_get_its_turn_too_late_goes_into_the_digest(
    post: Post, lane: Lane, digests: bool, state: tuple[str, int], code: Code
) -> None:
    guarded(post, a_day=1, digests=digests)
    post.announce(lane=Lane.SERVICE)
    post.drain()
    post.announce(lane=lane, hours=20)
    post.drain()
    assert post.rows("SELECT state, deferred FROM post WHERE id = 2") == [state]
    row = post.store.post(id=2)
    assert row is not None
    why = read(row)
    assert why is not None
    assert (why.code, why.facts["because"].code) == (code, Code.DAY_IS_FULL)  # type: ignore[union-attr]


def test_a_newer_revision_carries_the_older_one_on(post: Post, meta: Stub) -> None:
    guarded(post, gap_minutes=60)
    post.announce()
    post.drain()
    post.store.connection.execute(
        "INSERT INTO post (item_id, channel, kind, revision, lane, rank, mode, content, state, created_at, due_at,"
        " not_after) SELECT item_id, channel, kind, 2, lane, rank, mode, content, 'due', :now, :now, :now + 9000"
        " FROM post",
        {"now": post.clock.now},
    )
    post.clock.now += 60
    post.drain()
    assert begun(post) == [(1, 0), (2, 1)]


@pytest.mark.parametrize(("lane", "state"), [(Lane.NEWS, ("cancelled", 1)), (Lane.SERVICE, ("expired", 0))])
def test_what_the_night_would_make_too_late_ends_with_its_reason(
    post: Post, lane: Lane, state: tuple[str, int]
) -> None:
    post.sender = replace(post.sender, gates=(QuietGate(NIGHTS, digests=True),))
    post.clock.now = EVENING + HOUR
    post.announce(lane=lane, hours=2)
    post.drain()
    assert post.rows("SELECT state, deferred FROM post") == [state]


def test_what_waits_for_the_morning_stops_no_reply_and_is_looked_at_by_nobody(post: Post) -> None:
    """A yellow alert in the middle of its sending is an emergency that does not wait for this sender."""
    guarded(post)
    post.clock.now = EVENING - 0.4
    post.announce(lane=Lane.EMERGENCY)
    post.store.connection.execute("UPDATE post SET alert = 'yellow'")
    post.drain(patience=5.0)
    now = post.clock.time()
    assert post.rows("SELECT state, not_before > ? FROM post", now) == [("sending", 1)]
    assert post.store.emergency_waits(channel="whatsapp", now=now) is None
    assert post.store.expected(channel="whatsapp", mode="all", now=now, most=80) == 0
    assert post.store.open_posts(channels='["whatsapp"]', now=now, soon=now + 10) == []
    assert post.store.waits_in_lanes(channel="whatsapp", lanes='["emergency"]', now=now) is None


# -- quiet hours ------------------------------------------------------------------------------------


def test_a_broadcast_that_runs_into_the_night_goes_on_in_the_morning(post: Post, meta: Stub) -> None:
    """All its deliveries are released already: the claims must ask."""
    guarded(post)
    post.clock.now = EVENING - 0.4
    post.announce(lane=Lane.SERVICE)
    post.drain(patience=5.0)
    hear(post)
    early = len(meta.posts)
    assert 0 < early < 60
    row = post.store.post(id=1)
    assert row is not None
    assert (row["state"], read(row)) == ("sending", Reason(Code.QUIET_HOURS, until="07:30"))
    post.clock.now = MORNING - 60
    post.drain()
    assert len(meta.posts) == early
    post.clock.now = MORNING
    post.drain()
    row = post.store.post(id=1)
    assert row is not None
    assert (len(meta.posts), row["state"], read(row)) == (60, "done", None)


def test_a_second_try_waits_for_the_morning_too(post: Post, meta: Stub) -> None:
    guarded(post)
    post.clock.now = EVENING - 60
    post.announce(lane=Lane.SERVICE)
    post.drain()
    hear(post)
    before = len(meta.posts)
    post.store.connection.execute("UPDATE delivery SET state = 'pending', due_at = ?", (EVENING + HOUR,))
    post.store.connection.execute("UPDATE post SET state = 'sending', done_at = NULL")
    post.clock.now = EVENING + 2 * HOUR
    post.drain()
    assert len(meta.posts) == before
    post.clock.now = MORNING
    post.drain()
    assert len(meta.posts) == before + 60


@pytest.mark.parametrize(
    ("alert", "goes"),
    [
        (Alert.RED, True),
        (Alert.ORANGE, True),
        (Alert.DANGER, True),
        (Alert.BY_HAND, True),
        (Alert.YELLOW, False),
    ],
)
def test_by_night_only_what_may_wake_people(post: Post, meta: Stub, alert: Alert, goes: bool) -> None:
    guarded(post, gap_minutes=60, an_hour=1)
    post.clock.now = EVENING + HOUR
    post.announce(lane=Lane.EMERGENCY)
    post.store.connection.execute("UPDATE post SET alert = ?", (str(alert),))
    post.drain()
    assert len(meta.posts) == (CITIZENS if goes else 0)


def test_what_the_staff_types_as_an_emergency_goes_at_once(post: Post) -> None:
    post.announce(lane=Lane.EMERGENCY)
    assert post.rows("SELECT alert FROM post") == [("by_hand",)]


@pytest.mark.parametrize(("at", "goes"), [(EVENING - HOUR, False), (EVENING + HOUR, True)])
def test_the_end_of_an_alert_goes_out_at_night_if_the_alert_did(
    post: Post, meta: Stub, at: float, goes: bool
) -> None:
    guarded(post)
    post.clock.now = at
    post.announce(lane=Lane.EMERGENCY)
    post.drain()
    hear(post)
    post.clock.now = EVENING + 2 * HOUR
    post.announce(lane=Lane.SERVICE)
    post.store.connection.execute("UPDATE post SET alert = 'over' WHERE id = 2")
    post.drain()
    assert len(meta.posts) == (120 if goes else 60)


@pytest.mark.parametrize("kind", [Kind.EDIT, Kind.WITHDRAW])
def test_what_changes_a_page_rings_nowhere_and_does_not_wait(post: Post, kind: Kind) -> None:
    post.clock.now = EVENING + HOUR
    post.announce(lane=Lane.NEWS)
    row = post.store.post(id=1)
    assert row is not None
    gate = QuietGate(NIGHTS)
    assert type(gate.ask(post.store, {**row, "kind": str(kind)}, post.clock.now)).__name__ == "Go"  # type: ignore[typeddict-item]
    assert type(gate.ask(post.store, row, post.clock.now)).__name__ == "Wait"
