"""troubles: what only a person, or more time, can settle; for a run's report and for the operators' alerts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline import digest, limits, tray
from pipeline._breaker import blocked_lanes
from pipeline.money import month
from pipeline.office import Office
from pipeline.vanished import UNDECIDED

UNREAD = 3  # polls of a feed that failed in a row before somebody is told
NEWS = 86400.0  # seconds for which what a provider said, or an uncertain delivery, is news


@dataclass(frozen=True)
class Trouble:
    """`key` is the same as long as the trouble is the same."""

    key: str
    about: str  # as staff know it
    reason: str  # in English where `pipeline._words` has it in Italian


def waiting(office: Office) -> Iterator[Trouble]:
    """What has been stopped, and does not go on by itself."""
    store, now = office.store, office.clock.time()
    for row in store.rows("held_posts"):
        about = f"«{row['title'][:80]}» (n. {row['item_id']})"
        yield Trouble(f"{row['channel']} {row['id']}", about, f"{row['state']}: {row['reason']}")
    for row in store.rows("waiting_senders"):
        yield Trouble(row["name"], row["name"], row["halted"])
    for one in tray.waiting(store, office.config, office.channels, now):
        if one.late:
            yield Trouble(f"{one.place} {one.number}", one.place, f"not shared yet: {one.title}")
    for name, line in limits.warnings(store, office.channels, office.config.live):
        yield Trouble(f"{name} limit", name, line)
    for name, channel in office.channels.items():
        page = not channel.capabilities.broadcast
        for row in store.rows("failed_pages", channel=name, since=now - NEWS) if page else ():
            about = f"«{row['title'][:80]}» (n. {row['item_id']}, {name})"
            yield Trouble(f"{name} {row['id']}", about, f"not published: {row['reason']}")
        blocked = blocked_lanes(store, name, channel.capabilities, now)
        if blocked and store.row("waits_in_lanes", channel=name, lanes=json.dumps(list(blocked)), now=now):
            yield Trouble(name, name, next(iter(blocked.values())))
    if over := month(store, office.config, now).over:
        yield Trouble("money", "costi", over)


def beyond(office: Office) -> Iterator[Trouble]:
    """What stops nothing, and should be seen to all the same."""
    store, now = office.store, office.clock.time()
    for feed in store.rows("feeds"):
        if feed["failures"] >= UNREAD:
            yield Trouble(f"feed {feed['name']}", f"feed {feed['name']}", feed["error"])
        if feed["alarm"]:
            yield Trouble(f"feed {feed['name']} alarm", f"feed {feed['name']}", feed["alarm"])
    for item in store.rows("taken_down", since=now - UNDECIDED):
        about = f"«{item['title'][:80]}» (n. {item['id']})"
        yield Trouble(f"taken down {item['id']}", about, "taken down on the portal, and still out here")
    for name, channel in office.channels.items():
        if why := digest.trouble_of(store, name, now):
            yield Trouble(f"{name} digest", name, why)
        for line in channel.warnings(now):
            yield Trouble(f"{name} {line}", name, line)
        for news in store.rows("account_news", channel=name, since=now - NEWS):
            yield Trouble(
                f"{name} {news['kind']} {news['text']}", name, f"{news['kind']} {news['text']}".strip()
            )
    if count := store.value("uncertain_count", since=now - NEWS):
        yield Trouble("uncertain", "consegne incerte", f"uncertain: {count} may have arrived or not")
