"""A sample of `make kills`, which kills the program at every system call, or lets the call fail."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from queue import Queue

import pytest

from tests.chaos.stage import Stage
from tests.chaos.syscalls import CALLS, Calls, play_all, sample, stages, strikes, table, trace_calls

pytestmark = [pytest.mark.full, pytest.mark.database]
KILLS, ERRORS = 12, 6
SEED = int(os.environ.get("SYSCALLS_SEED", "13"))  # printed: the same seed strikes the same calls


@pytest.fixture(scope="module")
def traced() -> Iterator[tuple[Queue[Stage], Calls]]:
    """Stages, and the calls of an undisturbed run."""
    if not shutil.which("strace"):
        if os.environ.get("CI"):
            pytest.fail("strace must be there in CI: apt-get install strace")
        pytest.skip("strace is not on this machine")
    with stages(2, 8) as free:
        on = free.get()
        calls = trace_calls(on, CALLS)
        free.put(on)
        yield free, calls


def _strike(traced: tuple[Queue[Stage], Calls], how: tuple[str, ...], size: int) -> list[str]:
    free, calls = traced
    results = play_all(free, sample(strikes(calls, how), size, random.Random(SEED)))
    print(f"SYSCALLS_SEED={SEED}", *table(results), sep="\n")
    assert sum(bool(one.struck) for one in results) > size / 2  # it did strike
    return [f"{one.strike}: {'; '.join(one.wrong)} {one.struck}" for one in results if one.wrong]


def test_killed_at_system_calls_everybody_gets_it_once_or_is_listed(
    traced: tuple[Queue[Stage], Calls],
) -> None:
    assert _strike(traced, ("SIGKILL",), KILLS) == []


def test_a_disk_that_fails_or_is_full_ends_a_run_with_one_line_and_the_next_repairs(
    traced: tuple[Queue[Stage], Calls],
) -> None:
    assert _strike(traced, ("EIO", "ENOSPC"), ERRORS) == []
