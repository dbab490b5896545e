"""How the number of subscribers changes: joined and left by day, and what they have chosen. No personal data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.settings.values import Config
from pipeline.store import Store

DAYS = 30


@dataclass(frozen=True)
class Day:
    day: date
    joined: int
    left: int


@dataclass(frozen=True)
class Growth:
    active: int
    days: Sequence[Day]  # the oldest first
    wants: Mapping[str, int]
    zoned: int
    choosy: int
    paused: int
    foreign: int

    @property
    def joined(self) -> int:
        return sum(one.joined for one in self.days)

    @property
    def left(self) -> int:
        return sum(one.left for one in self.days)

    @property
    def most(self) -> int:
        """The largest number of one day, at least 1."""
        return max(1, *(max(one.joined, one.left) for one in self.days))


def growth(config: Config, store: Store, now: float) -> Growth:
    """Of the last `DAYS` days, by the council's calendar."""
    zone = ZoneInfo(config.council.timezone)
    today = datetime.fromtimestamp(now, zone).date()
    first = today - timedelta(days=DAYS - 1)
    since = datetime(first.year, first.month, first.day, tzinfo=zone).timestamp()
    counted: Counter[tuple[date, str]] = Counter()
    for row in store.consents_by_hour(since=since - 1):
        counted[datetime.fromtimestamp(row["hours"] * 3600, zone).date(), row["action"]] += row["n"]
    days = [first + timedelta(days=n) for n in range(DAYS)]
    chosen = store.choices_made(now=now)
    return Growth(
        active=sum(row["n"] for row in chosen),
        days=[Day(day, counted[day, "subscribed"], counted[day, "left"]) for day in days],
        wants={row["wants"]: row["n"] for row in chosen},
        zoned=sum(row["zoned"] for row in chosen),
        choosy=sum(row["choosy"] for row in chosen),
        paused=sum(row["paused"] for row in chosen),
        foreign=sum(row["foreign_language"] for row in chosen),
    )
