"""The worst failures: the webhook is killed too, a holder is stopped and overtaken, or must stop, citizens leave."""

from __future__ import annotations

import random
import signal
import time

import pytest

from pipeline.store.errors import OperationalError
from tests.chaos.city import (
    CITIZENS,
    RATE,
    RECIPIENTS,
    assert_once_or_uncertain,
    broadcasts,
    kill,
    run_until_done,
)
from tests.commands import Command
from tests.databases import open_store, wait_for_nobody
from tests.town import Town, until

HANGS = 8.0  # seconds an answer takes


@pytest.mark.full
def test_serve_is_killed_too(city: Town) -> None:
    chance = random.Random(3)
    item = city.stage.publish("Avviso a tutti", "Testo.")
    for _ in range(6):
        with city.serving() as serve:
            process = city.start("run")
            time.sleep(chance.uniform(0.1, 0.9))
            kill(serve)
            time.sleep(chance.uniform(0.0, 0.4))
            kill(process)
    with city.serving():
        run_until_done(city, chance, hit=1)
        assert_once_or_uncertain(city, item["link"])


def stop_between_transactions(here: Town, process: Command) -> None:
    """A process that stands still in the middle of one keeps the write lock, and then no other can overtake."""
    store = open_store(here.config.database_file)
    wait_for_nobody(store)

    def stopped() -> bool:
        process.send_signal(signal.SIGSTOP)
        try:
            with store.transaction():
                pass
            time.sleep(0.2)  # a server may have heard it ask for the lock just before, and gives it to it now
            with store.transaction():
                return True
        except OperationalError:
            process.send_signal(signal.SIGCONT)
            return False

    until(stopped)
    store.close()


def test_a_stopped_holder_is_overtaken_and_wakes_up(city: Town) -> None:
    """Its claimed rows are never sent by another, because it may still send them when it wakes."""
    with city.serving():
        item = city.stage.publish("Avviso a tutti", "Testo.")
        first = city.start("run")
        until(lambda: broadcasts(city) > 100)
        stop_between_transactions(city, first)
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
    city.change(f"rate: {RATE}", "rate: 100")  # ten seconds, in which a busy machine hears them too
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
