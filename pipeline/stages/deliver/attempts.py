"""The attempts file: a holder's record, outside the database, of requests about to leave and of their answers.

One file per sender and epoch, `<sender>.<epoch>`, one JSON list a line: first the boot id, then
`[">", delivery, attempt]` before a request leaves and `["=", delivery, attempt, outcome, message]` before the answer
reaches the database (`message`: of a citizen's message the keyed hash of its id). Nothing is synced to the disk: it
need only outlive the process. The holder keeps the file locked for its life, so a process that gets the lock knows that
the holder is dead. Every few thousand lines, entries the database knows are dropped, so that the next holder reads
little however long the broadcast.
"""

from __future__ import annotations

import errno
import fcntl
import json
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import field
from pathlib import Path
from typing import BinaryIO

from channels.outcomes import Outcome
from channels.value import dataclass
from pipeline.events import event
from pipeline.stages.settle.answers import Answer, Claimed, from_json, to_json

log = logging.getLogger(__name__)
MOST_LINES = 2000  # after which a file is written anew, with only the open attempts


def boot_id() -> str:
    """An id that changes with every start of the machine; "" if the system has none."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


class AttemptsFile:
    """A holder's own file, open and locked. Requests are written at once, answers by `flush`.

    When a line cannot be written whole, nothing is ever written after it: what would be appended to half a line would
    be lost with it. Raises OSError, with the file's name, when it cannot be made or written.
    """

    def __init__(self, folder: Path, sender: str, epoch: int) -> None:
        self.path = folder / f"{sender}.{epoch}"
        self._open: dict[tuple[int, int], list[list[object]]] = {}  # lines the database does not know yet
        self._lines, self._buffer = 0, list[list[object]]()
        self._broken: OSError | None = None
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = _open_locked(self.path)
        try:
            self._write([[boot_id()]])
        except OSError:
            self.close(remove=True)
            raise

    def leaving(self, claimed: Iterable[Claimed]) -> None:
        """Record that these requests leave now, in one write. After an OSError none of them may leave."""
        lines = {(one.delivery, one.attempt): [">", one.delivery, one.attempt] for one in claimed}
        self._write([*self._buffer, *lines.values()])
        self._buffer = []
        self._open |= {key: [line] for key, line in lines.items()}

    def answered(self, answer: Answer) -> None:
        """Record an answer, to be written by the next `flush`."""
        key = (answer.claimed.delivery, answer.claimed.attempt)
        line: list[object] = ["=", *key, to_json(answer.outcome), answer.message]
        self._open.setdefault(key, []).append(line)
        self._buffer.append(line)

    def flush(self) -> None:
        """Write all waiting answers at once. Raises OSError."""
        lines, self._buffer = self._buffer, []
        if lines:
            self._write(lines)

    def recorded(self, claimed: Iterable[Claimed]) -> None:
        """Record that the database knows these, so that their lines may be dropped."""
        for one in claimed:
            self._open.pop((one.delivery, one.attempt), None)
        if self._lines > MOST_LINES and self._lines > 4 * len(self._open) and self._broken is None:
            self._write_anew()

    def close(self, *, remove: bool) -> None:
        """Release the lock. `remove`: delete the file, because no claim is left to explain. Errors are only logged."""
        if self._file < 0:
            return
        with _told(self.path):
            if self._buffer and not remove and self._broken is None:
                self.flush()
        if remove:
            with _told(self.path):
                self.path.unlink(missing_ok=True)
        file, self._file = self._file, -1
        self._broken = self._broken or OSError(errno.EBADF, "closed", str(self.path))
        with _told(self.path):
            os.close(file)

    def _write_anew(self) -> None:
        """Replace the file by a shorter one, which is locked and complete before it takes the name: a kill leaves one
        or the other.

        If the disk refuses, the old file stays in use and grows.
        """
        lines: list[list[object]] = [
            [boot_id()],
            *(line for of_one in self._open.values() for line in of_one),
        ]
        old, new, file = self._file, self.path.with_name(f".{self.path.name}.new"), -1
        self._lines = 0
        try:
            file = _open_locked(new)
            _write_whole(file, lines)
            new.replace(self.path)
        except OSError as error:
            _tell(new, error)
            old = file
            with _told(new):
                new.unlink(missing_ok=True)
        else:
            self._file, self._lines, self._buffer = file, len(lines), []
        if old >= 0:
            with _told(self.path):
                os.close(old)

    def _write(self, lines: list[list[object]]) -> None:
        if self._broken is not None:
            raise self._broken
        try:
            _write_whole(self._file, lines)
        except OSError as error:
            self._broken = OSError(error.errno, error.strerror, str(self.path))
            raise self._broken from error
        self._lines += len(lines)


def _open_locked(path: Path) -> int:
    """Create an empty file, locked by us."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(file, 0)  # not before it is ours
    except OSError as error:
        os.close(file)
        raise OSError(error.errno, error.strerror, str(path)) from error
    return file


def _write_whole(file: int, lines: list[list[object]]) -> None:
    """Write all lines or raise OSError: a full disk silently accepts the first half."""
    data = "".join(json.dumps(line) + "\n" for line in lines).encode()
    while data:
        written = os.write(file, data)
        if not written:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        data = data[written:]


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Log errors and go on, for operations whose failure does not endanger what was sent."""
    try:
        yield
    except OSError as error:
        _tell(path, error)


def _tell(path: Path, error: OSError) -> None:
    log.warning(event("attempts file failed; is the disk full or failing?", file=path, error=error.strerror))


@dataclass(frozen=True)
class Traces:
    """The records an earlier holder left behind."""

    dead: bool = False  # its lock was free and the machine has not restarted: the file tells everything
    left: frozenset[tuple[int, int]] = frozenset()  # (delivery, attempt) whose request may have left
    # The outcome of each of these, and the hash of its message's id ("" = a page's, or none is known).
    answers: dict[tuple[int, int], tuple[Outcome, str]] = field(default_factory=dict)


def traces(folder: Path, sender: str, epoch: int) -> Traces:
    """Read an earlier holder's file. A missing one gives empty traces that are not `dead`."""
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
        # Shared: two readers at once do not take each other for the holder.
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        free = True
    except OSError:
        free = False
    lines = [_line(raw) for raw in file.read().split(b"\n")]
    same_boot = bool(boot_id()) and lines[0] == [boot_id()]
    left: set[tuple[int, int]] = set()
    answers: dict[tuple[int, int], tuple[Outcome, str]] = {}
    for line in lines[1:]:
        match line:
            case [">", int(delivery), int(attempt)]:
                left.add((delivery, attempt))
            case ["=", int(delivery), int(attempt), dict(outcome), *message]:  # older releases had no message
                answers[delivery, attempt] = from_json(outcome), str(*message)
    return Traces(free and same_boot, frozenset(left), answers)


def remove_older(folder: Path, sender: str, epoch: int) -> None:
    """Delete the files of earlier epochs, which have been read."""
    for path in (*folder.glob(f"{sender}.*"), *folder.glob(f".{sender}.*.new")):
        number = path.name.removeprefix(".").removesuffix(".new").rpartition(".")[2]
        if number.isdecimal() and int(number) < epoch:
            with _told(path):
                path.unlink(missing_ok=True)


def _line(raw: bytes) -> object:
    """A parsed line; None for the half line of a killed writer, whose requests had not left yet."""
    try:
        return json.loads(raw)
    except ValueError:
        return None
