"""After a backup was put back: nobody who has left comes back, and nothing is sent that may have been sent since."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.citizens.departures import replay_departures
from pipeline.citizens.journal import Journal
from pipeline.store import Store, posts
from pipeline.store.vault import Vault


def restored(store: Store, vault: Vault, journal: Journal, now: float) -> Iterator[str]:
    """Make a restored database safe to run; what was done, in Italian."""
    ended = replay_departures(store, vault, journal, now)
    with store.transaction():
        store.new_nonce()
        store.run("restored_feeds")
        stopped = posts.end_all_open(store, now)
    yield f"Cancellazioni riprese dal giornale: {ended}"
    yield f"Pubblicazioni in sospeso annullate (possono essere già uscite): {stopped}"
    yield "La prossima lettura dei feed non pubblica nulla: quello che c'è sul portale conta come già uscito."
    yield "Le ricevute dei messaggi di prima non vengono più associate."
