"""Keeps the bodies of the webhook in the inbox: all that wait share one commit, and a failing disk is said once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from pipeline.clock import Clock
from pipeline.errors import said
from pipeline.saying import Outage
from pipeline.stages.settle.inbox import Inbox

log = logging.getLogger(__name__)
PATIENCE = 5.0  # seconds for a commit: longer than any disk, shorter than Meta waits


class NotKeptError(Exception):
    """The body could not be written, or not in time. Its sender must repeat it."""


class Keeper:
    """The way of bodies into the inbox."""

    def __init__(self, inbox: Inbox, clock: Clock, arrived: Callable[[], object]) -> None:
        """`arrived`: called after each commit."""
        self._inbox, self._clock, self._arrived = inbox, clock, arrived
        self._disk = ThreadPoolExecutor(1, "inbox")  # one commit at a time, for all that waits
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._stuck = False  # the commit under way takes longer than `PATIENCE`
        self._outage = Outage(
            log, "inbox cannot be written, senders are asked to repeat", "inbox is written again"
        )

    async def keep(self, raw: bytes) -> None:
        """Store the body, and return once it is on the disk. Raises NotKeptError; it may be kept all the same then."""
        if self._stuck or self._outage.rests:
            raise NotKeptError
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((raw, kept))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        try:
            async with asyncio.timeout(PATIENCE):
                await kept
        except TimeoutError:
            self._stuck = True
            self._outage.failed(f"a commit takes longer than {PATIENCE:.0f} s")
            raise NotKeptError from None

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        while batch := [one for one in self._waiting if not one[1].done()]:
            self._waiting = []
            error: Exception | None = None
            try:
                await loop.run_in_executor(
                    self._disk, self._inbox.append, [raw for raw, _ in batch], self._clock.time()
                )
            except Exception as failure:
                error = failure
            self._settle(batch, error)

    def _settle(self, batch: list[tuple[bytes, asyncio.Future[None]]], error: Exception | None) -> None:
        self._stuck = False
        if error is None:
            self._outage.over()
            self._arrived()
        else:
            self._outage.failed(said(error))
        for _, kept in batch:
            if not kept.done() and error is None:
                kept.set_result(None)
            elif not kept.done():
                kept.set_exception(NotKeptError())

    def close(self) -> None:
        self._disk.shutdown()
        self._inbox.close()
