"""A cron that no longer starts `run` is noticed by `serve`, told once, and taken back when it is over."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from pipeline.concerns import Concern
from pipeline.settings.folder import lay_out
from pipeline.settings.reader import load
from pipeline.staff.running import SHORTEST, not_running, note_run, note_start
from pipeline.store import Store
from pipeline.workers import vigil
from tests.databases import open_store
from tests.town import Town, until

NOW = 1_800_000_000.0


def listen(store: Store, begin: float, end: float) -> None:
    """`serve` was up all that time."""
    store.uptime_begin(now=begin)
    store.uptime_beat(started=begin, now=end, longest=1e9)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "x.db")


@pytest.mark.parametrize(
    ("gap", "up", "told"),
    [
        (300, SHORTEST - 60, False),
        (300, SHORTEST + 60, True),
        (3600, 2 * 3600, False),  # an office whose cron runs every hour
        (3600, 4 * 3600, True),
        (300, 0, False),  # `serve` was off, or the machine asleep
    ],
)
def test_a_run_is_missed_after_three_of_its_usual_intervals(
    tmp_path: Path, store: Store, gap: float, up: float, told: bool
) -> None:
    lay_out(tmp_path)
    note_run(store, NOW - gap)
    listen(store, NOW - gap, NOW)
    note_run(store, NOW)
    if up:
        listen(store, NOW + 1, NOW + 1 + up)
    missing = not_running(load(tmp_path), store, NOW + 86_400)
    assert (missing is not None) is told
    assert missing is None or missing.code is Concern.NOT_RUNNING


def test_runs_that_pings_start_do_not_change_what_is_usual(tmp_path: Path, store: Store) -> None:
    lay_out(tmp_path)
    note_run(store, NOW - 3600)
    listen(store, NOW - 3600, NOW)  # cron runs every hour
    for minute in (0, 1, 2, 3):
        note_run(store, NOW + 60 * minute)
    listen(store, NOW + 181, NOW + 3600)
    assert not_running(load(tmp_path), store, NOW + 3600) is None


def test_a_folder_that_never_had_a_run_counts_from_the_start_of_serve(tmp_path: Path, store: Store) -> None:
    lay_out(tmp_path)
    listen(store, NOW - 86_400, NOW)
    note_start(store, NOW)
    assert not_running(load(tmp_path), store, NOW + 60) is None
    listen(store, NOW + 1, NOW + SHORTEST + 100)
    assert not_running(load(tmp_path), store, NOW + SHORTEST + 100) is not None


def test_serve_begins_to_look_for_runs_when_it_starts(here: Town) -> None:
    here.rows("DELETE FROM setting WHERE name = 'ran_at' RETURNING name")
    with here.serving():
        until(lambda: here.rows("SELECT count(*) FROM setting WHERE name = 'ran_at'") == [(1,)])


def test_serve_tells_the_operators_and_the_next_run_takes_it_back(
    here: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.change('to: ""  ', "to: operatori")
    here.tick()
    monkeypatch.setattr(vigil, "LOOK", 0.01)
    here.clock.ahead += 7200

    async def look() -> None:
        with here.open_council() as opened:
            listen(opened.store, here.clock.time() - 7000, here.clock.time())
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(vigil.watch_runs(opened), 1.0)

    asyncio.run(look())
    assert "`infostiglia run` non" in here.call("status").stdout
    here.tick()
    texts = [one["text"] for one in here.stage.received() if one["channel"] == "apprise"]
    assert len([text for text in texts if "cron" in text]) == 1, texts
    assert "cron" not in here.call("status").stdout
