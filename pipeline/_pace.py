"""How fast one sender may go, and which lanes first. Pure: times are passed in."""

from __future__ import annotations

from collections import deque
from math import floor

from pipeline.model import Lane

CATCH_UP = 0.05  # seconds
SHARE = 0.95  # of the provider's cap, so that no jitter on the way makes it more


class Pacer:
    """Spreads requests evenly at `SHARE` of the cap; no sliding second ever sees more than the cap."""

    def __init__(self, rate: float) -> None:
        """`rate`: requests a second the provider allows at most."""
        self.rate = rate * SHARE
        self._interval = 1 / self.rate
        self._next = 0.0
        self._recent: deque[float] = deque(maxlen=max(1, floor(self.rate)))

    def take(self, now: float, wanted: int) -> int:
        """How many of `wanted` requests may leave at `now` (monotonic seconds); they count as sent."""
        # What was missed while idle is not caught up, but for the drain's own irregular ticks.
        self._next = max(self._next, now - CATCH_UP)
        taken = 0
        while taken < wanted and self._next <= now and not self._full(now):
            self._recent.append(now)
            self._next += self._interval
            taken += 1
        return taken

    def wait(self, now: float) -> float:
        """Seconds until the next request may leave."""
        full = self._recent[0] + 1 - now if self._full(now) else 0.0
        return max(self._next - now, full, 0.0)

    def _full(self, now: float) -> bool:
        return len(self._recent) == self._recent.maxlen and now - self._recent[0] < 1


def shares(n: int) -> list[tuple[Lane, int]]:
    """How many of `n` claims each lane gets at most, in order: an emergency leaves one in ten to replies."""
    return [
        (Lane.EMERGENCY, n - n // 10),
        (Lane.REPLY, n),
        (Lane.EMERGENCY, n),
        (Lane.SERVICE, n),
        (Lane.NEWS, n),
    ]
