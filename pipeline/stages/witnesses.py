"""The evidence that an entry and an item are the same news: guid, link, title and date, and then the text. Pure.

Names are repeated, renumbered and reused, so no name is trusted alone. Where guid and link both say nothing, only the
same text makes two equal titles one piece of news: offices close twice a day, and an alert is followed by a worse one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from enum import Enum
from functools import lru_cache

from channels.value import dataclass
from pipeline.model import Entry
from pipeline.patterns import lazy_re
from pipeline.stages.names import canonical_link, folded, is_worldwide
from pipeline.text import one_line

MINUTES, HOUR, DAY = 900.0, 3600.0, 86400.0
LOOKED_AT = 5_000  # characters of a text that are compared
SAYS_ENOUGH = 40  # of them; fewer are shared by chance («Vedi allegato»)


@dataclass(frozen=True, slots=True)
class KnownName:
    """The stored facts about an item that an entry may belong to."""

    title: str
    published: float | None  # None = it never had a date
    has_guid: bool
    link: str = ""
    text: str = ""
    source: str = ""  # the feed that showed it first
    first_seen: float = 0.0


@dataclass(frozen=True, slots=True)
class Known:
    """The store's knowledge of the names and titles that occur in one poll."""

    aliases: Mapping[str, int] = field(default_factory=dict)  # name -> item
    items: Mapping[int, KnownName] = field(default_factory=dict)
    namesakes: Mapping[str, Sequence[int]] = field(default_factory=dict)  # folded title -> items of late
    now: float = 0.0
    lost: Sequence[int] = ()  # items of late of this feed, of which no name is here


@dataclass(frozen=True, slots=True)
class Heard:
    """How many of the four witnesses agree and how many differ. A day without a time is half a witness, and a guid
    that is valid in the whole world is one and a half, if it is not just the link."""

    agree: float
    differ: float
    by_link: bool = False  # the link is among those that agree
    told: bool = True  # so is the title, the date or the text; or none of them is there to differ

    @property
    def same(self) -> bool:
        """Whether they are enough. One that agrees while all others differ is not, nor are names alone."""
        return self.told and (self.agree > self.differ or self.agree >= 2)


def hear(entry: Entry, names: tuple[str, ...], item: int, known: Known) -> Heard:
    """What the witnesses say of an entry with these names and an item."""
    was = known.items.get(item)
    if was is None:
        return Heard(2, 0)  # nothing is known that could differ
    guid, link = (next((n for n in names if n.startswith(kind)), "") for kind in ("guid:", "link:"))
    by_guid = _named(guid, item, known, comparable=was.has_guid)
    by_link = _named(link, item, known, comparable=bool(was.link))
    if link and was.link and link == f"link:{canonical_link(was.link)}":
        by_link = 1.0
    if guid[5:] == link[5:]:
        by_guid = 0.0  # one witness under two names
    elif by_guid > 0 and is_worldwide(entry.guid):
        by_guid = 1.5
    title, date = _titles(entry, was), _dates(entry.published, was.published)
    votes = (by_guid, by_link, title, date)
    agree, differ = sum(one for one in votes if one > 0), -sum(one for one in votes if one < 0)
    told = max(title, date) == 1 or title == date == 0 or by_guid > 1  # one of a whole world is not reused
    return Heard(agree, differ, by_link > 0, told or texts_agree(entry.text, was.text))


def _named(name: str, item: int, known: Known, *, comparable: bool) -> float:
    """1 = the name is the item's, -1 = another's or nobody's, 0 = one of them has none."""
    if name and known.aliases.get(name) == item:
        return 1.0
    return -1.0 if name and comparable else 0.0


def _titles(entry: Entry, was: KnownName) -> float:
    if not entry.title or not was.title:
        return 0.0
    return 1.0 if folded(entry.title) == folded(was.title) else -1.0


def _dates(one: float | None, other: float | None) -> float:
    if one is None or other is None:
        return 0.0
    return -1.0 if one != other else 1.0 if same_moment(one, other) else 0.5


def same_moment(one: float | None, other: float | None, *shifts: float) -> bool:
    """Whether two dates are one moment. Dates to the hour or day prove nothing. `shifts`: seconds by which they may
    differ."""
    return one is not None and other is not None and one % HOUR != 0 and abs(one - other) in (0.0, *shifts)


# -- without a common name ---------------------------------------------------------------------------


class Kinship(Enum):
    """Whether an entry and an item of the same title are the same news, although guid and link are new."""

    SAME = 1
    DOUBTFUL = 2  # a person must look
    NONE = 3


def kinship(
    entry: Entry, was: KnownName, *, feed: str, now: float, here: bool = False, urgent: bool = False
) -> Kinship:
    """`here`: the item is in the same poll under its own name. `urgent`: an emergency, no duplicate for its
    text, unless it is told twice within minutes."""
    ours, agree = was.source == feed, texts_agree(entry.text, was.text)
    if ours and not here and same_moment(entry.published, was.published, HOUR, 2 * HOUR):
        return Kinship.SAME  # renamed, perhaps by a new portal that has lost the time zone
    if not agree and (entry.text or was.text):
        return Kinship.NONE
    long = agree and min(len(entry.text), len(was.text)) >= SAYS_ENOUGH
    soon = _within_a_day(entry, was, now)
    undated = entry.published is None and was.published is None
    dated_alike = undated if entry.published is None else entry.published == was.published
    if urgent and long and _at_once(entry, was, now):
        return Kinship.SAME
    if not urgent and ((long and soon) or (ours and agree and dated_alike and (long or soon or not undated))):
        return Kinship.SAME
    return Kinship.DOUBTFUL if soon or (undated and ours and agree and not urgent) else Kinship.NONE


def retitled(entry: Entry, was: KnownName, *, urgent: bool = False) -> Kinship:
    """Whether an entry is an item that has left the feed, although title, guid and link are new: a corrected title
    changes an address made of it. Date and text must agree, or one of them and most of the title's words."""
    dated = same_moment(entry.published, was.published)
    day_alone = entry.published is not None and entry.published == was.published
    undated = entry.published is None and was.published is None
    told = texts_agree(entry.text, was.text) and min(len(entry.text), len(was.text)) >= SAYS_ENOUGH
    titled = _titles_alike(entry.title, was.title)
    if (dated and told) or (day_alone and told and titled):
        return Kinship.SAME
    doubtful = not urgent and titled and (dated or (told and undated))
    return Kinship.DOUBTFUL if doubtful else Kinship.NONE


def _titles_alike(one: str, other: str) -> bool:
    """Whether two titles share most of their words, and all their numbers."""
    ours, theirs = (set(re.findall(r"\w+", folded(title)[:LOOKED_AT])) for title in (one, other))
    numbers = ({word for word in words if word.isdigit()} for words in (ours, theirs))
    return next(numbers) == next(numbers) and 2 * len(ours & theirs) >= len(ours | theirs) > 0


def _at_once(entry: Entry, was: KnownName, now: float) -> bool:
    """Whether one alert stands in two places: its whole text, within minutes."""
    if _plain(entry.text[:LOOKED_AT]) != _plain(was.text[:LOOKED_AT]):
        return False
    if entry.published is None or was.published is None:
        return now - was.first_seen <= MINUTES
    exact = entry.published % HOUR != 0 and was.published % HOUR != 0
    return abs(entry.published - was.published) <= MINUTES and (exact or now - was.first_seen <= MINUTES)


def _within_a_day(entry: Entry, was: KnownName, now: float) -> bool:
    if entry.published is None or was.published is None:
        return now - was.first_seen <= DAY
    return abs(entry.published - was.published) < DAY


def texts_agree(one: str, other: str) -> bool:
    """Whether two texts are the same, or one is the beginning of the other; not if one is missing."""
    short, long = sorted((_plain(one[:LOOKED_AT]), _plain(other[:LOOKED_AT])), key=len)
    return bool(short) and (short == long or (len(short) >= SAYS_ENOUGH and long.startswith(short)))


@lru_cache(128)  # one text is compared with several
def _plain(text: str) -> str:
    """A text as it is compared: without the dots at the end of an excerpt."""
    plain = one_line(text).casefold()
    return plain[:-8] + _DOTS.sub("", plain[-8:])


_DOTS = lazy_re(r"\s?\[?(?:…|\.{3})\]?$")
