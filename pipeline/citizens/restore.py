"""After a backup was put back: nobody who has left comes back, and nothing is sent that may have been sent since."""

from __future__ import annotations

from collections.abc import Iterator

from channels.sentence import Sentence
from pipeline.citizens.departures import replay_departures
from pipeline.citizens.journal import Journal
from pipeline.store import Store, posts
from pipeline.store.vault import Vault


def restored(store: Store, vault: Vault, journal: Journal, now: float) -> Iterator[Sentence]:
    """Make a restored database safe to run; what was done."""
    ended = replay_departures(store, vault, journal, now)
    with store.transaction():
        store.new_nonce()
        store.restored_feeds()
        stopped = posts.end_all_open(store, now)
    yield Sentence("Departures taken from the journal: {n}", n=ended)
    yield Sentence("Open posts cancelled (they may be out already): {n}", n=stopped)
    yield Sentence(
        "The next reading of the feeds publishes nothing: what is on the portal counts as out already."
    )
    yield Sentence("Receipts of earlier messages are no longer matched.")
