"""iCalendar (RFC 5545): the events of a calendar. An event is news until it is over."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from datetime import date as Date
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.feed_codes import FeedCode
from pipeline.model import Document, Entry, Parsed
from pipeline.reasons import Code, Reason
from pipeline.stages.parse.common import FeedError, absolute, plausible, when_and_where
from pipeline.text import line_of, text_of

MOST = 1_000  # events of one calendar: those that end last
_EVENT = re.compile(r"^BEGIN:VEVENT\r?$.*?^END:VEVENT\r?$", re.M | re.S | re.I)


def read(document: Document) -> Parsed:
    """The events of a calendar as entries. Raises FeedError."""
    if b"BEGIN:VCALENDAR" not in document.body[:1000].upper():
        raise FeedError(Reason(FeedCode.NO_CALENDAR))
    text, broken = document.body.decode("utf-8-sig", "replace"), ""
    try:
        entries = _entries(text, document)
    except Exception as error:  # the library lets many kinds through
        entries, broken = _readable_entries(text, document), type(error).__name__
        if not entries:
            raise FeedError(Reason(FeedCode.CALENDAR_BROKEN, said=broken)) from None
    entries.sort(key=lambda entry: math.inf if entry.until is None else entry.until, reverse=True)
    return Parsed(tuple(entries[:MOST]), degraded=broken and f"broken calendar: {broken}")


def _entries(text: str, document: Document) -> list[Entry]:
    """Raises whatever the library does."""
    import icalendar

    calendar = icalendar.Calendar.from_ical(text)
    events = [event for event in calendar.walk("VEVENT") if "RECURRENCE-ID" not in event]
    return [entry for event in events if (entry := _entry(event, document)).guid and entry.title]


def _readable_entries(text: str, document: Document) -> list[Entry]:
    """The events that can be read alone: one that is broken must not cost the others."""
    found = []
    for part in _EVENT.findall(text):
        with suppress(Exception):
            found += _entries(f"BEGIN:VCALENDAR\r\n{part}\r\nEND:VCALENDAR\r\n", document)
    return found


def _entry(event: Any, document: Document) -> Entry:
    zone = document.zone
    starts, ends = _when(event, "DTSTART", zone), _when(event, "DTEND", zone)
    all_day = starts is not None and not isinstance(_value(event, "DTSTART"), datetime)
    if ends is None and starts is not None:
        ends = starts + (86400 if all_day else 3600)
    place = line_of(_words(event, "LOCATION"))
    event_line = when_and_where(starts, place, zone, all_day=all_day) if starts is not None else place
    text = text_of(_words(event, "DESCRIPTION"))
    return Entry(
        guid=_words(event, "UID").strip(),
        link=absolute(_words(event, "URL"), document.url),
        title=line_of(_words(event, "SUMMARY")),
        summary=event_line,
        text="\n\n".join(part for part in (event_line, text) if part),
        categories=_categories(event),
        published=_when(event, "CREATED", zone),  # not DTSTAMP: that is when the file was made
        reject=Code.CALLED_OFF if _words(event, "STATUS").upper() == "CANCELLED" else None,
        until=None if "RRULE" in event else ends,  # a series goes on
        place=place,
    )


def _value(event: Any, name: str) -> Any:
    """A property as a Python value; None if it is missing or malformed."""
    found = event.get(name)
    first = found[0] if isinstance(found, list) and found else found
    try:
        return getattr(first, "dt", None)
    except ValueError:  # how the library marks unreadable values
        return None


def _when(event: Any, name: str, zone: ZoneInfo) -> float | None:
    value = _value(event, name)
    if isinstance(value, Date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if not isinstance(value, datetime):
        return None
    try:
        return plausible((value if value.tzinfo else value.replace(tzinfo=zone)).timestamp())
    except (ValueError, OverflowError):
        return None


def _words(event: Any, name: str) -> str:
    found = event.get(name)
    return str((found[0] if found else "") if isinstance(found, list) else found or "")


def _categories(event: Any) -> tuple[str, ...]:
    found = event.get("CATEGORIES")
    lists = found if isinstance(found, list) else [found] if found is not None else []
    names = [line_of(str(name)) for one in lists for name in getattr(one, "cats", ())]
    return tuple(dict.fromkeys(name for name in names if name))
