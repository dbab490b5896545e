"""Unreachable subscribers: those nothing has reached for four months are let go, as the number may have a new owner.

It is no departure: writing iscrivimi joins again.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from channels.subscribers import State
from pipeline.citizens.departures import let_go
from pipeline.events import event
from pipeline.store import Store
from pipeline.store.slices import in_slices
from pipeline.store.vault import Vault, VaultError

if TYPE_CHECKING:
    from pipeline.store.statements import LongUnheardRow

log = logging.getLogger(__name__)

DAY = 86400.0
SILENT = 120 * DAY  # seconds since the first message in a row that was not delivered
HEARD = SILENT / 2  # seconds of them with the webhook up; with fewer, silence proves nothing
RECENT = 7 * DAY  # seconds within which somebody else's receipt has come
MOST = 0.1  # share of the subscribers let go at once; more means that something else is wrong


def end_unreachable(store: Store, vault: Vault, channel: str, now: float) -> int:
    """End their subscriptions, erase the numbers, and return how many. Nobody, if receipts could not have arrived."""
    rows = store.long_unheard(before=now - SILENT)
    if not rows or not _could_have_heard(store, channel, now):
        return 0
    subscribers = store.subscribed_count()
    if len(rows) > max(1, subscribers * MOST):
        log.warning(
            event("too many seem unreachable, nobody is let go", seem=len(rows), subscribers=subscribers)
        )
        return 0
    ended = 0

    def end(known: LongUnheardRow) -> None:
        nonlocal ended
        row = store.subscriber(id=known["id"])
        # A subscriber who was reached or wrote meanwhile stays.
        if row is None or row["unheard"] < 2 or row["state"] not in (State.ACTIVE, State.SUSPENDED):
            return
        try:
            let_go(store, vault, row, "non raggiungibile", at=now, now=now)
        except VaultError:  # a citizen of the sandbox, before the service went live
            return
        ended += 1

    in_slices(store, rows, end)
    return ended


def _could_have_heard(store: Store, channel: str, now: float) -> bool:
    receipt_at = store.receipt_at(name=channel) or 0.0
    return bool(store.uptime_since(since=now - SILENT) >= HEARD and now - receipt_at < RECENT)
