"""One poll of the portal's feeds: fetch → parse → identify → decide → render → enqueue, feed by feed.

The stages do the work; this module has their order and their input from the store. Feeds are fetched in parallel;
each is decided and committed in one go, so that no two decide about the same item at once.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from channels.base import Channel
from channels.value import dataclass
from pipeline.events import event
from pipeline.feed_codes import FeedCode
from pipeline.model import Lane
from pipeline.portals.flaws import as_it_is, note
from pipeline.portals.polled import Polled
from pipeline.portals.reading import Reader, reader_of
from pipeline.portals.schedule import GONE_PAUSE, Turn, backoff, in_turn
from pipeline.portals.turns import Turns
from pipeline.portals.watch import Watch
from pipeline.reasons import columns
from pipeline.settings.values import Config, Feed
from pipeline.stages.fetch import fetch
from pipeline.stages.fetch.feed_state import Memory
from pipeline.store import Store
from pipeline.tasks import side_by_side

if TYPE_CHECKING:
    from pipeline.changed import Changed
    from pipeline.store.statements import FeedRow

log = logging.getLogger(__name__)
LATELY = 400 * 86400.0  # seconds for which a feed that had an emergency is read before the others
SHORTEST = 60.0  # seconds in which a poll may begin to read feeds, however short the interval


async def poll(
    config: Config,
    store: Store,
    channels: Mapping[str, Channel],
    now: float,
    polled: Polled | None = None,
    open_reader: Callable[[Config, float], Reader] = reader_of,
) -> Polled:
    """Poll the feeds that are due. Never raises for anything a portal does.

    `polled` is updated after every feed's commit, so that it is right even if the poll is cancelled.
    """
    polled = Polled() if polled is None else polled
    rows = {feed.name: row for feed in config.feeds if (row := store.feed(name=feed.name)) is not None}
    by_rule = _urgent_by_rule(config)
    urgent = len(config.feeds) > 1 and (by_rule or Lane.EMERGENCY in config.lanes.values())
    known = (
        {row["source"] for row in store.emergency_feeds(since=now - LATELY)} | by_rule if urgent else set()
    )
    interval = config.schedule.poll_seconds
    turns = in_turn(config.feeds, rows, config.lanes, known, interval=interval, now=now)
    asked = {turn.feed.name for turn in turns}
    polled.unread = [name for name, row in rows.items() if row["failures"] and name not in asked]
    with open_reader(config, now) as reader:
        polling = _Polling(config, store, channels, reader, polled, now)
        await side_by_side(*(polling.in_turn(turn) for turn in turns))
    for channel in config.channels:
        known_as = store.channel(name=channel.name) if channel.enabled else None
        if channel.enabled and (known_as is None or known_as["mode"] != config.live):
            store.save_channel(name=channel.name, now=now, mode=config.live)
    return polled


def _urgent_by_rule(config: Config) -> set[str]:
    """The feeds of which a rule makes emergencies."""
    rules = [rule for rule in config.desk_rules if rule.lane is Lane.EMERGENCY]
    return {feed.name for feed in config.feeds for rule in rules if feed.name in (rule.feeds or (feed.name,))}


@dataclass
class _Polling:
    """One poll under way."""

    config: Config
    store: Store
    channels: Mapping[str, Channel]
    reader: Reader
    polled: Polled
    now: float
    turns: Turns = field(default_factory=Turns)
    began: float = field(default_factory=time.monotonic)
    changed: Changed | None = None  # made when a feed has changed

    async def in_turn(self, turn: Turn) -> None:
        """Read one feed, and everything that follows from it, when its host is free."""
        feed = turn.feed
        async with self.turns.turn(turn.host, urgent=turn.urgent):
            if time.monotonic() - self.began > max(self.config.schedule.poll_seconds, SHORTEST):
                log.warning(event("no time left in this poll, the next one reads it", feed=feed.name))
                return
            await self.feed(feed, turn.row)
            if alarm := await Watch(self.config, self.store, self.reader, self.now).feed(feed):
                self.polled.alarms[feed.name] = alarm
        if self.config.webhook.public_url:
            from pipeline.portals import websub

            await websub.keep(self.config, self.store, self.reader, feed.name, self.now)

    async def feed(self, feed: Feed, row: FeedRow | None) -> None:
        memory = Memory.of(dict(row) if row else None, feed)
        fetched, parsed = await self.reader.read(feed, memory)
        if fetched.status is fetch.Got.FAILED:
            self._failed(feed, row, fetched)
        elif fetched.status is fetch.Got.UNCHANGED:
            self._unchanged(feed, memory, fetched)
        else:
            changed = self._that_changed()
            taken = as_it_is(row, fetched, parsed, changed.urgent(feed))
            if reason := await changed.feed(feed, row, memory, *taken):
                self._failed(feed, row, fetch.Fetched(fetch.Got.FAILED, reason=reason))
            else:
                note(self.store, feed.name, row, parsed)

    def _that_changed(self) -> Changed:
        if self.changed is None:
            from pipeline.changed import Changed  # imported here, because mostly nothing has changed

            self.changed = Changed(
                self.config, self.store, self.channels, self.reader, self.polled, self.now, self._next
            )
        return self.changed

    @property
    def _next(self) -> float:
        return self.now + self.config.schedule.poll_seconds

    def _failed(self, feed: Feed, row: FeedRow | None, fetched: fetch.Fetched) -> None:
        """Record a failure: the feed is asked again at growing intervals; one that is gone for good, once a day."""
        reason = fetched.reason
        assert reason is not None
        self.polled.failures[feed.name] = reason
        failures = row["failures"] if row is not None and row["url"] == feed.url else 0
        pause = GONE_PAUSE if reason.code is FeedCode.FEED_GONE else backoff(failures)
        at = max(self._next, self.now + fetched.retry_after, self.now + pause)
        kept = columns(reason, "error", "error_facts")
        self.store.save_failure(name=feed.name, url=feed.url, now=self.now, next_poll_at=at, **kept)
        log.warning(event("feed not read", feed=feed.name, reason=reason))

    def _unchanged(self, feed: Feed, memory: Memory, fetched: fetch.Fetched) -> None:
        after = memory.redirected(fetched.moved, self.now, ours=False)
        self.store.save_unchanged(
            name=feed.name,
            now=self.now,
            next_poll_at=self._next,
            whole=int(bool(fetched.body_hash)),
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            moved_to=after.moved_to,
            moved_since=after.moved_since,
        )
