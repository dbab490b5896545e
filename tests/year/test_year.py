"""A generated year of editors' work, played by the very engine and judged independently."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.year.editors import draw
from tests.year.judge import Judge
from tests.year.town import played

# Fifteen days with a migration in their middle; over the end of summer time, so that a night has an hour twice.
SHORT = {"start": datetime(2026, 10, 19), "days": 15, "actions": 110}
YEAR = {"start": datetime(2026, 3, 1), "days": 366, "actions": 3000}  # DST both ways


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("seed", [1, 2])
def test_some_days(seed: int) -> None:
    judge(seed, **SHORT)


@pytest.mark.full
@pytest.mark.parametrize("seed", [3, 4, 6])
def test_more_days(seed: int) -> None:
    """A whole year takes a quarter of an hour: `make year`."""
    judge(seed, **SHORT)


def judge(seed: int, start: datetime, days: int, actions: int) -> None:
    """Play, judge, and see that there was something to judge."""
    with played(draw(seed, start, days, actions)) as year:
        one = Judge(year)
        wrong, there = one.judge(), one.sums()
        print(f"\nseed {seed}: {dict(there)}, {year.simulation.ticks} ticks")
        assert wrong == []
        assert there["plain"] > there["shown"] / 4
        assert there["sent"] > there["shown"]
        # Half of them: in the others is an election, or something is broken.
        assert there["weeks"] >= days // 14
        assert there["digests"]
