"""A clock that leaps: nothing is lost, nobody gets anything twice, and a few ticks after it is right all is well."""

from __future__ import annotations

import random
import time

import pytest

from channels.hearing import Incoming
from channels.subscribers import Applied
from pipeline.store.clock_leaps import EARLIEST, is_steady
from tests.town import Town, number

DAY = 86400.0
PEOPLE = [number(n) for n in range(1, 4)]
LEAPS = {"a day": DAY, "a month": 30 * DAY, "to 2036": 10 * 365 * DAY}


def say(here: Town, who: str, text: str, *, ago: float = 0.0) -> Applied:
    """What a citizen writes, with the provider's time, which is right."""
    with here.open_council() as opened, opened.store.transaction():
        at = time.time() - ago
        message = Incoming(f"wamid.{at}.{who}.{text}", at, who, "", text)
        return opened.subscribers.apply(message, here.clock.time())


def tick(here: Town, n: int = 1) -> None:
    for _ in range(n):
        here.heartbeat()
        here.tick()


@pytest.mark.parametrize("leap", LEAPS)
def test_what_is_published_while_the_clock_is_ahead_goes_out_once(here: Town, leap: str) -> None:
    here.join(*PEOPLE)
    before = here.stage.publish("Prima del salto", "Testo.")["link"]
    tick(here)
    here.change(r"settle_seconds: \d+", "settle_seconds: 30")
    waiting = here.stage.publish("Che aspetta", "Testo.")["link"]
    tick(here)
    here.clock.ahead += LEAPS[leap]
    meanwhile = here.stage.publish("Durante il salto", "Testo.")["link"]
    tick(here, 3)
    here.clock.ahead -= LEAPS[leap]
    after = here.stage.publish("Dopo il salto", "Testo.")["link"]
    for _ in range(3):
        here.clock.ahead += 31
        tick(here)
    for link in (before, waiting, meanwhile, after):
        copies = here.copies(link)
        assert {copies[one] for one in PEOPLE} == {1}, link
        assert max(copies.values()) == 1
    assert here.tick().exit_code in (0, 3)
    assert here.rows("SELECT count(*) FROM post WHERE state IN ('due', 'sending', 'expired')") == [(0,)]


def test_a_post_that_waited_for_a_person_still_does(here: Town) -> None:
    here.join(*PEOPLE)
    here.change(r"settle_seconds: \d+", "settle_seconds: 300")
    link = here.stage.publish("Che aspetta una persona", "Testo.")["link"]
    tick(here)
    [(item,)] = here.rows("SELECT id FROM item WHERE title LIKE 'Che aspetta%'")
    assert here.call("hold", str(item)).returncode == 0
    here.clock.ahead += 30 * DAY
    tick(here)
    assert ("expired",) in here.rows("SELECT DISTINCT state FROM post")
    here.clock.ahead -= 30 * DAY - 301
    tick(here, 2)
    assert here.rows("SELECT DISTINCT state, reason FROM post WHERE item_id = ?", item) == [
        ("held", "held_by_hand")
    ]
    assert not here.copies(link)


def test_who_joins_and_leaves_around_a_leap_is_believed(here: Town) -> None:
    assert say(here, PEOPLE[0], "iscrivimi", ago=50) is Applied.JOINED
    here.clock.ahead += 30 * DAY
    assert say(here, PEOPLE[0], "cancellami", ago=40) is Applied.LEFT
    here.join(PEOPLE[1])
    with here.open_council() as opened, opened.store.transaction():  # at the office, by our clock
        from pipeline.citizens import requests
        from pipeline.citizens.journal import Journal

        journal = Journal(opened.config.data)
        requests.leave(opened.store, opened.vault, journal, PEOPLE[1], here.clock.time())
    here.clock.ahead -= 30 * DAY
    assert say(here, PEOPLE[0], "iscrivimi", ago=1) is Applied.JOINED
    assert say(here, PEOPLE[1], "iscrivimi", ago=2 * DAY) is Applied.OVERTAKEN  # written long before
    assert say(here, PEOPLE[1], "iscrivimi") is Applied.JOINED
    assert say(here, PEOPLE[1], "cancellami") is Applied.LEFT


def test_a_clock_that_is_behind_does_not_bring_back_who_has_left(here: Town) -> None:
    say(here, PEOPLE[0], "iscrivimi", ago=600)
    say(here, PEOPLE[0], "cancellami", ago=300)
    here.clock.ahead -= 3 * DAY
    assert say(here, PEOPLE[0], "iscrivimi", ago=599) is Applied.OVERTAKEN  # it comes late
    assert say(here, PEOPLE[0], "iscrivimi") is Applied.JOINED


def test_before_the_clock_is_set_nothing_is_done(here: Town) -> None:
    here.join(*PEOPLE)
    link = here.stage.publish("Avviso", "Testo.")["link"]
    right = here.clock.ahead
    here.clock.ahead = 60 - time.time()  # 1970
    report = here.tick()
    assert report.exit_code == 1
    assert not here.copies(link)
    here.clock.ahead = right
    tick(here)
    assert {here.copies(link)[one] for one in PEOPLE} == {1}
    assert time.time() > EARLIEST


def test_nothing_is_deleted_for_its_age_just_after_a_leap(here: Town) -> None:
    here.join(*PEOPLE)
    here.stage.publish("Avviso", "Testo.")
    tick(here)
    sent = here.rows("SELECT count(*) FROM delivery WHERE recipient > 0")
    here.clock.ahead += 60 * DAY
    tick(here, 3)
    assert here.rows("SELECT count(*) FROM delivery WHERE recipient > 0") == sent
    for _ in range(2):
        here.clock.ahead += DAY
        tick(here)
    with here.open_council() as opened:
        assert is_steady(opened.store, here.clock.time())
    assert here.rows("SELECT count(*) FROM delivery WHERE recipient > 0") == [(0,)]


def test_windows_of_a_day_end_with_the_leap(here: Town) -> None:
    """Who was written to in the future does not use up the limit for a month."""
    here.join(*PEOPLE)
    here.clock.ahead += 30 * DAY
    here.stage.publish("Nel futuro", "Testo.")
    tick(here)
    here.clock.ahead -= 30 * DAY
    tick(here)
    now = here.clock.time()
    for table, column in (
        ("subscriber", "reached_at"), ("subscriber", "unheard_since"), ("sender", "asked_at"),
        ("sender", "receipt_at"), ("sender", "not_before"), ("sender", "silent_from"), ("post", "created_at"),
        ("post", "done_at"), ("post", "due_at"), ("item", "first_seen_at"), ("alert", "told_at"),
        ("uptime", "seen_at"), ("uptime", "started_at"), ("template", "told_at"), ("template", "seen_at"),
        ("feed", "polled_at"), ("feed", "next_poll_at"), ("feed", "hub_until"),
    ):  # fmt: skip
        [(most,)] = here.rows(f"SELECT coalesce(max({column}), 0) FROM {table}")
        assert most < now + 3600, (table, column)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_clock_does_nothing_is_lost_and_nobody_gets_it_twice(here: Town, seed: int) -> None:
    chance = random.Random(seed)
    here.join(*PEOPLE)
    here.change(r"flood_items: \d+", "flood_items: 50")
    here.change(r"(type: (?:facebook|twitter)\n    enabled: )true", r"\1false")
    links, right = [], 0.0
    for n in range(10):
        right += chance.choice((10.0, 40.0, 300.0))
        here.clock.ahead = right + chance.choice((0.0, 0.0, DAY, -DAY, 30 * DAY, 300.0, -time.time()))
        if chance.random() < 0.6:
            links.append(here.stage.publish(f"Notizia {seed} {n}", "Testo.")["link"])
        if here.clock.time() > EARLIEST:
            here.heartbeat()
        here.tick()
    for _ in range(4):
        right += 60.0
        here.clock.ahead = right
        tick(here)
    here.call("approve", "tutto")  # dated ahead of a clock that was behind: a person is asked
    here.clock.ahead = right + 60
    tick(here, 2)
    for link in links:
        copies = here.copies(link)
        assert {one: copies[one] for one in PEOPLE} == dict.fromkeys(PEOPLE, 1), link
