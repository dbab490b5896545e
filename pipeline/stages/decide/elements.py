"""Which elements of a warning a text names: source, hazard, place, impact, action, time, and until when. Pure.

A person is told what is missing, before an alert that they type is sent, and next to one that the portal has published.
Nothing waits for it: a warning without its hour is better than none.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipeline.composed import Element
from pipeline.patterns import lazy_re
from pipeline.stages.decide import element_words as words
from pipeline.stages.decide.heard import heard
from pipeline.stages.decide.phases import folded
from pipeline.stages.decide.signs import Matter, expression

_HOUR = lazy_re(r"\b(\d{1,2})[.:](\d\d)(?!\d)(?![/.]\d)")
_DAY = lazy_re(r"\b(\d{1,2})(?:/(\d{1,2})|\.(\d\d))(?:[/.](\d{4}|\d\d))?(?![\d/])")
_SENTENCE = lazy_re(r"\n+|(?<!fraz\.)(?<!loc\.)(?<!n\.)(?<=[.!?]) ")
MOST = 3_000  # characters of a text that are read


@lru_cache(64)
def elements_of(text: str) -> frozenset[Element]:
    """The elements that a text names; of a long one its beginning is read."""
    text = text[:MOST]
    read = _read(text)
    found = {
        Element.SOURCE: _matches("SOURCE", read),
        Element.HAZARD: _matches("HAZARD", read) or _is_heard(read),
        Element.PLACE: _names_place(text, read),
        Element.IMPACT: _matches("IMPACT", read),
        Element.ACTION: _matches("ACTION", read),
        Element.TIME: _tells_when(read),
        Element.UNTIL: _matches("UNTIL", read),
    }
    return frozenset(one for one, there in found.items() if there)


def missing_in(text: str, *, sourced: bool = True) -> tuple[Element, ...]:
    """The elements that a warning lacks, in their order. `sourced`: its template says from whom it comes."""
    found = elements_of(text)
    return tuple(one for one in Element if one not in found and not (sourced and one is Element.SOURCE))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    table = getattr(words, name).replace("\n    ", "").strip("\n")
    return re.compile(rf"(?:^|(?<= ))(?:{expression(table, words.PARTS)})")


def _matches(name: str, read: str) -> bool:
    return _pattern(name).search(read) is not None


def _read(text: str) -> str:
    """The text as the patterns read it, piece by piece, because a fold reads only a title's length."""
    marked = _DAY.sub(lambda one: "d".join(filter(None, one.groups())), _HOUR.sub(r"\1h\2", text))
    return " | ".join(filter(None, (folded(one) for one in _SENTENCE.split(marked))))


def _is_heard(read: str) -> bool:
    """Whether the one reader of titles hears a danger or a changed service, not only an order or what may happen."""
    rest = _pattern("ORDER").sub(" ", _pattern("IMPACT").sub(" ", read))
    return heard(rest).matter not in (Matter.NONE, Matter.OTHER, Matter.EVACUATION)


def _names_place(text: str, read: str) -> bool:
    if _matches("PLACE", read) or re.search(words.STREET, text):
        return True
    rest = re.sub(words.OF_A_BODY, " ", text)
    names = [found["name"] for found in re.finditer(words.NAMED, rest)]
    names += [found["name"] for found in re.finditer(words.BEFORE_A_MATTER, rest)]
    return any(name.casefold() not in words.NO_NAME for name in names)


def _tells_when(read: str) -> bool:
    return _matches("WHEN", _pattern("NO_TIME").sub(" ", read))
