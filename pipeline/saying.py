"""Lines of the log that would repeat: said once, or once a minute, however often their cause occurs.

Without that a stranger, or a full disk, could fill the log.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from pipeline.events import event

FIRST, LONGEST = 0.5, 15.0  # seconds from a failure to the next try: the first and the longest pause
A_MINUTE = 60.0


class Outage:
    """Something that fails for a while: said when it begins and when it is over, with growing pauses between tries."""

    def __init__(self, log: logging.Logger, begins: str, ends: str) -> None:
        """`begins`, `ends`: the two events."""
        self._log, self._begins, self._ends = log, begins, ends
        self._pause, self._failures, self._again_at = 0.0, 0, 0.0

    @property
    def rests(self) -> bool:
        """Whether the next try is still to be waited for."""
        return self._failures > 0 and time.monotonic() < self._again_at

    def failed(self, error: object) -> float:
        """Count a failure, and return the seconds to the next try."""
        if not self._failures:
            self._log.error(event(self._begins, error=error))
        self._failures += 1
        self._pause = min(self._pause * 2, LONGEST) or FIRST
        self._again_at = time.monotonic() + self._pause
        return self._pause

    def over(self) -> None:
        """It has succeeded."""
        if self._failures:
            self._log.warning(event(self._ends, failures=self._failures))
        self._pause, self._failures = 0.0, 0


class Seldom:
    """An event that is said at most once a minute, with the number of those since the last line."""

    def __init__(self, log: Callable[[str], object], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._log, self._monotonic = log, monotonic
        self._silent_until, self._count = 0.0, 0

    def __call__(self, happened: str, **fields: object) -> None:
        self._count += 1
        if (now := self._monotonic()) < self._silent_until:
            return
        more = {"times": self._count} if self._count > 1 else {}
        self._log(event(happened, **fields, **more))
        self._silent_until, self._count = now + A_MINUTE, 0
