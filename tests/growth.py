"""Judge by computing time how work grows with its input: a slow machine is no failure, and a quadratic text is."""

from __future__ import annotations

import time
from collections.abc import Callable

TIMES = 4  # as much input for the second look
MOST = 2 * TIMES  # times as long: linear work takes four times, quadratic sixteen
NOISE = 0.05  # seconds
TRIES = 3  # a machine under load may be slow for a moment


def assert_linear(work: Callable[[int], object], few: int, what: object = "") -> None:
    """`work(n)` with four times as much as `few` takes not much more than four times as long."""
    for _ in range(TRIES):
        less, more = _seconds(work, few), _seconds(work, TIMES * few)
        if more < MOST * less + NOISE:
            return
    raise AssertionError(f"{what}: {less:.2f} s for {few}, {more:.2f} s for {TIMES * few}")


def _seconds(work: Callable[[int], object], many: int) -> float:
    began = time.thread_time()
    work(many)
    return time.thread_time() - began
