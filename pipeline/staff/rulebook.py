"""The rules of the desk for people: what they ask, how often they are met, what they would have changed. Reads only.

Past items are those of the database, or of a feed. Rules alone are tried: an election period is no part of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from channels.sentence import Sentence
from pipeline.model import Action, Entry, Lane
from pipeline.reasons import Code
from pipeline.settings.rule import CONDITIONS, SHIPPED, Rule
from pipeline.settings.values import Config, Feed, enabled
from pipeline.stages.decide.case import Case
from pipeline.stages.decide.lanes import Urgency, urgency_of
from pipeline.stages.decide.rules import Subject, rules_met
from pipeline.stages.decide.ruling import ruling_of
from pipeline.stages.decide.view import View, view_of
from pipeline.store import Store
from pipeline.terms import LANES, term
from pipeline.words import put, say

if TYPE_CHECKING:
    from pipeline.store.statements import ItemsSinceRow

DAYS = 90  # of past items
_BY_RULES = (Code.EXCLUDED_BY_RULE, Code.NOT_INCLUDED, Code.HELD_BY_RULE, Code.PERSONAL_DATA, Code.ALSO)


# -- the list ----------------------------------------------------------------------------------------


def rule_lines(config: Config, store: Store | None, now: float) -> Iterator[str]:
    """The rules in their order, each with the number of items that met it lately."""
    rules = (*config.rules, *SHIPPED)
    past = list(_past(config, store, now - DAYS * 86400.0)) if store is not None else []
    met = Counter(rule for one in past for rule in rules_met(rules, one.subject))
    yield say(
        "{n} items in {days} days. Exclude beats hold, hold beats include; the first that sets a lane, a template "
        "or hashtags decides.",
        n=len(past),
        days=DAYS,
    )
    yield f"{say('no.'):>3}  {say('met'):>5}  {say('rule')}"
    for number, rule in enumerate(rules, 1):
        of = say(" (comes with the program)") if rule.shipped else ""
        off = say(" (off: rules_off)") if rule.name in config.rules_off else ""
        yield f"{number:>3}  {met[rule]:>5}  {rule.name}{of}{off}"
        yield f"              {_conditions(rule)}  →  {_effects(rule)}"


def _conditions(rule: Rule) -> str:
    said = {name: getattr(rule, name) for name in CONDITIONS if getattr(rule, name)}
    return "; ".join(f"{name}: {_shortened(values)}" for name, values in said.items())


def _shortened(values: Sequence[str], most: int = 6) -> str:
    return ", ".join(map(str, values[:most])) + (", …" if len(values) > most else "")


def _effects(rule: Rule) -> str:
    tags = " ".join(f"#{tag.removeprefix('#')}" for tag in rule.hashtags)
    parts = (
        str(rule.do),
        rule.lane and f"lane: {rule.lane}",
        rule.template and f"template: {rule.template}",
        tags,
    )
    return ", ".join(part for part in parts if part)


# -- the trial ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Past:
    """One item of before: what it was, and what became of it on each channel. A channel that is not named: unknown."""

    entry: Entry
    feed: Feed
    at: float  # Unix seconds
    number: int = 0  # 0 = it is not in the database
    lane: Lane | None = None
    came: tuple[tuple[str, Action, bool], ...] = ()  # channel, action, and whether a rule had decided that

    @property
    def subject(self) -> Subject:
        return Subject.of_entry(self.entry, self.feed)


@dataclass(frozen=True)
class Changed:
    """One thing that the rules would have made otherwise."""

    past: Past
    channel: str  # "" = on all channels
    was: str  # an action or a lane
    now: str
    rule: str


def past_items(config: Config, store: Store, since: float) -> list[Past]:
    """The items of the database that were first seen after a moment (Unix seconds)."""
    return list(_past(config, store, since))


def entries_as_past(entries: Iterable[Entry], feed: Feed, now: float) -> list[Past]:
    """The entries of a feed, as if they had just come."""
    return [Past(entry, feed, entry.published or now) for entry in entries if not entry.reject]


def _past(config: Config, store: Store, since: float) -> Iterator[Past]:
    feeds = {feed.name: feed for feed in config.feeds}
    for row in store.items_since(since=since):
        feed = feeds.get(row["source"], Feed(row["source"], ""))
        yield Past(
            _entry(row), feed, row["first_seen_at"], row["id"], Lane(row["lane"]), _came(store, row["id"])
        )


def _entry(row: ItemsSinceRow) -> Entry:
    from pipeline.stages.news import news_of_row

    news = news_of_row(row)
    return Entry("", news.link, news.title, news.summary, news.text, news.categories, news.published)


def _came(store: Store, item: int) -> tuple[tuple[str, Action, bool], ...]:
    """What was decided first on each channel."""
    first: dict[str, tuple[Action, bool]] = {}
    for row in store.decisions_of_item(item_id=item):
        if row["channel"] and row["action"] in set(Action):
            first.setdefault(row["channel"], (Action(row["action"]), row["reason"] in _BY_RULES))
    return tuple((channel, *came) for channel, came in first.items())


def changes(config: Config, past: Iterable[Past]) -> Iterator[Changed]:
    """What the rules of config.yaml would have made otherwise."""
    for one in past:
        view = replace(view_of(config, one.feed, one.at), elections=())
        urgency = urgency_of(one.entry, view)
        yield from _lane_changes(one, urgency, view)
        case = Case(one.entry, urgency, view)
        for channel, action, by_rule in one.came or [
            (c.name, Action.PUBLISH, False) for c in enabled(config)
        ]:
            if action is Action.SKIP and not by_rule:
                continue  # history, or left out by another setting
            would, rule = _would(case, channel, action, by_rule=by_rule)
            if would is not action:
                yield Changed(one, channel, action, would, rule)


def _lane_changes(one: Past, urgency: Urgency, view: View) -> Iterator[Changed]:
    without = urgency_of(one.entry, replace(view, rules=())).lane
    was = one.lane or without
    if urgency.lane is not without and urgency.lane is not was:
        yield Changed(one, "", was, urgency.lane, urgency.rule)


def _would(case: Case, channel: str, action: Action, *, by_rule: bool) -> tuple[Action, str]:
    """What would become of an item, and by which rule."""
    ruling = ruling_of(case, channel)
    reason = ruling.skip or ruling.hold
    if reason is None:
        return (Action.PUBLISH if by_rule else action), "—"
    return (Action.SKIP if ruling.skip else Action.HOLD), str(reason.facts["rule"])


def trial_lines(config: Config, past: Sequence[Past]) -> Iterator[str]:
    """The trial as a table for a person at a terminal."""
    found, zone = list(changes(config, past)), ZoneInfo(config.council.timezone)
    items = len({id(one.past) for one in found})
    yield say("{n} items tried; the rules would have changed {changed}.", n=len(past), changed=items)
    if not found:
        return
    yield ""
    head = (say("day"), say("no."), say("title"), say("channel"), say("was"), say("would be"), say("rule"))
    yield _row(*head)
    for one in found:
        day = f"{datetime.fromtimestamp(one.past.at, zone):%d/%m/%y}"
        number = str(one.past.number or "")
        yield _row(
            day,
            number,
            one.past.entry.title,
            one.channel or say("all"),
            _said(one.was),
            _said(one.now),
            one.rule,
        )
    yield ""
    for (was, now, rule), n in Counter((one.was, one.now, one.rule) for one in found).most_common():
        yield f"{n:>5}  {_said(was)} → {_said(now)}  ({rule})"
    yield say("Nothing was written. A count is of items on each channel.")


_WIDTHS = (8, -5, 36, 10, 18, 18, 0)  # of the columns, in characters; negative = to the right


def _row(*cells: str) -> str:
    return "  ".join(
        f"{_cut(cell, abs(width)):{'>' if width < 0 else '<'}{abs(width)}}" if width else cell
        for cell, width in zip(cells, _WIDTHS, strict=True)
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


_ACTIONS = {
    Action.PUBLISH: Sentence("goes out"),
    Action.HOLD: Sentence("waits"),
    Action.SKIP: Sentence("left out"),
}


def _said(what: str) -> str:
    return put(_ACTIONS[Action(what)] if what in set(Action) else term(LANES, what))
