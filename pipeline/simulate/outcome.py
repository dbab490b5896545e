"""What came of a simulation, as values: each item on each channel, by month, by lane, with reasons and costs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from channels.base import Channel, Content
from pipeline.model import Action, Kind, Lane
from pipeline.reasons import Code, Reason, read
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.store.statements import AllDecisionsRow, AllPostsRow


class Fate(StrEnum):
    """What became of an item on one channel."""

    OUT = "out"
    DIGEST = "digest"  # not at once: it was left to the digest
    HELD = "held"  # it waited for a person, and nobody looked
    EXPIRED = "expired"  # its time passed
    ENDED = "ended"  # a newer version, the portal, or the budget put an end to it
    SKIPPED = "skipped"
    UNTOLD = "untold"  # the portal changed it later, or took it down, and nobody is told
    WAITING = "waiting"  # at the end of the time


@dataclass(frozen=True)
class Told:
    """One item on one channel: one decision not to publish it, or one post."""

    item: int
    title: str
    link: str
    at: float  # when it went out, else when that was decided; Unix seconds
    channel: str
    lane: Lane
    fate: Fate
    kind: Kind = Kind.PUBLISH
    reason: Reason | None = None
    waited: Reason | None = None  # why it did not go at once
    noted: Reason | None = None  # what else the decision to publish it says
    recipients: int = 0  # citizens, or 1 page
    millionths: int = 0  # of a euro
    dollars: float = 0.0


@dataclass(frozen=True)
class Scale:
    """How the numbers of the simulated database become those of the town."""

    channels: Mapping[str, Channel]
    weight: float

    def recipients(self, channel: str, sent: int) -> int:
        one = self.channels[channel]
        return round(sent * self.weight) if one.capabilities.broadcast else sent

    def dollars(self, channel: str, content: str) -> float:
        return self.channels[channel].cost(Content.from_json(json.loads(content))) if content else 0.0


class Waits:
    """Why posts waited, seen after every tick: what they end with overwrites it."""

    def __init__(self) -> None:
        self._held: dict[int, Reason] = {}
        self._late: dict[int, Reason] = {}

    def look(self, store: Store) -> None:
        for row in store.waiting_posts():
            kept = self._late if row["state"] == "due" else self._held
            if row["id"] not in kept and (reason := read(row)):
                kept[row["id"]] = reason

    def held(self, post: int) -> Reason | None:
        """The reason for which a person had to look."""
        return self._held.get(post)

    def late(self, post: int) -> Reason | None:
        """The reason for which it went later, by itself."""
        return self._late.get(post)


def all_told(store: Store, scale: Scale, waits: Waits) -> list[Told]:
    """Everything that was decided, in the order of time. What the first reading found is left out."""
    decisions = store.all_decisions()
    noted = {_key(row): read(row) for row in decisions if row["action"] == Action.PUBLISH}
    posts = [_of_post(row, scale, waits, noted.get(_key(row))) for row in store.all_posts()]
    skips = [_of_skip(row) for row in decisions if _is_skip(row)]
    return sorted([*posts, *skips], key=lambda one: (one.at, one.item, one.channel))


def at_first_reading(store: Store) -> int:
    """The number of items that were there at the first reading."""
    first = {Code.BASELINE, Code.NEW_CHANNEL}
    return len({row["item_id"] for row in store.all_decisions() if row["reason"] in first})


def _key(row: AllDecisionsRow | AllPostsRow) -> tuple[int, str, int]:
    return row["item_id"], row["channel"], row["revision"]


def _is_skip(row: AllDecisionsRow) -> bool:
    return row["action"] == Action.SKIP and row["reason"] not in (Code.BASELINE, Code.NEW_CHANNEL)


def _of_skip(row: AllDecisionsRow) -> Told:
    about = (row["item_id"], row["title"], row["link"], row["at"], row["channel"], Lane(row["lane"]))
    first = row["revision"] == 1 and row["channel"]  # what concerns all channels comes after the publication
    return Told(*about, Fate.SKIPPED if first else Fate.UNTOLD, reason=read(row))


def _of_post(row: AllPostsRow, scale: Scale, waits: Waits, noted: Reason | None) -> Told:
    held = waits.held(row["id"])
    fate = _fate(row, was_held=held is not None)
    out = fate is Fate.OUT
    at = (row["released_at"] if out else row["done_at"]) or row["created_at"]
    return Told(
        row["item_id"],
        row["title"],
        row["link"],
        at,
        row["channel"],
        Lane(row["lane"]),
        fate,
        Kind(row["kind"]),
        held if fate is Fate.HELD else read(row),
        held or waits.late(row["id"]),
        noted,
        scale.recipients(row["channel"], row["sent"]),
        row["spent"],
        scale.dollars(row["channel"], row["content"]) if out else 0.0,
    )


def _fate(row: AllPostsRow, *, was_held: bool) -> Fate:
    if row["sent"]:
        return Fate.OUT
    if row["deferred"] or (row["state"] == "done" and row["kind"] == Kind.PUBLISH):
        return Fate.DIGEST  # of the second kind: each citizen wants the digest, or has had enough this week
    if row["state"] in ("held", "paused") or (row["state"] == "expired" and was_held):
        return Fate.HELD
    if row["reason"] == Code.NOT_IN_TIME:
        return Fate.EXPIRED
    return Fate.WAITING if row["state"] in ("due", "sending") else Fate.ENDED


# -- sums -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sums:
    """What several of them come to."""

    items: int  # published on one channel at least
    by_lane: Mapping[Lane, int]  # the same by lane
    digests: int
    held: int  # items
    expired: int
    messages: int  # to citizens
    millionths: int
    dollars: float


def sums(told: Iterable[Told], broadcast: Sequence[str]) -> Sums:
    """`broadcast`: the channels that go to citizens."""
    told = list(told)
    out = [one for one in told if one.fate is Fate.OUT]
    fresh = {one.item: one.lane for one in out if one.kind is Kind.PUBLISH}
    return Sums(
        len(fresh),
        {
            lane: sum(one is lane for one in fresh.values())
            for lane in (Lane.EMERGENCY, Lane.SERVICE, Lane.NEWS)
        },
        len({(one.channel, one.title) for one in out if one.kind is Kind.DIGEST}),
        len({one.item for one in told if one.fate is Fate.HELD}),
        len({one.item for one in told if one.fate is Fate.EXPIRED}),
        sum(one.recipients for one in out if one.channel in broadcast),
        sum(one.millionths for one in told),
        sum(one.dollars for one in out),
    )


def by_month(told: Sequence[Told], start: float, end: float, zone: ZoneInfo) -> dict[str, list[Told]]:
    """By month (`2026-03`), also those in which nothing happened."""
    months: dict[str, list[Told]] = {name: [] for name in _months(start, end, zone)}
    for one in told:
        months.setdefault(_month(one.at, zone), []).append(one)
    return months


def _months(start: float, end: float, zone: ZoneInfo) -> Iterator[str]:
    first, last = datetime.fromtimestamp(start, zone), datetime.fromtimestamp(end - 1, zone)
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield f"{month // 12}-{month % 12 + 1:02}"


def _month(at: float, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(at, zone):%Y-%m}"
