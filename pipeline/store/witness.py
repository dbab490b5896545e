"""Small files outside of the database that remember how far it had come. `going_back` compares them with it.

The database counts along (setting `generation`): when a process that may write opens it, with every sign of `serve`,
and in every claim. After the commit the number goes into the files, without a sync. So after a kill or a power cut a
file is behind the database, and never ahead of it: a file that is ahead means that an older database was put back. No
clock takes part. There are two files, one next to config.yaml and one in `data`, so that whichever folder was put back,
the other one tells.

A line belongs to a nonce, and so to one database: one that is begun anew is compared with nothing.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from pipeline.store.errors import StoreError

BESIDE, IN_DATA = ".infostiglia.witness", "witness"
_WORDS = b"# How far the database had come; InfOstiglia wrote this. Never put it back from a backup.\n"
# Always of the same length: a line is overwritten in its place, also on a full disk.
_LINE = "{nonce:<20} {generation:020d}\n"


def inode_of(path: Path) -> int:
    """The number of a file on its disk; 0 = it is not there."""
    try:
        return path.stat().st_ino
    except OSError:
        return 0


class Witness:
    """The files of one working folder. What cannot be read or written is left out: then the other one tells."""

    def __init__(self, *paths: Path, database: Path | None = None, inode: int = 0) -> None:
        """`database`: the file that was opened a moment ago; None = a server has it. `inode`: the one it had before
        that, because opening may take long, and what is opened may be another by then; 0 = it was not there."""
        self._paths, self._database = paths, database
        self._inode = inode or (database.stat().st_ino if database else 0)
        self._seen: dict[str, int] | None = None

    def demand_same_file(self) -> None:
        """Raise StoreError if another file has taken the database's name, and what is written would be lost."""
        if self._database is None:
            return
        if inode_of(self._database) != self._inode:
            raise StoreError(
                "{path}: was replaced while it was in use; stop `serve` and `run` before a backup is put back",
                path=self._database,
            )

    def seen(self, nonce: str) -> int:
        """The furthest that the database with this nonce is known to have come; 0 = it is not known."""
        return self.read().get(nonce, 0)

    def read(self) -> dict[str, int]:
        """All that is known, by nonce; read once. Read it before the database, which others bring further meanwhile."""
        if self._seen is None:
            self._seen = {}
            for path in self._paths:
                for known, generation in _read(path).items():
                    self._seen[known] = max(generation, self._seen.get(known, 0))
        return self._seen

    def follow(self, nonce: str, generation: int) -> None:
        """Note how far it has come. Called after the commit."""
        if generation <= self.seen(nonce) or self._seen is None:
            return
        self._seen[nonce] = generation
        for path in self._paths:
            with suppress(OSError):
                _write(path, nonce, generation)


def _read(path: Path) -> dict[str, int]:
    found: dict[str, int] = {}
    with suppress(OSError):
        for line in path.read_bytes().split(b"\n"):
            nonce, _, number = line.decode("ascii", "replace").partition(" ")
            if not line.startswith(b"#") and number.strip().isdecimal():
                found[nonce] = max(int(number), found.get(nonce, 0))
    return found


def _write(path: Path, nonce: str, generation: int) -> None:
    line = _LINE.format(nonce=nonce, generation=generation).encode()
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if os.geteuid() == 0:  # a file of root's own would be closed to the account of `serve` and `run`
            owner = path.parent.stat()
            os.fchown(file, owner.st_uid, owner.st_gid)
        text = os.pread(file, 1 << 16, 0)
        at = text.find(line[:21])
        if at < 0:
            line = line if text.endswith(b"\n") else _WORDS + line if not text else b"\n" + line
            at = len(text)
        os.pwrite(file, line, at)
    finally:
        os.close(file)
