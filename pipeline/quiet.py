"""Quiet hours: when what is not urgent waits for the morning. Pure: time is passed in.

They are wall time, so that a night in which the clocks change is a night too. On Sundays and holidays the morning may
begin later. Where a moment named exists twice, or not at all, the hours last as long as they can be meant to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache

from pipeline.alert import WAKING, Alert

DAY = 86400.0
SUNDAY = 6
_MIDNIGHT = time(0)


@dataclass(frozen=True)
class QuietHours:
    """The quiet hours of one channel: from `begin` to `end`; the same hour twice = none."""

    begin: time = _MIDNIGHT
    end: time = _MIDNIGHT
    holidays_end: time = _MIDNIGHT  # the end on Sundays and holidays
    zone: tzinfo = UTC
    province: str = ""  # whose holidays count too; "" = only those of all Italy
    patron: tuple[int, int] | None = None  # day and month of the town's own holiday
    passes: frozenset[Alert] = frozenset(WAKING)  # the alerts that go out at any hour

    def until(self, at: float, alert: Alert = Alert.NONE) -> float:
        """When a message may go out at the earliest, from `at` on (both Unix seconds): `at` itself if it may then."""
        night = None if alert in self.passes else self.night(at)
        return at if night is None else night[1]

    def night(self, at: float) -> tuple[float, float] | None:
        """The begin and end of the quiet hours in which a moment lies (Unix seconds); None = in none."""
        first, last = at, at
        today = datetime.fromtimestamp(at, self.zone).date()
        for day in (today + timedelta(days) for days in range(3)):
            begin = self._begin(day)
            if begin <= last < self._moment(day, self._latest) and last < (end := self._end(day)):
                first, last = min(first, begin), end
        return (first, last) if last > at else None

    def is_holiday(self, day: date) -> bool:
        """Whether the morning of a day begins late."""
        if day.weekday() == SUNDAY or (day.day, day.month) == self.patron:
            return True
        return day in italian_holidays(self.province, day.year)

    @property
    def _latest(self) -> time:
        return max(self.end, self.holidays_end)

    def _begin(self, day: date) -> float:
        """The begin of the quiet hours that end on a day."""
        first = day if self.begin <= self._latest else day - timedelta(1)
        return min(_moments(first, self.begin, self.zone))

    def _end(self, day: date) -> float:
        """Their end; if there are none, their begin."""
        late = self.holidays_end != self.end and self.is_holiday(day)
        clock = self.holidays_end if late else self.end
        return self._begin(day) if clock == self.begin else self._moment(day, clock)

    def _moment(self, day: date, clock: time) -> float:
        return max(_moments(day, clock, self.zone))


ALWAYS_OPEN = QuietHours()


@cache
def italian_holidays(province: str, year: int) -> frozenset[date]:
    """The holidays of Italy in a year, with those of a province ("" = without). Raises ValueError: no such province."""
    from holidays import country_holidays  # a tenth of a second, and needed in the early morning only

    try:
        return frozenset(country_holidays("IT", subdiv=province or None, years=year))
    except NotImplementedError:
        raise ValueError(province) from None


def second_of_day(at: float, zone: tzinfo) -> int:
    """The seconds that a clock on the wall shows since midnight."""
    clock = datetime.fromtimestamp(at, zone)
    return clock.hour * 3600 + clock.minute * 60 + clock.second


def next_leap(at: float, zone: tzinfo) -> float:
    """When the clocks change next (Unix seconds); if not within two days, in two days."""
    early, late = at, at + 2 * DAY
    if _offset(early, zone) == _offset(late, zone):
        return late
    while late - early > 1:
        middle = (early + late) / 2
        early, late = (middle, late) if _offset(middle, zone) == _offset(at, zone) else (early, middle)
    return float(round(late))


def shown(at: float, now: float, zone: tzinfo) -> str:
    """A moment for people: the time of day, with the date if it is not within a day."""
    moment = datetime.fromtimestamp(at, zone)
    return f"{moment:%H:%M}" if at - now < DAY else f"{moment:%H:%M} ({moment:%d/%m})"


def _offset(at: float, zone: tzinfo) -> timedelta | None:
    return datetime.fromtimestamp(at, zone).utcoffset()


def _moments(day: date, clock: time, zone: tzinfo) -> Sequence[float]:
    """The moments (Unix seconds) that a time of day may mean: two where clocks are set."""
    return [datetime.combine(day, clock.replace(fold=fold), zone).timestamp() for fold in (0, 1)]
