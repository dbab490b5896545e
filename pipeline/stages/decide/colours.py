"""What a change of colour is, and which changes speak. Pure.

A hazard's colour on a day is the gravest of the hours that are still ahead. It speaks when that is another one than the
last known: not because time passes, not because hours shift, never for a day that is over. Hours without a value keep
what was known of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from channels.value import dataclass
from pipeline.alert import Alert
from pipeline.colour import GRADES, Colour, Hazard, Key, KnownColour, Level, Reading, Span

if TYPE_CHECKING:
    from pipeline.store.statements import ColoursRow

MOST_AHEAD = 8  # days after which a forecast is a mistake of the source's clock


@dataclass(frozen=True, slots=True)
class ColourChange:
    """A hazard of a day whose colour is another one now."""

    known: KnownColour  # as it is from now on
    colour: Colour


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known after a reading, and what of it is a change."""

    known: tuple[KnownColour, ...]  # to be stored: all that differs from before
    changes: tuple[ColourChange, ...]


def outlook(before: Iterable[KnownColour], readings: Sequence[Reading], now: float) -> Outlook:
    """What follows from a reading. `now`: Unix seconds. One that is older than what is known counts for nothing."""
    known: dict[Key, KnownColour] = {one.key: one for one in before}
    stored, changes = [], []
    for reading in _newest(readings):
        was = known.get(reading.key)
        if _is_far(reading, now) or (was and reading.issued < was.reading.issued):
            continue
        merged = _merged(was.reading.spans if was else (), reading.spans)
        level = ahead(merged, now)
        last = ahead(was.reading.spans, now) if was else None
        if level is None:
            continue
        has_changed = level is not (last or Level.GREEN)
        now_known = KnownColour(replace(reading, spans=merged), (was.changes if was else 0) + has_changed)
        if now_known != was:
            stored.append(now_known)
        if has_changed:
            begin, until = _holds(merged, level, now)
            colour = Colour(reading.hazard, level, last or Level.GREEN, begin, until)
            changes.append(ColourChange(now_known, colour))
    return Outlook(tuple(stored), tuple(changes))


def ahead(spans: Iterable[Span], now: float) -> Level | None:
    """The gravest level of the hours that are still ahead; None = none has a value."""
    return max((one.level for one in spans if one.end > now), default=None)


def _holds(spans: Iterable[Span], level: Level, now: float) -> tuple[float, float]:
    """From when until when a level holds, as far as it is ahead (Unix seconds)."""
    same = [one for one in spans if one.end > now and one.level is level]
    return same[0].begin, same[-1].end


def decided(colour: Colour, by: str, grades: Sequence[Alert]) -> Colour:
    """The colour with the name of the person who has decided that it goes out by itself, if somebody has. The end of
    an alert goes as the alert did."""
    grave = colour.before if colour.is_over else colour.level
    return replace(colour, by=by) if by and GRADES.get(grave) in grades else colour


def name_of(known: KnownColour) -> str:
    """The entry's guid: one for each zone, hazard and day."""
    return "colour:" + ":".join(known.key)


# -- how readings are laid over each other ----------------------------------------------------------


def _newest(readings: Sequence[Reading]) -> Iterator[Reading]:
    """One reading for each key: the one that was issued last, of two of one issue the graver."""
    found: dict[Key, Reading] = {}
    for one in readings:
        other = found.get(one.key)
        if other is None or (one.issued, _gravest(one)) > (other.issued, _gravest(other)):
            found[one.key] = one
    yield from found.values()


def _gravest(reading: Reading) -> int:
    return max((span.level for span in reading.spans), default=-1)


def _is_far(reading: Reading, now: float) -> bool:
    """Whether a reading is about a day that no forecast reaches."""
    latest = datetime.fromtimestamp(now, UTC).date() + timedelta(MOST_AHEAD)
    return reading.day > latest.isoformat()


def _merged(old: Sequence[Span], new: Sequence[Span]) -> tuple[Span, ...]:
    """The new spans, and of the old ones the hours that have no new value."""
    edges = sorted({edge for span in (*old, *new) for edge in (span.begin, span.end)})
    found: list[Span] = []
    for begin, end in pairwise(edges):
        level = _level_at(new, begin, end)
        level = _level_at(old, begin, end) if level is None else level
        if level is None:
            continue
        if found and found[-1].end == begin and found[-1].level is level:
            begin = found.pop().begin
        found.append(Span(begin, end, level))
    return tuple(found)


def _level_at(spans: Sequence[Span], begin: float, end: float) -> Level | None:
    return max((one.level for one in spans if one.begin <= begin and end <= one.end), default=None)


def of_rows(rows: Iterable[ColoursRow]) -> Iterator[KnownColour]:
    """The known colours as they are stored."""
    for row in rows:
        spans = tuple(Span(begin, end, Level(level)) for begin, end, level in json.loads(row["spans"]))
        hazard = Hazard(row["hazard"])
        reading = Reading(row["place"], hazard, row["day"], spans, row["issued_at"], row["zone"])
        yield KnownColour(reading, row["changes"])


def columns(feed: str, known: KnownColour) -> dict[str, object]:
    """What is stored of a known colour."""
    reading = known.reading
    spans = json.dumps([(one.begin, one.end, int(one.level)) for one in reading.spans])
    key = {"feed": feed, "place": reading.place, "hazard": reading.hazard, "day": reading.day}
    return {
        **key,
        "zone": reading.zone,
        "spans": spans,
        "issued_at": reading.issued,
        "changes": known.changes,
    }
