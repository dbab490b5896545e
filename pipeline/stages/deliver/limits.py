"""The daily limit: the citizens a provider lets us write to first in 24 hours, counted by us before it refuses.

A citizen written to within the day does not count again. The limit is the portfolio's. The others wait until there is
room, and begin the next broadcast, so that nobody is always last.
"""

from __future__ import annotations

import math
from dataclasses import field
from typing import TYPE_CHECKING, Any

from channels.base import Capabilities
from channels.outcomes import UNLIMITED
from channels.value import dataclass
from pipeline.model import Lane
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.store.statements import PostRow

DAY = 86400.0 + 60  # seconds; a little longer than the provider's, which counts from when a message arrives
LATER = 3600.0  # seconds until there may be room, if nobody was written to
COUNTED = 2.0  # seconds for which a count is believed
UNKNOWN_LIMIT = 250  # of a portfolio that has not been verified; source: Meta's messaging limits, 2026
SLICE = 1000  # deliveries put off in one statement


def limit_of(store: Store, sender: str, capabilities: Capabilities) -> int | None:
    """The number of citizens a sender may write to first in a day; None = any number."""
    if capabilities.daily_limit is None:
        return None
    row = store.sender(name=sender)
    limit = capabilities.daily_limit or (row["daily_limit"] if row else 0) or UNKNOWN_LIMIT
    return None if limit == UNLIMITED else limit


@dataclass
class Room:
    """The room left in the daily limit. Owned by the sender's one holder, which keeps count between two queries."""

    store: Store
    sender: str
    capabilities: Capabilities
    _counted_at: float = float("-inf")
    _limit: int | None = None
    _used: int = 0
    _turned: set[int] = field(default_factory=set)  # posts whose first to wait begins the next broadcast

    def left(self, lane: Lane, now: float) -> int | None:
        """The number of citizens not yet written to today who may be written to now; None = any number."""
        if self.capabilities.daily_limit is None:
            return None
        if not 0 <= now - self._counted_at < COUNTED:
            self._limit = limit_of(self.store, self.sender, self.capabilities)
            if self._limit is not None:
                self._used = self.store.reached_count(since=now - DAY)
            self._counted_at = now
        return None if self._limit is None else max(0, self._allowed(lane) - self._used)

    def take(self, new: int) -> None:
        """Record that `new` citizens not yet written to today have been claimed."""
        self._used += new

    def next_at(self, lane: Lane, now: float) -> float:
        """The time when there is room again (Unix seconds)."""
        over = max(0, self._used - self._allowed(lane))
        at: float | None = self.store.reached_at(since=now - DAY, skip=over)
        return max(now + COUNTED, now + LATER if at is None else at + DAY)

    def wait(self, post: PostRow, room_at: float, now: float) -> None:
        """Postpone a slice of a post's remaining recipients, except those who do not count; the first begins the next
        broadcast."""
        wait: dict[str, Any] = {
            "post_id": post["id"],
            "room_at": room_at,
            "reached_since": now - DAY,
            "now": now,
        }
        self.store.wait_for_room(**wait, limit=SLICE)
        if post["id"] not in self._turned:
            self._turned.add(post["id"])
            self.store.take_turns(post_id=post["id"], room_at=room_at, name=self.sender)

    def _allowed(self, lane: Lane) -> int:
        limit = self._limit or 0
        return limit if lane is Lane.EMERGENCY else limit - math.ceil(limit * self.capabilities.reserve)
