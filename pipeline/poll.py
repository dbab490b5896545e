"""One poll of the portal's feeds: fetch → parse → identify → decide → render → enqueue, feed by feed.

The stages do the work; here is only their order, and what they need to know from the store.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

import httpx

from channels.base import Channel
from pipeline import fetch
from pipeline.config import ChannelConfig, Config, Feed
from pipeline.decide import ChannelView, View, decide
from pipeline.enqueue import Rendered, Validators, enqueue
from pipeline.identify import aliases_of, identify
from pipeline.model import Change, Identified, KnownItem, KnownPost, Lane, News, Parsed, PostState
from pipeline.parse import FeedError, parse
from pipeline.render import render
from pipeline.senders import enabled
from pipeline.store import Store
from pipeline.templates import TemplateError, TemplateSet

log = logging.getLogger(__name__)
EARLY = 0.1  # share of the interval by which cron may come early
MOST_PAGES = 5  # of one feed, read in one poll
MOST_BACKOFF = 6 * 3600.0  # seconds between two polls of a feed that fails and fails
MOST_GONE = 20  # items asked for at their own address in one poll


@dataclass
class Polled:
    """What one poll gave."""

    due: int = 0  # posts that became due
    items: int = 0  # items new, edited or restored
    failures: dict[str, str] = field(default_factory=dict)  # feed -> reason


class Renderer:
    """The render stage with its templates and channels at hand."""

    def __init__(self, config: Config, channels: Mapping[str, Channel]) -> None:
        self._config, self._channels = config, channels
        self._configs = {channel.name: channel for channel in config.channels}
        self._templates = TemplateSet(config.templates)

    def __call__(self, news: News, channel: str) -> Rendered:
        """A bad template stops this one post, never the run."""
        try:
            content = render(
                self._templates,
                channel,
                template_of(self._configs[channel], news.lane),
                news,
                self._channels[channel],
                context(self._config),
            )
        except TemplateError as error:
            return Rendered(None, str(error))
        return Rendered(content)


def template_of(channel: ChannelConfig, lane: Lane) -> str:
    """Name of a channel's template for a lane."""
    usual = {Lane.EMERGENCY: "allerta", Lane.SERVICE: "servizio"}
    return channel.templates.get(lane) or usual.get(lane, "notizia")


def context(config: Config) -> dict[str, object]:
    """What templates know besides the item."""
    return {"council": config.council, "service": config.service}


def limits_of(config: Config) -> fetch.Limits:
    """The sandbox's portal is on this machine, and nothing else on it is meant."""
    sandbox = frozenset({(config.sandbox.host, config.sandbox.port)})
    return fetch.Limits(private=config.safety.allow_private_networks, trusted=sandbox)


async def poll(config: Config, store: Store, channels: Mapping[str, Channel], now: float) -> Polled:
    """Poll the feeds whose time has come. Never raises for anything a portal does."""
    polled = Polled()
    views = _channel_views(config, store, channels)
    rendering = Renderer(config, channels)
    with fetch.client(limits_of(config)) as http:
        for feed in config.feeds:
            row = store.row("feed", name=feed.name)
            if row is not None and row["next_poll_at"] > now + EARLY * config.schedule.poll_seconds:
                continue
            await _poll_feed(config, store, http, feed, views, rendering, polled, now)
    for view in views:
        if view.baseline:
            store.run("save_channel", name=view.name, now=now, mode=config.live)
    return polled


async def _poll_feed(
    config: Config,
    store: Store,
    http: httpx.Client,
    feed: Feed,
    channels: Sequence[ChannelView],
    rendering: Renderer,
    polled: Polled,
    now: float,
) -> None:
    row = store.row("feed", name=feed.name)
    moved = row is not None and row["url"] != feed.url
    known = {"etag": "", "last_modified": "", "body_hash": ""}
    if row is not None and not moved:
        known = {name: row[name] for name in known}
    next_poll = now + config.schedule.poll_seconds
    zone = ZoneInfo(config.council.timezone)

    def read() -> tuple[fetch.Fetched, Parsed]:
        fetched = fetch.fetch(http, feed.url, **known, limits=limits_of(config))
        if fetched.status is not fetch.Got.NEW:
            return fetched, Parsed(())
        return fetched, parse(fetched.body, fetched.content_type, fetched.url, zone)

    try:
        fetched, parsed = await asyncio.to_thread(read)
    except FeedError as error:
        fetched, parsed = fetch.Fetched(fetch.Got.FAILED, reason=str(error)), Parsed(())
    if fetched.status is fetch.Got.FAILED:
        polled.failures[feed.name] = fetched.reason
        failures = row["failures"] if row else 0
        at = max(next_poll, now + fetched.retry_after, now + _backoff(failures))
        store.run(
            "save_failure", name=feed.name, url=feed.url, now=now, next_poll_at=at, error=fetched.reason
        )
        log.warning("feed %s failed: %s", feed.name, fetched.reason)
        return
    if fetched.status is fetch.Got.UNCHANGED:
        store.run(
            "save_unchanged",
            name=feed.name,
            now=now,
            next_poll_at=next_poll,
            whole=int(bool(fetched.body_hash)),
            etag=fetched.etag,
            last_modified=fetched.last_modified,
        )
        return
    identified = _identified(store, parsed, feed)
    if row is not None and row["baseline_at"] is not None and not moved:
        parsed, identified = await _read_on(config, store, http, feed, parsed, identified)
    nothing_known = all(one.item is None for one in identified)
    view = View(
        now=now,
        feed=feed,
        channels=tuple(channels),
        lanes=config.lanes,
        schedule=config.schedule,
        safety=config.safety,
        mode=config.live,
        # Another address under the same name is the same feed only if it knows our items.
        first_poll=row is None or row["baseline_at"] is None or (moved and nothing_known),
        degraded=parsed.degraded,
        usual_daily_peak=_daily_peak(store, feed, row["baseline_at"] if row else None, now),
    )
    decisions = decide(identified, _known_items(store, identified), view)
    gone = [] if parsed.degraded else await _withdrawn(store, http, feed, identified)
    validators = Validators(feed.url, fetched.etag, fetched.last_modified, fetched.body_hash, next_poll)
    due = enqueue(
        store, feed.name, decisions, validators, render=rendering, mode=config.live, now=now, withdrawn=gone
    )
    changed = sum(decision.change is not Change.SAME for decision in decisions)
    polled.due += due
    polled.items += changed
    log.info("feed %s entries=%d changed=%d due=%d", feed.name, len(decisions), changed, due)


def _backoff(failures: int) -> float:
    """Seconds to wait after one failure more than so many: none, then 2, 4, 8 … minutes."""
    return min(60.0 * 2 ** min(failures, 20), MOST_BACKOFF) if failures else 0.0


async def _read_on(
    config: Config, store: Store, http: httpx.Client, feed: Feed, parsed: Parsed, identified: list[Identified]
) -> tuple[Parsed, list[Identified]]:
    """Older pages, as long as nothing known has come: more was published than one page shows."""
    zone = ZoneInfo(config.council.timezone)
    older = parsed.older

    def read(url: str) -> Parsed:
        fetched = fetch.fetch(http, url, etag="", last_modified="", body_hash="", limits=limits_of(config))
        if fetched.status is not fetch.Got.NEW:
            return Parsed(())
        try:
            return parse(fetched.body, fetched.content_type, url, zone)
        except FeedError:
            return Parsed(())

    for _ in range(MOST_PAGES - 1):
        if parsed.degraded or not older or any(one.item is not None for one in identified):
            break
        page = await asyncio.to_thread(read, older)
        if page.degraded or not page.entries:
            break
        parsed = replace(parsed, entries=(*parsed.entries, *page.entries))
        older = page.older
        identified = _identified(store, parsed, feed)
    return parsed, identified


def _channel_views(config: Config, store: Store, channels: Mapping[str, Channel]) -> list[ChannelView]:
    views = []
    for channel in enabled(config):
        row = store.row("channel", name=channel.name)
        views.append(
            ChannelView(
                channel.name,
                broadcast=channels[channel.name].capabilities.broadcast,
                baseline=row is None or row["mode"] != config.live,
                exclude=frozenset(category.casefold() for category in channel.exclude),
            )
        )
    return views


def _identified(store: Store, parsed: Parsed, feed: Feed) -> list[Identified]:
    names = [name for entry in parsed.entries for name in aliases_of(entry, feed.name)]
    rows = store.rows("known_aliases", names=json.dumps(names))
    return identify(parsed.entries, feed.name, {row["name"]: row["item_id"] for row in rows})


def _known_items(store: Store, identified: Sequence[Identified]) -> dict[int, KnownItem]:
    ids = json.dumps([one.item for one in identified if one.item is not None])
    posts: dict[int, dict[str, KnownPost]] = {}
    for row in store.rows("known_posts", ids=ids):
        known = KnownPost(PostState(row["state"]), bool(row["released"]))
        posts.setdefault(row["item_id"], {})[row["channel"]] = known
    return {
        row["id"]: KnownItem(
            row["id"],
            row["revision"],
            row["content_hash"],
            row["first_seen_at"],
            row["withdrawn_at"] is not None,
            posts.get(row["id"], {}),
        )
        for row in store.rows("known_items", ids=ids)
    }


def _daily_peak(store: Store, feed: Feed, baseline: float | None, now: float) -> int:
    peak: int = store.value("daily_peak", feed=feed.name, since=now - 30 * 86400, baseline=baseline or now)
    return peak


async def _withdrawn(
    store: Store, http: httpx.Client, feed: Feed, identified: Sequence[Identified]
) -> list[int]:
    """Items waiting to go out that are no longer in the feed, if their own page says that they are no more."""
    here = {one.item for one in identified}
    absent = [
        row for row in store.rows("unreleased_items", feed=feed.name) if row["id"] not in here and row["link"]
    ]
    found = []
    for row in absent[:MOST_GONE]:
        if await asyncio.to_thread(fetch.gone, http, row["link"]):
            found.append(row["id"])
    return found
