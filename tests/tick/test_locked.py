"""A database that another program keeps locked: one line, nothing leaves that could not be recorded, and it goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.store import OperationalError, engine
from tests.databases import demand_sqlite
from tests.town import Town, number, town, until

PEOPLE = [number(n) for n in range(1, 60)]


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    demand_sqlite("a file that is locked; a server has its own patience")
    monkeypatch.setattr(engine, "BUSY", 0.3)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Town]:
    """A town that sends slowly."""
    with town(tmp_path / "town", rate=20) as opened:
        opened.tick()
        opened.heartbeat()
        yield opened


@contextmanager
def locked(file: Path, *, when: Callable[[], object] | None = None) -> Iterator[None]:
    """Another program holds the write lock, from the moment when that is true."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        if when is not None:
            until(when, step=0.01)
        other = engine.connect(file)
        other.execute("PRAGMA busy_timeout = 30000")
        other.execute("BEGIN IMMEDIATE")
        held.set()
        done.wait(60)
        other.rollback()
        other.close()

    thread = threading.Thread(target=hold)
    thread.start()
    if when is None:
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
    before = here.stage.received_count()
    with (
        locked(here.config.database_file, when=lambda: here.stage.received_count() > before),
        pytest.raises(OperationalError),
    ):
        here.tick()
    for _ in range(3):
        here.heartbeat()
        here.tick()
    copies = here.copies(link)
    assert max(copies[one] for one in PEOPLE) == 1
    states = dict(here.rows("SELECT state, count(*) FROM delivery WHERE recipient > 0 GROUP BY 1"))
    assert set(states) <= {"sent", "uncertain"}  # what was in the air when nothing could be written is listed
    assert sum(states.values()) == len(PEOPLE)
