"""How much what some words say speaks for an emergency, and by which of its words. Pure.

A danger weighs by how plainly it is named; what people are to do about it and that it is there now weigh too, unless
it is the danger's own words that say so ("ricerche in corso"). What speaks against it is in `talk.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from pipeline.patterns import lazy_re
from pipeline.stages.decide.signs import Matter, Strength

CERTAIN = 4  # weight of what is an emergency
UNOPPOSED = 3  # of one where no word speaks against it
DOUBT = 1  # of what a person should look at: whatever names a danger, and does not plainly only talk of it
NEAR = 2  # of a danger that is plainly named
_WEIGHTS = {Strength.SURE: 4, Strength.DANGER: 2, Strength.HINT: 1}
ASKED = 2  # people are to do something, or the danger is there now
_SECOND = 1  # another danger is named
_SUFFERED = 2  # what a danger has done to people
_HARMED = frozenset((Matter.EVACUATION, Matter.MISSING))
UNDER_WAY = (Strength.BUSY, Strength.NOW, Strength.HARM)
_ADVISED = (Matter.OTHER, Matter.EVACUATION)
_GOES_ON = lazy_re(r" (?!\||via\b|tutt)")
_ADVICE = lazy_re(r"(?:non )?\w+(?:are|ere|ire|rsi)\b(?!.*\b(?:subito|immediatamente)\b)")


@dataclass(frozen=True, slots=True)
class Found:
    strength: Strength
    matter: Matter
    at: int
    words: str
    is_cause: bool = False  # a service changes because of it: "chiusa per frana"

    @property
    def end(self) -> int:
        return self.at + len(self.words)


def evidence_of(found: Sequence[Found], words: str) -> int:
    """How much all senses together speak for an emergency. `words`: folded, in which they are found."""
    dangers = list(_longest(found))
    named = [one for one in dangers if one.matter is not Matter.OTHER]
    other = [one for one in found if one.strength is Strength.SURE or not _is_within(one, named)]
    strengths = {one.strength for one in (*dangers, *other)}
    if _is_advice(found, words):
        return NEAR
    matters = {one.matter for one in named}
    weight = max((_WEIGHTS.get(one, 0) for one in strengths), default=0)
    weight += ASKED if Strength.ORDER in strengths else 0
    if Strength.SURE not in strengths:
        weight += _happening(
            strengths, named=any(not one.is_cause for one in named), follows=_follows(other, dangers)
        )
    if len(matters) > 1:
        weight += _SUFFERED if matters & _HARMED else _SECOND
    elif _names_another(found, named):
        weight += _SECOND
    return weight


def _names_another(found: Sequence[Found], named: Sequence[Found]) -> bool:
    """Whether a danger is named, and elsewhere in the same words one more or the hint of one: "crollata … isolato"."""
    first = named[:1]
    others = (one for one in found if one.strength in (Strength.DANGER, Strength.HINT))
    return bool(first) and any(not _overlaps(one, first) for one in others)


def _is_advice(found: Sequence[Found], words: str) -> bool:
    """Whether words say no more than "rimanere a casa con l'assistenza", which advises."""
    sure = [one for one in found if one.strength is Strength.SURE]
    advises = bool(sure) and all(
        one.at == 0
        and one.matter in _ADVISED
        and _ADVICE.match(one.words)
        and _GOES_ON.match(words[one.end :])
        for one in sure
    )
    others = (one.strength for one in found if not _overlaps(one, sure))
    return advises and all(one in (Strength.TOPIC, Strength.SERVICE) for one in others)


def _happening(strengths: Set[Strength], *, named: bool, follows: bool) -> int:
    """How much it weighs that something is under way. `named`: by its danger, which it `follows` at once."""
    if named and (follows or not strengths.isdisjoint((Strength.NOW, Strength.HARM))):
        return ASKED
    if named and not strengths.isdisjoint((Strength.BUSY, Strength.SERVICE)):
        return 1  # "caduta massi: strada chiusa"
    if Strength.HINT in strengths and Strength.NOW in strengths:
        return 1
    if Strength.HARM in strengths and Strength.DANGER not in strengths:
        return 2 if Strength.TOPIC in strengths and Strength.HINT not in strengths else 1
    if Strength.NOW in strengths and Strength.DANGER not in strengths:
        return 1  # of what danger, no word says
    return 0


def _follows(states: Iterable[Found], dangers: Iterable[Found]) -> bool:
    """Whether a danger is at once said to be under way: "incendio in corso"."""
    ends = {one.end + 1 for one in dangers}
    return any(one.at in ends for one in states if one.strength is Strength.BUSY)


def _longest(found: Sequence[Found]) -> Iterator[Found]:
    """The dangers that are no part of another one: "bomba d'acqua" is no bomb."""
    dangers = [one for one in found if one.strength is Strength.DANGER]
    for one in dangers:
        if not _is_within(one, [all_of for all_of in dangers if len(all_of.words) > len(one.words)]):
            yield one


def _is_within(one: Found, others: Iterable[Found]) -> bool:
    return any(all_of.at <= one.at and one.end <= all_of.end for all_of in others)


def because(found: Sequence[Found], said: Found) -> str:
    """The words that speak for a lane, in their order."""
    speaks = (_WEIGHTS.keys() | {Strength.ORDER, Strength.HARM, Strength.NOW, Strength.BUSY}) - {
        said.strength
    }
    first: dict[Strength, Found] = {said.strength: said}
    for one in sorted(found, key=lambda one: one.at):
        if one.strength in speaks and not _overlaps(one, first.values()):
            first.setdefault(one.strength, one)
    return " … ".join(one.words for one in sorted(first.values(), key=lambda one: one.at))


def _overlaps(one: Found, others: Iterable[Found]) -> bool:
    return any(one.at < other.end and other.at < one.end for other in others)
