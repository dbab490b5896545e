"""Judges what was said of an archive by the record of what its documents say. Knows nothing of the program.

It counts by calendar days and by single hours, where the program has spans.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.colours.archive import Document

ROME = ZoneInfo("Europe/Rome")


@dataclass(frozen=True, order=True)
class Told:
    """One message: when, of which zone, risk and day, and which level."""

    at: float
    zone: str
    risk: str
    day: str
    level: int


def day_of(at: float) -> str:
    return datetime.fromtimestamp(at, ROME).strftime("%Y-%m-%d")


def expected_of_bulletins(documents: Iterable[Document]) -> list[Told]:
    """What had to be said: each change of a day's level once, when it was read, before that day was over."""
    believed: dict[tuple[str, str, str], int] = {}
    found = []
    for document in documents:
        for key, level in document.says.items():
            zone, risk, day = key
            if not isinstance(level, int) or day < day_of(document.at):
                continue
            if level != believed.get(key, 0):
                found.append(Told(document.at, zone, risk, day, level))
            believed[key] = level
    return found


def expected_of_hours(documents: Iterable[Document]) -> list[Told]:
    """The same of a day's hours that are ahead; the hour under way is one of them."""
    believed: dict[str, dict[float, int]] = {}
    found = []
    for document in documents:
        shown: dict[str, dict[float, int]] = {}
        for (_, _, hour), level in document.says.items():
            if isinstance(level, int) and level >= 0:
                shown.setdefault(day_of(float(hour)), {})[float(hour)] = level
        for day, levels in shown.items():
            was = believed.setdefault(day, {})
            before = max((one for hour, one in was.items() if hour + 3600 > document.at), default=0)
            was |= levels
            ahead = [one for hour, one in was.items() if hour + 3600 > document.at]
            if ahead and max(ahead) != before:
                found.append(Told(document.at, "", "", day, max(ahead)))
    return found


def faults(told: list[Told], expected: list[Told]) -> list[str]:
    """What is wrong with what was said: missing, said without a reason or twice, stale."""
    wanted, said = Counter(expected), Counter(told)
    found = [f"missing: {one}" for one in wanted - said]
    found += [f"not to be said, or said twice: {one}" for one in said - wanted]
    found += [f"stale: {one}" for one in told if day_of(one.at) > one.day]
    return found
