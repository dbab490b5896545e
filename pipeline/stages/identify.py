"""identify: finds the item that an entry belongs to. Pure.

Names find the items that an entry may belong to, and witnesses (`witnesses.py`) decide: guid, link, title and date;
never the content alone, which changes. A feed whose guids or links name several items at once loses trust in them
(`settle`); that is stored and reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field, replace

from channels.value import dataclass
from pipeline.feed_codes import FeedCode
from pipeline.model import Entry, Identified, Identity
from pipeline.reasons import Code, Reason
from pipeline.stages.names import (
    canonical_link,
    content_name,
    folded,
    guid_name,
    link_name,
    names_of,
    whole_name,
)
from pipeline.stages.witnesses import (
    Heard,
    Kinship,
    Known,
    KnownName,
    hear,
    kinship,
    retitled,
    same_moment,
    texts_agree,
)

MOST_ALIKE = 20  # items and entries of one title that an entry is compared with


def settle(entries: Sequence[Entry], identity: Identity) -> tuple[Identity, Reason | None]:
    """The strongest identity that these entries allow, and the reason against a stronger one.

    A guid or link that different entries share identifies none of them.
    """
    why = None
    if identity is Identity.AUTO:
        borne = _borne_by_several(
            entries, lambda e: e.guid, lambda a, b: _link(a) != _link(b) or _differ(a, b)
        )
        if borne:
            identity, why = Identity.LINK, Reason(FeedCode.GUID_SHARED, name=borne[:60])
    nameless = [e for e in entries if identity is Identity.LINK or (identity is Identity.AUTO and not e.guid)]
    if borne := _borne_by_several(nameless, _link, _differ):
        identity, why = Identity.TITLE, Reason(FeedCode.LINK_SHARED, name=borne[:60])
    return identity, why


def identify(
    entries: Sequence[Entry],
    feed: str,
    identity: Identity,
    known: Known,
    urgent: Callable[[Entry], bool] = lambda entry: False,
) -> list[Identified]:
    """The entries with their items, in the feed's order. Of several entries of one item only one is kept, with the
    names of all.

    `identity`: the result of `settle`. `urgent`: whether an entry is an emergency, which nothing but a name makes
    known.
    """
    shared = _shared_links(entries, feed)
    search = _Search(feed, known, urgent)
    looked = [_Looked.at(entry, feed, identity, shared) for entry in entries]
    matches = [(one, list(search.matches(one))) for one in looked]
    # The surest first: a name that has passed to another entry must not take the item from its own.
    by_certainty = sorted(matches, key=lambda match: match[1][0].rank if match[1] else (), reverse=True)
    for one, found in by_certainty:
        search.claim(one, found)
    for one, found in matches:
        if id(one) not in search.settled:
            search.settle_new(one, found)
    return [search.settled[id(one)] for one in looked if id(one) in search.kept]


@dataclass(frozen=True, slots=True)
class _Looked:
    """An entry with its names."""

    entry: Entry
    names: tuple[str, ...]  # strongest first
    whole: str
    content: str  # of title and date, or of the title within the feed

    @classmethod
    def at(cls, entry: Entry, feed: str, identity: Identity, shared: set[str]) -> _Looked:
        names = names_of(entry, feed, identity)
        if names[0].startswith("guid:"):
            names = tuple(name for name in names if name not in shared)
        return cls(entry, names, whole_name(entry, feed, identity), content_name(entry, feed))

    @property
    def has_title_alone(self) -> bool:
        """Whether it has neither guid nor link that could be trusted, so that another one may have the same name."""
        return self.names[0].startswith("title:")

    @property
    def aliases(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name in (*self.names, self.content, self.whole) if name))


@dataclass(frozen=True, slots=True)
class _Match:
    """An item that an entry may belong to."""

    item: int
    weight: float  # of the evidence for it
    doubt: Reason | None = None  # why it is not sure
    by_content: bool = False  # no name but title and date
    retitled: bool = False  # no name at all

    @property
    def rank(self) -> tuple[bool, float, bool]:
        """Its place among the matches: of two as sure as each other, the same content comes first."""
        return self.doubt is None, self.weight, self.by_content


@dataclass
class _Search:
    """The search for the items of one poll's entries."""

    feed: str
    known: Known
    urgent: Callable[[Entry], bool]
    settled: dict[int, Identified] = field(default_factory=dict)  # by id() of the entry looked at
    kept: set[int] = field(default_factory=set)  # the same ids, of entries that are no repetition
    owner: dict[int, _Looked] = field(default_factory=dict)  # item -> its entry
    bearer: dict[str, _Looked] = field(default_factory=dict)  # name -> the entry kept for it
    new: dict[str, list[_Looked]] = field(default_factory=dict)  # folded title -> entries of no known item

    def matches(self, one: _Looked) -> Iterator[_Match]:
        """The items it may belong to, the surest first."""
        if (item := self.known.aliases.get(one.whole)) is not None:
            yield _Match(item, 9.0)
        named = dict.fromkeys(
            item for name in one.names if (item := self.known.aliases.get(name)) is not None
        )
        found = [self._by_name(one, item) for item in named]
        namesakes = self.known.namesakes.get(folded(one.entry.title), ())[:MOST_ALIKE]
        alike = [*namesakes, self.known.aliases.get(one.content)]
        found += [
            match
            for item in dict.fromkeys(alike)
            if item is not None and item not in named and (match := self._by_content(one, item))
        ]
        found = found or list(self._retitled(one))
        yield from sorted(found, key=lambda match: match.rank, reverse=True)

    def _retitled(self, one: _Looked) -> Iterator[_Match]:
        """The items that have left the feed and may be this entry, under another title and address."""
        urgent = bool(self.known.lost) and self.urgent(one.entry)
        for item in self.known.lost:
            found = retitled(one.entry, self.known.items[item], urgent=urgent)
            if found is not Kinship.NONE:
                doubt = Reason(Code.RETITLED, item=item) if found is Kinship.DOUBTFUL else None
                yield _Match(item, 1.0, doubt, retitled=True)

    def _by_name(self, one: _Looked, item: int) -> _Match:
        heard = hear(one.entry, one.names, item, self.known)
        return _Match(item, heard.agree, None if heard.same else _doubt(heard, item))

    def _by_content(self, one: _Looked, item: int, *, here: bool = False) -> _Match | None:
        was = self.known.items.get(item)
        dated = not here and same_moment(one.entry.published, one.entry.published)
        # An item that was re-dated is known by this date too, though its own is another.
        known = dated and self.known.aliases.get(one.content) == item
        found = Kinship.SAME if was is None or known else self._kinship(one, was, here=here)
        if found is Kinship.NONE:
            return None
        if found is Kinship.DOUBTFUL:
            return _Match(item, 0.5, Reason(Code.SAME_NEWS), by_content=True)
        told = was is not None and texts_agree(one.entry.text, was.text)
        return _Match(item, 3.0 if told else 2.0, by_content=True)

    def _kinship(self, one: _Looked, was: KnownName, *, here: bool) -> Kinship:
        urgent = self.urgent(one.entry)
        return kinship(one.entry, was, feed=self.feed, now=self.known.now, here=here, urgent=urgent)

    # -- decisions

    def claim(self, one: _Looked, found: Sequence[_Match]) -> None:
        """Give the entry the surest item that is free, or make it a repetition of the entry that has it."""
        for match in found:
            if match.doubt is not None:
                return
            owner = self.owner.get(match.item)
            if owner is None:
                self.owner[match.item] = one
                self._keep(one, match.item)
                return
            if not match.retitled and self._repeats(one, owner, match):
                self._join(one, owner)
                return

    def _repeats(self, one: _Looked, owner: _Looked, match: _Match) -> bool:
        if one.has_title_alone:
            return one.entry.text == owner.entry.text
        if match.by_content:
            again = self._by_content(one, match.item, here=True)
            return again is not None and again.doubt is None
        return not _differ(one.entry, owner.entry)

    def settle_new(self, one: _Looked, found: Sequence[_Match]) -> None:
        """Keep an entry of no known item, unless it repeats another one; with the doubt that remains."""
        doubt, title = self._doubt_of(one, found), folded(one.entry.title)
        twin = next((self.bearer[name] for name in one.names if name in self.bearer), None)
        if twin is not None and (not one.has_title_alone or one.entry.text == twin.entry.text):
            return self._join(one, twin)
        for other in self.new.get(title, ())[:MOST_ALIKE]:
            kin = self._kinship(one, _as_known(other.entry, self.feed, self.known.now), here=True)
            if kin is Kinship.SAME:
                return self._join(one, other)
            doubt = doubt or (Reason(Code.SAME_NEWS) if kin is Kinship.DOUBTFUL else None)
        if title:
            self.new.setdefault(title, []).append(one)
        return self._keep(one, None, doubt)

    def _doubt_of(self, one: _Looked, found: Sequence[_Match]) -> Reason | None:
        """The reason to doubt that it is new. None by name, if the item of that name has its own entry here."""
        for match in found:
            if match.by_content:
                here = match.item in self.owner
                again = self._by_content(one, match.item, here=here)
                if again is not None:
                    return Reason(Code.SAME_NEWS)
            elif match.item not in self.owner:
                return match.doubt
        return None

    def _keep(self, one: _Looked, item: int | None, doubt: Reason | None = None) -> None:
        self.settled[id(one)] = Identified(one.entry, one.aliases, item, doubt)
        self.kept.add(id(one))
        for name in one.names:
            self.bearer.setdefault(name, one)

    def _join(self, one: _Looked, other: _Looked) -> None:
        """Leave an entry out that repeats another one, which gets its names."""
        first = self.settled[id(other)]
        names = tuple(dict.fromkeys((*first.aliases, *one.aliases)))
        categories = tuple(dict.fromkeys((*first.entry.categories, *one.entry.categories)))
        entry = replace(first.entry, categories=categories)
        self.settled[id(other)] = self.settled[id(one)] = Identified(entry, names, first.item, first.doubt)


def _as_known(entry: Entry, feed: str, now: float) -> KnownName:
    return KnownName(entry.title, entry.published, bool(entry.guid), entry.link, entry.text, feed, now)


def _doubt(heard: Heard, item: int) -> Reason:
    """One name says that it is this item, and all else differs: the page, or the number, may be reused."""
    return Reason(Code.SAME_ADDRESS if heard.by_link else Code.SAME_GUID, item=item)


def _shared_links(entries: Iterable[Entry], feed: str) -> set[str]:
    """The links shared by entries with different guids, e.g. the portal's home page. They identify no entry."""
    guids: dict[str, set[str]] = {}
    for entry in entries:
        if entry.link and entry.guid:
            guids.setdefault(link_name(entry), set()).add(guid_name(entry, feed))
    return {link for link, own in guids.items() if len(own) > 1}


def _borne_by_several(
    entries: Iterable[Entry], name: Callable[[Entry], str], differ: Callable[[Entry, Entry], bool]
) -> str:
    """The first name that is shared by different entries; "" if there is none."""
    first: dict[str, Entry] = {}
    for entry in entries:
        if (own := name(entry)) and differ(first.setdefault(own, entry), entry):
            return own
    return ""


def _differ(one: Entry, other: Entry) -> bool:
    """Whether two entries differ, by title. One that is listed twice may be retitled; dates to the hour or day prove
    nothing."""
    return folded(one.title) != folded(other.title) and not same_moment(one.published, other.published)


def _link(entry: Entry) -> str:
    return canonical_link(entry.link) if entry.link else ""
