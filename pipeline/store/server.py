"""A connection to PostgreSQL that behaves like one to SQLite. Nothing else imports `psycopg`.

A writer holds the council's lock until its commit (`begin`), as with SQLite's BEGIN IMMEDIATE. Each
statement then sees all that was committed before it, and nobody else writes meanwhile: what a statement relies on
cannot change between its look and its change, the lines of the ledger follow one another, and numbers are given in the
order of commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg.adapt import Loader
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int8Dumper
from psycopg.types.string import StrDumper

from pipeline.store import dialect
from pipeline.store.base import Parameters
from pipeline.store.errors import MOVED, Error, IntegrityError, ServerError

PATIENCE = 10  # seconds to wait for a connection
# Seconds: a statement waits for another writer; a process that stands still in mid-transaction loses it, so that the
# others go on; and a network that swallows everything is noticed.
BUSY, STILL, SILENCE = 30, 60, 30
_SESSION = (
    f"SET lock_timeout = '{BUSY}s'; SET idle_in_transaction_session_timeout = '{STILL}s';"
    # What was committed is on the disk, whatever the server's own settings say.
    " SET synchronous_commit = on; SET default_transaction_isolation = 'read committed';"
    # Compiling a statement costs more than any of ours.
    " SET jit = off; SET client_min_messages = warning"
)
# Tables by age, so that a row comes after those it refers to.
_COLUMNS = """SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname <> 'schema_version'
    AND NOT a.attisdropped
ORDER BY c.oid, a.attnum"""
_KEY = "SELECT hashtextextended('infostiglia ' || current_schema(), 0)"


class Row(tuple[Any, ...]):
    """A row, indexed by position or name, like SQLite's."""

    places: dict[str, int] = {}

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(self.places[key] if isinstance(key, str) else key)

    def keys(self) -> list[str]:
        return list(self.places)


@cache
def _rows_of(names: tuple[str, ...]) -> type[Row]:
    return type("Row", (Row,), {"places": {name: place for place, name in enumerate(names)}})


def _by_name(cursor: psycopg.Cursor[Any]) -> Any:
    return _rows_of(tuple(column.name for column in cursor.description or ()))


class _Whole(Int8Dumper):
    """A dumper that sends all integers and booleans as BIGINT, so that each statement is prepared only once."""

    def dump(self, obj: Any) -> Any:
        return super().dump(int(obj))


class _Sum(Loader):
    """A loader that reads NUMERIC, the type of a sum of integers, as an integer if it is whole."""

    def load(self, data: Any) -> int | float:
        text = bytes(data).decode()
        return float(text) if "." in text else int(text)


class Connection:
    """A connection that reconnects after a loss, but never in mid-transaction."""

    def __init__(self, url: str, password: str = "") -> None:
        """Raises Error. `url`: without a password."""
        self._url, self._password = url, password
        self.where = where(url)
        self._open = False  # in a transaction; a lost one stays open until its beginner knows
        self._psycopg = self._connect()

    def _connect(self) -> psycopg.Connection[Any]:
        with _our_errors(self.where):
            connection: psycopg.Connection[Any] = psycopg.connect(
                self._url,
                password=self._password or None,
                autocommit=True,
                row_factory=_by_name,
                connect_timeout=PATIENCE,
                application_name="infostiglia",
                keepalives_idle=SILENCE,
                tcp_user_timeout=SILENCE * 1000,
            )
            for kind in (int, bool):
                connection.adapters.register_dumper(kind, _Whole)
            connection.adapters.register_dumper(str, StrDumper)
            connection.adapters.register_loader("numeric", _Sum)
            connection.execute(_SESSION)
            [key] = connection.execute(_KEY).fetchone() or (0,)
        self._begin = f"BEGIN; SELECT pg_advisory_xact_lock({key})".encode()
        return connection

    def only_read(self) -> None:
        """Let this connection change nothing from now on: what it is asked to is an error."""
        with _our_errors(self.where):
            self._psycopg.execute("SET default_transaction_read_only = on")

    @property
    def in_transaction(self) -> bool:
        return self._open

    def begin(self) -> None:
        """Begin a transaction that holds the council's lock from its first moment."""
        self._be_there()
        with _our_errors(self.where):
            try:
                self._psycopg.execute(self._begin)
            except BaseException:
                self.rollback()
                raise
        self._open = True

    def commit(self) -> None:
        if self._psycopg.info.transaction_status is TransactionStatus.INERROR:
            self.rollback()
            failed = f"{self.where}: a statement of this transaction has failed, nothing of it was kept"
            raise Error(failed)
        self._open = False
        with _our_errors(self.where):
            self._psycopg.execute("COMMIT")

    def rollback(self) -> None:
        self._open = False
        with suppress(psycopg.Error):  # the server rolls back the transaction of a lost connection
            self._psycopg.rollback()

    def execute(self, sql: str, parameters: Parameters = (), /) -> psycopg.Cursor[Any]:
        """A statement in SQLite's dialect, with `:name` or `?`."""
        text, writes = _translated(sql)
        with self._alone(writes), _our_errors(self.where):
            return self._psycopg.execute(text, parameters)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> psycopg.Cursor[Any]:
        text, writes = _translated(sql)
        with self._alone(writes), _our_errors(self.where):
            cursor = self._psycopg.cursor()
            cursor.executemany(text, list(parameters))
            return cursor

    def first(self, sql: str) -> tuple[Any, ...]:
        """The first row of a query about the server itself."""
        return tuple(self.execute(sql).fetchall()[0])

    def script(self, sql: str) -> None:
        """Execute statements in PostgreSQL's own dialect, in one transaction."""
        with self._alone(True), _our_errors(self.where):
            self._psycopg.execute(sql.encode())

    # -- for a move to the other database (`carrying`)

    def tables(self) -> dict[str, list[str]]:
        """The columns of each table, the tables in an order in which foreign keys allow rows to be inserted."""
        found: dict[str, list[str]] = {}
        for table, column in self.execute(_COLUMNS).fetchall():
            found.setdefault(table, []).append(column)
        return found

    def slices(self, sql: str, size: int) -> Iterator[list[Any]]:
        """The rows of a long query, `size` at a time. Needs a transaction."""
        self.execute(f"DECLARE slices NO SCROLL CURSOR FOR {sql}")
        while rows := self.execute(f"FETCH {size} FROM slices").fetchall():
            yield rows
        self.execute("CLOSE slices")

    def count_on(self) -> None:
        """Let generated ids continue after the highest existing one."""
        for table, columns in self.tables().items():
            if "id" in columns:
                following = f"pg_get_serial_sequence('{table}', 'id'), coalesce(max(id), 0) + 1, false"
                self.execute(f"SELECT setval({following}) FROM {table}")

    def refuse_writes(self) -> None:
        """Make the database refuse writes from every connection, open ones included."""
        refuse = f"BEGIN RAISE integrity_constraint_violation USING MESSAGE = '{MOVED}'; END"
        self.script(f"CREATE OR REPLACE FUNCTION moved() RETURNS trigger LANGUAGE plpgsql AS $$ {refuse} $$")
        for table in self.tables():
            self.script(
                f"CREATE OR REPLACE TRIGGER moved BEFORE INSERT OR UPDATE OR DELETE ON {table} EXECUTE FUNCTION moved()"
            )

    def let_write(self) -> None:
        """Undo `refuse_writes`."""
        for table in self.tables():
            self.script(f"DROP TRIGGER IF EXISTS moved ON {table}")

    def refuses_writes(self) -> bool:
        refusing = "SELECT 1 FROM pg_trigger WHERE tgname = 'moved' AND tgrelid = to_regclass('post')"
        return self.execute(refusing).fetchone() is not None

    def settle(self) -> bool:
        """Nothing to do: the files are the server's."""
        return True

    # -- after the deletion of what nobody may read again

    def rewrite(self) -> None:
        """Write all tables anew, so that nothing deleted remains readable in their files. Raises Error."""
        self._be_there()
        with _our_errors(self.where):
            self._psycopg.execute(f"VACUUM (FULL) {', '.join(self.tables())}".encode())

    def close(self) -> None:
        self._psycopg.close()

    @contextmanager
    def _alone(self, writes: bool) -> Iterator[None]:
        """A transaction for a statement that writes outside of one. `writes`: whether it does."""
        if self.in_transaction:
            yield
        elif not writes:
            self._be_there()
            yield
        else:
            self.begin()
            try:
                yield
            except BaseException:
                self.rollback()
                raise
            self.commit()

    def _be_there(self) -> None:
        if self._psycopg.broken:
            self._psycopg = self._connect()


@cache
def _translated(sql: str) -> tuple[str, bool]:
    text = dialect.statement(sql)
    return text, dialect.writes(text)


@contextmanager
def _our_errors(where: str) -> Iterator[None]:
    try:
        yield
    except psycopg.IntegrityError as error:
        raise IntegrityError(_line(error)) from None
    except psycopg.OperationalError as error:
        at = f"{where}: {_line(error)}"
        raise ServerError(at) from None
    except psycopg.Error as error:
        raise Error(_line(error)) from None


def _line(error: psycopg.Error) -> str:
    """The error's first line, without details, which quote values and thus personal data."""
    text = error.diag.message_primary or str(error)
    return " ".join(text.split())[:300]


def where(url: str) -> str:
    """The name of a database for people, without a password."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return f"PostgreSQL {parts.path.lstrip('/')}{' on ' if host else ''}{host}"
