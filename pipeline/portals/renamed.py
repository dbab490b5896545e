"""Categories that the portal has renamed: what config.yaml says of them would no longer hold, and nobody would notice.

A category is taken for renamed where the feed shows items that had it under another one, and none that still has it;
or, by its name alone, where it was not seen for two weeks while a new one that sounds like it has appeared.
"""

from __future__ import annotations

import difflib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.known import KnownItem
from pipeline.model import Identified
from pipeline.settings.values import Config, enabled
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.store.statements import CategoriesSinceRow

SETTING = "renamed categories"  # JSON: as config.yaml has it (casefolded) -> as the portal has it now
FEWEST = 2  # items that must have changed their category
SEEN, SINCE = 3, 90 * 86400.0  # items with a category within these seconds, by which it is known
ABSENT = 14 * 86400.0  # seconds without it
ALIKE = 0.7  # likeness of two names, of which one may be the other's successor
_STEM = 5  # letters that words which mean the same have in common


def named_in(config: Config) -> Mapping[str, tuple[str, str]]:
    """The categories that config.yaml names, casefolded -> (key, as it is written there)."""
    found: dict[str, tuple[str, str]] = {}
    for key, names in categories_named(config):
        for name in names:
            found.setdefault(name.casefold(), (key, name))
    return found


def categories_named(config: Config) -> Iterator[tuple[str, list[str]]]:
    """The categories that config.yaml names, with the key where it does."""
    yield "lanes", list(config.lanes)
    for part, chosen in (("topics", config.topics), ("zones", config.zones)):
        yield part, [name for names in chosen.values() for name in names]
    for channel in enabled(config):
        yield f"channels.{channel.name}.by_category", list(channel.by_category)
        yield f"channels.{channel.name}.exclude", list(channel.exclude)
    for rule in config.desk_rules:
        if not rule.shipped:
            yield "rules", [name for name in rule.categories if not name.endswith("*")]


def note_renamed(
    store: Store, config: Config, found: Sequence[Identified], known: Mapping[int, KnownItem]
) -> None:
    """Keep which categories this reading shows under another name. In no transaction of its own."""
    before = renamed_of(store)
    after = before | dict(renames(found, known, frozenset(named_in(config))))
    if after != before:
        store.set_setting(name=SETTING, value=json.dumps(after, ensure_ascii=False))


def renamed_of(store: Store) -> dict[str, str]:
    """What was kept."""
    kept: dict[str, str] = json.loads(store.setting(name=SETTING) or "{}")
    return kept


def renames(
    found: Iterable[Identified], known: Mapping[int, KnownItem], named: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """The named categories that items have no longer, and what they have instead. Pure."""
    votes, kept = Counter[tuple[str, str]](), set[str]()
    for one in found:
        item = known.get(one.item or 0)
        theirs = {name.casefold(): name for name in one.entry.categories}
        kept |= theirs.keys()
        if item is None or item.stored is None:
            continue
        ours = {name.casefold() for name in item.stored.news.categories}
        gone, new = (ours - theirs.keys()) & named, theirs.keys() - ours - named
        if len(gone) == len(new) == 1:
            votes[gone.pop(), theirs[new.pop()]] += 1
    yield from (pair for pair, n in votes.items() if n >= FEWEST and pair[0] not in kept)


def by_name(
    rows: Iterable[CategoriesSinceRow], named: frozenset[str], now: float
) -> Iterator[tuple[str, str]]:
    """The named categories that were not seen for long, each with a new one that sounds like it. Pure."""
    times: dict[str, list[float]] = {}
    written: dict[str, str] = {}
    for row in rows:
        for name in json.loads(row["categories"]):
            times.setdefault(name.casefold(), []).append(row["first_seen_at"])
            written[name.casefold()] = name
    for ours in sorted(named & times.keys()):
        last = max(times[ours])
        if len(times[ours]) < SEEN or last > now - ABSENT:
            continue
        new = [
            name for name, at in times.items() if name not in named and min(at) > last and _alike(ours, name)
        ]
        if new:
            yield ours, written[max(new, key=lambda name: _likeness(ours, name))]


def _alike(one: str, other: str) -> bool:
    stems = [{word[:_STEM] for word in name.split() if len(word) >= _STEM} for name in (one, other)]
    return bool(stems[0] & stems[1]) or _likeness(one, other) >= ALIKE


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()
