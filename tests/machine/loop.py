"""An event loop whose time passes only when nothing else is left to do: hours take milliseconds, all runs are equal."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from contextvars import Context, ContextVar, copy_context
from typing import Any

from pipeline.clock import Clock

PROCESS: ContextVar[int] = ContextVar("PROCESS", default=0)  # whose code runs; 0 = the world's


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
        self.frozen: set[int] = set()  # processes whose code does not run
        self._parked: list[tuple[int, Context, Callable[..., object], tuple[Any, ...]]] = []
        selector = _Selector()
        selector.loop = self
        super().__init__(selector)
        # At Unix times a nanosecond is lost in rounding, and a timer due now would never be.
        self._clock_resolution = 1e-6

    def time(self) -> float:
        return self.now

    def call_soon(
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        return super().call_soon(self._run_or_park, callback, args, context=context)

    def call_at(
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        return super().call_at(when, self._run_or_park, callback, args, context=context)

    def thaw(self, process: int) -> None:
        """Run the callbacks that were due meanwhile, in their order."""
        self.frozen.discard(process)
        parked, self._parked = self._parked, []
        for number, context, callback, args in parked:
            if number == process:
                self.call_soon(callback, *args, context=context)
            else:
                self._parked.append((number, context, callback, args))

    def _run_or_park(self, callback: Callable[..., object], args: tuple[Any, ...]) -> None:
        if (number := PROCESS.get()) in self.frozen:
            self._parked.append((number, copy_context(), callback, args))
        else:
            callback(*args)


class VirtualClock(Clock):
    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def time(self) -> float:
        return self._loop.now

    def monotonic(self) -> float:
        return self._loop.now
