"""The store: statements called by name over a connection to either database."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, overload

from pipeline.store import queries
from pipeline.store.statements import Statements
from pipeline.store.witness import Witness

# What stands behind `:name` or `?`.
Parameters = Mapping[str, Any] | Sequence[Any]


class Row(Protocol):
    """A row, indexed by position or name: `row[0]`, `row["id"]`, `dict(row)`."""

    @overload
    def __getitem__(self, key: int | str) -> Any: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[Any, ...]: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __len__(self) -> int: ...
    def keys(self) -> list[str]: ...


class Cursor(Protocol):
    """The result of a statement."""

    @property
    def rowcount(self) -> int: ...
    def fetchall(self) -> list[Any]: ...
    def fetchone(self) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """The connection a store needs. It raises the errors of `pipeline.store.errors`."""

    @property
    def in_transaction(self) -> bool: ...
    def execute(self, sql: str, parameters: Parameters = (), /) -> Cursor: ...
    def executemany(self, sql: str, parameters: Iterable[Any], /) -> Cursor: ...
    def begin(self) -> None:
        """Begin a transaction that is the only writer until it ends."""

    def commit(self) -> None: ...
    def rollback(self) -> None: ...
    def close(self) -> None: ...
    def only_read(self) -> None:
        """Let this connection change nothing from now on: what it is asked to is an error."""

    # For a move to the other database (`carrying`).
    def tables(self) -> dict[str, list[str]]:
        """The columns of each table, the tables in an order in which foreign keys allow rows to be inserted."""

    def slices(self, sql: str, size: int, /) -> Iterator[list[Any]]:
        """The rows of a long query, `size` at a time. Needs a transaction."""

    def count_on(self) -> None:
        """Let generated ids continue after the highest existing one."""

    def refuse_writes(self) -> None:
        """Make the database refuse writes from every connection, open ones included."""

    def let_write(self) -> None:
        """Undo `refuse_writes`."""

    def refuses_writes(self) -> bool: ...

    def settle(self) -> bool:
        """Bring all that is committed into the database's file, and it onto the disk. False if that cannot be now."""

    # After the deletion of what nobody may read again.
    def rewrite(self) -> None:
        """Write all tables anew, so that nothing deleted remains readable. Needs room for a second copy, and some
        seconds in which nobody else writes. Not in a transaction."""


@contextmanager
def writable(connection: Connection) -> Iterator[None]:
    """Let the caller's transaction write, also to a database that has moved; it refuses again afterwards.

    A migration needs it: an old database is brought up to date too, so that a move back finds room in it.
    """
    retired = connection.refuses_writes()
    if retired:
        connection.let_write()
    yield
    if retired:
        connection.refuse_writes()


class Store(Statements):
    """One connection, used by one thread. Statements outside `transaction` commit by themselves."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._statements = queries.load()
        self.witness = Witness()  # `opening` knows where its files are
        self.demand_own_log: Callable[[], None] = lambda: None  # raises StoreError; `opening` knows how
        self._after_commit: list[Callable[[], None]] = []

    def rows(self, name: str, /, **parameters: Any) -> list[Row]:
        """All rows the statement called `name` returns, those of INSERT … RETURNING included."""
        return self.connection.execute(self._statements[name], parameters).fetchall()

    def count(self, name: str, /, **parameters: Any) -> int:
        """Execute the statement and return the number of rows it touched."""
        return self.connection.execute(self._statements[name], parameters).rowcount

    def many(self, name: str, parameters: Iterable[Mapping[str, Any]], /) -> None:
        """Execute the statement once for each set of parameters."""
        self.connection.executemany(self._statements[name], parameters)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A transaction that takes the write lock at its beginning. Inside another it is part of that one."""
        if self.connection.in_transaction:
            yield
            return
        self.connection.begin()
        self._after_commit = []
        try:
            yield
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.commit()
        for do in self._after_commit:
            do()

    def after_commit(self, do: Callable[[], None]) -> None:
        """Do this once the transaction under way is committed."""
        self._after_commit.append(do)

    @property
    def nonce(self) -> str:
        """The name of this database in the keys sent to providers."""
        return str(self.setting(name="nonce"))

    def new_nonce(self) -> None:
        """Give a new or restored database a nonce of its own, so that it never takes another's messages for its own."""
        self.set_setting(name="nonce", value=secrets.token_hex(6))

    def close(self) -> None:
        self.connection.close()
