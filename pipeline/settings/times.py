"""The section `times:` of config.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time

from channels.sentence import Sentence
from pipeline.alert import WAKING, Alert
from pipeline.quiet import italian_holidays

LEAP_YEAR = 2024  # in which every day exists


@dataclass(frozen=True)
class Quiet:
    """Quiet hours by the clock on the wall."""

    from_: time = time(21)
    to: time = time(7, 30)  # the same as `from_` = there are none
    holidays_to: time = time(9)  # on Sundays and holidays, if it is later

    @property
    def late_to(self) -> time:
        """The end on Sundays and holidays."""
        return self.to if self.from_ == self.to else max(self.to, self.holidays_to)


@dataclass(frozen=True)
class Times:
    """When a channel publishes, and how much. Emergencies neither count nor wait, but for the quiet hours."""

    quiet: Quiet = field(default_factory=Quiet)
    quiet_passes: tuple[Alert, ...] = WAKING  # the emergencies that wake people
    gap_minutes: float = 10  # between two posts; 0 = none
    an_hour: int = 4  # posts; 0 = as many as there are
    a_day: int = 12
    a_week: int = (
        10  # messages to one citizen, beyond which news waits for the digest; 0 = as many as there are
    )
    announce: bool = True  # the operators are told what will leave, and when
    silent_news: bool = True  # news rings on no phone, where the channel can


# Nothing waits.
AT_ONCE = Times(Quiet(time(0), time(0)), gap_minutes=0, an_hour=0, a_day=0, a_week=0)


def patron_of(text: str) -> tuple[int, int] | None:
    """The day and month of "18/3"; None = none. Raises ValueError."""
    if not text:
        return None
    day, _, month = text.partition("/")
    date(LEAP_YEAR, int(month), int(day))
    return int(day), int(month)


# -- what is wrong with them ------------------------------------------------------------------------


def patron_problem(value: str) -> Sentence | None:
    try:
        patron_of(value)
    except ValueError:
        return Sentence('must be a day and a month, e.g. "18/3", or be left out')
    return None


def province_problem(value: str) -> Sentence | None:
    if not value:
        return None
    try:
        italian_holidays(value, LEAP_YEAR)
    except ValueError:
        return Sentence("{text!r} is no province; write e.g. MN, or leave it out", text=value)
    return None


def passes_problem(value: tuple[Alert, ...]) -> Sentence | None:
    if Alert.OVER not in value:
        return None
    return Sentence(
        "the end of an alert goes out at night where the alert did: leave {alert} out", alert=Alert.OVER
    )


def time_problems(key: str, times: Times) -> Iterator[tuple[str, Sentence]]:
    """The mistakes of a section as (dotted key, problem). `key`: of the section."""
    quiet = times.quiet
    if quiet.from_ > quiet.to and quiet.holidays_to >= quiet.from_:
        yield (
            f"{key}.quiet.holidays_to",
            Sentence("must be before `from` ({time})", time=f"{quiet.from_:%H:%M}"),
        )
    if times.an_hour > times.a_day > 0:
        yield f"{key}.an_hour", Sentence("more than `a_day` allows ({n})", n=times.a_day)
