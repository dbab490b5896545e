"""A generated archive: years of bulletins for twenty zones, and hours of Lombardy's service, as they might have come.

Seeded. It has outages, bulletins that are late or missing, updates, errata, mis-encoded names, unknown words, missing
values, and both changes of the clock. What each document says is recorded next to it, for the judge.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from pipeline.sandbox.colours import ROME, Area, hours_of_zone, topology

RISKS = ("idraulico", "temporali", "idrogeologico")
ODD = (
    "ALLERTA VIOLA",
    "CRITICITA' IN AGGIORNAMENTO",
    "ELEVATA CRITICITA' PER RISCHIO IDRAULICO / ALLERTA GIALLA",
)
COUNCILS = ("Ostiglia", "Forlì", "Mondovì", "Cantù", "Almè", "Patù", "Santhià", "Nardò", "Erbè", "Calcinato")
ZONES = tuple(
    (f"Lomb-{n:02}", f"Zona {n}", COUNCILS[n] if n < len(COUNCILS) else f"Borgo {chr(65 + n)}")
    for n in range(20)
)
Said = int | str | None


@dataclass(frozen=True)
class Document:
    """A document as it was fetched, and what it says: by zone, risk and day."""

    at: float  # Unix seconds of the fetch
    url: str
    body: bytes
    says: dict[tuple[str, str, str], Said] = field(default_factory=dict)


@dataclass(frozen=True)
class Issue:
    at: datetime
    today: dict[tuple[str, str], Said]
    tomorrow: dict[tuple[str, str], Said]


def local(day: date, hour: float = 0.0) -> datetime:
    """A moment on Rome's clock, so many hours of the clock after midnight."""
    naive = datetime(day.year, day.month, day.day) + timedelta(hours=hour)
    return naive.replace(tzinfo=ROME)


def bulletins(seed: int, first: date, days: int) -> Iterator[Document]:
    """The maps of each bulletin that somebody fetches who asks twice an hour, but for outages."""
    chance = random.Random(seed)
    before: dict[tuple[str, str], Said] = {}
    out_until = local(first)
    for n in range(days):
        day = first + timedelta(n)
        if chance.random() < 0.02:
            out_until = local(day, chance.uniform(0, 72))
        for issue in _issues(chance, day, before):
            fetched = issue.at.timestamp() + chance.uniform(0, 1800)
            if fetched > out_until.timestamp():
                yield from _maps(chance, issue, fetched)
            before = issue.tomorrow


def _issues(chance: random.Random, day: date, before: dict[tuple[str, str], Said]) -> Iterator[Issue]:
    if chance.random() < 0.01:
        return  # none that day
    hour = 15.0 if chance.random() < 0.8 else chance.uniform(15, 23.4)
    today = {key: _moved(chance, before.get(key), 0.1) for key in _keys()}
    tomorrow = {key: _moved(chance, today[key], 0.3) for key in _keys()}
    yield Issue(local(day, hour), today, tomorrow)
    while hour < 22 and chance.random() < 0.15:  # aggiornamento, errata corrige
        hour += chance.uniform(0.5, 1.5)
        today = {key: _moved(chance, value, 0.02) for key, value in today.items()}
        tomorrow = {key: _moved(chance, value, 0.05) for key, value in tomorrow.items()}
        yield Issue(local(day, hour), today, tomorrow)


def _keys() -> Iterator[tuple[str, str]]:
    return ((code, risk) for code, _, _ in ZONES for risk in RISKS)


def _moved(chance: random.Random, was: Said, much: float) -> Said:
    dice = chance.random()
    if dice < 0.004:
        return chance.choice(ODD)
    if dice < 0.012:
        return None
    level = was if isinstance(was, int) else 0
    if chance.random() > much:
        return level
    return chance.choices((0, 1, 2, 3), (70, 22, 6, 2))[0]


def _maps(chance: random.Random, issue: Issue, fetched: float) -> Iterator[Document]:
    for offset, name, levels in ((0, "today", issue.today), (1, "tomorrow", issue.tomorrow)):
        areas = [_area(chance, zone, levels) for zone in ZONES]
        url = f"https://raw.example.it/files/topojson/{issue.at:%Y%m%d_%H%M}_{name}.json"
        day = (issue.at.date() + timedelta(offset)).isoformat()
        says = {(code, risk, day): level for (code, risk), level in levels.items()}
        yield Document(fetched, url, topology(areas), says)


def _area(chance: random.Random, zone: tuple[str, str, str], levels: dict[tuple[str, str], Said]) -> Area:
    code, name, council = zone
    if chance.random() < 0.5:
        council = council.encode().decode("cp1252", "replace")
    return Area(code, name, (council, "Altrove"), {risk: levels[code, risk] for risk in RISKS})


def hours(seed: int, first: date, days: int) -> Iterator[Document]:
    """Lombardy's hours for one hazard of one council: a forecast of 36 hours, asked for every three."""
    chance = random.Random(seed)
    level, forecast = 0, {}
    moment = local(first).timestamp()
    for step in range(days * 8):
        now = moment + step * 3 * 3600
        if chance.random() < 0.06:
            level = chance.choices((0, 1, 2, 3), (60, 25, 10, 5))[0]
        begin = now // 3600 * 3600
        forecast = {begin + n * 3600: forecast.get(begin + n * 3600, level) for n in range(36)}
        if chance.random() < 0.1:
            start = chance.randrange(30)
            forecast |= {
                begin + n * 3600: level for n in range(start, min(36, start + chance.randrange(1, 12)))
            }
        shown = {at: -1 if chance.random() < 0.01 else one for at, one in forecast.items()}
        if chance.random() < 0.03:
            continue  # an outage
        says: dict[tuple[str, str, str], Said] = {("", "", str(at)): one for at, one in shown.items()}
        url = "https://lom.example.it/lista-zone?cdTipologiaGis=7&cdIstatComune=020038"
        yield Document(now, url, hours_of_zone("IM-11", "Zona", shown), says)
