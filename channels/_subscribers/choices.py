"""The messages a subscriber has chosen to receive, and the effect of a word of theirs on that choice. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

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
    languages: tuple[str, ...] = ()  # that may be chosen; () = there is one only

    @property
    def all(self) -> frozenset[str]:
        return frozenset((*self.topics, *self.zones))


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
class Choice:
    """The messages a subscriber receives. Topics are stored as refusals, zones as requests."""

    wants: Wants = Wants.ALL
    no_topics: frozenset[str] = frozenset()
    zones: frozenset[str] = frozenset()  # empty = the whole town
    paused_until: float = 0.0  # Unix seconds; until then only emergencies
    language: str = ""  # "" = the council's first

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
