"""The moment of a consent as people, forms and spreadsheets write it in one column of a list."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from pipeline.errors import ActionError
from pipeline.text import month_number

EARLIEST = 1e9  # Unix seconds: 2001
_DAY_ZERO = datetime(1899, 12, 30)  # of the numbers that spreadsheets make of dates
_SERIAL = re.compile(r"([34]\d{4}|5[0-4]\d{3})(?:[.,](\d+))?")  # from 1982 to 2050
_EPOCH = re.compile(r"(\d{10})(\d{3})?(?:[.,]0*)?")  # Unix seconds or milliseconds
_DATE = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)|(?P<compact>20\d{6})"
    r"|(?P<first>\d\d?)[-/. ](?P<second>\d\d?)[-/. ](?P<last>\d{4}|\d\d)"
    r"|(?P<number>\d\d?)[°º]?[-/. ]+(?P<name>[a-z]{3,9})\.?[-/. ]+(?P<ending>\d{4}|\d\d)"
)
_TIME = re.compile(
    r"(?:[t, ]|alle|ore|h)*(?P<hour>\d\d?)[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d+)?)?"
    r" ?(?P<half>[ap])?\.?(?:m\.?)? ?"
    r"(?:(?P<utc>z)|(?:gmt|utc)? ?(?P<offset>[+-]\d\d?)(?::?(?P<more>\d\d))?|[a-z]{3,4})?"
)
_WEEKDAY = re.compile(r"^[a-zì]{3,9}[., ]+(?=\d)")


class Dates:
    """A reader of one column. Forms in English write the month first, and only the whole column tells."""

    def __init__(self, column: Iterable[str], zone: tzinfo) -> None:
        """`zone`: of what names none."""
        self._zone = zone
        pairs = [
            (int(one["first"]), int(one["second"]))
            for text in column
            if (one := _match(text)) and one["first"]
        ]
        self._day_first = any(first > 12 for first, _ in pairs)
        self._month_first = any(second > 12 for _, second in pairs)

    def time(self, text: str, now: float) -> float:
        """Unix seconds. Raises ActionError for what is no moment before `now`."""
        try:
            at = self._moment(text).timestamp()
        except (ValueError, OverflowError):
            at = 0.0
        if not EARLIEST < at <= now:
            raise ActionError(
                "the date of the consent is missing, in the future or unreadable (e.g. 31/12/2025)"
            )
        return at

    def _moment(self, text: str) -> datetime:
        if epoch := _EPOCH.fullmatch(text.strip()):
            return datetime.fromtimestamp(int(epoch[1]), UTC)
        if serial := _SERIAL.fullmatch(text.strip()):
            days = float(f"{serial[1]}.{serial[2] or 0}")
            return (_DAY_ZERO + timedelta(seconds=round(days * 86400))).replace(tzinfo=self._zone)
        found = _match(text)
        if found is None:
            raise ValueError
        rest = _plain(text)[found.end() :].strip()
        return _at_time(datetime(*self._day(found), tzinfo=self._zone), rest)

    def _day(self, found: re.Match[str]) -> tuple[int, int, int]:
        if found["year"]:
            return int(found["year"]), int(found["month"]), int(found["day"])
        if compact := found["compact"]:
            return int(compact[:4]), int(compact[4:6]), int(compact[6:])
        if found["name"]:
            return _year(found["ending"]), month_number(found["name"]), int(found["number"])
        day, month = int(found["first"]), int(found["second"])
        if self._is_american(day, month):
            day, month = month, day
        return _year(found["last"]), month, day

    def _is_american(self, first: int, second: int) -> bool:
        if second > 12 or first > 12 or first == second:
            return second > 12
        if self._month_first and self._day_first:
            raise ActionError(
                "this list writes dates in two ways, and this one may be either: write 2025-12-31"
            )
        return self._month_first


def _match(text: str) -> re.Match[str] | None:
    return _DATE.match(_plain(text))


def _plain(text: str) -> str:
    return _WEEKDAY.sub("", " ".join(text.casefold().split()))


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _at_time(day: datetime, rest: str) -> datetime:
    """Raises ValueError."""
    if not rest:
        return day
    found = _TIME.fullmatch(rest)
    if found is None:
        raise ValueError(rest)
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] == "p" else 0)
    at = day.replace(hour=hour, minute=int(found["minute"]), second=int(found["second"] or 0))
    if found["utc"]:
        return at.replace(tzinfo=UTC)
    if found["offset"]:
        hours = int(found["offset"])
        minutes = int(found["more"] or 0) * (-1 if hours < 0 else 1)
        return at.replace(tzinfo=timezone(timedelta(hours=hours, minutes=minutes)))
    return at
