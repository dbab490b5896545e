"""The colours of civil protection: what a source says of a zone for a day, and what a change of it is. Values only.

"No value" is no level: a forecast that is missing is never green.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum

from channels.value import dataclass
from pipeline.alert import Alert


class Hazard(StrEnum):
    """What a colour warns of. Stored, and part of an entry's name, so a value never changes."""

    STORMS = "storms"
    WIND = "wind"
    HYDROGEOLOGICAL = "hydrogeological"
    HYDRAULIC = "hydraulic"
    SNOW = "snow"
    FIRE = "fire"


class Level(IntEnum):
    """A colour, the gravest last. Stored, so a value never changes."""

    GREEN = 0
    YELLOW = 1
    ORANGE = 2
    RED = 3


GRADES: Mapping[Level, Alert] = {
    Level.YELLOW: Alert.YELLOW,
    Level.ORANGE: Alert.ORANGE,
    Level.RED: Alert.RED,
}


Key = tuple[str, str, str]  # place, hazard and day


@dataclass(frozen=True, slots=True)
class Span:
    """Some hours of one level, in Unix seconds; `end` is no longer among them."""

    begin: float
    end: float
    level: Level


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source says of one hazard in a zone for one day. Hours without a value are in no span."""

    place: str  # the council's code, or its zone, as the settings name it: a source's names change
    hazard: Hazard
    day: str  # local date, 2026-11-27
    spans: tuple[Span, ...]  # in order, none twice
    issued: float = 0.0  # Unix seconds; 0 = the source does not say
    zone: str = ""  # as the source calls it

    @property
    def key(self) -> Key:
        return (self.place, self.hazard, self.day)


@dataclass(frozen=True, slots=True)
class Notice:
    """What one CAP alert says of a zone."""

    id: str
    sent: float  # Unix seconds
    kind: str  # msgType
    earlier: tuple[str, ...]  # identifiers that it refers to
    zone: str
    spans: tuple[tuple[Hazard, Span], ...]


@dataclass(frozen=True, slots=True)
class Readings:
    """What one document of a source of colours says."""

    found: tuple[Reading, ...] = ()
    notices: tuple[Notice, ...] = ()
    follow: tuple[str, ...] = ()  # what it says is to be read next: commits, a stamp, addresses


NO_COLOURS = Readings()


@dataclass(frozen=True, slots=True)
class ColourPlace:
    """A council, as sources of colours know it."""

    form: str = ""  # of the source
    istat: str = ""  # its code
    zone: str = ""  # code or name of its zone; "" = found by the council
    council: str = ""  # its name

    @property
    def name(self) -> str:
        """What the settings call it, by which its colours are kept."""
        return self.zone or self.istat or self.council


NOWHERE = ColourPlace()


@dataclass(frozen=True, slots=True)
class KnownColour:
    """The last that was known of one hazard, zone and day."""

    reading: Reading
    changes: int  # how many times its colour has changed

    @property
    def key(self) -> Key:
        return self.reading.key


@dataclass(frozen=True, slots=True)
class Colour:
    """The colour that an entry tells of. With it, no words decide how urgent the entry is."""

    hazard: Hazard
    level: Level
    before: Level  # the last that was said of it; GREEN = nothing, or no alert
    begin: float  # the hours for which it holds, Unix seconds
    until: float
    by: str = ""  # who decided that this goes out by itself; "" = a person approves it

    @property
    def is_over(self) -> bool:
        return self.level is Level.GREEN
