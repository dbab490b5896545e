"""PostgreSQL: the same statements, the same tables, and a lock that makes writers follow one another."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.citizens import ledger
from pipeline.model import Mode
from pipeline.store import Store, StoreError, deliveries, dialect, queries, server
from pipeline.store import open_store as open_file
from pipeline.store.allowance import Allowance
from pipeline.store.deliveries import Holder
from pipeline.store.errors import Error, IntegrityError, ServerError, what_failed
from pipeline.store.postgres import open_server, reach
from tests.databases import VARIABLE, empty_url, open_store, url_of

NOW = 1_795_500_000.0
DISCONNECT = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()"""


@pytest.fixture(autouse=True)
def _on_postgres(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "postgresql")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "main.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = open_store(path)
    yield opened
    opened.close()


@pytest.fixture
def other(path: Path, store: Store) -> Iterator[Store]:
    """Another process's."""
    opened = open_store(path)
    yield opened
    opened.close()


# -- one schema, one set of statements ---------------------------------------------------------------


def test_both_databases_have_the_same_tables_and_columns(store: Store, tmp_path: Path) -> None:
    there, here = store.connection.tables(), open_file(tmp_path / "file.db").connection.tables()
    assert {table: set(columns) for table, columns in there.items()} == {
        table: set(columns) for table, columns in here.items()
    }


def test_both_have_the_same_indexes(store: Store, tmp_path: Path) -> None:
    own = (
        "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND name NOT LIKE '%sqlite%'"
    )
    there = (
        "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexdef NOT LIKE 'CREATE UNIQUE%'"
    )
    here = open_file(tmp_path / "file.db").connection
    assert {row[0] for row in store.connection.execute(there)} == {row[0] for row in here.execute(own)}


def test_postgres_takes_every_statement(store: Store) -> None:
    refused = {}
    for name, sql in queries.load().items():
        numbers: dict[str, int] = {}

        def numbered(found: re.Match[str], numbers: dict[str, int] = numbers) -> str:
            return f"${numbers.setdefault(found[1], len(numbers) + 1)}"

        text = re.sub(r"%\((\w+)\)s", numbered, dialect.statement(sql)).replace("%%", "%")
        types = ", ".join(map(_type, numbers))
        try:
            store.connection.script(f"PREPARE {name}{f'({types})' if types else ''} AS {text}")
        except Error as error:
            refused[name] = str(error)
    assert refused == {}


# The driver's types of our values; everything else is text, or as PostgreSQL infers.
WHOLE = "id attempt epoch limit post_id revision item_id to delivery millionths broadcast full".split()
BYTES = "phone_lookup phone user_lookup user_id reply_to identity message salt commitment head lookup user".split()
MOMENTS = "now at since before due_at not_after room_at expires_at not_before".split()


def _type(parameter: str) -> str:
    for names, kind in ((WHOLE, "bigint"), (BYTES, "bytea"), (MOMENTS, "double precision")):
        if parameter in names:
            return kind
    return "unknown"


def test_a_statement_that_writes_is_known_by_its_verb() -> None:
    verbs = {name: sql for name, sql in queries.load().items() if dialect.writes(dialect.statement(sql))}
    assert "claim_deliveries" in verbs
    assert "sender" not in verbs
    assert {name for name, sql in queries.load().items() if " SET " in sql or "INSERT INTO" in sql} <= set(
        verbs
    )


def test_a_row_is_found_by_number_and_by_name(store: Store) -> None:
    store.note_alert(name="x", now=2.5)
    [row] = store.alerts()
    assert (row[0], row["told_at"], row.keys(), dict(row)) == (
        "x",
        2.5,
        ["name", "told_at"],
        {"name": "x", "told_at": 2.5},
    )
    assert (len(row), list(row), row[:]) == (2, ["x", 2.5], ("x", 2.5))


def test_values_come_back_as_they_went(store: Store) -> None:
    store.depart(identity=b"\x00\xff", at=NOW + 0.123456789)
    [row] = store.connection.execute("SELECT identity, at FROM departure").fetchall()
    assert (type(row[0]), *row) == (bytes, b"\x00\xff", NOW + 0.123456789)
    assert store.free_messages(since=0) == 0
    assert isinstance(store.month_spent(since=0.0), int)


def test_a_post_is_released_in_the_order_of_citizens(store: Store) -> None:
    """PostgreSQL keeps a row that was changed in another place; claims and turns go by the numbers of deliveries."""
    with_delivery(store)
    add = "INSERT INTO subscriber (state, mode, welcome, since, asked_at, changed_at)"
    store.connection.execute(
        f"{add} SELECT state, mode, welcome, 1, 1, 1 FROM subscriber, generate_series(2, 400)"
    )
    store.connection.execute("UPDATE subscriber SET reached_at = 1 WHERE id < 300")
    store.connection.execute("ANALYZE")
    about = {
        "post_id": 1,
        "item_id": 1,
        "channel": "whatsapp",
        "kind": "digest",
        "revision": 1,
        "mode": "all",
    }
    store.release_to_subscribers(**about, phase="", exercise="", since=0.0, above=0, to=400, now=1.0)
    rows = store.connection.execute("SELECT recipient FROM delivery ORDER BY id").fetchall()
    assert [row["recipient"] for row in rows] == list(range(1, 401))


# -- writers follow one another ------------------------------------------------------------------------


def with_delivery(store: Store) -> None:
    for statement in (
        "INSERT INTO item (source, title, lane, published_at, first_seen_at) VALUES ('f', 't', 'news', 1, 1)",
        "INSERT INTO post (item_id, channel, kind, revision, lane, rank, mode, state, created_at, due_at, not_after)"
        " VALUES (1, 'whatsapp', 'publish', 1, 'news', 3, 'all', 'sending', 1, 1, 9e9)",
        "INSERT INTO subscriber (state, mode, welcome, since, asked_at, changed_at)"
        " VALUES ('active', 'all', 'accepted', 1, 1, 1)",
        "INSERT INTO delivery (post_id, recipient, mode, due_at) VALUES (1, 1, 'all', 1)",
        "INSERT INTO sender (name, holder, epoch) VALUES ('whatsapp', 'me', 1)",
    ):
        store.connection.execute(statement)


def beside(work: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    """In a thread of its own, begun and given the time to run into a lock."""
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    time.sleep(0.3)
    return thread, found


def test_a_claim_waits_for_a_receipt_that_is_not_committed_yet(store: Store, path: Path) -> None:
    """Otherwise a delivery that the receipt proves would be claimed and sent once more."""
    with_delivery(store)

    def claim() -> list[str]:
        mine = open_store(path)
        rows = deliveries.claim(mine, 1, Holder("me", 1), Mode.ALL, Allowance(10), NOW)
        mine.close()
        return [row["state"] for row in rows]

    with store.transaction():
        store.receipts_prove(attempts='[{"delivery": 1, "number": 1}]')
        thread, claimed = beside(claim)
    thread.join(10)
    assert claimed == [[]]
    assert store.connection.first("SELECT state FROM delivery") == ("sent",)


def test_two_lines_of_the_ledger_at_once_are_one_chain(store: Store, path: Path) -> None:
    with_delivery(store)

    def say(to: Store, words: str) -> None:
        with to.transaction():
            line = ledger.Line(1, ledger.Person(b"i", "k"), "subscribed", NOW, words, b"m", notice="1")
            ledger.append(to, line)

    def second() -> bool:
        mine = open_store(path)
        say(mine, "two")
        mine.close()
        return True

    with store.transaction():
        say(store, "one")
        thread, said = beside(second)
        assert said == []
    thread.join(10)
    verified = ledger.verify(store)
    assert (verified.lines, verified.problem) == (2, None)


def test_what_writes_alone_waits_for_the_lock_too(store: Store, path: Path) -> None:
    with store.transaction():
        thread, done = beside(lambda: open_store(path).ensure_sender(name="x"))
        assert done == []
    thread.join(10)
    assert done == [1]


def test_whoever_waits_too_long_is_told(store: Store, other: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    other.connection.script("SET lock_timeout = '50ms'")
    with store.transaction(), pytest.raises(ServerError, match="lock timeout"):
        other.ensure_sender(name="x")
    assert other.ensure_sender(name="x") == 1


def test_who_reads_waits_for_nobody(store: Store, other: Store) -> None:
    with store.transaction():
        store.ensure_sender(name="x")
        assert other.rows("sender", name="x") == []


def test_a_transaction_is_kept_whole_or_not_at_all(store: Store) -> None:
    def fail_and_go_on() -> None:
        with store.transaction():
            store.ensure_sender(name="x")
            with pytest.raises(IntegrityError):
                store.insert_alias([{"name": "a", "item_id": 77}])

    with pytest.raises(Error, match="nothing of it was kept"):
        fail_and_go_on()
    assert store.rows("sender", name="x") == []


# -- a server that is down --------------------------------------------------------------------------------


def test_a_lost_connection_is_one_line_and_made_anew(store: Store, other: Store) -> None:
    other.connection.execute(DISCONNECT)
    with pytest.raises(ServerError) as failed:
        store.alerts()
    line = str(what_failed(failed.value))
    assert line.startswith("database: PostgreSQL t")
    assert line.endswith("is PostgreSQL running, and may this machine reach it?")
    assert store.alerts() == []


def test_in_mid_transaction_a_lost_connection_loses_all_of_it(store: Store, other: Store) -> None:
    def lose_it() -> None:
        with store.transaction():
            store.ensure_sender(name="x")
            other.connection.execute(DISCONNECT)
            with pytest.raises(ServerError):
                store.ensure_sender(name="y")
            store.ensure_sender(name="y")  # goes on although it failed

    with pytest.raises(ServerError):
        lose_it()
    assert (store.rows("sender", name="x"), store.rows("sender", name="y")) == ([], [])


def test_a_server_that_is_not_there_is_one_line_without_a_password() -> None:
    with pytest.raises(StoreError) as failed:
        open_server("postgresql://me@127.0.0.1:1/town", "geheim")
    line = str(failed.value)
    assert line.startswith("PostgreSQL town on 127.0.0.1: ")
    assert line.endswith("is it running, and may this machine and user reach it?")
    assert "geheim" not in line
    assert "\n" not in line


def test_no_error_quotes_a_citizens_data(store: Store) -> None:
    columns = "state, mode, since, asked_at, changed_at, phone_lookup"
    add = f"INSERT INTO subscriber ({columns}) VALUES (?, 'all', 1, 1, 1, ?)"
    store.connection.execute(add, ("active", b"secret"))
    with pytest.raises(IntegrityError) as failed:
        store.connection.execute(add, ("active", b"secret"))
    assert b"secret".hex() not in str(failed.value)
    assert failed.value.__suppress_context__


def test_an_empty_database_where_there_was_one_is_an_error(path: Path) -> None:
    with pytest.raises(StoreError, match="the database is empty; is it the right one"):
        open_server(empty_url(path), make=False)


def test_a_database_of_a_newer_release_is_left_alone(store: Store, path: Path) -> None:
    store.connection.execute("UPDATE schema_version SET number = 9999")
    with pytest.raises(StoreError, match=r"newer release \(schema 9999.*install that release again"):
        open_store(path)


def test_its_release_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "release 18" in reach(url_of(path))
    monkeypatch.setattr("pipeline.store.postgres.OLDEST", 99)
    with pytest.raises(StoreError, match="install 99 or newer"):
        reach(url_of(path))


def test_what_stands_beside_the_tables_follows_the_release(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A release with other allowed moves, or another view, puts its own in place when it first opens the database."""
    store.connection.script("DROP VIEW outcome")
    store.connection.execute("UPDATE schema_version SET beside = 'of before'")
    assert open_store(path).post_results(post_id=1)


def test_opening_at_once_makes_one_database(path: Path) -> None:
    url = empty_url(path)
    nonces: list[str] = []

    def look() -> None:
        one = open_server(url)
        nonces.append(one.nonce)
        one.close()

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (len(nonces), len(set(nonces))) == (6, 1)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me:pw@db.example/town", "PostgreSQL town on db.example"),
        ("postgresql://me@/town?host=/run/pg", "PostgreSQL town"),
    ],
)
def test_how_people_read_an_address(url: str, shown: str) -> None:
    assert server.where(url) == shown
