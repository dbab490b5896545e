"""The outcome of a simulation as people look at it: months, channels, and what did not go out, reason by reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from channels.sentence import Sentence
from pipeline.model import Kind, Lane
from pipeline.reasons import Code, Reason
from pipeline.simulate.outcome import Fate, Sums, Told, by_month, sums
from pipeline.simulate.simulation import Played
from pipeline.words import euro, number, say, spoken

MONTH = 365.25 / 12 * 86400  # seconds
LANES: Mapping[Lane, Sentence] = {
    Lane.NEWS: Sentence("News items"),
    Lane.SERVICE: Sentence("Service notices"),
    Lane.EMERGENCY: Sentence("Emergencies"),
}
HEADS: Mapping[Fate, Sentence] = {
    Fate.HELD: Sentence("Held, and ended because nobody approved them"),
    Fate.EXPIRED: Sentence("Not sent in time"),
    Fate.SKIPPED: Sentence("Not published"),
    Fate.UNTOLD: Sentence("Changed on the portal later, and told to nobody"),
    Fate.DIGEST: Sentence("Left to the digest"),
    Fate.ENDED: Sentence("Ended before they went out"),
    Fate.WAITING: Sentence("Still waiting at the end"),
}

DELAYED = Sentence("Went out later than they could have")
NOTED = Sentence("Went out with a remark")


@dataclass(frozen=True)
class Line:
    """One item, with the channels on which the same became of it."""

    at: float  # Unix seconds
    title: str
    link: str
    channels: tuple[str, ...]
    reason: Reason | None
    recipients: int
    millionths: int
    dollars: float
    kind: Kind
    lane: Lane


@dataclass(frozen=True)
class Group:
    """The items with one reason, in the order of time."""

    reason: Reason | None
    lines: Sequence[Line]


@dataclass(frozen=True)
class ChannelSums:
    """What one channel would have had."""

    published: int
    corrections: int
    messages: int
    cost: str


def months(played: Played) -> list[tuple[str, Sums]]:
    """Each month with its sums: `nov 2025`."""
    found = by_month(played.told, played.start, played.end, played.zone)
    return [(_month(name), sums(told, played.broadcast)) for name, told in sorted(found.items())]


def whole(played: Played) -> Sums:
    return sums(played.told, played.broadcast)


def channels(played: Played) -> dict[str, ChannelSums]:
    """By the channel's name."""
    found: dict[str, ChannelSums] = {}
    for name in dict.fromkeys(one.channel for one in played.told if one.channel):
        out = [one for one in played.told if one.channel == name and one.fate is Fate.OUT]
        fresh = {one.item for one in out if one.kind in (Kind.PUBLISH, Kind.DIGEST)}
        told = sums(out, played.broadcast)
        messages = told.messages if name in played.broadcast else len(out)
        corrections = sum(one.kind not in (Kind.PUBLISH, Kind.DIGEST) for one in out)
        found[name] = ChannelSums(len(fresh), corrections, messages, cost(told))
    return found


def lines(told: Iterable[Told]) -> list[Line]:
    """Items in the order of time; what became of an item on several channels at one moment is one line."""
    found: dict[tuple[object, ...], list[Told]] = {}
    for one in told:
        found.setdefault((one.item, one.kind, one.fate, round(one.at / 3600), one.reason), []).append(one)
    return sorted((_line(same) for same in found.values()), key=lambda line: line.at)


def _line(same: Sequence[Told]) -> Line:
    one = same[0]
    return Line(
        min(each.at for each in same),
        one.title,
        one.link,
        tuple(dict.fromkeys(each.channel for each in same if each.channel)),
        one.reason,
        max(each.recipients for each in same),
        sum(each.millionths for each in same),
        sum(each.dollars for each in same),
        one.kind,
        one.lane,
    )


def groups(played: Played, fate: Fate) -> list[Group]:
    """The items of one fate by their reason, the most frequent first."""
    found: dict[object, list[Line]] = {}
    for line in lines(one for one in played.told if one.fate is fate):
        found.setdefault(line.reason.code if line.reason else None, []).append(line)
    return sorted(
        (Group(same[0].reason, same) for same in found.values()), key=lambda group: -len(group.lines)
    )


def delayed(played: Played) -> list[Group]:
    """What went out, and later than it could have, by the reason for which it waited."""
    return _by_reason(played, lambda one: one.waited)


def noted(played: Played) -> list[Group]:
    """What went out with a remark on the decision, such as that it goes calmer than its category is."""
    usual = (Code.NEW, Code.EDIT, Code.EDITED_OPEN)
    return _by_reason(played, lambda one: None if one.noted and one.noted.code in usual else one.noted)


def _by_reason(played: Played, reason_of: Callable[[Told], Reason | None]) -> list[Group]:
    found: dict[object, list[Told]] = {}
    for one in played.told:
        if one.fate is Fate.OUT and (reason := reason_of(one)):
            found.setdefault(reason.code, []).append(one)
    return [Group(reason_of(same[0]), lines(same)) for same in found.values()]


def monthly(played: Played) -> float:
    """Messages a month to one citizen."""
    span = max((played.end - played.start) / MONTH, 1.0)
    return whole(played).messages / played.crowd.citizens / span


def cost(told: Sums | Line) -> str:
    """What it costs, in euros and where a page is paid in dollars in these; "" = nothing."""
    parts = [euro(told.millionths)] if told.millionths else []
    if told.dollars:
        parts.append(f"{number(told.dollars, 2)} $")
    return " + ".join(parts)


def introduction(played: Played) -> list[str]:
    """What was played, and what must be known of it, a line each."""
    said = [
        say(
            "{council}, from {start} to {end}",
            council=played.config.council.name,
            start=day(played.start, played.zone),
            end=day(played.end, played.zone),
        ),
        say(
            "{source}: {n} items; {there} were there at the first reading, from which nothing is published",
            source=played.source,
            n=played.read,
            there=played.baseline,
        ),
        say(
            "{citizens} subscribers, of whom {digest} chose the digest",
            citizens=number(played.crowd.citizens),
            digest=number(round(played.crowd.of_digest * played.crowd.weight)),
        ),
    ]
    if played.undated:
        said.append(
            say("{n} items have no date and are left out: nobody knows when they appeared", n=played.undated)
        )
    if played.reworded:
        said.append(
            say(
                "{n} items were changed on the portal later: here they have their last wording from the beginning",
                n=played.reworded,
            )
        )
    return said


def day(at: float, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(at, zone):%d/%m/%Y}"


def moment(at: float, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(at, zone):%d/%m/%Y %H:%M}"


def _month(name: str) -> str:
    from babel.dates import format_date

    return format_date(date.fromisoformat(f"{name}-01"), "MMM yyyy", locale=spoken())
