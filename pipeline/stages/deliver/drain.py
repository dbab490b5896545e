"""One holder sends the due deliveries of one sender, at its pace, each of them once.

Claim (a quarter of a second of sending, committed) → attempts file → request → answer to the file → answer to
the database. The same function serves `run` (all lanes) and `serve` (replies).
"""

from __future__ import annotations

import os

from pipeline.clock import Surroundings
from pipeline.stages.deliver.claims import Sender
from pipeline.stages.deliver.drainer import Drained, Drainer, Shift
from pipeline.stages.deliver.lease import acquire
from pipeline.stages.settle.answers import Retries
from pipeline.store import Store

__all__ = ["Drained", "Sender", "Shift", "drain"]


async def drain(store: Store, sender: Sender, shift: Shift, around: Surroundings) -> Drained:
    """Send the due deliveries of the shift's lanes until none is left or `stop` is set; then give up the lease.

    Troubles of provider and network are recorded and never raised.
    """
    holder = f"{shift.role}:{os.getpid()}"
    retries = Retries(sender.retries, around.chance)
    lease = acquire(store, sender.folder, sender.name, holder, retries, around.clock.time())
    if lease is None:
        row = store.sender(name=sender.name)
        return Drained(held_by=row["holder"] if row else "")
    return await Drainer(store, sender, shift, lease, around).run()
