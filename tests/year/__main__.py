"""`make year`: whole generated years of 3,000 actions, one for each seed. ARGS="SEED …"; without, seed 1."""

from __future__ import annotations

import logging
import sys
import time

from tests.year.editors import draw
from tests.year.judge import Judge
from tests.year.test_year import YEAR
from tests.year.town import played


def main(seeds: list[int]) -> int:
    """The number of years in which something was wrong."""
    logging.disable(logging.CRITICAL)
    failed = 0
    for seed in seeds:
        began, plan = time.monotonic(), draw(seed, **YEAR)
        with played(plan) as year:
            judge = Judge(year)
            wrong = judge.judge()
            seconds = time.monotonic() - began
            print(f"seed {seed}: {sum(plan.counts.values())} actions {dict(plan.counts)}")
            print(
                f"  {dict(judge.sums())}, {year.simulation.ticks} ticks in {seconds:.0f} s, wrong: {len(wrong)}"
            )
            for line in wrong:
                print(f"  {line}")
            failed += bool(wrong)
    return failed


if __name__ == "__main__":
    sys.exit(main([int(one) for one in sys.argv[1:]] or [1]))
