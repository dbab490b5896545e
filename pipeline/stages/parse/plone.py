"""Plone's REST interface: `…/++api++/@search?portal_type=News+Item&fullobjects=1` and the newest first.

An item's guid is the one of Plone's Atom feeds, so that both may be read and it is one item; it outlives renames.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.feed_codes import FeedCode
from pipeline.happening import Event
from pipeline.model import Document, Entry, Parsed
from pipeline.patterns import lazy_re
from pipeline.reasons import Reason
from pipeline.stages.parse.common import (
    MOST,
    absolute,
    date,
    flawed,
    json_of,
    part,
    reject,
    string,
    without_debris,
)
from pipeline.stages.parse.dates import first, newest
from pipeline.stages.parse.declared import event_on
from pipeline.stages.parse.decoding import decoded
from pipeline.stages.parse.exchange import FeedError
from pipeline.stages.parse.linked import links_of
from pipeline.stages.parse.series import Occurrence, Series, told
from pipeline.text import line_of, one_line, text_of


def read(document: Document) -> Parsed:
    """The entries of Plone's answer. Raises FeedError."""
    found = json_of(document)
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):
        message = string(part(found, "message")) or "this is JSON, but no answer of Plone's @search"
        raise FeedError(Reason(FeedCode.NO_PLONE, said=one_line(message)[:120]))
    items = [item for item in found["items"] if isinstance(item, dict)]
    shown = [item for item in items if item.get("review_state") in (None, "published")]
    entries = [
        _entry(item, document) for item in newest(shown, MOST, partial(_first_date, document=document))
    ]
    older = absolute(string(part(found, "batching", "next")), document.url)
    parsed = Parsed(tuple(entry for entry in entries if entry.guid), older=older)
    return flawed(parsed, decoded(document).lost)


def _entry(item: dict[str, Any], document: Document) -> Entry:
    zone = document.zone
    address, uid = string(item.get("@id")).replace("/++api++", ""), string(item.get("UID"))
    title = line_of(string(item.get("title")))
    html = string(part(item, "text", "data"))
    link = absolute(address, document.url)
    text = without_debris(text_of(html, links_of(document, link)), title)
    summary = text_of(string(item.get("description")))
    place = line_of(string(item.get("location")))
    series = _series(item, document)
    coming = series.next() if series else None
    when = told(coming, place, zone) if coming else ""
    summary = "\n".join(line for line in (when, summary) if line)
    return Entry(
        guid=f"urn:syndication:{uid}" if uid else address,
        link=link,
        title=title,
        summary=summary,
        text=text or summary,
        categories=_categories(item),
        published=_first_date(item, document),
        image=_image(item, document.url),
        image_alt=line_of(string(item.get("preview_caption") or item.get("image_caption"))),
        reject=reject(title, html),
        until=series.over() if series else date(string(item.get("expires")), zone),
        event=_event(coming, item, place),
        marks=_marks(series, title, summary, text),
    )


def _event(coming: Occurrence | None, item: dict[str, Any], place: str) -> Event | None:
    """The next date; without an end, if the editor has left that open."""
    event = event_on(coming, place) if coming else None
    open_end = event is not None and item.get("open_end") is True and not event.all_day
    return replace(event, ends=None) if event and open_end else event


def _series(item: dict[str, Any], document: Document) -> Series | None:
    """The dates of an event; None for other items."""
    zone = document.zone
    starts, ends = (date(string(item.get(name)), zone) for name in ("start", "end"))
    if starts is None:
        return None
    lines = [_line("DTSTART", starts, item, zone)]
    if ends is not None and item.get("open_end") is not True:
        lines.append(_line("DTEND", ends + 1 if item.get("whole_day") is True else ends, item, zone))
    rules = [one for one in string(item.get("recurrence")).splitlines() if _RULE.match(one)]
    from icalendar import Event  # heavy, and most items are no events

    text = "\r\n".join(("BEGIN:VEVENT", *lines, *rules, "END:VEVENT", ""))
    return Series(Event.from_ical(text), (), zone, document.now)


def _line(name: str, at: float, item: dict[str, Any], zone: ZoneInfo) -> str:
    moment = datetime.fromtimestamp(at, zone)
    whole = item.get("whole_day") is True
    return f"{name};VALUE=DATE:{moment:%Y%m%d}" if whole else f"{name}:{moment:%Y%m%dT%H%M%S}"


_RULE = lazy_re(r"(RRULE|RDATE|EXDATE)[:;][\w:;=,+/-]{1,2000}$")


def _marks(series: Series | None, *texts: str) -> str:
    """What tells of an edit of an event that comes again: its next date changes by itself."""
    marks = series.marks() if series else ""
    return marks and "\n".join((marks, *texts))


def _first_date(item: dict[str, Any], document: Document) -> float | None:
    """The date of publication; None where Plone says 1969, which means "none"."""
    return first(date(string(item.get(name)), document.zone) for name in ("effective", "Date", "created"))


def _categories(item: dict[str, Any]) -> tuple[str, ...]:
    """The categories: first the kind of news in the council model, then the subjects."""
    kind = item.get("tipologia_notizia")
    kinds = [kind] if isinstance(kind, str | dict) else kind if isinstance(kind, list) else []
    names = [one.get("title") if isinstance(one, dict) else one for one in kinds]
    subjects = item.get("subjects", item.get("Subject"))
    names += subjects if isinstance(subjects, list) else []
    clean = [line_of(string(name)) for name in names]
    return tuple(dict.fromkeys(name for name in clean if name))


def _image(item: dict[str, Any], base: str) -> str:
    for name in ("preview_image", "image"):
        if string(part(item, name, "content-type")).startswith("image/"):
            address = string(part(item, name, "download")).replace("/++api++", "")
            if address:
                return absolute(address, base)
    return ""
