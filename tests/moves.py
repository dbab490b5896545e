"""States that a test sets up directly, also those the engine would never reach."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.store import Store
from pipeline.store.states import guard
from tests.databases import on_postgres


@contextmanager
def any_move(store: Store) -> Iterator[None]:
    """Let this connection make any move of posts and deliveries, for the length of a `with`."""
    if on_postgres():
        with _allowed_by_postgres(store):
            yield
        return
    for table in ("post", "delivery"):
        store.connection.execute(f"DROP TRIGGER temp.{table}_moves")
    yield
    guard(store.connection)


@contextmanager
def _allowed_by_postgres(store: Store) -> Iterator[None]:
    for table in ("post", "delivery"):
        store.connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_moves")
    yield
    for table in ("post", "delivery"):
        store.connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_moves")
