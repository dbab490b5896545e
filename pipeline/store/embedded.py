"""The embedded backend: SQLite, write-ahead log, synchronous FULL."""

from __future__ import annotations

from pathlib import Path

from channels.sentence import Sentence
from pipeline.errors import said
from pipeline.store import queries, states
from pipeline.store.base import Store, writable
from pipeline.store.engine import Connection, connect, preparing
from pipeline.store.errors import Error, LostError, StoreError

REASONS = 14  # the first schema whose reasons are codes and facts


def open_store(path: Path, *, make: bool = True) -> Store:
    """Open the database and apply missing migrations. Raises StoreError.

    `make`: whether to create a database that is missing or empty; else that is a StoreError.
    """
    try:
        if not make and not (path.is_file() and path.stat().st_size):
            raise LostError(lost(path))
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
    return Store(connection)


def lost(path: Path) -> Sentence:
    """The message about a database that should exist and does not."""
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
        raise LostError(lost(path))
    if version < newest:
        _migrate(connection)


def _migrate(connection: Connection) -> None:
    """Apply the missing migrations, each in its own transaction; one process at a time."""
    from sqlite_utils import Database, Migrations

    migrations = Migrations("infostiglia")

    def migration(number: int) -> None:
        @migrations(name=f"{number:04}")
        def migrate(db: Database) -> None:
            with writable(connection):
                for statement in queries.schema(number):
                    db.execute(statement)
                if number == 1:
                    Store(connection).new_nonce()
                if number == REASONS:
                    from pipeline.store import old_reasons

                    old_reasons.convert(connection)

    for number in queries.numbers():
        migration(number)
    migrations.apply(Database(connection))
    connection.execute(f"PRAGMA user_version = {queries.newest()}")
