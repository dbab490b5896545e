"""How fast one sender may go, and which lanes first. Pure: times are passed in."""

from __future__ import annotations

from collections import deque
from math import floor

from pipeline.model import Lane

WINDOW = 0.975  # of the provider's cap in any sliding second, so that no jitter on the way makes it more
SHARE = 0.97  # of the cap, at an even pace: a little below the window, or a stall would be lost for good
CATCH_UP = 0.15  # seconds of sending that may be made up for after a stall


class Pacer:
    """Spreads requests evenly at `SHARE` of the cap; no sliding second ever sees more than `WINDOW` of it.

    Requests count when they are written. Who writes at once takes; who has something to do before, such as a file or
    a turn of the loop, sets places aside and then says of each request that it is written. Each place set aside must
    be filled, or it is kept for good.
    """

    def __init__(self, rate: float) -> None:
        """`rate`: requests a second the provider allows at most."""
        self.rate = rate * SHARE
        self._most = max(1, floor(rate * WINDOW))
        self._interval = 1 / self.rate
        self._next: float | None = None  # when the next is due at the even pace; None = nothing has left yet
        self._recent: deque[float] = deque()  # written in the last second
        self._aside = 0  # places kept for what is not yet written

    def look(self, now: float, wanted: int) -> int:
        """How many of `wanted` requests may leave at `now` (monotonic seconds)."""
        self._forget(now)
        behind = now - self._due(now)
        paced = floor(behind / self._interval + 1e-9) + 1 if behind >= 0 else 0
        return max(0, min(wanted, paced, self._most - len(self._recent) - self._aside))

    def take(self, now: float, wanted: int) -> int:
        """As many of `wanted` requests as may leave at `now`; they count as written then."""
        taken = self.set_aside(now, wanted)
        for _ in range(taken):
            self.wrote(now)
        return taken

    def set_aside(self, now: float, wanted: int) -> int:
        """Keep places for as many of `wanted` requests as may leave at `now`; each is to be filled by `wrote`."""
        taken = self.look(now, wanted)
        self._aside += taken
        if taken:
            self._next = self._due(now) + taken * self._interval
        return taken

    def wrote(self, now: float) -> None:
        """One of those set aside is written at this moment."""
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
        """When the next one is due, or was: what was missed long ago is not made up for, as after an idle time."""
        return now if self._next is None else max(self._next, now - CATCH_UP)


def shares(n: int) -> list[tuple[Lane, int]]:
    """How many of `n` claims each lane gets at most, in order: an emergency leaves one in ten to replies."""
    return [
        (Lane.EMERGENCY, n - n // 10),
        (Lane.REPLY, n),
        (Lane.EMERGENCY, n),
        (Lane.SERVICE, n),
        (Lane.NEWS, n),
    ]
