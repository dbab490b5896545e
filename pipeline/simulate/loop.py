"""An event loop whose time passes only when nothing else is left to do: an hour of waiting takes no time."""

from __future__ import annotations

import asyncio
import selectors
import threading
from typing import Any

from pipeline.clock import Clock

LOOK = 0.005  # real seconds to wait for a thread at work
FINEST = 1e-6  # seconds: less is lost in rounding at Unix times, and a timer due now would never be


class _Selector(selectors.DefaultSelector):
    """Moves the time of its loop instead of waiting. Only for threads at work it waits really."""

    loop: VirtualLoop

    def select(self, timeout: float | None = None) -> list[Any]:
        if threading.active_count() > self.loop.threads:
            return super().select(LOOK if timeout else 0)
        if timeout:
            self.loop.now += max(timeout, FINEST)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """The loop of a simulation. `now`: its time, Unix seconds."""

    def __init__(self, start: float) -> None:
        self.now = start
        self.threads = threading.active_count()  # those that have nothing to do with it
        selector = _Selector()
        selector.loop = self
        super().__init__(selector)
        self._clock_resolution = FINEST

    def time(self) -> float:
        return self.now


class VirtualClock(Clock):
    """The clock of a virtual loop. It shows any past there was."""

    earliest = 0.0

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def time(self) -> float:
        return self._loop.now

    def monotonic(self) -> float:
        return self._loop.now
