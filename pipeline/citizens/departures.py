"""Departures after a restored backup: subscribers who have left since the backup leave again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from channels.subscribers import State
from pipeline.citizens import ledger
from pipeline.citizens.identity import departure_of, person_of, read_address
from pipeline.citizens.journal import Journal
from pipeline.citizens.ledger import Line
from pipeline.store import Store
from pipeline.store.slices import in_slices
from pipeline.store.vault import Vault

if TYPE_CHECKING:
    from pipeline.store.statements import SubscriberRow


def replay_departures(store: Store, vault: Vault, journal: Journal, now: float) -> int:
    """Repeat the departures that a restored database has not seen. Returns the number of subscribers who left."""
    # An earlier replay that was killed is begun again, although departures since have moved the mark.
    begun = store.setting(name="replaying")
    seen, size = int(begun or store.setting(name="journal") or 0), journal.size()
    if seen >= size:
        return 0
    store.set_setting(name="replaying", value=str(seen))
    ended = 0

    def replay(departure: tuple[bytes, float]) -> None:
        nonlocal ended
        ended += _leave_again(store, vault, *departure, now)

    in_slices(store, journal.after(seen), replay)
    with store.transaction():
        size = max(size, int(store.setting(name="journal") or 0))
        store.set_setting(name="journal", value=str(size))
        store.set_setting(name="replaying", value="")
    return ended


def _leave_again(store: Store, vault: Vault, identity: bytes, at: float, now: float) -> bool:
    row = store.subscriber_by_phone(lookup=identity) or store.subscriber_by_user(lookup=identity)
    if row is None or row["state"] not in (State.ACTIVE, State.SUSPENDED) or row["asked_at"] >= at:
        return False
    address = read_address(vault, row)
    for one in (address.phone, address.user_id):
        if one:
            store.depart(identity=departure_of(vault, one), at=at)
    let_go(store, vault, row, "dal giornale", at=at, now=now)
    return True


def let_go(store: Store, vault: Vault, row: SubscriberRow, words: str, *, at: float, now: float) -> None:
    """End a subscription without a message from the citizen, in the caller's transaction. `words`: for the ledger."""
    address = read_address(vault, row)
    person = person_of(vault, address.phone or address.user_id)
    ledger.append(store, Line(row["id"], person, action="left", at=at, words=words))
    store.end_subscriber(id=row["id"], now=now)
