"""The embedded backend: SQLite, write-ahead log, synchronous FULL.

Stages call statements by name with `:name` parameters; a second backend has the same four methods.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.store import queries, states


class StoreError(Exception):
    """The database cannot be used. One line: what, where, what to do."""


class Store:
    """One connection, used by one thread. Statements outside `transaction` commit by themselves."""

    def __init__(self, connection: sqlite3.Connection, statements: Mapping[str, str]) -> None:
        self.connection = connection
        self._statements = statements

    def rows(self, name: str, /, **parameters: Any) -> list[sqlite3.Row]:
        """All rows the statement of that name returns (also of INSERT … RETURNING)."""
        return self.connection.execute(self._statements[name], parameters).fetchall()

    def row(self, name: str, /, **parameters: Any) -> sqlite3.Row | None:
        """The first row, or None."""
        found = self.rows(name, **parameters)
        return found[0] if found else None

    def value(self, name: str, /, **parameters: Any) -> Any:
        """The first column of the first row, or None."""
        found = self.row(name, **parameters)
        return None if found is None else found[0]

    def run(self, name: str, /, **parameters: Any) -> int:
        """Execute, and tell how many rows were touched."""
        return self.connection.execute(self._statements[name], parameters).rowcount

    def many(self, name: str, parameters: Iterable[Mapping[str, Any]]) -> None:
        """Execute once for each set of parameters."""
        self.connection.executemany(self._statements[name], parameters)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Takes the write lock at once; inside another it is part of that one."""
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.commit()

    @property
    def nonce(self) -> str:
        """Names this database in the keys sent to providers."""
        return str(self.value("setting", name="nonce"))

    def new_nonce(self) -> None:
        """Of a new database, and of a restored one: what an older one sent is not this one's."""
        self.run("set_setting", name="nonce", value=secrets.token_hex(6))

    def close(self) -> None:
        self.connection.close()


def connect(path: Path, *, one_thread: bool = True) -> sqlite3.Connection:
    """A connection with the settings every database file of this program has."""
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=one_thread)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def open_store(path: Path) -> Store:
    """Open the database, creating or migrating it if need be. Raises StoreError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        connection = connect(path)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version < queries.newest():
            _migrate(connection)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(
            f"{path}: {error}; is the folder writable and the file a database of ours?"
        ) from error
    states.guard(connection)
    return Store(connection, queries.load())


def _migrate(connection: sqlite3.Connection) -> None:
    """Apply what is missing, each migration in a transaction of its own."""
    from sqlite_utils import Database, Migrations

    migrations = Migrations("infostiglia")

    def migration(number: int) -> None:
        @migrations(name=f"{number:04}")
        def migrate(db: Database) -> None:
            for statement in queries.schema(number):
                db.execute(statement)
            if number == 1:
                Store(connection, queries.load()).new_nonce()

    for number in queries.numbers():
        migration(number)
    # sqlite-utils wants to begin its transactions itself; two first starts at once take turns here.
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("COMMIT")
    migrations.apply(Database(connection))
    connection.execute(f"PRAGMA user_version = {queries.newest()}")
