"""Senses: what single words and short phrases mean, whatever sentence they stand in. Pure.

They stand in the tables of `hazards.py` and `asked.py`, one sense a line: its strength, its matter, its hazard, and
after a colon phrases with commas between. In a phrase `~` is the rest of a word, `a/b` either word, and `..` up to
four words of the same clause. Words are found by their stems, so a title takes time by its length alone, and a new
form of a known word ("tracimazione") is understood without a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipeline.stages.decide.signs import Matter, Strength

_GAP = 4  # words that ".." may stand for
_REST = "~"
_INDEX = 3  # characters of a first word by which phrases are found


@dataclass(frozen=True, slots=True)
class Sense:
    """What a phrase means."""

    strength: Strength
    matter: Matter
    hazard: str  # finer than the matter, as it tells alerts apart; "" = none


@dataclass(frozen=True, slots=True)
class Heading:
    """A phrase in some words."""

    sense: Sense
    at: int  # characters
    end: int


class Word(NamedTuple):
    """A word of a phrase with its other forms."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]

    def fits(self, token: str) -> bool:
        return token in self.whole or token.startswith(self.beginnings)


class Phrase(NamedTuple):
    """The words of a phrase after its first one; None = up to four of any."""

    sense: Sense
    rest: tuple[Word | None, ...]


class Stems:
    """The phrases of tables by the beginning of their first words."""

    def __init__(self, *tables: str) -> None:
        """Raises KeyError for an unknown strength, ValueError for an unknown matter."""
        self._by: dict[str, list[tuple[Word, Phrase]]] = {}
        self.of = lru_cache(4096)(self._of)  # most words of a title are common ones
        for table in tables:
            for line in filter(None, re.sub(r"\n +", " ", table).replace("/ ", "/").splitlines()):
                self._add(line)

    def __iter__(self) -> Iterator[tuple[Word, Phrase]]:
        return (one for there in self._by.values() for one in there)

    def _add(self, line: str) -> None:
        names, phrases = line.split(" : ")
        strength, matter, hazard = names.split()
        sense = Sense(Strength[strength.upper()], Matter(matter.strip("-")), hazard.strip("-"))
        for phrase in phrases.split(","):
            first, *rest = phrase.split()
            there = Phrase(sense, tuple(None if word == ".." else _word(word) for word in rest))
            for form in first.split("/"):
                self._by.setdefault(form[:_INDEX], []).append((_word(form), there))

    def _of(self, token: str) -> tuple[Phrase, ...]:
        """The phrases that may begin with a word."""
        here = (self._by.get(begin, ()) for begin in dict.fromkeys((token[:_INDEX], f"{token[:2]}{_REST}")))
        return tuple(phrase for there in here for word, phrase in there if word.fits(token))


def spoken(words: str, stems: Stems) -> Iterator[Heading]:
    """The phrases of these tables in folded words."""
    tokens = words.split()
    at = 0
    for n, token in enumerate(tokens):
        for phrase in stems.of(token):
            if last := _end(tokens, n + 1, phrase.rest):
                yield Heading(phrase.sense, at, at + len(" ".join(tokens[n:last])))
        at += len(token) + 1


def _word(written: str) -> Word:
    forms = written.split("/")
    whole = frozenset(form for form in forms if not form.endswith(_REST))
    return Word(whole, tuple(form[:-1] for form in forms if form.endswith(_REST)))


def _end(tokens: Sequence[str], at: int, rest: Sequence[Word | None]) -> int:
    """Where the rest of a phrase ends that has to begin here; 0 = it does not stand here."""
    if not rest:
        return at
    if rest[0] is None:
        return next(filter(None, (_end(tokens, here, rest[1:]) for here in _within(tokens, at))), 0)
    return _end(tokens, at + 1, rest[1:]) if at < len(tokens) and rest[0].fits(tokens[at]) else 0


def _within(tokens: Sequence[str], at: int) -> Iterator[int]:
    """Where a phrase may go on after up to four words of the same clause."""
    for here in range(at, min(at + _GAP, len(tokens)) + 1):
        yield here
        if here < len(tokens) and tokens[here] == "|":
            return
