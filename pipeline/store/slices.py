"""Long database work in slices, so that no writer keeps the others waiting.

Each slice is a transaction, so a killed process leaves complete slices behind: after a repeated command the work must
go on where it stopped.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TypeVar

from pipeline.events import event
from pipeline.store.base import Store
from pipeline.store.errors import OperationalError

log = logging.getLogger(__name__)

# Seconds the write lock is held at most, except for the last piece of work and the commit.
SLICE = 0.02
# Seconds between two slices: others who wait look again at the latest after 0.1 s, and meet it free.
PAUSE = 0.02
LONGEST_PAUSE = 2.0  # seconds between two looks at a database that is held
LIMIT = 500  # rows that one statement of `until_done` touches

_T = TypeVar("_T")


def in_slices(store: Store, work: Iterable[_T], do: Callable[[_T], object], *, patience: float = 0.0) -> int:
    """Do each piece of work, as many per transaction as fit into a slice, and return their number.

    The first piece of each slice is taken from `work` outside of the transaction: slow work without SQL belongs there.
    `patience`: seconds for which a slice waits for a database that another program holds, and goes on.
    """
    count, waiting = 0, iter(work)
    for first in waiting:
        if count:
            time.sleep(PAUSE)
        with _begun(store, patience):
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


@contextmanager
def _begun(store: Store, patience: float) -> Iterator[None]:
    """A transaction, once the database is free. Nothing of it has happened before it has begun, so it may wait."""
    deadline, pause = time.monotonic() + patience, PAUSE
    while True:
        stack = ExitStack()
        try:
            stack.enter_context(store.transaction())
            break
        except OperationalError:
            if time.monotonic() >= deadline:
                raise
        if pause == PAUSE:
            log.warning(event("database busy, waiting"))
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
    with stack:
        yield


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
