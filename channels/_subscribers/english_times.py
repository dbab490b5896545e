"""Hours and days in English as the Italian rules read them: `from 10pm to 7am`, `until August 15`. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORDS = {
    word: italian
    for pair in """
    from:dalle to:alle till:fino until:fino and:e between:tra for: at: the: in: on: of: every:ogni night:notte
    midnight:mezzanotte noon:mezzogiorno o:  clock: next:prossima this:questa a:un an:un
    day:giorno days:giorni week:settimana weeks:settimane month:mese months:mesi year:anno weekend:weekend
    today:oggi tomorrow:domani one:una two:due three:tre four:quattro five:cinque six:sei seven:sette eight:otto
    nine:nove ten:dieci eleven:undici twelve:dodici
    monday:lunedi tuesday:martedi wednesday:mercoledi thursday:giovedi friday:venerdi saturday:sabato sunday:domenica
    january:gennaio february:febbraio march:marzo april:aprile may:maggio june:giugno july:luglio august:agosto
    september:settembre october:ottobre november:novembre december:dicembre
    christmas:natale easter:pasqua
    """.split()
    for word, _, italian in [pair.partition(":")]
}
_MONTHS = frozenset(
    "january february march april may june july august september october november december".split()
)
_NUMBER = re.compile(r"(\d{1,4})(am|pm|st|nd|rd|th|h)?")


def italian_times(words: Sequence[str]) -> list[str] | None:
    """The Italian words of hours or days; None if there is another word among them."""
    found: list[str] = []
    for word in _days_first(words):
        if word in ("am", "pm"):
            _of_the_day(found, word)
        elif match := _NUMBER.fullmatch(word):
            found.append(match[1])
            if match[2] in ("am", "pm"):
                _of_the_day(found, match[2])
        elif word not in _WORDS:
            return None
        elif _WORDS[word]:
            found.append(_WORDS[word])
    return found


def _days_first(words: Sequence[str]) -> list[str]:
    """`august 15` as `15 august`."""
    found = list(words)
    for at in range(len(found) - 1):
        if found[at] in _MONTHS and _NUMBER.fullmatch(found[at + 1]):
            found[at], found[at + 1] = found[at + 1], found[at]
    return found


def _of_the_day(found: list[str], half: str) -> None:
    """Turn the last hour in `found` into one of 24: of `10 30` the first is the hour."""
    numbers = [at for at, word in enumerate(found) if word.isdecimal()][-2:]
    if not numbers:
        return
    beside = len(numbers) == 2 and numbers[0] + 1 == numbers[1] and len(found[numbers[1]]) == 2
    at = numbers[0] if beside and int(found[numbers[1]]) in (0, 15, 30, 45) else numbers[-1]
    hour = int(found[at])
    if 1 <= hour <= 12:
        found[at] = str(hour % 12 + (12 if half == "pm" else 0))
