"""Recorded documents taken apart and put together: the same bytes of each entry, in a feed that shows fewer. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.model import Source

# An element of an entry, or what may hold the words of one without being it.
_MARKS = re.compile(
    rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<(/?)(?:\w+:)?(item|entry)(?=[\s>/])[^>]*>", re.S | re.I
)
_EVENT = re.compile(rb"^BEGIN:VEVENT\r?\n.*?^END:VEVENT\r?\n?", re.M | re.S | re.I)


# When an entry was last changed, as each form says it.
_MODIFIED = re.compile(
    rb"<(?:\w+:)?(?:updated|modified)>\s*(?:<!\[CDATA\[)?([^<\]]+)|^LAST-MODIFIED[^:\n]*:(\S+)"
    rb'|"(?:modified_gmt|date_modified|modified)": ?"([^"]+)"',
    re.M | re.I,
)


@dataclass(frozen=True)
class Form:
    """What a document is, and how its entries become one again."""

    source: Source
    content_type: str
    compose: Callable[[Sequence[bytes]], bytes]


def taken_apart(body: bytes) -> tuple[Form, list[bytes]]:
    """The form of a document, and its entries in the document's order. What is no feed has none."""
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start in (b"[", b"{") and (found := _json(body)):
        return found
    if b"BEGIN:VCALENDAR" in body[:1000].upper():
        events = list(_EVENT.finditer(body))
        return _framed(body, Source.CALENDAR, "text/calendar", [one.span() for one in events])
    return _framed(body, Source.FEED, "application/xml", _elements(body))


def modified_in(entry: bytes) -> str:
    """When a raw entry says that it was last changed, in its own words; "" if it does not."""
    found = _MODIFIED.search(entry)
    said = next((part for part in found.groups() if part), b"") if found else b""
    zone = "Z" if found and b"modified_gmt" in found[0] else ""
    return said.decode("ascii", "replace").strip() + zone


def _framed(
    body: bytes, source: Source, kind: str, spans: Sequence[tuple[int, int]]
) -> tuple[Form, list[bytes]]:
    """Entries that stand one after another between a head and an end."""
    first, last = (spans[0][0], spans[-1][1]) if spans else (len(body), len(body))
    head, end = body[:first], body[last:]
    form = Form(source, kind, lambda entries: head + b"".join(entries) + end)
    return form, [body[begin:close] for begin, close in spans]


def _elements(body: bytes) -> list[tuple[int, int]]:
    """Where each entry begins and ends."""
    found: list[tuple[int, int]] = []
    begin = -1
    for mark in _MARKS.finditer(body):
        if mark[2] is None or mark[0].endswith(b"/>"):
            continue
        if not mark[1]:
            begin = mark.start() if begin < 0 else begin
        elif begin >= 0:
            found.append((begin, mark.end()))
            begin = -1
    return found


def _json(body: bytes) -> tuple[Form, list[bytes]] | None:
    try:
        whole = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return None
    if isinstance(whole, list):
        return Form(Source.WORDPRESS, "application/json", _in_list), _dumped(whole)
    if not isinstance(whole.get("items"), list):
        return None
    source = Source.FEED if "jsonfeed.org" in str(whole.get("version")) else Source.PLONE
    rest = {name: value for name, value in whole.items() if name not in ("items", "batching", "next_url")}

    def compose(entries: Sequence[bytes]) -> bytes:
        head = json.dumps(rest, ensure_ascii=False).encode()[:-1]
        return head + (b", " if rest else b"") + b'"items": ' + _in_list(entries) + b"}"

    return Form(source, "application/json", compose), _dumped(whole["items"])


def _in_list(entries: Sequence[bytes]) -> bytes:
    return b"[" + b", ".join(entries) + b"]"


def _dumped(entries: list[Any]) -> list[bytes]:
    return [json.dumps(one, ensure_ascii=False).encode("utf-8", "replace") for one in entries]
