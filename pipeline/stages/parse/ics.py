"""iCalendar (RFC 5545): the events of a calendar. An event is news until it is over."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.feed_codes import FeedCode
from pipeline.model import Document, Entry, Parsed
from pipeline.patterns import lazy_re
from pipeline.reasons import Code, Reason
from pipeline.stages.parse.common import absolute, flawed
from pipeline.stages.parse.declared import event_on
from pipeline.stages.parse.decoding import decoded
from pipeline.stages.parse.exchange import FeedError
from pipeline.stages.parse.series import Series, is_cancelled, told, zone_of
from pipeline.text import line_of, text_of

MOST = 1_000  # events of one calendar: those that end last
_EVENT = lazy_re(r"^BEGIN:VEVENT\r?$.*?^END:VEVENT\r?$", re.M | re.S | re.I)


def read(document: Document) -> Parsed:
    """The events of a calendar as entries. Raises FeedError."""
    if b"BEGIN:VCALENDAR" not in document.body[:1000].upper():
        raise FeedError(Reason(FeedCode.NO_CALENDAR))
    got, broken = decoded(document), ""
    try:
        calendar, events = _whole(got.text)
    except Exception as error:  # the library lets many kinds through
        broken = type(error).__name__
        calendar, events = {}, _readable(got.text)
    entries, unread = _entries(calendar, events, document)
    broken = broken or unread
    if broken and not entries:
        raise FeedError(Reason(FeedCode.CALENDAR_BROKEN, said=broken)) from None
    entries.sort(key=lambda entry: math.inf if entry.until is None else entry.until, reverse=True)
    flaw = Reason(FeedCode.FEED_BROKEN, said=broken) if broken else None
    parsed = Parsed(tuple(entries[:MOST]), degraded=broken and f"broken calendar: {broken}", flaw=flaw)
    return flawed(parsed, got.lost)


def _whole(text: str) -> tuple[Any, list[Any]]:
    """A calendar and its events. Raises whatever the library does."""
    import icalendar

    calendar = icalendar.Calendar.from_ical(text)
    return calendar, list(calendar.walk("VEVENT"))


def _readable(text: str) -> list[Any]:
    """The events that can be read alone: one that is broken must not cost the others."""
    found = []
    for part in _EVENT.findall(text):
        with suppress(Exception):
            found += _whole(f"BEGIN:VCALENDAR\r\n{part}\r\nEND:VCALENDAR\r\n")[1]
    return found


def _entries(calendar: Any, events: list[Any], document: Document) -> tuple[list[Entry], str]:
    """(an entry for each event or series that can be read, the error of one that cannot, "" = none)."""
    zone = zone_of(calendar, document.zone)
    exceptions: dict[str, list[Any]] = {}
    for event in events:
        if "RECURRENCE-ID" in event:
            exceptions.setdefault(_words(event, "UID"), []).append(event)
    found, broken = [], ""
    for event in events:
        if "RECURRENCE-ID" in event:
            continue
        try:
            series = Series(event, exceptions.get(_words(event, "UID"), ()), zone, document.now)
            found.append(_entry(series, document))
        except Exception as error:
            broken = type(error).__name__
    return [entry for entry in found if entry.title], broken


def _entry(series: Series, document: Document) -> Entry:
    event, coming = series.event, series.next()
    place = line_of(_on_it(coming.event, event, "LOCATION"))
    event_line = told(coming, place, document.zone)
    text = text_of(_on_it(coming.event, event, "DESCRIPTION"), keep_lines=True)
    title, link = (
        line_of(_on_it(coming.event, event, "SUMMARY")),
        absolute(_words(event, "URL"), document.url),
    )
    marks = series.marks()
    return Entry(
        guid=_words(event, "UID").strip(),
        link=link,
        title=title,
        summary=event_line,
        text="\n\n".join(part for part in (event_line, text) if part),
        categories=_categories(event),
        published=_created(event, document.zone),
        reject=Code.CALLED_OFF if is_cancelled(event) or series.is_empty else None,
        until=series.over(),
        event=event_on(coming, place),
        marks=marks and "\n".join((marks, _words(event, "SUMMARY"), _words(event, "LOCATION"), text, link)),
    )


def _on_it(date: Any, event: Any, name: str) -> str:
    """What is said of one date; what is not said of it is as for the whole event."""
    return _words(date, name) or _words(event, name)


def _created(event: Any, zone: ZoneInfo) -> float | None:
    """When the event was entered. Not DTSTAMP: that is when the file was made."""
    return Series({"DTSTART": event.get("CREATED")} if "CREATED" in event else {}, (), zone, 0).next().starts


def _words(event: Any, name: str) -> str:
    found = event.get(name)
    return str((found[0] if found else "") if isinstance(found, list) else found or "")


def _categories(event: Any) -> tuple[str, ...]:
    found = event.get("CATEGORIES")
    lists = found if isinstance(found, list) else [found] if found is not None else []
    names = [line_of(str(name)) for one in lists for name in getattr(one, "cats", ())]
    return tuple(dict.fromkeys(name for name in names if name))
