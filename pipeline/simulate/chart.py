"""Bars of a chart: where each part of them stands. Pure; the page draws them as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 920, 260  # of the drawing, in its own units
LEFT, RIGHT, TOP, BOTTOM = 64, 8, 24, 28  # room for numbers, month names and sums
SHARE = 0.64  # of a month's place that its bar takes
STEPS = 4  # lines across the chart, about


@dataclass(frozen=True)
class Part:
    """One colour of one bar."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True)
class Bar:
    name: str
    x: float
    width: float
    parts: Sequence[Part]
    top: float  # of the whole bar
    sum: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Rule:
    """A line across the chart."""

    y: float
    value: float


@dataclass(frozen=True)
class Chart:
    bars: Sequence[Bar]
    rules: Sequence[Rule]
    limit: Rule | None = None  # what must not be exceeded
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM


def chart(columns: Sequence[tuple[str, Sequence[tuple[str, float]]]], limit: float = 0.0) -> Chart:
    """A chart of columns, each a name and its parts from the bottom up, a kind and a value each."""
    sums = [sum(value for _, value in parts) for _, parts in columns]
    step = _step(max([*sums, limit, 1.0]))
    most = math.ceil(max([*sums, limit, 1.0]) / step) * step
    bars = [_bar(at, len(columns), name, parts, most) for at, (name, parts) in enumerate(columns)]
    rules = [Rule(_y(step * n, most), step * n) for n in range(round(most / step) + 1)]
    return Chart(bars, rules, Rule(_y(limit, most), limit) if limit else None)


def _bar(at: int, count: int, name: str, parts: Sequence[tuple[str, float]], most: float) -> Bar:
    place = (WIDTH - LEFT - RIGHT) / max(count, 1)
    width = min(place * SHARE, 56)
    x, below = LEFT + place * at + (place - width) / 2, 0.0
    drawn = []
    for kind, value in parts:
        top = _y(below + value, most)
        drawn.append(Part(kind, top, _y(below, most) - top))
        below += value
    return Bar(name, x, width, [part for part in drawn if part.height], _y(below, most), below)


def _y(value: float, most: float) -> float:
    return round(HEIGHT - BOTTOM - value / most * (HEIGHT - TOP - BOTTOM), 1)


def _step(most: float) -> float:
    """A round number, of which about `STEPS` make the whole height."""
    rough = most / STEPS
    unit = float(10 ** math.floor(math.log10(rough)))
    return max(1.0, next(unit * n for n in (1, 2, 5, 10) if unit * n >= rough))
