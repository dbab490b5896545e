"""`serve` while its disk or its database takes nothing: 503, one line in the log, and on it goes when that is over."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from channels.hearing import SIGNATURE, sign
from pipeline import saying
from pipeline.clock import Clock
from pipeline.saying import LONGEST, Outage, Seldom
from pipeline.store.engine import connect
from pipeline.store.errors import LostError, OperationalError, StoreError, passes
from pipeline.web import keeping
from pipeline.web.keeping import Keeper, NotKeptError
from pipeline.workers import beside
from pipeline.workers.urgent import Urgent
from tests import databases
from tests.hostile import door as hostile
from tests.hostile.citizens import leaving
from tests.town import Town, number, until

SECRET = hostile.SECRET
BODY = b'{"object": "whatsapp_business_account"}'


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.INFO):
        yield caplog


class Disk:
    """An inbox that fails, or stands still, as long as it is told to."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.kept: list[bytes] = []
        self.tries = 0
        self.moves = threading.Event()
        self.moves.set()

    def append(self, bodies: Sequence[bytes], now: float) -> None:
        self.tries += 1
        self.moves.wait(30)
        if self.error is not None:
            raise self.error
        self.kept += bodies

    def close(self) -> None:
        pass


def keeper_of(disk: Disk) -> Keeper:
    return Keeper(disk, Clock(), lambda: None)  # type: ignore[arg-type]


async def kept(keeper: Keeper) -> bool:
    try:
        await keeper.keep(BODY)
    except NotKeptError:
        return False
    return True


async def until_kept(keeper: Keeper) -> None:
    for _ in range(3000):
        if await kept(keeper):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("never kept")


@pytest.mark.parametrize("error", [OperationalError("database or disk is full"), OSError(28, "full")])
def test_a_full_disk_is_said_once_tried_again_and_over_by_itself(
    log: pytest.LogCaptureFixture, error: Exception
) -> None:
    async def play() -> None:
        disk = Disk()
        keeper, disk.error = keeper_of(disk), error
        assert not await kept(keeper)
        assert [await kept(keeper) for _ in range(100)] == [False] * 100
        assert disk.tries < 5  # the others were refused at once: the disk rests
        disk.error = None
        await until_kept(keeper)
        assert disk.kept == [BODY]
        assert await kept(keeper)
        keeper.close()

    asyncio.run(play())
    said = [record.getMessage() for record in log.records]
    assert [line.split(" ")[:2] for line in said] == [["inbox", "cannot"], ["inbox", "is"]]


def test_a_commit_that_stands_still_keeps_no_sender_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "PATIENCE", 0.05)
    monkeypatch.setattr(saying, "FIRST", 0.0)  # the next try is always due
    monkeypatch.setattr(saying, "LONGEST", 0.0)

    async def play() -> None:
        disk = Disk()
        disk.moves.clear()
        keeper = keeper_of(disk)
        assert not await kept(keeper)  # given up while the commit is still under way
        for _ in range(50):
            with pytest.raises(NotKeptError):
                keeper.keep(BODY).send(None)  # at once: it waits for nothing
        assert disk.tries == 1
        disk.moves.set()
        await until_kept(keeper)
        keeper.close()

    asyncio.run(play())


def test_pauses_grow_up_to_a_limit_and_begin_anew(log: pytest.LogCaptureFixture) -> None:
    outage = Outage(logging.getLogger("x"), "begins", "ends")
    pauses = [outage.failed("full") for _ in range(10)]
    assert pauses == sorted(pauses)
    assert pauses[0] < 1
    assert pauses[-1] == LONGEST
    outage.over()
    outage.over()
    assert outage.failed("full") == pauses[0]
    assert [record.getMessage() for record in log.records] == [
        "begins error=full",
        "ends failures=10",
        "begins error=full",
    ]


def test_an_event_is_said_once_a_minute_with_its_number() -> None:
    said: list[str] = []
    now = [0.0]
    seldom = Seldom(said.append, lambda: now[0])
    for second in range(150):
        now[0] = second + 1.0
        seldom("refused", status=403)
    assert said == ["refused status=403", "refused status=403 times=60", "refused status=403 times=60"]


def test_what_may_pass_by_itself_and_what_may_not() -> None:
    def caused(error: Exception) -> StoreError:
        try:
            raise StoreError("cannot be opened") from error
        except StoreError as raised:
            return raised

    assert passes(OperationalError("database is locked"))
    assert passes(OSError(28, "No space left on device"))
    assert passes(caused(OperationalError("database is locked")))
    assert not passes(caused(LostError("gone")))
    assert not passes(LostError("gone"))
    assert not passes(StoreError("made by a newer release"))
    assert not passes(ValueError("a defect"))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program has the database's write lock."""
    other = connect(path)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def post(here: Town, n: int) -> int:
    raw = leaving(n, *hostile.addressed(here))
    return httpx.post(
        here.webhook_url + "/webhook",
        content=raw,
        headers={SIGNATURE: sign(SECRET, raw)},
        timeout=60,
        trust_env=False,
    ).status_code


def gone(here: Town) -> Callable[[], bool]:
    return lambda: here.rows("SELECT count(*) FROM subscriber WHERE state = 'active'") == [(0,)]


@pytest.mark.skipif(databases.on_postgres(), reason="a file is locked")
def test_a_database_locked_for_long_ends_no_worker(
    here: Town, monkeypatch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture
) -> None:
    """With the patience of a statement cut short, so that it gives up several times."""
    here.join(number(1))
    seen = "SELECT count(*) FROM uptime"
    [(before,)] = here.rows(seen)  # the town's own sign of life
    worker = beside.Worker(here.config, {}, Clock(), on_failure=lambda: None)
    try:
        with monkeypatch.context() as hurried:
            hurried.setattr("pipeline.store.engine.BUSY", 0.05)
            worker.start()
            until(lambda: here.rows(seen)[0][0] > before)
            with here.open_council() as opened, locked(here.config.database_file):
                until(lambda: log.text.count("the worker cannot use"))
                opened.inbox.append([leaving(1, *hostile.addressed(here))], time.time())
        until(gone(here))
        until(lambda: "the worker goes on" in log.text)
        assert worker.error is None
    finally:
        worker.finish()
    assert log.text.count("the worker cannot use") == 1
    assert worker.error is None


def test_two_failures_at_once_are_one_line(
    here: Town, monkeypatch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture
) -> None:
    """On a full disk the inbox and the replies fail in the same moment."""
    here.heartbeat()

    async def replies(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Urgent, "_waiting", lambda *_: {"whatsapp"})

    def fail(*_: object) -> int:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(Urgent, "_drain", replies)
    worker = beside.Worker(here.config, {}, Clock(), on_failure=lambda: None)
    with monkeypatch.context() as full:
        full.setattr("pipeline.council.OpenCouncil.apply_inbox", fail)
        worker.start()
        until(lambda: "the worker cannot use" in log.text)
        worker.finish()
    gc.collect()
    assert "never retrieved" not in log.text


@pytest.mark.skipif(databases.on_postgres(), reason="a file is taken away")
def test_a_database_that_is_lost_ends_the_process(here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a failure the database is opened anew, and it is not there: better no service than one without memory."""
    here.heartbeat()
    failed = threading.Event()
    worker = beside.Worker(here.config, {}, Clock(), on_failure=failed.set)

    def fail(*_: object) -> int:
        for file in here.config.data.glob("infostiglia.db*"):
            file.unlink()
        raise OperationalError("disk I/O error")

    monkeypatch.setattr("pipeline.council.OpenCouncil.apply_inbox", fail)
    worker.start()
    assert failed.wait(30)
    worker.finish()
    assert isinstance(worker.error, LostError)


@pytest.mark.skipif(databases.on_postgres(), reason="a file is locked")
def test_locked_databases_are_answered_with_503_or_200_and_then_all_is_well(here: Town) -> None:
    """The inbox locked: 503, and afterwards 200. The main database locked: 200, and applied afterwards."""
    here.join(number(1), number(2))
    with hostile.serving(here, here.folder / "serve.log") as process:
        with locked(here.config.inbox):
            assert [post(here, 1), post(here, 1), post(here, 1)] == [503] * 3
            assert here.healthy()
        until(lambda: post(here, 1) == 200, 60, 0.5)
        with locked(here.config.database_file):
            assert post(here, 2) == 200
        until(gone(here))
        assert process.poll() is None
    log = (here.folder / "serve.log").read_text(encoding="utf-8")
    assert log.count("inbox cannot be written") == 1
    assert log.count("inbox is written again") == 1
