"""The strongest sign of a danger or a changed service in some words, and whether they only talk of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from pipeline.stages.decide.dangers import danger_signs
from pipeline.stages.decide.phases import folded
from pipeline.stages.decide.services import service_signs
from pipeline.stages.decide.signs import BEGINNING, Matter, Sign, Strength, by_beginning
from pipeline.stages.decide.talk import CALM, EXERCISE, GONE, NO_CHANGE, NO_EXERCISE, TALK, THRIFT

SIGNS = by_beginning((*danger_signs(), *service_signs()))

_BECAUSE = re.compile(
    r"\b(?:per|causa|dopo|seguito)(?: (?:l|la|il|le|i|gli|dell|della|del|di|all|alla|al|a))* $"
)
_SHORT = re.compile(r"\bnn\b")  # as people write on phones


@dataclass(frozen=True)
class Heard:
    """What some words say of a danger or a service."""

    words: str = ""  # folded
    strength: Strength | None = None  # of the strongest sign; None = there is none
    matter: Matter = Matter.NONE
    said: str = ""  # the words of that sign, folded
    names_service: bool = False
    names_itself: bool = False  # a sign is sure by itself
    orders: bool = False  # people are told what to do about a danger
    is_now: bool = False  # so, or that it is under way
    end: int = 0  # of the sign in the words

    @cached_property
    def is_talk(self) -> bool:
        """Whether they only talk of a danger: a past one, a plan, a play."""
        return TALK.search(self.words) is not None

    @cached_property
    def is_gone(self) -> bool:
        """Whether they do so in a way that not even an order outweighs."""
        return GONE.search(self.words) is not None

    @cached_property
    def is_calm(self) -> bool:
        """Whether they have words of quiet days, which a true alert may have too."""
        return CALM.search(self.words) is not None

    @cached_property
    def is_exercise(self) -> bool:
        return EXERCISE.search(self.words) is not None and NO_EXERCISE.search(self.words) is None

    @cached_property
    def changes(self) -> bool:
        """Whether a service changes."""
        return self.names_service and NO_CHANGE.search(self.words) is None

    @property
    def is_sure(self) -> bool:
        """Whether these words alone make an emergency."""
        if self.strength is not Strength.SURE or self.is_exercise:
            return False
        if self.orders:
            return not self.is_gone
        return not (self.is_talk or self.is_calm)

    @property
    def is_perhaps(self) -> bool:
        """Whether a person should look whether it is one."""
        if self.strength is None or self.strength < Strength.DANGER or self.is_exercise or self.is_sure:
            return False
        return self.strength is Strength.SURE or not (self.is_talk or self.is_calm)

    @property
    def names_danger(self) -> bool:
        """Whether any danger is named, near or far."""
        return self.strength is not None and self.strength not in (Strength.SERVICE, Strength.NOW)


NOTHING = Heard()


def heard(text: str) -> Heard:
    """What a title says."""
    return _heard(_SHORT.sub("non", folded(text)))


def heard_in_text(text: str) -> Heard:
    """What a text says: whether it only talks of it stands before the sign, and not anywhere behind."""
    found = heard(text)
    return replace(found, words=found.words[: found.end])


@lru_cache(4096)  # an entry is asked for several times in a poll
def _heard(words: str) -> Heard:
    found = _without_causes(list(_found(words)), words)
    if not found:
        return Heard(words)
    strength, there = _strongest(found, words)
    said = min(there, key=lambda one: one.at)
    strengths = {one.sign.strength for one in found}
    service = Strength.SERVICE in strengths
    orders = Strength.ORDER in strengths and said.sign.matter is not Matter.OTHER
    now = not strengths.isdisjoint((Strength.ORDER, Strength.NOW))
    end = said.at + len(said.words)
    itself = Strength.SURE in strengths
    return Heard(words, strength, said.sign.matter, said.words, service, itself, orders, now, end)


@dataclass(frozen=True, slots=True)
class _Found:
    sign: Sign
    at: int
    words: str


def _found(words: str) -> Iterator[_Found]:
    """The signs in folded words; only those are searched of which a word's beginning is there."""
    stems = dict.fromkeys(word[:BEGINNING] for word in words.split())
    for sign in dict.fromkeys(sign for stem in stems for sign in SIGNS.get(stem, ())):
        if found := sign.pattern.search(words):
            yield _Found(sign, found.start(), found[0].strip(" |"))


def _without_causes(found: list[_Found], words: str) -> list[_Found]:
    """Without the dangers because of which a service changes: "uffici chiusi per allerta meteo"."""
    if not any(one.sign.strength is Strength.SERVICE for one in found):
        return found
    return [
        one
        for one in found
        if one.sign.strength is not Strength.DANGER
        or not _BECAUSE.search(words[max(0, one.at - 20) : one.at])
    ]


def _saves_water(found: list[_Found], words: str) -> bool:
    """Whether the only danger is water that may not be used to water gardens with."""
    others = (one.sign.matter for one in found if one.sign.strength >= Strength.DANGER)
    return THRIFT.search(words) is not None and all(matter is Matter.WATER for matter in others)


def _is_yellow(found: list[_Found]) -> bool:
    """Whether the only danger is the weather of an alert whose colour is yellow."""
    weather = [one.sign.strength for one in found if one.sign.matter is Matter.WEATHER]
    others = [one for one in found if one.sign.matter is not Matter.WEATHER]
    calm = all(one.sign.strength < Strength.DANGER for one in others)
    return Strength.SERVICE in weather and Strength.SURE not in weather and calm


def _strongest(found: list[_Found], words: str) -> tuple[Strength, list[_Found]]:
    """The strength of all signs together, and the signs that name the matter."""
    by: dict[Strength, list[_Found]] = {}
    for one in found:
        by.setdefault(one.sign.strength, []).append(one)
    if Strength.SERVICE in by and (_saves_water(found, words) or _is_yellow(found)):
        return Strength.SERVICE, by[Strength.SERVICE]
    dangers = by.get(Strength.DANGER, [])
    if Strength.SURE in by or (dangers and (Strength.ORDER in by or Strength.NOW in by)):
        named = [one for one in (*by.get(Strength.SURE, []), *dangers) if one.sign.matter is not Matter.OTHER]
        return Strength.SURE, named or by.get(Strength.SURE) or dangers
    if Strength.ORDER in by and Strength.SERVICE in by:  # "disinfestazione: finestre chiuse"
        return Strength.SERVICE, by[Strength.SERVICE]
    strongest = max(by)
    return strongest, by[strongest]
