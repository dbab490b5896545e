"""A year of editors' work, drawn by a seed: what they do, when, and what breaks meanwhile."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from tests.year.portal import Act, Article, VirtualPortal

ROME = ZoneInfo("Europe/Rome")
DAY, HOUR = 86400.0, 3600.0
NEWS = (
    "Consiglio comunale convocato", "Bando per contributi alle famiglie", "Biblioteca, i nuovi orari",
    "Concerto della banda in teatro", "Camminata lungo il Po", "Iscrizioni al nido", "Mercato contadino in piazza",
)  # fmt: skip
SERVICE = (
    ("Avvisi", "Uffici chiusi per la festa del patrono"), ("Viabilità", "Via Verdi chiusa per lavori"),
    ("Interruzioni", "Sospensione dell'acqua in via Mazzini"), ("Viabilità", "Senso unico alternato in via Roma"),
)  # fmt: skip
ALERTS = ("Allerta arancione per temporali", "Allerta rossa per piena del Po", "Evacuazione di via Argine")
# Holidays: month and day.
QUIET_DAYS = {
    *((12, 24), (12, 25), (12, 26), (12, 31), (1, 1), (1, 6), (4, 25)),
    *((5, 1), (6, 2), (8, 15), (11, 1), (12, 8)),
}


@dataclass(frozen=True)
class Plan:
    """A year, or a part of one: all that happens."""

    start: float
    end: float
    portal: VirtualPortal
    machine_off: list[tuple[float, float]]
    providers_off: dict[str, list[tuple[float, float]]]
    elections: list[tuple[float, float]]
    counts: Counter[str]
    moves: list[float]  # migrations of the portal, changes of its feed and categories


@dataclass
class Editors:
    """They draw their actions one after another; the same seed draws the same year."""

    start: float
    end: float
    chance: random.Random
    portal: VirtualPortal = field(default_factory=lambda: VirtualPortal([]))
    counts: Counter[str] = field(default_factory=Counter)
    drawn: dict[int, float] = field(default_factory=dict)  # number -> when it is created

    def work(self, actions: int) -> None:
        for number in range(1, 13):
            self._create(self.start - number * 0.9 * DAY)
        while sum(self.counts.values()) < actions:
            self._act(self._moment())
        self.portal.acts.sort(key=lambda act: act.at)

    def _moment(self) -> float:
        """In office hours mostly; seldom on holidays, at night, and in August."""
        while True:
            day = datetime.fromtimestamp(self.chance.uniform(self.start, self.end), ROME).replace(
                minute=self.chance.randrange(60), second=self.chance.randrange(60), microsecond=0
            )
            free = day.weekday() >= 5 or (day.month, day.day) in QUIET_DAYS or day.month == 8
            if free and self.chance.random() < 0.8:
                continue
            hours = (
                (23, 1, 2, 3, 6) if self.chance.random() < 0.08 else (8, 9, 9, 10, 11, 12, 14, 15, 16, 17, 18)
            )
            at = day.replace(hour=self.chance.choice(hours)).timestamp()
            if self.start < at < self.end:
                return at

    def _act(self, at: float) -> None:
        shares = {
            self._news: 40, self._service: 14, self._alert: 3, self._retitle: 12, self._rewrite: 10, self._trash: 6,
            self._restore: 3, self._redate: 2, self._rename: 3, self._lock: 1.5, self._back_dated: 2, self._planned: 2,
            self._raise: 1, self._flood: 0.4, self._ahead: 0.6,
        }  # fmt: skip
        [what] = self.chance.choices(list(shares), list(shares.values()))
        what(at)

    def _add(self, at: float, what: str, number: int, do: Callable[[], None]) -> None:
        self.counts[what] += 1
        self.portal.acts.append(Act(at, what, do, number))

    # -- new items --------------------------------------------------------------------------------

    def _create(
        self, at: float, *, dated: float | None = None, alert: bool = False, service: bool = False
    ) -> None:
        number = len(self.drawn) + 1
        category, words = self.chance.choice(SERVICE) if service else ("Notizie", self.chance.choice(NEWS))
        if alert:
            category, words = "Allerta", self.chance.choice(ALERTS)
        body = f"Il Comune informa: {words.lower()}, tutte le indicazioni per i cittadini al punto {number}."
        one = Article(number, words, body, category, at if dated is None else dated, f"notizia-{number}")
        self.drawn[number] = at
        self._add(
            at, "alert" if alert else "create", number, lambda: self.portal.articles.update({number: one})
        )

    def _news(self, at: float) -> None:
        self._create(at, dated=at - self.chance.uniform(0, 1200))

    def _service(self, at: float) -> None:
        self._create(at, service=True)

    def _alert(self, at: float) -> None:
        self._create(at, alert=True)

    def _back_dated(self, at: float) -> None:
        self._create(at, dated=at - self.chance.choice((2, 3, 5, 12, 40)) * DAY)

    def _planned(self, at: float) -> None:
        """Written now, published by the portal in some hours."""
        self._create(at, dated=at + self.chance.uniform(1, 60) * HOUR)

    def _ahead(self, at: float) -> None:
        """The date is next month's by mistake, so that the portal hides it again."""
        number = len(self.drawn) + 1
        self._create(at)
        self._add(at + 1, "ahead", number, lambda: self._change(number, published=at + 40 * DAY))

    def _flood(self, at: float) -> None:
        """The year's plan of the waste collection, one item a district."""
        for n in range(13):
            self._create(at + n * 5, service=n % 2 == 0)

    # -- changes ----------------------------------------------------------------------------------

    def _one(self, at: float) -> int | None:
        """One of the items of the last days, by its number."""
        recent = [number for number, born in self.drawn.items() if at - 4 * DAY < born < at]
        return self.chance.choice(recent) if recent else None

    def _on_one(self, at: float, what: str, **values: object) -> None:
        if (number := self._one(at)) is not None:
            self._add(at, what, number, lambda: self._change(number, **values))

    def _change(self, number: int, **values: object) -> None:
        one = self.portal.articles.get(number)
        if one is None:
            return
        for name, value in values.items():
            setattr(one, name, value(one) if callable(value) else value)

    def _retitle(self, at: float) -> None:
        self._on_one(at, "retitle", words=lambda one: f"{one.words.removesuffix(' - rettifica')} - rettifica")

    def _rewrite(self, at: float) -> None:
        self._on_one(at, "rewrite", body=lambda one: f"{one.body} Aggiornamento delle ore {int(at) % 24}.")

    def _trash(self, at: float) -> None:
        self._on_one(at, "trash", here=False)

    def _restore(self, at: float) -> None:
        self._on_one(at, "restore", here=True, locked=False)

    def _redate(self, at: float) -> None:
        self._on_one(at, "redate", published=at - 60)

    def _rename(self, at: float) -> None:
        self._on_one(at, "rename", slug=lambda one: f"{one.slug}-bis")

    def _lock(self, at: float) -> None:
        self._on_one(at, "lock", locked=True)

    def _raise(self, at: float) -> None:
        """A running alert gets another colour."""
        alerts = [
            act.number for act in self.portal.acts if act.what == "alert" and at - DAY < act.at < at - HOUR
        ]
        if alerts:
            self._add(at, "raise", alerts[0], partial(self._recolour, alerts[0]))

    def _recolour(self, number: int) -> None:
        one = self.portal.articles[number]
        if "arancione" in one.words:
            one.words, one.raised = one.words.replace("arancione", "rossa"), one.raised + 1


def draw(seed: int, start: datetime, days: int, actions: int) -> Plan:
    """The plan of a seed. Of a year and more it has everything; a shorter one has its share."""
    chance, begin = random.Random(seed), start.replace(tzinfo=ROME).timestamp()
    end = (start + timedelta(days)).replace(tzinfo=ROME).timestamp()
    editors = Editors(begin, end - DAY, chance)
    editors.work(actions)
    portal, span = editors.portal, end - begin

    def spells(count: int, shortest: float, longest: float) -> list[tuple[float, float]]:
        starts = (chance.uniform(begin + DAY, end - 2 * DAY) for _ in range(count))
        return sorted((at, at + chance.uniform(shortest, longest)) for at in starts)

    some = max(1, round(span / (30 * DAY)))
    for at, until in (*spells(some * 2, 0.2 * HOUR, 6 * HOUR), *spells(some // 4, DAY, 4 * DAY)):
        portal.down.append((at, until, chance.choice(("gone", "error"))))
    machine = _apart([*spells(some, 0.5 * HOUR, 8 * HOUR), *spells(some // 4, DAY, 4 * DAY)])
    providers = {
        name: _apart([*spells(some, 0.2 * HOUR, 5 * HOUR), *spells(some // 6, DAY, 3 * DAY)])
        for name in ("whatsapp", "facebook")
    }
    moves = [begin + span * share for share in (0.3, 0.55, 0.62, 0.8)] if days > 60 else [begin + span * 0.5]
    _move(portal, moves)
    portal.acts.sort(key=lambda act: act.at)
    elections = [(begin + span * 0.42, begin + span * 0.5), (begin + span * 0.7, begin + span * 0.74)]
    return Plan(begin, end, portal, machine, providers, elections, editors.counts, moves)


def _move(portal: VirtualPortal, moves: list[float]) -> None:
    """Two migrations to another CMS, and between them a feed of excerpts and categories with other names."""

    def migrate() -> None:
        portal.era += 1

    def shorten() -> None:
        portal.excerpts = True

    def rename() -> None:
        portal.names.update({"Notizie": "Novità dal Comune", "Viabilità": "Strade e viabilità"})

    changes = (("migrate", migrate), ("shorten", shorten), ("categories", rename), ("migrate", migrate))
    for at, (what, do) in zip(moves, changes, strict=False):
        portal.acts.append(Act(at, what, do))


def _apart(spells: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Spells in their order, those that overlap joined."""
    joined: list[tuple[float, float]] = []
    for start, end in sorted(spells):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
