"""Answers that may be tapped: the last lines of a reply in brackets, `[CANCELLAMI]` or `[Centro = centro]`. Pure.

They are buttons, or with `list:` in the front matter the rows of a list that this word opens.
"""

from __future__ import annotations

from channels.options import Options
from pipeline.patterns import lazy_re
from pipeline.stages.render.templates import Template, TemplateError

MOST_BUTTONS, LONGEST_OPENING = 3, 20
_OPTION = lazy_re(r"\[([^\[\]\n=]+?)(?: = ([^\[\]\n]+))?\]")


def with_options(template: Template, text: str) -> tuple[str, Options | None]:
    """The text without those lines, and what they offer. Raises TemplateError."""
    lines, rows = text.split("\n"), list[tuple[str, str]]()
    while lines and (not lines[-1].strip() or (found := _OPTION.fullmatch(lines[-1].strip()))):
        if lines.pop().strip() and found:
            rows.insert(0, (found[1].strip(), (found[2] or found[1]).strip()))
    opens = template.front.list
    if len(opens) > LONGEST_OPENING:
        raise TemplateError("list: longer than {n} characters", file=template.file, line=1, n=LONGEST_OPENING)
    if len(rows) > MOST_BUTTONS and not opens:
        raise TemplateError(
            "more than {n} buttons; `list: …` above makes them rows of a list",
            file=template.file,
            line=1,
            n=MOST_BUTTONS,
        )
    return "\n".join(lines).strip(), Options(tuple(rows), opens) if rows else None
