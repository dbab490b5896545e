"""decide: a verdict for every entry on every channel, with its reason. Pure; every reason is stored for `why`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.model import (
    RANK,
    Action,
    Change,
    Decision,
    Edits,
    Entry,
    Identified,
    Kind,
    KnownItem,
    KnownPost,
    Lane,
    Mode,
    PostState,
    Verdict,
)
from pipeline.reasons import Code, Reason
from pipeline.settings.own_words import tagged
from pipeline.settings.values import NOT_AFTER_HOURS
from pipeline.stages.decide.cap import capped
from pipeline.stages.decide.first_sight import Sight, first_sights, never, stale
from pipeline.stages.decide.lateness import URGENT, appeared_at, edited_at, late, not_after
from pipeline.stages.decide.sharing import gained, shared
from pipeline.stages.decide.view import ChannelView, View
from pipeline.text import one_line

PUBLISHED = Reason(Code.EDIT_AFTER)
KINDS = {Edits.EDIT: Kind.EDIT, Edits.FOLLOW_UP: Kind.FOLLOW_UP, Edits.DELETE: Kind.WITHDRAW}
OPEN = (PostState.DUE, PostState.HELD, PostState.PAUSED, PostState.SENDING)


def content_hash(entry: Entry) -> str:
    """A hash of the text people read. A new date or other markup does not change it."""
    read = "\0".join(
        one_line(part) for part in (entry.title, entry.summary, entry.text, entry.link, entry.image)
    )
    return "1:" + hashlib.sha256(read.encode()).hexdigest()


def decide(identified: Sequence[Identified], known: Mapping[int, KnownItem], view: View) -> list[Decision]:
    """One decision per entry, in the feed's order. `known`: the items among them, by id."""
    identified = [shared(one, known.get(one.item or 0), view, lane_of) for one in identified]
    sights = first_sights(identified, view, lambda entry: lane_of(entry, view) is Lane.EMERGENCY)
    items = [known.get(one.item) if one.item is not None else None for one in identified]
    pairs = list(zip(identified, items, strict=True))
    edited = [item is not None and _edited(one, item, view) for one, item in pairs]
    many = sum(edited) > view.safety.flood_items
    flood = Reason(Code.FLOOD_OF_EDITS, count=sum(edited)) if many else None
    decisions = [
        _new(one, view, sights[id(one)]) if item is None else _known(one, item, view, changed, flood)
        for (one, item), changed in zip(pairs, edited, strict=True)
    ]
    return list(capped(decisions, view))


def lane_of(entry: Entry, view: View) -> Lane:
    """The most urgent lane that the entry's categories name, else the feed's; or what another feed says, if higher."""
    named = [view.lanes[c.casefold()] for c in entry.categories if c.casefold() in view.lanes]
    lane = min(named, key=RANK.__getitem__, default=view.feed.lane)
    return min(lane, entry.lane or lane, key=RANK.__getitem__)


def _doubt(entry: Entry, view: View) -> Reason | None:
    """The reason why a person should check an entry first, or None."""
    ahead = (entry.published - view.now) / 3600 if entry.published is not None else 0.0
    if ahead > view.safety.future_hours:
        return Reason(Code.FUTURE, days=round(ahead / 24))
    if "\ufffd" in entry.title:
        return Reason(Code.BROKEN_TITLE)
    return None


def _new(one: Identified, view: View, sight: Sight) -> Decision:
    doubt = sight.hold or one.doubt or _doubt(one.entry, view)
    lane = lane_of(one.entry, view)
    appeared = _appeared(one.entry, lane, view)
    doubt = doubt or _late(lane, appeared, view)
    case, verdicts = Case(one.entry, lane, view), []
    for channel in view.channels:
        skip = sight.skip or _skip(one.entry, channel, view)
        action = Action.SKIP if skip else Action.HOLD if doubt else Action.PUBLISH
        verdicts.append(_verdict(channel.name, action, skip or doubt or Reason(Code.NEW), case, appeared))
    return _decision(one, Change.NEW, 1, lane, verdicts, view)


def _skip(entry: Entry, channel: ChannelView, view: View) -> Reason | None:
    """The reason why this channel skips an entry, or None."""
    if channel.baseline:
        return Reason(Code.NEW_CHANNEL)
    if view.mode is Mode.TESTERS and not channel.broadcast:
        return Reason(Code.TESTERS)
    for category in entry.categories:
        if category.casefold() in channel.exclude:
            return Reason(Code.EXCLUDED, category=category)
    return None


def _edited(one: Identified, item: KnownItem, view: View) -> bool:
    """Whether an item was edited. False for a broken download, which may have lost half a text."""
    if view.degraded or one.entry.reject or (one.shared and (one.shared.borrowed or one.shared.grows)):
        return False
    return content_hash(one.entry) != item.content_hash


def _known(one: Identified, item: KnownItem, view: View, edited: bool, flood: Reason | None) -> Decision:
    """The decision on a known item, which other feeds may show too."""
    gains = one.shared is not None and (one.shared.gains or one.shared.changed)
    if edited or item.withdrawn or not gains:
        return _again(one, item, view, edited, flood)
    return gained(_again(one, item, view, True, flood), item)


def _again(one: Identified, item: KnownItem, view: View, edited: bool, flood: Reason | None) -> Decision:
    """The decision on a known item: edited, reappeared, or unchanged. `flood`: the reason to hold edits, if any."""
    lane = lane_of(one.entry, view)
    if one.entry.reject or not (item.withdrawn or edited):  # a locked item counts as absent
        return Decision(
            one, Change.SAME, item.revision, item.content_hash, lane, _category(one.entry, view), ()
        )
    change = Change.RESTORED if item.withdrawn else Change.EDITED
    if view.put_back:
        told = [Verdict(channel.name, Action.SKIP, Reason(Code.BASELINE)) for channel in view.channels]
        return _decision(one, change, item.revision + 1, lane, told, view)
    verdicts = [
        verdict
        for channel in view.channels
        for verdict in _verdicts_again(change, channel, item, Case(one.entry, lane, view), flood)
    ]
    return _decision(one, change, item.revision + 1, lane, verdicts, view)


@dataclass(frozen=True)
class Case:
    """An entry to be judged, its lane, and the view of this moment."""

    entry: Entry
    lane: Lane
    view: View


def _verdicts_again(
    change: Change, channel: ChannelView, item: KnownItem, case: Case, flood: Reason | None
) -> Iterator[Verdict]:
    """The verdicts on an edit: one post for recipients the old text has not reached, one for those it has."""
    entry, lane, view = case.entry, case.lane, case.view
    edited = edited_at(entry.published, read_at=view.read_at, now=view.now, zone=view.zone)
    appeared = edited
    if change is Change.RESTORED and not item.posts:
        old, appeared = never(entry, view), _appeared(entry, lane, view)
        action, reason = (Action.SKIP, old) if old else (Action.PUBLISH, Reason(Code.NOW_PUBLIC))
    else:
        action, reason = _what_again(change, item.posts.get(channel.name))
    corrected = channel.edits in KINDS and _may_be_out(item.posts.get(channel.name))
    if not (corrected and reason == PUBLISHED):
        yield _checked(Verdict(channel.name, action, reason), channel, case, appeared)
    if corrected:
        kind = KINDS[channel.edits]
        old = stale(entry, view) if kind is not Kind.EDIT else None
        action, reason = (Action.SKIP, old) if old else (Action.PUBLISH, Reason(Code.EDIT))
        verdict = Verdict(channel.name, action, reason, kind=kind)
        yield _checked(verdict, channel, case, edited, flood)


def _may_be_out(post: KnownPost | None) -> bool:
    """Whether an item is out on a channel or being sent, so that an edit corrects something."""
    return post is not None and (
        post.state is PostState.DONE or (post.released and post.state in (*OPEN, PostState.SUPERSEDED))
    )


def _checked(
    verdict: Verdict, channel: ChannelView, case: Case, appeared: float | None, flood: Reason | None = None
) -> Verdict:
    """The verdict with its times, after the channel's rules and the checks for which a person must look first."""
    entry, view = case.entry, case.view
    action, reason = verdict.action, verdict.reason
    if action is not Action.SKIP and (skip := _skip(entry, channel, view)):
        action, reason = Action.SKIP, skip
    if action is Action.PUBLISH:
        doubt = flood or _doubt(entry, view)
        if verdict.kind in (
            Kind.PUBLISH,
            Kind.FOLLOW_UP,
        ):  # a change of published news is never too late
            doubt = doubt or _late(case.lane, appeared, view)
        action, reason = (Action.HOLD, doubt) if doubt else (action, reason)
    known = appeared if verdict.kind is Kind.PUBLISH else None
    return replace(_verdict(channel.name, action, reason, case, known), kind=verdict.kind)


def _what_again(change: Change, post: KnownPost | None) -> tuple[Action, Reason]:
    if post is None:
        return Action.SKIP, Reason(Code.EDIT_OF_NOTHING)
    if change is Change.RESTORED and post.state is PostState.CANCELLED and not post.released:
        return Action.PUBLISH, Reason(Code.REAPPEARED)
    if post.state is PostState.HELD:
        return Action.HOLD, Reason(Code.EDITED_HELD)
    if post.state in OPEN:
        return Action.PUBLISH, Reason(Code.EDITED_OPEN)
    if post.state is PostState.DONE:
        return Action.SKIP, PUBLISHED
    return Action.SKIP, Reason(Code.EDIT_OF_ENDED, state=str(post.state))


def _verdict(channel: str, action: Action, reason: Reason, case: Case, appeared: float | None) -> Verdict:
    """A verdict with its due time and not-after. `appeared`: the time of publication, if known; a held post counts from
    now."""
    lane, until = case.lane, case.entry.until
    due, hours = _due(lane, case.view), _hours(lane, case.view)
    end = not_after(lane, None if action is Action.HOLD else appeared, due=due, hours=hours)
    return Verdict(channel, action, reason, due, end if until is None else min(end, until))


def _due(lane: Lane, view: View) -> float:
    return view.now if lane is Lane.EMERGENCY else view.now + view.schedule.settle_seconds


def _hours(lane: Lane, view: View) -> float:
    return view.schedule.not_after_hours.get(lane, NOT_AFTER_HOURS.get(lane, 24.0))


def _appeared(entry: Entry, lane: Lane, view: View) -> float | None:
    """The earliest possible publication (Unix seconds) of an urgent item; None for others, which cannot be late."""
    if lane not in URGENT:
        return None
    return appeared_at(entry.published, read_at=view.read_at, now=view.now, zone=view.zone)


def _late(lane: Lane, appeared: float | None, view: View) -> Reason | None:
    return late(lane, appeared, due=_due(lane, view), hours=_hours(lane, view))


def _decision(
    one: Identified, change: Change, revision: int, lane: Lane, verdicts: Iterable[Verdict], view: View
) -> Decision:
    categories = one.entry.categories or (view.feed.category,)
    topics, zones = tagged(categories, lane, view.topics, view.zones)
    return Decision(
        one,
        change,
        revision,
        content_hash(one.entry),
        lane,
        _category(one.entry, view),
        tuple(verdicts),
        topics,
        zones,
        "now" if lane is Lane.NEWS and view.digests else "",
    )


def _category(entry: Entry, view: View) -> str:
    return entry.categories[0] if entry.categories else view.feed.category
