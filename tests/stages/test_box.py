"""Documents are read in a process of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.model import Document
from pipeline.stages.parse import box
from pipeline.stages.parse.box import Boxes, parse_boxed
from pipeline.stages.parse.exchange import FeedError
from pipeline.stages.parse.keeper import IN_A_ROW, LARGE
from pipeline.stages.parse.parse import parse
from tests.portals.test_sequences import Item, rss
from tests.town import ROOT, until

ROME = ZoneInfo("Europe/Rome")
URL = "https://www.comune.example.it/feed/"
LONG = b"<rss><channel>" + b"<a>" * 300_000
WARM: frozenset[int] = frozenset()  # keepers shared by all tests, none of which belongs to one box


@pytest.fixture(autouse=True)
def cold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here each box has keepers of its own, as in the program."""
    monkeypatch.setattr(box, "Boxes", Boxes)
    monkeypatch.setattr(f"{__name__}.WARM", frozenset(children()))


def children(parent: int = os.getpid()) -> list[int]:
    """Keepers of this process, or readers of a keeper."""
    tasks = Path(f"/proc/{parent}/task").glob("*/children")
    pids = [int(pid) for task in tasks for pid in task.read_text().split()]
    keepers = [pid for pid in pids if "keeper" in Path(f"/proc/{pid}/cmdline").read_text()]
    return [pid for pid in keepers if pid not in WARM]


def test_what_is_read_in_the_box_is_what_is_read_outside() -> None:
    document = Document(rss(Item("Ponte"), Item("Città")), URL, ROME)
    assert parse_boxed(document) == parse(document)


def test_the_keeper_of_feeds_loads_nothing_that_feeds_do_not_need() -> None:
    code = (
        "import sys\n"
        "from pipeline.model import Source\n"
        "from pipeline.stages.parse import keeper\n"
        "keeper._warm_up(Source.FEED)\n"
        "print(sorted({'regex', 'bs4', 'icalendar', 'httpx', 'jinja2', 'pysqlite3'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr


def test_a_run_that_has_something_to_read_leaves_the_parser_to_its_keeper() -> None:
    code = (
        "import sys, pipeline.changed, pipeline.stages.parse.box\n"
        "print(sorted(name for name in sys.modules if name.startswith('pipeline.stages.parse.')))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    needed = [f"pipeline.stages.parse.{name}" for name in ("box", "exchange", "lending")]
    assert done.stdout.strip() == str(needed), done.stderr


def test_a_refusal_comes_out_as_it_went_in() -> None:
    with pytest.raises(FeedError, match="this is no feed"):
        parse_boxed(Document(b"<html></html>", URL, ROME))


def test_one_that_takes_for_ever_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(box, "SECONDS", 0.1)  # times three, by the clock
    with pytest.raises(FeedError, match="is this really the feed"):
        parse_boxed(Document(LONG, URL, ROME))


def test_secrets_do_not_go_into_the_box(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, str] = {}

    def run(*args: object, env: dict[str, str], **kwargs: object) -> object:
        given.update(env)
        raise OSError

    monkeypatch.setenv("INFOSTIGLIA_WHATSAPP_TOKEN", "segreto")
    monkeypatch.setattr("pipeline.stages.parse.box.subprocess.Popen", run)
    with pytest.raises(FeedError):
        parse_boxed(Document(b"", URL, ROME))
    assert given
    assert "segreto" not in given.values()


def test_documents_one_after_another_are_read_by_one_keeper() -> None:
    with Boxes(1) as boxes:
        boxes.parse(Document(rss(Item("Ponte")), URL, ROME))
        [keeper] = children()
        for n in range(5):
            assert boxes.parse(Document(rss(Item(f"Ponte {n}")), URL, ROME)).entries[0].title == f"Ponte {n}"
        assert children() == [keeper]
    assert children() == []


def test_documents_at_once_are_read_by_one_keeper_if_none_of_them_takes_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(box, "PATIENCE", 60.0)  # however busy this machine is
    with Boxes() as boxes, ThreadPoolExecutor(4) as threads:
        read = list(
            threads.map(boxes.parse, [Document(rss(Item(f"Ponte {n}")), URL, ROME) for n in range(4)])
        )
        assert [parsed.entries[0].title for parsed in read] == [f"Ponte {n}" for n in range(4)]
        assert len(children()) == 1


def test_a_document_that_takes_long_holds_up_no_other() -> None:
    with ThreadPoolExecutor(1) as threads, Boxes() as boxes:
        long = threads.submit(boxes.parse, Document(LONG, URL, ROME))
        until(lambda: len(children()) == 1)
        assert boxes.parse(Document(rss(Item("Ponte")), URL, ROME)).entries
        assert not long.done()
        assert len(children()) == 2


def test_a_keeper_is_replaced_when_it_has_served_long_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(box, "RETIRED_AFTER", 2)
    with Boxes(1) as boxes:
        kept = set()
        for _ in range(5):
            boxes.parse(Document(rss(Item("Ponte")), URL, ROME))
            kept.update(children())
            assert len(children()) == 1
        assert len(kept) == 3


def test_a_keeper_that_died_between_two_documents_is_replaced() -> None:
    with Boxes(1) as boxes:
        boxes.parse(Document(rss(Item("Ponte")), URL, ROME))
        [keeper] = children()
        os.kill(keeper, signal.SIGKILL)
        until(lambda: Path(f"/proc/{keeper}/stat").read_text().split()[2] == "Z")
        assert boxes.parse(Document(rss(Item("Ponte")), URL, ROME)).entries


def test_a_reader_that_died_between_two_documents_is_replaced() -> None:
    with Boxes(1) as boxes:
        boxes.parse(Document(rss(Item("Ponte")), URL, ROME))
        [keeper] = children()
        [reader] = children(keeper)
        os.kill(reader, signal.SIGKILL)
        until(lambda: children(keeper) not in ([], [reader]))
        assert boxes.parse(Document(rss(Item("Ponte")), URL, ROME)).entries
        assert children() == [keeper]


def test_a_reader_is_not_kept_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    with Boxes(1) as boxes:
        readers = set()
        for _ in range(2 * IN_A_ROW + 1):
            boxes.parse(Document(rss(Item("Ponte")), URL, ROME))
            readers.update(children(children()[0]))
        assert len(readers) >= 3
        large = Document(rss(Item("Ponte", text="x" * LARGE)), URL, ROME)
        [before] = children(children()[0])
        boxes.parse(large)
        until(lambda: children(children()[0]) not in ([], [before]))


def test_a_document_that_ends_its_reader_costs_the_next_nothing() -> None:
    """As the limits of the system do it."""
    with Boxes(1) as boxes:
        boxes.parse(Document(rss(Item("Ponte")), URL, ROME))
        [keeper] = children()

        def kill() -> None:
            time.sleep(0.5)
            os.kill(children(keeper)[0], signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        with pytest.raises(FeedError, match="is this really the feed"):
            boxes.parse(Document(LONG, URL, ROME))
        killer.join()
        assert boxes.parse(Document(rss(Item("Ponte")), URL, ROME)).entries


def test_one_that_takes_for_ever_costs_the_next_only_a_new_keeper(monkeypatch: pytest.MonkeyPatch) -> None:
    with Boxes(1) as boxes:
        boxes.parse(Document(rss(Item("Ponte")), URL, ROME))
        [keeper] = children()
        monkeypatch.setattr(box, "SECONDS", 0.1)
        with pytest.raises(FeedError, match="is this really the feed"):
            boxes.parse(Document(LONG, URL, ROME))
        monkeypatch.undo()
        assert boxes.parse(Document(rss(Item("Ponte")), URL, ROME)).entries
        assert children() != [keeper]
        assert not Path(f"/proc/{keeper}").exists()


def test_what_is_read_when_the_boxes_are_closed_is_given_up() -> None:
    boxes = Boxes(1)
    failed: list[FeedError] = []

    def read() -> None:
        try:
            boxes.parse(Document(LONG, URL, ROME))
        except FeedError as error:
            failed.append(error)

    reading = threading.Thread(target=read)
    reading.start()
    until(lambda: children() and children(children()[0]))
    boxes.close()
    reading.join(10)
    assert failed
    assert children() == []


def test_a_keeper_ends_with_its_run() -> None:
    code = (
        "import os, time\n"
        "from pipeline.stages.parse.box import Boxes\n"
        "from tests.stages.test_box import Document, Item, ROME, URL, children, rss\n"
        "Boxes(1).parse(Document(rss(Item('Ponte')), URL, ROME))\n"
        "print(children()[0], flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=ROOT) as run:
        assert run.stdout is not None
        keeper = int(run.stdout.readline())
        assert Path(f"/proc/{keeper}").exists()
        run.kill()
        run.wait()
    until(lambda: not Path(f"/proc/{keeper}").exists())


def test_a_process_that_this_machine_does_not_start_is_no_fault_of_the_documents(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(FeedError, match=r"unreadable .*python: No such file"):
        parse_boxed(Document(rss(Item("Ponte")), URL, ROME))
