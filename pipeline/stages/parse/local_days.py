"""Hours of a level, laid out by local days. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.colour import Level, Reading, Span

MOST_DAYS = 10  # of one span: more is a mistake


def day_span(day: date, zone: ZoneInfo, level: Level) -> Span:
    """A whole day on the clock of a zone, of 23 or 25 hours where the clock changes."""
    begin = datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()
    after = day + timedelta(1)
    return Span(begin, datetime(after.year, after.month, after.day, tzinfo=zone).timestamp(), level)


def by_day(like: Reading, spans: Sequence[Span], zone: ZoneInfo) -> Iterator[Reading]:
    """One reading for each local day of some hours; like hours that follow each other become one span."""
    days: dict[str, list[Span]] = {}
    for span in spans:
        for day, part in _cut(span, zone):
            found = days.setdefault(day, [])
            if found and found[-1].end == part.begin and found[-1].level is part.level:
                part = replace(part, begin=found.pop().begin)
            found.append(part)
    for day, parts in days.items():
        yield replace(like, day=day, spans=tuple(parts))


def _cut(span: Span, zone: ZoneInfo) -> Iterator[tuple[str, Span]]:
    """A span, cut at each midnight."""
    begin = span.begin
    for _ in range(MOST_DAYS):
        day = datetime.fromtimestamp(begin, zone).date()
        end = min(span.end, day_span(day, zone, span.level).end)
        if end <= begin:
            return
        yield day.isoformat(), replace(span, begin=begin, end=end)
        begin = end
