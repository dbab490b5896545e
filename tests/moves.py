"""States as a test needs them, also where the engine would not lead to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.store import Store
from pipeline.store.states import guard


@contextmanager
def any_move(store: Store) -> Iterator[None]:
    """Meanwhile this connection allows every move of posts and deliveries."""
    for table in ("post", "delivery"):
        store.connection.execute(f"DROP TRIGGER temp.{table}_moves")
    yield
    guard(store.connection)
