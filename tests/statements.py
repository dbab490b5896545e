"""Makes `pipeline/store/statements.pyi`: the types of all statements, from the SQL and from the schema.

A column's type is that of the schema's column of that name; other names are in the tables below.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.store import Error, Store, open_store, queries

ROOT = Path(__file__).parent.parent
STUB = ROOT / "pipeline/store/statements.pyi"
_OF_SQLITE = {"INTEGER": "int", "REAL": "float", "TEXT": "str", "BLOB": "bytes"}
_PARAMETERS: Mapping[str, Iterable[str]] = {
    "float": """after alerted baseline before composed_since day end hour leap longest now oldest reached_since
        remembered room_at settled soon start started told until replied week""".split(),
    "int": """a_week above broadcast ended delivery full last limit most original replaced second sends skip spends
        stop subscriber times to to_paths welcomes whole""".split(),
    "float | None": ["due_at"],  # of an answer: None leaves it as it is
    "str": """alias attempts but channels costs earlier ids items languages lanes like lookups names new old oldest_day
        figures passes posts secret seen topic was why""".split(),
    "bytes": "lookup old_address old_phone old_reply_to old_totp old_user_id user".split(),
}
# Columns that a statement computes: those of every statement, and those that mean something else in one of them.
_COLUMNS: Mapping[str, Iterable[str]] = {
    "int": """a_day again an_hour choosy codes cost delivered failed foreign_language free hours newer no_room out
        own_quiet passkeys paused pending reached released sending sent skipped taken_back total uncertain
        waiting open has_guid settled forget_subscribers purge_answered purge_departures purge_messages
        purge_told zoned""".split(),
    "str": ["post_state"],
    "str | None": ["correction"],
    "float": ["agreed_at"],
}


class Types:
    """The types of parameters and columns, by their names."""

    def __init__(self, store: Store) -> None:
        ask = store.connection.execute
        self._tables: dict[str, dict[str, str]] = {}
        for (table,) in ask(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '!_%' ESCAPE '!'"
        ).fetchall():
            self._tables[table] = {
                name: _OF_SQLITE[kind] + ("" if filled or key else " | None")
                for _, name, kind, filled, _, key in ask(f"PRAGMA table_info({table})").fetchall()
            }
        self._all = {name: kind for columns in self._tables.values() for name, kind in columns.items()}
        self._computed = {name: kind for kind, names in _COLUMNS.items() for name in names}
        self._parameters = {name: kind for kind, names in _PARAMETERS.items() for name in names}

    def column(self, name: str, statement: str) -> str:
        """A column's type, first from the statement's own tables: a name may have two types in two tables."""
        for table in re.findall(r"(?:FROM|INTO|UPDATE|JOIN)\s+(\w+)", statement):
            if name in self._tables.get(table, ()):
                return self._tables[table][name]
        return self._computed.get(name) or self._all.get(name, "Any")

    def parameter(self, name: str, statement: str) -> str:
        found = self._parameters.get(name) or self.column(name, statement)
        if found == "Any":
            raise LookupError(
                f"the parameter :{name} has no type: call it as the column it is compared with, "
                "or add it to _PARAMETERS in tests/statements.py"
            )
        return found


def parameters_of(statement: str) -> list[str]:
    """The names of a statement's parameters, in the order of their first occurrence."""
    bare = re.sub(r"'[^']*'|--[^\n]*", "", statement)
    return list(dict.fromkeys(re.findall(r"(?<!:):(\w+)", bare)))


def signature(statement: str, store: Store) -> tuple[list[str], list[str]]:
    """(parameters, returned columns) of a statement, by name. Raises the store's Error for wrong SQL."""
    parameters = parameters_of(statement)
    store.connection.execute("BEGIN")
    try:
        cursor = store.connection.execute(statement, dict.fromkeys(parameters, 0))
        return parameters, [column[0] for column in cursor.description or ()]
    finally:
        store.connection.rollback()


_HEAD = '''"""Made by `make statements`; not to be changed by hand."""

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

class Statements:
    def rows(self, name: str, /, **parameters: Any) -> list[Any]: ...
    def row(self, name: str, /, **parameters: Any) -> Any: ...
    def value(self, name: str, /, **parameters: Any) -> Any: ...
    def count(self, name: str, /, **parameters: Any) -> int: ...
    def many(self, name: str, parameters: Iterable[Mapping[str, Any]], /) -> None: ...
'''


def stub(store: Store) -> str:
    """The text of the stub: a method for each statement, and the type of its rows."""
    types = Types(store)
    methods, rows = [], []
    store.connection.execute("PRAGMA foreign_keys = OFF")
    for name, (statement, gives) in queries.statements().items():
        try:
            parameters, columns = signature(statement, store)
            given = "".join(f", {one}: {types.parameter(one, statement)}" for one in parameters)
        except (Error, LookupError) as error:
            raise LookupError(f"the statement {name}: {error}") from error
        row = "".join(part.capitalize() for part in name.split("_")) + "Row"
        result = {
            "row": f"{row} | None",
            "rows": f"list[{row}]",
            "value": "Any",
            "count": "int",
            "many": "None",
        }[gives]
        if gives == "many":
            given = ", parameters: Iterable[Mapping[str, Any]], /"
        elif given:
            given = f", *{given}"
        methods.append(f"    def {name}(self{given}) -> {result}: ...\n")
        if gives.startswith("row"):
            fields = [f"    {one}: {types.column(one, statement)}\n" for one in columns if one.isidentifier()]
            rows.append(f"\nclass {row}(TypedDict):\n{''.join(fields) or '    pass'}")
    return _HEAD + "".join(methods) + "".join(rows)


def main() -> None:
    """Write the stub, or say in one line which statement is wrong."""
    try:
        STUB.write_text(made(), encoding="utf-8")
    except LookupError as error:
        sys.exit(str(error))


def made() -> str:
    """The stub, from the statements and a database as they are now."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "main.db")
        try:
            return stub(store)
        finally:
            store.close()


if __name__ == "__main__":
    main()
