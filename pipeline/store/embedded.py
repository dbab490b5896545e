"""The embedded backend: SQLite, write-ahead log, synchronous FULL.

Stages call statements by name with `:name` parameters; a second backend has the same four methods.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from channels.sentence import Sentence
from pipeline.errors import said
from pipeline.store import queries, states
from pipeline.store.engine import Connection, Error, Row, StoreError, connect, preparing

REASONS = 14  # the schema since which reasons are codes and facts


class Store:
    """One connection, used by one thread. Statements outside `transaction` commit by themselves."""

    def __init__(self, connection: Connection, statements: Mapping[str, str]) -> None:
        self.connection = connection
        self._statements = statements

    def rows(self, name: str, /, **parameters: Any) -> list[Row]:
        """All rows the statement of that name returns (also of INSERT … RETURNING)."""
        return self.connection.execute(self._statements[name], parameters).fetchall()

    def row(self, name: str, /, **parameters: Any) -> Row | None:
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


def open_store(path: Path, *, make: bool = True) -> Store:
    """Open the database, migrating it if need be. Raises StoreError.

    `make`: a database that is missing or empty is made; else it is an error.
    """
    try:
        if not make and not (path.is_file() and path.stat().st_size):
            raise StoreError(lost(path))
        with preparing(path.parent):
            connection = connect(path)
            try:
                _bring_up_to_date(connection, path, make=make)
            except BaseException:
                connection.close()
                raise
    except (Error, OSError) as error:
        raise StoreError(
            "{path}: {error}; is the folder writable and the file a database of ours?",
            path=path,
            error=said(error),
        ) from error
    states.guard(connection)
    return Store(connection, queries.load())


def lost(path: Path) -> Sentence:
    """What is said of a database that must be there and is not."""
    return Sentence(
        "{path}: the database is missing or empty; is its disk mounted? Else put the last backup back",
        path=path,
    )


def _bring_up_to_date(connection: Connection, path: Path, *, make: bool) -> None:
    version, newest = connection.execute("PRAGMA user_version").fetchone()[0], queries.newest()
    if version > newest:
        raise StoreError(
            "{path}: made by a newer release (schema {version}, this one knows {newest}); install that release again, "
            "or put back the backup from before it",
            path=path,
            version=version,
            newest=newest,
        )
    if version == 0 and not make:
        raise StoreError(lost(path))
    if version < newest:
        _migrate(connection)


def _migrate(connection: Connection) -> None:
    """Apply what is missing, each migration in a transaction of its own; one process at a time."""
    from sqlite_utils import Database, Migrations

    migrations = Migrations("infostiglia")

    def migration(number: int) -> None:
        @migrations(name=f"{number:04}")
        def migrate(db: Database) -> None:
            for statement in queries.schema(number):
                db.execute(statement)
            if number == 1:
                Store(connection, queries.load()).new_nonce()
            if number == REASONS:
                from pipeline.store import old_reasons

                old_reasons.convert(connection)

    for number in queries.numbers():
        migration(number)
    migrations.apply(Database(connection))
    connection.execute(f"PRAGMA user_version = {queries.newest()}")
