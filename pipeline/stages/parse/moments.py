"""The days that an Italian text names: `sabato 5 dicembre`, `dal 5 al 12 dicembre`, `5/12/2026`, `domenica 6`. Pure.

A day without a year is the next one after the day on which the text was published. Linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from pipeline.patterns import lazy_re
from pipeline.text import MONTHS, WEEKDAYS

DAY = timedelta(days=1)
FRESH = 300  # days ahead that a day without a year may lie
LATELY = 31  # days ahead that a day without a month may lie
LONGEST = 200  # days from the first to the last one of an event
_NAMES = "|".join(name.replace("ì", "[iì]'?") for name in WEEKDAYS)
_MONTH = "|".join(MONTHS)
_NUMBER = r"(?:\d{1,2}|primo)(?!\d)"
_DAY = rf"(?:(?:{_NAMES}),? )?{_NUMBER}[°º^]?"
_WRITTEN = rf"{_DAY}(?: (?:{_MONTH})\b(?: \d{{4}}\b)?)?"
_DIGITS = rf"(?:(?:{_NAMES}),? )?\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-](?:\d{{4}}|\d\d))?(?![\d/])"
_ANY = rf"(?:{_DIGITS}|{_WRITTEN})"
_SEVERAL = lazy_re(
    rf"\b(?:(?:dal(?:l')?|da|tra|fra)(?: il)? ?(?P<first>{_ANY}) (?:al(?:l')?|a|e|fino al(?:l')?|"
    rf"sino al(?:l')?)(?: il)? ?"
    rf"(?P<last>{_ANY})|(?P<list>{_DAY}(?:, (?:il |l')?{_DAY}){{0,6}}(?: ?[-–] ?|,? ed? (?:il |l')?)"
    rf"(?=(?:(?:{_NAMES}),? )?\d)){_WRITTEN}"
    rf"|(?P<digits>{_DIGITS})|(?P<one>{_WRITTEN}))",
    re.I,
)
_PART = lazy_re(
    rf"(?:(?P<name>{_NAMES}),? )?(?:(?P<d>\d{{1,2}})[/.-](?P<m>\d{{1,2}})(?:[/.-](?P<y>\d{{4}}|\d\d))?(?![\d/])"
    rf"|(?P<day>{_NUMBER})[°º^]?(?: (?P<month>{_MONTH})\b(?: (?P<year>\d{{4}})\b)?)?)",
    re.I,
)


class DoubtError(Exception):
    """A day that no calendar has, or that is no such weekday."""


@dataclass(frozen=True, slots=True)
class Days:
    """A day, or all the days from one to another, and where the text names them."""

    first: date
    last: date
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Told:
    name: str  # of the weekday, "" = none
    day: int
    month: int | None
    year: int | None


def days_in(text: str, published: date) -> Iterator[Days]:
    """The days that a text names, in its order. Raises DoubtError."""
    for found in _SEVERAL.finditer(text):
        parts = [part for one in _PART.finditer(found[0]) if (part := _told(one)) is not None]
        if not parts or (parts[-1].month is None and not (len(parts) == 1 and parts[0].name)):
            continue  # a number that is no day
        if found["digits"] and parts[0].year is None and not parts[0].name:
            continue  # perhaps an hour, a price, a number of an act
        days = _resolved(parts, published)
        if found["list"] and any(later - one != DAY for one, later in pairwise(days)):
            raise DoubtError
        if not days[0] <= days[-1] <= days[0] + LONGEST * DAY:
            raise DoubtError
        yield Days(days[0], days[-1], found.start(), found.end())


def _told(found: re.Match[str]) -> _Told | None:
    name = (found["name"] or "").casefold().rstrip("'").replace("di", "dì") if found["name"] else ""
    name = name if name in WEEKDAYS else next((one for one in WEEKDAYS if one[:4] == name[:4]), "")
    if found["d"]:
        year = found["y"] and int(found["y"]) + (2000 if len(found["y"]) == 2 else 0)
        return _Told(name, int(found["d"]), int(found["m"]), year or None)
    day = 1 if found["day"].casefold() == "primo" else int(found["day"])
    month = MONTHS.index(found["month"].casefold()) + 1 if found["month"] else None
    return _Told(name, day, month, int(found["year"]) if found["year"] else None)


def _resolved(parts: list[_Told], published: date) -> list[date]:
    """The days; what only the last of them says of month and year, is said of all."""
    last = _day_of(parts[-1], published)
    days = [last]
    for one in reversed(parts[:-1]):
        month, year = one.month or last.month, one.year or last.year
        if not one.year and (month, one.day) > (last.month, last.day):
            year -= 1  # from December to January
        days.insert(0, _checked(one, _calendar(year, month, one.day)))
    return days


def _day_of(one: _Told, published: date) -> date:
    if one.month is None:
        return _soon(one, published)
    if one.year:
        return _checked(one, _calendar(one.year, one.month, one.day))
    this = _calendar(published.year, one.month, one.day)
    if this < published:
        coming = _calendar(published.year + 1, one.month, one.day)
        this = coming if coming - published < timedelta(FRESH) else this
    return _checked(one, this)


def _soon(one: _Told, published: date) -> date:
    """The next day with that number, which must be that weekday."""
    days = (published + n * DAY for n in range(LATELY + 1))
    return _checked(one, next((day for day in days if day.day == one.day), None))


def _calendar(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise DoubtError from None


def _checked(one: _Told, day: date | None) -> date:
    if day is None or (one.name and WEEKDAYS[day.weekday()] != one.name):
        raise DoubtError
    return day
