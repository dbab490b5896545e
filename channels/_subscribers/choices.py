"""The messages a subscriber has chosen to receive, and the effect of a word of theirs on that choice. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from enum import StrEnum

from channels.value import dataclass

OTHER_TOPICS = "altro"  # the topic of all news that is of no configured topic
NO_ZONE = "nessuna"  # choice of no zone at all; news about the whole town still comes


class Wants(StrEnum):
    """The scope of a subscription. Emergencies go to everybody."""

    ALL = "all"  # everything at once
    DIGEST = "digest"  # news gathered in the digest, services at once
    URGENT = "urgent"  # only emergencies


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The words a council has given to its topics and zones, as citizens write them; a zone may be several words."""

    topics: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    places: tuple[str, ...] = ("ostiglia", "infostiglia")  # the town and the service, by their names
    reminders: bool = False  # whether there are any of events
    paths: tuple[str, ...] = ()  # channels to which citizens may give an address
    languages: tuple[str, ...] = ()  # that may be chosen; () = there is one only
    # That may be joined, each with its end (Unix seconds), the next first.
    drills: tuple[tuple[str, float], ...] = ()

    @property
    def all(self) -> frozenset[str]:
        return frozenset((*self.topics, *self.zones))

    def drill(self, at: float) -> str:
        """The drill that may be joined at a moment (Unix seconds); "" = none."""
        return next((name for name, end in self.drills if at < end), "")


NO_WORDS = OwnWords()


class How(StrEnum):
    """The effect of a pick on the topics or zones it names."""

    ADD = "add"
    REMOVE = "remove"
    ONLY = "only"


@dataclass(frozen=True, slots=True)
class Pick:
    """Topics and zones a citizen names, and how."""

    words: frozenset[str] = frozenset()
    how: How = How.ADD


NO_PICK = Pick()


@dataclass(frozen=True, slots=True)
class Silence:
    """A citizen's own quiet hours, in minutes of the day by the clock on the wall; equal = none."""

    begin: int = 0
    end: int = 0

    def __str__(self) -> str:
        """`22:00-08:00`; "" = none."""
        return "-".join(self.shown) if self else ""

    def __bool__(self) -> bool:
        return self.begin != self.end

    @property
    def shown(self) -> tuple[str, str]:
        """Begin and end as people write them."""
        begin, end = (f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (self.begin, self.end))
        return begin, end

    @classmethod
    def parse(cls, text: str) -> Silence:
        """What `str` made `text` from. Raises ValueError."""
        if not text:
            return cls()
        begin, end = (time.fromisoformat(part) for part in text.split("-"))
        return cls(begin.hour * 60 + begin.minute, end.hour * 60 + end.minute)


NO_SILENCE = Silence()


@dataclass(frozen=True, slots=True)
class Choice:
    """The messages a subscriber receives. Topics are stored as refusals, zones as requests."""

    wants: Wants = Wants.ALL
    no_topics: frozenset[str] = frozenset()
    zones: frozenset[str] = frozenset()  # empty = the whole town
    paused_until: float = 0.0  # Unix seconds; until then only emergencies
    silence: Silence = NO_SILENCE  # when nothing may come but what wakes the whole town
    reminders: bool = False  # a message on the day before an event
    language: str = ""  # "" = the council's first
    drill: str = ""  # the exercise in which they take part; "" = in none

    def picked(self, pick: Pick, own: OwnWords) -> Choice:
        """This choice changed by a pick. The first topic or zone asked for replaces "all"; later ones are added."""
        return self._topics(pick, own)._zones(pick, own)

    def topics(self, own: OwnWords) -> tuple[str, ...]:
        """The topics received, in the council's order; all of them if none is refused."""
        return tuple(word for word in _all_topics(own) if word not in self.no_topics)

    def _topics(self, pick: Pick, own: OwnWords) -> Choice:
        named = pick.words.intersection(own.topics)
        if not named:
            return self
        everything = frozenset(_all_topics(own))
        refused = everything if self.wants is Wants.URGENT else self.no_topics & everything
        if pick.how is How.REMOVE:
            return replace(self, no_topics=self.no_topics | named)
        first = not refused or pick.how is How.ONLY
        # A citizen who asks for news wants it, whatever they said before.
        wants = Wants.ALL if self.wants is Wants.URGENT else self.wants
        return replace(self, wants=wants, no_topics=(everything if first else refused) - named)

    def _zones(self, pick: Pick, own: OwnWords) -> Choice:
        named = pick.words.intersection(own.zones)
        if not named:
            return self
        if pick.how is How.REMOVE:
            rest = (self.zones or frozenset(own.zones)) - named
            return replace(self, zones=rest or frozenset({NO_ZONE}))
        if pick.how is How.ONLY:
            return replace(self, zones=named)
        return replace(self, zones=(self.zones - {NO_ZONE}) | named)


EVERYTHING = Choice()


def _all_topics(own: OwnWords) -> tuple[str, ...]:
    return (*own.topics, OTHER_TOPICS) if own.topics else ()
