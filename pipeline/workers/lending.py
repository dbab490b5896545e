"""The lender of `serve`: a warm process that forks a keeper for each run with something to read
(`pipeline/stages/parse/lending.py`)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import sys
from pathlib import Path

from pipeline.events import event
from pipeline.stages.parse.exchange import without_secrets
from pipeline.stages.parse.lending import LENT

log = logging.getLogger(__name__)
AT_ONCE = 16  # runs that may wait for the lender
FIRST = 3.0  # seconds after its begin, in which `serve` has more urgent things to do
AGAIN = 60.0  # seconds until a lender that ended is begun anew
START = "import gc; gc.disable(); from pipeline.stages.parse.keeper import lend; lend()"


async def lend_keepers(folder: Path) -> None:
    """Lend keepers to the runs of a data folder until cancelled."""
    door = folder / LENT
    await asyncio.sleep(FIRST)
    try:
        while True:
            try:
                await _lend(door)
            except OSError as error:
                log.info(
                    event(
                        "no keeper is lent to runs: each begins its own", error=error.strerror or str(error)
                    )
                )
                return
            log.warning(event("the keeper lent to runs has ended, and is begun anew", seconds=AGAIN))
            await asyncio.sleep(AGAIN)
    finally:
        door.unlink(missing_ok=True)


async def _lend(door: Path) -> None:
    """Begin a lender, and wait for its end. Only it listens: without it a run finds the door closed at once."""
    door.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(door))
        door.chmod(0o600)
        listening.listen(AT_ONCE)
        lender = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-c", START, str(listening.fileno())),
            stdin=asyncio.subprocess.PIPE,  # its end tells the lender that we are gone
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            pass_fds=[listening.fileno()],
            env=without_secrets(),
        )
    try:
        await lender.wait()
    finally:
        if lender.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                lender.kill()
            await lender.wait()
