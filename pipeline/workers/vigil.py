"""The eye of `serve` on `run`: if cron no longer starts it, somebody is told."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from pipeline.council_channels import operators
from pipeline.events import event
from pipeline.staff.running import not_running, note_start

if TYPE_CHECKING:
    from pipeline.council import OpenCouncil

log = logging.getLogger(__name__)
LOOK = 60.0  # seconds between two looks


async def watch_runs(opened: OpenCouncil) -> None:
    """Look for a sign of runs until cancelled. While there is none: one line of the log, and the operators' alerts."""
    said = False
    note_start(opened.store, opened.clock.time())
    while True:
        await asyncio.sleep(LOOK)
        missing = not_running(opened.config, opened.store, opened.clock.time())
        if missing is not None:
            if not said:
                log.error(event("no run for long", reason=missing))
            await _tell(opened)
        said = missing is not None


async def _tell(opened: OpenCouncil) -> None:
    from pipeline.staff import alerts  # imported here, because mostly nothing is wrong

    opened.operators = operators(opened.config, opened.env)  # a service that failed is asked again
    await alerts.tell(opened)
