"""decide: a verdict for every entry on every channel, with its reason. Pure; every reason is stored for `why`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.known import KnownItem
from pipeline.model import (
    Action,
    Change,
    Decision,
    Edits,
    Entry,
    Identified,
    Kind,
    Lane,
    PostState,
    Verdict,
)
from pipeline.phase import Phase
from pipeline.reasons import Code, Reason
from pipeline.settings.own_words import topics_of
from pipeline.stages.decide.again import (
    BETWEEN_EDITS,
    KINDS,
    PUBLISHED,
    corrects,
    may_be_out,
    waits,
    what_again,
)
from pipeline.stages.decide.cap import capped
from pipeline.stages.decide.edits import READING, Edit, content_hash, weight
from pipeline.stages.decide.first_sight import Sight, first_sights, never, stale
from pipeline.stages.decide.lanes import Urgency, calmed, lane_of, urgency_of
from pipeline.stages.decide.lateness import edited_at
from pipeline.stages.decide.sharing import gained, shared
from pipeline.stages.decide.verdicts import (
    Case,
    appeared_of,
    checked,
    doubt_of,
    late_reason,
    skip_reason,
    timed,
)
from pipeline.stages.decide.view import ChannelView, View
from pipeline.stages.decide.zoned import WHOLE_TOWN, Zoned, zoned


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


def _new(one: Identified, view: View, sight: Sight) -> Decision:
    doubt = sight.hold or one.doubt or doubt_of(one.entry, view)
    urgency = urgency_of(one.entry, view)
    lane = urgency.lane
    appeared = appeared_of(one.entry, lane, view)
    doubt = doubt or late_reason(lane, appeared, view)
    case, verdicts, why = Case(one.entry, urgency, view), [], calmed(urgency) or Reason(Code.NEW)
    for channel in view.channels:
        skip = sight.skip or skip_reason(one.entry, channel, view)
        action = Action.SKIP if skip else Action.HOLD if doubt else Action.PUBLISH
        verdicts.append(timed(channel.name, action, skip or doubt or why, case, appeared))
    return _decision(one, Change.NEW, 1, urgency, verdicts, view)


def _edited(one: Identified, item: KnownItem, view: View) -> bool:
    """Whether an item was edited. False where half of the text may be lost."""
    if not _is_whole(one, view):
        return False
    if one.shared and (one.shared.borrowed or one.shared.grows):
        return False
    if not item.content_hash.startswith(READING):  # an older release read the same text as another one
        return weight(item.stored, one.entry, urgency_of(one.entry, view), view.feed) is not Edit.TRIFLE
    return content_hash(one.entry, view.feed.ignore) != item.content_hash


def _known(one: Identified, item: KnownItem, view: View, edited: bool, flood: Reason | None) -> Decision:
    """The decision on a known item, which other feeds may show too."""
    gains = one.shared is not None and (one.shared.gains or one.shared.changed)
    if not (edited or gains or item.withdrawn) and _reads_otherwise(one, item, view):
        return _decision(one, Change.SHARED, item.revision, urgency_of(one.entry, view), (), view)
    edited = edited or _turned_urgent(one, item, view)
    if edited or item.withdrawn or not gains:
        return _again(one, item, view, edited, flood)
    return gained(_again(one, item, view, True, flood), item)


def _turned_urgent(one: Identified, item: KnownItem, view: View) -> bool:
    """Whether its own feed made an emergency of what is out as something calmer, by a category and not our settings."""
    if one.shared is None or one.shared.borrowed or item.stored is None:
        return False
    before = replace(one.entry, categories=item.stored.news.categories, lane=None)
    lanes = lane_of(before, view), lane_of(one.entry, view)
    turned = lanes[0] is not Lane.EMERGENCY and lanes[1] is Lane.EMERGENCY
    return turned and any(map(may_be_out, item.posts.values()))


def _reads_otherwise(one: Identified, item: KnownItem, view: View) -> bool:
    """Whether an older release read the same item as another text, which this one's takes the place of."""
    borrowed = one.shared is not None and one.shared.borrowed
    return _is_whole(one, view) and not borrowed and not item.content_hash.startswith(READING)


def _is_whole(one: Identified, view: View) -> bool:
    return not (view.degraded or one.entry.is_damaged or one.entry.reject)


def _again(one: Identified, item: KnownItem, view: View, edited: bool, flood: Reason | None) -> Decision:
    """The decision on a known item: edited, reappeared, or unchanged. `flood`: the reason to hold edits, if any."""
    urgency = urgency_of(one.entry, view)
    if one.entry.reject or not (item.withdrawn or edited):  # a locked item counts as absent
        return Decision(
            one, Change.SAME, item.revision, item.content_hash, urgency.lane, _category(one.entry, view), ()
        )
    change = Change.RESTORED if item.withdrawn else Change.EDITED
    if view.put_back:
        told = [Verdict(channel.name, Action.SKIP, Reason(Code.BASELINE)) for channel in view.channels]
        return _decision(one, change, item.revision + 1, urgency, told, view)
    case = Case(one.entry, urgency, view, weight(item.stored, one.entry, urgency, view.feed))
    if change is Change.EDITED and case.edit is Edit.RAISED and not waits(item):
        return _decision(one, Change.RAISED, 1, urgency, _raised(item, case, flood), view)
    verdicts = [
        verdict
        for channel in view.channels
        for verdict in _verdicts_again(change, channel, item, case, flood)
    ]
    return _decision(one, change, item.revision + 1, urgency, verdicts, view)


def _raised(item: KnownItem, case: Case, flood: Reason | None) -> list[Verdict]:
    """The verdicts on an alert that became another one: published anew, whoever got the old one."""
    view, entry = case.view, case.entry
    edited = edited_at(entry.published, read_at=view.read_at, now=view.now, zone=view.zone)
    verdicts = []
    for channel in view.channels:
        post = item.posts.get(channel.name)
        held = Reason(Code.EDITED_HELD) if post and post.state is PostState.HELD else flood
        held = held or (None if item.posts else stale(entry, view))
        verdict = Verdict(channel.name, Action.PUBLISH, Reason(Code.RAISED, item=item.id))
        verdicts.append(checked(verdict, channel, case, edited, held))
    return verdicts


def _verdicts_again(
    change: Change, channel: ChannelView, item: KnownItem, case: Case, flood: Reason | None
) -> Iterator[Verdict]:
    """The verdicts on an edit: one post for recipients the old text has not reached, one for those it has."""
    post = item.posts.get(channel.name)
    entry, lane, view = case.entry, case.lane, case.view
    edited = edited_at(entry.published, read_at=view.read_at, now=view.now, zone=view.zone)
    appeared = edited
    if change is Change.RESTORED and not item.posts:
        old, appeared = never(entry, view), appeared_of(entry, lane, view)
        action, reason = (Action.SKIP, old) if old else (Action.PUBLISH, Reason(Code.NOW_PUBLIC))
    else:
        action, reason = what_again(change, post)
    corrected = corrects(channel, case.edit, post)
    if not (corrected and reason == PUBLISHED):
        yield checked(Verdict(channel.name, action, reason), channel, case, appeared)
    if corrected and post is not None:
        kind = KINDS[channel.edits]
        old = stale(entry, view) if kind is not Kind.EDIT else None
        action, reason = (Action.SKIP, old) if old else (Action.PUBLISH, Reason(Code.EDIT))
        asked = Reason(Code.CORRECTED) if channel.edits is Edits.ASK else None
        earliest = 0.0 if channel.by_hand else post.edited_at + BETWEEN_EDITS
        verdict = Verdict(channel.name, action, reason, earliest, kind=kind)
        yield checked(verdict, channel, case, edited, flood or asked)


def _decision(
    one: Identified, change: Change, revision: int, urgency: Urgency, verdicts: Iterable[Verdict], view: View
) -> Decision:
    categories, lane = one.entry.categories or (view.feed.category,), urgency.lane
    to_all = urgency.phase is Phase.ALERT_OVER  # as the alert went
    places = zones_of(one.entry, urgency, view)
    return Decision(
        one,
        change,
        revision,
        content_hash(one.entry, view.feed.ignore),
        lane,
        _category(one.entry, view),
        tuple(verdicts),
        () if to_all else topics_of(categories, lane, view.topics),
        places.zones,
        places.by,
        "everyone" if to_all else "now" if lane is Lane.NEWS and view.digests else "",
        urgency.phase,
    )


def zones_of(entry: Entry, urgency: Urgency, view: View) -> Zoned:
    """The zones of an item; emergencies and their ends are the whole town's."""
    if urgency.lane is Lane.EMERGENCY or urgency.phase is Phase.ALERT_OVER:
        return WHOLE_TOWN
    return zoned(entry, entry.categories or (view.feed.category,), view.places)


def _category(entry: Entry, view: View) -> str:
    return entry.categories[0] if entry.categories else view.feed.category
