"""Kills at random moments until so many have happened: `python -m tests.chaos.kills 1000`.

The town of test_kill.py, a new town for every round: a broadcast to a thousand citizens is killed a dozen times,
`serve` stays up, and when nothing is due any more the sandbox's own log is the judge.
"""

from __future__ import annotations

import argparse
import logging
import random
import sys
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.city import CITIZENS, RATE, run_until_done
from tests.chaos.stage import settle_receipts, wait_for_evidence
from tests.chaos.verdict import Verdict, judge
from tests.town import town

A_ROUND = 12  # kills of one broadcast
PAGES = ("facebook", "twitter")


@dataclass
class Round:
    seed: int
    kills: int
    verdict: Verdict


def play(folder: Path, seed: int, most: int = A_ROUND, *, early: bool = False) -> Round:
    """One broadcast in a new town."""
    with town(folder, rate=RATE) as here:
        here.tick()
        here.join(*CITIZENS)
        with here.serving():
            item = here.stage.publish("Avviso a tutti", "Testo.")
            kills = run_until_done(here, random.Random(seed), hit=most, early=early)
            settle_receipts(here)
            states = wait_for_evidence(here, here.config.database_file, CITIZENS, item["link"])
            return Round(seed, kills, judge(here.copies(item["link"]), states, CITIZENS, PAGES))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.kills", description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="rounds at once")
    parser.add_argument("--early", action="store_true", help="each within 0.1 s of a run's first message")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)  # the sandbox logs every connection that a kill cut
    started, rounds, seed = time.monotonic(), list[Round](), options.seed
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(options.jobs) as pool:
        while (left := options.kills - sum(one.kills for one in rounds)) > 0:
            together: list[Future[Round]] = []
            for _ in range(min(options.jobs, -(-left // A_ROUND))):
                place, most = Path(folder) / str(seed), min(A_ROUND, left)
                together.append(pool.submit(play, place, seed, most, early=options.early))
                seed += 1
            for future in together:
                rounds.append(future.result())
                print(_line(rounds[-1:]), flush=True)
                for wrong in rounds[-1].verdict.violations():
                    print(f"    {wrong[:200]}", flush=True)
    print(f"\nall {_line(rounds)}; {time.monotonic() - started:.0f} s")
    sys.exit(1 if any(one.verdict.violations() for one in rounds) else 0)


def _line(rounds: list[Round]) -> str:
    kills = sum(one.kills for one in rounds)
    twice, missing, books, uncertain = (
        sum(len(getattr(one.verdict, name)) for one in rounds)
        for name in ("twice", "missing", "books", "uncertain")
    )
    name = f"round {rounds[0].seed}" if len(rounds) == 1 else f"{len(rounds)} rounds"
    share = uncertain / kills if kills else 0.0
    return (
        f"{name}: kills {kills}, twice {twice}, missing and unlisted {missing}, books {books}, "
        f"uncertain {uncertain} ({share:.2f} per kill)"
    )


if __name__ == "__main__":
    main()
