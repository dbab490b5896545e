"""What the office sees first: what is about to leave, what waits for a person, what is out. Reads the store only."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from channels.base import Channel
from pipeline.alert import Alert
from pipeline.model import Kind, PostState
from pipeline.money.budget import Forecast, forecast_of
from pipeline.reasons import Code, read
from pipeline.settings.values import Config
from pipeline.staff.plain_words import plain
from pipeline.staff.post_lines import KINDS
from pipeline.staff.situation import Situation
from pipeline.staff.trouble import Grade
from pipeline.store import Store
from pipeline.words import euro, number, put, say

if TYPE_CHECKING:
    from pipeline.staff.trouble import Trouble
    from pipeline.store.statements import UpcomingPostsRow, WrittenPostsRow

LISTED, LOOKED_AT = 12, 80  # items that are shown as out, and newest posts in which they are looked for


@dataclass
class Line:
    """One item on the page, with a line for each of its channels."""

    item: int
    title: str
    at: float = 0.0  # Unix seconds: when it leaves or began; 0 = not known
    lane: str = ""
    exercise: bool = False
    channels: list[tuple[str, str]] = field(default_factory=list)  # the channel's title, and how it is there
    reasons: list[str] = field(default_factory=list)  # why it waits, in words

    def note(self, reason: str) -> None:
        if reason and reason not in self.reasons:
            self.reasons.append(reason)


@dataclass(frozen=True)
class Matter:
    """A matter that no item's button ends."""

    about: str
    words: str
    item: int = 0  # the item it concerns; 0 = none


@dataclass(frozen=True)
class Today:
    leaving: list[Line]
    waiting: list[Line]
    matters: list[Matter]
    out: list[Line]
    stopped: list[str]  # channels that a person has stopped
    halted: list[str]  # channels that wait for a person for another reason


# To how many a post would go, and at what price.
Whom = Callable[[Any, float], Forecast]


def today(
    config: Config, store: Store, channels: Mapping[str, Channel], now: float, whom: Whom | None = None
) -> Today:
    """The page as values; its words are in the language of this context. `whom`: None = counted now."""
    whom = whom or partial(forecast_of, store)
    troubles = Situation(config, store, channels, now).troubles(Grade.LOOK)
    halted = {one.channel: one for one in troubles if one.channel == one.key and not one.item}
    stopped = [name for name, one in halted.items() if one.reason.code is Code.STOPPED_BY_HAND]
    return Today(
        leaving=_leaving(config, store, channels),
        waiting=_waiting(whom, channels, [one for one in troubles if one.post]),
        matters=[_matter(one) for one in troubles if not one.post and one.channel not in stopped],
        out=_out(store, channels),
        stopped=stopped,
        halted=[name for name in halted if name not in stopped],
    )


def _matter(one: Trouble) -> Matter:
    return Matter(put(one.about), plain(one.reason), one.item)


def title_of(channels: Mapping[str, Channel], name: str) -> str:
    """A channel as people call it."""
    return channels[name].capabilities.title if name in channels else name


def _leaving(config: Config, store: Store, channels: Mapping[str, Channel]) -> list[Line]:
    rows = store.upcoming_posts(channels=json.dumps(list(channels)), limit=LOOKED_AT)
    found = _by_item(rows)
    for row in rows:
        line, waits = found[row["item_id"]], row["state"] == PostState.DUE
        at = config.quiet_hours(row["channel"]).until(row["due_at"], Alert(row["alert"])) if waits else 0.0
        line.at = min(line.at, at) if line.channels else at
        how = say("waits") if waits else say("being sent")
        line.channels.append((title_of(channels, row["channel"]), _kind(row) + how))
        line.note(plain(read(row)))
    return sorted(found.values(), key=lambda line: line.at)


def _waiting(whom: Whom, channels: Mapping[str, Channel], troubles: Iterable[Trouble]) -> list[Line]:
    posts = [(one, one.post) for one in troubles if one.post is not None]
    found = _by_item([post for _, post in posts])
    for one, post in posts:
        line = found[post["item_id"]]
        line.channels.append(
            (title_of(channels, post["channel"]), _kind(post) + _to_whom(whom, channels, post))
        )
        line.note(plain(one.reason))
    return list(found.values())


def _to_whom(whom: Whom, channels: Mapping[str, Channel], post: Any) -> str:
    """How many would get it, and at what price."""
    channel = channels.get(post["channel"])
    if channel is None or not channel.capabilities.broadcast:
        return say("to the page")
    known = whom(post, channel.capabilities.rate)
    cost = f", {euro(known.millionths)}" if known.millionths else ""
    return (
        say("to {whom} subscribers", one="to 1 subscriber", n=known.citizens, whom=number(known.citizens))
        + cost
    )


def _out(store: Store, channels: Mapping[str, Channel]) -> list[Line]:
    rows = [row for row in store.written_posts(limit=LOOKED_AT) if row["state"] in _ENDED and row["begun_at"]]
    found = _by_item(rows)
    for row in rows:
        line = found[row["item_id"]]
        line.at = max(line.at, row["begun_at"] or 0.0)
        line.channels.append(
            (title_of(channels, row["channel"]), _kind(row) + results_of(store, channels, row))
        )
    return sorted(found.values(), key=lambda line: -line.at)[:LISTED]


_ENDED = (PostState.DONE, PostState.SENDING, PostState.PAUSED)


def results_of(store: Store, channels: Mapping[str, Channel], post: Any) -> str:
    """What became of a post, in the words of the office."""
    counts = store.tallied_results(post_id=post["id"])
    channel = channels.get(post["channel"])
    broadcast = channel is None or channel.capabilities.broadcast
    total = (counts["total"] or 0) - (counts["skipped"] or 0) if counts else 0
    if counts is None or not total:
        return say("to nobody")
    if not broadcast:
        return _on_page(counts)
    receipts = channel is None or channel.capabilities.receipts
    reached = (counts["delivered"] if receipts else counts["sent"]) or 0
    words = (
        say("delivered to {n} of {all}", n=reached, all=number(total))
        if receipts
        else say("sent to {n} of {all}", n=reached, all=number(total))
    )
    more = [
        say("{n} not delivered", n=counts["failed"]) if counts["failed"] else "",
        say("{n} to be verified", n=counts["uncertain"]) if counts["uncertain"] else "",
    ]
    return ", ".join(part for part in (words, *more) if part)


def _on_page(counts: Any) -> str:
    if counts["uncertain"]:
        return say("to be verified")
    if counts["failed"]:
        return say("NOT published")
    return say("published") if counts["sent"] else say("being sent")


def _kind(row: Any) -> str:
    """`rettifica: ` before how a post stands that does not tell the item itself."""
    return f"{put(KINDS[row['kind']])}: " if row["kind"] in KINDS and row["kind"] != Kind.PUBLISH else ""


def _by_item(rows: Iterable[UpcomingPostsRow | WrittenPostsRow | Mapping[str, Any]]) -> dict[int, Line]:
    found: dict[int, Line] = {}
    for row in rows:
        found.setdefault(
            row["item_id"],
            Line(row["item_id"], row["title"], lane=row["lane"], exercise=bool(row["exercise"])),
        )
    return found
