"""A year of an editor's work on a real portal; it ends today, and the program polls by a clock of its own.

An oracle says what must become of every item. It sees only the editor's actions and the items that the portal
showed at each poll.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pipeline import council_channels
from pipeline.poll import poll
from pipeline.settings.folder import lay_out
from pipeline.settings.reader import load
from tests.databases import open_store
from tests.moves import any_move
from tests.town import change_config

DAY = 86400.0
DAYS = 365
STALE = 7 * DAY
CATEGORIES = ("Notizie", "Eventi", "Avvisi", "Allerta")


class Editor(Protocol):
    """The actions of a clerk on one portal. Items are named by the number in their title."""

    def create(self, number: int, title: str, category: str, at: float, *, hidden: bool) -> None: ...
    def retitle(self, number: int, title: str) -> None: ...
    def rename(self, number: int) -> None: ...
    def redate(self, number: int, at: float) -> None: ...
    def remove(self, number: int) -> None: ...
    def bring_back(self, number: int) -> None: ...
    def show(self, number: int) -> None: ...
    def page(self, page: int) -> dict[int, bool]:
        """The items on a page of the portal's feed, from 1: number -> whether it is for all to see."""
        ...


@dataclass
class Item:
    at: float  # its date
    here: bool = True
    hidden: bool = False
    redated: bool = False


@dataclass
class Oracle:
    """The state that every item must have by now."""

    fate: dict[int, str] = field(default_factory=dict)  # number -> baseline, news, stale
    seen: set[int] = field(default_factory=set)  # also those that were hidden

    def poll(self, page: Callable[[int], dict[int, bool]], items: dict[int, Item], now: float) -> None:
        """A page is read; older ones too, at most five, as long as nothing known has come."""
        first, shown = not self.seen, page(1)
        for number in range(2, 6):
            if first or self.seen & shown.keys() or not (older := page(number)):
                break
            shown |= older
        for number, public in shown.items():
            if public and number not in self.fate:
                old = now - items[number].at > STALE
                self.fate[number] = "baseline" if first else "stale" if old else "news"
        self.seen |= shown.keys()


class Poller:
    """The program's own poll, from config.yaml to the posts that are due; delivering is left out."""

    def __init__(self, folder: Path, feeds: str) -> None:
        self.folder, self.published, self.changed = folder, Counter[int](), Counter[int]()
        lay_out(folder)
        change_config(folder, r"feeds:\n(?:  .*\n)+", f"feeds:\n{feeds}\n")
        for pattern, new in (
            (r"(type: (?:whatsapp|twitter).*\n +enabled: )true", r"\1false"),
            ("settle_seconds: 300", "settle_seconds: 0"),
            ("allow_private_networks: false", "allow_private_networks: true"),
        ):
            change_config(folder, pattern, new)
        self.store = open_store(load(folder).database_file)

    def poll(self, now: float) -> None:
        config = load(self.folder)
        channels = council_channels.channels(config, {}, with_secrets=False)
        polled = asyncio.run(poll(config, self.store, channels, now))
        assert polled.failures == {}
        # The clerk looks at the held items, and approves them.
        self.store.connection.execute("UPDATE post SET state = 'due' WHERE state = 'held'")
        sql = (
            "SELECT i.title FROM post p JOIN item i ON i.id = p.item_id WHERE p.state = 'due' AND p.kind = ?"
        )
        self.published.update(number_of(row[0]) for row in self.store.connection.execute(sql, ("publish",)))
        self.changed.update(number_of(row[0]) for row in self.store.connection.execute(sql, ("edit",)))
        with any_move(self.store):
            self.store.connection.execute(
                "UPDATE post SET state = 'done', release_to = 0, done_at = ? WHERE state = 'due'", (now,)
            )

    def reasons(self) -> dict[int, set[str]]:
        """Why each item was or was not published, by its number."""
        found: dict[int, set[str]] = {}
        sql = "SELECT i.title, d.reason FROM item i LEFT JOIN decision d ON d.item_id = i.id"
        for title, reason in self.store.connection.execute(sql):
            found.setdefault(number_of(title), set()).add(reason or "")
        return found


def number_of(title: str) -> int:
    found = re.search(r"\d{4}", title)
    assert found, f"not one of ours: {title!r}"
    return int(found[0])


class Year:
    """Plays the year; the same seed is the same year."""

    def __init__(self, editor: Editor, poller: Poller, today: float, seed: int) -> None:
        self.editor, self.poller, self.today = editor, poller, today
        self.chance, self.items, self.oracle = random.Random(seed), dict[int, Item](), Oracle()
        self.actions: Counter[str] = Counter()

    def play(self) -> None:
        start = self.today - DAYS * DAY
        for n in range(12):
            self._create(start - (n + 1) * 0.9 * DAY)
        self._poll(start)
        for day in range(1, DAYS + 1):
            now = min(start + day * DAY, self.today)
            self._act(now)
            self._poll(now)
        self._poll(self.today + 600)
        self._poll(self.today + 1200)

    def _poll(self, now: float) -> None:
        self.oracle.poll(self.editor.page, self.items, now)
        self.poller.poll(now)

    def _create(self, at: float, *, hidden: bool = False) -> None:
        number = len(self.items) + 1
        self.items[number] = Item(at, hidden=hidden)
        category = self.chance.choice(CATEGORIES)
        self.editor.create(number, f"Notizia {number:04} del Comune", category, at, hidden=hidden)
        self.actions["published"] += 1

    def _act(self, now: float) -> None:
        chance = self.chance
        for _ in range(chance.choice((0, 0, 1, 1, 1, 2, 3))):
            self._create(now - chance.uniform(0.01, 0.5) * DAY)
        if chance.random() < 0.02:  # the year's plan of the waste collection, one item a district
            for _ in range(13):
                self._create(now - chance.uniform(0.01, 0.2) * DAY)
            self.actions["burst"] += 1
        if chance.random() < 0.08:
            self._create(now - chance.choice((2, 3, 5, 12, 40)) * DAY)
            self.actions["back-dated"] += 1
        if chance.random() < 0.04:
            self._create(now - 0.1 * DAY, hidden=True)
            self.actions["hidden"] += 1
        recent = [n for n, item in self.items.items() if item.here and not item.hidden][-12:]
        for name, share in (("retitle", 0.12), ("rename", 0.06), ("redate", 0.04), ("remove", 0.05)):
            if recent and chance.random() < share:
                getattr(self, f"_{name}")(recent.pop(chance.randrange(len(recent))), now)
                self.actions[name] += 1
        gone = [n for n, item in self.items.items() if not item.here][-5:]
        if gone and chance.random() < 0.04:
            number = chance.choice(gone)
            self.items[number].here = True
            self.editor.bring_back(number)
            self.actions["bring back"] += 1
        hidden = [n for n, item in self.items.items() if item.hidden and item.here]
        if hidden and chance.random() < 0.3:
            self.items[hidden[0]].hidden = False
            self.editor.show(hidden[0])
            self.actions["show"] += 1

    def _retitle(self, number: int, now: float) -> None:
        self.editor.retitle(number, f"Notizia {number:04} del Comune (corretta)")

    def _rename(self, number: int, now: float) -> None:
        self.editor.rename(number)

    def _redate(self, number: int, now: float) -> None:
        """Bump old posts, as some plugins do. For an item seen before this has no effect."""
        if number in self.oracle.fate:
            self.items[number].at = now - 60
            self.editor.redate(number, now - 60)

    def _remove(self, number: int, now: float) -> None:
        self.items[number].here = False
        self.editor.remove(number)

    def check(self) -> None:
        """Every item once, nothing old, a reason for each skipped item; edits only of published items."""
        expected = {number: 1 for number, fate in self.oracle.fate.items() if fate == "news"}
        reasons = self.poller.reasons()
        wrong = {
            number: (self.oracle.fate.get(number), self.poller.published[number], reasons.get(number))
            for number in expected.keys() | self.poller.published.keys()
            if expected.get(number, 0) != self.poller.published[number]
        }
        assert not wrong, f"item: what should have become of it, how often it was published, why: {wrong}"
        for number, fate in self.oracle.fate.items():
            assert "" not in reasons[number], f"{number} has no reason"
            told = fate in reasons[number]
            assert fate == "news" or told, (number, fate, reasons[number])
        assert self.poller.changed.keys() <= expected.keys()
        fates = Counter(self.oracle.fate.values())
        print(f"\na year: {dict(self.actions)}; of the items shown: {dict(fates)}")
