"""A town of a thousand citizens whose program is killed, and the promises that must hold afterwards.

The sandbox's own log decides: every citizen once or listed as uncertain, nobody twice.
"""

from __future__ import annotations

import random
import signal
import time

from tests.commands import Command
from tests.town import Town, number, until

RECIPIENTS = 1000
RATE = 400  # faster than a real number, so that a round takes seconds
CITIZENS = [number(n) for n in range(1, RECIPIENTS + 1)]


def broadcasts(here: Town) -> int:
    return sum(bool(one["template"]) for one in here.stage.received())


def uncertain(here: Town) -> set[int]:
    return {row[0] for row in here.rows("SELECT recipient FROM delivery WHERE state = 'uncertain'")}


def page_uncertain(here: Town, page: str) -> bool:
    sql = "SELECT 1 FROM delivery d JOIN post p ON p.id = d.post_id WHERE p.channel = ? AND d.state = 'uncertain'"
    return here.rows(sql, page) == [(1,)]


def settled(here: Town) -> bool:
    """Whether the item has been read, and none of its messages is on its way."""
    waiting = here.rows("SELECT count(*) FROM delivery WHERE state IN ('pending', 'sending')")
    posts = here.rows("SELECT count(*), count(*) FILTER (WHERE state IN ('due', 'sending')) FROM post")
    return waiting == [(0,)] and posts[0][0] > 0 and posts[0][1] == 0


def assert_once_or_uncertain(here: Town, link: str) -> None:
    # Receipts prove messages that killed runs could not record; only messages that never left stay uncertain.
    until(lambda: here.stage.state()["updates_waiting"] == 0)
    until(lambda: not [n for n in uncertain(here) if n and here.copies(link)[CITIZENS[n - 1]]])
    copies = here.copies(link)
    assert [citizen for citizen in CITIZENS if copies[citizen] > 1] == []
    listed = uncertain(here)
    missing = [citizen for n, citizen in enumerate(CITIZENS, 1) if not copies[citizen] and n not in listed]
    assert missing == []
    for page in ("facebook", "twitter"):
        # Killed while the request left: the post is not there, and is listed until two looks have not found it.
        assert copies[page] == 1 or (copies[page] == 0 and page_uncertain(here, page))
    # Each message listed as sent was sent: the program's own books agree with the sandbox's.
    sent = {
        row[0] for row in here.rows("SELECT recipient FROM delivery WHERE state = 'sent' AND recipient > 0")
    }
    assert {CITIZENS[n - 1] for n in sent} <= set(copies)


def kill(process: Command) -> bool:
    """False if it had ended before."""
    running = process.poll() is None
    if running:
        process.send_signal(signal.SIGKILL)
    process.wait(30)
    return running


def run_until_done(here: Town, chance: random.Random, *, hit: int = 12, early: bool = False) -> int:
    """`run` again and again, killed the first `hit` times, at random points or `early`; returns how often it was."""
    killed = 0
    for _ in range(60):
        process = here.start("run")
        if killed < hit:
            killed += (_kill_early if early else _kill_on_the_way)(here, process, chance)
        else:
            process.wait(120)
        if settled(here):
            return killed
    raise AssertionError("never done")


def _kill_on_the_way(here: Town, process: Command, chance: random.Random) -> bool:
    """Kill the run after a random number of messages, or soon after its start; False if it ended before."""
    accepted = here.stage.received_count
    if chance.random() < 0.2:
        time.sleep(chance.uniform(0.0, 0.4))
    else:
        target = accepted() + chance.randint(1, 150)
        until(lambda: accepted() >= target or process.poll() is not None, 60, 0.01)
        time.sleep(chance.uniform(0.0, 0.03))
    return kill(process)


def _kill_early(here: Town, process: Command, chance: random.Random) -> bool:
    """Kill the run within a tenth of a second of its first message; False if it ended before."""
    accepted = here.stage.received_count
    before = accepted()
    until(lambda: accepted() > before or process.poll() is not None, 60, 0.002)
    time.sleep(chance.uniform(0.0, 0.1))
    return kill(process)
