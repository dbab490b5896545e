"""An alert or a state as a person composes it: what, where, what may happen, what to do, until when. Pure.

A draft holds facts and phrases; `desk.compose` makes the texts of it, in one order for every channel: source, hazard,
place, impact, action, time. The draft is kept next to its item, so that cards, the archive and CAP tell the same facts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, field
from enum import StrEnum
from typing import Any

from channels.value import dataclass


class Step(StrEnum):
    """What a message tells of its matter. Stored, so a value never changes."""

    BEGIN = "begin"
    UPDATE = "update"
    END = "end"


class Element(StrEnum):
    """What a warning has to say, in this order (Sutton's Warning Lexicon; `until` is the half of time that is left out
    most often)."""

    SOURCE = "source"
    HAZARD = "hazard"
    PLACE = "place"
    IMPACT = "impact"
    ACTION = "action"
    TIME = "time"
    UNTIL = "until"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person composes. Times are Unix seconds; texts are Italian, without a full stop at their end."""

    hazard: str  # its key in the phrase library
    source: str  # who warns: "Comune di Ostiglia"
    place: str = ""  # as people say it: "Correggioli, via Po"; "" = nobody told
    step: Step = Step.BEGIN
    zones: tuple[str, ...] = ()  # of config.yaml; () = everybody is told
    level: str = ""  # of a weather alert: gialla, arancione, rossa
    impact: str = ""  # what may happen
    actions: tuple[str, ...] = ()  # what to do, the most important first
    starts: float | None = None
    until: float | None = None
    open_end: bool = False  # nobody knows yet when it ends: "fino a nuovo avviso"
    words: str = ""  # what the person adds in own words

    @property
    def missing(self) -> tuple[Element, ...]:
        """What it does not tell. Of an end only what has ended, and where, is asked."""
        told = {
            Element.SOURCE: self.source,
            Element.HAZARD: self.hazard,
            Element.PLACE: self.place,
            Element.IMPACT: self.impact,
            Element.ACTION: self.actions,
            Element.TIME: self.starts is not None,
            Element.UNTIL: self.until is not None or self.open_end,
        }
        asked = (Element.SOURCE, Element.HAZARD, Element.PLACE) if self.step is Step.END else tuple(told)
        return tuple(one for one in asked if not told[one])

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Draft:
        """A draft that was kept; what a newer release wrote besides is left out."""
        kept: Mapping[str, Any] = json.loads(text)
        known = {name: kept[name] for name in cls.__dataclass_fields__ if name in kept}
        lists = {name: tuple(value) for name, value in known.items() if isinstance(value, list)}
        return cls(**{**known, **lists, "step": Step(known["step"])})


@dataclass(frozen=True, slots=True)
class Composed:
    """The texts of a draft. Each is whole: none has to be cut on a channel with room for it."""

    title: str  # hazard and place
    short: str  # impact, actions and time in one paragraph, for a template's variable
    shortest: str  # for where even that has no room: the first action and until when
    long: str  # the same facts in paragraphs
    missing: tuple[Element, ...] = field(default=())
