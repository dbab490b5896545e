"""The worst failures: killed at any moment, the webhook killed too, a holder stopped and overtaken.

What counts is the sandbox's own log: every citizen once or listed as uncertain, nobody twice.
"""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import Command
from tests.town import Town, number, town, until

RECIPIENTS = 1000
RATE = 400  # faster than a real number, so that a round takes seconds
HANGS = 8.0  # seconds an answer takes
CITIZENS = [number(n) for n in range(1, RECIPIENTS + 1)]


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path / "city", rate=RATE) as here:
        here.tick()
        here.join(*CITIZENS)
        yield here


def broadcasts(here: Town) -> int:
    return sum(bool(one["template"]) for one in here.stage.received())


def uncertain(here: Town) -> set[int]:
    return {row[0] for row in here.rows("SELECT recipient FROM delivery WHERE state = 'uncertain'")}


def page_uncertain(here: Town, page: str) -> bool:
    sql = "SELECT 1 FROM delivery d JOIN post p ON p.id = d.post_id WHERE p.channel = ? AND d.state = 'uncertain'"
    return here.rows(sql, page) == [(1,)]


def settled(here: Town) -> bool:
    """The item has been read, and nothing of it is on its way."""
    waiting = here.rows("SELECT count(*) FROM delivery WHERE state IN ('pending', 'sending')")
    posts = here.rows("SELECT count(*), total(state IN ('due', 'sending')) FROM post")
    return waiting == [(0,)] and posts[0][0] > 0 and posts[0][1] == 0


def assert_once_or_uncertain(here: Town, link: str) -> None:
    # Receipts prove what killed runs did not live to write down; only what never left stays uncertain.
    until(lambda: here.stage.state()["updates_waiting"] == 0)
    until(lambda: not [n for n in uncertain(here) if n and here.copies(link)[CITIZENS[n - 1]]])
    copies = here.copies(link)
    assert [citizen for citizen in CITIZENS if copies[citizen] > 1] == []
    listed = uncertain(here)
    missing = [citizen for n, citizen in enumerate(CITIZENS, 1) if not copies[citizen] and n not in listed]
    assert missing == []
    for page in ("facebook", "twitter"):
        # Killed with the request on its way out: not there, and listed until it was looked for twice.
        assert copies[page] == 1 or (copies[page] == 0 and page_uncertain(here, page))
    # What is listed as sent was sent: the program's own books agree with the sandbox's.
    sent = {
        row[0] for row in here.rows("SELECT recipient FROM delivery WHERE state = 'sent' AND recipient > 0")
    }
    assert {CITIZENS[n - 1] for n in sent} <= set(copies)


def kill(process: Command) -> bool:
    """False if it had ended before."""
    running = process.poll() is None
    if running:
        process.send_signal(signal.SIGKILL)
    process.wait(30)
    return running


def run_until_done(here: Town, chance: random.Random, *, hit: int = 12, early: bool = False) -> int:
    """`run` again and again, killed the first `hit` times, at random points or `early`; returns how often it was."""
    killed = 0
    for _ in range(60):
        process = here.start("run")
        if killed < hit:
            killed += (_kill_early if early else _kill_on_the_way)(here, process, chance)
        else:
            process.wait(120)
        if settled(here):
            return killed
    raise AssertionError("never done")


def _kill_on_the_way(here: Town, process: Command, chance: random.Random) -> bool:
    """Kill it after so many messages as chance will have, or soon after its start; False if it ended before."""
    accepted = here.stage.received_count
    if chance.random() < 0.2:
        time.sleep(chance.uniform(0.0, 1.0))
    else:
        target = accepted() + chance.randint(1, 150)
        until(lambda: accepted() >= target or process.poll() is not None, 60, 0.01)
        time.sleep(chance.uniform(0.0, 0.03))
    return kill(process)


def _kill_early(here: Town, process: Command, chance: random.Random) -> bool:
    """Kill it within a tenth of a second of its first message; False if it ended before."""
    accepted = here.stage.received_count
    before = accepted()
    until(lambda: accepted() > before or process.poll() is not None, 60, 0.002)
    time.sleep(chance.uniform(0.0, 0.1))
    return kill(process)


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_at_random_points_while_serve_stays_up(city: Town, seed: int) -> None:
    with city.serving():
        item = city.stage.publish("Avviso a tutti", "Testo.")
        killed = run_until_done(city, random.Random(seed))
        assert killed >= 4
        assert_once_or_uncertain(city, item["link"])


def test_serve_is_killed_too(city: Town) -> None:
    chance = random.Random(3)
    item = city.stage.publish("Avviso a tutti", "Testo.")
    for _ in range(6):
        with city.serving() as serve:
            process = city.start("run")
            time.sleep(chance.uniform(0.8, 1.8))
            kill(serve)
            time.sleep(chance.uniform(0.0, 0.4))
            kill(process)
    with city.serving():
        run_until_done(city, chance, hit=1)
        assert_once_or_uncertain(city, item["link"])


def test_a_stopped_holder_is_overtaken_and_wakes_up(city: Town) -> None:
    """Its claimed rows are never sent by another, because it may still send them when it wakes."""
    with city.serving():
        item = city.stage.publish("Avviso a tutti", "Testo.")
        first = city.start("run")
        until(lambda: broadcasts(city) > 100)
        first.send_signal(signal.SIGSTOP)
        before = broadcasts(city)
        time.sleep(16)  # its lease of 15 seconds runs out
        second = city.start("run")
        until(lambda: broadcasts(city) > before + 100)
        first.send_signal(signal.SIGCONT)
        assert first.wait(60) in (0, 3)
        assert second.wait(60) in (0, 3)
        run_until_done(city, random.Random(4), hit=0)
        assert_once_or_uncertain(city, item["link"])


def test_told_to_stop_while_answers_hang_nothing_unsent_is_left_in_doubt(city: Town) -> None:
    city.stage.fault("delay", count=None, seconds=HANGS)
    with city.serving():
        item = city.stage.publish("Avviso a tutti", "Testo.")
        process = city.start("run")
        until(lambda: len(city.rows("SELECT 1 FROM delivery WHERE state = 'sending'")) > 100)
        process.terminate()
        assert process.wait(HANGS * 2) in (0, 3)
        assert city.rows("SELECT state FROM delivery WHERE state IN ('sending', 'uncertain')") == []
        assert 100 < broadcasts(city) < RECIPIENTS
        city.stage.clear_faults()
        run_until_done(city, random.Random(7), hit=0)
        copies = city.copies(item["link"])
        assert {copies[citizen] for citizen in CITIZENS} == {1}


def test_who_leaves_in_the_middle_of_a_broadcast_gets_nothing_more(city: Town) -> None:
    with city.serving():
        item = city.stage.publish("Avviso a tutti", "Testo.")
        process = city.start("run")
        until(lambda: broadcasts(city) > 100)
        leavers = CITIZENS[-20:]
        city.stage.write(leavers, "cancellami")
        process.wait(120)
        run_until_done(city, random.Random(5), hit=0)
        copies = city.copies(item["link"])
        assert [citizen for citizen in leavers if copies[citizen]] == []
        assert {copies[citizen] for citizen in CITIZENS[:-20]} == {1}
        goodbyes = city.stage.phones()
        until(lambda: all(any("Cancellazione" in m["text"] for m in goodbyes[one]) for one in leavers))


def test_a_connection_cut_after_acceptance_is_never_sent_again(city: Town) -> None:
    city.stage.fault("cut_after", count=None, share=0.02)
    with city.serving():
        item = city.stage.publish("Avviso a tutti", "Testo.")
        run_until_done(city, random.Random(6), hit=2)
        assert_once_or_uncertain(city, item["link"])
