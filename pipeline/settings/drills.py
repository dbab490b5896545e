"""Drills: the days on which an exercise goes out, or the announced test of once a year. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from channels.sentence import Sentence
from pipeline.settings.period import Period, period_problems

STAFF_ONLY = "-"  # in the place of a drill's name: an exercise for the staff and the testers alone
LONGEST = 14  # days
HOURS = 4.0  # after which an exercise that is not out never goes


@dataclass(frozen=True)
class Drill(Period):
    """One drill. Its own key in config.yaml is test."""

    test: bool = False  # the yearly test, which was announced and goes to everybody


def last_moment(drills: Iterable[Drill], name: str, now: float, zone: tzinfo) -> float:
    """Until when an exercise may leave that somebody lets go at `now`: never after its drill. Unix seconds."""
    end = now + HOURS * 3600
    if name == STAFF_ONLY:
        return end
    return min(end, max((one.ends(zone) for one in drills if one.name == name), default=now))


def drill_problems(drills: Sequence[Drill]) -> Iterator[tuple[str, Sentence]]:
    """Each mistake as (key of config.yaml, problem)."""
    yield from period_problems("drills", drills)
    for index, one in enumerate(drills):
        if not re.search(r"\w", one.name):
            yield f"drills.{index}.name", Sentence("no name: write it as people read it, e.g. Piena del Po")
        if one.days > LONGEST:
            yield (
                f"drills.{index}.to",
                Sentence("{days} days are too many for a drill: {most} at most", days=one.days, most=LONGEST),
            )
