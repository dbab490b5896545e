"""What `serve` sends by itself, at once: answers to citizens, and emergencies, so that these wait for no `run` of cron.

Both by one drain of a sender: an emergency that is enqueued while citizens are answered passes the answers, and does
not wait for a change of holders. Each drain has a thread and a connection of its own, as those of `run` have, so that
the webhook delays none.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from pipeline.council import OpenCouncil
from pipeline.model import Lane
from pipeline.stages.deliver.lease import QUIET

if TYPE_CHECKING:
    from pipeline.stages.deliver.drain import Drained

LANES = (Lane.EMERGENCY, Lane.REPLY)
PATIENCE = 5.0  # seconds to the next try after a drain that could send nothing


class Urgent:
    """The drains that `serve` has begun."""

    def __init__(self, council: OpenCouncil) -> None:
        self._council = council
        channels = council.channels.items()
        self._paths = [name for name, channel in channels if channel.capabilities.address]  # codes go there
        self._running: dict[str, asyncio.Task[Drained]] = {}
        self._not_before: dict[str, float] = {}  # sender -> monotonic

    def look(self, now: float) -> None:
        """Begin what waits, and raise the failure of a drain that has ended. `now`: Unix seconds."""
        self.collect()
        if self._council.stands_still:
            return
        ready = self._council.clock.monotonic()
        for name in self._waiting(now):
            if name not in self._running and ready >= self._not_before.get(name, ready):
                self._running[name] = asyncio.create_task(self._drain(name))

    def collect(self) -> None:
        """Forget the drains that have ended. Raises the failure of one of them."""
        for name in [name for name, task in self._running.items() if task.done()]:
            drained = self._running.pop(name).result()
            pause = QUIET if drained.held_by else 0.0 if drained.sent else PATIENCE
            self._not_before[name] = self._council.clock.monotonic() + pause

    async def land(self) -> None:
        """Wait until all drains have ended, which `stop` tells them to."""
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    def _waiting(self, now: float) -> set[str]:
        """The senders with something urgent to send that nobody is sending through."""
        store, replies = self._council.store, self._council.reply_channel
        rows = store.emergency_senders(channels=json.dumps(list(self._council.channels)), now=now)
        found = {row["channel"] for row in rows}
        for name in (replies, *self._paths) if replies else ():
            if store.waiting_replies(channel=name, now=now) is not None:
                found.add(name)
        return found

    async def _drain(self, name: str) -> Drained:
        from pipeline.stages.deliver.drain import Shift, drain  # mostly nothing is sent

        council = self._council

        async def work() -> Drained:
            with council.another_store() as store:
                shift = Shift(LANES, role="serve", patience=0.0)
                return await drain(store, council.sender(name), shift, council.around)

        drained: Drained = await council.outside.beside(work, name)
        return drained
