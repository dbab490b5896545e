"""The dates that portals write, in whatever notation, as Unix seconds. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_tz
from typing import TypeVar
from zoneinfo import ZoneInfo

from pipeline.patterns import lazy_re
from pipeline.text import ENGLISH_MONTHS, month_number, one_line

T = TypeVar("T")
DAY = timedelta(days=1)


def date(written: str, zone: ZoneInfo) -> float | None:
    """The Unix seconds of a date; None if it is no date, or one that no news can have."""
    if usual := _USUAL.fullmatch(written):
        with suppress(ValueError):
            return plausible(_of_rss(usual))
    text, to_midnight = _tidied(_AROUND.sub("", one_line(written[:200])))
    for read in (_number, _iso, _italian, _american, _rfc822):
        try:
            if (found := read(text, zone)) is not None:
                return plausible(
                    (datetime.fromtimestamp(found, zone) + DAY).timestamp() if to_midnight else found
                )
        except (ValueError, OverflowError):  # a year or day that no calendar has must not cost the whole feed
            continue
    return None


def plausible(date: float | None) -> float | None:
    """The date, or None if no news can have it: before 1990 or after 2100."""
    return date if date is not None and 631_152_000 <= date < 4_102_444_800 else None


def end(written: str, zone: ZoneInfo) -> float | None:
    """The Unix seconds at which something ends; a date without a time means that its day is the last."""
    found = date(written, zone)
    if found is None:
        return None
    for clock in (zone, UTC):
        moment = datetime.fromtimestamp(found, clock)
        if (moment.hour, moment.minute, moment.second) == (0, 0, 0):
            return (moment + DAY).timestamp()
    return found


def newest(entries: Sequence[T], most: int, dated: Callable[[T], float | None]) -> Sequence[T]:
    """At most so many entries, in their order: the newest, wherever the feed has them. Undated ones count as new."""
    if len(entries) <= most:
        return entries
    dates = [dated(entry) for entry in entries]
    ages = sorted(range(len(entries)), key=lambda at: (-(dates[at] or float("inf")), at))
    return [entries[at] for at in sorted(ages[:most])]


def first(found: Iterable[float | None]) -> float | None:
    """The first date there is."""
    return next((one for one in found if one is not None), None)


# What RSS prescribes, with a zone in digits, and by far most feeds have.
_USUAL = lazy_re(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) ([12]\d{3}) (\d\d):(\d\d):(\d\d) (?:([+-]\d{4})|GMT)"
)
_ZONES = {
    **dict.fromkeys(("CET", "MET", "MEZ", "WEST", "BST"), "+0100"),
    **dict.fromkeys(("CEST", "MEST", "MESZ", "EET"), "+0200"),
    **dict.fromkeys(("Z", "UTC", "GMT", "WET"), "+0000"),
}
_TIME = r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?"
_NUMBER = lazy_re(r"(?:/Date\()?(\d{13}|\d{10}(?:[.,]\d+)?|\d{5}(?:[.,]\d+)?)(?:[+-]\d{4})?(?:\)/)?")
# What a theme writes before a date, and Java behind it: Pubblicato il 26/11/2026; 2026-11-26T10:30+01:00[Europe/Rome].
_AROUND = lazy_re(
    r"^(?:data|(?:data di )?pubblicazione|(?:ultim[oa] )?(?:aggiornamento|modifica)|del|il"
    r"|(?:pubblicat|inserit|aggiornat|modificat)[oa])(?: (?:il|in data))?:? +(?=[^\W\d]*\.?,? *\d)"
    r"|\[[A-Z]\w+(?:/\w+)*\]$",
    re.I,
)
_CLOCK = r"(?:(?:alle )?(?:ore |h\.? ?)?)?"  # before a time
_SHIFT = r"(?: ([+-]\d{4}))?"  # as `_tidied` leaves it
_SPACED = lazy_re(rf"(\d{{4}})[-/.](\d\d?)[-/.](\d\d?)(?:[T ,]+{_CLOCK}{_TIME}{_SHIFT})?", re.I)
_ITALIAN = lazy_re(
    rf"(?:[^\W\d]+\.?,? +)?(\d{{1,2}})(?:°|º)?(?: +([^\W\d]{{3,9}})\.?,? +|([/.-])(\d{{1,2}}|[^\W\d]{{3}})\3)"
    r"(\d{4}|(?<=[/.-])\d\d)"
    rf"(?:(?: - |[ ,T-]+)?\(?{_CLOCK}{_TIME}\)?{_SHIFT}|,? (?:alle|(?:alle )?ore|h\.?) (\d{{1,2}}))?",
    re.I,
)
_AMERICAN = lazy_re(
    rf"(?:[^\W\d]+\.?,? +)?(?:(\d{{1,2}})/(\d{{1,2}})/|([^\W\d]{{3,9}})\.? +(\d{{1,2}})(?:st|nd|rd|th)?,? +)(\d{{4}})"
    rf"(?:(?: at|,| -)? +{_TIME}(?: ?([ap])\.?m\.?)?{_SHIFT})?",
    re.I,
)
_ZONED = lazy_re(  # what Java and JavaScript write: Mon Nov 23 10:15:00 CET 2026; Mon Nov 23 2026 10:15:00 GMT+0100
    r"[^\W\d]{2,9}\.? ([^\W\d]{3,9}) (\d{1,2}) (?:(\d{4}) )?([\d:.]{4,12}) ?"
    r"((?:UTC|GMT)?[+-]\d\d:?\d\d|[A-Z]{2,4})?(?: (\d{4}))?(?: \(.*\))?"
)


# How one portal or another writes it, and what it means: `giovedi'`, `26 / 11 / 2026`, `ore 10,30`, `10h30`.
_SPELLINGS = (
    (lazy_re(r"^([^\W\d]{6,9})['’`´]"), r"\1"),
    (lazy_re(r"(?<!\d)(\d\d?) ([/.-]) (\d\d?) \2 (?=\d{4})"), r"\1\2\3\2"),
    (lazy_re(r"(?i)(\b(?:ore|alle|h\.?) ?\d\d?),(?=\d\d\b)"), r"\1:"),
    (lazy_re(r"(?<= )(\d\d?)h(?=\d\d\b)"), r"\1:"),
)
_MIDNIGHT = lazy_re(r"(?<=[T ])24([:.]00(?:[:.]00)?)")  # the end of the day
# A zone behind a time. `10:30-12:30` is a span of hours.
_BEHIND = lazy_re(
    rf"([:.]\d\d(?:[:.]\d\d(?:[.,]\d+)?)?) ?"
    rf"(?:(?:GMT|UTC)?(?:([+-])(\d\d?)(?::?(00|30|45))?)|({'|'.join(_ZONES)}))$",
    re.I,
)


def _tidied(text: str) -> tuple[str, bool]:
    """The text in one spelling, with the zone as `+0100`; and whether its time is 24:00, written as 0:00 here."""
    for spelling, plain in _SPELLINGS:
        text = spelling.sub(plain, text)
    text, midnights = _MIDNIGHT.subn(r"00\1", text)
    return _BEHIND.sub(_with_shift, text), midnights == 1


def _with_shift(found: re.Match[str]) -> str:
    time, sign, hours, minutes, name = found.groups()
    if name:
        return f"{time} {_ZONES[name.upper()]}"
    return (
        found[0]
        if int(hours) > 14 or (sign == "-" and int(hours) > 11)
        else f"{time} {sign}{hours:0>2}{minutes or '00'}"
    )


def _of_rss(found: re.Match[str]) -> float:
    """Raises ValueError."""
    day, year, hour, minute, second = map(int, found.group(1, 3, 4, 5, 6))
    moment = datetime(year, ENGLISH_MONTHS.index(found[2].lower()) + 1, day, hour, minute, second)
    return _moment(moment, UTC, found[7] or "+0000")


def _number(text: str, zone: ZoneInfo) -> float | None:
    """Unix seconds or milliseconds; or a spreadsheet's days since 1900, in local time."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    digits = found[1].replace(",", ".")
    if len(digits.partition(".")[0]) == 5:
        day = datetime(1899, 12, 30, tzinfo=zone) + timedelta(days=float(digits))
        return round(day.timestamp())
    return float(digits) / (1000 if len(digits) == 13 else 1)


def _iso(text: str, zone: ZoneInfo) -> float | None:
    if found := _SPACED.fullmatch(text):
        moment = datetime(*(int(part or 0) for part in found.group(1, 2, 3, 4, 5, 6)))  # type: ignore[arg-type]
        return _moment(moment, zone, found[7] or "")
    whole = f"{text[:8]}T{text[8:]}" if re.fullmatch(r"\d{14}", text) else text
    return _moment(datetime.fromisoformat(whole.upper()), zone, "")


def _italian(text: str, zone: ZoneInfo) -> float | None:
    """An Italian date in local time: `20/11/2026`, `venerdì 20 novembre 2026, ore 10.30`, `20-NOV-26`."""
    found = _ITALIAN.fullmatch(text)
    if found is None:
        return None
    name = found[2] or found[4] or ""
    at = int(name) if name.isdecimal() else month_number(name)
    year = int(found[5]) + (2000 if len(found[5]) == 2 else 0)
    hour, minute, second = (int(part or 0) for part in (found[6] or found[10], found[7], found[8]))
    return _moment(datetime(year, at, int(found[1]), hour, minute, second), zone, found[9] or "")


def _american(text: str, zone: ZoneInfo) -> float | None:
    """An American date in local time: `11/23/2026 10:15:00 AM`, `November 23, 2026 10:15 am`."""
    found = _AMERICAN.fullmatch(text)
    if found is None:
        return None
    at = int(found[1]) if found[1] else month_number(found[3])
    hour, minute, second = (int(part or 0) for part in found.group(6, 7, 8))
    if found[9]:
        hour = hour % 12 + (12 if found[9] in "pP" else 0)
    day = int(found[2] or found[4])
    if at > 12:  # European, with an American clock
        at, day = day, at
    return _moment(datetime(int(found[5]), at, day, hour, minute, second), zone, found[10] or "")


def _rfc822(text: str, zone: ZoneInfo) -> float | None:
    if found := _ZONED.fullmatch(text):
        text = f"{found[2]} {found[1]} {found[3] or found[6]} {found[4]} {found[5] or ''}".strip()
    text = re.sub(r"^[^\W\d]+\.?,?\s+(?=\d)", "", text)  # the weekday says nothing
    text = re.sub(r"^(\d{1,2})-([^\W\d]{3,9})-", r"\1 \2 ", text)
    text = re.sub(
        r"(?<=\d )([^\W\d]{3,9})\.?(?= -?\d)", lambda found: ENGLISH_MONTHS[month_number(found[1]) - 1], text
    )
    text = re.sub(rf"\b(?:{'|'.join(_ZONES)})(?![+-]\d)\b", lambda found: _ZONES[found[0]], text)
    text = re.sub(r" [A-Z][a-z]+/[A-Z][a-z_]+$", "", text)  # the name of a zone's city: local time
    text = re.sub(r"(?:\b(?:GMT|UTC) ?)?([+-]\d\d):?(\d\d)$", r"\1\2", text)
    # The standard library takes the years 1 and -1 for 2001.
    parts = parsedate_tz(text) if re.match(r"\d{1,2} [a-z]{3} (\d\d|[12]\d{3})(?!\d)", text, re.I) else None
    if parts is None:
        return None
    naive = datetime(*parts[:6])
    if re.search(r"\d$", text) and not re.search(r"[+-]\d{4}$", text):  # the standard library would say UTC
        return _moment(naive, zone, "")
    return naive.replace(tzinfo=UTC).timestamp() - (parts[9] or 0)


def _moment(moment: datetime, zone: tzinfo, shift: str) -> float:
    """The Unix seconds. `shift`: "+0100" or "+01:00"; "" = the zone's time, unless the moment has its own."""
    if shift:
        hours, minutes = int(shift[1:3]), int(shift[-2:])
        ahead = timedelta(hours=hours, minutes=minutes) * (-1 if shift[0] == "-" else 1)
        return (moment.replace(tzinfo=UTC) - ahead).timestamp()
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp()
