"""Reports about one citizen: a message, a new number or id, the switch for marketing. Pure.

Each reader returns None for an element of another kind, and may raise anything for one that cannot be read.
"""

from __future__ import annotations

from typing import Any

from channels.hearing import Incoming, Marketing, Moved
from channels.whatsapp.plain import name_of, phone_of, text_of, time_of

_MOVES = ("user_changed_number", "user_changed_user_id")
_WITH_CAPTION = ("image", "video", "document")


def moved(element: Any) -> Moved | None:
    if element["type"] != "system":
        return None
    system = element["system"]
    if system["type"] not in _MOVES:
        return None
    move = Moved(
        id=_id(element),
        at=time_of(element["timestamp"]),
        old_phone=phone_of(element.get("from")),
        old_user_id=text_of(system.get("previous_user_id")),
        phone=phone_of(system.get("wa_id")),
        user_id=text_of(system.get("user_id")),
    )
    if not (move.phone or move.user_id) or not (move.old_phone or move.old_user_id):
        raise ValueError("moved from nowhere, or to nowhere")
    return move


def marketing(element: Any) -> Marketing | None:
    if element["category"] != "marketing_messages":
        return None
    choice = Marketing(
        at=time_of(element["timestamp"]),
        stop={"stop": True, "resume": False}[element["value"]],
        phone=phone_of(element.get("wa_id")),
        user_id=text_of(element.get("user_id")),
    )
    if not (choice.phone or choice.user_id):
        raise ValueError("nobody's choice")
    return choice


def message(element: Any, value: dict[str, Any]) -> Incoming | None:
    """`value`: the report that the message came in; its contacts may name the writer."""
    if element["type"] == "system":
        return None
    phone, user_id = phone_of(element.get("from")), text_of(element.get("from_user_id"))
    if not (phone or user_id):
        phone, user_id = _only_contact(value.get("contacts"))
    if not (phone or user_id):
        raise ValueError("written by nobody")
    text, also = _words(element)
    return Incoming(
        id=_id(element),
        at=time_of(element["timestamp"]),
        phone=phone,
        user_id=user_id,
        text=text_of(text),
        also=text_of(also),
        edited=_is_edited(element),
    )


def _id(element: Any) -> str:
    found = name_of(element["id"])
    if not found:
        raise ValueError("without an id it would be applied twice, or never")
    return found


def _only_contact(contacts: Any) -> tuple[str, str]:
    """Number and user id of the contact; of several one could not tell whose the message is."""
    known = [one for one in contacts if isinstance(one, dict)] if isinstance(contacts, list) else []
    if len(known) != 1:
        return "", ""
    return phone_of(known[0].get("wa_id")), text_of(known[0].get("user_id"))


def _words(element: Any) -> tuple[str, str]:
    """The citizen's words: what was written, a caption, or what the button tapped stands for; and, of a button, its
    other wording. A reaction is a feeling about one message, no command; what was deleted has no words. Raises
    anything for words that cannot be read: they may say cancellami."""
    match element:
        case {"type": "text"}:
            return _text(element["text"]["body"]), ""
        case {"type": "button", "button": {**button}}:
            return _two(button.get("payload"), button.get("text"))
        case {"type": "interactive", "interactive": {"button_reply": {**reply}}}:
            return _two(reply.get("title"), reply.get("id"))
        case {"type": "interactive", "interactive": {"list_reply": {**reply}}}:
            return _two(reply.get("id"), reply.get("title"))  # a title may be cut short
        case {"type": "edit", "edit": {"message": {**message}}}:
            return _words(message)
        case {"type": str(kind)} if kind in _WITH_CAPTION:
            return _text(element[kind].get("caption") or ""), ""
        case {"type": "button" | "interactive" as kind} if not isinstance(element.get(kind), dict):
            raise ValueError("a tap on nothing")
        case {"type": str()}:
            return "", ""
    raise ValueError("of no kind")


def _text(words: Any) -> str:
    if not isinstance(words, str):
        raise ValueError("words that cannot be read")
    return words


def _two(first: Any, second: Any) -> tuple[str, str]:
    texts = [text for text in (name_of(first), name_of(second)) if text.strip()]
    return (*texts, "", "")[0], (*texts, "", "")[1]


def _is_edited(element: Any) -> bool:
    """Whether it replaces an earlier message. Where Meta does not hand the new words over (it did not in June 2026), it
    is `unsupported`."""
    match element:
        case {"type": "edit"} | {"type": "unsupported", "unsupported": {"type": "edit"}}:
            return True
    return False
