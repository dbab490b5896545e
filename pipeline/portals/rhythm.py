"""A portal's rhythm: how long it may be silent before something is probably wrong. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

DAY = 86400.0
YEAR = 365 * DAY
SHORTEST = 4 * DAY  # a long weekend is no silence
FEWEST = 8  # items by which a rhythm is known
SLOW = 3.0  # in the weeks when offices are shut, so many days count as one


def longest_usual(times: Sequence[float], now: float, zone: ZoneInfo) -> float | None:
    """The longest usual silence, in seconds as `quiet` counts; None while too little is known.

    `times`: arrivals of the last year's items. With independent arrivals such a silence would occur about once in
    twenty
    years; it is also a third longer than any silence of the last year.
    """
    recent = sorted(time for time in times if now - YEAR < time <= now)
    if len(recent) < FEWEST:
        return None
    gaps = [quiet(before, after, zone) for before, after in pairwise(recent)]
    mean = sum(gaps) / len(gaps)
    a_year = max(YEAR / max(mean, 60.0), 2.0)
    return max(SHORTEST, mean * (math.log(a_year) + 3), 4 / 3 * max(gaps))


def quiet(since: float, now: float, zone: ZoneInfo) -> float:
    """The seconds of silence. Days around Christmas and in mid-August count for less."""
    counted, at = 0.0, since
    while at < now and counted < 10 * YEAR:
        step = min(DAY, now - at)
        counted += step / (SLOW if _offices_shut(datetime.fromtimestamp(at, zone)) else 1.0)
        at += step
    return counted


def _offices_shut(day: datetime) -> bool:
    return (
        (day.month, day.day) >= (12, 22)
        or (day.month, day.day) <= (1, 7)
        or (day.month == 8 and day.day >= 5)
    )
