"""The costs of a million citizens, and whether a broadcast to them keeps its pace: `make bench ARGS=--million`."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench import core, pace, store

MILLION = 1_000_000
RATE = 1000  # messages a second


def report() -> Iterator[str]:
    """Lines for people; half an hour, most of it the broadcast."""
    yield f"status with three broadcasts to all: {store.looked(MILLION):.2f} s"
    yield f"idle upkeep of serve: {store.kept_up(MILLION):.2f} % of a core"
    yield from core.report(3, MILLION)
    sent = pace.measure("program", MILLION, RATE)
    yield (
        f"broadcast at a cap of {RATE}/s: {sent.count} messages, mean {sent.mean / RATE:.1%} of the cap, busiest second"
        f" {sent.busiest}, CPU {sent.cpu:.3f} s per 1,000, {sent.memory:.0f} MB"
    )
