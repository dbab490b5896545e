"""The bodies Meta posts to the webhook, as values. Pure.

Every list of the payload is walked. What is not addressed to us is counted and not read; one element that cannot be
read is counted and never loses the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from channels.approving import AccountNews, TemplateNews
from channels.hearing import Incoming, Marketing, Moved, Update
from channels.outcomes import Receipt
from channels.whatsapp import citizens
from channels.whatsapp.account import ACCOUNT_FIELDS, TEMPLATE_FIELDS, account_news, template_news
from channels.whatsapp.errors import outcome_of_status
from channels.whatsapp.plain import name_of, text_of, time_of
from channels.whatsapp.tolerant import loads

OBJECT = "whatsapp_business_account"
MESSAGES, PREFERENCES = "messages", "user_preferences"
# "": Meta always names the field; a report that names none is read for what is in it.
_FIELDS = frozenset(("", MESSAGES, PREFERENCES, *ACCOUNT_FIELDS, *TEMPLATE_FIELDS))
_STATUSES = frozenset(("sent", "delivered", "read", "played", "failed"))
_T = TypeVar("_T")


def parse(raw: bytes, channels: Sequence[Mapping[str, Any]] = ()) -> Update:
    """The messages and receipts of one POST. Raises ValueError if it is no report at all.

    `channels`: the settings of our channels, `phone_number_id`, `waba_id` and `also_hears`. What names another number,
    account, object or field is not for us; what names none is read.
    """
    body = loads(raw)
    if not isinstance(body, dict) or not isinstance(body.get("entry"), list):
        raise ValueError("no report")
    read = _Reading(_names(channels, "phone_number_id"), _names(channels, "waba_id"))
    read.body(body)
    return Update(
        messages=tuple(read.messages),
        moves=tuple(sorted(read.moves, key=lambda one: one.at)),  # the second of two needs the first
        marketing=tuple(read.marketing),
        receipts=tuple(read.receipts),
        templates=tuple(one for one in read.news if isinstance(one, TemplateNews)),
        account=tuple(one for one in read.news if isinstance(one, AccountNews)),
        foreign=dict(read.foreign),
        unread=read.unread,
    )


def _names(channels: Sequence[Mapping[str, Any]], key: str) -> frozenset[str]:
    """The ids of ours, also those we had before; none if a channel does not tell its own: then any may be ours."""
    found = [name_of(channel.get(key)) for channel in channels]
    before = [one for channel in channels for one in re.split(r"[\s,;]+", name_of(channel.get("also_hears")))]
    return frozenset((*found, *before)) if all(found) else frozenset()


@dataclass
class _Reading:
    """What has been read of one body."""

    numbers: frozenset[str]  # ours; empty = any
    accounts: frozenset[str]  # the same
    messages: list[Incoming] = field(default_factory=list)
    moves: list[Moved] = field(default_factory=list)
    marketing: list[Marketing] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    news: list[TemplateNews | AccountNews] = field(default_factory=list)
    foreign: Counter[str] = field(default_factory=Counter)
    unread: int = 0

    def body(self, body: Mapping[str, Any]) -> None:
        whose = body.get("object")
        for entry in body["entry"]:
            if isinstance(whose, str) and whose != OBJECT:
                self.foreign["object"] += 1
            elif not isinstance(entry, dict):
                self.unread += 1
            elif self.accounts and name_of(entry.get("id")) not in ("", *self.accounts):
                self.foreign["account"] += 1
            else:
                for change in self._list(entry, "changes"):
                    self._change(change, entry.get("time"))

    def _change(self, change: Any, time: Any) -> None:
        value = change.get("value") if isinstance(change, dict) else None
        if not isinstance(value, dict):
            self.unread += 1
            return
        named = text_of(change.get("field"))
        metadata = value.get("metadata")
        number = name_of(metadata.get("phone_number_id")) if isinstance(metadata, dict) else ""
        if named not in _FIELDS:
            self.foreign["field"] += 1
        elif self.numbers and number not in ("", *self.numbers):
            self.foreign["number"] += 1
        else:
            self._value(named, value, time)

    def _value(self, named: str, value: dict[str, Any], time: Any) -> None:
        self._add(self.news, lambda one: _news(named, one, time), [value])
        if named in ("", MESSAGES):
            elements = self._list(value, "messages")
            self._add(self.moves, citizens.moved, elements)
            self._add(self.messages, lambda one: citizens.message(one, value), elements)
            self._add(self.receipts, _receipt, self._list(value, "statuses"))
        if named in ("", MESSAGES, PREFERENCES):
            self._add(self.marketing, citizens.marketing, self._list(value, "user_preferences"))

    def _add(self, found: list[_T], reader: Callable[[Any], _T | None], elements: Sequence[Any]) -> None:
        """Read each element. None = it is of another kind; an error, whichever = nobody foresaw it."""
        for one in elements:
            try:
                if (value := reader(one)) is not None:
                    found.append(value)
            except Exception:
                self.unread += 1

    def _list(self, value: Mapping[str, Any], key: str) -> list[Any]:
        found = value.get(key)
        if isinstance(found, list):
            return found
        self.unread += found is not None
        return []


def _news(named: str, value: dict[str, Any], time: Any) -> TemplateNews | AccountNews | None:
    """`time`: the entry's own, which it often has not."""
    changed = template_news(value)
    if changed is None:
        return account_news(named, value)
    try:
        return replace(changed, at=time_of(time))
    except ValueError:
        return changed


def _receipt(element: Any) -> Receipt | None:
    status = element["status"]
    if not isinstance(status, str):
        raise ValueError("no status")
    if status not in _STATUSES:
        return None
    receipt = Receipt(
        remote_id=name_of(element["id"]),
        status="read" if status == "played" else status,
        at=time_of(element["timestamp"]),
        key=text_of(element.get("biz_opaque_callback_data")),
        **_pricing(element.get("pricing")),
    )
    if status != "failed":
        return receipt
    return replace(receipt, failure=outcome_of_status(next(_codes(element.get("errors")), -1)))


def _codes(errors: Any) -> Iterator[int]:
    for error in errors if isinstance(errors, list) else ():
        code = name_of(error.get("code")) if isinstance(error, dict) else ""
        if code.isascii() and code.isdigit():
            yield int(code)


def _pricing(value: Any) -> dict[str, Any]:
    """The price's category and type, if given. Source: Cloud API reference, status webhooks; `billable` is being
    removed."""
    match value:
        case {"type": str(kind), "category": str(category)}:
            category = text_of(category).upper()
            category = "MARKETING" if category == "MARKETING_LITE" else category
            return {"category": category, "free": kind != "regular"}
    return {}
