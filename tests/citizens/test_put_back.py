"""A database put back from a backup sends nothing by itself, whoever forgets `restored`; and nothing else looks so."""

from __future__ import annotations

import os
import shutil
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.concerns import Concern
from pipeline.store import StoreError
from pipeline.store.engine import preparing
from pipeline.store.going_back import advance, has_gone_back, notice_restore
from pipeline.store.opening import MARK, open_database
from pipeline.store.witness import BESIDE, IN_DATA, Witness
from tests.databases import copy_database, demand_sqlite, put_back, url_of
from tests.town import Town, number, until

EVERYBODY = [number(n) for n in range(1, 5)]


def broadcast(here: Town, title: str) -> str:
    link = here.stage.publish(title, "Testo.")["link"]
    here.heartbeat()
    here.tick()
    return str(link)


def backup_with_something_open(here: Town) -> tuple[Path, str]:
    """A backup in which a broadcast is due; then it goes out, and another one that the backup does not know."""
    here.join(*EVERYBODY)
    here.change(r"settle_seconds: \d+", "settle_seconds: 30")
    link = broadcast(here, "In attesa")
    backup = here.folder / "backup"
    copy_database(here.config.database_file, backup)
    here.clock.ahead += 31
    here.heartbeat()
    here.tick()
    here.change(r"settle_seconds: \d+", "settle_seconds: 0")
    broadcast(here, "Dopo il backup")
    assert {here.copies(link)[one] for one in EVERYBODY} == {1}
    return backup, link


def sent(here: Town) -> int:
    return len(here.stage.received())


def test_nothing_is_sent_until_restored_is_said_and_staff_are_told(here: Town) -> None:
    backup, _ = backup_with_something_open(here)
    here.call("leave", number(4))
    before = sent(here)
    put_back(backup, here.config.database_file)
    assert "`infostiglia restored`" in here.call("status").stdout  # also before any run
    here.heartbeat()
    for _ in range(3):
        here.clock.ahead += 31
        report = here.tick()
        assert report.exit_code == 3
        assert report.waiting["database"].reason.code is Concern.GONE_BACK
    assert here.call("approve", "tutto").returncode in (0, 1)  # no way around it
    for channel in ("whatsapp", "facebook"):
        here.call("approve", channel)
    here.tick()
    assert sent(here) == before
    assert here.call("run").returncode == 3
    shown = here.call("restored").stdout
    assert "annullate" in shown
    here.heartbeat()
    for _ in range(3):
        here.clock.ahead += 31
        here.tick()
    assert sent(here) == before
    assert "`infostiglia restored`" not in here.call("status").stdout
    fresh = broadcast(here, "Nuova davvero")
    copies = here.copies(fresh)
    assert {copies[one] for one in EVERYBODY[:3]} == {1}
    assert copies[number(4)] == 0


def test_serve_notices_it_and_answers_nobody_but_hears_who_leaves(here: Town) -> None:
    backup, _ = backup_with_something_open(here)
    put_back(backup, here.config.database_file)
    before = sent(here)
    with here.serving() as process:
        here.stage.write([number(1)], "cancellami")
        here.stage.write([number(9)], "iscrivimi")
        until(lambda: here.rows("SELECT 1 FROM subscriber WHERE state = 'leaving'"))
        until(lambda: here.rows("SELECT 1 FROM post WHERE kind = 'reply' AND state = 'sending'"))
        time.sleep(1)
        assert sent(here) == before
        here.call("restored")
        until(lambda: sent(here) == before + 2)  # the goodbye and the welcome
        assert process.poll() is None
    assert here.rows("SELECT count(*) FROM setting WHERE name = 'gone back'") == [(0,)]


def test_what_comes_up_after_a_restore_was_noticed_goes_out_once_it_is_said(here: Town) -> None:
    backup, _ = backup_with_something_open(here)
    put_back(backup, here.config.database_file)
    before = sent(here)
    here.tick()
    later = broadcast(here, "Allerta dopo il ripristino")
    assert sent(here) == before
    assert "escono adesso" in here.call("restored").stdout
    here.heartbeat()
    here.tick()
    assert {here.copies(later)[one] for one in EVERYBODY} == {1}
    assert sent(here) - before == len(here.copies(later).keys() - {"twitter", "facebook"}) + 2


@pytest.mark.parametrize("replaced", ["written over", "another file"])
def test_a_file_put_back_beside_the_log_of_the_killed_one_is_refused(here: Town, replaced: str) -> None:
    """SQLite would mend the old file with the pages of the new one, and nothing would tell that it is old."""
    demand_sqlite("the database is a file here")
    backup, _ = backup_with_something_open(here)
    before = sent(here)
    file = here.config.database_file
    with here.serving() as process:
        here.stage.write([number(6)], "iscrivimi")
        until(lambda: sent(here) == before + 1)
        assert here.call("run").returncode in (0, 3)
        process.kill()
        process.wait(30)
    assert file.with_name(file.name + "-wal").stat().st_size
    if replaced == "written over":
        shutil.copy(backup, file)
    else:
        backup.replace(file)
    before = sent(here)
    for command in ("run", "serve", "status"):
        done = here.call(command)
        assert (done.returncode, "Traceback" in done.stderr, done.stderr.count("\n")) == (2, False, 1)
        assert "-wal" in done.stderr
    assert sent(here) == before
    for beside in ("-wal", "-shm"):
        file.with_name(file.name + beside).unlink(missing_ok=True)
    here.heartbeat()
    assert here.call("run").returncode == 3
    assert "`infostiglia restored`" in here.call("status").stdout
    assert sent(here) == before


def test_a_file_written_over_under_a_process_ends_it(here: Town) -> None:
    demand_sqlite("the database is a file here")
    backup, _ = backup_with_something_open(here)
    before = sent(here)
    with here.serving() as process:
        here.stage.write([number(6)], "iscrivimi")
        until(lambda: sent(here) == before + 1)
        shutil.copy(backup, here.config.database_file)
        assert process.wait(30) == 2
        assert "-wal" in process.err.read_text()
    here.heartbeat()
    assert here.call("run").returncode in (
        2,
        3,
    )  # nor does the mixture that the end of `serve` has made look up to date
    assert sent(here) == before + 1


def test_a_log_left_by_a_kill_is_no_restore(here: Town) -> None:
    demand_sqlite("the database is a file here")
    here.join(*EVERYBODY)
    for n in range(3):
        with here.serving() as process:
            here.stage.write([number(6 + n)], "iscrivimi")
            until(
                lambda n=n: (
                    here.rows("SELECT count(*) FROM subscriber WHERE welcome = 'accepted'") == [(5 + n,)]
                )
            )
            process.kill()
            process.wait(30)
        assert here.call("status").returncode == 0
        all_is_well(here)


def test_an_edit_the_backup_does_not_know_is_not_told_again(here: Town) -> None:
    here.join(*EVERYBODY)
    item = here.stage.publish("Prima", "Testo.")
    here.heartbeat()
    here.tick()
    backup = here.folder / "backup"
    copy_database(here.config.database_file, backup)
    here.stage.edit(item["id"], title="Corretta")
    here.tick()
    before = sent(here)
    put_back(backup, here.config.database_file)
    here.tick()
    here.call("restored")
    here.heartbeat()
    here.tick()
    here.tick()
    assert sent(here) == before
    assert here.rows("SELECT title FROM item WHERE title = 'Corretta'") == [("Corretta",)]


@pytest.mark.parametrize("whole", ["data", "config.yaml's folder but for data"])
def test_a_whole_folder_put_back_is_noticed_by_the_other_one(here: Town, whole: str) -> None:
    demand_sqlite("the database is a file here")
    backup_with_something_open(here)
    kept = here.folder.parent / "kept"
    shutil.copytree(here.folder, kept)
    broadcast(here, "Che il backup non conosce")
    before = sent(here)
    if whole == "data":
        shutil.rmtree(here.config.data)
        shutil.copytree(kept / "data", here.config.data)
    else:
        shutil.copy(kept / BESIDE, here.folder / BESIDE)
        put_back(kept / "data" / "infostiglia.db", here.config.database_file)
    assert here.tick().exit_code == 3
    here.tick()
    assert sent(here) == before


def test_a_backup_of_a_release_without_witness_is_noticed_too(here: Town) -> None:
    here.join(*EVERYBODY)
    backup = here.folder / "backup"
    with here.open_council() as opened:
        opened.store.connection.execute("DELETE FROM setting WHERE name = 'generation'")
    copy_database(here.config.database_file, backup)
    for path in (here.folder / BESIDE, here.config.data / IN_DATA):
        path.unlink()
    assert here.tick().exit_code == 0  # the first start of this release
    broadcast(here, "Notizia")
    before = sent(here)
    put_back(backup, here.config.database_file)
    assert here.tick().exit_code == 3
    assert sent(here) == before


def test_a_backup_from_the_middle_of_a_broadcast_is_noticed(here: Town) -> None:
    """Between two starts nothing else counts along than the claims."""
    here.join(*EVERYBODY)
    with here.open_council() as opened:
        store = opened.store
        came = int(store.setting(name="generation") or 0)
        with store.transaction():
            assert advance(store)
        store.close()
    copy_database(here.config.database_file, here.folder / "backup")
    with here.open_council() as opened:
        assert int(opened.store.setting(name="generation") or 0) == came + 2
    put_back(here.folder / "backup", here.config.database_file)
    assert has_gone_back(open_database(here.config))


def test_a_broadcast_counts_along(here: Town) -> None:
    here.join(*EVERYBODY)
    before = int(here.rows("SELECT value FROM setting WHERE name = 'generation'")[0][0])
    broadcast(here, "Notizia")
    # Two openings of the test's own, one of the tick; each of three channels claims at least once.
    assert int(here.rows("SELECT value FROM setting WHERE name = 'generation'")[0][0]) >= before + 6


# -- no false alarm -----------------------------------------------------------------------------------


def all_is_well(here: Town) -> None:
    here.heartbeat()
    assert here.tick().exit_code == 0
    link = broadcast(here, f"Notizia {time.monotonic()}")
    assert set(here.copies(link).values()) == {1}


def test_a_file_that_lags_behind_says_nothing(here: Town) -> None:
    """A kill between commit and file, a power cut before the file was on the disk, a disk that refuses it."""
    here.join(*EVERYBODY)
    for path in (here.folder / BESIDE, here.config.data / IN_DATA):
        for text in (b"", b"\0" * 40, b"# nothing\nhalf a li"):
            path.write_bytes(text)
            all_is_well(here)
        path.unlink()
        path.mkdir()
        all_is_well(here)
        path.rmdir()


def test_a_witness_that_root_has_made_belongs_to_the_account_of_the_folder(tmp_path: Path) -> None:
    """`sudo infostiglia check` may be the first command after an upgrade."""
    if os.geteuid() != 0:
        pytest.skip("only root makes files for others")
    os.chown(tmp_path, 1000, 1000)
    Witness(tmp_path / IN_DATA).follow("n" * 12, 5)
    made = (tmp_path / IN_DATA).stat()
    assert (made.st_uid, made.st_gid, made.st_mode & 0o777) == (1000, 1000, 0o600)


def test_a_rollback_does_not_move_the_file(here: Town) -> None:
    with here.open_council() as opened:
        store = opened.store

        def fails() -> None:
            with store.transaction():
                advance(store)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fails()
        notice_restore(store)
        assert not has_gone_back(store)
    all_is_well(here)


def test_clocks_modes_and_a_killed_run_are_no_restore(here: Town) -> None:
    here.join(*EVERYBODY)
    here.clock.ahead -= 3 * 86400
    assert here.tick().exit_code == 0
    here.clock.ahead += 3 * 86400
    run = here.start("run")
    run.send_signal(signal.SIGKILL)
    run.wait(30)
    all_is_well(here)
    assert here.call("status").returncode == 0
    all_is_well(here)


def test_two_processes_are_no_restore(here: Town) -> None:
    here.join(*EVERYBODY)
    with here.serving():
        for n in range(3):
            run = here.start("run")
            here.stage.write([number(5 + n)], "iscrivimi")
            assert run.wait(60) == 0
        until(lambda: here.rows("SELECT 1 FROM subscriber WHERE id = 7 AND welcome = 'accepted'"))
    all_is_well(here)


def test_a_folder_that_is_begun_anew_is_no_restore(here: Town) -> None:
    demand_sqlite("the database is a file here")
    for path in here.config.data.glob("infostiglia.db*"):
        path.unlink()
    (here.folder / MARK).unlink()
    here.tick()
    here.join(*EVERYBODY)
    all_is_well(here)


def test_moving_to_a_server_and_back_is_no_restore(
    here: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demand_sqlite("moves by itself")
    monkeypatch.setattr("tests.databases.on_postgres", lambda: True)
    address = url_of(tmp_path / "elsewhere" / "infostiglia.db")
    monkeypatch.undo()
    here.join(*EVERYBODY)
    with here.open_council() as opened:
        opened.store.connection.execute("DELETE FROM uptime")
    moved = here.call("move", "--to", address)
    assert moved.returncode == 0, moved.stderr
    here.change(r'^database: ""', f"database: {address}")
    all_is_well(here)
    with here.open_council() as opened:
        opened.store.connection.execute("DELETE FROM uptime")
    assert here.call("move", "--to", "file").returncode == 0
    here.change(r"^database: .*", 'database: ""')
    all_is_well(here)


def test_a_file_replaced_under_a_process_ends_it(here: Town) -> None:
    """What it would write goes to a file without a name: departures too."""
    demand_sqlite("the database is a file here")
    here.join(*EVERYBODY)
    backup = here.folder / "backup.db"
    signs = "SELECT count(*) FROM uptime"
    before = here.rows(signs)
    with here.serving() as process:
        until(lambda: here.rows(signs) > before)  # it answers before its worker has opened the database
        copy_database(here.config.database_file, backup)
        backup.replace(here.config.database_file)
        assert process.wait(30) == 2
        assert "sostituito" in process.err.read_text()
    with here.open_council() as opened:
        backup.touch()
        shutil.copy(here.config.database_file, backup)
        backup.replace(here.config.database_file)
        with pytest.raises(StoreError), opened.store.transaction():
            advance(opened.store)


def test_a_file_replaced_while_it_is_being_opened_is_not_written(here: Town) -> None:
    """A process may wait long for its turn: which of the two files it has then, it does not know."""
    demand_sqlite("the database is a file here")
    backup = here.folder / "backup.db"
    copy_database(here.config.database_file, backup)

    def write() -> None:
        with closing(open_database(here.config)) as store, store.transaction():
            advance(store)

    with ThreadPoolExecutor() as pool:
        with preparing(here.config.data):
            writing = pool.submit(write)
            until(writing.running)
            time.sleep(0.5)  # it waits for its turn
            backup.replace(here.config.database_file)
        with pytest.raises(StoreError, match="replaced"):
            writing.result()
