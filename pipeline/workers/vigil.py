"""The eye of `serve` on what is around it: does cron still start `run`, does config.yaml say what it said?"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from pipeline.council_channels import operators
from pipeline.events import event
from pipeline.settings.reader import load
from pipeline.settings.values import ConfigError
from pipeline.staff.running import not_running, note_start
from pipeline.staff.serving import note_settings, old_settings

if TYPE_CHECKING:
    from pipeline.council import OpenCouncil
    from pipeline.reasons import Reason

log = logging.getLogger(__name__)
LOOK = 60.0  # seconds between two looks


async def watch_runs(opened: OpenCouncil) -> None:
    """Look for a sign of runs until cancelled. While there is none: one line of the log, and the operators' alerts.

    Once for each change of config.yaml also a line that `serve` must be started anew.
    """
    said, old = False, None
    note_start(opened.store, opened.clock.time())
    note_settings(opened.config, opened.store)
    while True:
        await asyncio.sleep(LOOK)
        missing = not_running(opened.config, opened.store, opened.clock.time())
        if missing is not None:
            if not said:
                log.error(event("no run for long", reason=missing))
            await _tell(opened)
        said = missing is not None
        before, old = old, _changed(opened)
        if old not in (None, before):
            log.warning(event("config.yaml has changed: start serve anew", reason=old))


def _changed(opened: OpenCouncil) -> Reason | None:
    try:
        now_there = load(opened.config.folder)
    except ConfigError:  # perhaps somebody is writing it; every other command says so
        return None
    return old_settings(now_there, opened.store, opened.clock.time())


async def _tell(opened: OpenCouncil) -> None:
    from pipeline.staff import alerts  # imported here, because mostly nothing is wrong

    opened.operators = operators(opened.config, opened.env)  # a service that failed is asked again
    await alerts.tell(opened)
