"""Waves: the staff first, then a first few, then all; stopped, killed and held at any point."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.model import Lane
from pipeline.reasons import Code, Reason, columns
from pipeline.stages.release.waves import HELD, RECEIPTS, Waves, spans
from tests.contract.stub import Stub
from tests.sending import Post
from tests.town import number, town, until

WAVES = Waves(canary_seconds=120, first=20)


@pytest.fixture
def post(tmp_path: Path, meta: Stub) -> Post:
    """100 citizens, of whom the last two are staff."""
    made = Post(tmp_path, meta.url, citizens=100, rate=1000.0, messaging_limit=1000)
    made.sender = replace(made.sender, waves=WAVES)
    made.store.connection.execute("UPDATE subscriber SET canary = 1 WHERE id > 98")
    return made


def sent(post: Post) -> list[int]:
    return [
        row[0] for row in post.rows("SELECT recipient FROM delivery WHERE state = 'sent' ORDER BY recipient")
    ]


def delivered(post: Post) -> None:
    for (delivery,) in post.rows("SELECT id FROM outcome WHERE state = 'sent' AND rank < 2"):
        post.status(delivery, "delivered")


def test_the_staff_sees_it_two_minutes_before_everyone(post: Post) -> None:
    post.announce()
    post.drain()
    assert sent(post) == [99, 100]
    post.clock.now += 100
    post.drain()
    assert sent(post) == [99, 100]
    post.clock.now += 30
    post.drain()
    assert sent(post) == [*range(1, 21), 99, 100]
    delivered(post)
    post.drain()
    assert sent(post) == list(range(1, 101))
    assert post.rows("SELECT state, reason FROM post") == [("done", "")]


@pytest.mark.parametrize("how", ["hold_by_hand", "cancel_post"])
def test_what_the_staff_stops_reaches_nobody_else(post: Post, how: str) -> None:
    number_ = post.announce()
    post.drain()
    getattr(post.store, how)(id=number_, now=post.clock.time(), **columns(Reason(Code.HELD_BY_HAND)))
    post.clock.now += 1000
    post.drain()
    assert sent(post) == [99, 100]


def test_an_emergency_has_no_waves(post: Post) -> None:
    post.announce(lane=Lane.EMERGENCY)
    post.drain()
    assert len(sent(post)) == 100


def test_an_emergency_does_not_wait_for_another_posts_wave(post: Post) -> None:
    post.announce()
    post.drain()
    post.announce(lane=Lane.EMERGENCY)
    post.drain()
    assert post.value("SELECT count(*) FROM delivery WHERE post_id = 2 AND state = 'sent'") == 100


def test_a_short_list_has_no_first_wave(post: Post) -> None:
    post.sender = replace(post.sender, waves=Waves(first=100))
    post.announce()
    post.drain()
    assert len(sent(post)) == 100


def test_without_staff_the_first_wave_goes_at_once(post: Post) -> None:
    post.store.connection.execute("UPDATE subscriber SET canary = 0")
    post.announce()
    post.drain()
    assert sent(post) == list(range(1, 21))


def test_without_receipts_the_rest_goes_after_a_minute(post: Post) -> None:
    post.sender = replace(post.sender, waves=Waves(first=20))
    post.announce()
    post.drain()
    post.clock.now += RECEIPTS / 2
    post.drain()
    assert len(sent(post)) == 20
    post.clock.now += RECEIPTS
    post.drain()
    assert len(sent(post)) == 100


def test_one_drain_that_has_patience_does_it_all(post: Post) -> None:
    post.announce()
    post.drain(patience=10)
    assert len(sent(post)) == 100


def test_a_first_wave_that_fails_is_the_last(post: Post) -> None:
    post.sender = replace(post.sender, waves=Waves(first=20))
    post.announce()
    post.drain()
    for delivery in range(1, 11):
        post.status(delivery, "failed", 131047)
    for delivery in range(11, 21):
        post.status(delivery, "delivered")
    post.clock.now += 1000
    post.drain()
    assert post.value("SELECT state FROM post") == "paused"
    assert len(sent(post)) == 10


def test_messages_held_for_quality_make_the_rest_wait_and_are_no_failure(post: Post, meta: Stub) -> None:
    post.sender = replace(post.sender, waves=Waves(first=20))
    meta.body = {"messages": [{"id": "wamid.1", "message_status": "held_for_quality_assessment"}]}
    post.announce()
    post.drain()
    post.clock.now += RECEIPTS + 1
    post.drain()
    assert post.value("SELECT reason FROM post") == Code.KEPT_BACK
    post.clock.now += HELD / 2
    post.drain()
    assert len(sent(post)) == 20
    meta.body = {"messages": [{"id": "wamid.1"}]}
    delivered(post)  # they were released
    post.drain()
    assert len(sent(post)) == 100
    assert post.value("SELECT state FROM post") == "done"


def test_messages_held_too_long_stop_nobody(post: Post, meta: Stub) -> None:
    post.sender = replace(post.sender, waves=Waves(first=20))
    meta.body = {"messages": [{"id": "wamid.1", "message_status": "held_for_quality_assessment"}]}
    post.announce()
    post.drain()
    post.clock.now += RECEIPTS + 1
    post.drain()
    post.clock.now += HELD + 1
    post.store.seen_receipt(name="whatsapp", at=post.clock.time())
    post.drain()
    assert len(sent(post)) == 100


def test_who_has_no_room_today_holds_nobody_up(post: Post) -> None:
    """Citizens already written to today get the news today, although the first wave cannot be filled."""
    post.sender = replace(post.sender, waves=Waves())
    post.announce()
    post.store.connection.execute("UPDATE sender SET turn = 0")
    post.access.settings["messaging_limit"] = 50  # type: ignore[index]
    post.drain()
    assert len(sent(post)) == 40
    post.sender = replace(post.sender, waves=Waves(first=20))
    second = post.announce()
    post.drain()
    post.clock.now += 1
    post.drain()
    assert post.value("SELECT count(*) FROM delivery WHERE post_id = ? AND state = 'sent'", second) == 40


@pytest.mark.parametrize("seed", range(5))
def test_places_are_every_subscriber_once_wherever_it_begins(seed: int) -> None:
    chance = random.Random(seed)
    last = chance.randint(1, 50)
    turn, found, start = chance.randint(0, last), [], 0
    while start < last:
        end = min(last, start + chance.randint(1, 20))
        found += [one for first, to in spans(start, end, last, turn) for one in range(first + 1, to + 1)]
        start = end
    assert found == [*range(turn + 1, last + 1), *range(1, turn + 1)]


def test_in_a_town_the_staff_is_first_and_edits_reach_everyone_once(tmp_path: Path) -> None:
    with town(tmp_path / "town", rate=400) as here:
        here.change(r"canary: \[\]", f'canary: ["{number(60)}"]')
        here.change(r"canary_seconds: \d+", "canary_seconds: 1")
        here.change(r"first_wave: 0", "first_wave: 10")
        here.tick()
        here.join(*(number(n) for n in range(1, 61)))
        with here.serving():
            item = here.stage.publish("Assemblea", "Testo.")
            here.tick()
            until(lambda: here.stage.state()["updates_waiting"] == 0)
        order = [one["recipient"] for one in here.stage.received() if one["template"]]
        assert order[0] == number(60)
        assert set(order[1:11]) <= {number(n) for n in range(1, 12)}
        copies: Any = here.copies(item["link"])
        assert {copies[number(n)] for n in range(1, 61)} == {1}
