"""Every statement of sql/ is a method of the store: `store.next_post(channel=…, rank=…)`.

A statement's header has its name and its result: `row` (the first, or None), `rows`, `value` (the first
column of the first row, or None), `count` (of rows touched), or `many` (executed once for each set of parameters).
`statements.pyi` beside this file has the types; `make statements` makes it from the SQL and the schema.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from pipeline.store import queries


class Statements:
    """The common base of both databases: the statements, by name."""

    @abstractmethod
    def rows(self, name: str, /, **parameters: Any) -> list[Any]:
        """All rows the statement called `name` returns, those of INSERT … RETURNING included."""

    @abstractmethod
    def count(self, name: str, /, **parameters: Any) -> int:
        """Execute the statement and return the number of rows it touched."""

    @abstractmethod
    def many(self, name: str, parameters: Iterable[Mapping[str, Any]], /) -> None:
        """Execute the statement once for each set of parameters."""

    def row(self, name: str, /, **parameters: Any) -> Any:
        """The first row, or None."""
        found = self.rows(name, **parameters)
        return found[0] if found else None

    def value(self, name: str, /, **parameters: Any) -> Any:
        """The first column of the first row, or None."""
        found = self.row(name, **parameters)
        return None if found is None else found[0]

    def __getattr__(self, name: str) -> Callable[..., Any]:
        statement = queries.statements().get(name)
        if statement is None:
            raise AttributeError(name)
        return partial(getattr(self, statement.gives), name)
