"""Election periods (L. 28/2000, art. 9): from the day of the convocation decree to the close of voting. Pure.

Days are whole days of the council's time zone, the first and the last included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from channels.sentence import Sentence
from pipeline.phrases import can_be_found
from pipeline.settings.period import DAY, Period, period_problems
from pipeline.settings.period import period_at as election_at

__all__ = ["DAY", "Election", "election_at", "election_problems", "last_begun", "last_end", "next_near"]

LONGEST = 100  # days; the law's own are some 45 to 70
NEAR = 21 * DAY  # seconds before a period in which people are told of it


@dataclass(frozen=True)
class Election(Period):
    """One period. Its own key in config.yaml is names."""

    names: tuple[str, ...] = ()  # candidates, the mayor, councillors: who is named holds an item


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
    yield from period_problems("elections", elections)
    for index, one in enumerate(elections):
        for at, name in enumerate(one.names):
            if not can_be_found(name):
                yield (
                    f"elections.{index}.names.{at}",
                    Sentence("no name: write it as people read it, e.g. Mario Rossi"),
                )
