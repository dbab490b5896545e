"""Helpers for all formats: addresses, dates, and entries that must never go out. Pure."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from pipeline.addresses import bare
from pipeline.feed_codes import FeedCode
from pipeline.italian_dates import italian_date
from pipeline.model import Document, Parsed
from pipeline.patterns import lazy_re
from pipeline.reasons import Code, Reason
from pipeline.stages.parse.dates import date as date
from pipeline.stages.parse.dates import plausible as plausible
from pipeline.stages.parse.decoding import decoded
from pipeline.stages.parse.exchange import FeedError
from pipeline.text import one_line

MOST = 500  # entries of one feed


# An address that is as it should be, as most are: a host with a dot, a path and a query of ordinary characters.
_COMPLETE = lazy_re(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[\w.~%+@:,/-]*)?(?:\?[\w.~%+&=,-]+)?", re.ASCII)


def absolute(link: str, base: str) -> str:
    """The absolute address, also of one written as people do (`www.…`, backslashes); "" if it cannot be opened."""
    if _COMPLETE.fullmatch(link):
        return link
    link = re.sub(r"[\x00-\x1f\x7f]", "", link).strip().replace("\\", "/").replace(" ", "%20")
    link = re.sub(r"^(?:https?:/*)*(https?)(?::/*|//)", r"\1://", link, flags=re.I)
    try:
        host = bare(link.partition("/")[0])
        if link.startswith("www.") or (host and host == bare(urlsplit(base).netloc)):
            link = f"https://{link}"
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
        return json.loads(decoded(document).text, parse_int=_whole)
    except (ValueError, RecursionError):
        raise FeedError(Reason(FeedCode.NO_JSON)) from None


def _whole(digits: str) -> int | str:
    """A whole number; its digits if it is longer than Python converts, so that it does not cost the whole document."""
    return int(digits) if len(digits) < 1_000 else digits


def string(value: Any) -> str:
    """A value as storable text. Numbers are accepted, because some portals use them as ids."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value).removesuffix(".0")
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


def flawed(parsed: Parsed, lost: int, *, junk: str = "") -> Parsed:
    """What was read, marked by the number of its characters that could not be, and by what does not belong to it."""
    if lost:
        flaw = Reason(FeedCode.FEED_CHARACTERS, count=lost)
        return replace(
            parsed, degraded=parsed.degraded or f"{lost} unreadable characters", flaw=parsed.flaw or flaw
        )
    return replace(parsed, flaw=Reason(FeedCode.FEED_JUNK, said=junk)) if junk and not parsed.flaw else parsed


def without_debris(text: str, title: str) -> str:
    """The text without a theme's additions: the repeated title, who wrote it when, `Leggi tutto`, `L'articolo …`."""
    lines = text.split("\n")
    while lines and (not lines[-1].strip() or _DEBRIS.match(lines[-1])):
        lines.pop()
    if lines and (more := _MORE.search(lines[-1][-_END:])):
        lines[-1] = lines[-1][: len(lines[-1][:-_END]) + more.start()]
    if len(lines) > 1 and _by_whom_and_when(lines[0], title):
        lines.pop(0)
    if len(lines) > 1 and title and lines[0].casefold() == title.casefold():
        lines.pop(0)
    return "\n".join(lines).strip()


def _by_whom_and_when(line: str, title: str) -> bool:
    """Whether a line has the clerk and the time of typing, as Drupal puts them before a text."""
    rest = line[len(title) :] if title and line.casefold().startswith(title.casefold()) else ""
    return bool((rest and _TYPED.fullmatch(rest[:150])) or _SUBMITTED.fullmatch(line[:150]))


_END = 60  # characters of a line
_MORE = lazy_re(  # behind what was cut, or a sentence
    r"(?<=[.…\]!?»)])\s*(?:leggi (?:tutto|di più|l[’']articolo)|continua a leggere|read more)[\s.…»›→\]]*$",
    re.I,
)
_DAY = r"(?:[^\W\d]{2,9},? )?\d{1,2}(?:[/.]\d{1,2}[/.]| [^\W\d]{3,9},? )\d{4}"
_TYPED = lazy_re(rf"\s?(?:\D{{1,50}}? )?{_DAY} - \d{{1,2}}[:.]\d{{2}}", re.I)
_SUBMITTED = lazy_re(
    rf"(?:inviato|inserito|pubblicato|scritto|submitted|posted)(?: da| by)? (?:.{{1,60}}? )?(?:il |in data |on )?"
    rf"{_DAY}(?:(?: - |,? (?:alle )?(?:ore )?)\d{{1,2}}[:.]\d{{2}})?\.?",
    re.I,
)
_DEBRIS = lazy_re(
    r"\W{0,3}(leggi (tutto|di più|l[’']articolo)|continua a leggere|read more)\b.{0,200}$"
    r"|l[’']articolo .{0,500} (proviene da|sembra essere il primo su) .{0,200}$"
    r"|the post .{0,500} appeared first on .{0,200}$",
    re.I,
)
