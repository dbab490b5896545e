"""The places that a text names: the council's zones by name, its streets, and what may be a place that nobody knows.

Pure. Every mention says how sure it is that the text is about that place; `zoned` decides what follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cached_property

from pipeline.settings.street_names import KINDS, LITTLE, Token, tokens
from pipeline.settings.values import Config
from pipeline.stages.decide.place_words import AFTER, AND, AT, GENERIC, GLUE, PLACE, PLURALS, TOWARDS, VENUE

MOST_WORDS = 6  # of a street's name


class Sure(IntEnum):
    """How sure a text is about a place."""

    MERE = 0  # it is named, perhaps as an address or a person's name
    NAMED = 1
    PLACED = 2  # «a Correggioli», «frazione di Correggioli»


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that is named. Without zones: one that nobody knows, or a way between places."""

    zones: tuple[str, ...]
    words: str  # as they are written
    first: int  # tokens
    end: int
    sure: Sure = Sure.NAMED
    kind: str = ""  # of a street: `via`; "" = a zone


@dataclass(frozen=True)
class Places:
    """The places of a council."""

    zones: Mapping[str, Sequence[str]] = field(default_factory=dict)  # zone -> its other names
    streets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by `street_key` -> zones
    town: frozenset[str] = frozenset()  # words of the town's name

    @cached_property
    def names(self) -> Mapping[str, Sequence[tuple[tuple[str, ...], str]]]:
        """First word -> (all words, zone), the longest first."""
        found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for zone, others in self.zones.items():
            for name in (zone, *others):
                words = tuple(token.word for token in tokens(name))
                if words and (words, zone) not in found.setdefault(words[0], []):
                    found[words[0]].append((words, zone))
        return {word: sorted(names, key=lambda one: -len(one[0])) for word, names in found.items()}

    @cached_property
    def kinds(self) -> frozenset[str]:
        return KINDS.union(key.partition(" ")[0] for key in self.streets)

    @cached_property
    def short(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """(Kind, last word) of streets with a longer name -> the zones of all of them: «via Garibaldi»."""
        found: dict[tuple[str, str], dict[str, None]] = {}
        for key, zones in self.streets.items():
            kind, *name = key.split()
            found.setdefault((kind, name[-1]), {}).update(dict.fromkeys(zones))
        return {key: tuple(zones) for key, zones in found.items()}

    def mentions(self, text: str) -> list[Mention]:
        """The places in a text, in its order; in time linear in its length."""
        return list(_Reading(self, tokens(text)).mentions())


NO_PLACES = Places()


class _Reading:
    """One text being read."""

    def __init__(self, places: Places, words: Sequence[Token]) -> None:
        self._places, self._tokens = places, words
        self._last: Mention | None = None
        self._venue_since = -1  # the token after which a sentence speaks of an address

    def mentions(self) -> Iterator[Mention]:
        at = 0
        while at < len(self._tokens):
            self._note_venue(at)
            found = self._street(at) or self._listed(at) or self._zone(at)
            if found is None:
                at += 1
                continue
            self._last, at = found, found.end
            yield found

    def _note_venue(self, at: int) -> None:
        if at and self._tokens[at - 1].ends:
            self._venue_since = -1
        if self._tokens[at].word in VENUE:
            self._venue_since = at

    # -- streets ---------------------------------------------------------------------------------------

    def _street(self, at: int) -> Mention | None:
        word = self._tokens[at].word
        kind = PLURALS.get(word, word)
        if kind not in self._places.kinds or not self._follows(at + 1) or self._match(at)[1] > at + 1:
            return None  # «Borgo San Rocco» may be a zone
        found = self._named_street(kind, at + 1)
        if found is None and word in PLURALS:
            return self._mention((), at, at + 1, kind=kind)  # «alcune vie», nobody knows which
        return replace(found, first=at, words=self._words(at, found.end)) if found else None

    def _named_street(self, kind: str, at: int) -> Mention | None:
        """The street of that kind whose name begins at this token; None if no name does."""
        zones, end = self._longest(kind, at)
        if end and not self._goes_on(end):
            return self._mention(zones, at, self._after_number(end), kind=kind)
        start = at
        while self._follows(start) and (self._tokens[start].word in LITTLE or self._tokens[start].initial):
            start += 1
        if not self._follows(start) or not (end or self._tokens[start].named):
            return None
        zones = self._places.short.get((kind, self._tokens[start].normal), ())
        if end or self._goes_on(start + 1):
            zones = ()  # a longer name than any there is
        return self._mention(zones, at, self._after_name(start), kind=kind)

    def _longest(self, kind: str, at: int) -> tuple[tuple[str, ...], int]:
        key, words = kind, 0
        found: tuple[tuple[str, ...], int] = ((), 0)
        while self._follows(at) and words < MOST_WORDS:
            token = self._tokens[at]
            at += 1
            if token.word in LITTLE:
                continue
            key, words = f"{key} {token.normal}", words + 1
            if key in self._places.streets:
                found = (self._places.streets[key], at)
        return found

    def _goes_on(self, end: int) -> bool:
        """Whether what follows belongs to the name: «via Roma Antica», «via Madonna della Neve»."""
        while self._follows(end) and self._tokens[end].word in LITTLE - {"al", "dal", "alla", "dalla", "da"}:
            end += 1
        if not self._follows(end):
            return False
        token = self._tokens[end]
        known = token.word in AFTER | self._places.town or token.word in self._places.names
        return token.named and not token.word[0].isdigit() and not known

    def _after_name(self, at: int) -> int:
        at += 1
        while (
            self._follows(at) and self._tokens[at].named and self._tokens[at].word not in self._places.names
        ):
            at += 1
        return at

    def _after_number(self, at: int) -> int:
        while at < len(self._tokens) and (
            self._tokens[at].word[0].isdigit() or self._tokens[at].word in ("n", "civico", "civici")
        ):
            at += 1
        return at

    def _listed(self, at: int) -> Mention | None:
        """The next of several names: «via Roma, Garibaldi e Cavour», «a Correggioli e Comuna»."""
        last, here = self._last, at + 1 if self._tokens[at].word in AND else at
        if last is None or last.end != at or here >= len(self._tokens):
            return None
        listed = here > at or self._tokens[at].before.strip() in (",", "/")
        token = self._tokens[here]
        if not (listed and token.named) or token.word in self._places.kinds | AFTER | PLACE:
            return None
        if last.kind:
            zones, end = self._longest(last.kind, here)
            if end:
                return self._mention(zones, here, end, kind=last.kind)
        if self._match(here)[1] or (last.kind and token.word in self._places.town):
            return None
        unknown = self._mention((), here, self._after_name(here), kind=last.kind)
        return unknown if last.kind or last.sure is Sure.PLACED else None

    # -- zones -----------------------------------------------------------------------------------------

    def _match(self, at: int) -> tuple[str, int]:
        for words, zone in self._places.names.get(self._tokens[at].word, ()):
            if tuple(token.word for token in self._tokens[at : at + len(words)]) == words:
                return zone, at + len(words)
        return "", 0

    def _zone(self, at: int) -> Mention | None:
        zone, end = self._match(at)
        if not zone or (self._is_generic(at, end) and not self._is_told_apart(at, end)):
            return None
        if self._is_way(at, end):
            return self._mention((), at, end)
        return self._mention((zone,), at, end, self._sure(at, end))

    def _is_generic(self, at: int, end: int) -> bool:
        return all(token.word in GENERIC | self._places.town for token in self._tokens[at:end])

    def _is_told_apart(self, at: int, end: int) -> bool:
        """Whether «zona» or the like stands before a word that could mean anything, and nothing after it."""
        after = self._tokens[end] if end < len(self._tokens) else None
        alone = after is None or not after.close or after.word in LITTLE | AFTER | AND
        return (self._before(at) in PLACE and alone) or bool(
            after and after.close and after.word == "storico"
        )

    def _before(self, at: int) -> str:
        """The word before a name, past «di» and articles; "" if a sign parts them."""
        while at and self._tokens[at].close and self._tokens[at - 1].word in LITTLE:
            at -= 1
        return self._tokens[at - 1].word if at and self._tokens[at].close else ""

    def _is_way(self, at: int, end: int) -> bool:
        """Whether it is one end of a way, which concerns more than a place: «Ostiglia-Correggioli», «da … a …»."""
        joined = self._tokens[at].before in "-–/" and self._tokens[at].before
        joined = joined or (
            end < len(self._tokens) and self._tokens[end].before in "-–" and self._tokens[end].before
        )
        if joined or self._before(at) in TOWARDS:
            return True
        earlier = [token.word for token in self._tokens[max(0, at - 5) : at]]
        return bool(AT.intersection(earlier[-1:])) and bool({"da", "dal", "tra", "fra"}.intersection(earlier))

    def _sure(self, at: int, end: int) -> Sure:
        after = self._tokens[end] if end < len(self._tokens) else None
        if (
            after
            and after.close
            and after.named
            and after.word not in AFTER | LITTLE
            and not after.word[0].isdigit()
        ):
            return Sure.MERE  # «Correggioli Calcio»
        before = self._tokens[at - 1] if at and self._tokens[at].close else None
        last = self._last
        listed = (
            last and last.end >= at - 2 and all(t.word in AND | GLUE for t in self._tokens[last.end : at])
        )
        if last and listed and last.sure is Sure.PLACED:
            return Sure.PLACED
        heads = at == 0 and after is not None and after.before.strip()[:1] in tuple(":,-–")
        direct = before is not None and before.word in AT
        if direct or self._before(at) in PLACE or heads or self._tokens[at].before.endswith("("):
            return Sure.PLACED
        if before and before.named and before.word not in AFTER | LITTLE:
            return Sure.MERE  # «Mario Correggioli»
        return Sure.NAMED

    # -- both ------------------------------------------------------------------------------------------

    def _follows(self, at: int) -> bool:
        """Whether there is a token, and no sign parts it from the one before."""
        return at < len(self._tokens) and self._tokens[at].close

    def _mention(
        self, zones: tuple[str, ...], at: int, end: int, sure: Sure = Sure.NAMED, kind: str = ""
    ) -> Mention:
        sure = Sure.MERE if kind and self._venue_since >= 0 else sure
        return Mention(zones, self._words(at, end), at, end, sure, kind)

    def _words(self, at: int, end: int) -> str:
        return " ".join(token.text for token in self._tokens[at:end])


def places_of(config: Config) -> Places:
    """The places of a council, by its settings."""
    return Places(
        config.zones, config.streets, frozenset(token.word for token in tokens(config.council.name))
    )
