"""An event loop whose time passes only when nothing else is left to do: hours in milliseconds, always alike."""

from __future__ import annotations

import asyncio
import selectors
from typing import Any

from pipeline._clock import Clock


class _Selector(selectors.DefaultSelector):
    """Instead of waiting, moves the time of its loop."""

    loop: VirtualLoop

    def select(self, timeout: float | None = None) -> list[Any]:
        found = super().select(0)
        if not found and timeout:
            self.loop.now += max(timeout, 1e-6)  # less would be lost in rounding
        return found


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self, start: float) -> None:
        self.now = start
        selector = _Selector()
        selector.loop = self
        super().__init__(selector)
        # At Unix times a nanosecond is lost in rounding, and a timer due now would never be.
        self._clock_resolution = 1e-6

    def time(self) -> float:
        return self.now


class VirtualClock(Clock):
    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def time(self) -> float:
        return self._loop.now

    def monotonic(self) -> float:
        return self._loop.now
