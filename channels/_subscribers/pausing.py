"""A pause: "pausa 2 settimane", "pausa fino al 15 agosto", "niente messaggi fino a lunedì", "pausa"; and its end,
"riprendi". Pure.

A pause ends by itself, so every one has a last day. A message that refuses messages for a time asks for a pause and is
no departure. It counts only if it has no other words: "il cantiere è in pausa da mesi" is about something else.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from channels._subscribers.phrases import Phrases, named
from channels._subscribers.said import LONGEST, Pause

_NUMBERS = {
    **{word: n for n, word in enumerate("due tre quattro cinque sei sette otto nove dieci".split(), 2)},
    **{"primo": 1, "un": 1, "una": 1, "uno": 1, "quindici": 15, "venti": 20, "trenta": 30},
}
_DAYS = {
    **dict.fromkeys("giorno giorni gg giornata".split(), 1),
    **dict.fromkeys("settimana settimane sett".split(), 7),
    **dict.fromkeys("mese mesi".split(), 30),
    "anno": 365,
}
_MONTHS = (
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split()
)
_WEEK = "lunedi martedi mercoledi giovedi venerdi sabato domenica".split()
_FEASTS = {
    "natale": (25, 12),
    "capodanno": (1, 1),
    "befana": (6, 1),
    "epifania": (6, 1),
    "ferragosto": (15, 8),
}
_SMALL = frozenset("a al all alla ad il l prossimo prossima".split())
_UNTIL = frozenset("fino sino fin al".split())
_PAUSE = frozenset(
    "pausa pause sospendi sospendete sospendere sospensione sospendetemi sospendimi sospeso".split()
)
_REFUSES = frozenset("non niente nessun stop basta silenzio no zero".split())
_ALLOWED = (
    _PAUSE
    | _REFUSES
    | _UNTIL
    | frozenset(
        """
    in mettere metti mettetemi mettimi mettete mettermi fate fare fai voglio vorrei desidero posso potete puoi potreste
    la il i gli le l un una mi me messaggi messaggio avvisi notifiche notizie comunicazioni servizio iscrizione ricevere
    invio mandate mandatemi mandarmi scrivete scrivetemi scrivermi inviate inviatemi inviarmi mandare inviare per di da
    a al alla all ad del dal sono vado saro siamo via ferie vacanza vacanze estero oggi domani dopodomani adesso ora e
    poi perche fine anno prossimo prossima questo questa compreso circa almeno solo vostri altri
    """.split()
    ).union(_NUMBERS, _DAYS, _MONTHS, _WEEK, _FEASTS)
)
_MOST_DIGITS = 4
_RESUME = Phrases(
    """
    BACK~ riprendi/riprendete/riprendere/riprendo/ripartite/riparti/ripartire i/gli/le/il/con/adesso/ora/subito/pure~ M?
    fine/stop/basta/annulla/annullate/togli/togliete/termina/terminate/interrompi/chiudi la/di/della/con/mia~ pausa
    sono tornato/tornata
    pausa finita/terminata/stop/basta/fine/annullata
    """,
    named(
        """
        BACK: sono/tornato/tornata/a/casa/voglio/vorrei/potete/puoi/da/dalle/vacanze/ferie/e/di/nuovo
        M: messaggi/avvisi/notizie/servizio/invio/tutto
        """
    ),
)


def pause(core: Sequence[str]) -> Pause | None:
    """The pause in a message of nothing else. `core`: its words, without politeness."""
    if not all(word in _ALLOWED or _number(word) for word in core):
        return None
    found = next((one for at in range(len(core)) if (one := _end(core, at))), None)
    if found is not None and (_PAUSE | _REFUSES).intersection(core):
        return Pause(found)
    return Pause(lambda today: None) if "pausa" in core else None


def resumes(core: Sequence[str]) -> bool:
    """Whether a pause shall end now."""
    return _RESUME.whole(core)


def is_word(word: str) -> bool:
    """Whether the word may be part of a pause, or of its end."""
    return word in _PAUSE or word in ("riprendi", "riprendete")


def _number(word: str) -> int:
    """0 = it is none."""
    digits = word.isascii() and word.isdecimal() and len(word) <= _MOST_DIGITS
    return int(word) if digits else _NUMBERS.get(word, 0)


def _end(core: Sequence[str], at: int) -> Callable[[date], date | None] | None:
    """The end that is named from this word on."""
    words = [*core[at:], *[""] * 4]
    if _number(words[0]) and words[1] in _DAYS:
        days = min(LONGEST, _number(words[0]) * _DAYS[words[1]])
        return lambda today: today + timedelta(days)
    if _number(words[0]) and words[1] in _MONTHS:
        return _date(words[0], words[1], words[2])
    if words[0] in _MONTHS:
        return lambda today: _month_end(today, _MONTHS.index(words[0]) + 1)
    if words[0] not in _UNTIL:
        return None
    first, second, third, *_ = [word for word in words[1:] if word not in _SMALL] + [""] * 3
    if first == "fine":
        month = _MONTHS.index(second) + 1 if second in _MONTHS else 0
        return lambda today: _month_end(today, month or today.month)
    if first in _WEEK:
        return lambda today: today + timedelta((_WEEK.index(first) - today.weekday() - 1) % 7 + 1)
    if first in _MONTHS:
        return lambda today: _month_end(today, _MONTHS.index(first) or 12)
    return _date(first, second, third)


def _date(first: str, second: str, third: str) -> Callable[[date], date | None] | None:
    day = _number(first)
    month = _MONTHS.index(second) + 1 if second in _MONTHS else _number(second)
    if first in _FEASTS:
        return lambda today: _next(today, *_FEASTS[first])
    if first == "domani":
        return lambda today: today + timedelta(1)
    if day and month:
        return lambda today: _next(today, day, month, _number(third))
    if day:  # `fino al 15`: of this month, else of the next
        return lambda today: next((d for n in range(62) if (d := today + timedelta(n)).day == day), None)
    return None


def _next(today: date, day: int, month: int, year: int = 0) -> date | None:
    """That day of this year or the next, whichever comes first; None if there is no such day."""
    for one in [year + 2000 if year < 100 else year] if year else [today.year, today.year + 1]:
        try:
            found = date(one, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    return None


def _month_end(today: date, month: int) -> date:
    """The last day of that month, of this year or the next."""
    year = today.year + (month < today.month)
    return date(year, month, monthrange(year, month)[1])
