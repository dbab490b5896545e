"""The demo: the whole job from end to end, in a folder of its own, by the commands of a live service.

`sandbox`, `serve` and every `run` are processes as cron and systemd would start them; only settle delay and
polling are shortened.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import httpx

from pipeline.model import Mode
from pipeline.sandbox.client import SandboxClient
from pipeline.settings.folder import lay_out
from pipeline.settings.reader import load
from pipeline.settings.values import FILE, ConfigError
from pipeline.words import say

OURS = ".demo"  # the file by which the demo knows its own folder, which it makes anew each time
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
    _make_room(folder)
    folder.mkdir()
    (folder / OURS).touch()
    lay_out(folder)
    sandbox_url, webhook_url = _shorten(folder)
    with (
        _process(folder, "sandbox", sandbox_url + "/sandbox"),
        _process(folder, "serve", webhook_url + "/health"),
    ):
        stage = SandboxClient(sandbox_url)
        story = Story(folder, stage, [f"+393339{number:06d}" for number in range(1, citizens + 1)])
        good = story.tell()
        if not once:
            _stay(folder, sandbox_url)
        stage.close()
    return 0 if good else 1


def _make_room(folder: Path) -> None:
    """Remove the folder of an earlier demo. Raises ConfigError for any other: it may be a council's service."""
    if not (folder.exists() or folder.is_symlink()):
        return
    ours = (folder / OURS).is_file() and not folder.is_symlink()
    if not ours or ((folder / FILE).exists() and load(folder).live is not Mode.OFF):
        raise ConfigError(
            "{folder}: is not a folder of the demo, and stays as it is; move it away, or start the demo elsewhere",
            folder=folder,
        )
    shutil.rmtree(folder)


class Story:
    def __init__(self, folder: Path, stage: SandboxClient, citizens: list[str]) -> None:
        self._folder, self._stage, self._citizens = folder, stage, citizens
        self._left: dict[str, float] = {}

    def tell(self) -> bool:
        """Play from the first poll to the final table. True if everything is as it should be."""
        _tell(say("The portal has 40 items already: the first reading publishes nothing."))
        self._run()
        _tell(say("{n} citizens write iscrivimi to the service's number.", n=len(self._citizens)))
        self._stage.write(self._citizens, "Iscrivimi")
        self._wait(say("Joined"), self._welcomed, len(self._citizens))
        _tell(say("The editors publish three news and a service notice."))
        items = [self._publish(*story) for story in STORY]
        self._run_killed(after=len(self._citizens) // 2)
        leavers = self._citizens[:LEAVERS]
        _tell(say("Meanwhile {n} citizens write cancellami.", n=len(leavers)))
        self._stage.write(leavers, "CANCELLAMI")
        self._wait(say("Left"), lambda: sum(self._said_goodbye(number) for number in leavers), len(leavers))
        self._left = {number: time.time() for number in leavers}
        _tell(
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
        return subprocess.run(_command(self._folder, "run"), stderr=subprocess.DEVNULL).returncode

    def _run_killed(self, after: int) -> None:
        """Kill a run once it has sent about `after` messages of the broadcast."""
        before = self._broadcasts()
        running = subprocess.Popen(_command(self._folder, "run"), stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while self._broadcasts() - before < after and running.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        running.send_signal(signal.SIGKILL)
        running.wait()
        _tell(
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
        status = subprocess.run(_command(self._folder, "status", "--json"), capture_output=True, text=True)
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


def _tell(text: str) -> None:
    click.echo(f"• {text}")


def _command(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "pipeline", "-C", str(folder), *words]


def _shorten(folder: Path) -> tuple[str, str]:
    """Shorten settle delay and polling, and choose other ports where one is taken."""
    file = folder / "config.yaml"
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"(poll_seconds: )\d+", r"\g<1>1", text)
    text = text.replace("type: twitter\n    enabled: false", "type: twitter\n    enabled: true")
    text = re.sub(r"(settle_seconds: )\d+", r"\g<1>2", text)
    for port in ("8099", "8080"):
        text = re.sub(rf"\b{port}\b", str(_free(int(port))), text)
    file.write_text(text, encoding="utf-8")
    ports = re.findall(r"^  port: (\d+)", text, re.M)
    return f"http://127.0.0.1:{ports[1]}", f"http://127.0.0.1:{ports[0]}"


def _free(port: int) -> int:
    """This port, or another if it is taken."""
    for wanted in (port, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", wanted))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port on this machine")


@contextmanager
def _process(folder: Path, command: str, ready: str) -> Iterator[None]:
    """A command running in a process of its own, for the length of a `with`."""
    with (folder / f"{command}.log").open("wb") as log:
        running = subprocess.Popen(_command(folder, command), stderr=log, stdout=log)
        try:
            _await(ready, running)
            yield
        finally:
            running.terminate()
            running.wait(30)


def _await(url: str, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and running.poll() is None:
        try:
            httpx.get(url, timeout=1, trust_env=False)
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    command = " ".join(running.args[3:])  # type: ignore[index,arg-type]
    raise click.ClickException(say("{command} did not start; see its log in the folder", command=command))


def _stay(folder: Path, url: str) -> None:
    click.echo()
    where = f"{folder}{os.sep}"
    click.echo(
        say(
            "See all of it at {url}/sandbox ; the folder is {folder} . Ctrl-C ends it.", url=url, folder=where
        )
    )
    try:
        while True:
            subprocess.run(_command(folder, "run"), stderr=subprocess.DEVNULL)
            time.sleep(5)
    except KeyboardInterrupt:
        click.echo()
