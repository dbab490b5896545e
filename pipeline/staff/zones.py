"""The zones of items in words, and the zones that no item meets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from channels.sentence import Sentence
from pipeline.model import Entry
from pipeline.settings.values import Config
from pipeline.stages.decide.places import places_of
from pipeline.stages.decide.zoned import zoned
from pipeline.store import Store
from pipeline.words import say

LOOKED_AT = 1000  # newest items
FEWEST = 20  # items by which a zone can be called unused


def zones_line(by: Iterable[tuple[str, str]]) -> str:
    """The zones of an item and what each goes by; by nothing it is the whole town's."""
    found: dict[str, list[str]] = {}
    for zone, words in by:
        found.setdefault(zone, []).append(f"«{words}»")
    if not found:
        return say("for the whole town: its words and categories name no zone beyond doubt")
    named = "; ".join(f"{zone} ({', '.join(dict.fromkeys(words))})" for zone, words in found.items())
    return say("only for the zones: {zones}", zones=named)


def zones_line_of(kept: str) -> str:
    """The same, of a post's column."""
    return zones_line([(zone, words) for zone, words in json.loads(kept)])


def unused_zones(config: Config, store: Store) -> Iterator[Sentence]:
    """A line for each zone that none of the newest items meets, once there are some."""
    rows = store.newest_items(limit=LOOKED_AT) if config.zones else []
    met, places = set[str](), places_of(config)
    for row in rows:
        entry = Entry("", "", row["title"], row["summary"], row["text"], (), None)
        met.update(zoned(entry, json.loads(row["categories"]), places).zones)
    for zone in config.zones:
        if len(rows) >= FEWEST and zone not in met:
            unmet = Sentence(
                "none of the last {n} items is of this zone: is a category or a street missing?", n=len(rows)
            )
            yield config.error(f"zones.{zone}", unmet).sentence
