"""Keepers lent by `serve`: to begin an interpreter for a document costs a run more than all the rest of reading it.

run ── connects to LENT ──> the lender, a warm process of `serve`: forks a keeper for each run (`keeper.py`)
    <── its stamp ───────   by which the run knows that it is there, and reads documents by the same code

`pipeline/workers/lending.py` begins the lender. A run to whom nobody lends, or who would be lent other code than its
own, begins a keeper of its own (`box.py`).
"""

from __future__ import annotations

import socket
import sys
import zlib
from pathlib import Path

from pipeline.stages.parse.exchange import received

LENT = "keeper.sock"  # in the data folder, which is its account's own
PATIENCE = 0.5  # seconds in which a lender that is well answers


def stamp() -> bytes:
    """Names the code that reads documents, and what it hands over: 4 bytes."""
    room = Path(__file__).parent
    files = sorted([*room.glob("*.py"), room.parent.parent / "model.py"])
    seen = [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    return zlib.crc32(repr((sys.version, seen)).encode()).to_bytes(4, "big")


def borrow(folder: Path) -> socket.socket | None:
    """The way to a keeper lent by the `serve` of a data folder; None if there is none that can be trusted."""
    ours = socket.socket(socket.AF_UNIX)
    try:
        ours.settimeout(PATIENCE)
        ours.connect(str(folder / LENT))
        if received(ours, 4) == stamp():
            return ours
    except OSError:  # nobody lends; or the folder's path is longer than a socket's may be
        pass
    ours.close()
    return None
