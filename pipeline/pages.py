"""Pages for staff: templates of Jinja that escape by themselves and say their sentences in the reader's language.

`{{ say("Done") }}` is a sentence like those of the code (`pipeline.words`); `make words` collects it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline.words import number, put, say, spoken

if TYPE_CHECKING:
    from jinja2 import Environment


def render(package: str, name: str, **facts: object) -> str:
    """The template `pages/name` of a package, filled with its data."""
    return _templates(package).get_template(name).render(facts)


def from_another_site(headers: Mapping[str, str], hosts: Collection[str]) -> bool:
    """Whether a browser says that a page of another site sent this request. Programs say nothing, and may send it.

    `hosts`: our own hosts, with their ports, as addresses have them.
    """
    if site := headers.get("Sec-Fetch-Site"):
        return site not in ("same-origin", "none")
    if (origin := headers.get("Origin")) is None:
        return False
    return _host_of(origin) not in {host for host in hosts if host}


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


@cache
def _templates(package: str) -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    found = Environment(
        loader=PackageLoader(package, "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals.update(say=say, language=spoken)
    found.filters.update(put=put, commands=_commands, bold=_bold, day=day, number=number)
    return found


def _commands(text: str) -> list[str]:
    """Words and commands in turn: a command stands between `…`."""
    return re.split(r"`([^`]+)`", text)


def _bold(text: str) -> list[str]:
    """Plain and bold words in turn: bold is what stands between *…*, as WhatsApp shows it."""
    return re.split(r"\*(\S(?:[^*\n]*\S)?)\*", text)


def day(at: datetime) -> str:
    """26 novembre, or November 26."""
    from babel.dates import format_skeleton

    return format_skeleton("MMMMd", at, locale=spoken())
