"""Recovery from a restored backup: nobody who left comes back, and nothing possibly sent since is sent again."""

from __future__ import annotations

from collections.abc import Iterator

from channels.sentence import Sentence
from pipeline.citizens.departures import replay_departures
from pipeline.citizens.journal import Journal
from pipeline.store import Store, posts
from pipeline.store.vault import Vault


def restored(store: Store, vault: Vault, journal: Journal, now: float) -> Iterator[Sentence]:
    """Make a restored database safe to run. Yields the steps taken."""
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
