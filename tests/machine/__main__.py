"""`python -m tests.machine`: the state machine with each safeguard off, until something fails; the table.

Exit code 1 if one of them is missed by nothing.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor

from tests.machine.safeguards import SAFEGUARDS, Found, search


def look_for(place: int, most: int) -> Found:
    return search(SAFEGUARDS[place], most)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.machine", description=__doc__)
    parser.add_argument("--steps", type=int, default=100_000, help="at most, for each safeguard")
    parser.add_argument("--only", default="", help="safeguards whose name has these words")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    chosen = [place for place, one in enumerate(SAFEGUARDS) if options.only in one.name]
    missed = False
    print("| without this safeguard | found by | steps | examples |\n|---|---|---|---|", flush=True)
    with ProcessPoolExecutor(options.jobs) as pool:
        results = pool.map(look_for, chosen, [options.steps] * len(chosen))
        for place, found in zip(chosen, results, strict=True):
            missed |= not found.by
            by = found.by or "**nothing**"
            print(f"| {SAFEGUARDS[place].name} | {by} | {found.steps} | {found.examples} |", flush=True)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
