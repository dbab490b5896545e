"""A citizen's new number or user id: whichever comes first, the provider's notice or a message from the new one, the
same subscription goes on.

The subscriber's row stays, with what was sent to it and what was chosen. A row that a message from the new identity has
made meanwhile is taken into it.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from channels.hearing import Moved
from channels.subscribers import State
from pipeline.citizens import identity
from pipeline.citizens.departures import let_go
from pipeline.events import event
from pipeline.store import Store
from pipeline.store.vault import Vault

if TYPE_CHECKING:
    from pipeline.store.statements import SubscriberRow

log = logging.getLogger(__name__)
IN = (State.ACTIVE, State.SUSPENDED)


def move(store: Store, vault: Vault, told: Moved, now: float) -> None:
    """Give a subscriber the new identity, in the caller's transaction. Nobody is subscribed by it."""
    row = _mover(store, vault, told)
    if row is None:
        return
    other = identity.row_of(store, vault, told.phone, told.user_id)
    if other is not None and other["id"] == row["id"]:
        other = None
    left = identity.last_departure(store, vault, told.phone, told.user_id)
    if row["state"] in IN and left >= row["asked_at"]:
        let_go(store, vault, row, "dal nuovo numero", at=left, now=now)
        log.info(event("number changed, and left from the new one", subscriber=row["id"]))
        return
    if other is not None and other["state"] == State.ACTIVE and _never_welcomed(row):
        _take_choice(store, other, row)
        store.end_subscriber(id=row["id"], now=now)
        log.info(event("number changed, and subscribed anew", subscriber=row["id"], now=other["id"]))
        return
    columns = identity.columns(vault, told.phone, told.user_id)
    if other is not None:
        _take_in(store, row, other, now)
        columns = {name: value or other[name] for name, value in columns.items()}  # type: ignore[literal-required]
    store.move_identity(id=row["id"], now=now, **columns)
    # The new number deserves a try: it was the old one that nothing reached.
    store.heard(ids=json.dumps([row["id"]]))
    store.revive_subscriber(id=row["id"], now=now)
    log.info(event("number changed", subscriber=row["id"]))


def _mover(store: Store, vault: Vault, told: Moved) -> SubscriberRow | None:
    """The row of the citizen who moves. If only the number is known, it may belong to somebody else by now: to a
    citizen with another user id, or who asked to join after the move."""
    row = identity.row_of(store, vault, told.old_phone, told.old_user_id)
    if row is None:
        return None
    user = vault.lookup(told.old_user_id) if told.old_user_id else None
    if user is not None and row["user_lookup"] == user:
        return row
    is_another = row["user_lookup"] is not None and user is not None
    return None if is_another or row["asked_at"] > told.at else row


def moved_on(store: Store, vault: Vault, phone: str, user_id: str, at: float) -> SubscriberRow | None:
    """The row of the citizen who had this number or user id at a moment, and has another one by now.

    The ledger knows whose it was. A message written after we had heard of the change is from somebody else.
    """
    for one in (phone, user_id):
        lines = identity.lines_of(store, vault, one) if one else []
        if not lines or lines[-1]["action"] == "left":
            continue
        row = store.subscriber(id=lines[-1]["subscriber_id"])
        if row is not None and row["state"] == State.ACTIVE and row["asked_at"] <= at <= row["changed_at"]:
            return row
    return None


def _never_welcomed(row: SubscriberRow) -> bool:
    """Whether nothing can be sent to it, because its welcome did not arrive."""
    return row["welcome"] == "failed"


def _take_in(store: Store, row: SubscriberRow, other: SubscriberRow, now: float) -> None:
    """End the row that the new identity has made meanwhile, and keep what was said in its name."""
    if other["state"] in IN:
        _take_choice(store, row, other)
        store.subscriber_confirms(id=row["id"], at=other["asked_at"])
    store.end_subscriber(id=other["id"], now=now)


def _take_choice(store: Store, row: SubscriberRow, other: SubscriberRow) -> None:
    """The newer of two choices holds, and the newer of two switches for marketing."""
    store.subscriber_prefers(
        id=row["id"],
        wants=other["wants"],
        no_topics=other["no_topics"],
        zones=other["zones"],
        paused_until=other["paused_until"],
        quiet_from=other["quiet_from"],
        quiet_to=other["quiet_to"],
        reminders=other["reminders"],
        language=other["language"],
        drill=other["drill"],
        at=other["preferred_at"],
    )
    store.switch_marketing(id=row["id"], stop=other["no_marketing"], at=other["marketing_at"])
