"""One row of the hostile test of `run`: servers of feeds attack it, while a red alert of another feed waits.

`serve` answers citizens who leave meanwhile.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.hostile import bombs, door
from tests.hostile.feeds import SLOW, odd_heads
from tests.loopback import Answer, answer, loopback
from tests.town import Town, number

LONGEST = 240.0  # seconds for a run: a slow feed has 65, and of one host four are asked at once
LEAVING = 25.0  # seconds over which citizens leave: as long as the texts and pictures take
MEMORY = 200.0  # MB that `run` may need at most, whatever is read
CALM = answer(200, b"<rss version='2.0'><channel><title>Notizie</title></channel></rss>")
GOOD = (0, 1, 3)  # exit codes: `run` knows what became of each feed


def _heads(heads: list[Answer]) -> dict[str, Answer]:
    return {f"/{n}/feed": one for n, one in enumerate(heads)}


# Name: what the server answers by path, given its address; each path that ends with /feed is a feed.
ATTACKS: dict[str, Callable[[str], dict[str, Answer]]] = {
    "a calm feed": lambda url: {"/0/feed": CALM},
    "odd heads of a feed": lambda url: _heads(odd_heads()),
    "slow heads of a feed": lambda url: _heads(SLOW),
    "texts of a feed": bombs.texts,
    "pictures of a feed": bombs.pictures,
}


@dataclass(frozen=True)
class RunRow:
    name: str
    answers: int  # hostile ones: feeds, and their pictures
    asked: int  # of them that were asked for
    alert: float  # seconds until the other feed's alert arrived; 0 = it did not
    run: float  # seconds of the run; 0 = it did not end by itself, or ended with a traceback
    left: door.Leaving
    memory: float  # the highest of `run`, MB
    boxes: float  # the highest of a process that it began, MB

    @property
    def arrives(self) -> bool:
        """Whether everybody got what is due to them, however long it took."""
        alert = self.answers == self.asked and self.alert > 0 and self.run > 0
        return alert and self.memory <= MEMORY and not self.left.refused and not self.left.still_there

    @property
    def holds(self) -> bool:
        return self.arrives and self.left.p99 <= door.SLOWEST


def play(here: Town, name: str, count: int, leaving: float = LEAVING) -> RunRow:
    """One run, which reads every hostile feed and the council's own; citizens 2 … leave over `leaving` seconds."""
    here.join(*(number(n) for n in range(1, count + 2)))
    with loopback() as server:
        answers = ATTACKS[name](server.url)
        feeds = [path for path in answers if path.endswith("/feed")]
        _read_also(here, server.url, feeds)
        server.answers.update(dict.fromkeys(feeds, CALM))
        here.tick()  # what is there at the first look is no news
        here.rows("UPDATE feed SET next_poll_at = 0 RETURNING name")  # the town's clock is ahead of the run's
        server.asked.clear()
        server.answers.update(answers)
        with here.serving():
            asking = door.begin_leaving(here, 2, count, leaving / count)
            alert, run, memory, boxes = _run(here)
            left = door.end_leaving(here, asking)
        asked = len(answers.keys() & set(server.asked))
        return RunRow(name, len(answers), asked, alert, run, left, memory, boxes)


def _read_also(here: Town, url: str, feeds: list[str]) -> None:
    """Let the town read these feeds too; their items go out at once, with their pictures."""
    others = "".join(f"  - name: other{path[1:-5]}\n    url: {url}{path}\n" for path in feeds)
    here.change(r"^lanes:", f"{others}lanes:")
    here.change("allow_private_networks: false", "allow_private_networks: true")
    here.change(r"news: notizia,(.*# templates/whatsapp)", r"news: notizia_foto,\1")
    here.change(r"flood_items: \d+", "flood_items: 1000")  # what is held is not rendered


def _run(here: Town) -> tuple[float, float, float, float]:
    """Seconds until the alert arrived and until the run had ended (0 = never); MB of the run and of its boxes."""
    link = here.stage.publish("Allerta rossa", "Testo.", categories=["Allerta"])["link"]
    log = here.folder / "hostile-run.log"
    alert, memory, boxes = 0.0, 0.0, 0.0
    with log.open("wb") as out:
        run = subprocess.Popen(here.command("run"), stdout=out, stderr=out, env=here.env())
    began = time.monotonic()
    try:
        while run.poll() is None and time.monotonic() < began + LONGEST:
            memory, boxes = max(memory, _peak(run.pid)), max(boxes, *map(_peak, _below(run.pid)), 0.0)
            if not alert and here.copies(link)[number(1)] == 1:
                alert = time.monotonic() - began
            time.sleep(0.05)
    finally:
        ended = run.poll() is not None
        run.kill()
        run.wait()
    good = ended and run.returncode in GOOD and "Traceback" not in log.read_text(encoding="utf-8")
    return alert, time.monotonic() - began if good else 0.0, memory, boxes


def _peak(pid: int) -> float:
    """0 = it has ended."""
    try:
        return door.peak(pid)
    except (OSError, ValueError):
        return 0.0


def _below(pid: int) -> list[int]:
    """The processes that a process has begun, and those that these have."""
    try:
        tasks = [task.read_text(encoding="ascii") for task in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    begun = [int(one) for line in tasks for one in line.split()]
    return begun + [deeper for one in begun for deeper in _below(one)]
