"""A power cut may take back what a checkpoint wrote: SQLite syncs the file only when all of the log is in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.store import own_log
from pipeline.store.going_back import has_gone_back, notice_restore
from pipeline.store.opening import open_home
from tests.databases import demand_sqlite
from tests.town import Town


def after_a_power_cut(here: Town) -> Path:
    """Another `data`: of the database's file only what was synced, of its log and the witness everything."""
    file, other = here.config.database_file, here.folder / "after"
    one, reader = open_home(here.config), open_home(here.config)
    for _ in range(2):
        notice_restore(one)
    synced = file.read_bytes()
    reader.connection.execute("BEGIN")
    reader.connection.execute("SELECT count(*) FROM setting").fetchall()
    one.uptime_begin(now=here.clock.time())  # which the reader does not see: the log cannot be emptied
    one.connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    assert file.read_bytes() != synced
    notice_restore(one)
    shutil.copytree(here.config.data, other, ignore=shutil.ignore_patterns("*-shm"))
    (other / file.name).write_bytes(synced)
    reader.connection.execute("COMMIT")
    for store in (one, reader):
        store.close()
    return other


def test_a_power_cut_before_the_file_is_synced_is_no_restore(here: Town) -> None:
    demand_sqlite("the database is a file here")
    other = after_a_power_cut(here)
    shutil.rmtree(here.config.data)
    other.rename(here.config.data)
    store = open_home(here.config)
    notice_restore(store)
    assert not has_gone_back(store)
    store.close()


def test_a_reader_of_the_same_connection_puts_it_off(here: Town) -> None:
    demand_sqlite("the database is a file here")
    store = open_home(here.config)
    notice_restore(store)
    settle = store.connection.settle
    assert settle()
    with store.transaction():
        store.uptime_begin(now=here.clock.time())
        assert not settle()
    assert settle()
    store.close()


def test_a_file_that_others_bring_further_during_the_look_is_no_restore(
    here: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    demand_sqlite("the database is a file here")
    other = open_home(here.config)
    for _ in range(2):
        notice_restore(other)
    true = own_log._how_far

    def looked(path: Path, *, without_log: bool) -> tuple[str, int]:
        found = true(path, without_log=without_log)
        if without_log and len(looks) < 2:
            looks.append(found)
            if len(looks) == 2:  # both looks are over, and the witness has not been asked
                other.demand_own_log = lambda: None
                notice_restore(other)
                notice_restore(other)
                assert other.connection.settle()
                other.witness.follow(f"{other.nonce}+", int(other.setting(name="generation") or 0))
                notice_restore(other)  # it has a log again
        return found

    looks: list[tuple[str, int]] = []
    monkeypatch.setattr(own_log, "_how_far", looked)
    open_home(here.config).close()
    assert len(looks) == 2
    other.close()
