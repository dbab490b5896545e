"""Retention: data no longer needed is unlinked or erased, once a day. The whole table is in docs/retention.md."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile

from pipeline.citizens import ledger
from pipeline.citizens.paths import UNCONFIRMED
from pipeline.events import event
from pipeline.settings.values import Config
from pipeline.store import Store
from pipeline.store.slices import in_slices

log = logging.getLogger(__name__)
DAY = 86400.0
FEW = 100  # deliveries unlinked by one statement
ACTS = 24 * 30.44 * DAY  # seconds for which is kept what staff did


def retain(
    config: Config, store: Store, now: float, *, stopping: Callable[[], bool] = lambda: False
) -> tuple[int, int]:
    """Apply the retention periods, in slices, once a day. Returns (deliveries unlinked, ledger lines erased).

    `stopping`: called between slices; once it is True, the rest is left to the next run.
    """
    if now - float(store.setting(name="retained_at") or 0) < DAY:
        return 0, 0
    unlinked = _Count()
    posts = store.posts_to_unlink(before=now - config.retention.deliveries_days * DAY)
    in_slices(store, _pieces((row["id"] for row in posts), unlinked, stopping), unlinked.of(store))
    before, erased = now - config.retention.proof_months * 30.44 * DAY, _Count()
    people = (row["identity"] for row in store.expired_proofs(before=before))
    in_slices(
        store, takewhile(lambda _: not stopping(), people), lambda one: erased.add(ledger.erase(store, one))
    )
    store.drop_lost_paths(before=now - UNCONFIRMED)
    _forget_sign_ins(store, now)
    if not stopping():
        if store.drop_old_acts(before=now - ACTS):
            store.drop_old_act_deeds()
        store.set_setting(name="retained_at", value=str(now))
        lines, head = ledger.head_of(store)
        log.info(event("consents", lines=lines, head=head))  # cron mails it: a head kept outside
    return unlinked.total, erased.total


def _forget_sign_ins(store: Store, now: float) -> None:
    """Of the staff's pages: sessions, links and failures that have ended."""
    store.drop_old_sessions(before=now - DAY, start=now - DAY)
    store.drop_old_invitations(now=now)
    store.drop_old_failed_sign_ins(before=now - DAY)
    store.drop_spent(now=now)


class _Count:
    """The number of changed rows, in all and by the last statement."""

    def __init__(self) -> None:
        self.total = self.last = 0

    def add(self, count: int) -> None:
        self.last = count
        self.total += count

    def of(self, store: Store) -> Callable[[int], None]:
        return lambda post: self.add(store.unlink_some(post_id=post, limit=FEW))


def _pieces(posts: Iterable[int], done: _Count, stopping: Callable[[], bool]) -> Iterator[int]:
    """Each post, repeated until nothing is left to do for it."""
    for post in posts:
        done.last = FEW
        while done.last == FEW and not stopping():
            yield post
