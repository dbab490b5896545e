"""A moment as staff type it: `20`, `20:30`, `domani 8:00`, `sabato 12`, `28/11 20:00`, `28 novembre ore 20`. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo

from pipeline.phrases import plain
from pipeline.text import MONTHS, WEEKDAYS

DAY = timedelta(days=1)
_HOUR = re.compile(
    r"(?:^|\s)(?:(?:alle|all|ore|h|dalle|fino alle) )*(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d\d))?$"
)
_DIGITS = re.compile(r"(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}|\d\d))?")
_WRITTEN = re.compile(rf"(\d{{1,2}}) ({'|'.join(MONTHS)})(?: (\d{{4}}))?")
_NAMED = {"oggi": 0, "stasera": 0, "stanotte": 0, "domani": 1, "dopodomani": 2}
_WEEKDAYS = [plain(name).strip() for name in WEEKDAYS]
NOW = ("ora", "adesso", "subito", "now")


def moment_of(text: str, now: float, zone: tzinfo, after: float | None = None) -> float | None:
    """The moment that is meant (Unix seconds), None = it is not understood. An hour alone is the next one after `after`
    (None = now); 24 is the midnight at the end of the day."""
    read = " ".join(text.casefold().replace("ì", "i").replace(",", " ").split())
    here = datetime.fromtimestamp(now, zone)
    if read in NOW:
        return now
    found = _HOUR.search(read)
    hour, minute = (int(found["hour"]), int(found["minute"] or 0)) if found else (-1, 0)
    if found is None or hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    if named := read[: found.start()].strip():
        day = _day_of(named, here.date())
        return None if day is None else _at(day, hour, minute, zone)
    first = now if after is None else after
    day = datetime.fromtimestamp(first, zone).date()
    moment = _at(day, hour, minute, zone)
    return _at(day + DAY, hour, minute, zone) if moment <= first else moment


def _at(day: date, hour: int, minute: int, zone: tzinfo) -> float:
    day, hour = (day + DAY, 0) if hour == 24 else (day, hour)
    return datetime.combine(day, time(hour, minute), zone).timestamp()


def _day_of(words: str, today: date) -> date | None:
    """The day that is named, from today on."""
    words = re.sub(r"\b(?:alle|ore|il|di|del|fino|a|al)\b", " ", words)
    words = " ".join(words.split())
    if words in _NAMED:
        return today + _NAMED[words] * DAY
    if words in _WEEKDAYS:
        return today + (_WEEKDAYS.index(words) - today.weekday()) % 7 * DAY
    for name in _WEEKDAYS:
        words = words.removeprefix(f"{name} ")
    if found := _DIGITS.fullmatch(words):
        return _calendar(int(found[1]), int(found[2]), found[3], today)
    if found := _WRITTEN.fullmatch(words):
        return _calendar(int(found[1]), MONTHS.index(found[2]) + 1, found[3], today)
    return None


def _calendar(day: int, month: int, year: str | None, today: date) -> date | None:
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        this = date(today.year, month, day)
        return this if this >= today else date(today.year + 1, month, day)
    except ValueError:
        return None
