"""Free texts with answers to tap: reply buttons, or rows of a list. Pure.

Source: Meta's pages on interactive reply buttons and interactive lists.
"""

from __future__ import annotations

from typing import Any

from channels.base import Content
from channels.options import Options

MOST_BUTTONS, LONGEST_BUTTON, LONGEST_WITH_BUTTONS = 3, 20, 1024
MOST_ROWS, LONGEST_ROW, LONGEST_WITH_LIST = 10, 24, 4096
LONGEST_ID = 200  # characters: of a row; a button's may be longer


def interactive(content: Content) -> dict[str, Any] | None:
    """The `interactive` object of a message; None where it has no options, or Meta would refuse them: then the text
    goes alone, which names the words too."""
    options = content.options
    if options is None or not options.rows or any(len(means) > LONGEST_ID for _, means in options.rows):
        return None
    return _list(content.text, options) if options.opens else _buttons(content.text, options)


def _list(text: str, options: Options) -> dict[str, Any] | None:
    if len(options.rows) > MOST_ROWS or len(text) > LONGEST_WITH_LIST or len(options.opens) > LONGEST_BUTTON:
        return None
    titles = _titles(options, LONGEST_ROW)
    rows = [{"id": means, "title": title} for title, (_, means) in zip(titles, options.rows, strict=True)]
    action = {"button": options.opens, "sections": [{"rows": rows}]}
    return {"type": "list", "body": {"text": text}, "action": action}


def _buttons(text: str, options: Options) -> dict[str, Any] | None:
    if len(options.rows) > MOST_BUTTONS or len(text) > LONGEST_WITH_BUTTONS:
        return None
    titles = _titles(options, LONGEST_BUTTON)
    replies = [{"id": means, "title": title} for title, (_, means) in zip(titles, options.rows, strict=True)]
    buttons = [{"type": "reply", "reply": reply} for reply in replies]
    return {"type": "button", "body": {"text": text}, "action": {"buttons": buttons}}


def _titles(options: Options, longest: int) -> list[str]:
    """The titles, short enough, and no two alike: Meta refuses those."""
    found: list[str] = []
    for title, _ in options.rows:
        short = title if len(title) <= longest else title[: longest - 1].rstrip() + "…"
        number = 2
        while short in found:
            end = f"… {number}"
            short, number = title[: longest - len(end)].rstrip() + end, number + 1
        found.append(short)
    return found
