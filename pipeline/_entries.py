"""What feeds of every kind have in common: addresses, dates, and entries that must never go out. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_tz
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from pipeline import _text

MOST = 500  # entries of one feed


class FeedError(Exception):
    """These bytes are no feed, or none that can be trusted. One line."""


def absolute(link: str, base: str) -> str:
    """The address in full; "" if it is none one can open."""
    try:
        full = urljoin(base, link.strip())
        return full if link.strip() and urlsplit(full).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def reject(title: str, html: str) -> str:
    """Why an entry must never go out; "" = it may. `html`: its body, as the feed has it."""
    if "post-password-form" in html or re.match(r"(Protetto|Protected): ", title):
        return "password"
    if re.match(r"Bridge returned error", title):
        return "error item"
    return ""


# -- dates -----------------------------------------------------------------------------------------

_MONTHS = ["gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"]
_ENGLISH = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_ZONES = {"CET": "+0100", "CEST": "+0200", "MET": "+0100", "MEST": "+0200"}


def date(written: str, zone: ZoneInfo) -> float | None:
    """Unix seconds of a date in RFC 822 or ISO 8601 form, in English or Italian; None if it is none."""
    text = _text.one_line(written)
    try:
        iso = datetime.fromisoformat(text)
    except ValueError:
        return _rfc822(text, zone)
    if iso.tzinfo is None:
        iso = iso.replace(tzinfo=zone)
    return _timestamp(iso)


def _rfc822(text: str, zone: ZoneInfo) -> float | None:
    text = re.sub(r"^[^\W\d]+\.?,?\s+(?=\d)", "", text)  # the weekday says nothing
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
