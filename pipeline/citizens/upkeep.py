"""Upkeep of citizens' rows: settle welcomes, forget subscribers who have left, and drop expired data.

`serve` calls it every second, nearly always in vain: it reads first, and takes the write lock only if there is work.
"""

from __future__ import annotations

from collections.abc import Callable

from channels.subscribers import TELL_EVERY
from pipeline.citizens.paths import UNCONFIRMED
from pipeline.citizens.subscribers import REMEMBER, REPLY_DAY
from pipeline.stages.settle.provider_clock import remembered_from
from pipeline.store import Store
from pipeline.store.slices import until_done

PAGE = 1000  # citizens without a settled welcome looked at in one go


def keep_up(store: Store, now: float) -> None:
    """Do all upkeep, in slices."""
    after = settle_welcomes(store, 0)
    while after:
        after = settle_welcomes(store, after)
    forget(store, now)


def settle_welcomes(store: Store, after: int) -> int:
    """Settle the welcomes of one page of citizens with ids above `after`. Returns the start of the next page, 0 = none.

    It works in pages, because an imported list may wait for days until a person approves its welcome.
    """
    page = store.pending_welcomes(after=after, limit=PAGE)
    if settled := [{"id": row["id"]} for row in page if row["settled"]]:
        with store.transaction():
            store.settle_welcome(settled)
    return int(page[-1]["id"]) if len(page) == PAGE else 0


def forget(store: Store, now: float) -> None:
    """Forget subscribers who have left, and delete expired hashes."""
    remembered = remembered_from(store, now, REMEMBER)
    due = store.upkeep_due(
        now=now,
        remembered=remembered,
        told=now - TELL_EVERY,
        replied=now - REPLY_DAY,
    )
    assert due is not None  # it has no FROM
    if due["forget_subscribers"]:
        until_done(lambda limit: store.forget_subscribers(now=now, limit=limit))
        store.drop_lost_paths(before=now - UNCONFIRMED)
    for is_due, purge, moment in (
        (due["purge_messages"], store.purge_messages, remembered),
        (due["purge_departures"], store.purge_departures, remembered),
        (due["purge_told"], store.purge_told, now - TELL_EVERY),
        (due["purge_answered"], store.purge_answered, now - REPLY_DAY),
    ):
        if is_due:
            _purge(purge, moment)


def _purge(purge: Callable[..., int], moment: float) -> None:
    until_done(lambda limit: purge(before=moment, limit=limit))
