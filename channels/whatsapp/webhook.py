"""The bodies Meta posts to the webhook, as values. Pure.

Every list of the payload is walked, and one malformed element never loses the rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from channels.approving import AccountNews, TemplateNews
from channels.hearing import Incoming, Marketing, Moved, Update
from channels.outcomes import Receipt
from channels.whatsapp.account import account_news, template_news
from channels.whatsapp.errors import outcome_of_status

_STATUSES = frozenset(("sent", "delivered", "read", "played", "failed"))


def parse(raw: bytes) -> Update:
    """The messages and receipts of one POST. Raises ValueError if it is not JSON."""
    try:
        body = json.loads(raw)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    found: list[Incoming | Moved | Marketing | Receipt | None] = []
    templates: list[TemplateNews] = []
    account: list[AccountNews] = []
    for field_, at, value in _values(body):
        if isinstance(value, dict):
            if (changed := template_news(value)) is not None:
                templates.append(replace(changed, at=at))
            elif (news := account_news(field_, value)) is not None:
                account.append(news)
        found += [_moved(one) or _message(one, value) for one in _list(value, "messages")]
        found += [_marketing(one) for one in _list(value, "user_preferences")]
        found += [_receipt(one) for one in _list(value, "statuses")]
    return Update(
        messages=tuple(one for one in found if isinstance(one, Incoming)),
        moves=tuple(one for one in found if isinstance(one, Moved)),
        marketing=tuple(one for one in found if isinstance(one, Marketing)),
        receipts=tuple(one for one in found if isinstance(one, Receipt)),
        templates=tuple(templates),
        account=tuple(account),
        ignored=sum(one is None for one in found),
    )


def _list(value: Any, key: str) -> list[Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def _values(body: Any) -> Iterator[tuple[str, float, Any]]:
    """Every change as (field, the entry's own time in Unix seconds or 0, value)."""
    for entry in _list(body, "entry"):
        for change in _list(entry, "changes"):
            if isinstance(change, dict):
                yield _text_of(change.get("field")), _entry_time(entry), change.get("value")


def _entry_time(entry: Any) -> float:
    try:
        return _time_of(entry.get("time"))
    except (AttributeError, TypeError, ValueError):
        return 0.0


def _text_of(value: Any) -> str:
    """A text that can be stored: JSON may contain lone surrogates."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _time_of(value: Any) -> float:
    """A time in Unix seconds. Raises ValueError for anything else, and for times outside our era."""
    at = float(value)
    if not 1e9 < at < 1e11:
        raise ValueError
    return at


def _phone(value: Any) -> str:
    """The number in E.164 with "+", which Meta omits."""
    digits = _text_of(value).lstrip("+")
    return f"+{digits}" if digits else ""


def _moved(element: Any) -> Moved | None:
    try:
        system = element["system"]
        if element["type"] != "system" or system["type"] not in (
            "user_changed_number",
            "user_changed_user_id",
        ):
            return None
        move = Moved(
            id=_text_of(element["id"]),
            at=_time_of(element["timestamp"]),
            old_phone=_phone(element.get("from")),
            old_user_id=_text_of(system.get("previous_user_id")),
            phone=_phone(system.get("wa_id")),
            user_id=_text_of(system.get("user_id")),
        )
        return move if move.phone or move.user_id else None
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _marketing(element: Any) -> Marketing | None:
    try:
        if element["category"] != "marketing_messages" or element["value"] not in ("stop", "resume"):
            return None
        return Marketing(
            at=_time_of(element["timestamp"]),
            stop=element["value"] == "stop",
            phone=_phone(element.get("wa_id")),
            user_id=_text_of(element.get("user_id")),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _message(element: Any, value: Any) -> Incoming | None:
    try:
        phone = _text_of(element.get("from"))
        user_id = _text_of(element.get("from_user_id"))
        if not phone and not user_id:
            contacts = [c for c in _list(value, "contacts") if isinstance(c, dict)]
            if len(contacts) == 1:  # of several one could not tell whose it is
                phone, user_id = _text_of(contacts[0].get("wa_id")), _text_of(contacts[0].get("user_id"))
        if not (phone or user_id) or element.get("type") == "system":
            return None
        return Incoming(
            id=_text_of(element["id"]),
            at=_time_of(element["timestamp"]),
            phone=_phone(phone),
            user_id=user_id,
            text=_text_of(_words(element)),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _words(element: dict[str, Any]) -> str:
    """The citizen's words: the text written, or the label of the button tapped."""
    match element:
        case {"type": "text", "text": {"body": str(body)}}:
            return body
        case {"type": "button", "button": {"payload": str(payload)}} if payload:
            return payload
        case {"type": "button", "button": {"text": str(text)}}:
            return text
        case {"type": "interactive", "interactive": {"button_reply": {"title": str(title)}}}:
            return title
        case {"type": "interactive", "interactive": {"list_reply": {"title": str(title)}}}:
            return title
    return ""


def _receipt(element: Any) -> Receipt | None:
    try:
        status = str(element["status"])
        if status not in _STATUSES:
            return None
        receipt = Receipt(
            remote_id=_text_of(element["id"]),
            status="read" if status == "played" else status,
            at=_time_of(element["timestamp"]),
            key=_text_of(element.get("biz_opaque_callback_data")),
            **_pricing(element.get("pricing")),
        )
        if status != "failed":
            return receipt
        errors = [error for error in _list(element, "errors") if isinstance(error, dict)]
        code = errors[0].get("code") if errors else None
        return replace(receipt, failure=outcome_of_status(code if isinstance(code, int) else -1))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _pricing(value: Any) -> dict[str, Any]:
    """The price's category and type, if given. Source: Cloud API reference, status webhooks; `billable` is being
    removed."""
    match value:
        case {"type": str(kind), "category": str(category)}:
            category = _text_of(category).upper()
            category = "MARKETING" if category == "MARKETING_LITE" else category
            return {"category": category, "free": kind != "regular"}
    return {}
