"""The demo: the whole job from end to end, in a folder of its own, by the commands of a live service.

`sandbox`, `serve` and every `run` are processes as cron and systemd would start them; only settle delay and
polling are shortened.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from pipeline.sandbox.client import SandboxClient
from pipeline.sandbox.staging import command_of, stage, tell
from pipeline.settings.reader import load
from pipeline.staff.people.pages import home_of
from pipeline.words import say

LEAVERS = 12
STORY = (
    (
        "Biblioteca aperta anche il sabato",
        "Da dicembre la biblioteca apre il sabato dalle 9 alle 12.",
        "Cultura",
    ),
    ("Iscrizioni ai corsi di musica", "Le domande si presentano in municipio entro venerdì.", "Scuola"),
    ("Mercatini di Natale in piazza Cornelio", "Domenica dalle 9 alle 18, con la Pro Loco.", "Eventi"),
    ("Acqua sospesa in via Verona", "Mercoledì dalle 9 alle 12, per lavori alla rete.", "Interruzioni"),
)
EMERGENCY = (
    "ALLERTA ROSSA: piena del Po, chiuso il ponte della statale 12",
    "Il ponte è chiuso dalle 20. Non sostare sugli argini e salire ai piani alti nelle zone golenali.",
    "Allerta",
)


def demo(folder: Path, *, once: bool, citizens: int) -> int:
    """Play the demo. Returns 0 if everything arrived as it should.
    Without `once` the sandbox stays open until Ctrl-C. Raises ConfigError if the folder is somebody else's."""
    with stage(folder, {}) as sandbox_url:
        client = SandboxClient(sandbox_url)
        story = Story(folder, client, [f"+393339{number:06d}" for number in range(1, citizens + 1)])
        good = story.tell()
        if not once:
            _stay(folder, sandbox_url)
        client.close()
    return 0 if good else 1


class Story:
    def __init__(self, folder: Path, stage: SandboxClient, citizens: list[str]) -> None:
        self._folder, self._stage, self._citizens = folder, stage, citizens
        self._left: dict[str, float] = {}

    def tell(self) -> bool:
        """Play from the first poll to the final table. True if everything is as it should be."""
        tell(say("The portal has 40 items already: the first reading publishes nothing."))
        self._run()
        tell(say("{n} citizens write iscrivimi to the service's number.", n=len(self._citizens)))
        self._stage.write(self._citizens, "Iscrivimi")
        self._wait(say("Joined"), self._welcomed, len(self._citizens))
        tell(say("The editors publish three news and a service notice."))
        items = [self._publish(*story) for story in STORY]
        self._run_killed(after=len(self._citizens) // 2)
        leavers = self._citizens[:LEAVERS]
        tell(say("Meanwhile {n} citizens write cancellami.", n=len(leavers)))
        self._stage.write(leavers, "CANCELLAMI")
        self._wait(say("Left"), lambda: sum(self._said_goodbye(number) for number in leavers), len(leavers))
        self._left = {number: time.time() for number in leavers}
        tell(
            say(
                "The editors publish an alert; cron starts again, goes on sending, and sends the alert first."
            )
        )
        items.append(self._publish(*EMERGENCY))
        codes = []
        for _ in range(10):
            codes.append(self._run())
            if codes[-1] == 0 and self._nothing_waits():
                break
        return self._table(items) and codes[-1] == 0

    # -- what happens -----------------------------------------------------------------------------

    def _publish(self, title: str, text: str, category: str) -> dict[str, Any]:
        return self._stage.publish(title, text, categories=[category])

    def _run(self) -> int:
        return subprocess.run(command_of(self._folder, "run"), stderr=subprocess.DEVNULL).returncode

    def _run_killed(self, after: int) -> None:
        """Kill a run once it has sent about `after` messages of the broadcast."""
        before = self._broadcasts()
        running = subprocess.Popen(command_of(self._folder, "run"), stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while self._broadcasts() - before < after and running.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        running.send_signal(signal.SIGKILL)
        running.wait()
        tell(
            say(
                "Half-way, after {n} messages, the program is killed (SIGKILL).",
                n=self._broadcasts() - before,
            )
        )

    def _wait(self, what: str, count: Callable[[], int], expected: int) -> None:
        hidden = not sys.stderr.isatty()
        with click.progressbar(length=expected, label=what, file=sys.stderr, hidden=hidden) as bar:
            deadline, before = time.monotonic() + 60, 0
            while (now := count()) < expected and time.monotonic() < deadline:
                bar.update(now - before)
                before = now
                time.sleep(0.1)
            bar.update(expected - before)

    def _welcomed(self) -> int:
        return sum(
            any("iscrizione confermata" in m["text"] for m in shown)
            for shown in self._stage.phones().values()
        )

    def _said_goodbye(self, number: str) -> bool:
        return any("Cancellazione confermata" in m["text"] for m in self._stage.phones().get(number, []))

    def _broadcasts(self) -> int:
        return sum(bool(one["template"]) for one in self._stage.received())

    def _nothing_waits(self) -> bool:
        status = subprocess.run(command_of(self._folder, "status", "--json"), capture_output=True, text=True)
        return '"uncertain": 0' in status.stdout and '"state": "due"' not in status.stdout

    # -- the results -------------------------------------------------------------------------------

    def _table(self, items: list[dict[str, Any]]) -> bool:
        received = self._stage.received()
        good = True
        click.echo()
        click.echo(f"{say('Item'):<47} {'WhatsApp':>24} {'Facebook':>9} {'X':>3}")
        for item in items:
            copies = Counter(
                one["recipient"] for one in received if one["template"] and item["link"] in one["text"]
            )
            staying = [number for number in self._citizens if number not in self._left]
            once = sum(copies[number] == 1 for number in staying)
            twice = sum(count > 1 for count in copies.values())
            pages = Counter(one["channel"] for one in received if not one["recipient"] and _about(one, item))
            good &= once == len(staying) and not twice and pages == {"facebook": 1, "twitter": 1}
            whatsapp = say("{n} of {all} once", n=once, all=len(staying))
            whatsapp += say(", {n} TWICE", n=twice) if twice else ""
            title = item["title"] if len(item["title"]) < 47 else item["title"][:45] + "…"
            click.echo(f"{title:<47} {whatsapp:>24} {pages['facebook']:>9} {pages['twitter']:>3}")
        late = [
            one
            for one in received
            if one["template"] and one["at"] > self._left.get(one["recipient"], float("inf"))
        ]
        good &= not late
        click.echo()
        left, state = len(self._left), self._stage.state()
        click.echo(say("Messages to those who had left ({left} citizens): {n}", left=left, n=len(late)))
        busiest = state["busiest_second"]
        click.echo(say("Busiest second: {n} messages (WhatsApp takes 80)", n=busiest))
        click.echo(say("Result: everything arrived once.") if good else say("Result: SOMETHING IS WRONG."))
        return good


def _about(one: dict[str, Any], item: dict[str, Any]) -> bool:
    return item["link"] in (one["text"] + one["key"])


def _stay(folder: Path, url: str) -> None:
    click.echo()
    for line in pages_of(folder):
        click.echo(line)
    where = f"{folder}{os.sep}"
    click.echo(
        say(
            "See all of it at {url}/sandbox ; the folder is {folder} . Ctrl-C ends it.", url=url, folder=where
        )
    )
    try:
        while True:
            subprocess.run(command_of(folder, "run"), stderr=subprocess.DEVNULL)
            time.sleep(5)
    except KeyboardInterrupt:
        click.echo()


def pages_of(folder: Path) -> Iterator[str]:
    """Where the same story is seen by a citizen, by a clerk who approves and stops, and by a mayor who only reads."""
    yield say("As a citizen: {url}", url=home_of(load(folder)) + "/")
    clerk, mayor = _link(folder, "Anna Rossi", "redattore"), _link(folder, "La sindaca", "lettore")
    yield say("As a clerk: {url} (once, within an hour)", url=clerk)
    yield say("As the mayor: {url} (once, within an hour)", url=mayor)


def _link(folder: Path, name: str, role: str) -> str:
    """The address that lets a person of the staff in once."""
    words = command_of(folder, "people", "--add", name, "--role", role)
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()[-1]
