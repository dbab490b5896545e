"""Helpers for all formats: addresses, dates, and entries that must never go out. Pure."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_tz
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from channels.sentence import OneLineError
from pipeline.feed_codes import FeedCode
from pipeline.model import Document
from pipeline.reasons import Code, Reason
from pipeline.stages.render.filters import date as italian_date
from pipeline.text import one_line

MOST = 500  # entries of one feed


class FeedError(OneLineError):
    """Bytes that are no feed, or no trustworthy one. `reason` says why. One line."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason, self.sentence = reason, reason.sentence

    def __reduce__(self) -> tuple[type[FeedError], tuple[Reason]]:
        return FeedError, (self.reason,)


def absolute(link: str, base: str) -> str:
    """The absolute address; "" if it cannot be opened."""
    link = re.sub(r"[\x00-\x1f\x7f]", "", link).strip().replace(" ", "%20")
    try:
        full = urljoin(base, link) if link else ""
        good = urlsplit(full).scheme in ("http", "https") and bool(urlsplit(full).hostname)
    except ValueError:
        return ""
    return full if good else ""


def reject(title: str, html: str) -> Code | None:
    """The reason why an entry must never go out; None = it may. `html`: its body, as in the feed."""
    if "post-password-form" in html or re.match(r"(Protetto|Protected): ", title):
        return Code.LOCKED
    if re.match(r"Bridge returned error", title):
        return Code.ERROR_PAGE
    return None


def json_of(document: Document) -> Any:
    """The document as JSON. Raises FeedError."""
    try:
        return json.loads(document.body.decode("utf-8-sig"), parse_int=_whole)
    except (ValueError, RecursionError):
        raise FeedError(Reason(FeedCode.NO_JSON)) from None


def _whole(digits: str) -> int | str:
    """A whole number; its digits if it is longer than Python converts, so that it does not cost the whole document."""
    return int(digits) if len(digits) < 1_000 else digits


def string(value: Any) -> str:
    """A value as storable text. Numbers are accepted, because some portals use them as ids."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def part(value: Any, *names: str) -> Any:
    """The value under these nested keys; None if one of them is missing."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def when_and_where(starts: float, place: str, zone: ZoneInfo, *, all_day: bool = False) -> str:
    """Time and place of an event, for people: `sabato 12 dicembre 2026, ore 21:00, Teatro`."""
    moment = datetime.fromtimestamp(starts, zone)
    when = italian_date(moment, "day" if all_day else "long")
    return one_line(f"{when}, {place}" if place else when)


def without_debris(text: str, title: str) -> str:
    """The text without a theme's additions: the repeated title, `Leggi tutto`, `L'articolo … proviene da …`."""
    lines = text.split("\n")
    while lines and (not lines[-1].strip() or _DEBRIS.match(lines[-1])):
        lines.pop()
    if len(lines) > 1 and title and lines[0].casefold() == title.casefold():
        lines.pop(0)
    return "\n".join(lines).strip()


_DEBRIS = re.compile(
    r"\W{0,3}(leggi (tutto|di più|l[’']articolo)|continua a leggere|read more)\b.{0,200}$"
    r"|l[’']articolo .{0,500} (proviene da|sembra essere il primo su) .{0,200}$"
    r"|the post .{0,500} appeared first on .{0,200}$",
    re.I,
)

# -- dates -----------------------------------------------------------------------------------------

_MONTHS = ["gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"]
_ENGLISH = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_USUAL = re.compile(
    rf"\d{{1,2}} (?:{'|'.join(_ENGLISH)}) \d{{4}} \d\d:\d\d:\d\d [+-]\d{{4}}"
)  # nothing to mend
_ZONES = {"CET": "+0100", "CEST": "+0200", "MET": "+0100", "MEST": "+0200"}


def date(written: str, zone: ZoneInfo) -> float | None:
    """The Unix seconds of a date in RFC 822, ISO 8601 or Italian notation; None if it is no date."""
    try:
        return plausible(_date(written, zone))
    except (ValueError, OverflowError):  # a year that no calendar has must not cost the whole feed
        return None


def plausible(date: float | None) -> float | None:
    """The date, or None if no news can have it: before 1990 or after 2100."""
    return date if date is not None and 631_152_000 <= date < 4_102_444_800 else None


def _date(written: str, zone: ZoneInfo) -> float | None:
    text = one_line(written[:200])
    try:
        iso = datetime.fromisoformat(text)
    except ValueError:
        italian = _italian(text, zone)
        return _rfc822(text, zone) if italian is None else italian
    if iso.tzinfo is None:
        iso = iso.replace(tzinfo=zone)
    return _timestamp(iso)


_ITALIAN = re.compile(
    r"(?:[^\W\d]+\.?,? +)?(\d{1,2})(?:°|º)?(?: +([^\W\d]{3,9})\.? +|([/.-])(\d{1,2})\3)(\d{4})"
    r"(?:[ ,-]+(?:(?:alle )?ore +)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?)?",
    re.I,
)


def _italian(text: str, zone: ZoneInfo) -> float | None:
    """The Unix seconds of an Italian date in local time: `20/11/2026`, `venerdì 20 novembre 2026, ore 10.30`."""
    found = _ITALIAN.fullmatch(text)
    if found is None:
        return None
    name = (found[2] or "")[:3].lower()
    month = found[4] or (_MONTHS.index(name) + 1 if name in _MONTHS else 0)
    try:
        hour, minute, second = (int(part or 0) for part in found.group(6, 7, 8))
        day = datetime(int(found[5]), int(month), int(found[1]), hour, minute, second, tzinfo=zone)
        return _timestamp(day)
    except ValueError:
        return None


def _rfc822(text: str, zone: ZoneInfo) -> float | None:
    text = re.sub(r"^[^\W\d]+\.?,?\s+(?=\d)", "", text)  # the weekday says nothing
    if not _USUAL.fullmatch(text):
        for italian, english in zip(_MONTHS, _ENGLISH, strict=True):
            text = re.sub(rf"\b{italian}[a-z]*\.?(?=\s)", english, text, flags=re.I)
        for name, offset in _ZONES.items():
            text = re.sub(rf"\b{name}\b", offset, text)
    parts = parsedate_tz(text)
    if parts is None:
        return None
    try:
        naive = datetime(*parts[:6])
    except ValueError:
        return None
    if re.search(r"\d$", text) and not re.search(r"[+-]\d{4}$", text):  # the standard library would say UTC
        return _timestamp(naive.replace(tzinfo=zone))
    return _timestamp(naive.replace(tzinfo=UTC), -(parts[9] or 0))


def _timestamp(value: datetime, shift: float = 0.0) -> float | None:
    try:
        return value.timestamp() + shift
    except (ValueError, OverflowError):
        return None
