"""How many citizens a provider lets us write to first in 24 hours, counted by us before it has to say no.

Whoever was written to within the day costs nothing and may be written to again. The count is the portfolio's; the rest
waits until there is room, in turn, so that from one broadcast to the next nobody is always last.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from channels.base import Capabilities, Channel
from channels.outcomes import UNLIMITED, Standing, Unknown
from pipeline.model import Lane, Mode
from pipeline.store import Row, Store

DAY = 86400.0 + 60  # seconds; a little longer than the provider's, which counts from when a message arrives
COUNTED = 2.0  # seconds for which a count is believed
UNKNOWN_LIMIT = 250  # of a portfolio that has not been verified; source: Meta's messaging limits, 2026
ASK = 86400.0  # seconds between two questions
ASK_AGAIN = 3600.0  # seconds after a question that had no answer
PATIENCE = 5.0  # seconds for an answer: an emergency may be waiting
SLICE = 1000  # deliveries put off in one statement
SAFE = 1.2  # times the subscribers: below that the poster must not be printed


def limit_of(store: Store, sender: str, capabilities: Capabilities) -> int | None:
    """Citizens a sender may write to first in a day; None = any number."""
    if capabilities.daily_limit is None:
        return None
    row = store.row("sender", name=sender)
    limit = capabilities.daily_limit or (row["daily_limit"] if row else 0) or UNKNOWN_LIMIT
    return None if limit == UNLIMITED else limit


def note_limit(store: Store, sender: str, limit: int, now: float, quality: str = "") -> None:
    """What the provider said of it, asked or by webhook. `limit`: UNLIMITED = any number."""
    store.run("ensure_sender", name=sender)
    store.run("note_limit", name=sender, limit=limit, quality=quality, now=now)


def unasked(store: Store, channels: Mapping[str, Channel], now: float) -> list[str]:
    """Senders whose provider counts, and was not asked within the day."""
    return [
        name
        for name, channel in channels.items()
        if channel.capabilities.daily_limit == 0
        and ((row := store.row("sender", name=name)) is None or now - row["asked_at"] >= ASK)
    ]


async def ask(store: Store, channels: Mapping[str, Channel], now: float) -> None:
    """Ask providers that count, at most once a day. What cannot be learnt stays as it was.

    Closes the channels it asks: beside a drain they are others than those it uses.
    """
    for name in unasked(store, channels, now):
        standing = await _standing(channels[name])
        if isinstance(standing, Standing):
            note_limit(store, name, standing.limit, now, standing.quality)
        else:
            store.run("ensure_sender", name=name)
            store.run("asked", name=name, at=now - ASK + ASK_AGAIN)


async def _standing(channel: Channel) -> Standing | Unknown:
    try:
        async with asyncio.timeout(PATIENCE):
            return await channel.standing()
    except TimeoutError:
        return Unknown("no answer")
    finally:
        await channel.close()


def warnings(store: Store, channels: Mapping[str, Channel], mode: Mode) -> Iterator[tuple[str, str]]:
    """(channel, line in Italian) where the subscribers come near the limit, or are beyond it."""
    for name, channel in channels.items():
        limit = limit_of(store, name, channel.capabilities)
        if limit is None:
            continue
        count: int = store.value("active_count", mode=mode)
        if count > limit:
            days = math.ceil(count / limit)
            yield (
                name,
                (
                    f"{count} iscritti, ma Meta permette di scrivere a {limit} persone in 24 ore: ogni avviso richiede "
                    f"{days} giorni, e a qualcuno può non arrivare; verificare l'azienda presso Meta"
                ),
            )
        elif count * SAFE > limit:
            yield (
                name,
                (
                    f"{count} iscritti su {limit} persone in 24 ore permesse da Meta: non stampare il manifesto prima "
                    "di avere un limite più alto"
                ),
            )


@dataclass
class Room:
    """Kept by the one holder of a sender; between two counts it counts along."""

    store: Store
    sender: str
    capabilities: Capabilities
    _counted_at: float = float("-inf")
    _limit: int | None = None
    _used: int = 0
    _turned: set[int] = field(default_factory=set)  # posts whose first to wait begins the next broadcast

    def left(self, lane: Lane, now: float) -> int | None:
        """How many citizens who were not written to within the day may be now; None = any number."""
        if self.capabilities.daily_limit is None:
            return None
        if not 0 <= now - self._counted_at < COUNTED:
            self._limit = limit_of(self.store, self.sender, self.capabilities)
            if self._limit is not None:
                self._used = self.store.value("reached_count", since=now - DAY)
            self._counted_at = now
        return None if self._limit is None else max(0, self._allowed(lane) - self._used)

    def take(self, new: int) -> None:
        """So many citizens have just been claimed who were not written to within the day."""
        self._used += new

    def next_at(self, lane: Lane, now: float) -> float:
        """When there is room again (Unix seconds)."""
        over = max(0, self._used - self._allowed(lane))
        at: float | None = self.store.value("reached_at", since=now - DAY, skip=over)
        return max(now + COUNTED, now + ASK_AGAIN if at is None else at + DAY)

    def wait(self, post: Row, room_at: float, now: float) -> None:
        """Let a slice of a post's rest wait, but for whom it costs nothing; the first begins the next broadcast."""
        wait = {"post_id": post["id"], "room_at": room_at, "reached_since": now - DAY, "now": now}
        self.store.run("wait_for_room", **wait, limit=SLICE)
        if post["id"] not in self._turned:
            self._turned.add(post["id"])
            self.store.run("take_turns", post_id=post["id"], room_at=room_at, name=self.sender)

    def _allowed(self, lane: Lane) -> int:
        limit = self._limit or 0
        return limit if lane is Lane.EMERGENCY else limit - math.ceil(limit * self.capabilities.reserve)
