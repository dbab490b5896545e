"""What somebody who watches a demonstration sees: the commands that staff type, and what phones and pages show.

It also judges: every citizen must have got each text once.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
import textwrap
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from pipeline.sandbox.client import SandboxClient
from pipeline.sandbox.staging import command_of, tell
from pipeline.words import number, say, spoken

WIDTH = 78  # characters of a line on the screen
PAUSE = 5.0  # seconds between two acts, if somebody is watching
PATIENCE = 60.0  # seconds until what does not arrive is missing


class Onlooker:
    def __init__(self, folder: Path, client: SandboxClient, citizens: Sequence[str]) -> None:
        self._folder, self._client, self._citizens = folder, client, citizens
        self._acts = 0
        self.faults: list[str] = []  # what was not as it should be

    # -- the screen --------------------------------------------------------------------------------

    def act(self, title: str) -> None:
        if self._acts and sys.stdout.isatty():
            time.sleep(PAUSE)
        click.echo()
        click.echo(click.style(f"── {self._acts} · {title} ".ljust(WIDTH, "─"), bold=True))
        self._acts += 1

    def types(self, *words: str, who: str = "") -> str:
        """A command as staff type it, with its answer on the screen."""
        said, _ = self.begins(*words, who=who).communicate()
        for line in said.strip().split("\n"):
            indent = " " * (len(line) - len(line.lstrip()) + 2)
            for part in _wrapped(line, WIDTH - 4, indent):
                click.echo(f"    {part}".rstrip())
        return said

    def begins(self, *words: str, who: str = "") -> subprocess.Popen[str]:
        """The same, without waiting for it."""
        words = (*words, "--who", who) if who else words
        click.echo(click.style(f"  $ infostiglia {shlex.join(words)}", bold=True))
        return subprocess.Popen(
            [*command_of(self._folder, "--lang", spoken()), *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def shows_a_phone(self) -> None:
        """The last message on one of the phones, and what stands on the council's pages."""
        text = self._client.phones()[self._citizens[0]][-1]["text"]
        click.echo("      ┌" + "─" * (WIDTH - 8))
        for line in text.strip().split("\n"):
            for part in _wrapped(line, WIDTH - 10):
                click.echo(f"      │ {part}".rstrip())
        click.echo("      └" + "─" * (WIDTH - 8))
        state = self._client.state()
        pages = {"Facebook": state["page"], "X": state["tweets"]}
        counts = ", ".join(f"{name} {len(posts)}" for name, posts in pages.items())
        tell(say("Posts on the council's pages: {counts}", counts=counts))

    # -- the verdict -------------------------------------------------------------------------------

    def expects(self, what: str, *, good: bool) -> None:
        if not good:
            self.faults.append(what)

    def waits(self, condition: Callable[[], object]) -> bool:
        deadline = time.monotonic() + PATIENCE
        while not (done := condition()) and time.monotonic() < deadline:
            time.sleep(0.1)
        return bool(done)

    def copies(self, sign: str, since: float) -> Counter[str]:
        """How often each phone got a text with this sign since a moment."""
        return Counter(one["recipient"] for one in self._messages(sign, since))

    def all_get(self, sign: str, since: float) -> None:
        """Wait until every citizen has it, and say how long that took."""
        everybody = set(self._citizens)
        self.waits(lambda: self.copies(sign, since).keys() >= everybody)
        found = self._messages(sign, since)
        copies, moments = self.copies(sign, since), sorted(one["at"] - since for one in found)
        once = sum(copies[phone] == 1 for phone in self._citizens)
        self.expects(sign, good=once == len(everybody) == len(copies))
        tell(
            say(
                "Sent once to {n} of {all} phones: the first {first} s after the command, the last {last} s after it.",
                n=number(once),
                all=number(len(everybody)),
                first=number(moments[0], 1) if moments else "?",
                last=number(moments[-1], 1) if moments else "?",
            )
        )

    def _messages(self, sign: str, since: float) -> list[dict[str, Any]]:
        return [
            one
            for one in self._client.received()
            if one["template"] and one["at"] >= since and sign.casefold() in one["text"].casefold()
        ]


def _wrapped(line: str, width: int, indent: str = "") -> Iterator[str]:
    yield from textwrap.wrap(line, width, subsequent_indent=indent, break_on_hyphens=False) or [""]
