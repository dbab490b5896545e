"""One poll of the portal's feeds: fetch → parse → identify → decide → render → enqueue, feed by feed.

The stages do the work; here is only their order, and what they need to know from the store.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from channels.base import Channel
from pipeline import fetch, websub
from pipeline._known import channel_views, daily_peak, identified, known_items
from pipeline._memory import Memory
from pipeline._reading import Reader, limits_of
from pipeline.config import ChannelConfig, Config, Feed
from pipeline.decide import ChannelView, View, decide
from pipeline.enqueue import Rendered, enqueue
from pipeline.identify import settle
from pipeline.model import (
    Change,
    Identified,
    Identity,
    Lane,
    News,
    Parsed,
)
from pipeline.render import render
from pipeline.store import Row, Store
from pipeline.templates import TemplateError, TemplateSet
from pipeline.watch import Watch

log = logging.getLogger(__name__)
EARLY = 0.1  # share of the interval by which cron may come early
MOST_PAGES = 5  # of one feed, read in one poll
GONE_PAUSE = 86400.0  # seconds between two polls of a feed that is gone for good
MOST_BACKOFF = 6 * 3600.0  # seconds between two polls of a feed that fails and fails
CORRECTIONS = {"follow-up": "correzione", "retract": "rettifica"}  # templates by the kind of post
MOST_GONE = 20  # items asked for at their own address in one poll


@dataclass
class Polled:
    """What one poll gave."""

    due: int = 0  # posts that became due
    items: int = 0  # items new, edited or restored
    failures: dict[str, str] = field(default_factory=dict)  # feed -> reason
    # feed -> what it shows, if it has changed
    shown: dict[str, Sequence[Identified]] = field(default_factory=dict)
    alarms: dict[str, str] = field(default_factory=dict)  # feed -> what seems wrong, told once


class Renderer:
    """The render stage with its templates and channels at hand."""

    def __init__(self, config: Config, channels: Mapping[str, Channel]) -> None:
        self._config, self._channels = config, channels
        self._configs = {channel.name: channel for channel in config.channels}
        self._templates = TemplateSet(config.templates)

    def __call__(self, news: News, channel: str, kind: str = "publish") -> Rendered:
        """A bad template stops this one post, never the run."""
        config = self._configs[channel]
        usual = template_of(config, news.lane, news.categories)
        try:
            content = render(
                self._templates,
                channel,
                CORRECTIONS.get(kind, usual),
                news,
                self._channels[channel],
                context(self._config),
            )
        except TemplateError as error:
            return Rendered(None, str(error))
        return Rendered(content)


def template_of(channel: ChannelConfig, lane: Lane, categories: Sequence[str] = ()) -> str:
    """Name of a channel's template for an item: by the first of its categories that has one, else by its lane."""
    by_category = {category.casefold(): name for category, name in channel.by_category.items()}
    for category in categories:
        if name := by_category.get(category.casefold()):
            return name
    usual = {Lane.EMERGENCY: "allerta", Lane.SERVICE: "servizio"}
    return channel.templates.get(lane) or usual.get(lane, "notizia")


def used_templates(channel: ChannelConfig) -> list[str]:
    """Names of the templates that items of some lane or category take."""
    by_lane = [template_of(channel, lane) for lane in (Lane.EMERGENCY, Lane.SERVICE, Lane.NEWS)]
    return list(dict.fromkeys([*by_lane, *channel.by_category.values()]))


def context(config: Config) -> dict[str, object]:
    """What templates know besides the item."""
    return {"council": config.council, "service": config.service}


async def poll(config: Config, store: Store, channels: Mapping[str, Channel], now: float) -> Polled:
    """Poll the feeds whose time has come. Never raises for anything a portal does."""
    polled = Polled()
    views = channel_views(config, store, channels)
    limits = limits_of(config)
    with fetch.client(limits) as http:
        polling = _Polling(
            config,
            store,
            Reader(http, limits, ZoneInfo(config.council.timezone)),
            views,
            Renderer(config, channels),
            polled,
            now,
        )
        for feed in config.feeds:
            row = store.row("feed", name=feed.name)
            if row is None or _is_due(row, config.schedule.poll_seconds, now):
                await polling.feed(feed, row)
                await websub.keep(config, store, polling.reader, feed.name, now)
                if alarm := await Watch(config, store, polling.reader, now).feed(feed):
                    polled.alarms[feed.name] = alarm
    for view in views:
        if view.baseline:
            store.run("save_channel", name=view.name, now=now, mode=config.live)
    return polled


def _is_due(row: Row, interval: float, now: float) -> bool:
    """Also after a clock that was ahead: what it has put off would not be read until that time."""
    if row["polled_at"] > now + 60:
        log.warning("feed %s was read in the future: the clock was wrong; it is read now", row["name"])
        return True
    return bool(row["next_poll_at"] <= now + EARLY * interval)


@dataclass
class _Polling:
    """One poll under way."""

    config: Config
    store: Store
    reader: Reader
    channels: Sequence[ChannelView]
    render: Renderer
    polled: Polled
    now: float

    async def feed(self, feed: Feed, row: Row | None) -> None:
        memory = Memory.of(dict(row) if row else None, feed)
        fetched, parsed = await asyncio.to_thread(self.reader.read, feed, memory)
        if fetched.status is fetch.Got.FAILED:
            self._failed(feed, row, fetched)
        elif fetched.status is fetch.Got.UNCHANGED:
            self._unchanged(feed, memory, fetched)
        else:
            await self._changed(feed, row, memory, fetched, parsed)

    @property
    def _next(self) -> float:
        return self.now + self.config.schedule.poll_seconds

    def _failed(self, feed: Feed, row: Row | None, fetched: fetch.Fetched) -> None:
        """Asked again later and later; a feed that is gone for good, once a day."""
        self.polled.failures[feed.name] = fetched.reason
        failures = row["failures"] if row else 0
        pause = GONE_PAUSE if fetched.reason == fetch.GONE else _backoff(failures)
        at = max(self._next, self.now + fetched.retry_after, self.now + pause)
        self.store.run(
            "save_failure", name=feed.name, url=feed.url, now=self.now, next_poll_at=at, error=fetched.reason
        )
        log.warning("feed %s failed: %s", feed.name, fetched.reason)

    def _unchanged(self, feed: Feed, memory: Memory, fetched: fetch.Fetched) -> None:
        after = memory.redirected(fetched.moved, self.now, ours=False)
        self.store.run(
            "save_unchanged",
            name=feed.name,
            now=self.now,
            next_poll_at=self._next,
            whole=int(bool(fetched.body_hash)),
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            moved_to=after.moved_to,
            moved_since=after.moved_since,
        )

    async def _changed(
        self, feed: Feed, row: Row | None, memory: Memory, fetched: fetch.Fetched, parsed: Parsed
    ) -> None:
        store, now = self.store, self.now
        read_before = row is not None and row["baseline_at"] is not None
        if feed.identity is not Identity.AUTO:
            memory = replace(memory, identity=feed.identity, identity_why="")
        if read_before and memory.url:
            parsed = await self._with_older(feed, parsed, memory.identity)
        memory = memory.weaker(*settle(parsed.entries, memory.identity))
        found = identified(store, parsed, feed, memory.identity)
        ours = any(one.item is not None for one in found)
        if memory.url and read_before and found and not ours and _site(fetched.url) != _site(feed.url):
            reason = f"leads to {_site(fetched.url)}, with none of our items; if that is right, set it as url"
            self._failed(feed, row, fetch.Fetched(fetch.Got.FAILED, reason=reason))
            return
        view = View(
            now=now,
            feed=feed,
            channels=tuple(self.channels),
            lanes=self.config.lanes,
            topics=self.config.topics,
            zones=self.config.zones,
            digests=self.config.digest.every_days > 0,
            schedule=self.config.schedule,
            safety=self.config.safety,
            mode=self.config.live,
            # Another address under the same name is the same feed only if it knows our items.
            first_poll=not read_before or (not memory.url and not ours),
            degraded=parsed.degraded,
            usual_daily_peak=daily_peak(store, feed, row["baseline_at"] if row else None, now),
        )
        decisions = decide(found, known_items(store, found), view)
        gone = [] if parsed.degraded else await self._withdrawn(feed, found)
        if not parsed.degraded:
            self.polled.shown[feed.name] = found
        after = replace(
            memory.redirected(fetched.moved, now, ours=ours),
            url=feed.url,
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            body_hash=fetched.body_hash,
        )
        due = enqueue(
            store,
            feed.name,
            decisions,
            after,
            next_poll_at=self._next,
            render=self.render,
            mode=self.config.live,
            now=now,
            withdrawn=gone,
        )
        hub, topic = fetched.hub or parsed.hub, fetched.topic or parsed.topic
        store.run("save_hub", name=feed.name, hub=hub, topic=topic)
        changed = sum(decision.change is not Change.SAME for decision in decisions)
        self.polled.due += due
        self.polled.items += changed
        log.info("feed %s entries=%d changed=%d due=%d", feed.name, len(decisions), changed, due)

    async def _with_older(self, feed: Feed, parsed: Parsed, identity: Identity) -> Parsed:
        """Older pages too, as long as nothing known has come: more was published than one page shows."""
        older = parsed.older
        for _ in range(MOST_PAGES - 1):
            found = identified(self.store, parsed, feed, identity)
            if parsed.degraded or not older or any(one.item is not None for one in found):
                break
            page = await asyncio.to_thread(self.reader.page, feed, older)
            if page.degraded or not page.entries:
                break
            parsed = replace(parsed, entries=(*parsed.entries, *page.entries))
            older = page.older
        return parsed

    async def _withdrawn(self, feed: Feed, found: Sequence[Identified]) -> list[int]:
        """Items waiting to go out that are no longer in the feed, if their own page says that they are no more."""
        here = {one.item for one in found}
        waiting = self.store.rows("unreleased_items", feed=feed.name)
        absent = [row for row in waiting if row["id"] not in here and row["link"]][:MOST_GONE]
        return [row["id"] for row in absent if await asyncio.to_thread(self.reader.gone, row["link"])]


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _backoff(failures: int) -> float:
    """Seconds to wait after one failure more than so many: none, then 2, 4, 8 … minutes."""
    return min(60.0 * 2 ** min(failures, 20), MOST_BACKOFF) if failures else 0.0
