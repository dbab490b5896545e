"""A small pattern language, so that citizens' phrases stand in the code as citizens write them. Pure.

A line is a phrase: words in their order, `/` between alternatives, `*` for any letters, `?` behind a word that may be
missing, `~` behind words that may be missing or stand there several times, `.` for the end of the message. A name in
capitals stands for a list of alternatives; a line that ends with `/` goes on in the next one. No phrase goes beyond
the end of a clause.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from channels._subscribers.plain import BREAK, fold

MOST_REPEATS = 6  # of words marked `~`
_NO_NAMES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class _Element:
    """One position of a phrase, and the words that match it."""

    exact: frozenset[str]
    beginnings: tuple[str, ...]  # of words with any ending
    frames: tuple[tuple[str, str], ...]  # beginnings and ends of words with anything between
    repeat: str  # "", "?" or "~"
    at_end: bool  # the end of the message fits

    def fits(self, word: str) -> bool:
        if word in self.exact:
            return True
        if word == BREAK:
            return False
        return word.startswith(self.beginnings) or any(
            word.startswith(begin) and word.endswith(end) for begin, end in self.frames
        )


class Phrases:
    """Phrases to look for in the words of a message."""

    def __init__(self, lines: str, names: Mapping[str, str] = _NO_NAMES) -> None:
        self._by_word: dict[str, list[list[_Element]]] = defaultdict(list)
        self._by_letter: dict[str, list[list[_Element]]] = defaultdict(list)
        for line in lines_of(lines):
            self._learn([_element(part, names) for part in line.split()])

    def found(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """(start, end) of each phrase in the words."""
        for at in range(len(words)):
            for end in self._ends(words, at):
                yield at, end

    def inside(self, words: Sequence[str]) -> bool:
        return any(self.found(words))

    def whole(self, words: Sequence[str]) -> bool:
        """Whether one phrase matches all the words."""
        return bool(words) and any(end == len(words) for end in self._ends(words, 0))

    def without(self, words: Sequence[str]) -> list[str]:
        """The words without these phrases."""
        rest: list[str] = []
        at = 0
        while at < len(words):
            end = max(self._ends(words, at), default=-1)
            if end <= at:
                rest.append(words[at])
            at = max(end, at + 1)
        return rest

    def _learn(self, phrase: list[_Element]) -> None:
        for element in phrase:
            for word in element.exact:
                self._by_word[word].append(phrase)
            for letter in {
                stem[:1] for stem in (*element.beginnings, *(begin for begin, _ in element.frames))
            }:
                self._by_letter[letter].append(phrase)
            if not element.repeat:
                return

    def _ends(self, words: Sequence[str], at: int) -> Iterator[int]:
        word = words[at]
        for phrase in (*self._by_word.get(word, ()), *self._by_letter.get(word[:1], ())):
            if (end := _match(phrase, words, at)) >= 0:
                yield end


def named(text: str) -> dict[str, str]:
    """Names and their alternatives, one a line: `WISH: voglio/vorrei`."""
    return dict(line.strip().split(": ") for line in lines_of(text))


def lines_of(text: str) -> list[str]:
    """The lines of a block of phrases; one that ends with `/` goes on in the next."""
    return [line for line in re.sub(r"/\s*\n\s*", "/", text).strip().splitlines() if line.strip()]


def _match(
    phrase: Sequence[_Element], words: Sequence[str], at: int, place: int = 0, repeats: int = 0
) -> int:
    """The index where a phrase beginning at `at` ends; -1 if it does not match there."""
    if place == len(phrase):
        return at
    element = phrase[place]
    if at == len(words) and element.at_end:
        return at
    if at < len(words) and repeats < MOST_REPEATS and element.fits(words[at]):
        again = element.repeat == "~"
        end = _match(phrase, words, at + 1, place + (not again), repeats + 1 if again else 0)
        if end >= 0:
            return end
    return _match(phrase, words, at, place + 1) if element.repeat else -1


def _element(part: str, names: Mapping[str, str]) -> _Element:
    repeat = part[-1] if part[-1] in "?~" else ""
    words = [names.get(word, word) for word in part.rstrip("?~").split("/")]
    plain = [fold(word) for word in "/".join(words).split("/")]
    stems = [(begin, end) for begin, star, end in (word.partition("*") for word in plain) if star]
    return _Element(
        exact=frozenset(word for word in plain if "*" not in word and word != "."),
        beginnings=tuple(begin for begin, end in stems if not end),
        frames=tuple((begin, end) for begin, end in stems if end),
        repeat=repeat,
        at_end="." in plain,
    )
