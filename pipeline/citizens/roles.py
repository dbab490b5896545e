"""What the settings of today make of subscribers: mode, testers, staff, and which chosen words still exist."""

from __future__ import annotations

import json
from collections.abc import Iterable

from channels.subscribers import NO_ZONE, OTHER_TOPICS
from pipeline.citizens.subscribers import bars, unbarred
from pipeline.settings.values import Config
from pipeline.store import Store
from pipeline.store.slices import until_done
from pipeline.store.vault import Vault


def keep(config: Config, store: Store, vault: Vault) -> None:
    """Bring the rows in line with the settings, in slices. Cheap where nothing has changed."""
    until_done(lambda limit: store.run("adopt_subscribers", mode=config.live, limit=limit))
    _mark(store, "tester", _lookups(vault, config.testers))
    _mark(store, "canary", _lookups(vault, config.canary))
    _drop_words(store, "zones", {*config.zones, NO_ZONE}, frozenset())
    # A subscriber who refuses every remaining topic had picked one that has been removed since.
    topics = {*config.topics, OTHER_TOPICS}
    _drop_words(store, "topics", topics, frozenset(topics))


def _lookups(vault: Vault, numbers: Iterable[str]) -> list[bytes]:
    return [vault.lookup(number.replace(" ", "")) for number in numbers]


def _mark(store: Store, role: str, lookups: list[bytes]) -> None:
    store.run(f"unmark_{role}", lookups=json.dumps([lookup.hex().upper() for lookup in lookups]))
    for lookup in lookups:
        store.run(f"mark_{role}", lookup=lookup)


def _drop_words(store: Store, kind: str, offered: set[str], nothing: frozenset[str]) -> None:
    """Drop words that are no longer offered. A subscriber who had chosen only such words gets everything again."""
    for row in store.rows(f"chosen_{kind}"):
        chosen = unbarred(row["words"])
        kept = chosen & offered
        if kept == nothing:
            kept = frozenset()
        if kept != chosen:
            _rechoose(store, kind, row["words"], bars(kept))


def _rechoose(store: Store, kind: str, old: str, new: str) -> None:
    until_done(lambda limit: store.run(f"rechoose_{kind}", old=old, new=new, limit=limit))
