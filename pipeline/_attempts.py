"""The attempts file: what a holder is about to send and what was answered, outside the database.

One file per sender and epoch, `<sender>.<epoch>`, one JSON list a line: first the boot id, then
`[">", delivery, attempt]` before a request leaves and `["=", delivery, attempt, outcome]` before the
answer reaches the database. Nothing is synced to the disk: it need only outlive the process. The holder
keeps the file locked for its life, so whoever gets the lock knows that the holder is dead. What the database knows is
dropped every few thousand lines, so that the next holder reads little however long the broadcast.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from channels.outcomes import Outcome
from pipeline._outcomes import Answer, Claimed, from_json, to_json

MOST_LINES = 2000  # after which a file is written anew with what is still open


def boot_id() -> str:
    """Changes with every start of the machine; "" where the system does not tell."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


class AttemptsFile:
    """A holder's own file, open and locked. Answers are written by `flush`, requests at once."""

    def __init__(self, folder: Path, sender: str, epoch: int) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = folder / f"{sender}.{epoch}"
        self._file = _open_locked(self.path)
        self._open: dict[tuple[int, int], list[list[object]]] = {}  # lines the database does not know yet
        self._lines, self._buffer = 0, list[list[object]]()
        self._write([[boot_id()]])

    def leaving(self, claimed: Iterable[Claimed]) -> None:
        """These requests leave now: one write for all."""
        for one in claimed:
            line: list[object] = [">", one.delivery, one.attempt]
            self._open[one.delivery, one.attempt] = [line]
            self._buffer.append(line)
        self.flush()

    def answered(self, answer: Answer) -> None:
        """Written with the next `flush`."""
        key = (answer.claimed.delivery, answer.claimed.attempt)
        line: list[object] = ["=", *key, to_json(answer.outcome)]
        self._open.setdefault(key, []).append(line)
        self._buffer.append(line)

    def flush(self) -> None:
        """One write for everything that waits for it."""
        lines, self._buffer = self._buffer, []
        if lines:
            self._write(lines)

    def recorded(self, claimed: Iterable[Claimed]) -> None:
        """The database knows these now."""
        for one in claimed:
            self._open.pop((one.delivery, one.attempt), None)
        if self._lines > MOST_LINES and self._lines > 4 * len(self._open):
            self._write_anew()

    def close(self, *, remove: bool) -> None:
        """Give the lock up. `remove` when nothing claimed is left to explain."""
        self.flush()
        if remove:
            self.path.unlink(missing_ok=True)
        os.close(self._file)

    def _write_anew(self) -> None:
        """The new file is locked and complete before it takes the old one's name: a kill finds one or the other."""
        old, new = self._file, self.path.with_name(f".{self.path.name}.new")
        self._file, self._lines = _open_locked(new), 0
        self._buffer = []
        self._write([[boot_id()], *(line for lines in self._open.values() for line in lines)])
        new.replace(self.path)
        os.close(old)

    def _write(self, lines: list[list[object]]) -> None:
        self._lines += len(lines)
        os.write(self._file, "".join(json.dumps(line) + "\n" for line in lines).encode())


def _open_locked(path: Path) -> int:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC, 0o600)
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return file


@dataclass(frozen=True)
class Traces:
    """What an earlier holder left behind."""

    dead: bool = False  # its lock was free and the machine has not restarted: the file tells everything
    left: frozenset[tuple[int, int]] = frozenset()  # (delivery, attempt) whose request may have left
    answers: dict[tuple[int, int], Outcome] = field(default_factory=dict)


def traces(folder: Path, sender: str, epoch: int) -> Traces:
    """Read an earlier holder's file; empty and not `dead` if it is missing."""
    path = folder / f"{sender}.{epoch}"
    while True:
        try:
            file = path.open("rb")
        except OSError:
            return Traces()
        with file:
            found = _read(file)
            try:
                if os.fstat(file.fileno()).st_ino == path.stat().st_ino:
                    return found
            except OSError:
                return Traces()
        # Its holder wrote it anew at this very moment: the old one says nothing of whether that holder lives.


def _read(file: BinaryIO) -> Traces:
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
    for path in (*folder.glob(f"{sender}.*"), *folder.glob(f".{sender}.*.new")):
        number = path.name.removeprefix(".").removesuffix(".new").rpartition(".")[2]
        if number.isdecimal() and int(number) < epoch:
            path.unlink(missing_ok=True)


def _line(raw: bytes) -> object:
    """A killed writer may leave half a line: its requests had not left yet."""
    try:
        return json.loads(raw)
    except ValueError:
        return None
