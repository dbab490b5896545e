"""The surroundings of a process: time and chance (the only things tests replace), and the request to stop."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import field

from channels.value import dataclass

# Unix seconds of 1 January 2026: an earlier clock of this machine has not been set yet.
EARLIEST = 1767225600.0


class Clock:
    earliest = EARLIEST  # what this clock shows at least, once it has been set

    def time(self) -> float:
        """Unix seconds (UTC)."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds from a clock that never jumps, for pacing."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@dataclass(frozen=True)
class Surroundings:
    """The surroundings as one value. Once `stop` is set, work under way is finished and none begun."""

    clock: Clock = field(default_factory=Clock)
    chance: random.Random = field(default_factory=random.Random)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
