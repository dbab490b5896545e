"""Citizens of an imported list whom the confirmation did not reach: their import is undone.

They get nothing before it, so their numbers would stay for nothing. It is no departure: they may be on a list again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from channels.subscribers import State
from pipeline.citizens import ledger
from pipeline.citizens.identity import person_of, read_address
from pipeline.citizens.ledger import UNDONE, Line
from pipeline.store import Store
from pipeline.store.clock_leaps import is_steady
from pipeline.store.slices import in_slices
from pipeline.store.vault import Vault, VaultError

if TYPE_CHECKING:
    from pipeline.store.statements import UnconfirmedRow

PATIENCE = 30 * 86400.0  # seconds after the confirmation, for a clerk who looks why it did not arrive


def undo_unconfirmed(store: Store, vault: Vault, now: float) -> int:
    """Undo the import of those whose confirmation was cancelled, or did not arrive long ago. Returns how many."""
    undone = 0

    def undo(known: UnconfirmedRow) -> None:
        nonlocal undone
        row = store.subscriber(id=known["id"])
        if row is None or row["welcome"] != "failed" or row["state"] not in (State.ACTIVE, State.SUSPENDED):
            return  # wrote meanwhile
        try:
            address = read_address(vault, row)
        except VaultError:  # a citizen of the sandbox, before the service went live
            return
        person = person_of(vault, address.phone or address.user_id)
        ledger.append(store, Line(row["id"], person, UNDONE, at=now, words="conferma non arrivata"))
        store.end_subscriber(id=row["id"], now=now)
        undone += 1

    before = now - PATIENCE if is_steady(store, now) else 0.0
    in_slices(store, store.unconfirmed(before=before), undo)
    return undone
