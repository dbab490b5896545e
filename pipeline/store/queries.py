"""SQL kept by name: every `-- :name x` of the files in sql/ starts the statement called x.

`-- :fragment y` starts a condition that statements of any file include as `{y}`, so that it stands once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_BEGINNING = re.compile(r"^-- :(name|fragment) (\w+)\n", re.M)
_INCLUDED = re.compile(r"\{(\w+)\}")
_COMMENT = re.compile(r"^--.*\n", re.M)


@cache
def load() -> Mapping[str, str]:
    """All named statements. Raises ValueError if a name occurs twice, or a fragment is not there."""
    found: dict[str, dict[str, str]] = {"name": {}, "fragment": {}}
    folder = files("pipeline.store") / "sql"
    for file in sorted(folder.iterdir(), key=lambda path: path.name):
        if file.name.endswith(".sql"):
            _, *parts = _BEGINNING.split(file.read_text(encoding="utf-8"))
            for kind, name, sql in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
                if name in found[kind]:
                    raise ValueError(f"{file.name}: the {kind} {name} is taken")
                found[kind][name] = sql.strip()
    return {name: _whole(name, sql, found["fragment"]) for name, sql in found["name"].items()}


def _whole(name: str, sql: str, fragments: Mapping[str, str]) -> str:
    def include(mark: re.Match[str]) -> str:
        if mark[1] not in fragments:
            raise ValueError(f"the statement {name} includes {mark[0]}, which is nowhere")
        return _COMMENT.sub("", fragments[mark[1]])

    return _INCLUDED.sub(include, sql)


def numbers() -> list[int]:
    """Of all schemas, ascending."""
    names = (file.name for file in (files("pipeline.store") / "sql").iterdir())
    return sorted(int(name[7:11]) for name in names if name.startswith("schema_"))


def newest() -> int:
    """Number of the newest schema."""
    return numbers()[-1]


def text(name: str) -> str:
    """A whole file."""
    return (files("pipeline.store") / "sql" / name).read_text(encoding="utf-8")


def schema(number: int) -> list[str]:
    """The statements that lead to a version of the schema from the one before."""
    return [part for part in text(f"schema_{number:04}.sql").split(";\n") if part.strip()]
