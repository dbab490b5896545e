"""The dates of an event, also of one that comes again: the next one, with moved and cancelled days (RFC 5545). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Date
from datetime import datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipeline.stages.parse.common import when_and_where
from pipeline.stages.parse.dates import plausible

DAY = timedelta(days=1)
FAR = timedelta(days=5 * 366)  # how far ahead a date is looked for
MOST = 2_000  # dates of a series that are looked at
_PERIODS = {"DAILY": DAY, "WEEKLY": 7 * DAY, "MONTHLY": 3_000 * DAY, "YEARLY": 3_000 * DAY}
_LONGEST = 1_000 * DAY  # of a period that is always as long
_LATEST = 4_000_000_000.0  # Unix seconds


@dataclass(frozen=True)
class Occurrence:
    """One date of an event. Unix seconds; None = it has none."""

    event: Any  # as it is on this date: a moved one may have another place
    starts: float | None = None
    ends: float | None = None
    all_day: bool = False


@dataclass(frozen=True)
class Series:
    """An event with the days on which it is otherwise. `zone`: of times that name none."""

    event: Any
    exceptions: Sequence[Any]
    zone: tzinfo
    now: float

    @property
    def recurs(self) -> bool:
        return "RRULE" in self.event or "RDATE" in self.event

    @property
    def is_empty(self) -> bool:
        """Whether each of its dates is called off."""
        return self.recurs and "DTSTART" in self.event and self.next().starts is None

    def next(self) -> Occurrence:
        """The date that is on or to come; the last one, if all are over."""
        if not self.recurs:
            return self._single(self.event)
        last = Occurrence(self.event)
        coming: list[Occurrence] = []
        for one in self._dates(self.now):
            if one.ends is not None and one.ends > self.now:
                coming.append(one)
                break
            last = max(last, one, key=_start)
        moved = [one for one in self._moved() if one.starts is not None]
        coming += [one for one in moved if one.ends is not None and one.ends > self.now]
        return min(coming, key=_start) if coming else max([last, *moved], key=_start)

    def over(self) -> float | None:
        """When the last date ends; None = there is no last one."""
        if not self.recurs:
            return self._single(self.event).ends
        if any(
            _period(rule) and not (_first(rule, "UNTIL") or _first(rule, "COUNT")) for rule in self._rules()
        ):
            return None
        dates = (*self._dates(_LATEST), *self._moved())
        ends = [one.ends for one in dates if one.ends is not None]
        return max(ends, default=None)

    def _rules(self) -> list[Any]:
        return _values(self.event, "RRULE")

    def marks(self) -> str:
        """What tells that somebody has changed the series; the next date changes by itself. "" for a single event."""
        if not self.recurs:
            return ""
        lines = [f"{name}:{_ical(one)}" for name in ("DTSTART", "DTEND") for one in _values(self.event, name)]
        lines += [f"{name}:{_ical(one)}" for name in _RULES for one in _values(self.event, name)]
        for one in self.exceptions:
            lines += [f"{name}:{_ical(found)}" for name in _OF_A_DAY for found in _values(one, name)]
        return "\n".join(sorted(lines))

    def _single(self, event: Any) -> Occurrence:
        starts = _value(event, "DTSTART")
        return self._at(event, starts, _length(event)) if isinstance(starts, Date) else Occurrence(event)

    def _at(self, event: Any, starts: Date, length: timedelta) -> Occurrence:
        """The date that begins at this moment, a wall clock's, or on this day."""
        whole = not isinstance(starts, datetime)
        begin = starts if isinstance(starts, datetime) else datetime.combine(starts, time())
        begin = begin if begin.tzinfo else begin.replace(tzinfo=self.zone)
        return Occurrence(event, _seconds(begin), _seconds(begin + length), whole)

    def _moved(self) -> Iterator[Occurrence]:
        """The dates that are otherwise, without the cancelled ones."""
        for event in self.exceptions:
            if not is_cancelled(event):
                yield self._single(event)

    def _dates(self, since: float) -> Iterator[Occurrence]:
        """The dates by the rules, without those that are otherwise; those long before `since` are passed over."""
        starts = _value(self.event, "DTSTART")
        if not isinstance(starts, Date):
            return
        whole = not isinstance(starts, datetime)
        own = starts.tzinfo if isinstance(starts, datetime) and starts.tzinfo else self.zone
        clock = Clock(own)
        excluded = [clock.naive(value) for value in (*_lists(self.event, "EXDATE"), *self._ids())]
        days = {
            moment.date() for moment in excluded if moment.time() == time()
        }  # a day without a time is meant whole
        changes = self._lasting(clock)
        moments = (datetime.fromtimestamp(at, own).replace(tzinfo=None) for at in (since, self.now))
        for naive in islice(_times(self.event, clock, *moments), MOST):
            if naive not in excluded and naive.date() not in days:
                event, shift = next(
                    (change for at, *change in changes if at <= naive), (self.event, timedelta())
                )
                moment = naive + shift
                yield self._at(event, moment.date() if whole else moment.replace(tzinfo=own), _length(event))

    def _lasting(self, clock: Clock) -> list[tuple[datetime, Any, timedelta]]:
        """The changes that hold for all later dates: from when, how the event is then, how much later."""
        found = []
        for event in self.exceptions:
            was, starts = _value(event, "RECURRENCE-ID"), _value(event, "DTSTART")
            for_good = any("RANGE" in getattr(one, "params", ()) for one in _values(event, "RECURRENCE-ID"))
            if for_good and isinstance(was, Date) and isinstance(starts, Date) and not is_cancelled(event):
                found.append((clock.naive(was), event, clock.naive(starts) - clock.naive(was)))
        return sorted(found, key=lambda change: change[0], reverse=True)

    def _ids(self) -> Iterator[Date]:
        for event in self.exceptions:
            if isinstance(value := _value(event, "RECURRENCE-ID"), Date):
                yield value


@dataclass(frozen=True)
class Clock:
    """A clock on the wall, by which a series keeps its hour in summer and winter."""

    zone: tzinfo

    def naive(self, value: Date, *, end: bool = False) -> datetime:
        """Its time at a moment. `end`: of a whole day, the last moment."""
        if not isinstance(value, datetime):
            return datetime.combine(value, time.max if end else time())
        return value.astimezone(self.zone).replace(tzinfo=None) if value.tzinfo else value


def zone_of(calendar: Any, usual: tzinfo) -> tzinfo:
    """The zone of a calendar's times that name none."""
    try:
        return ZoneInfo(str(calendar.get("X-WR-TIMEZONE") or ""))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return usual


def told(one: Occurrence, place: str, zone: ZoneInfo) -> str:
    """Time and place of a date, for people; of several days, the first and the last."""
    if one.starts is None or one.ends is None:
        return place
    last = one.ends - 1
    days = (datetime.fromtimestamp(at, zone).date() for at in (one.starts, last))
    if len({*days}) == 1 or (one.ends - one.starts <= DAY.total_seconds() and not one.all_day):
        return when_and_where(one.starts, place, zone, all_day=one.all_day)
    begin = when_and_where(one.starts, "", zone, all_day=one.all_day)
    return f"da {begin} a {when_and_where(last, place, zone, all_day=True)}"


def is_cancelled(event: Any) -> bool:
    return str(next(iter(_values(event, "STATUS")), "")).upper() == "CANCELLED"


_RULES = ("RRULE", "RDATE", "EXDATE")
_OF_A_DAY = ("RECURRENCE-ID", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "STATUS")


def _times(event: Any, clock: Clock, since: datetime, now: datetime) -> Iterator[datetime]:
    """The wall clock's times by an event's rules, in order, about from `since` on."""
    from dateutil.rrule import rruleset

    start = clock.naive(_value(event, "DTSTART"))
    found = rruleset()
    found.rdate(start)  # the first date, whatever the rule says
    for rule in _values(event, "RRULE"):
        if times := _rule(rule, start, clock, (since, max(start, now) + FAR)):
            found.rrule(times)
    for value in _lists(event, "RDATE"):
        found.rdate(clock.naive(value))
    return iter(found)


def _rule(rule: Any, start: datetime, clock: Clock, window: tuple[datetime, datetime]) -> Any:
    """dateutil's rule; None if it cannot be read. `window`: begins to matter; ends."""
    from dateutil.rrule import rrulestr

    period, count, until = _period(rule), _first(rule, "COUNT"), _first(rule, "UNTIL")
    if not period:
        return None
    since, end = window
    if isinstance(until, Date):
        end = min(end, clock.naive(until, end=True))
    begin = start if count else _near(start, min(since, end), period)
    text = type(rule)({name: value for name, value in rule.items() if name not in ("COUNT", "UNTIL")})
    try:
        times = rrulestr(text.to_ical().decode(), dtstart=begin)
        return times.replace(count=min(count, MOST)) if count else times.replace(until=end)
    except (ValueError, TypeError, AttributeError):
        return None


def _period(rule: Any) -> timedelta | None:
    """What a rule counts in; None for one that is no rule of events, which do not come again every hour."""
    unit, interval = _PERIODS.get(str(_first(rule, "FREQ"))), _first(rule, "INTERVAL")
    interval = 1 if interval is None else interval
    return unit * interval if unit and 0 < interval < 1_000 else None


def _near(start: datetime, moment: datetime, period: timedelta) -> datetime:
    """The start of a period of a series, some before a moment: nobody counts its dates since 1990."""
    if period > _LONGEST:  # months and years are no even periods, and few
        return start
    return start + max((moment - start) // period - 30, 0) * period


def _length(event: Any) -> timedelta:
    """How long an event lasts: until its end, for its duration, else an hour, or the whole day."""
    starts, ends, lasts = (_value(event, name) for name in ("DTSTART", "DTEND", "DURATION"))
    if not isinstance(starts, Date):
        return timedelta()
    whole = not isinstance(starts, datetime)
    least = DAY if whole else timedelta()
    if isinstance(lasts, timedelta) and lasts > timedelta():
        return max(lasts, least)
    if not isinstance(ends, Date):
        return DAY if whole else timedelta(hours=1)
    if not isinstance(starts, datetime):
        return max((ends.date() if isinstance(ends, datetime) else ends) - starts, least)
    if not isinstance(ends, datetime):  # a day alone: until it ends
        ends = datetime.combine(ends, time()) + DAY
    if bool(starts.tzinfo) != bool(ends.tzinfo):
        starts, ends = starts.replace(tzinfo=None), ends.replace(tzinfo=None)
    return max(ends - starts, least)


def _seconds(moment: datetime) -> float | None:
    try:
        return plausible(moment.timestamp())
    except (ValueError, OverflowError):
        return None


def _start(one: Occurrence) -> float:
    return one.starts if one.starts is not None else float("-inf")


def _values(event: Any, name: str) -> list[Any]:
    found = event.get(name)
    return found if isinstance(found, list) else [] if found is None else [found]


def _value(event: Any, name: str) -> Any:
    """A property as a Python value; None if it is missing or malformed."""
    try:
        return next((one.dt for one in _values(event, name)), None)
    except (ValueError, AttributeError):  # how the library marks unreadable values
        return None


def _lists(event: Any, name: str) -> Iterator[Date]:
    """The moments and days of a property that has lists of them; a period counts by its beginning."""
    for one in _values(event, name):
        for value in getattr(one, "dts", ()):
            moment = value.dt[0] if isinstance(value.dt, tuple) else value.dt
            if isinstance(moment, Date):
                yield moment


def _first(rule: Any, name: str) -> Any:
    """The first value of a part of a rule; None if there is none."""
    values: Iterable[Any] = rule.get(name) or () if isinstance(rule, dict) else ()
    return next(iter(values), None)


def _ical(value: Any) -> str:
    try:
        raw = value.to_ical()
    except (ValueError, AttributeError):
        return ""
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw)
