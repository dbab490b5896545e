"""The event that a portal declares: in JSON-LD within an item's HTML, in fields of WordPress's themes. Pure.

Sources: schema.org/Event; the REST interface of The Events Calendar; the fields of the councils' theme for WordPress.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.happening import Event
from pipeline.patterns import lazy_re
from pipeline.stages.parse.dates import date
from pipeline.stages.parse.series import Occurrence
from pipeline.text import line_of

LARGEST = 300_000  # characters of HTML that are looked at
DEEPEST = 4  # levels of JSON in which an event is looked for
LONGEST = 100_000  # characters of one script
_SCRIPT = lazy_re(r"<script\b[^<>]{0,300}application/ld\+json[^<>]{0,300}>", re.I)
_END = lazy_re(r"</script", re.I)
_OFF = ("EventCancelled", "EventCanceled", "EventPostponed")
_DAY = lazy_re(r"\d{4}-?\d\d-?\d\d|\d{1,2}/\d{1,2}/\d{4}")
_FIELDS = (  # names of the fields for begin, end and place
    ("_dci_evento_data_orario_inizio", "_dci_evento_data_orario_fine", "_dci_evento_luogo"),
    ("_EventStartDate", "_EventEndDate", "_EventVenue"),
    ("event_start_date", "event_end_date", "event_location"),
    ("data_inizio", "data_fine", "luogo"),
)


def event_on(one: Occurrence, place: str) -> Event | None:
    """The date of a calendar as an event; None if it has none."""
    return None if one.starts is None else Event(one.starts, one.ends, place, one.all_day)


def span(begin: str, end: str, place: str, zone: ZoneInfo, *, all_day: bool = False) -> Event | None:
    """The event from one written date to another; None if there is no beginning. Dates without an hour are days."""
    starts = date(begin, zone)
    if starts is None:
        return None
    ends = date(end, zone) if end else None
    if all_day or _DAY.fullmatch(begin.strip()):
        last = starts if ends is None or ends < starts else ends
        return days(starts, last, place, zone)
    if ends is not None and _DAY.fullmatch(end.strip()):
        ends = _midnight(ends, zone, 1)
    return Event(starts, ends if ends is not None and ends > starts else None, line_of(place))


def days(first: float, last: float, place: str, zone: ZoneInfo) -> Event:
    """The event of whole days. `last`: a moment of the last one."""
    return Event(_midnight(first, zone, 0), _midnight(last, zone, 1), line_of(place), all_day=True)


def _midnight(at: float, zone: ZoneInfo, later: int) -> float:
    day = datetime.fromtimestamp(at, zone).date() + timedelta(later)
    return datetime.combine(day, time(), zone).timestamp()


@dataclass(frozen=True, slots=True)
class Declared:
    """An event in JSON-LD, with its name and address, by which it is known whose it is; "" = it has none."""

    event: Event
    name: str
    url: str


def event_in_html(html: str, zone: ZoneInfo) -> Event | None:
    """The one event that the JSON-LD of an item declares; None = none, or several."""
    found = declared_in(html, zone)
    return found[0].event if len(found) == 1 else None


def declared_in(html: str, zone: ZoneInfo) -> list[Declared]:
    """All events that JSON-LD declares. Linear in the length of what is looked at."""
    found: list[Declared] = []
    for script in _scripts(html[:LARGEST]) if "ld+json" in html else ():
        try:
            found += filter(None, (_declared(one, zone) for one in _events(json.loads(script), DEEPEST)))
        except (ValueError, RecursionError, OverflowError):
            continue
    return found


def _scripts(html: str) -> Iterator[str]:
    at = 0
    while begin := _SCRIPT.search(html, at):
        end = _END.search(html, begin.end(), begin.end() + LONGEST)
        if end is not None:
            yield html[begin.end() : end.start()]
        # Never looked at again, so that scripts without an end take linear time.
        at = begin.end() + LONGEST if end is None else end.start()


def _declared(one: dict[str, Any], zone: ZoneInfo) -> Declared | None:
    begin, end = (_string(one.get(name)) for name in ("startDate", "endDate"))
    event = span(begin, end, _location(one.get("location")), zone)
    if event is None:
        return None
    status = _string(one.get("eventStatus"))
    event = replace(_without_midnights(event, zone), off=status.endswith(_OFF))
    return Declared(event, line_of(_string(one.get("name"))), _string(one.get("url")))


def _without_midnights(event: Event, zone: ZoneInfo) -> Event:
    """The event; of whole days if it begins at midnight, as those do that a program has written without an hour."""
    last = event.starts if event.ends is None else event.ends
    clocks = [f"{datetime.fromtimestamp(at, zone):%H:%M}" for at in (event.starts, last)]
    if event.all_day or clocks[0] != "00:00" or clocks[1] not in ("00:00", "23:59"):
        return event
    return days(event.starts, max(event.starts, last - 1), event.place, zone)


def _events(value: Any, deep: int) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for one in value[:50] if deep else ():
            yield from _events(one, deep - 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        names = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(name, str) and (name.endswith("Event") or name == "Festival") for name in names):
            yield value
        elif deep:
            yield from _events([value.get(name) for name in ("@graph", "mainEntity", "about")], deep - 1)


def _location(value: Any) -> str:
    """The name of a place, with its street."""
    if isinstance(value, list):
        return _location(value[0]) if value else ""
    if not isinstance(value, dict):
        return _string(value)
    address = value.get("address")
    street = _string(address.get("streetAddress")) if isinstance(address, dict) else _string(address)
    name = _string(value.get("name"))
    return ", ".join(filter(None, (name, "" if street in name else street)))


def event_in_fields(post: dict[str, Any], zone: ZoneInfo) -> Event | None:
    """The event by the fields that a theme or a plugin of WordPress adds to an item's answer; None = there are none."""
    fields = dict(_fields(post))
    for begin, end, place in _FIELDS:
        if starts := _string(fields.get(begin)):
            local = begin.startswith("_dci")
            return span(
                _wall(starts, local, zone),
                _wall(_string(fields.get(end)), local, zone),
                _string(fields.get(place)),
                zone,
            )
    return None


def _fields(post: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The fields of an item, from whichever part of the answer a plugin puts them into; and the boxes within."""
    for name in ("meta", "acf", "cmb2"):
        part = post.get(name)
        if isinstance(part, dict):
            yield from part.items()
            for box in part.values():
                yield from box.items() if isinstance(box, dict) else ()


def _wall(written: str, local: bool, zone: ZoneInfo) -> str:
    """A number that the councils' theme keeps: what a clock on the wall shows, as if that were UTC."""
    if local and re.fullmatch(r"\d{9,10}", written):
        return datetime.fromtimestamp(int(written), UTC).strftime("%Y-%m-%d %H:%M:%S")
    return written


def _string(value: Any) -> str:
    if isinstance(value, list):
        return _string(value[0]) if value else ""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
