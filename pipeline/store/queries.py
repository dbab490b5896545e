"""SQL by name: every `-- :name x rows` in the files of sql/ begins the statement called x, which returns rows.

`-- :fragment y` begins a condition that statements in any file include as `{y}`, so that it is written once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_BEGINNING = re.compile(r"^-- :(name|fragment) (\w+)(?: (\w+))?\n", re.M)
_INCLUDED = re.compile(r"\{(\w+)\}")
_COMMENT = re.compile(r"^--.*\n", re.M)


class Statement(NamedTuple):
    """A statement's text and its result: row, rows, value, count or many."""

    sql: str
    gives: str


@cache
def statements() -> Mapping[str, Statement]:
    """All statements by name. Raises ValueError if a name occurs twice or a fragment is missing."""
    found: dict[str, dict[str, Statement]] = {"name": {}, "fragment": {}}
    folder = files("pipeline.store") / "sql"
    for file in sorted(folder.iterdir(), key=lambda path: path.name):
        if file.name.endswith(".sql"):
            _, *parts = _BEGINNING.split(file.read_text(encoding="utf-8"))
            for kind, name, gives, sql in zip(*(parts[n::4] for n in range(4)), strict=True):
                if name in found[kind]:
                    raise ValueError(f"{file.name}: the {kind} {name} is taken")
                found[kind][name] = Statement(sql.strip(), gives or "")
    fragments = {name: sql for name, (sql, _) in found["fragment"].items()}
    return {
        name: Statement(_whole(name, sql, fragments), gives) for name, (sql, gives) in found["name"].items()
    }


@cache
def load() -> Mapping[str, str]:
    """The text of all statements by name."""
    return {name: statement.sql for name, statement in statements().items()}


def _whole(name: str, sql: str, fragments: Mapping[str, str]) -> str:
    def include(mark: re.Match[str]) -> str:
        if mark[1] not in fragments:
            raise ValueError(f"the statement {name} includes {mark[0]}, which is nowhere")
        return _whole(mark[1], _COMMENT.sub("", fragments[mark[1]]), fragments)

    return _INCLUDED.sub(include, sql)


def numbers() -> list[int]:
    """The numbers of all schemas, ascending."""
    names = (file.name for file in (files("pipeline.store") / "sql").iterdir())
    return sorted(int(name[7:11]) for name in names if name.startswith("schema_"))


def newest() -> int:
    """The number of the newest schema."""
    return numbers()[-1]


def text(name: str) -> str:
    """The text of the file `name` in sql/."""
    return (files("pipeline.store") / "sql" / name).read_text(encoding="utf-8")


def schema(number: int) -> list[str]:
    """The statements that migrate the schema from the version before `number` to it."""
    return [part for part in text(f"schema_{number:04}.sql").split(";\n") if part.strip()]
