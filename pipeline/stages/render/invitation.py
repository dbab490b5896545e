"""The line of an event: when and where, made from its value, and never said twice. Pure, and linear in the text."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from pipeline.happening import Event, in_words
from pipeline.patterns import lazy_re
from pipeline.stages.render.repeats import sentences
from pipeline.text import MONTHS, WEEKDAYS

OPENING = 300  # characters of a text whose reader need not be told the same before
_WORD = lazy_re(r"\w+")
# What may stand around a time and a place in a sentence that says nothing else.
_AROUND = frozenset(
    """il lo la i gli le l un una del dello della dell dei degli delle di da dal dalla dalle a al allo alla all alle ai
    in nel nello nella nell nei su sul sulla e ed per con h ora ore orario quando dove data giorno luogo sede presso
    appuntamento inizio evento manifestazione si terrà svolgerà tiene svolge fino""".split()
)


def line_of_event(event: Event, title: str, text: str, zone: tzinfo) -> str:
    """`sabato 5 dicembre, ore 21 · Piazza Garibaldi`; "" if title and opening of the text say all of it."""
    opening = f"{title}\n{text[:OPENING]}"
    told = (
        tells_day(opening, event, zone) and _tells_hour(opening, event, zone) and _tells_place(opening, event)
    )
    return "" if told else in_words(event, zone)


def tells_day(text: str, event: Event, zone: tzinfo) -> bool:
    """Whether a text says on which days an event is."""
    read, days = text.casefold(), [datetime.fromtimestamp(event.starts, zone)]
    if event.lasts_days:
        days.append(datetime.fromtimestamp(event.over - 1, zone))
    numbers = (rf"(?<!\d){day.day}(?!\d)" if day.day > 1 else r"(?<!\d)(?:1(?!\d)|primo)" for day in days)
    last = days[-1]
    month = rf"{MONTHS[last.month - 1]}|[/.-]0?{last.month}(?!\d)"
    if re.search(month, read) is None and not (len(days) == 1 and WEEKDAYS[last.weekday()] in read):
        return False
    return all(re.search(number, read) for number in numbers)


def _tells_hour(text: str, event: Event, zone: tzinfo) -> bool:
    if event.all_day or event.lasts_days:
        return True
    first = datetime.fromtimestamp(event.starts, zone)
    minutes = rf"[.:,]{first:%M}" if first.minute else r"(?:[.:,]00)?(?![.:,]?\d)"
    return (
        re.search(rf"(?:ore|alle|h\.?|dalle)\s{{0,2}}(?:ore )?0?{first.hour}{minutes}", text.casefold())
        is not None
    )


def _tells_place(text: str, event: Event) -> bool:
    return _telling(event.place) <= _telling(text)


def _telling(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.casefold()) if len(word) > 3}


def without_line(text: str, line: str) -> str:
    """The text without the sentences at its beginning that say nothing but what the line says."""
    known = {*_WORD.findall(line.casefold())} | _AROUND
    end = 0
    for sentence in sentences(text):
        words = _WORD.findall(sentence.casefold())
        if not all(word in known or word.isdigit() for word in words) or not words:
            break
        end += len(sentence)
    return text[end:].lstrip()
