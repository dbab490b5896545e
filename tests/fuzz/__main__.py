"""`python -m tests.fuzz [COUNT] [SEED]`: reads COUNT documents and a twentieth as many heads of answers.

It shows what broke."""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
import time

from tests.fuzz.feeds import work
from tests.fuzz.heads import work_one as heads_work


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    cores = os.cpu_count() or 1
    jobs = [(first * 10_000 + n, min(500, count - n * 500)) for n in range(-(-count // 500))]
    started = time.monotonic()
    with multiprocessing.Pool(cores) as pool:
        results = pool.map(work, jobs, chunksize=1)
        heads = pool.map(heads_work, [(seed, size // 20) for seed, size in jobs], chunksize=1)
    trouble = [line for *_, lines in (*results, *heads) for line in lines]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    for line in trouble[:20]:
        print(line)
    print(
        f"{count} documents: {sum(r[0] for r in results)} read, {sum(r[1] for r in results)} refused in one line, "
        f"{sum(size // 20 for _, size in jobs)} heads, of which {sum(r[0] for r in heads)} hold something to read; "
        f"{len(trouble)} in trouble; slowest {max(r[2] for r in results):.2f} s, peak {peak} MB, "
        f"{time.monotonic() - started:.0f} s on {cores} cores"
    )
    return 1 if trouble else 0


if __name__ == "__main__":
    sys.exit(main())
