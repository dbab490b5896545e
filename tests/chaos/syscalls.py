"""Killed at every system call, and struck by EIO and ENOSPC once at each: `python -m tests.chaos.syscalls`.

A `run` that sends one item to 8 citizens and three pages is traced once, to count its calls; then once for each of
them it is struck there by strace's `inject`, run again unharmed until nothing is due, told the receipts by `serve`,
and judged by the sandbox's own log.

Threads are traced one by one (strace counts each separately), so that a call of a page's library in a thread is
struck as surely as a call of the main thread. Child processes are not followed: the only one reads a document, keeps
no books, and tests/stages/test_box.py covers its death.
"""

from __future__ import annotations

import argparse
import logging
import random
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

from tests.chaos.scenario import Result, is_bell, play
from tests.chaos.stage import Stage, Strike, stage
from tests.chaos.verdict import Verdict

# All calls that write to a file, a socket or a folder; most of them the program does not use today.
CALLS = (
    *("sendto", "sendmsg", "write", "writev", "pwrite64", "pwritev", "fdatasync", "fsync"),
    *("unlink", "unlinkat", "rename", "ftruncate"),
)
HOW = ("SIGKILL", "EIO", "ENOSPC")
TRIES = 3  # chance decides which thread of a pool makes a call: a call that was not reached is tried again


Calls = dict[tuple[str, int], list[str]]  # by call and thread, as strace shows them


def trace_calls(on: Stage, calls: Sequence[str]) -> Calls:
    """The calls of each thread in a run that nothing disturbs."""
    logs: list[str] = []
    with on.scene() as here, on.serving(here, logs):
        here.stage.publish("Avviso a tutti", "Testo.")
        ended = on.run(trace=calls)
    if ended.code != 0:
        raise RuntimeError(f"the undisturbed run ended with {ended.code}:\n{ended.log}")
    found: Calls = defaultdict(list)
    for thread, lines in sorted(ended.calls.items()):
        for line in lines:
            found[line.split("(")[0], thread].append(line)
    return found


def strikes(calls: Calls, how: Sequence[str]) -> list[Strike]:
    """One for each call of the undisturbed run and each way to strike it."""
    return [
        Strike(call, thread, n, way)
        for (call, thread), lines in sorted(calls.items())
        for n, line in enumerate(lines, 1)
        for way in how
        if way.startswith("SIG") or not is_bell(line)
    ]


def sample(of: Sequence[Strike], size: int, chance: random.Random) -> list[Strike]:
    """A sample of scenarios, evenly from each kind of call: a few rare calls show more than many common ones."""
    kinds: dict[tuple[str, int], list[Strike]] = defaultdict(list)
    for strike in of:
        kinds[strike.call, strike.thread].append(strike)
    for one in kinds.values():
        chance.shuffle(one)
    chosen: list[Strike] = []
    while len(chosen) < size and any(kinds.values()):
        chosen += [one.pop() for one in kinds.values() if one][: size - len(chosen)]
    return chosen


# -- many ------------------------------------------------------------------------------------------


@contextmanager
def stages(jobs: int, citizens: int) -> Iterator[Queue[Stage]]:
    """So many stages side by side: most of a scenario is waiting for the quiet second."""
    folder, free, opened = Path(tempfile.mkdtemp(prefix="syscalls-")), Queue[Stage](), []
    try:
        for n in range(jobs):
            place = folder / str(n)
            place.mkdir()
            context = stage(place, citizens)
            free.put(context.__enter__())
            opened.append(context)
        yield free
    finally:
        for context in opened:
            context.__exit__(None, None, None)
        shutil.rmtree(folder, ignore_errors=True)


def play_all(
    free: Queue[Stage],
    chosen: Sequence[Strike],
    told: Callable[[Result], None] = lambda result: None,
    receipts: str = "both",
) -> list[Result]:
    """All of them, as many at once as there are stages."""

    def one(strike: Strike) -> Result:
        on = free.get()
        try:
            for _ in range(TRIES):
                result = play(on, strike, receipts)
                if result.struck or result.wrong:
                    break
        except Exception as error:  # the harness itself failed: report it, and go on
            result = Result(strike, "", 0, False, Verdict(), [f"harness: {type(error).__name__}: {error}"])
        finally:
            free.put(on)
        told(result)
        return result

    with ThreadPoolExecutor(free.qsize()) as pool:
        return list(pool.map(one, chosen))


def table(results: Sequence[Result]) -> list[str]:
    """A line for each call and way to strike it."""
    head = (
        "call",
        "how",
        "struck",
        "not reached",
        "survived",
        "twice",
        "missing unlisted",
        "uncertain",
        "wrong",
    )
    rows: list[tuple[object, ...]] = [head]
    kinds = sorted({(r.strike.call, HOW.index(r.strike.how)) for r in results})
    for call, way in [*kinds, ("all", -1)]:
        of = [r for r in results if way < 0 or (r.strike.call, r.strike.how) == (call, HOW[way])]
        rows.append(
            (
                *(call, HOW[way] if way >= 0 else ""),
                sum(bool(r.struck) for r in of),
                sum(not r.struck for r in of),
                sum(r.survived for r in of),
                sum(len(r.verdict.twice) for r in of),
                sum(len(r.verdict.missing) for r in of),
                sum(len(r.verdict.uncertain) for r in of),
                sum(bool(r.wrong) for r in of),
            )
        )
    widths = [max(len(str(row[n])) for row in rows) for n in range(len(head))]
    return [
        "  ".join(
            str(cell).ljust(width) if n < 2 else str(cell).rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.syscalls", description=__doc__)
    parser.add_argument("--calls", default=",".join(CALLS), help="only these, with commas")
    parser.add_argument("--how", default=",".join(HOW), help="SIGKILL, EIO, ENOSPC")
    parser.add_argument("--at", default="", help="only these of each, e.g. 120 or 110-130")
    parser.add_argument("--citizens", type=int, default=8)
    parser.add_argument("--sample", type=int, default=0, help="so many scenarios instead of all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=3, help="scenarios at once")
    parser.add_argument("--receipts", choices=("prompt", "late", "both"), default="both")
    parser.add_argument(
        "--logs", action="store_true", help="show what the program wrote where something is wrong"
    )
    options = parser.parse_args()
    if not shutil.which("strace"):
        sys.exit("strace is not installed")
    logging.disable(logging.CRITICAL)  # the sandbox logs every connection that a kill cut
    started = time.monotonic()
    with stages(options.jobs, options.citizens) as free:
        on = free.get()
        calls = trace_calls(on, options.calls.split(","))
        free.put(on)
        for (call, thread), lines in sorted(calls.items()):
            print(f"{call:10} {'main thread' if not thread else f'thread {thread}':12} {len(lines):6}")
        chosen = strikes(calls, options.how.split(","))
        if options.at:
            first, _, last = options.at.partition("-")
            chosen = [one for one in chosen if int(first) <= one.n <= int(last or first)]
        if options.sample:
            chosen = sample(chosen, options.sample, random.Random(options.seed))
        print(
            f"{sum(map(len, calls.values()))} calls, {len(chosen)} scenarios, seed {options.seed}", flush=True
        )
        results = play_all(free, chosen, lambda result: _tell(result, options.logs), options.receipts)
    print("\n".join(("", *table(results), "", f"{time.monotonic() - started:.0f} s")))
    sys.exit(1 if any(result.wrong for result in results) else 0)


def _tell(result: Result, logs: bool) -> None:
    if result.wrong:
        text = f"\n{result.logs}" if logs else ""
        print(f"{result.strike}: {'; '.join(result.wrong)}\n    {result.struck}{text}", flush=True)


if __name__ == "__main__":
    main()
