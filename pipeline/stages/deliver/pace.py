"""The pace of one sender, and the shares of its lanes. Pure: times are passed in."""

from __future__ import annotations

from collections import deque
from math import floor

from pipeline.model import Lane

WINDOW = 0.975  # of the provider's cap in any sliding second, so that no jitter on the way makes it more
SHARE = 0.97  # of the cap, at an even pace: a little below the window, or a stall would be lost for good
CATCH_UP = 0.15  # seconds of sending that may be made up for after a stall
# An emergency leaves one claim in so many to replies: at the pace above it still takes less than 1.10 times as long as
# the provider's cap allows.
REPLIES = 24


class Pacer:
    """A pacer that spreads requests evenly at `SHARE` of the cap. No sliding second has more than `WINDOW` of it.

    Requests count when they are written. A caller that writes at once uses `take`; one with work before that, such as
    a file or a turn of the loop, uses `set_aside` and then `wrote` for each request. Every place set aside must be
    filled, or it stays occupied.
    """

    def __init__(self, rate: float) -> None:
        """`rate`: requests a second the provider allows at most."""
        self.rate = rate * SHARE
        self._most = max(1, floor(rate * WINDOW))
        self._interval = 1 / self.rate
        self._next: float | None = None  # when the next is due at the even pace; None = nothing has left yet
        self._recent: deque[float] = deque()  # written in the last second
        self._aside = 0  # places kept for requests not yet written

    def look(self, now: float, wanted: int) -> int:
        """The number of requests, at most `wanted`, that may leave at `now` (monotonic seconds)."""
        self._forget(now)
        behind = now - self._due(now)
        paced = floor(behind / self._interval + 1e-9) + 1 if behind >= 0 else 0
        return max(0, min(wanted, paced, self._most - len(self._recent) - self._aside))

    def take(self, now: float, wanted: int) -> int:
        """Take as many of `wanted` requests as may leave at `now`; they count as written then."""
        taken = self.set_aside(now, wanted)
        for _ in range(taken):
            self.wrote(now)
        return taken

    def set_aside(self, now: float, wanted: int) -> int:
        """Reserve places for as many of `wanted` requests as may leave at `now`; each must be filled by `wrote`."""
        taken = self.look(now, wanted)
        self._aside += taken
        if taken:
            self._next = self._due(now) + taken * self._interval
        return taken

    def wrote(self, now: float) -> None:
        """Record that one of the requests set aside is written now."""
        self._aside = max(0, self._aside - 1)
        self._recent.append(now)

    def wait(self, now: float) -> float:
        """Seconds until the next request may leave."""
        self._forget(now)
        full = (
            self._recent[0] + 1 - now
            if self._recent and len(self._recent) + self._aside >= self._most
            else 0.0
        )
        return max(self._due(now) - now, full, 0.0)

    def _forget(self, now: float) -> None:
        while self._recent and self._recent[0] + 1 <= now:
            self._recent.popleft()

    def _due(self, now: float) -> float:
        """The time the next request is or was due. A long delay, such as an idle time, is not made up for."""
        return now if self._next is None else max(self._next, now - CATCH_UP)


def shares(n: int, replies: int) -> list[tuple[Lane, int]]:
    """The maximum of `n` claims for each lane, in order of urgency. `replies`: what an emergency leaves to replies."""
    return [
        (Lane.EMERGENCY, n - replies),
        (Lane.REPLY, n),
        (Lane.EMERGENCY, n),
        (Lane.SERVICE, n),
        (Lane.NEWS, n),
    ]


def owed_to_replies(owed: float, n: int) -> float:
    """What replies may take of the next `n` claims while an emergency goes out. `owed`: what they have not used."""
    return min(owed, 1.0) + n / REPLIES
