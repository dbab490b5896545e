"""Interactive messages as Meta documents them: reply buttons and lists, and the tap on one as its webhook posts it."""

from __future__ import annotations

from typing import Any

from pipeline.sandbox.world import Refusal

MOST_BUTTONS, MOST_ROWS = 3, 10
_LONGEST = {"button": 1024, "list": 4096}  # characters of the text
Rows = tuple[tuple[str, str], ...]  # (title, id)


def interactive_refusal(value: Any, window_open: bool) -> Refusal | None:
    """The refusal of the `interactive` object of a message, or None."""
    if not isinstance(value, dict) or set(value) - {"type", "header", "body", "footer", "action"}:
        return Refusal(100, "interactive: type, header, body, footer and action only")
    kind, body = value.get("type"), value.get("body")
    if kind not in _LONGEST:
        return Refusal(131009, "interactive.type must be button or list")
    text = body.get("text") if isinstance(body, dict) else None
    if not isinstance(text, str) or not text:
        return Refusal(131008, "Required parameter is missing: interactive.body.text")
    if len(text) > _LONGEST[kind]:
        return Refusal(131009, f"interactive.body.text is longer than {_LONGEST[kind]} characters")
    problem = _list_problem(value.get("action")) if kind == "list" else _buttons_problem(value.get("action"))
    if problem:
        return Refusal(131009, problem)
    if not window_open:
        return Refusal(131047, "More than 24 hours have passed since the recipient last replied")
    return None


def _buttons_problem(action: Any) -> str:
    match action:
        case {"buttons": [*buttons]} if set(action) == {"buttons"} and 1 <= len(buttons) <= MOST_BUTTONS:
            replies = [one.get("reply") if isinstance(one, dict) else None for one in buttons]
            if None in replies or any(one != {"type": "reply", "reply": one["reply"]} for one in buttons):
                return "interactive.action.buttons: each has type reply and a reply"
            return _rows_problem(replies, title=20, id_=256, optional=frozenset())
    return "interactive.action must have 1 to 3 buttons"


def _list_problem(action: Any) -> str:
    match action:
        case {"button": str(button), "sections": [*sections]} if set(action) == {"button", "sections"}:
            if not 1 <= len(button) <= 20:
                return "interactive.action.button must have 1 to 20 characters"
            if not all(isinstance(one, dict) and isinstance(one.get("rows"), list) for one in sections):
                return "interactive.action.sections: each has rows"
            titles = [one.get("title", "") for one in sections]
            if any(len(title) > 24 or (len(sections) > 1 and not title) for title in titles):
                return "a section needs a title of at most 24 characters if there are several"
            rows = [row for one in sections for row in one["rows"]]
            if not 1 <= len(rows) <= MOST_ROWS:
                return "a list has 1 to 10 rows in all"
            return _rows_problem(rows, title=24, id_=200, optional=frozenset({"description"}))
    return "interactive.action must have a button and sections"


def _rows_problem(rows: list[Any], *, title: int, id_: int, optional: frozenset[str]) -> str:
    """What is wrong with buttons or rows; "" = nothing."""
    for one in rows:
        if not isinstance(one, dict) or set(one) - optional != {"id", "title"}:
            return "id and title are required, and nothing else"
        if not 1 <= len(one["title"]) <= title or not 1 <= len(one["id"]) <= id_:
            return f"a title has 1 to {title} characters, an id 1 to {id_}"
        if len(one.get("description", "")) > 72:
            return "a description has at most 72 characters"
    if any(len({one[key] for one in rows}) < len(rows) for key in ("id", "title")):
        return "ids and titles must be unique"
    return ""


def text_and_rows(value: dict[str, Any]) -> tuple[str, str, Rows]:
    """(text, the button that opens the list or "", what can be tapped) of an accepted interactive message."""
    action = value["action"]
    rows = [one["reply"] for one in action.get("buttons", ())]
    rows += [row for section in action.get("sections", ()) for row in section["rows"]]
    return value["body"]["text"], action.get("button", ""), tuple((one["title"], one["id"]) for one in rows)


def tap(title: str, id_: str, *, in_a_list: bool, message: str, number: str) -> dict[str, Any]:
    """The part of Meta's `messages` element that tells of a tap on a message of ours."""
    kind = "list_reply" if in_a_list else "button_reply"
    interactive = {"type": kind, kind: {"id": id_, "title": title}}
    context = {"from": number.lstrip("+"), "id": message}
    return {"type": "interactive", "interactive": interactive, "context": context}
