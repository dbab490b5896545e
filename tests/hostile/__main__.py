"""`make hostile`: outsiders attack the real processes on loopback, and citizens leave meanwhile.

python -m tests.hostile [--citizens 200] [--only "half heads"]

Each row is one attack against a fresh `serve` with 256 descriptors. The exit code is 1 if a signed webhook was not
answered with 200, if the slowest hundredth took more than a second, or if who was told 200 has not left. Then servers
of feeds attack `run`: each row is one run that reads many hostile feeds, and the red alert of the council's own must
arrive.

Another attack on `serve` is a function and a line in `attacks.py`; on `run`, in `feeds.py`.
"""

from __future__ import annotations

import argparse
import logging
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.hostile import door, feeds
from tests.hostile.attacks import ATTACKS
from tests.hostile.door import Row, show_picture
from tests.town import Town, town


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("--citizens", type=int, default=200, help="who leave during each attack")
    parser.add_argument("--only", default="", help="attacks whose name contains this")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)  # the sandbox tells of every connection that was cut
    names = [name for name in ("", *ATTACKS) if options.only in name]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    busy = f"load {os.getloadavg()[0]:.1f} before it began"
    print(f"{platform.machine()}, {os.cpu_count()} processors, {memory:.0f} GB, {busy}\n")
    print(
        f"{'attack':<36}{'median ms':>10}{'p99 ms':>8}{'no 200':>8}{'stay':>6}{'MB':>6}{'open':>6}{'log':>6}"
    )
    held = []
    for name in names:
        with _town() as here:
            show_picture(here)
            row = door.play(here, name, 1, options.citizens)
            held.append(row.holds)
            print(_line(row), flush=True)
    print(f"\n{'attack on run':<36}{'feeds':>10}{'asked':>8}{'alert s':>9}{'run s':>7}")
    for name in (name for name in feeds.ATTACKS if options.only in name):
        with _town() as here:
            found = feeds.play(here, name)
            held.append(found.holds)
            print(
                f"{name:<36}{found.feeds:>10}{found.asked:>8}{found.alert:>9.1f}{found.run:>7.1f}", flush=True
            )
    sys.exit(0 if all(held) else 1)


@contextmanager
def _town() -> Iterator[Town]:
    with tempfile.TemporaryDirectory() as folder, town(Path(folder) / "town") as here:
        here.tick()
        yield here


def _line(row: Row) -> str:
    return (
        f"{row.name:<36}{row.median * 1000:>10.0f}{row.p99 * 1000:>8.0f}{row.refused:>8}{row.still_there:>6}"
        f"{row.memory:>6.0f}{row.descriptors:>6}{row.lines:>6}"
    )


if __name__ == "__main__":
    main()
