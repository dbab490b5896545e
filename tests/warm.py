"""Things made once for all tests of a process: a warm parser, and a migrated database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from pipeline.stages.parse import box
from pipeline.store import Store, embedded, queries
from pipeline.store.engine import Connection, connect


@contextmanager
def warm_parser() -> Iterator[None]:
    """Let all runs of this process share the same parsing keepers, which no run ends."""
    with box.Boxes() as kept, pytest.MonkeyPatch.context() as patch:

        class Kept(box.Boxes):
            def __init__(self, most: int = box.KEEPERS, lender: Path | None = None) -> None:
                self._free, self._all, self._spare = kept._free, [], kept._spare

        patch.setattr(box, "Boxes", Kept)
        yield


@contextmanager
def copied_databases() -> Iterator[None]:
    """Let new databases be copies of a migrated one, with a nonce of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedded, "_migrate", _copying(embedded._migrate))
        yield


def _copying(migrate: Callable[[Connection], None]) -> Callable[[Connection], None]:
    one = threading.Lock()

    @cache
    def migrated(newest: int) -> Connection:
        connection = connect(Path(":memory:"), one_thread=False)
        migrate(connection)
        return connection

    def copy(connection: Connection) -> None:
        if connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            return migrate(connection)
        with one:
            migrated(queries.newest()).backup(connection)
        return Store(connection).new_nonce()

    return copy
