"""Signs: words by which a title names its matter, and what they say of its lane. Pure.

They stand as tables in `dangers.py` and `services.py`, a line each: matter, the beginnings (four letters) of words of
which it has at least one, and a regular expression of whole words. A title without those beginnings is not searched,
so that a hundred signs cost little. In an expression `~` is the rest of a word and `<name>` one of `PARTS`; texts are
folded (`phases.folded`): small letters without accents, clauses separated by " | ".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cached_property

from pipeline.patterns import lazy_re

_NAME = lazy_re(r"<(\w+)>")
BEGINNING = 4  # letters of a word by which signs are found


class Matter(StrEnum):
    """What an item is about, as far as its words say."""

    NONE = ""
    WEATHER = "weather"
    FLOOD = "flood"
    EVACUATION = "evacuation"
    WATER = "water"  # not to be drunk
    SCHOOL = "school"
    GAS = "gas"
    FIRE = "fire"
    TOXIC = "toxic"
    MISSING = "missing"
    COLLAPSE = "collapse"  # of a bridge, a house, a slope
    ORDNANCE = "ordnance"
    QUAKE = "quake"
    OUTAGE = "outage"
    ROADS = "roads"
    WASTE = "waste"
    OFFICES = "offices"
    TRANSPORT = "transport"
    STRIKE = "strike"
    MARKET = "market"
    HEALTH = "health"
    OTHER = "other"


class Strength(IntEnum):
    """What a sign says of an item's lane; the higher one counts."""

    TOPIC = 0  # what dangers are about, and which tells alerts apart: rivers, roofs, children
    BUSY = 1  # people deal with something, or are to take care
    NOW = 2  # something is under way: an emergency where a danger is named too
    HARM = 3  # the same, and with a topic a person should look
    HINT = 4  # a danger, which counts only in a category of emergencies
    SERVICE = 5  # a change of what people use every day
    DANGER = 6  # near or far, here or there
    ORDER = 7  # what people are to do: an emergency where a danger is named too
    SURE = 8  # an emergency


@dataclass(frozen=True)
class Sign:
    """Words that name a matter."""

    matter: Matter
    strength: Strength
    beginnings: tuple[str, ...]
    words: str  # a regular expression

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled at its first use: most runs need only a few."""
        return re.compile(self.words)


def signs(strength: Strength, table: str, parts: Mapping[str, str]) -> Iterator[Sign]:
    """The signs of a table. Raises KeyError for an unknown part, ValueError for an unknown matter."""
    lines = re.sub(r"\n +", "", table).splitlines()  # what is indented continues the line above
    for line in filter(None, lines):
        matter, beginnings, words = line.split(" : ")
        yield Sign(
            Matter(matter), strength, tuple(beginnings.split()), rf"\b(?:{expression(words, parts)})(?!\w)"
        )


def expression(words: str, parts: Mapping[str, str]) -> str:
    """A regular expression with the parts in the place of their names; parts may have parts."""
    while (found := _NAME.sub(lambda name: f"(?:{parts[name[1]]})", words)) != words:
        words = found
    return words.replace("~", r"\w*")


def by_beginning(all_signs: Iterable[Sign]) -> Mapping[str, tuple[Sign, ...]]:
    """The signs for each beginning of a word."""
    found: dict[str, list[Sign]] = {}
    for sign in all_signs:
        for beginning in sign.beginnings:
            found.setdefault(beginning, []).append(sign)
    return {beginning: tuple(there) for beginning, there in found.items()}
