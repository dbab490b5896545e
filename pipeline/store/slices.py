"""Long database work in slices, so that no writer keeps the others waiting.

Each slice is a transaction, so a killed process leaves complete slices behind: after a repeated command the work must
go on where it stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from pipeline.store.base import Store

# Seconds the write lock is held at most, except for the last piece of work and the commit.
SLICE = 0.02
# Seconds between two slices: others who wait look again at the latest after 0.1 s, and meet it free.
PAUSE = 0.02
LIMIT = 500  # rows that one statement of `until_done` touches

_T = TypeVar("_T")


def in_slices(store: Store, work: Iterable[_T], do: Callable[[_T], object]) -> int:
    """Do each piece of work, as many per transaction as fit into a slice, and return their number.

    The first piece of each slice is taken from `work` outside of the transaction: slow work without SQL belongs there.
    """
    count, waiting = 0, iter(work)
    for first in waiting:
        if count:
            time.sleep(PAUSE)
        with store.transaction():
            end = time.monotonic() + SLICE
            do(first)
            count += 1
            while time.monotonic() < end:
                try:
                    piece = next(waiting)
                except StopIteration:
                    return count
                do(piece)
                count += 1
    return count


def until_done(change: Callable[[int], int]) -> int:
    """Call `change` (given a limit of rows, returns the number it touched) until it returns 0. Returns the total.

    Each call is one statement, and so one transaction.
    """
    total = 0
    while count := change(LIMIT):
        total += count
        if count < LIMIT:
            break
        time.sleep(PAUSE)
    return total
