"""Pages for staff: templates of Jinja that escape by themselves and say their sentences in the reader's language.

`{{ say("Done") }}` is a sentence like those of the code (`pipeline.words`); `make words` collects it.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from pipeline.words import put, say, spoken

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


def render(package: str, name: str, **facts: object) -> str:
    """The template `pages/name` of a package, with what it shows."""
    return _templates(package).get_template(name).render(facts)


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
    found.filters.update(put=put, commands=_commands, bold=_bold, day=_day)
    return found


def _commands(text: str) -> Markup:
    """What stands between `…` is a command."""
    from markupsafe import Markup, escape

    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _bold(text: str) -> Markup:
    """What stands between *…* is bold, as WhatsApp shows it."""
    from markupsafe import Markup, escape

    return Markup(re.sub(r"\*(\S(?:[^*\n]*\S)?)\*", r"<b>\1</b>", str(escape(text))))


def _day(at: datetime) -> str:
    """26 novembre, or November 26."""
    from babel.dates import format_skeleton

    return format_skeleton("MMMMd", at, locale=spoken())
