"""What surrounds a process: time and chance, the only things that tests replace, and the wish that it end."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field


class Clock:
    def time(self) -> float:
        """Unix seconds (UTC)."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds that never jump: for pacing."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@dataclass(frozen=True)
class Surroundings:
    """One value for what every long piece of work looks at. `stop` is set: finish what is under way, begin nothing."""

    clock: Clock = field(default_factory=Clock)
    chance: random.Random = field(default_factory=random.Random)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
