"""`make hostile`: outsiders attack the real processes on loopback, and citizens leave meanwhile.

python -m tests.hostile [--citizens 200] [--only "half heads"]

Each row is one attack against a fresh `serve` with 256 descriptors. The exit code is 1 if a signed webhook was not
answered with 200, if the slowest hundredth took more than a second, or if who was told 200 has not left. Then servers
of feeds attack `run`: each row is one run that reads many hostile feeds; the red alert of the council's own must
arrive, citizens leave meanwhile under the same conditions, and `run` must stay below 200 MB.
MB is the highest memory of the attacked process, "boxes" that of the largest process which `run` has begun for a
document or a picture, "hit" the number of hostile answers that `run` asked for.

Another attack on `serve` is a function and a line in `attacks.py`; on `run`, answers in `feeds.py` or `bombs.py` and a
line in `on_run.py`.
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

from tests.hostile import door, on_run
from tests.hostile.attacks import ATTACKS
from tests.hostile.door import Leaving, Row, show_picture
from tests.hostile.on_run import RunRow
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
    held = []
    print(f"{'attack':<36}{_LEAVING}{'MB':>6}{'open':>6}{'log':>6}")
    for name in names:
        with _town() as here:
            show_picture(here)
            row = door.play(here, name, 1, options.citizens)
            held.append(row.holds)
            print(_line(row), flush=True)
    print(f"\n{'attack on run':<36}{_LEAVING}{'MB':>6}{'boxes':>6}{'hit':>9}{'alert s':>9}{'run s':>7}")
    for name in (name for name in on_run.ATTACKS if options.only in name):
        with _town() as here:
            found = on_run.play(here, name, options.citizens)
            held.append(found.holds)
            print(_run_line(found), flush=True)
    sys.exit(0 if all(held) else 1)


@contextmanager
def _town() -> Iterator[Town]:
    with tempfile.TemporaryDirectory() as folder, town(Path(folder) / "town") as here:
        here.tick()
        yield here


_LEAVING = f"{'median ms':>10}{'p99 ms':>8}{'no 200':>8}{'stay':>6}"


def _left(left: Leaving) -> str:
    return f"{left.median * 1000:>10.0f}{left.p99 * 1000:>8.0f}{left.refused:>8}{left.still_there:>6}"


def _line(row: Row) -> str:
    return f"{row.name:<36}{_left(row.left)}{row.memory:>6.0f}{row.descriptors:>6}{row.lines:>6}"


def _run_line(row: RunRow) -> str:
    hit = f"{row.asked}/{row.answers}"
    return f"{row.name:<36}{_left(row.left)}{row.memory:>6.0f}{row.boxes:>6.0f}{hit:>9}{row.alert:>9.1f}{row.run:>7.1f}"


if __name__ == "__main__":
    main()
