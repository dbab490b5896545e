"""Every statement of sql/ is a method of the store: `store.next_post(channel=…, rank=…)`.

The header of a statement names it and says what it gives: `row` (the first, or None), `rows`, `value` (the first
column of the first row, or None), `count` (how many rows it touched), or `many` (done once for each set of parameters).
`statements.pyi` beside this file has the types; `make statements` makes it from the SQL and the schema.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from pipeline.store import queries


class Statements:
    """What both databases have in common: the statements, by name."""

    @abstractmethod
    def rows(self, name: str, /, **parameters: Any) -> list[Any]:
        """All rows the statement of that name returns (also of INSERT … RETURNING)."""

    @abstractmethod
    def count(self, name: str, /, **parameters: Any) -> int:
        """Execute, and tell how many rows were touched."""

    @abstractmethod
    def many(self, name: str, parameters: Iterable[Mapping[str, Any]], /) -> None:
        """Execute once for each set of parameters."""

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
