"""A database that another program keeps locked: one line, nothing leaves that could not be recorded, and it goes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.store import OperationalError, engine
from tests.databases import demand_sqlite
from tests.town import Town, number

PEOPLE = [number(n) for n in range(1, 60)]


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    demand_sqlite("a file that is locked; a server has its own patience")
    monkeypatch.setattr(engine, "BUSY", 0.3)


@contextmanager
def locked(file: Path, *, after: float = 0.0) -> Iterator[None]:
    """Another program holds the write lock from then on."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        time.sleep(after)
        other = engine.connect(file)
        other.execute("PRAGMA busy_timeout = 30000")
        other.execute("BEGIN IMMEDIATE")
        held.set()
        done.wait(60)
        other.rollback()
        other.close()

    thread = threading.Thread(target=hold)
    thread.start()
    if not after:
        held.wait(30)
    try:
        yield
    finally:
        done.set()
        thread.join()


def test_a_lock_before_a_run_is_one_error_and_nothing_leaves(here: Town) -> None:
    here.join(*PEOPLE)
    link = here.stage.publish("Avviso", "Testo.")["link"]
    with locked(here.config.database_file), pytest.raises(OperationalError):
        here.tick()
    assert not here.copies(link)
    here.heartbeat()
    assert here.tick().exit_code == 0
    assert {here.copies(link)[one] for one in PEOPLE} == {1}


def test_a_lock_in_the_middle_of_a_broadcast_loses_and_doubles_nothing(here: Town) -> None:
    here.join(*PEOPLE)
    here.heartbeat()
    link = here.stage.publish("Avviso", "Testo.")["link"]
    with locked(here.config.database_file, after=0.9), pytest.raises(OperationalError):
        here.tick()
        pytest.skip("the machine was too quick: the broadcast was over before")
    for _ in range(3):
        here.heartbeat()
        here.tick()
    copies = here.copies(link)
    assert max(copies[one] for one in PEOPLE) == 1
    states = dict(here.rows("SELECT state, count(*) FROM delivery WHERE recipient > 0 GROUP BY 1"))
    assert set(states) <= {"sent", "uncertain"}  # what was in the air when nothing could be written is listed
    assert sum(states.values()) == len(PEOPLE)
