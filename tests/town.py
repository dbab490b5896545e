"""A small town for tests: a working folder, a sandbox playing everything outside, and the program's own commands."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
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
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from pipeline.clock import Clock
from pipeline.council import OpenCouncil, open_council
from pipeline.run import Report, run
from pipeline.sandbox.app import sandbox_in_thread
from pipeline.sandbox.client import SandboxClient
from pipeline.sandbox.setup import settings_for
from pipeline.settings.folder import lay_out
from pipeline.settings.reader import load
from pipeline.settings.values import Config
from pipeline.stages.deliver.lease import RENEWAL
from tests import databases
from tests.commands import ROOT, Command, call
from tests.unreadable import assert_unreadable, files_of

SHARED = ROOT.parent / "shared"
POLL = 0.2  # seconds at least between two polls of a feed
IDLE, SHORT = (
    0.3,
    0.03,
)  # seconds: the shortest sleep of a drain when nothing is due, and the time it takes in tests


def free_port() -> int:
    """A port to be bound later: below those that the system gives to connections meanwhile."""
    while True:
        port = random.SystemRandom().randrange(10_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def number(n: int) -> str:
    """The phone number of citizen `n` in fixtures."""
    return f"+39333000{n:04d}"


ANY_CITIZEN = number(0).removeprefix("+")[:-4]  # what all numbers of citizens have in common


def until(condition: Callable[[], Any], seconds: float = 30, step: float = 0.05) -> Any:
    """Wait until the condition holds and return its value. Fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError("did not happen in time")
        time.sleep(step)
    return value


class TestClock(Clock):
    """The real clock, which tests move ahead; it also moves ahead while a drain only waits for its next message."""

    __test__ = False

    def __init__(self) -> None:
        self.ahead = 0.0

    def time(self) -> float:
        return super().time() + self.ahead

    async def sleep(self, seconds: float) -> None:
        if IDLE <= seconds < RENEWAL:
            self.ahead += seconds - SHORT
            seconds = SHORT
        await super().sleep(seconds)


class Town:
    def __init__(self, folder: Path, sandbox_port: int, webhook_port: int) -> None:
        self.folder = folder
        self.clock = TestClock()
        self.outputs: dict[str, bytes] = {}  # of the last call of each command
        self.public = b""  # a number of the service's, which may be read by anybody
        self.webhook_url = f"http://127.0.0.1:{webhook_port}"
        self.stage = SandboxClient(f"http://127.0.0.1:{sandbox_port}")

    @property
    def config(self) -> Config:
        return load(self.folder)

    def change(self, pattern: str, replacement: str) -> None:
        """Edit config.yaml by a regular expression, as a clerk would by hand."""
        change_config(self.folder, pattern, replacement)

    @contextmanager
    def open_council(self) -> Iterator[OpenCouncil]:
        with open_council(self.config, {}, self.clock, random.Random(1)) as opened:
            yield opened

    def tick(self) -> Report:
        """Run one tick in this process, with the clock moved to the next poll."""
        self.clock.ahead += 0.3
        with self.open_council() as opened:
            return asyncio.run(run(opened))

    def heartbeat(self) -> None:
        """Record a sign of life, as if `serve` were running."""
        with self.open_council() as opened:
            opened.store.uptime_begin(now=self.clock.time())

    def join(self, *numbers: str) -> None:
        """Add citizens who have joined and been welcomed, without the webhook."""
        with self.open_council() as opened, opened.store.transaction():
            for one in numbers:
                opened.store.insert_subscriber(
                    state="active",
                    phone_lookup=opened.vault.lookup(one),
                    phone=opened.vault.encrypt(one.encode()),
                    user_lookup=None,
                    user_id=None,
                    mode=opened.config.live,
                    welcome="accepted",
                    tester=0,
                    since=self.clock.time() - 3600,
                    forget_at=None,
                )

    def written(self) -> dict[str, bytes]:
        """What the program has written by itself: its files and the outputs of its commands. Not what a person wrote
        (config.yaml), or asked to have in clear (lists)."""
        logs = {path.name: path.read_bytes() for path in self.folder.glob("*.log")}
        found = self.outputs | files_of(self.folder / "data") | logs
        return (
            {where: content.replace(self.public, b"") for where, content in found.items()}
            if self.public
            else found
        )

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "pipeline", "-C", str(self.folder), *words]

    def call(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one of the program's commands to its end: `here.call("status").stdout`."""
        done = call("-C", str(self.folder), *words)
        self.outputs[" ".join(words)] = (done.stdout + done.stderr).encode()
        return done

    def start(self, *words: str) -> Command:
        """Start one of the program's commands in the background."""
        if words[0] == "run":
            time.sleep(
                POLL + max(0.0, min(self.clock.ahead, 1.0))
            )  # its clock is the real one, and the feeds are due
        return Command(("-C", str(self.folder), *words))

    def env(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(ROOT)}

    @contextmanager
    def serving(self) -> Iterator[Command]:
        """`serve`, running and answering, for the length of a `with`."""
        process = self.start("serve")
        try:
            until(lambda: self.healthy() or process.poll() is not None)
            assert process.poll() is None, "serve did not start"
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
            process.wait(30)

    def healthy(self) -> bool:
        try:
            return httpx.get(self.webhook_url + "/health", timeout=1, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def copies(self, link: str) -> Counter[str]:
        """The number of times each recipient was sent this item, by the sandbox's log.
        Pages have their channel's name."""
        return Counter(
            one["recipient"] or one["channel"]
            for one in self.stage.received()
            if link in one["text"] + one["key"]
        )

    def rows(self, sql: str, *values: Any) -> list[Any]:
        """The rows of a query on the town's database, as tuples."""
        with self.open_council() as opened:
            return [tuple(row) for row in opened.store.connection.execute(sql, values).fetchall()]


def change_config(folder: Path, pattern: str, replacement: str) -> None:
    file = folder / "config.yaml"
    text, count = re.subn(pattern, replacement, file.read_text(encoding="utf-8"), flags=re.M)
    assert count, f"{pattern} is not in config.yaml"
    file.write_text(text, encoding="utf-8")


@contextmanager
def town(
    folder: Path,
    *,
    rate: int = 80,
    limit: int = 100_000,
    furnish: Callable[[Path], None] = lambda folder: None,
) -> Iterator[Town]:
    """A town with short settle delay and polling, and its sandbox running.
    `furnish`: changes its folder before that."""
    lay_out(folder)
    furnish(folder)
    sandbox_port, webhook_port = free_port(), free_port()
    for pattern, replacement in (
        ("8099", str(sandbox_port)),
        ("8080", str(webhook_port)),
        (r"poll_seconds: \d+", f"poll_seconds: {POLL}"),
        (r"settle_seconds: \d+", "settle_seconds: 0"),
        (r"rate: 80", f"rate: {rate}"),
        (r"at_once: true", "at_once: false"),
        (r"first_wave: \d+", "first_wave: 0"),
        (
            r'quiet: \{from: "21:00", to: "07:30"',
            'quiet: {from: "00:00", to: "00:00"',
        ),  # tests run at night too
        (r"gap_minutes: \d+", "gap_minutes: 0"),
        (r"an_hour: 4", "an_hour: 0"),
        (r"a_day: 12", "a_day: 0"),
        (r"a_week: 10", "a_week: 0"),
        (r"type: twitter\n    enabled: false", "type: twitter\n    enabled: true"),
    ):
        change_config(folder, pattern, replacement)
    if databases.on_postgres():
        address = databases.url_of(folder / "data" / "infostiglia.db")
        change_config(folder, r'^database: ""', f"database: {address}")
    settings = replace(settings_for(load(folder)), rate=max(rate, 80), limit=limit)
    with sandbox_in_thread(settings, port=sandbox_port):
        here = Town(folder, sandbox_port, webhook_port)
        yield here
        assert_unreadable([ANY_CITIZEN], here.written())
        here.stage.close()
    shutil.rmtree(folder, ignore_errors=True)
