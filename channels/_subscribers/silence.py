"""A citizen's own quiet hours: "silenzio 22-8", "non disturbare dalle 22:30 alle 7", "silenzio no". Pure.

They count only if there are no other words: "c'è silenzio in piazza dalle 22 alle 8" is about something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from channels._subscribers.choices import NO_SILENCE, Silence
from channels._subscribers.phrases import Phrases, named

USUAL = Silence(22 * 60, 8 * 60)  # of who names none
LONGEST = 16 * 60  # minutes: somewhere in the day there must be room for the rest
_HOURS = {
    word: n
    for n, word in enumerate(
        """mezzanotte una due tre quattro cinque sei sette otto nove dieci undici mezzogiorno tredici quattordici
        quindici sedici diciassette diciotto diciannove venti ventuno ventidue ventitre""".split()
    )
}
_EVENING = range(8, 12)
_HALF = {"mezza": 30, "mezzo": 30, "quarto": 15}
_QUIET = frozenset(
    """
    silenzio silenzi silenziami silenziate silenziatemi silenzia silenziare silenzioso quiete
    """.split()
)
_NOT_DISTURB = Phrases(
    """
    non disturb*/scriv*/mand*/invia*/messagg*/notific*
    niente/nessun/stop/basta messagg*/notific*/avvisi*/disturb*
    """
)
_NEAR = frozenset(
    """
    dalle dall dal da alle all al a le la il l ore ora h fino sino e tra fra di del della in mi per voglio vorrei
    desidero imposta impostate metti mettete attiva attivate mattina mattino notte notti notturno notturna sera
    messaggi messaggio avvisi notifiche notizie ogni giorno giorni tutti tutte i gli
    """.split()
)
_OFF = Phrases(
    """
    NO~ ART~ SILENCE
    ART~ SILENCE NO
    """,
    named(
        """
        NO: no/basta/stop/fine/togli/togliete/toglimi/annulla/annullate/disattiva/disattivate/senza/niente/via/off/
            cancella
        ART: il/le/la/ore/di/mie/mio/del/i/con
        SILENCE: silenzio/silenzi
        """
    ),
)


def asked(core: Sequence[str]) -> Silence | None:
    """The quiet hours that a message asks for, `NO_SILENCE` to have none; None = it is about something else.
    `core`: its words, without politeness."""
    if len(core) > 1 and _OFF.whole(core):
        return NO_SILENCE
    rest = _beside(core)
    if rest is None:
        return None
    if not rest:
        return USUAL if _QUIET.intersection(core) else None
    found = list(_numbers(rest))
    return _between(found) if len(found) == len(rest) else None


def tries(core: Sequence[str]) -> bool:
    """Whether a message asks for quiet hours in a way that cannot be read."""
    rest = _beside(core)
    return bool(rest) and len(list(_numbers(rest or ()))) == len(rest or ()) and asked(core) is None


def is_word(word: str) -> bool:
    """Whether the word may be part of such a command."""
    return word in _QUIET


def _beside(core: Sequence[str]) -> list[str] | None:
    """The words beside those that ask for silence; None = none ask for it."""
    others = [word for word in core if word not in _QUIET]
    if len(others) == len(core):
        others = _NOT_DISTURB.without(core)
    return None if len(others) == len(core) else [word for word in others if word not in _NEAR]


def _numbers(words: Sequence[str]) -> Iterator[tuple[int, bool]]:
    """(number, whether it must be minutes) of each word that is one."""
    for word in words:
        bare = word.removeprefix("h")
        if bare.isascii() and bare.isdecimal() and len(bare) <= 4:
            yield int(bare), len(bare) == 4 or int(bare) > 23 or bare == "00"
        elif word in _HOURS:
            yield _HOURS[word], False
        elif word in _HALF:
            yield _HALF[word], True


def _between(found: Sequence[tuple[int, bool]]) -> Silence | None:
    """The two times in two, three or four numbers: `22 8`, `22 30 7`, `22 7 30`, `22 30 7 15`, `2230 0700`."""
    numbers = [number for number, _ in found]
    if len(numbers) == 2 and all(minutes for _, minutes in found):
        return _silence(divmod(numbers[0], 100), divmod(numbers[1], 100))
    if len(numbers) == 2:
        return _silence((numbers[0], 0), (numbers[1], 0))
    if len(numbers) == 3:
        first = found[1][1] or (numbers[1] in (0, 15, 30, 45) and not found[2][1] and numbers[2] != 0)
        times = (
            ((numbers[0], numbers[1]), (numbers[2], 0))
            if first
            else ((numbers[0], 0), (numbers[1], numbers[2]))
        )
        return _silence(*times)
    return _silence((numbers[0], numbers[1]), (numbers[2], numbers[3])) if len(numbers) == 4 else None


def _silence(begin: tuple[int, int], end: tuple[int, int]) -> Silence | None:
    """None = no such times, or too long. Who goes to bed at ten writes 10."""
    for hour, minute in (begin, end):
        if not (0 <= hour <= 24 and 0 <= minute < 60):
            return None
    first, last = (hour % 24 * 60 + minute for hour, minute in (begin, end))
    for start in (first, first + 720 if begin[0] in _EVENING else first):
        if 0 < (last - start) % 1440 <= LONGEST:
            return Silence(start, last)
    return None
