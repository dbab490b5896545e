"""The outcome of a simulation in a terminal of 100 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from channels.sentence import Sentence
from pipeline.simulate import views
from pipeline.simulate.outcome import Fate, Sums
from pipeline.simulate.simulation import Played
from pipeline.simulate.views import DELAYED, HEADS, LANES, NOTED, Group
from pipeline.staff.words import worded
from pipeline.words import number, put, say

WIDTH = 100  # columns
COUNTS = (9, 10, 11, 12, 9, 9)  # columns of the counts of a month
SHOWN = 5  # items of a reason that are listed; the page has them all
FATES = (Fate.HELD, Fate.EXPIRED, Fate.DIGEST, Fate.SKIPPED, Fate.UNTOLD, Fate.ENDED, Fate.WAITING)


def report(played: Played) -> Iterator[str]:
    """The whole outcome, line by line."""
    for line in views.introduction(played):
        yield from textwrap.wrap(line, WIDTH, subsequent_indent="  ", break_on_hyphens=False)
    yield ""
    yield from _months(played)
    yield ""
    yield from _channels(played)
    yield from _remarks(DELAYED, views.delayed(played))
    yield from _remarks(NOTED, views.noted(played))
    for fate in FATES:
        yield from _fate(played, fate)


def _months(played: Played) -> Iterator[str]:
    heads = (*(put(head) for head in LANES.values()), say("Digests"), say("Held"), say("Too late"))
    yield _row(say("month"), heads, say("messages"), say("cost"))
    for name, told in views.months(played):
        yield _row(name, _counts(told), number(told.messages), views.cost(told))
    told = views.whole(played)
    yield _row(say("in all"), _counts(told), number(told.messages), views.cost(told))


def _counts(told: Sums) -> tuple[str, ...]:
    counts = (*(told.by_lane[lane] for lane in LANES), told.digests, told.held, told.expired)
    return tuple(number(count) for count in counts)


def _row(name: str, counts: tuple[str, ...], messages: str, cost: str) -> str:
    cells = "".join(f"{count:>{width}}" for count, width in zip(counts, COUNTS, strict=True))
    return f"{name:<8}{cells}{messages:>10} {cost:>21}".rstrip()


def _channels(played: Played) -> Iterator[str]:
    heads = (say("channel"), say("Published"), say("Corrections"), say("messages"), say("cost"))
    yield "{:<20}{:>14}{:>14}{:>14}{:>20}".format(*heads)
    for name, one in views.channels(played).items():
        counts = (number(one.published), number(one.corrections), number(one.messages))
        yield "{:<20}{:>14}{:>14}{:>14}{:>20}".format(name[:19], *counts, one.cost).rstrip()


def _remarks(head: Sentence, groups: Sequence[Group]) -> Iterator[str]:
    if groups:
        yield ""
        yield put(head)
    for group in groups:
        yield from _reason(group)


def _fate(played: Played, fate: Fate) -> Iterator[str]:
    if found := views.groups(played, fate):
        yield ""
        yield f"{put(HEADS[fate])}: {sum(len(group.lines) for group in found)}"
    for group in found:
        yield from _group(played, group)


def _clipped(line: str) -> str:
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1].rstrip()}…"


def _reason(group: Group) -> list[str]:
    why = worded(group.reason) or say("no reason was kept")
    count = f"  {len(group.lines):>5}  "
    return textwrap.wrap(why, WIDTH, initial_indent=count, subsequent_indent=" " * len(count))


def _group(played: Played, group: Group) -> Iterator[str]:
    yield from _reason(group)
    for line in group.lines[:SHOWN]:
        yield _clipped(f"{' ' * 9}{views.moment(line.at, played.zone)}  {line.title}")
    if len(group.lines) > SHOWN:
        yield " " * 9 + say("and {n} more", n=len(group.lines) - SHOWN)
