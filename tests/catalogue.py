"""The Italian catalogue: the sentences of the code, and their translations.

`make words` adds what is new (empty, to be filled in), drops what is gone, and compiles.
"""

from __future__ import annotations

import ast
import builtins
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

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
_MAKERS = ("say", "Sentence", "template", "type(…)")
# Why a feed could not be read is kept as a reason, which has words of its own.
_OTHERS = ("pipeline/stages/parse/", "pipeline/stages/fetch/")
_COMMANDS, _OPTIONS = ("command", "group"), ("option", "version_option", "Option")


@dataclass(frozen=True)
class Found:
    """One template, its place in the code, and its singular form ("" = none)."""

    text: str
    one: str
    place: tuple[str, int]


def found() -> Iterator[Found]:
    """Every sentence of the code: the literal that a maker of sentences, or an error for a person, begins with; and
    what `--help` shows of commands and options."""
    for node, place in _nodes():
        match node:
            case ast.Call(args=[ast.Constant(value=str() as text), *_]) if text and _makes(_name(node.func)):
                yield Found(text, _one(node), place)
            case ast.Call() if _name(node.func) in _OPTIONS and place[0].startswith("pipeline/cli/"):
                if text := _keyword(node, "help"):
                    yield Found(text, "", place)
            case ast.FunctionDef() if any(_is_command(one) for one in node.decorator_list):
                yield Found(ast.get_docstring(node) or "", "", place)
    for said, place in _said_on_pages():
        if isinstance(said.args[0], nodes.Const):
            one = next((word.value.as_const() for word in said.kwargs if word.key == "one"), "")
            yield Found(said.args[0].value, one, place)


def assembled() -> Iterator[tuple[str, int]]:
    """The places where a sentence is put together instead of written as one literal: it cannot be translated."""
    for node, place in _nodes():
        if isinstance(node, ast.Call) and node.args and _makes(_name(node.func)):
            said = node.args[0]
            together = isinstance(said, ast.JoinedStr | ast.BinOp | ast.IfExp) or _is_text(said)
            if together and not place[0].startswith(_OTHERS):
                yield place
    yield from (place for said, place in _said_on_pages() if not isinstance(said.args[0], nodes.Const))


def free_lines() -> Iterator[tuple[str, int]]:
    """The places that log a line not made by `event`."""
    for node, place in _nodes():
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="log"), attr=name)) if name != "getLogger":
                if not (isinstance(node.args[0], ast.Call) and _name(node.args[0].func) == "event"):
                    yield place


def _nodes() -> Iterator[tuple[ast.AST, tuple[str, int]]]:
    for file in sorted([*ROOT.glob("pipeline/**/*.py"), *ROOT.glob("channels/**/*.py")]):
        name = str(file.relative_to(ROOT))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            yield node, (name, getattr(node, "lineno", 0))


def _said_on_pages() -> Iterator[tuple[nodes.Call, tuple[str, int]]]:
    """`{{ say("…") }}` in the templates of pages."""
    for path in sorted(ROOT.glob("pipeline/*/pages/**/*.html")):
        page = Environment().parse(path.read_text(encoding="utf-8"))
        for call in page.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "say":
                yield call, (str(path.relative_to(ROOT)), call.lineno)


def _is_command(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and _name(decorator.func) in _COMMANDS


def _is_text(node: ast.expr) -> bool:
    """Whether a call makes text: `"…".format(…)`, `"; ".join(…)`."""
    return isinstance(node, ast.Call) and _name(node.func) in ("format", "join")


def _name(called: ast.expr) -> str:
    match called:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case ast.Call(func=ast.Name(id="type")):  # type(error)(…): the same error once more
            return "type(…)"
    return ""


def _makes(name: str) -> bool:
    return name in _MAKERS or (name.endswith("Error") and not hasattr(builtins, name))


def _one(call: ast.Call) -> str:
    return _keyword(call, "one")


def _keyword(call: ast.Call, name: str) -> str:
    values = (key.value for key in call.keywords if key.arg == name)
    return next((str(value.value) for value in values if isinstance(value, ast.Constant)), "")


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


def untranslated(catalogue: Catalog) -> list[str]:
    """`file: sentence` of every sentence, and every plural form of one, that has no Italian."""
    return [
        f"{', '.join(sorted({file for file, _ in message.locations}))}: {sentence}"
        for message in catalogue
        if message.id
        for sentence, italian in forms(message)
        if not italian
    ]


def forms(message: Message) -> list[tuple[str, str]]:
    """Each English form of a sentence with its Italian; "" = it has none yet."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string or ""))]
    return list(zip(message.id, message.string or ("", ""), strict=True))


def compiled(catalogue: Catalog) -> bytes:
    """The compiled catalogue that `gettext` reads; the same bytes at any time."""
    catalogue.creation_date = catalogue.revision_date = datetime.fromtimestamp(0, UTC)
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
    empty = untranslated(read())
    print(
        f"{len(catalogue)} sentences, {len(empty)} without Italian: {PO.relative_to(ROOT)}",
        *empty,
        sep="\n  ",
    )


if __name__ == "__main__":
    main()
