"""Statements are methods of the store, and their types are those of the SQL."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from pipeline.store import Store, queries
from pipeline.store import open_store as embedded
from tests import statements
from tests.databases import open_store


@cache
def nodes() -> list[ast.AST]:
    """All nodes of the program."""
    files = (statements.ROOT / "pipeline").rglob("*.py")
    return [node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]


def test_the_types_are_those_of_the_sql() -> None:
    assert statements.made() == statements.STUB.read_text(encoding="utf-8"), "run `make statements`"


def test_every_statement_says_what_it_gives() -> None:
    kinds = {"row", "rows", "value", "count", "many"}
    assert [name for name, one in queries.statements().items() if one.gives not in kinds] == []


def test_none_hides_what_a_store_has_itself() -> None:
    assert [name for name in queries.statements() if hasattr(Store, name)] == []


def test_none_is_called_by_a_text() -> None:
    """A statement's name in a text is invisible to every tool."""
    found = [
        node.args[0].value
        for node in nodes()
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
        if node.args[0].value in queries.statements() and isinstance(node.func, ast.Attribute)
        if node.func.attr in ("rows", "row", "value", "count", "many")
    ]
    assert found == []


def test_every_statement_is_used() -> None:
    used = {node.attr for node in nodes() if isinstance(node, ast.Attribute)}
    held_against = {"post_results"}  # the tally must equal it (test_tally.py)
    assert sorted(queries.statements().keys() - used - held_against) == []


def test_a_statement_that_is_not_there_is_an_attribute_error(tmp_path: Path) -> None:
    store = open_store(tmp_path / "main.db")
    with pytest.raises(AttributeError, match="no_such"):
        store.no_such()  # type: ignore[attr-defined]
    store.close()


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        (
            "SELECT id FROM post WHERE done_at = :whatever",
            "the statement odd: the parameter :whatever has no type",
        ),
        ("SELECT nonsense FROM post", "the statement odd: no such column: nonsense"),
    ],
)
def test_what_is_wrong_with_a_statement_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: str, problem: str
) -> None:
    store = embedded(tmp_path / "main.db")
    monkeypatch.setattr(queries, "statements", lambda: {"odd": queries.Statement(sql, "rows")})
    with pytest.raises(LookupError, match=problem):
        statements.stub(store)
    store.close()
