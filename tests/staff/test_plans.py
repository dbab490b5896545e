"""plans: the table of costs with the office's own figures, and pasts that are long enough or too short."""

from __future__ import annotations

import pytest

from pipeline.model import Lane
from pipeline.staff.plans import (
    AT_ONCE,
    FORTNIGHTLY,
    URGENT,
    WEEKLY,
    Plan,
    Rates,
    monthly_cost,
    proposed,
    rates_of,
    report,
)

USD = {"MARKETING": 0.0691, "UTILITY": 0.0300}
NOW = 1_795_500_000.0
DAY = 86400.0


@pytest.mark.parametrize(
    ("plan", "rates", "month", "year"),
    [
        (AT_ONCE, Rates(20, 0, 0), 1382, 16584),
        (WEEKLY, Rates(20, 6, 3), 569, 6833),
        (FORTNIGHTLY, Rates(20, 4, 2), 330, 3957),
        (URGENT, Rates(20, 4, 2), 180, 2160),
    ],
)
def test_the_plans_cost_what_the_office_was_told(plan: Plan, rates: Rates, month: int, year: int) -> None:
    cost = monthly_cost(plan, rates, 1000, USD)
    assert round(cost) == month
    assert round(cost * 12) == year


def test_a_period_without_news_has_no_digest() -> None:
    assert monthly_cost(WEEKLY, Rates(1, 0, 0), 1000, USD) == monthly_cost(AT_ONCE, Rates(1, 0, 0), 1000, USD)


def test_the_cheaper_digest_is_proposed_and_the_weekly_one_where_it_costs_the_same() -> None:
    assert proposed(Rates(20, 4, 2), 1000, USD) is FORTNIGHTLY
    assert proposed(Rates(2, 4, 2), 1000, USD) is WEEKLY


def test_rates_are_of_the_past_by_lane() -> None:
    past = [(Lane.NEWS, NOW - n * DAY) for n in range(1, 61)] + [(Lane.EMERGENCY, NOW - 30 * DAY)]
    found = rates_of(past, NOW)
    assert found is not None
    rates, days = found
    assert days == 60
    assert rates.news == pytest.approx(365.25 / 12)
    assert rates.emergency == pytest.approx(365.25 / 12 / 60)


@pytest.mark.parametrize("past", [[], [(Lane.NEWS, NOW - 3 * DAY)], [(Lane.NEWS, NOW + 30 * DAY)]])
def test_a_short_past_tells_nothing(past: list[tuple[Lane, float]]) -> None:
    assert rates_of(past, NOW) is None


def test_the_budget_proposed_leaves_room_for_the_news_beside_the_reserve() -> None:
    lines = list(report(Rates(20, 4, 2), 90, 1000, USD, 0.3))
    [line] = [line for line in lines if "monthly_budget" in line]
    assert float(line.split(": ")[1]) * 0.7 >= monthly_cost(FORTNIGHTLY, Rates(20, 4, 2), 1000, USD)
    rows = [line for line in lines if line.endswith("€") and not line.startswith("  ")]
    assert len({len(row) for row in rows}) == 1  # aligned
