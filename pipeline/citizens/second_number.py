"""The number under which the provider knows a citizen, where it is not the one they gave.

In Brazil, Mexico and Argentina a mobile number has two forms. A list has the one, the citizen's own messages come from
the other, and the answer to the first message sent says so. Only its keyed hash is kept.
"""

from __future__ import annotations

import logging

from channels.subscribers import State
from pipeline.citizens.departures import let_go
from pipeline.citizens.identity import departure_ever
from pipeline.events import event
from pipeline.store import Store
from pipeline.store.vault import Vault

log = logging.getLogger(__name__)
IN = (State.ACTIVE, State.SUSPENDED)


def keep_number(store: Store, vault: Vault, subscriber: int, number: str, now: float) -> None:
    """Record that a subscriber's messages come from this number. Who has left from it leaves; who has also subscribed
    from it stays subscribed once."""
    with store.transaction():
        row = store.subscriber(id=subscriber)
        lookup = vault.lookup(number)
        if row is None or row["state"] not in IN or lookup in (row["phone_lookup"], row["also_lookup"]):
            return
        left = departure_ever(store, vault, number, "")
        twin = store.subscriber_by_phone(lookup=lookup)
        if left >= row["asked_at"]:
            let_go(store, vault, row, "dall'altra forma del numero", at=left, now=now)
        elif twin is not None and twin["state"] in IN:
            store.end_subscriber(id=row["id"], now=now)
            if row["phone_lookup"] is not None:
                store.keep_second_number(id=twin["id"], lookup=row["phone_lookup"])
        else:
            store.keep_second_number(id=row["id"], lookup=lookup)
        log.info(event("known under another number", subscriber=row["id"]))
