"""secrets.env of a working folder: every command reads it by itself, so that cron and a person need no shell for it.

What the environment or systemd says comes first. A shell would take `&` and blanks in an address for its own, and
Windows' line ends for part of a secret; here a value is the whole line after the `=`, with or without quotes.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from channels.sentence import Sentence
from pipeline.errors import said
from pipeline.settings.credentials import credential_file, unquoted

FILE = "secrets.env"
_LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)")
_PREFIX = "INFOSTIGLIA_"


def secrets_of(folder: Path, env: Mapping[str, str]) -> dict[str, str]:
    """The variables of the folder's secrets.env that neither the environment nor systemd's credentials have.

    A file that cannot be read has none: systemd may read it as root and hand its values over.
    """

    def known(name: str) -> bool:
        path = credential_file(name, env)
        return bool(env.get(name)) or (path is not None and path.exists())

    return {
        name: value
        for _, name, value in _lines(folder)
        if value and name.startswith(_PREFIX) and not known(name)
    }


def line_problems(folder: Path, known: Collection[str]) -> Iterator[Sentence]:
    """The lines of secrets.env that have no effect. `known`: the names of all secrets, without prefix."""
    names = [_PREFIX + name for name in known]
    seen: dict[str, int] = {}
    for number, name, value in _lines(folder):
        where = f"{FILE}:{number}"
        if not name:
            problem = Sentence("is not read; a line must be NAME=value, or begin with #")
        elif name not in names:
            near = difflib.get_close_matches(name.upper(), names, 1)
            problem = Sentence("no secret is called {name}", name=name)
            if near:
                problem = Sentence(
                    "no secret is called {name}; did you mean {near}?", name=name, near=near[0]
                )
        elif value and name in seen:
            problem = Sentence(
                "{name} is already in line {first}: remove one of them", name=name, first=seen[name]
            )
        else:
            if value:
                seen[name] = number
            continue
        yield Sentence("{where}: {problem}", where=where, problem=problem)


def unreadable(folder: Path, *, needed: bool = False) -> Sentence | None:
    """Why the file cannot be read although it is there; None = it can, or there is none.

    `needed`: there must be one.
    """
    try:
        (folder / FILE).read_bytes()
    except FileNotFoundError as error:
        return Sentence("{where}: {problem}", where=folder / FILE, problem=said(error)) if needed else None
    except OSError as error:
        return Sentence("{where}: {problem}", where=folder / FILE, problem=said(error))
    return None


def _lines(folder: Path) -> Iterator[tuple[int, str, str]]:
    """Number, name and value of each line that is neither empty nor a comment; name "" = not to be understood."""
    try:
        raw = (folder / FILE).read_bytes()
    except OSError:
        return
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))  # as Windows' editor says "Unicode"
    text = raw.decode("utf-16" if wide else "utf-8-sig", "replace")
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if line and not line.startswith("#"):
            match = _LINE.fullmatch(line)
            yield (number, match[1], unquoted(_without_comment(match[2]))) if match else (number, "", "")


def _without_comment(value: str) -> str:
    """The value without a comment after it, as shells have it: ` # …`. Quotes protect a `#`."""
    value = value.strip()
    if value[:1] in ("'", '"') and (end := value.find(value[0], 1)) > 0:
        return value[: end + 1]
    return re.sub(r"\s#.*", "", value) if not value.startswith("#") else ""
