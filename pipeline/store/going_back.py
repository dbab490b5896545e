"""Has the database gone back to an earlier state? Then nothing is sent until a person has said `infostiglia restored`.

What went out since is not known to a database that was put back: it would send all of it again (decision 0006).
"""

from __future__ import annotations

import json
import logging

from pipeline.events import event
from pipeline.store.base import Store

log = logging.getLogger(__name__)
GONE_BACK = "gone back"  # the setting that stops all sending


def advance(store: Store) -> bool:
    """Let the database count one further, in the caller's transaction.

    False if it has gone back: nothing may be sent from then on. Raises StoreError if another file has taken its name.
    """
    store.witness.demand_same_file()
    nonce, generation = store.nonce, int(store.next_generation())
    if generation > store.witness.seen(nonce):
        store.after_commit(lambda: store.witness.follow(nonce, generation))
    elif store.setting(name=GONE_BACK) is None:
        store.set_setting(name=GONE_BACK, value="{}")
        log.error(event("an older database was put back: nothing is sent until `infostiglia restored`"))
    return store.setting(name=GONE_BACK) is None


def notice_restore(store: Store) -> None:
    """Look whether the database has gone back. The first look that finds it so draws the line.

    What is open by then may be out, what is on the portal by then counts as told, and receipts of messages that it does
    not know match nothing. Raises StoreError if another file was put under the log of this one.
    """
    store.demand_own_log()
    with store.transaction():
        if advance(store) or line_of(store) is not None:
            return
        store.set_setting(name=GONE_BACK, value=json.dumps({"last_post": store.last_post()}))
        store.restored_feeds()
        store.new_nonce()


def has_gone_back(store: Store) -> bool:
    """Whether nothing may be sent, because an older database was put back. Changes nothing."""
    if store.setting(name=GONE_BACK) is not None:
        return True
    seen = store.witness.seen(store.nonce)  # before the database is asked, which others count on meanwhile
    return int(store.setting(name="generation") or 0) < seen


def line_of(store: Store) -> int | None:
    """The last post there was when a restore was noticed; None = it was not."""
    last: int | None = json.loads(store.setting(name=GONE_BACK) or "{}").get("last_post")
    return last
