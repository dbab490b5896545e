"""Time, as the only thing besides chance that tests replace."""

from __future__ import annotations

import asyncio
import time


class Clock:
    def time(self) -> float:
        """Unix seconds (UTC)."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds that never jump: for pacing."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
