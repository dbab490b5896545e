"""The backend on PostgreSQL: the same statements over `server.Connection`, for one council."""

from __future__ import annotations

import hashlib

from channels.sentence import Sentence
from pipeline.errors import said
from pipeline.store import dialect, queries, states
from pipeline.store.base import Store, writable
from pipeline.store.errors import Error, LostError, StoreError
from pipeline.store.server import Connection

FIRST = 13  # the schema that sql/postgres.sql makes
OLDEST = 15  # release of PostgreSQL


def open_server(url: str, password: str = "", *, make: bool = True) -> Store:
    """Open the database and apply missing migrations. Raises StoreError.

    `make`: whether to create our tables in a database that has none; else that is a StoreError.
    """
    connection = _connect(url, password)
    try:
        _demand_release(connection)
        _bring_up_to_date(connection, make=make)
    except Error as error:
        connection.close()
        raise StoreError("{error}; may the user make tables in this database?", error=said(error)) from None
    except BaseException:
        connection.close()
        raise
    return Store(connection)


def reach(url: str, password: str = "", *, make: bool = True) -> str:
    """The server's name and release. Raises StoreError; `make`: as in `open_server`, but nothing is made."""
    connection = _connect(url, password)
    try:
        release = _demand_release(connection)
        if not make and not has_tables(connection):
            raise LostError(lost(connection.where))
        return f"{connection.where}: release {release}"
    finally:
        connection.close()


def _connect(url: str, password: str) -> Connection:
    try:
        return Connection(url, password)
    except Error as error:
        raise StoreError(
            "{error}; is it running, and may this machine and user reach it?", error=said(error)
        ) from None


def lost(name: str) -> Sentence:
    """The message about a database that should have our tables and is empty."""
    return Sentence(
        "{name}: the database is empty; is it the right one? Else put the last backup back", name=name
    )


def has_tables(connection: Connection) -> bool:
    """Whether the database has our tables."""
    return connection.first("SELECT to_regclass('schema_version')")[0] is not None


def _demand_release(connection: Connection) -> str:
    """The server's release, e.g. "18.4". Raises StoreError if it is too old."""
    found = str(connection.first("SHOW server_version")[0]).split()[0]
    if int(found.split(".")[0]) < OLDEST:
        raise StoreError(
            "{where}: PostgreSQL {found}; install {oldest} or newer",
            where=connection.where,
            found=found,
            oldest=OLDEST,
        )
    return found


def _bring_up_to_date(connection: Connection, *, make: bool) -> None:
    beside = queries.text("postgres_beside.sql") + states.guard_for_postgres()
    mark = hashlib.sha256(beside.encode()).hexdigest()
    if _is_up_to_date(connection, mark):
        return
    connection.begin()
    try:
        made_now = not has_tables(connection)
        if made_now:
            if not make:
                raise LostError(lost(connection.where))
            connection.script(queries.text("postgres.sql"))
            connection.script("CREATE TABLE schema_version (number BIGINT NOT NULL, beside TEXT NOT NULL)")
            connection.execute("INSERT INTO schema_version (number, beside) VALUES (?, '')", (FIRST,))
        with writable(connection):
            _migrate(connection)
        connection.script(beside)
        connection.execute("UPDATE schema_version SET number = ?, beside = ?", (queries.newest(), mark))
        if made_now:
            Store(connection).new_nonce()
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def _is_up_to_date(connection: Connection, mark: str) -> bool:
    if not has_tables(connection):
        return False
    number, beside = connection.first("SELECT number, beside FROM schema_version")
    newest = queries.newest()
    if number > newest:
        raise StoreError(
            "{path}: made by a newer release (schema {version}, this one knows {newest}); install that release again, "
            "or put back the backup from before it",
            path=connection.where,
            version=number,
            newest=newest,
        )
    return bool(number == newest and beside == mark)


def _migrate(connection: Connection) -> None:
    """Apply the missing migrations, in the caller's transaction."""
    [version] = connection.first("SELECT number FROM schema_version")
    for number in queries.numbers():
        for statement in queries.schema(number) if number > version else ():
            if changed := dialect.schema(statement):
                connection.script(changed)
