"""The attempts file: what a holder is about to send and what was answered, outside the database.

One file per sender and epoch, `<sender>.<epoch>`, one JSON list a line: first the boot id, then
`[">", delivery, attempt]` before a request leaves and `["=", delivery, attempt, outcome]` before the
answer reaches the database. Nothing is synced to the disk: it need only outlive the process. The holder
keeps the file locked for its life, so whoever gets the lock knows that the holder is dead.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from channels.outcomes import Outcome
from pipeline._outcomes import Answer, Claimed, from_json, to_json


def boot_id() -> str:
    """Changes with every start of the machine; "" where the system does not tell."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


class AttemptsFile:
    """A holder's own file, open, locked and written without a buffer."""

    def __init__(self, folder: Path, sender: str, epoch: int) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = folder / f"{sender}.{epoch}"
        self._file = os.open(
            self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC, 0o600
        )
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._write([[boot_id()]])

    def leaving(self, claimed: Iterable[Claimed]) -> None:
        """These requests leave now: one write for all."""
        self._write([[">", one.delivery, one.attempt] for one in claimed])

    def answered(self, answer: Answer) -> None:
        self._write([["=", answer.claimed.delivery, answer.claimed.attempt, to_json(answer.outcome)]])

    def close(self, *, remove: bool) -> None:
        """Give the lock up. `remove` when nothing claimed is left to explain."""
        if remove:
            self.path.unlink(missing_ok=True)
        os.close(self._file)

    def _write(self, lines: list[list[object]]) -> None:
        os.write(self._file, "".join(json.dumps(line) + "\n" for line in lines).encode())


@dataclass(frozen=True)
class Traces:
    """What an earlier holder left behind."""

    dead: bool = False  # its lock was free and the machine has not restarted: the file tells everything
    left: frozenset[tuple[int, int]] = frozenset()  # (delivery, attempt) whose request may have left
    answers: dict[tuple[int, int], Outcome] = field(default_factory=dict)


def traces(folder: Path, sender: str, epoch: int) -> Traces:
    """Read an earlier holder's file; empty and not `dead` if it is missing."""
    path = folder / f"{sender}.{epoch}"
    try:
        file = path.open("rb")
    except OSError:
        return Traces()
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            free = True
        except OSError:
            free = False
        lines = [_line(raw) for raw in file.read().split(b"\n")]
    same_boot = bool(boot_id()) and lines[0] == [boot_id()]
    left: set[tuple[int, int]] = set()
    answers: dict[tuple[int, int], Outcome] = {}
    for line in lines[1:]:
        match line:
            case [">", int(delivery), int(attempt)]:
                left.add((delivery, attempt))
            case ["=", int(delivery), int(attempt), dict(outcome)]:
                answers[delivery, attempt] = from_json(outcome)
    return Traces(free and same_boot, frozenset(left), answers)


def remove_older(folder: Path, sender: str, epoch: int) -> None:
    """Files of earlier epochs, which have been read."""
    for path in folder.glob(f"{sender}.*"):
        if path.name != f"{sender}.{epoch}":
            path.unlink(missing_ok=True)


def _line(raw: bytes) -> object:
    """A killed writer may leave half a line: its requests had not left yet."""
    try:
        return json.loads(raw)
    except ValueError:
        return None
