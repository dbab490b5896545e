"""The input of the pure stages, read from the store."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from channels.base import Channel
from pipeline.model import (
    Edits,
    Identified,
    Identity,
    Known,
    KnownItem,
    KnownName,
    KnownPost,
    Parsed,
    PostState,
)
from pipeline.settings.values import ChannelConfig, Config, Feed, enabled
from pipeline.stages.decide.view import ChannelView
from pipeline.stages.identify import dated_name, identify, names_of
from pipeline.store import Store


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
            )
        )
    return views


def edits_of(channel: ChannelConfig, adapter: Channel) -> Edits:
    """The channel's reaction to an edit of published news; its default depends on the adapter's abilities."""
    if channel.edits is not Edits.USUAL:
        return channel.edits
    return Edits.EDIT if adapter.capabilities.edit else Edits.IGNORE


def identified(store: Store, parsed: Parsed, feed: Feed, identity: Identity) -> list[Identified]:
    """The identify stage, applied with the store's knowledge of these entries."""
    names = {
        name
        for entry in parsed.entries
        for name in (*names_of(entry, feed.name, identity), dated_name(entry))
        if name
    }
    aliases = {row["name"]: row["item_id"] for row in store.known_aliases(names=json.dumps(list(names)))}
    items = {
        row["id"]: KnownName(row["title"], row["published_at"], bool(row["has_guid"]))
        for row in store.known_names(ids=json.dumps(list(set(aliases.values()))))
    }
    return identify(parsed.entries, feed.name, identity, Known(aliases, items))


def known_items(store: Store, identified: Sequence[Identified]) -> dict[int, KnownItem]:
    """The items among the entries, by id."""
    ids = json.dumps([one.item for one in identified if one.item is not None])
    posts: dict[int, dict[str, KnownPost]] = {}
    for row in store.known_posts(ids=ids):
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
        for row in store.known_items(ids=ids)
    }


def daily_peak(store: Store, feed: Feed, baseline: float | None, now: float) -> int:
    """The number of new items on a busy day of the last month."""
    peak: int = store.daily_peak(feed=feed.name, since=now - 30 * 86400, baseline=baseline or now)
    return peak


def emergencies_started(store: Store, now: float) -> tuple[int, int]:
    """The emergencies that went out by decision of the program alone, in the last hour and in the last day."""
    row = store.emergencies_started(now=now, hour=now - 3600, day=now - 86400)
    return (row["an_hour"], row["a_day"]) if row is not None else (0, 0)
