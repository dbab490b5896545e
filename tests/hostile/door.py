"""One row of the hostile test: `serve` as it is run, few descriptors, one attack, and citizens who leave meanwhile."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.sandbox.setup import settings_for
from tests.hostile.attacks import PICTURE
from tests.town import ROOT, Town, number, until

DESCRIPTORS = 256
PAUSE = 0.05  # seconds between two citizens
SLOWEST = 1.0  # seconds that the slowest hundredth of the answers may take
WARM = 2.0  # seconds in which an attack takes hold
SECRET = "sandbox-whatsapp_app_secret"


@dataclass(frozen=True)
class Leaving:
    """What citizens got who left during an attack."""

    seconds: list[float]  # of every answer
    refused: int  # signed webhooks that were not answered with 200
    still_there: int  # citizens who were told 200 and have not left

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.seconds, n=100)[98]


@dataclass(frozen=True)
class Row:
    name: str
    left: Leaving
    memory: float  # the highest of the process, MB
    descriptors: int  # the most that were seen
    lines: int  # of the log

    @property
    def holds(self) -> bool:
        return self.left.p99 <= SLOWEST and not self.left.refused and not self.left.still_there


@contextmanager
def serving(here: Town, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`serve` in a process of its own, with few descriptors."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            here.command("serve"),
            stderr=out,
            stdout=out,
            env=here.env(),
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, DESCRIPTORS)),
        )
        try:
            until(lambda: here.healthy() or process.poll() is not None)
            assert process.poll() is None, log.read_text(encoding="utf-8")
            yield process
        finally:
            process.terminate()
            process.wait(60)


def show_picture(here: Town) -> None:
    """One picture to be fetched, as large as they may be."""
    folder = here.config.data / "pictures"
    folder.mkdir(exist_ok=True)
    (folder / PICTURE).write_bytes(bytes(4_000_000))


def play(here: Town, name: str, first: int, count: int) -> Row:
    """One attack ("" = none) against a fresh `serve`; citizens `first` … leave meanwhile."""
    here.join(*(number(n) for n in range(first, first + count)))
    port, log = int(here.webhook_url.rpartition(":")[2]), here.folder / "hostile.log"
    with serving(here, log) as process:
        seconds = WARM + count * PAUSE + 20
        attack = (
            [subprocess.Popen(_python("attacks", name, port, seconds), env=here.env(), cwd=ROOT)]
            if name
            else []
        )
        try:
            time.sleep(WARM)
            asking = begin_leaving(here, first, count, PAUSE)
            seen = _descriptors(process.pid, asking)
            assert process.poll() is None, (process.returncode, log.read_text(encoding="utf-8"))
            memory = peak(process.pid)
        finally:
            for one in attack:
                one.kill()
                one.wait()
        left = end_leaving(here, asking)
    return Row(name or "no attack", left, memory, seen, len(log.read_bytes().splitlines()))


def begin_leaving(here: Town, first: int, count: int, pause: float) -> subprocess.Popen[bytes]:
    """Let citizens leave, one every `pause` seconds, in a process of its own."""
    envelope, waba = addressed(here)
    port = here.webhook_url.rpartition(":")[2]
    words = _python("citizens", port, SECRET, first, count, pause, json.dumps(envelope), waba)
    return subprocess.Popen(words, env=here.env(), cwd=ROOT, stdout=subprocess.PIPE)


def end_leaving(here: Town, asking: subprocess.Popen[bytes]) -> Leaving:
    """Wait until all have an answer, and until those who were told 200 have left. `serve` must still run."""
    answers = json.loads(asking.communicate()[0])
    good = sum(status == 200 for status, _ in answers)
    return Leaving([took for _, took in answers], len(answers) - good, _still_there(here, good))


def _descriptors(pid: int, asking: subprocess.Popen[bytes]) -> int:
    """The most descriptors of the process that were seen while citizens left."""
    seen = 0
    while asking.poll() is None:
        seen = max(seen, sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir()))
        time.sleep(0.1)
    return seen


def addressed(here: Town) -> tuple[dict[str, object], str]:
    """How Meta addresses this council: the head of each change, and the account's id."""
    settings = settings_for(here.config)
    metadata = {
        "display_phone_number": settings.number.lstrip("+"),
        "phone_number_id": settings.phone_number_id,
    }
    return {"messaging_product": "whatsapp", "metadata": metadata}, settings.waba_id


def _still_there(here: Town, left: int) -> int:
    """How many of those who were told 200 have not left, half a minute later at the latest."""
    gone = "SELECT count(*) FROM subscriber WHERE state <> 'active'"
    try:
        until(lambda: here.rows(gone)[0][0] >= left)
    except AssertionError:
        return left - int(here.rows(gone)[0][0])
    return 0


def peak(pid: int) -> float:
    """The highest resident memory of the process so far, in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) / 1000


def _python(module: str, *words: object) -> list[str]:
    return [sys.executable, "-m", f"tests.hostile.{module}", *map(str, words)]
