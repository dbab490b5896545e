"""When and where: the dates and places that an Italian text names. Pure, and linear in the text."""

from __future__ import annotations

import re
from datetime import date, timedelta

from pipeline.patterns import lazy_re
from pipeline.stages.render.repeats import sentences
from pipeline.text import MONTHS

_DAYS = "luned[iì]|marted[iì]|mercoled[iì]|gioved[iì]|venerd[iì]|sabato|domenica"
_HOUR = r"\d{1,2}(?:[:.]\d{2})?(?!\d)"
_TIME = rf"(?:(?:dalle|alle)(?: ore)?|ore) {_HOUR}(?: (?:alle|-|–)(?: ore)? {_HOUR})?"
_DAY = rf"(?:(?:{_DAYS}),? )?(?P<day>\d{{1,2}})[°º]?"
_DATE = rf"{_DAY} (?P<month>{'|'.join(MONTHS)})\b(?: (?P<year>\d{{4}})\b)?"
_FROM = (
    rf"(?:(?:entro(?: e non oltre)?(?: il)?|fino al|da|dal) )?(?:(?:{_DAYS} )?\d{{1,2}}[°º]? (?:al|e|-|–) )?"
)
_DATED = lazy_re(rf"\b{_FROM}{_DATE}(?:,? {_TIME})?", re.I)
_WHEN = lazy_re(
    rf"\b(?:{_DATE}|{_DAYS}|oggi|domani|dopodomani|stasera|stamattina|stanotte|{_TIME}"
    r"|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})\b",
    re.I,
)
# A certain day; not `il martedì`, which is each of them.
_DAYED = lazy_re(
    rf"\b{_DATE}|\b\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}\b|(?<!\bil )(?<!\bogni )\b(?:{_DAYS})\b[^.]{{0,20}} {_TIME}",
    re.I,
)
_LABEL = lazy_re(r"(?:quando|dove|data|giorno|luogo|orari[oi]?)\b", re.I)
_WHERE = lazy_re(
    r"\b(?:(?i:via|viale|piazza|piazzale|vicolo|corso|largo|strada|frazione|località|ponte|parco|teatro|sala|palazzo)"
    r" [A-ZÀ-Ý\d]|(?i:teatro|biblioteca|palestra|oratorio|chiesa|municipio|palazzetto|cinema|auditorium|museo|stadio"
    r"|cimitero|piazza|centro (?:civico|sociale|sportivo)|sala (?:civica|consiliare)|online)\b)"
)
LONGEST = 250  # characters of a sentence that is taken for its date or place
_AT_FIRST = 10  # characters before what a text begins with: a preposition, an article
FRESH = 300  # days ahead that a date without a year may lie


def names_day(text: str) -> bool:
    """Whether a text names a certain day: not `oggi`, nor `il martedì`, which is each of them."""
    return _DAYED.search(text) is not None


def labelled(text: str) -> str:
    """The text behind `Quando e dove:`, `Quando:` or `Dove:`, if it begins with that; else as it is."""
    first = next(sentences(text), "")
    when, where = _WHEN.search(first), _WHERE.search(first)
    if _LABEL.match(first) or not any(found and found.start() <= _AT_FIRST for found in (when, where)):
        return text
    label = "Quando e dove" if when and where else "Quando" if when else "Dove"
    return f"{label}: {text}"


def details(title: str, summary: str, text: str) -> str:
    """The summary; before it those sentences of the text that say on which day, and where, if nothing else does."""
    unfinished = [*sentences(summary)][-1] if summary.endswith("…") else ""
    told = f"{title}\n{summary.removesuffix(unfinished)}"
    when, day, where = (kind.search(told) is not None for kind in (_WHEN, _DAYED, _WHERE))
    taken: list[str] = []
    for one in (" ".join(sentence.split()) for sentence in sentences(text) if summary != text):
        if when and (where or not day):
            break
        adds = _WHERE.search(one) if when else _DAYED.search(one)
        if adds and len(one) <= LONGEST:
            taken.append(one)
            when, day, where = True, True, where or _WHERE.search(one) is not None
            if unfinished and one.startswith(unfinished.rstrip(" …")):
                summary = summary.removesuffix(unfinished).rstrip()
    return "\n".join(part for part in (" ".join(taken), summary) if part)


def coming_date(text: str, day: date) -> str:
    """The first date in the text that is not over on `day`, as it is written: `dal 7 al 12 dicembre`; "" = none."""
    for found in _DATED.finditer(text):
        when = _calendar_day(found, day)
        if when is not None and when >= day:
            return found[0]
    return ""


def _calendar_day(found: re.Match[str], day: date) -> date | None:
    """The day that is meant. One without a year is the next after `day`, unless it has been of late."""
    number, month = int(found["day"]), MONTHS.index(found["month"].lower()) + 1
    try:
        if found["year"]:
            return date(int(found["year"]), month, number)
        this, coming = (date(year, month, number) for year in (day.year, day.year + 1))
    except ValueError:
        return None
    return coming if this < day and coming - day < timedelta(FRESH) else this
