"""Notices problems without an error: a feed that has fallen silent, or lacks news that its portal's page has.

An alarm is raised once, reported by that run, and shown by `status` until its reason is gone.
"""

from __future__ import annotations

import json
import logging
from zoneinfo import ZoneInfo

from channels.value import dataclass
from pipeline.events import event
from pipeline.feed_codes import FeedCode
from pipeline.model import Entry, Source
from pipeline.portals.reading import Reader
from pipeline.portals.rhythm import longest_usual, quiet
from pipeline.reasons import Reason, columns, read
from pipeline.settings.values import Config, Feed
from pipeline.stages.fetch import fetch
from pipeline.stages.fetch.feed_state import Memory
from pipeline.store import Store

log = logging.getLogger(__name__)
DAY = 86400.0
PAGE_EVERY = 6 * 3600.0  # seconds between two looks at a page of news
GRACE = DAY  # for which the page may be ahead of the feed
FEWEST = 3  # links of a page by which to say that the feed has none of them


@dataclass(frozen=True)
class Watch:
    """The watch over feeds. `reader` must be that of a poll."""

    config: Config
    store: Store
    reader: Reader
    now: float

    async def feed(self, feed: Feed) -> Reason | None:
        """The new alarm of this feed; None if there is none, or it was raised before."""
        row = self.store.feed(name=feed.name)
        if row is None or row["baseline_at"] is None or row["failures"]:
            return None
        alarm = self._silence(feed)
        if feed.news_page:
            if self.now - row["page_read_at"] >= PAGE_EVERY:
                await self._look_at_page(feed, first=not row["page_read_at"])
            alarm = alarm or self._lacks(feed)
        before = read(row, "alarm", "alarm_facts")
        if alarm == before:
            return None
        self.store.save_alarm(name=feed.name, now=self.now, **columns(alarm, "alarm", "alarm_facts"))
        if alarm is None or (before is not None and alarm.code is before.code):
            return None
        log.warning(event("feed alarm", feed=feed.name, reason=alarm))
        return alarm

    def _silence(self, feed: Feed) -> Reason | None:
        if feed.type is Source.COLOURS:
            return None  # fine weather lasts
        if self.store.has_seen_lately(feed=feed.name, since=self.now - DAY):
            return None  # mostly; a year of items is read only where nothing has come for a while
        times = [row["at"] for row in self.store.item_times(feed=feed.name, since=self.now - 366 * DAY)]
        zone = ZoneInfo(self.config.council.timezone)
        if not times:
            return None
        usual = longest_usual(times, self.now, zone)
        if usual is None or quiet(max(times), self.now, zone) <= usual:
            return None
        since = (self.now - max(times)) / DAY
        return Reason(FeedCode.FEED_SILENT, days=round(since), usual=round(usual / DAY))

    async def _look_at_page(self, feed: Feed, *, first: bool) -> None:
        """Store which links of the page are items, and since when the others are there."""
        page = Feed(feed.name, feed.news_page, type=Source.PAGE, select=feed.select)
        fetched, parsed = await self.reader.read(page, Memory(page.url))
        if fetched.status is not fetch.Got.NEW:
            log.warning(event("page of news not read", feed=feed.name, reason=fetched.reason))
            return
        from pipeline.stages.names import canonical_link

        entries = {f"link:{canonical_link(entry.link)}": entry for entry in parsed.entries}
        known = {row["name"] for row in self.store.known_aliases(names=json.dumps(list(entries)))}
        foreign = {name: entry for name, entry in entries.items() if name not in known}
        # News on the page at the first look may be older than the feed's window, but not all of them.
        since = self.now - GRACE if len(foreign) == len(entries) >= FEWEST else 0.0 if first else self.now
        self._remember(feed, foreign, since)

    def _remember(self, feed: Feed, foreign: dict[str, Entry], since: float) -> None:
        with self.store.transaction():
            self.store.forget_page_links(feed=feed.name, names=json.dumps(list(foreign)))
            self.store.insert_page_link(
                [
                    {"feed": feed.name, "name": name, "title": entry.title, "since": since}
                    for name, entry in foreign.items()
                ],
            )
            self.store.page_read(name=feed.name, now=self.now)

    def _lacks(self, feed: Feed) -> Reason | None:
        rows = self.store.page_links_lacking(feed=feed.name, before=self.now - GRACE)
        if not rows:
            return None
        return Reason(FeedCode.FEED_LACKS, count=len(rows), title=rows[0]["title"][:80])
