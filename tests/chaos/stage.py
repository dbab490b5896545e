"""A town that can be put back to its beginning in a moment, and runs of its program under strace.

Built once: baseline read, citizens joined. For every scenario the folder is copied, the sandbox starts anew on its
port with nothing received, and the commands are forked from a process that has imported them (`zygote.py`).
"""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.sandbox.app import sandbox_in_thread
from pipeline.sandbox.setup import settings_for
from tests.chaos.verdict import LISTED, Book, book
from tests.commands import Zygote
from tests.databases import copy_database, on_postgres, put_back
from tests.town import Town, number, town, until
from tests.zygote import ALL

PAGES = ("facebook", "twitter", "mastodon")
RATE = 400  # faster than a real number: a thousand citizens take seconds
LONGEST = 45.0  # seconds after which a run hangs
EVIDENCE = 10.0  # seconds in which receipts settle messages that were sent and not recorded


@dataclass(frozen=True)
class Strike:
    """The order for strace in one run: a kill or an error at this thread's n-th such call."""

    call: str
    thread: int  # 0 = the main one, the others in the order of their birth
    n: int
    how: str  # SIGKILL, EIO or ENOSPC

    def expression(self) -> str:
        kind = "signal" if self.how.startswith("SIG") else "error"
        return f"inject={self.call}:{kind}={self.how}:when={self.n}"

    def __str__(self) -> str:
        where = "" if self.thread == 0 else f" of thread {self.thread}"
        return f"{self.how} at {self.call} {self.n}{where}"


@dataclass
class Ended:
    """How a command ended."""

    code: int  # negative = by that signal
    log: str  # its standard output and error
    calls: dict[int, list[str]] = field(default_factory=dict)  # by thread, as strace writes them down
    hung: bool = False


class Stage:
    """One town, its sandbox and its zygote, which serve one scenario after the other."""

    def __init__(self, here: Town, folder: Path, citizens: int) -> None:
        self.folder, self.citizens = folder, [number(n) for n in range(1, citizens + 1)]
        self.prepared = folder.parent / "prepared"
        shutil.copytree(folder, self.prepared)
        config = here.config
        self.database = config.database_file
        self.kept = self.prepared / "database"
        if on_postgres():
            copy_database(self.database, self.kept)
        self.settings = settings_for(config)
        self.port = config.sandbox.port
        self.webhook_port = config.webhook.port
        self.words = ("-C", str(folder))
        self.zygote = Zygote()
        self.scratch = folder.parent / "scratch"
        self.scratch.mkdir()
        self.fifo = self.scratch / "tids"
        os.mkfifo(self.fifo)
        self._logs = 0

    @contextmanager
    def scene(self) -> Iterator[Town]:
        """The town as it was built, and a sandbox that has received nothing."""
        shutil.rmtree(self.folder)
        shutil.copytree(self.prepared, self.folder)
        if on_postgres():
            put_back(self.kept, self.database)
        with sandbox_in_thread(self.settings, port=self.port):
            here = Town(self.folder, self.port, self.webhook_port)
            yield here
            here.stage.close()

    @contextmanager
    def serving(self, here: Town, logs: list[str]) -> Iterator[None]:
        """`serve`, up and answering; `logs` gets its output."""
        log = self._log()
        pid = self.zygote.ask(words=[*self.words, "serve"], out=str(log), err=str(log))
        try:
            until(here.healthy, step=0.02)
            yield
        finally:
            os.kill(pid, signal.SIGTERM)
            self._wait(pid)
            logs.append(log.read_text(encoding="utf-8"))

    def run(self, strike: Strike | None = None, *, trace: Sequence[str] = ()) -> Ended:
        """One `run`, struck if asked for, or with every thread's calls of these names recorded."""
        log = self._log()
        held = [strike.thread] if strike else [ALL] if trace else []
        with self._listening() as fifo:
            pid = self.zygote.ask(
                words=[*self.words, "run"], out=str(log), err=str(log), hold=held, fifo=str(self.fifo)
            )
            tracers: dict[int, tuple[subprocess.Popen[bytes], Path]] = {}
            timer = threading.Timer(LONGEST, _end, (pid,))
            timer.start()
            self.zygote.tell(wait=pid)
            while True:
                heard = select.select([fifo, self.zygote.answers.fileno()], [], [])[0]
                if fifo in heard:
                    for line in os.read(fifo, 4096).decode().split("\n")[:-1]:
                        thread, tid = map(int, line.split())
                        tracers[thread] = self._attach(tid, thread, strike, trace)
                else:
                    break
            code = self.zygote.answer()
            hung = not timer.is_alive()
            timer.cancel()
        calls = {}
        for thread, (tracer, written) in tracers.items():
            tracer.wait(30)
            lines = written.read_text(encoding="utf-8", errors="replace").split("\n")
            calls[thread] = [line for line in lines if re.match(r"[a-z]\w*\(", line)]
        return Ended(code, log.read_text(encoding="utf-8", errors="replace"), calls, hung)

    def _attach(
        self, tid: int, thread: int, strike: Strike | None, trace: Sequence[str]
    ) -> tuple[subprocess.Popen[bytes], Path]:
        written = self.scratch / f"calls.{thread}"
        command = ["strace", "-qqq", "-yy", "-s", "80", "-p", str(tid), "-o", str(written)]
        names = [strike.call] if strike else trace
        command += ["-e", f"trace={','.join(names)}"]
        if strike:
            command += ["-e", strike.expression()]
        return subprocess.Popen(command, stderr=subprocess.DEVNULL), written

    @contextmanager
    def _listening(self) -> Iterator[int]:
        """The fifo, open at both ends, so that no writer's end is its end."""
        fifo = os.open(self.fifo, os.O_RDWR | os.O_NONBLOCK)
        try:
            yield fifo
        finally:
            os.close(fifo)

    def _wait(self, pid: int) -> int:
        timer = threading.Timer(20.0, _end, (pid,))
        timer.start()
        try:
            return self.zygote.ask(wait=pid)
        finally:
            timer.cancel()

    def _log(self) -> Path:
        self._logs += 1
        return self.scratch / f"log.{self._logs}"

    def warm(self) -> None:
        """Let the zygote import the modules of a whole broadcast and of `serve`."""
        logs: list[str] = []
        with self.scene() as here:
            here.stage.publish("Prova", "Testo.")
            log, modules = str(self._log()), str(self._log())
            pid = self.zygote.ask(words=[*self.words, "run"], out=log, err=log, modules=modules)
            self.zygote.ask(wait=pid, modules=modules)
            with self.serving(here, logs):
                pass


def _end(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@contextmanager
def stage(folder: Path, citizens: int) -> Iterator[Stage]:
    """A stage in this folder, which is its own."""
    place = folder / "town"
    with town(place, rate=RATE) as here:
        here.change(r"type: mastodon\n    enabled: false", "type: mastodon\n    enabled: true")
        here.tick()
        # Longer than the quiet second: else drains of several senders in doubt wait for each other's next poll.
        here.change(r"poll_seconds: [\d.]+", "poll_seconds: 2")
        here.join(*[number(n) for n in range(1, citizens + 1)])
        built = Stage(here, place, citizens)
    place.mkdir(exist_ok=True)
    try:
        built.warm()
        yield built
    finally:
        built.zygote.close()


def settle_receipts(here: Town) -> bool:
    """Wait until the provider has sent all receipts; False if it could not."""
    deadline = time.monotonic() + EVIDENCE
    while here.stage.state()["updates_waiting"]:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def wait_for_evidence(here: Town, database: Path, citizens: Sequence[str], link: str) -> Book:
    """The books, after receipts have proved the messages that killed runs could not record."""
    deadline = time.monotonic() + EVIDENCE
    while True:
        copies, states = here.copies(link), book(database, citizens)
        doubted = [
            number for (_, number), found in states.items() if number and LISTED in found and copies[number]
        ]
        if not doubted or time.monotonic() > deadline:
            return states
        time.sleep(0.05)
