"""Election periods (L. 28/2000, art. 9): from the day of the convocation decree to the close of voting. Pure.

Days are whole days of the council's time zone, the first and the last included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from channels.sentence import Sentence
from pipeline.phrases import can_be_found

DAY = 86400.0
LONGEST = 100  # days; the law's own are some 45 to 70
NEAR = 21 * DAY  # seconds before a period in which people are told of it


@dataclass(frozen=True)
class Election:
    """One period. The keys in config.yaml are name, from, to, names."""

    name: str
    from_: date
    to: date
    names: tuple[str, ...] = ()  # candidates, the mayor, councillors: who is named holds an item

    def starts(self, zone: tzinfo) -> float:
        """The beginning of its first day (Unix seconds)."""
        return datetime.combine(self.from_, time.min, zone).timestamp()

    def ends(self, zone: tzinfo) -> float:
        """The end of its last day (Unix seconds)."""
        return datetime.combine(self.to + timedelta(days=1), time.min, zone).timestamp()

    @property
    def days(self) -> int:
        return (self.to - self.from_).days + 1


def election_at(elections: Iterable[Election], at: float, zone: tzinfo) -> Election | None:
    """The period of a moment (Unix seconds); None = none is on."""
    return next((one for one in elections if one.starts(zone) <= at < one.ends(zone)), None)


def last_begun(elections: Iterable[Election], now: float, zone: tzinfo) -> Election | None:
    """The latest period that has begun, whether it is over or not; None = there was none."""
    begun = [one for one in elections if one.starts(zone) <= now]
    return max(begun, key=lambda one: one.from_, default=None)


def last_end(elections: Iterable[Election], at: float, zone: tzinfo) -> float:
    """The end of the latest period that had begun at a moment (Unix seconds); 0 = there was none. What was not out
    before it never goes, so that no digest tells of it."""
    election = last_begun(elections, at, zone)
    return election.ends(zone) if election else 0.0


def next_near(elections: Iterable[Election], now: float, zone: tzinfo) -> Election | None:
    """The next period, if it begins within `NEAR` seconds."""
    near = [one for one in elections if now < one.starts(zone) <= now + NEAR]
    return min(near, key=lambda one: one.from_, default=None)


def election_problems(elections: Sequence[Election]) -> Iterator[tuple[str, Sentence]]:
    """Each mistake as (key of config.yaml, problem)."""
    for index, one in enumerate(elections):
        key, before = f"elections.{index}", elections[:index]
        if one.to < one.from_:
            yield f"{key}.to", Sentence("is before its beginning ({day})", day=f"{one.from_:%d/%m/%Y}")
        if any(one.name == other.name for other in before):
            yield f"{key}.name", Sentence("{name!r} is there twice", name=one.name)
        for other in before:
            if one.from_ <= other.to and other.from_ <= one.to:
                yield (
                    f"{key}.from",
                    Sentence("has days in common with «{name}»: make one period of both", name=other.name),
                )
                break
        for at, name in enumerate(one.names):
            if not can_be_found(name):
                yield f"{key}.names.{at}", Sentence("no name: write it as people read it, e.g. Mario Rossi")
