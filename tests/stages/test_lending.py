"""`serve` lends runs a keeper, so that a run with something to read begins no interpreter for it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.model import Document
from pipeline.stages.parse import box, exchange, lending
from pipeline.stages.parse.box import Boxes
from pipeline.stages.parse.lending import LENT, borrow
from pipeline.workers.lending import lend_keepers
from tests.portals.test_sequences import Item, rss
from tests.town import Town, until

DOCUMENT = Document(rss(Item("Ponte")), "https://www.comune.example.it/feed/", ZoneInfo("Europe/Rome"))
LONG = Document(b"<rss><channel>" + b"<a>" * 300_000, DOCUMENT.url, DOCUMENT.zone)


@pytest.fixture(autouse=True)
def _cold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here each box has keepers of its own, as in the program; and a lender is begun at once."""
    monkeypatch.setattr(box, "Boxes", Boxes)
    monkeypatch.setattr("pipeline.workers.lending.FIRST", 0.0)


@pytest.fixture
def lender(tmp_path: Path) -> Iterator[int]:
    """The process id of a lender."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    lending = asyncio.run_coroutine_threadsafe(lend_keepers(tmp_path), loop)
    until(lambda: borrow(tmp_path)).close()  # it has imported everything
    [pid] = lenders()
    yield pid
    lending.cancel()
    until(lambda: not (tmp_path / LENT).exists())
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()
    assert lenders() == []


def lenders(parent: int = os.getpid()) -> list[int]:
    """The lenders of this process, or the keepers of a lender."""
    tasks = Path(f"/proc/{parent}/task").glob("*/children")
    pids = [int(pid) for task in tasks for pid in task.read_text().split()]
    return [pid for pid in pids if b"keeper import lend" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def titles(boxes: Boxes) -> list[str]:
    return [entry.title for entry in boxes.parse(DOCUMENT).entries]


def begins_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **more: object) -> None:
        raise AssertionError("a keeper of its own")

    monkeypatch.setattr(box.Keeper, "_own", refuse)


def test_a_run_reads_in_a_keeper_that_is_lent(
    lender: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins_none(monkeypatch)
    with Boxes(lender=tmp_path) as boxes:
        assert titles(boxes) == titles(boxes) == ["Ponte"]
        assert len(lenders(lender)) == 1
    until(lambda: lenders(lender) == [])  # what was forked for the run has gone with it


def test_several_runs_are_lent_a_keeper_each(
    lender: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins_none(monkeypatch)
    with Boxes(lender=tmp_path) as one, Boxes(lender=tmp_path) as other:
        assert titles(one) == titles(other) == ["Ponte"]


def test_a_document_beyond_the_limits_does_not_end_the_lending(
    lender: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins_none(monkeypatch)
    with Boxes(1, lender=tmp_path) as boxes:
        monkeypatch.setattr(box, "SECONDS", 0.1)
        with pytest.raises(exchange.FeedError, match="is this really the feed"):
            boxes.parse(LONG)
        monkeypatch.setattr(box, "SECONDS", 20)
        assert titles(boxes) == ["Ponte"]


def test_without_a_lender_a_run_begins_a_keeper_of_its_own(tmp_path: Path) -> None:
    with Boxes(lender=tmp_path) as boxes:
        assert titles(boxes) == ["Ponte"]


def test_a_lender_that_has_ended_leaves_runs_to_themselves_at_once(lender: int, tmp_path: Path) -> None:
    os.kill(lender, signal.SIGKILL)
    until(lambda: borrow(tmp_path) is None)
    with Boxes(lender=tmp_path) as boxes:
        assert titles(boxes) == ["Ponte"]


def test_a_lender_that_stands_still_is_not_waited_for(lender: int, tmp_path: Path) -> None:
    os.kill(lender, signal.SIGSTOP)
    with Boxes(lender=tmp_path) as boxes:
        assert titles(boxes) == ["Ponte"]


def test_other_code_than_the_runs_is_not_borrowed(
    lender: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`serve` still runs what the office has replaced."""
    monkeypatch.setattr(lending, "stamp", lambda: b"new!")
    assert borrow(tmp_path) is None
    with Boxes(lender=tmp_path) as boxes:
        assert titles(boxes) == ["Ponte"]


def test_the_door_is_ours_alone_and_the_lender_has_no_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("INFOSTIGLIA_WHATSAPP_TOKEN", "segreto")
    lender = request.getfixturevalue("lender")
    assert stat.S_IMODE((tmp_path / LENT).stat().st_mode) == 0o600
    assert b"segreto" not in Path(f"/proc/{lender}/environ").read_bytes()


def test_a_door_that_something_else_has_left_is_replaced(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with socket.socket(socket.AF_UNIX) as old:
        old.bind(str(tmp_path / LENT))
    request.getfixturevalue("lender")
    borrowed = until(lambda: borrow(tmp_path))
    borrowed.close()


def test_a_folder_with_too_long_a_path_lends_nothing_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    deep = tmp_path / ("a" * 60) / ("b" * 60)
    deep.mkdir(parents=True)
    asyncio.run(lend_keepers(deep))
    assert "each begins its own" in caplog.text
    assert borrow(deep) is None


def test_a_run_beside_serve_begins_no_interpreter(here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    begins_none(monkeypatch)
    with here.serving():
        until((here.folder / "data" / LENT).exists)
        until(lambda: borrow(here.folder / "data")).close()
        here.tick()
        assert here.rows("SELECT count(*) FROM item")[0][0] > 0
    assert not (here.folder / "data" / LENT).exists()
