"""What some words say of a danger or a changed service, and how much that weighs. Pure.

Senses (`hazards.py`, `asked.py`) and constellations of words (`dangers.py`, `services.py`) speak for an emergency,
talk of a danger (`talk.py`) against it. From `CERTAIN` on it is one; from `DOUBT` on a person is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache

from pipeline.patterns import lazy_re
from pipeline.stages.decide.asked import ASKED_OF_PEOPLE
from pipeline.stages.decide.dangers import danger_signs
from pipeline.stages.decide.evidence import (
    CERTAIN,
    DOUBT,
    NEAR,
    UNDER_WAY,
    UNOPPOSED,
    Found,
    because,
    evidence_of,
)
from pipeline.stages.decide.hazards import HAZARDS
from pipeline.stages.decide.phases import folded
from pipeline.stages.decide.senses import Stems, spoken
from pipeline.stages.decide.services import CHANGES, service_signs
from pipeline.stages.decide.signs import BEGINNING, Matter, Strength, by_beginning
from pipeline.stages.decide.talk import EXERCISE, NO_CHANGE, NO_EXERCISE, THRIFT, Talk, talk_in

SIGNS = by_beginning((*danger_signs(), *service_signs()))
_AGAINST = {Talk.PLAIN: 5, Talk.LIKELY: 2, Talk.CALM: 1}

_BECAUSE = lazy_re(
    r"\b(?:per|causa|dopo|seguito)(?: (?:l|la|il|le|i|gli|dell|della|del|di|all|alla|al|a))* $"
)
_SHORT = lazy_re(r"\bnn\b")  # as people write on phones
_HEAD = lazy_re(
    r"(?:^|(?<=\| ))(?:(?:avviso|attenzione|urgente|\||di|aggiornamento|comunicato|comunicazione) )*"
    r"(?:emergenza|pericolo|allarme)\b"
)
_IN_STREET = lazy_re(
    r"\b(?:via|viale|piazza|piazzale|largo|vicolo) (?:(?:del|della|dell|dei|degli|delle) )?$"
)
_STATE = lazy_re(r"(?:at|ers)[ae]\b|\btutti\b|\bcautel|\bprecauz")  # "via allagata"
_FORBIDS = lazy_re(
    r"\bnon (?:vi |si |ci )?(?!essere|avere|potete|volete|sapete|perde|manca|dimentica)\w{2,}"
    r"(?:are|ere|ire|arsi|ersi|irsi|ate|ete|ite|atevi|etevi|itevi)\b"
)


@dataclass(frozen=True)
class Heard:
    """What some words say of a danger or a service."""

    words: str = ""  # folded
    strength: Strength | None = None  # of the strongest sense; None = there is none
    matter: Matter = Matter.NONE
    said: str = ""  # the words of that sense, folded
    names_service: bool = False
    names_itself: bool = False  # a sense is sure by itself
    orders: bool = False  # people are told what to do about a danger
    is_now: bool = False  # so, or that it is under way
    end: int = 0  # of the sense in the words
    evidence: int = 0  # what speaks for an emergency
    because: str = ""  # the words that do

    @cached_property
    def talk(self) -> frozenset[Talk]:
        """How plainly they only talk of a danger: a past one, a plan, a play."""
        return frozenset(talk_in(self.words))

    @cached_property
    def weight(self) -> int:
        """What speaks for an emergency, less what speaks against it."""
        return self.evidence - sum(_AGAINST[one] for one in talk_in(self.words))

    @property
    def is_talk(self) -> bool:
        """Whether they only talk of a danger, so that no alert is one by its category alone."""
        return not self.talk.isdisjoint((Talk.PLAIN, Talk.LIKELY))

    @property
    def is_gone(self) -> bool:
        """Whether they do so in a way that not even an order outweighs."""
        return Talk.PLAIN in self.talk

    @property
    def is_calm(self) -> bool:
        """Whether they have words of quiet days, which a true alert may have too."""
        return Talk.CALM in self.talk

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
        if self.evidence < UNOPPOSED:  # what speaks against it need not be looked for
            return False
        return self.weight >= (CERTAIN if self.talk else UNOPPOSED) and not self.is_exercise

    @property
    def is_perhaps(self) -> bool:
        """Whether a person should look whether it is one."""
        if self.evidence < DOUBT:
            return False
        calm = self.names_service or self.talk  # a change of a service is its own reason
        least = NEAR if calm else DOUBT
        return least <= self.weight and not (self.is_sure or self.is_exercise)

    @property
    def names_danger(self) -> bool:
        """Whether any danger is named, near or far."""
        return self.strength is not None and self.strength not in (Strength.SERVICE, *UNDER_WAY)


NOTHING = Heard()


def heard(text: str) -> Heard:
    """What a title says."""
    return _heard(_SHORT.sub("non", folded(text)))


def heard_in_text(text: str) -> Heard:
    """What a text says: whether it only talks of it stands before the sense, and not anywhere behind."""
    found = heard(text)
    return replace(found, words=found.words[: found.end])


@lru_cache(4096)  # an entry is asked for several times in a poll
def _heard(words: str) -> Heard:
    found = _without_causes([*_constellations(words), *_senses(words)], words)
    if all(one.strength is Strength.TOPIC for one in found):
        return Heard(words)
    strength, there = _strongest(found, words)
    said = min(there, key=lambda one: (one.at, -len(one.words)))
    strengths = {one.strength for one in found}
    return Heard(
        words,
        strength,
        said.matter,
        said.words,
        names_service=Strength.SERVICE in strengths,
        names_itself=Strength.SURE in strengths,
        orders=Strength.ORDER in strengths and said.matter is not Matter.OTHER,
        is_now=not strengths.isdisjoint((Strength.ORDER, *UNDER_WAY)),
        end=said.end,
        evidence=0 if _is_daily(found, words) else evidence_of(found, words),
        because=because(found, said),
    )


def _constellations(words: str) -> Iterator[Found]:
    """The signs in folded words; only those are searched of which a word's beginning is there."""
    beginnings = dict.fromkeys(word[:BEGINNING] for word in words.split())
    for sign in dict.fromkeys(sign for one in beginnings for sign in SIGNS.get(one, ())):
        if found := sign.pattern.search(words):
            yield Found(sign.strength, sign.matter, found.start(), found[0].strip(" |"))


def _senses(words: str) -> Iterator[Found]:
    for one in spoken(words, _stems()):
        said = words[one.at : one.end]
        if not _is_name(words[max(0, one.at - 20) : one.at], said):
            yield Found(one.sense.strength, one.sense.matter, one.at, said)
    if head := _HEAD.search(words):
        yield Found(Strength.DANGER, Matter.OTHER, head.start(), head[0].strip(" |"))
    if forbids := _FORBIDS.search(words):
        yield Found(Strength.NOW, Matter.OTHER, forbids.start(), forbids[0])


def _is_name(before: str, said: str) -> bool:
    """Whether words are a street's name: "via della Piena", and not "via allagata"."""
    return _IN_STREET.search(before) is not None and _STATE.search(said) is None


@cache
def _stems() -> Stems:
    """The senses. They are built at the first title."""
    return Stems(HAZARDS, ASKED_OF_PEOPLE, CHANGES)


def _without_causes(found: list[Found], words: str) -> list[Found]:
    """Without the weather because of which a service changes ("uffici chiusi per allerta meteo"); any other such danger
    is marked."""
    if not any(one.strength is Strength.SERVICE for one in found):
        return found
    causes = {
        one
        for one in found
        if one.strength is Strength.DANGER and _BECAUSE.search(words[max(0, one.at - 20) : one.at])
    }
    kept = (one for one in found if one not in causes or one.matter is not Matter.WEATHER)
    return [replace(one, is_cause=one in causes) for one in kept]


def _saves_water(found: Sequence[Found], words: str) -> bool:
    """Whether the only danger is water that may not be used to water gardens with."""
    others = [one for one in found if one.strength in (Strength.DANGER, Strength.SURE)]
    spoilt = any(one.matter is not Matter.WATER or one.strength is Strength.DANGER for one in others)
    return THRIFT.search(words) is not None and not spoilt


def _is_yellow(found: Sequence[Found]) -> bool:
    """Whether the only danger is the weather of an alert whose colour is yellow."""
    weather = [one.strength for one in found if one.matter is Matter.WEATHER]
    others = [one for one in found if one.matter is not Matter.WEATHER]
    calm = all(one.strength < Strength.DANGER for one in others)
    return Strength.SERVICE in weather and Strength.SURE not in weather and calm


def _is_daily(found: Sequence[Found], words: str) -> bool:
    """Whether orders and dangers are only those of a usual service: "disinfestazione: finestre chiuse"."""
    services = {one.matter for one in found if one.strength is Strength.SERVICE}
    if not services:
        return False
    dangers = any(one.strength in (Strength.DANGER, Strength.SURE) for one in found)
    return _saves_water(found, words) or _is_yellow(found) or (Matter.HEALTH in services and not dangers)


def _strongest(found: Sequence[Found], words: str) -> tuple[Strength, list[Found]]:
    """The strength of all senses together, and the ones that name the matter."""
    by: dict[Strength, list[Found]] = {}
    for one in found:
        by.setdefault(one.strength, []).append(one)
    if _is_daily(found, words):
        return Strength.SERVICE, by[Strength.SERVICE]
    dangers = by.get(Strength.DANGER, [])
    if Strength.SURE in by or (dangers and (Strength.ORDER in by or Strength.NOW in by)):
        named = [one for one in (*by.get(Strength.SURE, []), *dangers) if one.matter is not Matter.OTHER]
        hints = [one for one in by.get(Strength.HINT, []) if one.matter is not Matter.OTHER]
        return Strength.SURE, named or hints or by.get(Strength.SURE) or dangers
    if Strength.ORDER in by and Strength.SERVICE in by:  # "disinfestazione: finestre chiuse"
        return Strength.SERVICE, by[Strength.SERVICE]
    strongest = max(by)
    return strongest, by[strongest]
