"""A generated year of editors' work, played by the very engine and judged independently."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.year.editors import DAY, draw
from tests.year.judge import Judge
from tests.year.town import Played, played

pytestmark = pytest.mark.database

# Fifteen days with a migration in their middle; over the end of summer time, so that a night has an hour twice.
SHORT = {"start": datetime(2026, 10, 19), "days": 15, "actions": 110}
YEAR = {"start": datetime(2026, 3, 1), "days": 366, "actions": 3000}  # DST both ways


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.full
@pytest.mark.parametrize("seed", [2, 3, 4, 6])
def test_some_days(seed: int) -> None:
    """The days of seed 1 are judged in test_judge. A whole year takes minutes: `make year`."""
    with played(draw(seed, **SHORT)) as year:
        assert Judge(year).judge() == []
        demand_matter(year)


def demand_matter(year: Played) -> None:
    """There was something to judge."""
    there, days = Judge(year).sums(), (year.plan.end - year.plan.start) / DAY
    print(f"\n{dict(there)}, {year.simulation.ticks} ticks")
    assert there["plain"] > there["shown"] / 4
    assert there["sent"] > there["shown"]
    # Half of them: in the others is an election, or something is broken.
    assert there["weeks"] >= days // 14
    assert there["digests"]
