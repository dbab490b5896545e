"""The input of the pure stages, read from the store."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import field
from typing import TYPE_CHECKING

from channels.base import Channel
from channels.value import dataclass
from pipeline.known import Earlier, KnownEvent, KnownItem, KnownPost, StandingAlert, Stored
from pipeline.model import Change, Decision, Edits, Entry, Identified, Identity, Lane, Mode, Parsed, PostState
from pipeline.patterns import lazy_re
from pipeline.settings.values import ChannelConfig, Config, Feed, enabled
from pipeline.stages.decide.view import ChannelView
from pipeline.stages.identify import identify
from pipeline.stages.kept_event import event_of_row
from pipeline.stages.names import all_names, folded, guid_name, old_guid_name
from pipeline.stages.news import news_of_row, title_of
from pipeline.stages.witnesses import Known, KnownName
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.store.statements import KnownItemsRow, KnownNamesRow, RecentTitlesRow, TitlesAfterRow

IN_FORCE = 3 * 86400.0  # seconds after it was first seen for which an alert may be in force
CORRECTABLE = (
    28 * 86400.0
)  # seconds after it was first seen for which an item may be corrected by another one
_CORRECTS = lazy_re("rettific|corrig|correzion|precisazion|aggiornament|errore", re.I)
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
                chases=bool(channels[channel.name].capabilities.address),
                quiet=config.quiet_hours(channel.name),
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
    titles: Titles,
    urgent: Callable[[Entry], bool] = lambda entry: False,
) -> list[Identified]:
    """The identify stage, applied with the store's knowledge of these entries."""
    known = known_of(store, parsed.entries, feed.name, identity, titles)
    return identify(parsed.entries, feed.name, identity, known, urgent)


@dataclass
class Titles:
    """The items of each title of late: read once in a poll, and from then on only what is new or renamed.

    An item that has lost its title or its names may still be in it.
    """

    now: float  # of the poll, Unix seconds
    items: dict[str, set[int]] = field(default_factory=dict)  # by folded title
    feeds: dict[str, set[int]] = field(default_factory=dict)  # by the feed that showed them first
    newest: int | None = None  # the highest id that was looked at; None = nothing was read yet

    @property
    def since(self) -> float:
        return self.now - LATELY

    def of(self, store: Store, titles: Iterable[str]) -> Mapping[str, Collection[int]]:
        """The items that may have these folded titles."""
        newest = int(store.newest_item())
        if self.newest is None:
            rows: Sequence[RecentTitlesRow | TitlesAfterRow] = store.recent_titles(since=self.since)
        else:
            rows = store.titles_after(id=self.newest) if newest > self.newest else []
        self.newest = newest
        for row in rows:
            self._add(row["id"], row["title"])
            self.feeds.setdefault(row["source"], set()).add(row["id"])
        return {title: self.items[title] for title in titles if title in self.items}

    def of_feed(self, feed: str) -> AbstractSet[int]:
        """The items of a feed, as far as `of` has read them."""
        return self.feeds.get(feed, frozenset())

    def rename(self, decisions: Iterable[Decision]) -> None:
        """Take in the titles of a commit: only a poll gives an item another one."""
        for one in decisions:
            if one.identified.item is not None and one.change is not Change.SAME:
                self._add(one.identified.item, title_of(one.identified.entry))

    def _add(self, item: int, title: str) -> None:
        self.items.setdefault(folded(title), set()).add(item)


def known_of(store: Store, entries: Sequence[Entry], feed: str, identity: Identity, titles: Titles) -> Known:
    """The store's knowledge of the names and titles of these entries. `titles`: of this poll."""
    old = {guid_name(entry, feed): old_guid_name(entry) for entry in entries if entry.guid}
    names = {name for entry in entries for name in all_names(entry, feed, identity)} | set(old.values())
    aliases = {row["name"]: row["item_id"] for row in store.known_aliases(names=json.dumps(list(names)))}
    wanted = {folded(entry.title) for entry in entries if entry.title}
    alike = titles.of(store, wanted)
    lost: AbstractSet[int] = set()
    if any(not aliases.keys() & set(all_names(entry, feed, identity)) for entry in entries):
        lost = titles.of_feed(feed) - set(aliases.values())
    ids = {*aliases.values(), *lost, *(item for items in alike.values() for item in items)}
    rows = {row["id"]: row for row in store.known_names(ids=json.dumps(list(ids)))}
    items = {item: _known_name(row) for item, row in rows.items()}
    namesakes = {title: _namesakes(title, found, rows, titles.since) for title, found in alike.items()}
    for name, was in old.items():
        if name not in aliases and was in aliases and items[aliases[was]].source == feed:
            aliases[name] = aliases[was]
    of_late = sorted(
        (rows[item]["first_seen_at"], item) for item in lost if _is_of_late(rows.get(item), titles)
    )
    return Known(aliases, items, namesakes, titles.now, [item for _, item in of_late])


def _is_of_late(row: KnownNamesRow | None, titles: Titles) -> bool:
    return row is not None and bool(row["has_name"]) and row["first_seen_at"] > titles.since


def _namesakes(
    title: str, found: Iterable[int], rows: Mapping[int, KnownNamesRow], since: float
) -> list[int]:
    """Those of the items that have this title and a name, the newest first."""
    good = [
        (row["first_seen_at"], row["id"])
        for row in (rows[item] for item in found if item in rows)
        if row["has_name"] and row["first_seen_at"] > since and folded(row["title"]) == title
    ]
    return [item for _, item in sorted(good, reverse=True)]


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
    corrects: dict[int, list[int]] = {}
    for row in store.known_posts(ids=ids):
        known = KnownPost(
            PostState(row["state"]), bool(row["released"]), row["edited_at"] or 0.0, bool(row["reached"])
        )
        posts.setdefault(row["item_id"], {})[row["channel"]] = known
        if row["corrects"]:
            corrects[row["item_id"]] = json.loads(row["corrects"])
    return {
        row["id"]: KnownItem(
            row["id"],
            row["revision"],
            row["content_hash"],
            row["first_seen_at"],
            row["withdrawn_at"] is not None,
            posts.get(row["id"], {}),
            _stored(row),
            tuple(corrects.get(row["id"], ())),
            bool(row["raised"]),
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


def earlier_items(store: Store, entries: Iterable[Entry], now: float) -> tuple[Earlier, ...]:
    """The items of the last weeks that an entry may correct; none if no title says that it corrects anything."""
    if not any(_CORRECTS.search(entry.title) for entry in entries):
        return ()
    return tuple(
        Earlier(
            row["id"],
            row["title"],
            row["text"],
            row["link"],
            Lane(row["lane"]),
            tuple(json.loads(row["categories"])),
            tuple(json.loads(row["corrects"] or "[]")),
        )
        for row in store.earlier_items(since=now - CORRECTABLE)
    )


def daily_peak(store: Store, feed: Feed, baseline: float | None, now: float) -> int:
    """The number of new items on a busy day of the last month."""
    peak: int = store.daily_peak(feed=feed.name, since=now - 30 * 86400, baseline=baseline or now)
    return peak


def emergencies_started(store: Store, now: float) -> tuple[int, int]:
    """The emergencies that went out by decision of the program alone, in the last hour and in the last day."""
    row = store.emergencies_started(now=now, hour=now - 3600, day=now - 86400)
    return (row["an_hour"], row["a_day"]) if row is not None else (0, 0)


def alerts_in_force(store: Store, now: float) -> tuple[StandingAlert, ...]:
    """The alerts that may be in force, of which an end may be published as an item of its own."""
    return tuple(
        StandingAlert(row["id"], row["title"], row["text"], row["link"], row["published_at"])
        for row in store.alerts_in_force(since=now - IN_FORCE, until=now)
    )
