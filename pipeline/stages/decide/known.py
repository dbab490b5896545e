"""The input of the pure stages, read from the store."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from channels.base import Channel
from pipeline.known import KnownEvent, KnownItem, KnownPost, Stored
from pipeline.model import Edits, Entry, Identified, Identity, Lane, Mode, Parsed, PostState
from pipeline.settings.values import ChannelConfig, Config, Feed, enabled
from pipeline.stages.decide.view import ChannelView
from pipeline.stages.enqueue import news_of_row
from pipeline.stages.identify import identify
from pipeline.stages.kept_event import event_of_row
from pipeline.stages.names import all_names, folded, guid_name, old_guid_name
from pipeline.stages.witnesses import Known, KnownName
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.store.statements import KnownItemsRow, KnownNamesRow

LATELY = 8 * 86400.0  # seconds for which titles are compared: a day longer than news are news


def channel_views(config: Config, store: Store, channels: Mapping[str, Channel]) -> list[ChannelView]:
    """The enabled channels as decisions see them."""
    views = []
    for channel in enabled(config):
        row = store.channel(name=channel.name)
        views.append(
            ChannelView(
                channel.name,
                broadcast=channels[channel.name].capabilities.broadcast,
                baseline=row is None or row["mode"] != config.live,
                exclude=frozenset(category.casefold() for category in channel.exclude),
                edits=edits_of(channel, channels[channel.name]),
                by_hand=channels[channel.name].capabilities.by_hand,
            )
        )
    return views


def edits_of(channel: ChannelConfig, adapter: Channel) -> Edits:
    """The channel's reaction to an edit of published news; its default depends on the adapter's abilities."""
    if channel.edits is not Edits.USUAL:
        return channel.edits
    return Edits.EDIT if adapter.capabilities.edit else Edits.ASK


def identified(
    store: Store,
    parsed: Parsed,
    feed: Feed,
    identity: Identity,
    now: float = 0.0,
    urgent: Callable[[Entry], bool] = lambda entry: False,
) -> list[Identified]:
    """The identify stage, applied with the store's knowledge of these entries."""
    known = known_of(store, parsed.entries, feed.name, identity, now)
    return identify(parsed.entries, feed.name, identity, known, urgent)


def known_of(store: Store, entries: Sequence[Entry], feed: str, identity: Identity, now: float) -> Known:
    """The store's knowledge of the names and titles of these entries."""
    old = {guid_name(entry, feed): old_guid_name(entry) for entry in entries if entry.guid}
    names = {name for entry in entries for name in all_names(entry, feed, identity)} | set(old.values())
    aliases = {row["name"]: row["item_id"] for row in store.known_aliases(names=json.dumps(list(names)))}
    titles = {folded(entry.title) for entry in entries if entry.title}
    namesakes: dict[str, list[int]] = {}
    for row in store.recent_titles(since=now - LATELY):
        if (title := folded(row["title"])) in titles:
            namesakes.setdefault(title, []).insert(0, row["id"])  # the newest first
    ids = {*aliases.values(), *(item for alike in namesakes.values() for item in alike)}
    items = {row["id"]: _known_name(row) for row in store.known_names(ids=json.dumps(list(ids)))}
    for name, was in old.items():
        if name not in aliases and was in aliases and items[aliases[was]].source == feed:
            aliases[name] = aliases[was]
    return Known(aliases, items, namesakes, now)


def _known_name(row: KnownNamesRow) -> KnownName:
    undated = row["published_at"] == row["first_seen_at"]  # as `news_of` dates an entry without a date
    return KnownName(
        row["title"],
        None if undated else row["published_at"],
        bool(row["has_guid"]),
        row["link"],
        row["text"],
        row["source"],
        row["first_seen_at"],
    )


def known_items(store: Store, identified: Sequence[Identified]) -> dict[int, KnownItem]:
    """The items among the entries, by id."""
    ids = json.dumps([one.item for one in identified if one.item is not None])
    posts: dict[int, dict[str, KnownPost]] = {}
    for row in store.known_posts(ids=ids):
        known = KnownPost(
            PostState(row["state"]), bool(row["released"]), row["edited_at"] or 0.0, bool(row["reached"])
        )
        posts.setdefault(row["item_id"], {})[row["channel"]] = known
    return {
        row["id"]: KnownItem(
            row["id"],
            row["revision"],
            row["content_hash"],
            row["first_seen_at"],
            row["withdrawn_at"] is not None,
            posts.get(row["id"], {}),
            _stored(row),
        )
        for row in store.known_items(ids=ids)
    }


def _stored(row: KnownItemsRow) -> Stored:
    also = json.loads(row["also"] or "{}")
    parts = {feed: (tuple(categories), Lane(lane)) for feed, (categories, lane) in also.items()}
    return Stored(news_of_row(row), row["source"], row["told_by"] or row["source"], parts)


def coming_events(store: Store, mode: Mode, now: float) -> tuple[KnownEvent, ...]:
    """The events that went out and are not over."""
    found: dict[int, KnownEvent] = {}
    for row in store.coming_events(since=now - LATELY, mode=mode):
        event, before = event_of_row(row), found.get(row["id"])
        if event is not None and event.over > now:
            channels = (before.channels if before else frozenset()) | {row["channel"]}
            found[row["id"]] = KnownEvent(row["id"], row["title"], event, channels)
    return tuple(found.values())


def daily_peak(store: Store, feed: Feed, baseline: float | None, now: float) -> int:
    """The number of new items on a busy day of the last month."""
    peak: int = store.daily_peak(feed=feed.name, since=now - 30 * 86400, baseline=baseline or now)
    return peak


def emergencies_started(store: Store, now: float) -> tuple[int, int]:
    """The emergencies that went out by decision of the program alone, in the last hour and in the last day."""
    row = store.emergencies_started(now=now, hour=now - 3600, day=now - 86400)
    return (row["an_hour"], row["a_day"]) if row is not None else (0, 0)
