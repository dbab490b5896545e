"""One holder drains what is due through one sender, at its pace, each delivery once.

Claim (a quarter of a second of sending, committed) → attempts file → request → answer to the file → answer to
the database. The same function serves `run` (all lanes) and `serve` (replies).
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable, Sequence

from pipeline.clock import Clock
from pipeline.model import RANK, Lane
from pipeline.stages.deliver.claims import Sender
from pipeline.stages.deliver.drainer import PATIENCE, Drained, Drainer
from pipeline.stages.deliver.lease import acquire
from pipeline.store import Store

__all__ = ["PATIENCE", "Drained", "Sender", "drain"]


async def drain(
    store: Store,
    sender: Sender,
    lanes: Sequence[Lane] = tuple(RANK),
    *,
    role: str = "run",
    patience: float = PATIENCE,
    clock: Clock,
    chance: random.Random,
    stop: asyncio.Event | None = None,
    progress: Callable[[int], None] = lambda sent: None,
) -> Drained:
    """Send what is due on these lanes until nothing is, or `stop` is set; then give the lease up.

    `progress` hears of every batch recorded. Provider and network trouble never raises: it is recorded.
    """
    lease = acquire(
        store,
        sender.folder,
        sender.name,
        f"{role}:{os.getpid()}",
        now=clock.time(),
        retries=sender.retries,
        chance=chance,
    )
    if lease is None:
        row = store.row("sender", name=sender.name)
        return Drained(held_by=row["holder"] if row else "")
    drainer = Drainer(store, sender, lanes, lease, patience, clock, chance, stop or asyncio.Event(), progress)
    return await drainer.run()
