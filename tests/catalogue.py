"""The Italian catalogue: which sentences the code has, and which of them have words.

`make words` adds what is new (empty, to be filled in), drops what is gone, and compiles.
"""

from __future__ import annotations

import ast
import builtins
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PO = ROOT / "pipeline/locale/it/LC_MESSAGES/infostiglia.po"
MO = PO.with_suffix(".mo")
_NOISE = (
    '"POT-Creation',
    '"PO-Revision',
    '"Report-Msgid',
    '"Last-Translator',
    '"Language-Team',
    '"Generated-By',
)
_MAKERS = ("say", "Sentence", "template")


@dataclass(frozen=True)
class Found:
    """One template, where it stands, and its form for one thing ("" = it has none)."""

    text: str
    one: str
    place: tuple[str, int]


def found() -> Iterator[Found]:
    """Every sentence of the code: the literal that a maker of sentences, or an error for a person, begins with."""
    for file in sorted([*ROOT.glob("pipeline/**/*.py"), *ROOT.glob("channels/**/*.py")]):
        name = str(file.relative_to(ROOT))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _makes(_name(node.func)):
                match node.args[0]:
                    case ast.Constant(value=str() as text):
                        yield Found(text, _one(node), (name, node.lineno))


def _name(called: ast.expr) -> str:
    return (
        called.attr
        if isinstance(called, ast.Attribute)
        else called.id
        if isinstance(called, ast.Name)
        else ""
    )


def _makes(name: str) -> bool:
    return name in _MAKERS or (name.endswith("Error") and not hasattr(builtins, name))


def _one(call: ast.Call) -> str:
    values = (key.value for key in call.keywords if key.arg == "one")
    return next((value.value for value in values if isinstance(value, ast.Constant)), "")


def collected() -> Catalog:
    """The template catalogue: all sentences with their places, no translations."""
    catalogue = Catalog(project="infostiglia", copyright_holder="", charset="utf-8")
    for one in found():
        catalogue.add((one.one, one.text) if one.one else one.text, locations=[one.place])
    return catalogue


def read() -> Catalog:
    """The Italian catalogue as it stands in the repository."""
    with PO.open("rb") as file:
        return read_po(file, locale="it")


def compiled(catalogue: Catalog) -> bytes:
    """What `gettext` reads."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def main() -> None:
    """Bring the catalogue up to date with the code, and compile it."""
    catalogue = read()
    catalogue.update(collected(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    out = io.BytesIO()
    write_po(out, catalogue, width=110, sort_output=True, omit_header=False, include_lineno=False)
    lines = out.getvalue().decode().lstrip().splitlines(keepends=True)
    PO.write_text("".join(line for line in lines if not line.startswith(_NOISE)), "utf-8")
    MO.write_bytes(compiled(read()))
    empty = sum(not message.string for message in catalogue if message.id)
    print(f"{len(catalogue)} sentences, {empty} without Italian: {PO.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
