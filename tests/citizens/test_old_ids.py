"""The ids of citizens' messages that older releases kept become hashes: none is lost, none stays readable."""

from __future__ import annotations

import json
import random
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from channels.outcomes import Sent
from pipeline.citizens import old_ids
from pipeline.citizens.old_ids import hide_old_ids
from pipeline.stages.deliver.attempts import AttemptsFile, boot_id
from pipeline.stages.deliver.lease import acquire
from pipeline.stages.settle.answers import Answer, Claimed, Retries
from pipeline.stages.settle.receipts import apply_receipts
from pipeline.store import OperationalError, Store, engine, queries
from pipeline.store import open_store as open_file
from pipeline.store.carrying import Side, carry_over
from pipeline.store.engine import connect
from pipeline.store.errors import MOVED, IntegrityError
from tests.citizens.test_message_ids import report, wamid
from tests.databases import demand_sqlite, on_postgres, open_store
from tests.moves import any_move
from tests.sending import VAULT
from tests.town import number, town
from tests.unreadable import assert_unreadable, files_of, numbers, readable

OLDER, CITIZENS = 15, 300
OLD = f"""
INSERT INTO item (id, source, title, lane, published_at, first_seen_at)
    VALUES (1, 'f', 't', 'news', 1, 1), (2, 'reply', 't', 'reply', 1, 1);
INSERT INTO post (id, item_id, channel, kind, revision, lane, rank, mode, state, content, created_at, due_at, not_after,
    release_to, released_at) VALUES
    (1, 1, 'whatsapp', 'publish', 1, 'news', 3, 'all', 'done', '{{}}', 1, 1, 9e9, {CITIZENS}, 5),
    (2, 1, 'facebook', 'publish', 1, 'news', 3, 'all', 'done', '{{}}', 1, 1, 9e9, 0, 5),
    (3, 2, 'whatsapp', 'reply', 1, 'reply', 1, 'all', 'sending', :reply, 1, 1, 9e9, 0, 5),
    (4, 2, 'whatsapp', 'reply', 2, 'reply', 1, 'all', 'done', :reply, 1, 1, 9e9, 0, 5);
INSERT INTO delivery (id, post_id, recipient, mode, state, due_at, attempt, remote_id)
    VALUES (1000, 2, 0, 'all', 'sent', 1, 1, '');
INSERT INTO attempt (delivery_id, number, at, outcome, remote_id) VALUES (1000, 1, 1, 'sent', '7_1');
INSERT INTO publication (item_id, channel, revision, remote_id, url, at)
    VALUES (1, 'facebook', 1, '7_1', 'https://x', 1),
    (1, 'whatsapp', 1, '', '', 1);
INSERT INTO receipt (remote_id, body, at) VALUES (:stranger, :told, 1)
"""
DELIVERIES = (
    "INSERT INTO delivery (id, post_id, recipient, mode, state, due_at, attempt, remote_id)"
    " VALUES (?, 1, ?, 'all', 'sent', 1, 2, ?)"
)
ATTEMPTS = (
    "INSERT INTO attempt (delivery_id, number, at, outcome, remote_id, rank) VALUES (?, ?, 1, 'sent', ?, ?)"
)
ALL = numbers(number(n) for n in range(1, CITIZENS + 2))


def own_of(n: int, attempt: int) -> str:
    return f"{n:08X}{attempt:010X}"


def old_database(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of the last release, closed: of each citizen two attempts; every third was unlinked since."""
    released = [one for one in queries.numbers() if one <= OLDER]
    with monkeypatch.context() as older:
        older.setattr(queries, "numbers", lambda: released)
        store = open_store(path)
    content = {"text": "Eccomi", "reply_to": wamid(number(1), "3A4A6599AEE03810144F")}
    stranger = wamid(number(CITIZENS + 1))
    told = {"remote_id": stranger, "status": "delivered", "at": 5.0, "key": f"of {stranger}", "failure": None}
    given = {"reply": json.dumps(content), "stranger": stranger, "told": json.dumps(told)}
    with store.transaction():
        for statement in OLD.split(";\n"):
            named = {name: given[name] for name in re.findall(r":(\w+)", statement) if name in given}
            store.connection.execute(statement, named)
        for n in range(1, CITIZENS + 1):
            recipient = -n if n % 3 == 0 else n
            store.connection.execute(DELIVERIES, (n, recipient, wamid(number(n))))
            for attempt in (1, 2):
                id_ = wamid(number(n), own_of(n, attempt))
                store.connection.execute(ATTEMPTS, (n, attempt, id_, 0 if n % 2 else 4))
    store.close()


def old_file(folder: Path) -> None:
    """The attempts file of a killed holder of that release, torn in its last line."""
    folder.mkdir(parents=True)

    def sent(id_: str) -> dict[str, object]:
        return {"kind": "Sent", "remote_id": id_, "url": "", "held": False}

    lines: list[list[object]] = [[boot_id()], [">", 1, 2], ["=", 1, 2, sent(wamid(number(1)))]]
    lines += [["=", 1000, 1, sent("7_1")], [">", 2, 2], [">", 3, 2]]
    torn = json.dumps(["=", 3, 2, sent(wamid(number(3)))])[:-20]
    (folder / "whatsapp.1").write_text("".join(json.dumps(line) + "\n" for line in lines) + torn)
    (folder / ".whatsapp.1.new").write_text(torn)


def readable_files(folder: Path) -> dict[str, bytes]:
    """None on PostgreSQL: its files are the server's."""
    return {} if on_postgres() else files_of(folder)


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder `data` of the last release."""
    old_database(tmp_path / "infostiglia.db", monkeypatch)
    return tmp_path


def test_what_an_older_release_kept_is_hidden_and_found(old: Path) -> None:
    if not on_postgres():
        with pytest.raises(AssertionError):
            assert_unreadable(ALL, files_of(old))
    store = open_store(old / "infostiglia.db")
    hide_old_ids(old, store, VAULT, 0.0)
    assert_hidden(store, old)
    store.close()


@pytest.mark.parametrize("words", [("run",), ("keys", "status")])
def test_the_first_command_that_has_the_keys_does_it(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demand_sqlite("it puts an older file into a town's folder")
    with town(tmp_path / "town") as here:
        old_database(here.config.database_file, monkeypatch)
        old_file(here.folder / "data" / "attempts")
        here.call("status")  # it has no keys, and migrates
        here.call(*words)
        assert_unreadable(ALL, readable_files(here.folder))
        assert here.rows("SELECT value FROM setting WHERE name = 'ids_hidden'") == [("file",)]
        assert here.rows("SELECT count(*) FROM attempt WHERE remote_id <> ''") == [(1,)]


def test_a_wrong_key_hides_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its hashes would match no receipt."""
    demand_sqlite("it puts an older file into a town's folder")
    with town(tmp_path / "town") as here:
        old_database(here.config.database_file, monkeypatch)
        store = open_store(here.config.database_file)
        store.set_setting(name="check value KEY_ENCRYPTION sandbox", value="of another key")
        store.close()
        for words in (("run",), ("keys", "status")):
            assert here.call(*words).returncode == 2
        store = open_store(here.config.database_file)
        assert store.connection.execute("SELECT count(*) FROM attempt WHERE message <> ''").fetchone()[0] == 0
        store.set_setting(name="check value KEY_ENCRYPTION sandbox", value="")
        store.close()
        assert here.call("keys", "status").returncode == 0
        assert here.rows("SELECT value FROM setting WHERE name = 'ids_hidden'") == [("file",)]


def assert_hidden(store: Store, folder: Path) -> None:
    assert_unreadable(ALL, readable_files(folder))
    ask = store.connection.execute
    assert store.setting(name="ids_hidden") == "file"
    for table, columns in store.connection.tables().items():
        for row in ask(f"SELECT {', '.join(columns)} FROM {table}").fetchall():
            assert not readable(ALL, repr(tuple(row)).encode()), table
    kept = {(row["delivery_id"], row["number"]): row["message"] for row in ask("SELECT * FROM attempt")}
    page = kept.pop((1000, 1))
    assert kept == {(n, a): VAULT.message(wamid(number(n), own_of(n, a))) for n, a in kept}
    assert len(kept) == 2 * CITIZENS
    assert page == ""
    assert [row[0] for row in ask("SELECT remote_id FROM attempt WHERE delivery_id = 1000")] == ["7_1"]
    assert [tuple(row) for row in ask("SELECT remote_id, url FROM publication ORDER BY 1")] == [
        ("", ""),
        ("7_1", "https://x"),
    ]
    [waits, done] = [row[0] for row in ask("SELECT reply_to FROM post WHERE kind = 'reply' ORDER BY id")]
    assert (VAULT.decrypt(bytes(waits)).decode(), done) == (wamid(number(1), "3A4A6599AEE03810144F"), None)
    contents = [json.loads(row[0]) for row in ask("SELECT content FROM post WHERE kind = 'reply'")]
    assert contents == [{"text": "Eccomi"}] * 2
    [one] = ask("SELECT remote_id, message, body FROM receipt").fetchall()
    assert (one["remote_id"], one["message"]) == ("", VAULT.message(wamid(number(CITIZENS + 1))))


def test_a_late_report_on_an_attempt_of_the_older_release_finds_it(old: Path) -> None:
    store = open_store(old / "infostiglia.db")
    hide_old_ids(old, store, VAULT, 0.0)
    apply_receipts(store, report(wamid(number(1), own_of(1, 2))), 10.0)
    found = store.connection.execute("SELECT number, rank FROM attempt WHERE delivery_id = 1 ORDER BY 1")
    assert [tuple(row) for row in found.fetchall()] == [(1, 0), (2, 4)]
    store.close()


@pytest.mark.parametrize("step", ["hide_ids", "hide_receipts", "hide_reply_to", "rewrite", "set_setting"])
def test_a_kill_in_the_middle_loses_nothing(old: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(old_ids, "PAGE", 71)  # an odd number cuts between the two attempts of a delivery
    store, calls = open_store(old / "infostiglia.db"), [0]
    owner: Any = store.connection if step == "rewrite" else store
    with monkeypatch.context() as killing:
        true = getattr(owner, step if step == "rewrite" else "count")
        many = store.many

        def killed(name: str = "rewrite", /, *given: Any, **values: Any) -> Any:
            calls[0] += name == step
            if name == step and calls[0] == (2 if step == "hide_ids" else 1):
                raise KeyboardInterrupt
            if name == "rewrite":
                return true()
            return many(name, *given) if given else true(name, **values)

        for name in ("rewrite",) if step == "rewrite" else ("count", "many"):
            killing.setattr(owner, name, killed)
        with pytest.raises(KeyboardInterrupt):
            hide_old_ids(old, store, VAULT, 0.0)
    store.close()
    store = open_store(old / "infostiglia.db")
    assert store.setting(name="ids_hidden") == ("rows" if step == "rewrite" else None)
    hide_old_ids(old, store, VAULT, 0.0)
    assert_hidden(store, old)
    store.close()


def test_a_reader_that_holds_the_log_puts_the_end_off(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if on_postgres():
        pytest.skip("the log is SQLite's")
    store = open_store(old / "infostiglia.db")
    store.connection.execute("PRAGMA busy_timeout = 100")
    with connect(old / "infostiglia.db") as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM attempt").fetchone()
        hide_old_ids(old, store, VAULT, 0.0)
        assert store.setting(name="ids_hidden") == "rows"
        with pytest.raises(OperationalError):
            store.connection.rewrite()
        reader.rollback()
    reader.close()
    hide_old_ids(old, store, VAULT, 86400.0)
    assert_hidden(store, old)
    store.close()


def test_a_disk_without_room_is_tried_once_a_day(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each try fills the disk for a while, and the other writers wait: not with every start of `run`."""
    store, tries = open_store(old / "infostiglia.db"), list[None]()

    def full() -> None:
        tries.append(None)
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as small:
        small.setattr(store.connection, "rewrite", full)
        for now in (1e9, 1e9 + 60, 1e9 + 86399):
            hide_old_ids(old, store, VAULT, now)
        assert len(tries) == 1
        hide_old_ids(old, store, VAULT, 1e9 + 86400)
        assert len(tries) == 2
    hide_old_ids(old, store, VAULT, 1e9)  # the clock was set back
    assert_hidden(store, old)
    store.close()


def test_others_can_open_the_database_meanwhile(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes minutes in a large town: `serve` must start and hear citizens, who would be told 502 else."""
    monkeypatch.setattr(engine, "PATIENCE", 0.1)
    store, opened = open_store(old / "infostiglia.db"), list[Store]()
    true = store.connection.rewrite

    def rewrite() -> None:
        opened.append(open_store(old / "infostiglia.db"))
        true()

    monkeypatch.setattr(store.connection, "rewrite", rewrite)
    hide_old_ids(old, store, VAULT, 0.0)
    assert_hidden(store, old)
    for one in (store, *opened):
        one.close()
    assert opened


def test_a_move_before_anything_was_hidden_carries_the_work_along(old: Path) -> None:
    """`move` opens both databases without keys, and so may be the first that migrates one."""
    here, there = open_store(old / "infostiglia.db"), open_file(old / "there" / "other.db")
    carry_over(Side("here", here), Side("there", there), 1e9)
    hide_old_ids(old, there, VAULT, 0.0)
    assert_hidden(there, old / "there")
    here.close()
    there.close()


def test_a_database_that_was_moved_away_is_still_migrated(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    released = [one for one in queries.numbers() if one <= OLDER]
    with monkeypatch.context() as older:
        older.setattr(queries, "numbers", lambda: released)
        left, there = open_store(old / "infostiglia.db"), open_file(old / "there" / "other.db")
        with any_move(left):  # a later migration changes the row of such a post
            left.connection.execute(
                "UPDATE post SET lane = 'emergency', state = 'held' WHERE kind <> 'reply'"
            )
        carry_over(Side("here", left), Side("there", there), 1e9)
    left.close()
    there.close()
    left, there = open_store(old / "infostiglia.db"), open_file(old / "there" / "other.db")
    with pytest.raises(IntegrityError, match=MOVED):
        left.connection.execute("UPDATE post SET state = state")
    carry_over(Side("there", there), Side("here", left), 1e9)
    there.close()
    shutil.rmtree(old / "there")  # as `move` asks for
    hide_old_ids(old, left, VAULT, 0.0)
    assert_hidden(left, old)
    left.close()


def test_a_new_database_has_nothing_to_hide(tmp_path: Path) -> None:
    store = open_store(tmp_path / "infostiglia.db")
    assert store.setting(name="ids_hidden") is None
    hide_old_ids(tmp_path, store, VAULT, 0.0)
    assert store.setting(name="ids_hidden") == "file"
    store.close()


def test_a_file_of_an_older_release_is_understood_and_not_kept(old: Path) -> None:
    store, folder = open_store(old / "infostiglia.db"), old / "attempts"
    old_file(folder)
    with any_move(store):
        change = store.connection.execute
        change("UPDATE delivery SET state = 'sending' WHERE id IN (1, 2, 3)")
        change("DELETE FROM attempt WHERE delivery_id IN (1, 2, 3)")
        change("INSERT INTO sender (name, epoch, holder, expires_at) VALUES ('whatsapp', 1, 'dead', 9e9)")
    hide_old_ids(old, store, VAULT, 0.0)
    assert_unreadable(ALL, files_of(folder))
    assert [path.name for path in folder.iterdir()] == ["whatsapp.1"]
    lease = acquire(store, folder, "whatsapp", "run:1", Retries(5, random.Random(1)), 10.0)
    assert lease is not None
    states = store.connection.execute("SELECT state FROM delivery WHERE id IN (1, 2, 3) ORDER BY id")
    assert [row[0] for row in states.fetchall()] == ["sent", "uncertain", "uncertain"]
    apply_receipts(store, report(wamid(number(1))), 20.0)
    [row] = store.connection.execute(
        "SELECT rank FROM attempt WHERE delivery_id = 1 AND number = 2"
    ).fetchall()
    assert row[0] == 4
    lease.file.close(remove=True)
    store.close()


def test_the_file_of_a_living_holder_and_of_a_page_are_left_alone(old: Path) -> None:
    store, folder = open_store(old / "infostiglia.db"), old / "attempts"
    page = AttemptsFile(folder, "facebook", 1)
    page.leaving([Claimed(1000, 0, 1, 2)])
    page.answered(Answer.of(Claimed(1000, 0, 1, 2), Sent("7_1"), VAULT.message))
    page.close(remove=False)
    living = AttemptsFile(folder, "whatsapp", 1)
    living.answered(Answer(Claimed(1, 1, 2, 1), Sent(wamid(number(1)))))
    living.flush()
    before = files_of(folder)
    hide_old_ids(old, store, VAULT, 0.0)
    assert files_of(folder) == before
    assert b"7_1" in before["facebook.1"]
    living.close(remove=False)
    hide_old_ids(old, store, VAULT, 0.0)
    assert_unreadable(ALL, files_of(folder))
    store.close()
