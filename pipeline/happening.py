"""An event as a value: when and where something takes place. Pure; times are Unix seconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from pipeline.text import MONTHS, WEEKDAYS

HOUR = 3600.0
USUAL = 3 * HOUR  # seconds that an event lasts whose end nobody tells
A_NIGHT = 18 * HOUR  # what lasts longer takes place on several days
A_DAY = 25 * HOUR  # the longest day of a year


@dataclass(frozen=True, slots=True)
class Event:
    """What an item invites to. An event of whole days ends at the midnight after its last one."""

    starts: float
    ends: float | None = None  # None = nobody tells
    place: str = ""  # one line; "" = nobody tells
    all_day: bool = False  # days without hours
    # Read from the text, which shows every change itself, or from the item's own page, which is read with the text.
    by_words: bool = field(default=False, compare=False)
    off: bool = field(default=False, compare=False)  # the portal declares that it does not take place
    # What the item's own page says instead; None = the same, or it says nothing.
    elsewhere: Event | None = field(default=None, compare=False)

    @property
    def over(self) -> float:
        """When it has ended, or must have."""
        return self.starts + (A_DAY if self.all_day else USUAL) if self.ends is None else self.ends

    @property
    def lasts_days(self) -> bool:
        """Whether it takes place on several days."""
        return self.over - self.starts > (A_DAY if self.all_day else A_NIGHT)

    def last_call(self, at: float) -> float:
        """Until when an invitation that may leave at `at` makes sense: until it begins; if it has begun or has
        no hours, until it ends."""
        has_begun = at >= self.starts
        return self.over if self.lasts_days or self.all_day or has_begun else self.starts

    def differs(self, was: Event) -> bool:
        """Whether who knows it as it was would come at a wrong time, or to a wrong place."""
        days = self.lasts_days or was.lasts_days
        moved = self.starts != was.starts or (days and self.over != was.over)
        return moved or not _same_place(self.place, was.place)


def _same_place(one: str, other: str) -> bool:
    """Whether two names may be of one place: what is not said is no other place, nor is one said more exactly."""
    words, others = ({*name.casefold().replace(",", " ").split()} for name in (one, other))
    return words <= others or others <= words


def day_words(event: Event, zone: tzinfo) -> str:
    """Its day as people say it: `sabato 5 dicembre`, `dal 5 al 12 dicembre`."""
    first = datetime.fromtimestamp(event.starts, zone)
    if not event.lasts_days:
        return f"{WEEKDAYS[first.weekday()]} {_number(first)} {MONTHS[first.month - 1]}"
    last = datetime.fromtimestamp(event.over - 1, zone)
    month = "" if (first.month, first.year) == (last.month, last.year) else f" {MONTHS[first.month - 1]}"
    year = "" if first.year == last.year else f" {first.year}"
    begins, ends = _number(first), _number(last)
    end = f"all'{ends}" if ends in ("8", "11") else f"al {ends}"
    begin = f"dall'{begins}" if begins in ("8", "11") else f"dal {begins}"
    return f"{begin}{month}{year} {end} {MONTHS[last.month - 1]}" + (f" {last.year}" if year else "")


def when_words(event: Event, zone: tzinfo) -> str:
    """Its day and hour: `sabato 5 dicembre, ore 21`."""
    first = datetime.fromtimestamp(event.starts, zone)
    hour = (
        ""
        if event.all_day or event.lasts_days
        else f", ore {first.hour}{f'.{first:%M}' if first.minute else ''}"
    )
    return day_words(event, zone) + hour


def in_words(event: Event, zone: tzinfo) -> str:
    """All of it in a line: `sabato 5 dicembre, ore 21 · Piazza Garibaldi`."""
    place = event.place[:1].upper() + event.place[1:]
    return " · ".join(filter(None, (when_words(event, zone), place)))


def _number(day: datetime) -> str:
    return "1º" if day.day == 1 else str(day.day)
