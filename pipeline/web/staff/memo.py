"""Figures that take long to count in a large town, kept for some seconds: many who look are counted for once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

KEPT, MOST = 5.0, 60.0  # seconds
TIMES = 20  # a figure is kept for so many times what it took to count
ROOM = 500  # figures
_T = TypeVar("_T")


class Memo:
    """Shared by all requests. Threads that ask for the same figure at once wait for one of them."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[float, Any]] = {}  # until when (monotonic), and the figure
        self._locks: dict[Hashable, threading.Lock] = {}
        self._one = threading.Lock()

    def get(self, key: Hashable, count: Callable[[], _T]) -> _T:
        """The figure called `key`, counted by `count` unless it is fresh."""
        with self._one:
            if len(self._kept) > ROOM:
                self._kept.clear()
                self._locks.clear()
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            until, figure = self._kept.get(key, (0.0, None))
            began = time.monotonic()
            if began >= until:
                figure = count()
                took = time.monotonic() - began
                self._kept[key] = (began + took + min(MOST, max(KEPT, TIMES * took)), figure)
        found: _T = figure
        return found

    def forget(self) -> None:
        """After something was changed by a person, who is to see it at once."""
        with self._one:
            self._kept.clear()
