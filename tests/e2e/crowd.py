"""Crowds: thousands who join at once, and a fifth who leave while a broadcast runs."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass

from tests.town import Town, until

TOGETHER = 1000  # citizens who write in one request to the sandbox
LATE = 1.0  # seconds after the answer to cancellami in which a message may still leave


@dataclass(frozen=True)
class Welcomed:
    seconds: float  # from the first word to the last welcome
    once: int  # citizens welcomed exactly once
    otherwise: int  # not at all, or more than once


@dataclass(frozen=True)
class Left:
    left: int  # citizens who left during the broadcast
    spared: int  # those of them who had not been sent the news yet, and never were
    late: int  # messages of the broadcast that left too long after the answer
    slowest: float  # seconds from an answer to the last message to a citizen who left; negative: before it
    missing: int  # citizens who stayed and got nothing
    twice: int  # citizens who got it twice


def citizens(count: int) -> list[str]:
    """Numbers of fixtures, as many as asked for."""
    return [f"+393330{n:06d}" for n in range(1, count + 1)]


def welcomes(here: Town) -> Counter[str]:
    """How many welcomes everybody got."""
    return Counter(
        one["recipient"] for one in here.stage.received() if "iscrizione confermata" in one["text"]
    )


def join(here: Town, crowd: list[str], patience: float) -> Welcomed:
    """All of them write iscrivimi; `serve` must be up. `patience`: seconds for the last welcome."""
    start, before = time.monotonic(), _welcomed(here)
    for first in range(0, len(crowd), TOGETHER):
        here.stage.write(crowd[first : first + TOGETHER], "Iscrivimi")
    # The sandbox's own list is slow with a hundred thousand: the database is asked first.
    step = max(0.2, len(crowd) / 50_000)
    until(lambda: _welcomed(here) - before >= len(crowd), patience, step)
    seconds = time.monotonic() - start
    found = welcomes(here)
    once = sum(found[one] == 1 for one in crowd)
    return Welcomed(seconds, once, len(crowd) - once)


def _welcomed(here: Town) -> int:
    [(count,)] = here.rows("SELECT count(*) FROM subscriber WHERE welcome = 'accepted'")
    return int(count)


def broadcast_while_leaving(here: Town, crowd: list[str], chance: random.Random, rate: float) -> Left:
    """A broadcast to all; a fifth leave at random moments of it, each by a message of their own."""
    leavers = chance.sample(crowd, len(crowd) // 5)
    ids: dict[str, str] = {}

    def leave() -> None:
        until(lambda: sent(here, item["link"]) > 0, 60)
        span = len(crowd) / rate
        for number in leavers:
            [ids[number]] = here.stage.write([number], "cancellami")
            time.sleep(span / len(leavers) * chance.random())

    item = here.stage.publish(
        "Mercato spostato in piazza Cornelio", "Sabato il mercato si tiene in piazza Cornelio."
    )
    leaving = threading.Thread(target=leave)
    leaving.start()
    for _ in range(20):
        here.call("run")
        if not leaving.is_alive() and not here.rows("SELECT 1 FROM post WHERE state IN ('due', 'sending')"):
            break
    leaving.join()
    until(lambda: set(ids.values()) <= set(here.stage.heard()))
    here.call("run")
    heard = here.stage.heard()
    at = {one["recipient"]: one["at"] for one in here.stage.received() if _about(one, item["link"])}
    copies = here.copies(item["link"])
    after = [at[number] - heard[ids[number]] for number in leavers if number in at]
    staying = set(crowd) - set(leavers)
    return Left(
        left=len(leavers),
        spared=sum(number not in at for number in leavers),
        late=sum(one > LATE for one in after),
        slowest=max(after, default=float("-inf")),
        missing=sum(not copies[number] for number in staying),
        twice=sum(copies[number] > 1 for number in crowd),
    )


def sent(here: Town, link: str) -> int:
    """Messages of an item accepted so far."""
    return sum(bool(one["recipient"]) and _about(one, link) for one in here.stage.received())


def _about(one: dict[str, str], link: str) -> bool:
    return bool(one["recipient"]) and link in one["text"] + one["key"]
