"""SQL kept by name: every `-- :name x` of the files in sql/ starts the statement called x."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def load() -> Mapping[str, str]:
    """All named statements. Raises ValueError if a name occurs twice."""
    found: dict[str, str] = {}
    folder = files("pipeline.store") / "sql"
    for file in sorted(folder.iterdir(), key=lambda path: path.name):
        for part in file.read_text(encoding="utf-8").split("-- :name ")[1:]:
            name, _, statement = part.partition("\n")
            if name.strip() in found:
                raise ValueError(f"{file.name}: the name {name.strip()} is taken")
            found[name.strip()] = statement.strip()
    return found


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
