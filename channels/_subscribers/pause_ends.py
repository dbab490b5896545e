"""The end of a pause, as citizens name it: "2 settimane", "fino al 15 agosto", "fino a Natale". Pure.

"Until" a day or a feast includes it; "until" a week, month or year ends on the day before it begins.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from channels._subscribers.said import LONGEST

End = Callable[[date], date | None]  # from the day on which it is asked for; None = there is no such day

NUMBERS = {
    **{word: n for n, word in enumerate("due tre quattro cinque sei sette otto nove dieci".split(), 2)},
    **{"paio": 2, "primo": 1, "un": 1, "una": 1, "uno": 1, "quindici": 15, "venti": 20, "trenta": 30},
}
DAYS = {
    **dict.fromkeys("giorno giorni gg giornata".split(), 1),
    **dict.fromkeys("settimana settimane sett".split(), 7),
    **dict.fromkeys("mese mesi".split(), 30),
    "anno": 365,
}
MONTHS = (
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split()
)
WEEK = "lunedi martedi mercoledi giovedi venerdi sabato domenica".split()
FEASTS = {
    "natale": (25, 12),
    "capodanno": (1, 1),
    "befana": (6, 1),
    "epifania": (6, 1),
    "ferragosto": (15, 8),
    "feste": (6, 1),
    "festivita": (6, 1),
    "ognissanti": (1, 11),
    "immacolata": (8, 12),
    "anno nuovo": (31, 12),
    "liberazione": (25, 4),
}
UNTIL = frozenset("fino sino fin al dopo".split())
_SMALL = frozenset(
    "a al all alla ad il l la le lo i del della di dopo questa questo circa mio tutto tutta giorno".split()
)
_NEXT = frozenset("prossimo prossima".split())
_SPANS = frozenset("settimana mese anno".split())
_PARTS = {"inizio": 0, "meta": 15}  # of a month: the last day of a pause until then
_SOON = {"oggi": 0, "stasera": 0, "domani": 1, "dopodomani": 2}
_MOST_DIGITS = 4
_GLUED = re.compile(r"(\d+)([a-z]+)")


def separated(words: Sequence[str]) -> list[str]:
    """The words, a number apart from its unit: `15gg`."""
    parts = (_GLUED.fullmatch(word) for word in words)
    return [
        one for word, part in zip(words, parts, strict=True) for one in (part.groups() if part else (word,))
    ]


def number(word: str) -> int:
    """0 = it is none."""
    digits = word.isascii() and word.isdecimal() and len(word) <= _MOST_DIGITS
    return int(word) if digits else NUMBERS.get(word, 0)


def end(core: Sequence[str], at: int) -> End | None:
    """The end that is named from this word on."""
    words = [word for word in core[at:] if word != "di" or word == core[at]]
    words = [*words, *[""] * 4]
    if number(words[0]) and words[1] in DAYS:
        days = min(LONGEST, number(words[0]) * DAYS[words[1]])
        return lambda today: today + timedelta(days)
    if number(words[0]) and words[1] in MONTHS:
        return _date(words[0], words[1], words[2])
    if words[0] in MONTHS:
        return lambda today: _month_end(today, MONTHS.index(words[0]) + 1)
    if "pausa" in core and (words[0] == "weekend" or words[:2] == ["fine", "settimana"]):
        return _sunday
    return _until([word for word in words[1:] if word not in _SMALL]) if words[0] in UNTIL else None


def _until(words: Sequence[str]) -> End | None:
    first, second, third, *_ = [*(word for word in words if word not in _NEXT), *[""] * 3]
    month = MONTHS.index(second) + 1 if second in MONTHS else 0
    if first in _SPANS or first == "nuovo":
        return lambda today: _span_end(today, "anno" if "anno" in words else first)
    if first == "fine":
        return lambda today: (
            _span_end(today, second) if second in _SPANS else _month_end(today, month or today.month)
        )
    if first in _PARTS and month:
        return lambda today: _part(today, month, _PARTS[first])
    if first in WEEK:
        return lambda today: today + timedelta((WEEK.index(first) - today.weekday() - 1) % 7 + 1)
    if first in MONTHS:
        return lambda today: _month_end(today, MONTHS.index(first) or 12)
    return _date(first, second, third)


def _date(first: str, second: str, third: str) -> End | None:
    day = number(first)
    month = MONTHS.index(second) + 1 if second in MONTHS else number(second)
    if first in FEASTS:
        return lambda today: _next(today, *FEASTS[first])
    if first in ("pasqua", "pasquetta"):
        return lambda today: _next_easter(today) + timedelta(first == "pasquetta")
    if first in _SOON:
        return lambda today: today + timedelta(_SOON[first])
    if day and month:
        return lambda today: _next(today, day, month, number(third))
    if day:  # `fino al 15`: of this month, else of the next
        return lambda today: next((d for n in range(62) if (d := today + timedelta(n)).day == day), None)
    return None


def _next(today: date, day: int, month: int, year: int = 0) -> date | None:
    """That day of this year or the next, whichever comes first; of a month that is shorter its last day (`31
    febbraio`); None if there is no such day."""
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    for one in [year + 2000 if year < 100 else year] if year else [today.year, today.year + 1]:
        if not date.min.year <= one <= date.max.year:
            continue
        found = date(one, month, min(day, monthrange(one, month)[1]))
        if found >= today:
            return found
    return None


def _month_end(today: date, month: int) -> date:
    """The last day of that month, of this year or the next."""
    year = today.year + (month < today.month)
    return date(year, month, monthrange(year, month)[1])


def _part(today: date, month: int, day: int) -> date:
    """That day of the month, of this year or the next; 0 = the day before it begins."""
    begins = next(first for n in (0, 1) if (first := date(today.year + n, month, 1)) > today)
    return begins + timedelta(day - 1)


def _span_end(today: date, span: str) -> date:
    """The last day of this week, month or year."""
    if span == "settimana":
        return _sunday(today)
    return _month_end(today, today.month) if span == "mese" else date(today.year, 12, 31)


def _sunday(today: date) -> date:
    return today + timedelta(6 - today.weekday())


def _next_easter(today: date) -> date:
    return next(day for n in (0, 1) if (day := _easter(today.year + n)) >= today)


def _easter(year: int) -> date:
    """Easter of the Gregorian calendar, by Gauss's rule as Meeus, Jones and Butcher completed it."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * i) // 451
    month, day = divmod(h + i - 7 * m + 114, 31)
    return date(year, month, day + 1)
