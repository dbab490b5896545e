"""One repaired SQLite for every connection; a database is made once, and a lost one is not made anew."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.settings.reader import load
from pipeline.stages.settle.inbox import Inbox
from pipeline.store import StoreError, engine, open_store, queries
from pipeline.store.allowance import Allowance
from pipeline.store.opening import MARK
from pipeline.store.vault import Vault
from tests.databases import copy_database, demand_sqlite, is_there, lose, on_postgres, put_back
from tests.town import ROOT, Town

# Changes of the schema are additive from here on, so that nothing of an older release fails in a newer database.
# 5 dropped `subscriber.urgent_only`, which no release before it had let anybody choose.
NOT_ADDITIVE = {5}


@pytest.mark.parametrize(
    ("version", "mended"),
    [
        *(("3.7.0", False), ("3.40.1", False), ("3.51.2", False), ("3.51.3", True), ("3.51.10", True)),
        *(("3.52.0", False), ("3.53.0", True), ("3.53.4", True), ("4.0.0", True)),
    ],
)
def test_which_engines_keep_what_was_committed(version: str, mended: bool) -> None:
    assert engine.is_mended(version) is mended


def test_every_connection_has_the_same_mended_engine(tmp_path: Path) -> None:
    from sqlite_utils.utils import sqlite3 as of_the_migrations

    store = open_store(tmp_path / "main.db")
    inbox = Inbox(tmp_path / "inbox.db", Vault(b"e" * 32, b"l" * 32, b"p" * 32))
    versions = {
        connection.execute("SELECT sqlite_version()").fetchone()[0]
        for connection in (store.connection, inbox._connection)
    }
    assert versions == {engine.VERSION} == {of_the_migrations.sqlite_version}
    assert engine.is_mended(engine.VERSION)


def test_an_engine_that_may_lose_what_was_committed_opens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "VERSION", "3.40.1")
    with pytest.raises(StoreError, match=r"SQLite 3\.40\.1 can lose what was committed"):
        open_store(tmp_path / "main.db")
    assert not (tmp_path / "main.db").exists()


def test_only_one_module_imports_an_engine() -> None:
    importing = set()
    for path in [*(ROOT / "pipeline").rglob("*.py"), *(ROOT / "channels").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] in ("sqlite3", "pysqlite3", "apsw", "sqlean") for name in names):
                importing.add(path.relative_to(ROOT).as_posix())
    assert importing == {"pipeline/store/engine.py"}


# -- made once -------------------------------------------------------------------------------------

OPEN = """
import sys, time
from pathlib import Path
from pipeline.stages.settle.inbox import Inbox
from pipeline.store import open_store
from pipeline.store.vault import Vault
sys.stdin.readline()
Inbox(Path(sys.argv[1]) / "inbox.db", Vault(b"e" * 32, b"l" * 32, b"p" * 32)).append([b"x"], 1.0)
print(open_store(Path(sys.argv[1]) / "main.db").nonce)
"""


def open_at_once(folder: Path, count: int) -> list[str]:
    """The output of so many processes that open the databases of a folder at the same moment."""
    several = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(count)
    ]
    for one in several:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    said = [one.communicate() for one in several]
    assert [error for _, error in said if error] == []
    return [nonce.strip() for nonce, _ in said]


def test_processes_that_open_a_new_folder_at_once_make_one_database(tmp_path: Path) -> None:
    nonces = open_at_once(tmp_path / "data", 12)
    assert len(set(nonces)) == 1
    assert Inbox(tmp_path / "data" / "inbox.db", Vault(b"e" * 32, b"l" * 32, b"p" * 32)).waiting() == 12


def test_processes_that_open_an_older_database_at_once_migrate_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = queries.numbers()
    with monkeypatch.context() as older:
        older.setattr(queries, "numbers", lambda: numbers[:4])
        store = open_store(tmp_path / "main.db")
        nonce = store.nonce
        store.close()
    assert set(open_at_once(tmp_path, 8)) == {nonce}
    version = open_store(tmp_path / "main.db").connection.execute("PRAGMA user_version").fetchone()[0]
    assert version == queries.newest()


def test_changes_of_the_schema_are_additive() -> None:
    for number in set(queries.numbers()) - NOT_ADDITIVE:
        for statement in queries.schema(number):
            words = " ".join(statement.upper().split())
            for taking in ("DROP TABLE", "DROP COLUMN", "RENAME TO", "RENAME COLUMN", "DROP VIEW"):
                assert taking not in words, f"schema {number}: {statement}"


def test_a_database_of_a_newer_release_is_left_alone(tmp_path: Path) -> None:
    store = open_store(tmp_path / "main.db")
    store.connection.execute("PRAGMA user_version = 9999")
    store.close()
    with pytest.raises(StoreError, match=r"newer release \(schema 9999.*install that release again"):
        open_store(tmp_path / "main.db")


# -- gone ------------------------------------------------------------------------------------------


def database_of(here: Town) -> Path:
    return here.folder / "data" / "infostiglia.db"


def lost() -> str:
    """The error about this file."""
    if on_postgres():
        return "il database è vuoto; è quello giusto?"
    return "infostiglia.db: il database manca o è vuoto; il suo disco è collegato?"


@pytest.mark.parametrize(
    "command", ["status", "run", "serve", "why x", "stop", "consents verify", "preview portal"]
)
def test_a_database_that_is_gone_is_an_error_and_not_made_anew(here: Town, command: str) -> None:
    lose(database_of(here))
    done = here.call(*command.split())
    *before, line = done.stderr.splitlines()
    assert done.returncode == 2, done.stderr
    # `serve` takes citizens' messages before it asks a server, which may just be starting.
    assert [one for one in before if not (on_postgres() and "info serving" in one)] == []
    assert lost() in line
    assert not is_there(database_of(here)), "a folder for the disk is all there is"


def test_an_empty_file_is_no_database(here: Town) -> None:
    demand_sqlite("of a server's database, an empty one is the case above")
    for name in ("infostiglia.db", "infostiglia.db-wal", "infostiglia.db-shm"):
        (here.folder / "data" / name).write_bytes(b"")
    done = here.call("status")
    assert (done.returncode, "manca o è vuoto" in done.stderr) == (2, True)


def test_check_finds_a_database_that_is_gone(here: Town) -> None:
    assert engine.VERSION in here.call("check").stdout
    lose(database_of(here))
    done = here.call("check")
    assert (done.returncode, lost() in done.stdout) == (2, True)


def test_a_folder_of_an_older_release_goes_on_and_is_guarded_from_then_on(here: Town) -> None:
    (here.folder / MARK).unlink()
    assert here.call("status").returncode == 0
    lose(database_of(here))
    assert here.call("status").returncode == 2


def test_who_deletes_the_mark_begins_anew(here: Town) -> None:
    lose(database_of(here))
    assert str(here.folder / MARK) in here.call("status").stderr
    (here.folder / MARK).unlink()
    assert "Iscritti: 0" in here.call("status").stdout


def test_a_lost_inbox_is_said_and_made_anew(here: Town) -> None:
    for path in (here.folder / "data").glob("inbox.db*"):
        path.unlink()
    done = here.call("run")
    assert "inbox missing, and made anew" in done.stderr
    assert f"file={here.folder / 'data' / 'inbox.db'}" in done.stderr
    assert load(here.folder).inbox.is_file()
    assert "made anew" not in here.call("run").stderr


def test_a_restored_database_is_opened_again(here: Town) -> None:
    data, kept = here.folder / "data", here.folder / "backup"
    shutil.copytree(data, kept)
    copy_database(database_of(here), kept / "infostiglia.db")
    lose(database_of(here))
    assert here.call("restored").returncode == 2
    shutil.copytree(kept, data, dirs_exist_ok=True)
    put_back(kept / "infostiglia.db", database_of(here))
    assert here.call("restored").returncode == 0


def test_statements_stay_prepared_after_a_migration_and_hundreds_of_others(tmp_path: Path) -> None:
    store = open_store(tmp_path / "infostiglia.db")
    for n in range(300):
        store.connection.execute(f"SELECT {n}").fetchall()
    claim = {"post_id": 1, "holder": "me", "epoch": 1, "mode": "all", "now": 1.0}
    claim |= Allowance(0).parameters
    asked: list[int] = []

    def authorize(*about: object) -> int:  # asked whenever a statement is prepared
        asked.append(1)
        return 0

    store.connection.set_authorizer(authorize)
    for limit in (1, 19):
        asked.clear()
        store.claim_deliveries(**claim | {"limit": limit})
        store.sender(name="whatsapp")
        store.corrected(posts="[]")
    assert asked == []
    store.close()
