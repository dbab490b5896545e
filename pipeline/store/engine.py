"""The one SQLite of every connection: bundled, not the machine's. Nothing else imports `sqlite3` or `pysqlite3`.

SQLite before 3.51.3 can lose committed transactions of a write-ahead log when two connections write and checkpoint at
one moment, as `run` and `serve` do (sqlite.org, "WAL-reset bug"; mended in 3.51.3 and 3.53.0). Debian's is older.
sqlite-utils takes `pysqlite3` by itself when it is there.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from channels.sentence import OneLineError, Sentence
from pipeline.errors import said

if TYPE_CHECKING:  # it has no types of its own, and the same classes
    import sqlite3 as _engine
else:
    from pysqlite3 import dbapi2 as _engine

Connection = _engine.Connection
Row = _engine.Row
Error = _engine.Error
OperationalError = _engine.OperationalError
IntegrityError = _engine.IntegrityError
VERSION: str = _engine.sqlite_version

BUSY = 30.0  # seconds a statement waits for another writer
# Statements kept ready. A full cache throws out what has just come, not what is oldest: after a migration, or a hundred
# different statements, each claim prepared all of its own anew. So it holds more than there are.
PREPARED = 1000
PATIENCE = 300.0  # seconds to wait for another process that makes or migrates the database


class StoreError(OneLineError):
    """The database cannot be used. One line: what, where, what to do."""


def what_failed(error: OSError | Error) -> Sentence:
    """A line for a person about a disk or a database that does not take what is written: what, where, what to do."""
    if not isinstance(error, OSError):
        return Sentence(
            "database: {error}; is the disk full, or another program using it?", error=said(error)
        )
    mend = Sentence("{error}; make room on the disk, or mend it, and run again", error=said(error))
    return Sentence("{where}: {problem}", where=error.filename, problem=mend) if error.filename else mend


def is_mended(version: str) -> bool:
    """Whether this SQLite is free of the WAL-reset bug."""
    numbers = tuple(int(part) for part in version.split("."))
    return numbers >= (3, 53) or (3, 51, 3) <= numbers < (3, 52)


def demand_mended() -> None:
    """Raises StoreError where `pysqlite3` was built against an old SQLite (a machine without a wheel)."""
    if not is_mended(VERSION):
        raise StoreError(
            "SQLite {version} can lose what was committed; reinstall pysqlite3 from its wheel (3.51.3 or newer)",
            version=VERSION,
        )


def connect(path: Path, *, one_thread: bool = True) -> Connection:
    """A connection with the settings every database file of this program has. Makes the file if it is missing.

    Hold `preparing` meanwhile: the change to a write-ahead log does not wait for others, it fails.
    """
    demand_mended()
    connection = _engine.connect(
        path, timeout=BUSY, isolation_level=None, check_same_thread=one_thread, cached_statements=PREPARED
    )
    try:
        connection.row_factory = Row
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def preparing(folder: Path) -> Iterator[None]:
    """One process at a time makes or migrates the databases of a folder, which is made if it is missing.

    The lock is the system's, on the folder itself: nothing is left behind by whoever is killed. Raises OSError or
    StoreError.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        _lock(handle, folder)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise StoreError(
                    "{folder}: another process has been preparing the database for {seconds} s; is one stopped?",
                    folder=folder,
                    seconds=round(PATIENCE),
                ) from None
            time.sleep(0.02)
