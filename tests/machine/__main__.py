"""`python -m tests.machine`: the state machine with each safeguard off, until something fails; the table.

The first row is the control: with all safeguards on nothing may fail. Exit code 1 if it does, or if taking one away
makes nothing fail.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed

from tests.machine.safeguards import NOTHING_OFF, SAFEGUARDS, Found, search

ROWS = (NOTHING_OFF, *SAFEGUARDS)


def look_for(place: int, most: int) -> Found:
    return search(ROWS[place], most)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.machine", description=__doc__)
    parser.add_argument("--steps", type=int, default=100_000, help="at most, for each safeguard")
    parser.add_argument("--only", default="", help="safeguards whose name has these words")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    chosen = [place for place, one in enumerate(ROWS) if options.only in one.name]
    wrong = False
    print("| without this safeguard | found by | steps | examples |\n|---|---|---|---|", flush=True)
    with ProcessPoolExecutor(options.jobs) as pool:
        running = {pool.submit(look_for, place, options.steps): place for place in chosen}
        for done in as_completed(running):
            place, found = running[done], done.result()
            control = ROWS[place] is NOTHING_OFF
            wrong |= bool(found.by) == control
            by = found.by or ("nothing" if control else "**nothing**")
            print(f"| {ROWS[place].name} | {by} | {found.steps} | {found.examples} |", flush=True)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
