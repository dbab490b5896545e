"""Does the write-ahead log next to the database belong to it? A kill leaves one; a backup may be put back next to it.

SQLite takes any log for the file's own and mends the old file with the pages of the new one: the mixture looks up to
date, and is neither of the two. So before SQLite sees them together, the file alone is compared with what the witness
knows of it: it only ever goes forward. That is true of what is on the disk: SQLite syncs the file only when all of the
log is in it, so after a power cut the file may be older than what another process read of it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from pipeline.store import queries
from pipeline.store.engine import reading
from pipeline.store.errors import Error, StoreError
from pipeline.store.witness import Witness

FAR = 1_000_000_000  # further than any database comes
_FILE = "+"  # after the nonce: how far the file alone had come


def demand_own_log(path: Path, witness: Witness, settle: Callable[[], bool] | None = None) -> None:
    """Raise StoreError if the database's file is older than its log. Call it before the database is opened, and now and
    then while it is open: then the end of the process makes one file of the two, which must not look up to date.

    `settle`: of the open database; brings the file onto the disk, or returns False. Only then it is known how far the
    file has come.
    """
    witness.read()  # before the file, which others bring further meanwhile
    try:
        nonce, generation = _how_far(path, without_log=True)
        if _how_far(path, without_log=True) != (nonce, generation):
            return  # another process was writing it
    except Error:  # it is new, of an old release, or being written
        return
    if generation < witness.seen(nonce + _FILE) and _has_anothers_log(path, nonce, witness.seen(nonce)):
        if settle is not None:
            witness.follow(nonce, witness.seen(nonce) + FAR)
        raise StoreError(
            "{path}: older than the files -wal and -shm next to it, which were left by a process that was killed; "
            "delete those two and put the backup back once more",
            path=path,
        )
    if settle is not None and settle():
        witness.follow(nonce + _FILE, generation)


def _how_far(path: Path, *, without_log: bool) -> tuple[str, int]:
    """Nonce and generation; "" and 0 = it has none yet. Raises Error."""
    sql = queries.load()["setting"]
    with reading(path, without_log=without_log) as connection:
        rows = [connection.execute(sql, {"name": name}).fetchone() for name in ("nonce", "generation")]
    nonce, generation = (row[0] if row else None for row in rows)
    return (str(nonce), int(generation)) if nonce and generation else ("", 0)


def _has_anothers_log(path: Path, nonce: str, seen: int) -> bool:
    """Whether file and log together look up to date, which an old file and its own log do not.

    They are looked at in another folder, so that nothing is changed.
    """
    wal = path.with_name(f"{path.name}-wal")
    if not (wal.exists() and wal.stat().st_size):
        return False
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".look-") as folder:
            for one in (path, wal):
                os.link(one, Path(folder) / one.name)
            together = _how_far(Path(folder) / path.name, without_log=False)
    except (Error, OSError):  # SQLite cannot make anything of them
        return True
    return together[0] == nonce and together[1] >= seen
