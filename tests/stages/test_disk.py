"""A disk that fails or is full, and wrong clocks: nobody gets a message twice, none is lost, one line for a person."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import random
import resource
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from channels.outcomes import Absent, Found, Reading, Receipt, Sent
from pipeline.model import Lane
from pipeline.stages.deliver import attempts, lease
from pipeline.stages.deliver.attempts import AttemptsFile, traces
from pipeline.stages.deliver.lease import acquire
from pipeline.stages.settle import evidence
from pipeline.stages.settle.answers import Answer, Claimed, Retries
from pipeline.stages.settle.receipts import apply_receipts
from pipeline.store import Store
from pipeline.store.errors import OperationalError
from tests.databases import open_store
from tests.loopback import Server, answer, loopback
from tests.sending import Post

NOW = 1_795_500_000.0
FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def one(n: int) -> Claimed:
    return Claimed(n, n, 1, 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "main.db")
    yield opened
    opened.close()


@pytest.fixture
def meta() -> Iterator[Server]:
    with loopback() as server:
        server.answers["/v26.0/1/messages"] = answer(200, b'{"messages": [{"id": "wamid.1"}]}')
        yield server


def in_child(work: Callable[[], None]) -> int:
    """Return the exit code of the work in a child, which ends as if killed and cleans nothing up."""
    pid = os.fork()
    if not pid:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


# -- the attempts file -----------------------------------------------------------------------------


def test_a_line_that_is_not_written_whole_is_an_error_and_nothing_follows_it(tmp_path: Path) -> None:
    def fill() -> None:
        file = AttemptsFile(tmp_path, "x", 1)
        size = file.path.stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 5, resource.RLIM_INFINITY))
        with pytest.raises(OSError, match=r"x\.1"):
            file.leaving([one(1), one(2)])
        assert file.path.stat().st_size == size + 5  # the disk took some of it
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        with pytest.raises(OSError, match=r"x\.1"):  # there is room again, behind half a line
            file.leaving([one(3)])
        file.answered(Answer(one(1), Sent("wamid.1")))
        file.close(remove=False)
        assert file.path.stat().st_size == size + 5

    assert in_child(fill) == 0
    found = traces(tmp_path, "x", 1)
    assert (found.dead, found.left, found.answers) == (True, frozenset(), {})


def test_a_file_that_cannot_be_removed_or_written_anew_is_a_line_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: Any, **options: Any) -> None:
        raise FULL

    AttemptsFile(tmp_path, "x", 1).close(remove=False)
    file = AttemptsFile(tmp_path, "x", 2)
    monkeypatch.setattr(Path, "unlink", fail)
    monkeypatch.setattr(Path, "replace", fail)
    monkeypatch.setattr(attempts, "MOST_LINES", 4)
    with caplog.at_level(logging.WARNING):
        for n in range(20):
            file.leaving([one(n)])
            file.answered(Answer(one(n), Sent(f"wamid.{n}")))
            file.flush()
            file.recorded([one(n)] if n else [])
        attempts.remove_older(tmp_path, "x", 2)
        file.close(remove=True)
    assert {record.levelname for record in caplog.records} == {"WARNING"}
    assert "No space left" in caplog.text
    assert (0, 1) in traces(tmp_path, "x", 2).answers


def test_a_closed_file_writes_nowhere(tmp_path: Path) -> None:
    """Its descriptor may belong to another file by now: the database's."""
    file = AttemptsFile(tmp_path, "x", 1)
    file.close(remove=False)
    other = os.open(tmp_path / "other", os.O_WRONLY | os.O_CREAT)
    try:
        file.answered(Answer(one(1), Sent("wamid.1")))
        with pytest.raises(OSError, match="closed"):
            file.flush()
    finally:
        os.close(other)
    assert (tmp_path / "other").stat().st_size == 0


def test_a_takeover_after_a_whole_broadcast_reads_little(tmp_path: Path) -> None:
    file = AttemptsFile(tmp_path, "x", 1)
    largest, numbers = 0, range(0, 200_000, 20)
    for first in numbers:
        some = [one(n) for n in range(first, first + 20)]
        file.leaving(some)
        for claimed in some:
            file.answered(Answer(claimed, Sent(f"wamid.{claimed.delivery}")))
        file.flush()
        file.recorded(some)
        largest = max(largest, file.path.stat().st_size)
    file.leaving([one(1_000_000)])
    file.close(remove=False)
    assert largest < 400_000
    assert traces(tmp_path, "x", 1).left >= {(1_000_000, 1)}


@pytest.mark.parametrize("step", range(1, 8))
def test_a_kill_at_any_moment_of_writing_anew_loses_nothing(tmp_path: Path, step: int) -> None:
    def die_at_step() -> None:
        file = AttemptsFile(tmp_path, "x", 1)
        file.leaving([one(n) for n in range(5)])
        file.answered(Answer(one(1), Sent("wamid.1")))
        file.flush()
        left = iter(range(step))

        def dying(real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*args: Any, **options: Any) -> Any:
                if next(left, None) is None:
                    os._exit(9)
                return real(*args, **options)

            return call

        for where, name in (
            *((os, what) for what in ("open", "ftruncate", "write", "replace", "close")),
            (attempts.fcntl, "flock"),
        ):
            setattr(where, name, dying(getattr(where, name)))
        file._write_anew()
        os._exit(9)

    assert in_child(die_at_step) == 9
    found = traces(tmp_path, "x", 1)
    assert found.dead
    assert found.left == {(n, 1) for n in range(5)}
    assert set(found.answers) == {(1, 1)}


def test_whoever_reads_while_it_is_written_anew_never_takes_the_living_for_dead(tmp_path: Path) -> None:
    file = AttemptsFile(tmp_path, "x", 1)
    file.leaving([one(7)])
    ended = threading.Event()

    def write() -> None:
        for _ in range(1500):
            file._write_anew()
        ended.set()

    writer = threading.Thread(target=write)
    writer.start()
    wrong = 0
    while not ended.is_set():
        found = traces(tmp_path, "x", 1)
        wrong += found.dead or found.left != {(7, 1)}
    writer.join()
    file.close(remove=True)
    assert wrong == 0


def test_two_who_read_a_dead_holders_file_at_once_both_know_it(tmp_path: Path) -> None:
    AttemptsFile(tmp_path, "x", 1).close(remove=False)
    with (tmp_path / "x.1").open("rb") as first:
        assert attempts._read(first).dead
        assert traces(tmp_path, "x", 1).dead


# -- the drain -------------------------------------------------------------------------------------


def states(post: Post) -> list[str]:
    return [row[0] for row in post.store.connection.execute("SELECT state FROM delivery ORDER BY id")]


def test_nothing_leaves_whose_line_was_not_written_and_the_next_run_sends_it(
    tmp_path: Path, meta: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post(tmp_path, meta.url, citizens=30)
    post.announce()
    real = AttemptsFile.leaving
    with monkeypatch.context() as patched:

        def full(*args: Any) -> None:
            raise FULL

        patched.setattr(AttemptsFile, "leaving", full)
        with pytest.raises(OSError, match="No space left"):
            post.drain()
    assert AttemptsFile.leaving is real
    assert meta.posted == []
    assert set(states(post)) == {"pending"}
    assert post.store.sender(name="whatsapp")["holder"] == ""  # type: ignore[index]
    post.drain()
    assert len(meta.posted) == 30
    assert set(states(post)) == {"sent"}


def test_an_answer_the_file_does_not_take_is_in_the_database_all_the_same(
    tmp_path: Path, meta: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post(tmp_path, meta.url, citizens=3)
    post.announce()

    def full(self: AttemptsFile) -> None:
        raise FULL

    monkeypatch.setattr(AttemptsFile, "flush", full)
    with pytest.raises(OSError, match="No space left"):
        post.drain()
    assert states(post).count("sent") == len(meta.posted) > 0
    assert "uncertain" not in states(post)
    assert "sending" not in states(post)


def test_answers_the_database_does_not_take_are_applied_by_the_next_holder(
    tmp_path: Path, meta: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post(tmp_path, meta.url, citizens=3)
    post.announce()

    def full(*args: Any, **options: Any) -> None:
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr("pipeline.stages.deliver.drainer.record", full)
        with pytest.raises(OperationalError):
            post.drain()
    post.clock.now += 1
    post.drain()
    assert set(states(post)) == {"sent"}
    assert len(meta.posted) == 3


# -- clocks ----------------------------------------------------------------------------------------


def test_two_hours_asleep_are_not_two_hours_of_listening(store: Store) -> None:
    store.uptime_begin(now=NOW)
    assert store.uptime_beat(started=NOW, now=NOW + 5, longest=10.0) == 1
    assert store.uptime_beat(started=NOW, now=NOW + 7205, longest=10.0) == 0
    store.uptime_begin(now=NOW + 7205)
    store.uptime_beat(started=NOW + 7205, now=NOW + 7210, longest=10.0)
    assert store.uptime_since(since=NOW) == 10.0


def test_a_clock_set_back_does_not_count_the_same_time_twice(store: Store) -> None:
    for started, seen in ((NOW, NOW + 100), (NOW + 50, NOW + 120)):
        store.connection.execute("INSERT INTO uptime VALUES (?, ?)", (started, seen))
    assert store.uptime_since(since=NOW) == 120.0
    assert store.uptime_since(since=NOW + 60) == 60.0


def test_a_lease_from_before_the_clock_was_set_back_expires(store: Store, tmp_path: Path) -> None:
    def take(now: float) -> object:
        return acquire(store, tmp_path, "whatsapp", "run:1", Retries(5, random.Random(1)), now)

    assert take(NOW + 7200) is not None
    assert take(NOW) is None  # it may live, and will renew it then
    assert take(NOW + lease.TERM + 1) is not None


class Page:
    """Shows one post with the same text, dated by its own clock."""

    def __init__(self, at: float, remote_id: str) -> None:
        self.at, self.remote_id = at, remote_id

    async def read_back(self, content: Any, since: float) -> Reading:
        return Found(self.remote_id) if self.at >= since else Absent()


@pytest.fixture
def doubted(store: Store) -> Store:
    """Delivery 1 is known to be out as `old`; 2, of the same words, is in doubt."""
    for statement in (
        "INSERT INTO item (source, title, lane, published_at, first_seen_at)"
        " VALUES ('f', 't', 'news', 1, 1), ('f', 'u', 'news', 1, 1)",
        "INSERT INTO post (item_id, channel, kind, revision, lane, rank, mode, state, created_at, due_at, not_after,"
        " release_to, released_at, content) SELECT id, 'facebook', 'publish', 1, 'news', 3, 'all', 'sending',"
        f""" {NOW}, 1, 9e9, 0, 1, '{{"text": "x"}}' FROM item""",
        "INSERT INTO delivery (post_id, recipient, mode, due_at) VALUES (1, 0, 'all', 1), (2, 0, 'all', 1)",
        f"UPDATE delivery SET state = 'sending', attempt = 1, attempted_at = {NOW}",
        "INSERT INTO attempt (delivery_id, number, at, outcome, remote_id)"
        f" VALUES (1, 1, {NOW}, 'sent', 'old'), (2, 1, {NOW}, 'uncertain', '')",
        "UPDATE delivery SET state = CASE id WHEN 1 THEN 'sent' ELSE 'uncertain' END",
    ):
        store.connection.execute(statement)
    return store


def look(store: Store, page: Any, now: float) -> str:
    [row] = store.uncertain(channel="facebook", since=0, limit=5)
    asyncio.run(evidence._read_back(store, page, row, now))
    return str(store.connection.execute("SELECT state FROM delivery WHERE id = 2").fetchone()[0])


def test_what_is_on_the_page_is_found_whatever_our_clock_says(doubted: Store) -> None:
    assert look(doubted, Page(NOW - 1800, "new"), NOW + 2) == "sent"  # ours is half an hour ahead


def test_an_older_post_that_reads_alike_is_not_taken_for_it(doubted: Store) -> None:
    assert look(doubted, Page(NOW - 1800, "old"), NOW + 2) == "uncertain"
    assert look(doubted, Page(NOW - 1800, "old"), NOW + 70) == "pending"


def test_a_look_that_was_overtaken_by_another_attempt_says_nothing_of_it(doubted: Store) -> None:
    class Slow(Page):
        async def read_back(self, content: Any, since: float) -> Reading:
            doubted.connection.execute("UPDATE delivery SET attempt = 2 WHERE id = 2")
            return await super().read_back(content, since)

    assert look(doubted, Slow(NOW, "new"), NOW + 2) == "uncertain"
    doubted.connection.execute("UPDATE delivery SET attempt = 1 WHERE id = 2")
    assert look(doubted, Slow(0, "new"), NOW + 2) == "uncertain"
    assert doubted.connection.execute("SELECT absent_at FROM delivery WHERE id = 2").fetchone()[0] is None


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def test_a_providers_clock_that_is_ahead_of_ours_is_no_sign_of_later_receipts(
    tmp_path: Path, meta: Server
) -> None:
    """Our clock is five minutes behind: earlier receipts of the provider seem to come later."""
    post = Post(tmp_path, meta.url)
    post.announce(lane=Lane.EMERGENCY)
    meta.answers["/v26.0/1/messages"] = hang_up
    post.drain()
    assert states(post) == ["uncertain"]
    [(attempted,)] = post.store.connection.execute("SELECT attempted_at FROM delivery")
    post.store.seen_receipt(name="whatsapp", at=0.0)
    said = Receipt("", "delivered", attempted + 300, f"{post.store.nonce}.1.9")  # of no attempt that we know
    apply_receipts(post.store, [said], attempted + 0.5)
    [row] = post.store.uncertain(channel="whatsapp", since=0, limit=5)
    assert not evidence._silence_is_absence(post.store, "whatsapp", row, 60.0, attempted + 61)
