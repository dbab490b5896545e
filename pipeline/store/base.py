"""A store: statements called by name over a connection to either database."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, overload

from pipeline.store import queries
from pipeline.store.statements import Statements

# What stands behind `:name` or `?`.
Parameters = Mapping[str, Any] | Sequence[Any]


class Row(Protocol):
    """A row, by number and by name: `row[0]`, `row["id"]`, `dict(row)`."""

    @overload
    def __getitem__(self, key: int | str) -> Any: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[Any, ...]: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __len__(self) -> int: ...
    def keys(self) -> list[str]: ...


class Cursor(Protocol):
    """What a statement gave."""

    @property
    def rowcount(self) -> int: ...
    def fetchall(self) -> list[Any]: ...
    def fetchone(self) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """What a store asks of a connection. Its errors are those of `pipeline.store.errors`."""

    @property
    def in_transaction(self) -> bool: ...
    def execute(self, sql: str, parameters: Parameters = (), /) -> Cursor: ...
    def executemany(self, sql: str, parameters: Iterable[Any], /) -> Cursor: ...
    def begin(self) -> None:
        """A transaction that alone may write until it ends."""

    def commit(self) -> None: ...
    def rollback(self) -> None: ...
    def close(self) -> None: ...

    # For a move to the other database (`carrying`).
    def tables(self) -> dict[str, list[str]]:
        """Columns by table, in an order in which rows may be written."""

    def slices(self, sql: str, size: int, /) -> Iterator[list[Any]]:
        """A long answer, so many rows at a time. In a transaction."""

    def count_on(self) -> None:
        """Numbers go on after the highest there is."""

    def refuse_writes(self) -> None:
        """Of every connection, also of those that are open."""

    def let_write(self) -> None:
        """Undo `refuse_writes`."""


class Store(Statements):
    """One connection, used by one thread. Statements outside `transaction` commit by themselves."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._statements = queries.load()

    def rows(self, name: str, /, **parameters: Any) -> list[Row]:
        """All rows the statement of that name returns (also of INSERT … RETURNING)."""
        return self.connection.execute(self._statements[name], parameters).fetchall()

    def count(self, name: str, /, **parameters: Any) -> int:
        """Execute, and tell how many rows were touched."""
        return self.connection.execute(self._statements[name], parameters).rowcount

    def many(self, name: str, parameters: Iterable[Mapping[str, Any]], /) -> None:
        """Execute once for each set of parameters."""
        self.connection.executemany(self._statements[name], parameters)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Takes the write lock at once; inside another it is part of that one."""
        if self.connection.in_transaction:
            yield
            return
        self.connection.begin()
        try:
            yield
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.commit()

    @property
    def nonce(self) -> str:
        """Names this database in the keys sent to providers."""
        return str(self.setting(name="nonce"))

    def new_nonce(self) -> None:
        """Of a new database, and of a restored one: what an older one sent is not this one's."""
        self.set_setting(name="nonce", value=secrets.token_hex(6))

    def close(self) -> None:
        self.connection.close()
