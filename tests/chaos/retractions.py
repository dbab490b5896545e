"""Retractions at random instants of broadcasts, with kills: `python -m tests.chaos.retractions 10 --citizens 10000`.

In each round an alert is being sent; at a random instant somebody retracts it. Before and after that `run` and `serve`
are killed, and so is the command that retracts, which is then typed once more. The phones are the judge: who got the
alert gets the correction, once, nobody gets a correction of what they never got, and no alert starts more than a
second after the retraction.
"""

from __future__ import annotations

import argparse
import logging
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.commands import Command
from tests.town import Town, town, until

TITLE = "Allerta rossa: piena del Po"
SIGN = "RETTIFICA"  # of a correction, which quotes the title
WITHIN = 1.0  # seconds after which no alert starts any more
LAST = 40  # runs until everything must be settled


@dataclass
class Verdict:
    """What the phones got, and what was wrong with it."""

    seed: int
    kills: int = 0
    told: int = 0  # phones that got the alert
    lag: float = (
        0.0  # seconds from the answer of the command that retracts to the last alert; below 0 = none after it
    )
    took: float = 0.0  # seconds from the beginning of that command's act to its answer
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        found = "; ".join(self.wrong) or "right"
        return (
            f"round {self.seed}: kills {self.kills}, alerted {self.told}, retracted within {self.took:.2f} s, "
            f"last alert {self.lag:+.2f} s: {found}"
        )


@dataclass
class Crew:
    """`serve` and `run`, killed and started anew."""

    here: Town
    chance: random.Random
    kills: int = 0
    serve: Command | None = None
    run: Command | None = None

    def work(self) -> None:
        """Start what is not running."""
        if self.serve is None or self.serve.poll() is not None:
            self.serve = self.here.start("serve")
        if self.run is None or self.run.poll() is not None:
            self.run = self.here.start("run")

    def kill(self) -> None:
        """Kill one of them, or both."""
        chosen = self.chance.choice(((self.run,), (self.serve,), (self.run, self.serve)))
        for one in chosen:
            if one is not None and one.poll() is None:
                one.send_signal(signal.SIGKILL)
                one.wait(30)
                self.kills += 1

    def rest(self) -> None:
        for one in (self.run, self.serve):
            if one is not None and one.poll() is None:
                one.terminate()
            if one is not None:
                one.wait(60)


def play(folder: Path, seed: int, *, citizens: int, rate: int) -> Verdict:
    """One round in a new town."""
    chance = random.Random(seed)
    people = [f"+393330{n:06d}" for n in range(1, citizens + 1)]
    with town(folder, rate=rate) as here:
        here.tick()
        here.join(*people)
        crew = Crew(here, chance)
        try:
            crew.work()
            until(here.healthy)
            here.stage.publish(TITLE, "Il Po cresce.", categories=["Allerta"])
            sent = here.stage.received_count
            for target in sorted(chance.randrange(citizens) for _ in range(chance.randint(1, 3))):
                crew.work()
                with suppress(AssertionError):  # all of it may be out already
                    until(lambda least=target: sent() > least or _ended(here), 60, 0.02)
                if chance.random() < 0.6:
                    crew.kill()
            began, answered = _retract(here, crew)
            for _ in range(chance.randint(0, 3)):
                crew.work()
                time.sleep(chance.uniform(0.0, 1.5))
                crew.kill()
            _settle(here, crew)
        finally:
            crew.rest()
        return _judge(here, Verdict(seed, crew.kills, took=answered - began), answered)


def _ended(here: Town) -> bool:
    return here.rows("SELECT 1 FROM post WHERE state = 'done' AND channel = 'whatsapp'") != []


def _retract(here: Town, crew: Crew) -> tuple[float, float]:
    """Retract it; the command may be killed first, and is typed once more. Returns when the last one began to act, and
    when its answer was there."""
    words = ("retract", TITLE, "--right", "Il livello è basso", "--yes")
    if crew.chance.random() < 0.3:
        typed = here.start(*words)
        time.sleep(crew.chance.uniform(0.0, 1.0))
        typed.kill()
        typed.wait(30)
        crew.kills += 1
    until(lambda: here.rows("SELECT 1 FROM post WHERE release_to IS NOT NULL"))
    done = here.call(*words)
    answered = time.time()
    assert done.returncode == 0, done.stdout + done.stderr
    [[began]] = here.rows("SELECT max(at) FROM act WHERE verb = 'retract'")
    return float(began), answered


def _settle(here: Town, crew: Crew) -> None:
    """Run until nothing is on its way and receipts have told of what was in doubt."""
    for _ in range(LAST):
        crew.work()
        assert crew.run is not None
        crew.run.wait(120)
        until(lambda: here.stage.state()["updates_waiting"] == 0, 300)
        open_posts = here.rows(
            "SELECT count(*) FROM post WHERE lane = 'emergency' AND state IN ('due', 'sending')"
        )
        waiting = here.rows("SELECT count(*) FROM delivery WHERE state IN ('pending', 'sending')")
        if open_posts == waiting == [(0,)]:
            return
        time.sleep(0.5)


def _judge(here: Town, verdict: Verdict, answered: float) -> Verdict:
    alerts: Counter[str] = Counter()
    corrections: Counter[str] = Counter()
    last = 0.0
    for one in here.stage.received():
        if not one["recipient"] or not one["template"]:
            continue
        if SIGN in one["text"]:
            corrections[one["recipient"]] += 1
        else:
            alerts[one["recipient"]] += 1
            last = max(last, one["at"])
    verdict.told, verdict.lag = len(alerts), last - answered
    states = here.stage.state()
    for what, n in {
        "without a correction": len(alerts.keys() - corrections.keys()),
        "bare corrections": len(corrections.keys() - alerts.keys()),
        "alerted twice": sum(count > 1 for count in alerts.values()),
        "corrected twice": sum(count > 1 for count in corrections.values()),
        "pages that still show it": sum(TITLE in one["text"] for one in (*states["page"], *states["tweets"])),
    }.items():
        if n:
            verdict.wrong.append(f"{n} {what}")
    if verdict.lag > WITHIN:
        verdict.wrong.append("an alert started later than a second after the retraction")
    return verdict


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.retractions", description=__doc__)
    parser.add_argument("rounds", type=int, nargs="?", default=10)
    parser.add_argument("--citizens", type=int, default=10_000)
    parser.add_argument("--rate", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)  # the sandbox logs every connection that a kill cut
    started, found = time.monotonic(), list[Verdict]()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(options.seed, options.seed + options.rounds):
            place = Path(folder) / str(seed)
            found.append(play(place, seed, citizens=options.citizens, rate=options.rate))
            print(found[-1].line(), flush=True)
    kills, wrong = sum(one.kills for one in found), sum(bool(one.wrong) for one in found)
    print(f"\n{len(found)} rounds, {kills} kills, {wrong} wrong; {time.monotonic() - started:.0f} s")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
