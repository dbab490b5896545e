"""The journal of departures, a file outside the database: after a restore, nobody who has left comes back.

The database records how much of the file it has seen; a restored one has seen less, and catches up. The file contains
keyed hashes and times, no numbers.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

FILE = "departures.journal"


class Journal:
    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def append(self, identities: list[bytes], at: float) -> int:
        """Append departures and sync them to the disk. Returns the size of the file.
        Raises OSError, also if not all of it could be written."""
        lines = "".join(f"{identity.hex()} {at:.3f}\n" for identity in identities)
        file = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            size = os.fstat(file).st_size
            if size and os.pread(file, 1, size - 1) != b"\n":  # a full disk or a power cut took its end
                lines = "\n" + lines
            if os.write(file, lines.encode()) < len(lines):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path))
            os.fsync(file)
            return os.fstat(file).st_size
        finally:
            os.close(file)

    def size(self) -> int:
        try:
            return self._path.stat().st_size
        except FileNotFoundError:
            return 0

    def after(self, offset: int) -> Iterator[tuple[bytes, float]]:
        """(keyed hash, Unix seconds) of every departure from `offset` on. A truncated line is skipped."""
        try:
            with self._path.open("rb") as file:
                file.seek(offset)
                text = file.read().decode("ascii", "replace")
        except FileNotFoundError:
            return
        for line in text.split("\n"):
            identity, _, at = line.partition(" ")
            try:
                yield bytes.fromhex(identity), float(at)
            except ValueError:
                continue
