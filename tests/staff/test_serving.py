"""`serve` reads config.yaml once; that it still goes by an earlier one is told, and not silently borne."""

from __future__ import annotations

import asyncio
import logging
from contextlib import closing

import pytest

from pipeline.concerns import Concern
from pipeline.reasons import Reason
from pipeline.staff.serving import note_settings, old_settings
from pipeline.store.opening import open_database
from pipeline.workers import vigil
from tests.town import Town


def told(here: Town) -> Reason | None:
    """What a command says now."""
    with closing(open_database(here.config)) as store:
        return old_settings(here.config, store, here.clock.time())


@pytest.fixture
def served(here: Town) -> Town:
    """A town whose `serve` was started with its present config.yaml."""
    with here.open_council() as opened:
        note_settings(opened.config, opened.store)
    here.heartbeat()
    return here


def test_settings_that_changed_are_told_while_serve_runs(served: Town) -> None:
    assert told(served) is None
    served.change(r"^feeds:", "# another comment\n\nfeeds:")
    assert told(served) is None
    served.change(r"replies_a_day: \d+", "replies_a_day: 7")
    assert told(served) == Reason(Concern.OLD_SETTINGS)


def test_another_mode_is_told_by_its_names(served: Town) -> None:
    served.change(r"^live: off", "live: testers")
    assert told(served) == Reason(Concern.OLD_MODE, before="off", mode="testers")


def test_serve_that_is_not_running_has_no_settings(served: Town) -> None:
    served.change(r"replies_a_day: \d+", "replies_a_day: 7")
    served.clock.ahead += 120
    assert told(served) is None


def test_serve_says_it_once_for_each_change(
    here: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(vigil, "LOOK", 0.01)

    async def look() -> None:
        with here.open_council() as opened:
            opened.store.uptime_begin(now=here.clock.time())
            watching = asyncio.create_task(vigil.watch_runs(opened))
            await asyncio.sleep(0.2)
            assert lines() == []
            here.change(r"replies_a_day: \d+", "replies_a_day: 7")
            await asyncio.sleep(0.4)
            assert len(lines()) == 1
            here.change(r"^live: off", "live: nonsense")  # half written: no reason to stop
            await asyncio.sleep(0.2)
            here.change(r"^live: nonsense", "live: all")
            await asyncio.sleep(0.4)
            watching.cancel()

    def lines() -> list[str]:
        return [one.getMessage() for one in caplog.records if "start serve anew" in one.getMessage()]

    with caplog.at_level(logging.WARNING):
        asyncio.run(look())
    assert ["live: all now" in one for one in lines()] == [False, True]


def test_serve_started_anew_goes_by_what_is_there(here: Town) -> None:
    here.change(r"replies_a_day: \d+", "replies_a_day: 7")
    with here.serving():
        assert "riavviarlo" not in here.call("status").stdout
        here.change(r"replies_a_day: \d+", "replies_a_day: 8")
        assert "riavviarlo" in here.call("status").stdout
    with here.serving():
        assert "riavviarlo" not in here.call("status").stdout
