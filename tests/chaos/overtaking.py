"""An alert by hand in the middle of a news broadcast: `python -m tests.chaos.overtaking --citizens 15000 --rate 80`.

The processes are those of a live service, the sandbox is the provider, and its own log says when each phone got what.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.verdict import look
from tests.town import town, until

FIRST = 1.0  # seconds for the first message,
LONGER = 1.10  # and how much longer than the provider's rate allows the last may take


@dataclass(frozen=True)
class Times:
    """Of the alert. Seconds from the moment when it was enqueued."""

    phones: int
    first: float
    last: float
    twice: int
    news: int  # messages of the news between the first and the last


def play(folder: Path, *, citizens: int, rate: int) -> Times:
    with town(folder, rate=rate) as here:
        here.tick()
        here.join(*(f"+393330{n:06d}" for n in range(1, citizens + 1)))
        with here.serving():
            here.stage.publish("Mercatino in piazza", "Domenica dalle 9.")
            run = here.start("run")
            until(lambda: here.stage.received_count() > 3 * rate, 120)
            alert = here.start("alert", "frana", "--place", "via Po", "--until", "?", "--yes")
            database, patience = here.config.database_file, 60 + 2 * citizens / rate
            until(lambda: look(database, "SELECT 1 FROM post WHERE lane = 'emergency'"), 60, 0.01)
            enqueued = time.time()
            done = "SELECT 1 FROM post WHERE channel = 'whatsapp' AND lane = 'emergency' AND state = 'done'"
            until(lambda: look(database, done), patience, 1.0)
            run.terminate()
            alert.terminate()
            run.wait(60)
            alert.wait(60)
        received = [one for one in here.stage.received() if one["recipient"]]
    moments = sorted(one["at"] for one in received if "Frana" in one["text"])
    phones = {one["recipient"] for one in received if "Frana" in one["text"]}
    between = [one for one in received if "Mercatino" in one["text"] and moments[0] < one["at"] < moments[-1]]
    return Times(
        len(phones), moments[0] - enqueued, moments[-1] - enqueued, len(moments) - len(phones), len(between)
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.overtaking", description=__doc__)
    parser.add_argument("--citizens", type=int, default=15_000)
    parser.add_argument("--rate", type=int, default=80)
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        found = play(Path(folder) / "town", citizens=options.citizens, rate=options.rate)
    most = LONGER * options.citizens / options.rate
    print(
        f"{found.phones} phones, {found.twice} twice; first after {found.first:.2f} s (at most {FIRST}), "
        f"last after {found.last:.1f} s (at most {most:.1f}); news meanwhile: {found.news}"
    )
    good = found.phones == options.citizens and not found.twice
    sys.exit(0 if good and found.first <= FIRST and found.last <= most else 1)


if __name__ == "__main__":
    main()
