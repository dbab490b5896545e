"""Recovery from a restored backup: nobody who left comes back, and nothing possibly sent since is sent again."""

from __future__ import annotations

from collections.abc import Iterator

from channels.sentence import Sentence
from pipeline.citizens.departures import replay_departures
from pipeline.citizens.journal import Journal
from pipeline.desk.digest import count_as_told
from pipeline.settings.values import Config
from pipeline.store import Store, posts
from pipeline.store.going_back import GONE_BACK, line_of
from pipeline.store.vault import Vault


def restored(config: Config, store: Store, vault: Vault, journal: Journal, now: float) -> Iterator[Sentence]:
    """Make a restored database safe to run. Yields the steps taken."""
    ended = replay_departures(store, vault, journal, now)
    with store.transaction():
        last = line_of(store)
        if last is None:  # what was noticed drew the line then, and what came since is news
            store.new_nonce()
            store.restored_feeds()
        stopped = posts.end_all_open(store, now, last)
        count_as_told(config, store, now)
        store.no_silence_counts(now=now)
        store.forget_setting(name=GONE_BACK)
    yield Sentence("Departures taken from the journal: {n}", n=ended)
    yield Sentence("Open posts cancelled (they may be out already): {n}", n=stopped)
    if last is None:
        yield Sentence(
            "The next reading of the feeds publishes nothing: what is on the portal counts as out already."
        )
    else:
        yield Sentence("What has come up since the restore was noticed goes out now.")
    yield Sentence("Receipts of earlier messages are no longer matched.")
