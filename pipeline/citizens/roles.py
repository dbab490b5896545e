"""Subscribers' roles by the current settings: mode, testers, staff, and choices that still exist."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

from channels.subscribers import NO_ZONE, OTHER_TOPICS
from pipeline.citizens.subscribers import bars, unbarred
from pipeline.settings.values import Config
from pipeline.store import Store
from pipeline.store.slices import until_done
from pipeline.store.vault import Vault


def keep(config: Config, store: Store, vault: Vault, now: float) -> None:
    """Bring the rows in line with the settings, in slices. Cheap if nothing has changed."""
    zone = ZoneInfo(config.council.timezone)
    store.end_drills(names=json.dumps([one.name for one in config.drills if now < one.ends(zone)]))
    until_done(lambda limit: store.adopt_subscribers(mode=config.live, limit=limit))
    _mark(store.unmark_tester, store.mark_tester, _lookups(vault, config.testers))
    _mark(store.unmark_canary, store.mark_canary, _lookups(vault, config.canary))
    _drop_words(
        [row["words"] for row in store.chosen_zones()],
        store.rechoose_zones,
        {*config.zones, NO_ZONE},
        frozenset(),
    )
    for row in store.gone_languages(languages=json.dumps(config.languages)):
        _rechoose(store.rechoose_language, row["language"], "")
    # A subscriber who refuses every remaining topic had picked one that has been removed since.
    topics = {*config.topics, OTHER_TOPICS}
    _drop_words(
        [row["words"] for row in store.chosen_topics()], store.rechoose_topics, topics, frozenset(topics)
    )


def _lookups(vault: Vault, numbers: Iterable[str]) -> list[bytes]:
    return [vault.lookup(number.replace(" ", "")) for number in numbers]


def _mark(unmark: Callable[..., int], mark: Callable[..., int], lookups: list[bytes]) -> None:
    unmark(lookups=json.dumps([lookup.hex().upper() for lookup in lookups]))
    for lookup in lookups:
        mark(lookup=lookup)


def _drop_words(
    chosen_words: Iterable[str], rechoose: Callable[..., int], offered: set[str], nothing: frozenset[str]
) -> None:
    """Drop words that are no longer offered. A subscriber who had chosen only such words gets everything again."""
    for words in chosen_words:
        chosen = unbarred(words)
        kept = chosen & offered
        if kept == nothing:
            kept = frozenset()
        if kept != chosen:
            _rechoose(rechoose, words, bars(kept))


def _rechoose(rechoose: Callable[..., int], old: str, new: str) -> None:
    until_done(lambda limit: rechoose(old=old, new=new, limit=limit))
