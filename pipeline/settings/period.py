"""A period of whole days in the council's time zone, the first and the last included. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TypeVar

from channels.sentence import Sentence

DAY = 86400.0


@dataclass(frozen=True)
class Period:
    """The keys in config.yaml are name, from, to."""

    name: str
    from_: date
    to: date

    def starts(self, zone: tzinfo) -> float:
        """The beginning of its first day (Unix seconds)."""
        return datetime.combine(self.from_, time.min, zone).timestamp()

    def ends(self, zone: tzinfo) -> float:
        """The end of its last day (Unix seconds)."""
        return datetime.combine(self.to + timedelta(days=1), time.min, zone).timestamp()

    @property
    def days(self) -> int:
        return (self.to - self.from_).days + 1


_P = TypeVar("_P", bound=Period)


def period_at(periods: Iterable[_P], at: float, zone: tzinfo) -> _P | None:
    """The period of a moment (Unix seconds); None = none is on."""
    return next((one for one in periods if one.starts(zone) <= at < one.ends(zone)), None)


def period_problems(key: str, periods: Sequence[Period]) -> Iterator[tuple[str, Sentence]]:
    """Each mistake as (key of config.yaml, problem). `key`: of their list."""
    for index, one in enumerate(periods):
        own, before = f"{key}.{index}", periods[:index]
        if one.to < one.from_:
            yield f"{own}.to", Sentence("is before its beginning ({day})", day=f"{one.from_:%d/%m/%Y}")
        if any(one.name == other.name for other in before):
            yield f"{own}.name", Sentence("{name!r} is there twice", name=one.name)
        for other in before:
            if one.from_ <= other.to and other.from_ <= one.to:
                yield (
                    f"{own}.from",
                    Sentence("has days in common with «{name}»: make one period of both", name=other.name),
                )
                break
