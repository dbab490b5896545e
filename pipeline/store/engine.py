"""The one SQLite of every connection: bundled, not the machine's. Nothing else imports `sqlite3` or `pysqlite3`.

SQLite before 3.51.3 can lose committed transactions of a write-ahead log when two connections write and checkpoint at
one moment, as `run` and `serve` do (sqlite.org, "WAL-reset bug"; mended in 3.51.3 and 3.53.0). Debian's is older.
sqlite-utils takes `pysqlite3` by itself when it is there.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pipeline.store.errors import MOVED, Error, IntegrityError, OperationalError, StoreError

if TYPE_CHECKING:  # it has no types of its own, and the same classes
    import sqlite3 as _engine
else:
    from pysqlite3 import dbapi2 as _engine

VERSION: str = _engine.sqlite_version
_VERBS = ("INSERT", "UPDATE", "DELETE")
_Method = TypeVar("_Method", bound=Callable[..., Any])

BUSY = 30.0  # seconds a statement waits for another writer
# Statements kept ready. A full cache throws out what has just come, not what is oldest: after a migration, or a hundred
# different statements, each claim prepared all of its own anew. So it holds more than there are.
PREPARED = 1000
PATIENCE = 300.0  # seconds to wait for another process that makes or migrates the database


def _ours(error: _engine.Error) -> Error:
    if isinstance(error, _engine.OperationalError):
        return OperationalError(str(error))
    return IntegrityError(str(error)) if isinstance(error, _engine.IntegrityError) else Error(str(error))


def _with_our_errors(method: _Method) -> _Method:
    @wraps(method)
    def called(*args: Any, **options: Any) -> Any:
        try:
            return method(*args, **options)
        except _engine.Error as error:
            raise _ours(error) from error

    return cast(_Method, called)


class Cursor(_engine.Cursor):
    """A cursor that raises the store's own errors."""

    execute = _with_our_errors(_engine.Cursor.execute)
    executemany = _with_our_errors(_engine.Cursor.executemany)
    executescript = _with_our_errors(_engine.Cursor.executescript)
    fetchmany = _with_our_errors(_engine.Cursor.fetchmany)
    fetchall = _with_our_errors(_engine.Cursor.fetchall)
    fetchone = _with_our_errors(_engine.Cursor.fetchone)
    __next__ = _with_our_errors(_engine.Cursor.__next__)


class Connection(_engine.Connection):
    """A connection that raises the store's own errors, as do its cursors."""

    commit = _with_our_errors(_engine.Connection.commit)
    __exit__ = _with_our_errors(_engine.Connection.__exit__)

    @_with_our_errors
    def cursor(self, factory: Any = Cursor) -> Any:
        return super().cursor(factory)

    def begin(self) -> None:
        """Begin a transaction that holds the write lock from its first moment."""
        self.execute("BEGIN IMMEDIATE")

    def only_read(self) -> None:
        """Let this connection change nothing from now on: what it is asked to is an error."""
        self.execute("PRAGMA query_only = ON")

    # -- for a move to the other database (`carrying`)

    def tables(self) -> dict[str, list[str]]:
        """The columns of each table, the tables in an order in which foreign keys allow rows to be inserted."""
        sql = (
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite%' ORDER BY rowid"
        )
        names = [row[0] for row in self.execute(sql).fetchall()]
        return {name: [row[1] for row in self.execute(f"PRAGMA table_info({name})")] for name in names}

    def slices(self, sql: str, size: int) -> Iterator[list[Any]]:
        """The rows of a long query, `size` at a time."""
        cursor = self.execute(sql)
        while rows := cursor.fetchmany(size):
            yield rows

    def count_on(self) -> None:
        """Nothing to do: SQLite's ids continue after the highest one by themselves."""

    def refuse_writes(self) -> None:
        """Make the database refuse writes from every connection, open ones included."""
        for table in self.tables():
            for verb in _VERBS:
                refuse = f"BEGIN SELECT RAISE(ABORT, '{MOVED}'); END"
                self.execute(f"CREATE TRIGGER moved_{table}_{verb} BEFORE {verb} ON {table} {refuse}")

    def let_write(self) -> None:
        """Undo `refuse_writes`."""
        for table in self.tables():
            for verb in _VERBS:
                self.execute(f"DROP TRIGGER IF EXISTS moved_{table}_{verb}")

    def refuses_writes(self) -> bool:
        refusing = "SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'moved\\_%' ESCAPE '\\'"
        return self.execute(refusing).fetchone() is not None

    def settle(self) -> bool:
        """Bring the log into the file, and the file onto the disk. False if others read or write at this moment, or the
        disk is full."""
        try:
            self.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            # It does not sync if somebody has just written on, and does not say so: the second look does.
            [_, frames, in_file] = self.execute("PRAGMA wal_checkpoint(NOOP)").fetchone()
        except OperationalError:
            return False
        return bool(frames == in_file)

    # -- after the deletion of what nobody may read again

    def rewrite(self) -> None:
        """Write all tables anew, so that nothing deleted remains readable in the file or its log. Raises Error.

        `secure_delete` is not enough: when a page is split, copies of the rows that move stay in its unused part.
        """
        self.execute("VACUUM")
        [busy, *_] = self.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            kept = "another process reads"
            raise OperationalError(kept)


def is_mended(version: str) -> bool:
    """Whether this version of SQLite is free of the WAL-reset bug."""
    numbers = tuple(int(part) for part in version.split("."))
    return numbers >= (3, 53) or (3, 51, 3) <= numbers < (3, 52)


def demand_mended() -> None:
    """Raise StoreError if `pysqlite3` was built against an old SQLite (on a machine without a wheel)."""
    if not is_mended(VERSION):
        raise StoreError(
            "SQLite {version} can lose what was committed; reinstall pysqlite3 from its wheel (3.51.3 or newer)",
            version=VERSION,
        )


def connect(path: Path, *, one_thread: bool = True) -> Connection:
    """A connection with the settings of all our database files. Creates the file if it is missing.

    Call it inside `preparing`: the switch to a write-ahead log fails while others are connected, instead of waiting.
    """
    demand_mended()
    connection = _engine.connect(
        path,
        timeout=BUSY,
        isolation_level=None,
        check_same_thread=one_thread,
        factory=Connection,
        cached_statements=PREPARED,
    )
    try:
        connection.row_factory = _engine.Row
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def reading(path: Path, *, without_log: bool) -> Iterator[Connection]:
    """A connection that changes nothing, not even by its end. `without_log`: it sees the file alone, which other
    processes may be changing. Raises Error."""
    how = "immutable=1" if without_log else "mode=ro"
    uri = f"{path.absolute().as_uri()}?{how}"
    connection = _with_our_errors(_engine.connect)(uri, uri=True, factory=Connection)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def preparing(folder: Path) -> Iterator[None]:
    """A lock for creating or migrating the databases of a folder. The folder is created if it is missing.

    It is a system lock on the folder itself, so a killed process leaves nothing behind. Raises OSError or StoreError.
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
