"""What only a person, or more time, can settle; for a run's report and for the operators' alerts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from channels.sentence import Sentence
from pipeline.council import OpenCouncil
from pipeline.desk import digest
from pipeline.model import Lane
from pipeline.money.budget import month
from pipeline.portals.vanished import UNDECIDED
from pipeline.reasons import Code, Reason, read
from pipeline.staff import tray
from pipeline.staff.limits import limit_warnings
from pipeline.staff.words import standing, worded
from pipeline.stages.deliver.breaker import blocked_lanes

UNREAD = 3  # polls of a feed that failed in a row before somebody is told
RESTED = 600.0  # seconds of a rest that somebody is told of
NEWS = 86400.0  # seconds for which what a provider said, or an uncertain delivery, is news


@dataclass(frozen=True)
class Trouble:
    """`key` is the same as long as the trouble is the same."""

    key: str
    about: str  # as staff know it
    reason: Reason
    item: int = 0  # the number that commands take; 0 = it is of none
    channel: str = ""  # the same of a channel; "" = of none
    state: str = ""  # of a post: held, paused, or failed where a page did not get it
    plain: bool = False  # it needs no command: what it says is to be done elsewhere

    @property
    def words(self) -> str:
        """What, why and the command that goes on."""
        if self.plain:
            return worded(self.reason)
        return standing(self.reason, state=self.state, item=self.item, channel=self.channel, told=True)


def waiting(council: OpenCouncil) -> Iterator[Trouble]:
    """What has been stopped, and does not go on by itself."""
    store, now = council.store, council.clock.time()
    for row in store.held_posts():
        about = f"«{row['title'][:80]}» (n. {row['item_id']})"
        key, reason = f"{row['channel']} {row['id']}", _reason_of(row)
        yield Trouble(key, about, reason, row["item_id"], row["channel"], row["state"])
    for sender in store.waiting_senders():
        yield Trouble(sender["name"], sender["name"], _reason_of(sender, "halted"), channel=sender["name"])
    for one in tray.waiting(store, council.config, council.channels, now):
        if one.late:
            yield Trouble(f"{one.place} {one.number}", one.place, Reason(Code.NOT_SHARED, title=one.title))
    for name, line in limit_warnings(store, council.channels, council.config.live):
        yield Trouble(f"{name} limit", name, _said(line), channel=name, plain=True)
    for name, channel in council.channels.items():
        page = not channel.capabilities.broadcast
        for page_post in store.failed_pages(channel=name, since=now - NEWS) if page else ():
            about = f"«{page_post['title'][:80]}» (n. {page_post['item_id']}, {name})"
            yield Trouble(
                f"{name} {page_post['id']}",
                about,
                _reason_of(page_post),
                page_post["item_id"],
                name,
                "failed",
            )
        blocked = blocked_lanes(store, name, channel.capabilities, now)
        if blocked and store.waits_in_lanes(channel=name, lanes=json.dumps(list(blocked)), now=now):
            yield Trouble(name, name, next(iter(blocked.values())), channel=name)
    if over := month(store, council.config, now).over:
        yield Trouble("money", "costi", over)


def beyond(council: OpenCouncil) -> Iterator[Trouble]:
    """What stops nothing, and should be seen to all the same."""
    store, now = council.store, council.clock.time()
    for feed in store.feeds():
        if feed["failures"] >= UNREAD:
            error = _reason_of(feed, "error", "error_facts")
            yield Trouble(f"feed {feed['name']}", f"feed {feed['name']}", error, plain=True)
        if alarm := read(feed, "alarm", "alarm_facts"):
            yield Trouble(f"feed {feed['name']} alarm", f"feed {feed['name']}", alarm)
    for item in store.taken_down(since=now - UNDECIDED):
        about = f"«{item['title'][:80]}» (n. {item['id']})"
        yield Trouble(f"taken down {item['id']}", about, Reason(Code.STILL_OUT))
    for name, channel in council.channels.items():
        if why := digest.trouble_of(store, name, now):
            yield Trouble(f"{name} digest", name, why, channel=name)
        if minutes := _resting(council, name, now):
            yield Trouble(f"{name} rests", name, Reason(Code.RESTING, minutes=minutes), channel=name)
        for line in channel.warnings(now):
            yield Trouble(f"{name} {line}", name, _said(line), plain=True)
        for news in store.account_news(channel=name, since=now - NEWS):
            yield Trouble(
                f"{name} {news['kind']} {news['text']}",
                name,
                _said(f"{news['kind']} {news['text']}".strip()),
                plain=True,
            )
    if count := store.uncertain_count(since=now - NEWS):
        yield Trouble("uncertain", "consegne incerte", Reason(Code.UNCERTAIN, count=count))


def _reason_of(row: Mapping[str, Any], code: str = "reason", facts: str = "facts") -> Reason:
    """Of what stands still nobody may be left without a word, even where no reason was kept."""
    return read(row, code, facts) or _said("?")


def _said(line: str | Sentence) -> Reason:
    """What somebody else knows to say."""
    return Reason(Code.OTHER, said=line)


def _resting(council: OpenCouncil, name: str, now: float) -> int:
    """Minutes for which a sender still rests because its provider said so, if anything waits; 0 = it does not."""
    row = council.store.sender(name=name)
    left = row["not_before"] - now if row is not None else 0.0
    lanes = json.dumps([*Lane])
    if left < RESTED or council.store.waits_in_lanes(channel=name, lanes=lanes, now=now) is None:
        return 0
    return round(left / 60)
