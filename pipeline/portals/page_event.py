"""The event that an item's own page declares (JSON-LD), for feeds that tell none. Only where `page_event` asks for it.

A page is read when its item is new or edited, and once: the picture that it declares is noted by the way. An emergency
is not asked about, and is committed before.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from channels.value import dataclass
from pipeline.addresses import PAGE_PICTURE
from pipeline.happening import Event
from pipeline.known import KnownItem
from pipeline.model import Entry, Identified, Parsed
from pipeline.portals.page_picture import picture_in
from pipeline.portals.pictures import note_declared
from pipeline.portals.reading import Reader
from pipeline.reasons import Code
from pipeline.settings.values import Feed
from pipeline.stages.decide.edits import content_hash
from pipeline.stages.decide.first_sight import Sight
from pipeline.stages.decide.phases import folded
from pipeline.stages.parse.declared import Declared, declared_in
from pipeline.text import one_line

MOST = 10  # pages read in one poll of a feed
AT_ONCE = 4  # of them side by side
PLACE = 200  # characters
WITHIN = 10.0  # seconds for all of them: other news wait for them


@dataclass
class Asking:
    """The pages of one feed's entries."""

    feed: Feed
    reader: Reader
    zone: ZoneInfo
    pictures: Path  # the folder of pictures

    async def events(self, parsed: Parsed, asked: Sequence[Entry], known: Mapping[int, Event]) -> Parsed:
        """The feed with the events of these pages. `known`: by the entries' `id()`, what is known of their items'
        events, for those whose pages are not read now: the feed itself tells of none."""
        read: dict[int, Entry | None] = {}
        turns = asyncio.Semaphore(AT_ONCE)

        async def look(entry: Entry) -> None:
            async with turns:
                read[id(entry)] = await self._look(entry)

        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(WITHIN):
                await asyncio.gather(*(look(entry) for entry in asked[:MOST]))
        entries = (read.get(id(one)) or _as_known(one, known.get(id(one))) for one in parsed.entries)
        return replace(parsed, entries=tuple(entries))

    async def _look(self, entry: Entry) -> Entry | None:
        """The entry with what its page says; None if that cannot be read."""
        page = await self.reader.own_page(entry.link)
        if page is None:
            return None
        html, url = page
        if self.feed.page_picture and entry.image.startswith(PAGE_PICTURE):
            note_declared(self.pictures, entry.link, picture_in(html, url))
        return with_event(entry, event_of_page(declared_in(html, self.zone), entry, url), self.zone)


def wanted(
    found: Sequence[Identified],
    known: Mapping[int, KnownItem],
    sights: Mapping[int, Sight],
    feed: Feed,
) -> list[Entry]:
    """The entries whose pages are to be read: new ones that may go out, and edited ones."""
    return [one.entry for one in found if one.entry.link and _may_tell(one, known, sights, feed)]


def _may_tell(
    one: Identified, known: Mapping[int, KnownItem], sights: Mapping[int, Sight], feed: Feed
) -> bool:
    if one.item is None:
        skip = sights[id(one)].skip
        return skip is None or skip.code is Code.NO_EVENT
    item = known.get(one.item)
    return item is not None and content_hash(one.entry, feed.ignore) != item.content_hash


def events_of(found: Sequence[Identified], known: Mapping[int, KnownItem]) -> dict[int, Event]:
    """The events of known items, by the `id()` of their entries."""
    return {
        id(one.entry): item.stored.news.event
        for one in found
        if one.item is not None and (item := known.get(one.item)) and item.stored and item.stored.news.event
    }


def _as_known(entry: Entry, event: Event | None) -> Entry:
    if entry.event is not None or event is None:
        return entry
    return replace(entry, event=replace(event, by_words=True))


def event_of_page(declared: Sequence[Declared], entry: Entry, url: str) -> Event | None:
    """The one event that is the page's own: by its address, by its name, or because nothing says whose it is."""
    own = [one for one in declared if _is_own(one, entry, url)]
    return _storable(own[0].event) if len(own) == 1 else None


def _is_own(one: Declared, entry: Entry, url: str) -> bool:
    if one.url and _path(one.url) in (_path(entry.link), _path(url)):
        return True
    name, title = folded(one.name), folded(entry.title)
    if name and title:
        return name in title or title in name
    return not one.url


def _path(address: str) -> str:
    """What tells the pages of a site apart: the same page has `www.` or `/` at its end here and not there."""
    return address.partition("://")[2].partition("#")[0].partition("/")[2].rstrip("/")


def _storable(event: Event) -> Event:
    place = event.place[:PLACE].encode("utf-8", "replace").decode().replace("\0", "")
    return replace(event, place=one_line(place))


def with_event(entry: Entry, page: Event | None, zone: ZoneInfo) -> Entry:
    """The entry with what its page declares. What the feed or the words say of a time goes first; if the page says
    another one, the event has both."""
    mine = entry.event
    if page is None:
        return entry
    page = replace(page, by_words=True)
    if mine is None:
        return replace(entry, event=page)
    if not _agree(mine, page, zone):
        return replace(entry, event=replace(mine, elsewhere=page))
    if mine.by_words:  # else the feed shows each change itself
        mine = _completed(mine, page)
    return replace(entry, event=replace(mine, off=mine.off or page.off))


def _agree(one: Event, other: Event, zone: ZoneInfo) -> bool:
    """Whether two events begin on one day, and at one hour if both have one."""
    days = [datetime.fromtimestamp(each.starts, zone).date() for each in (one, other)]
    hours = one.all_day or other.all_day or one.lasts_days or other.lasts_days or one.starts == other.starts
    return days[0] == days[1] and hours


def _completed(one: Event, page: Event) -> Event:
    """An event with the hour, the end and the place that only the page tells."""
    place = one.place or page.place
    if one.all_day and not (page.all_day or one.lasts_days or page.lasts_days):
        return replace(page, place=place)
    ends = page.ends if one.ends is None and one.starts == page.starts else one.ends
    return replace(one, ends=ends, place=place)
