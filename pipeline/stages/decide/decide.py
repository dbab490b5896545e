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
    Source,
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
    kept_correction,
    waits,
    what_again,
)
from pipeline.stages.decide.called_off import event_called_off, told_so, with_old_event
from pipeline.stages.decide.cap import capped
from pipeline.stages.decide.case import Case
from pipeline.stages.decide.edits import READING, Edit, content_hash, has_moved, weight
from pipeline.stages.decide.ended import with_endings
from pipeline.stages.decide.first_sight import Sight, first_sights, never, past
from pipeline.stages.decide.grading import alert_of
from pipeline.stages.decide.joined import joined
from pipeline.stages.decide.lanes import Urgency, as_raised, calmed, lane_by_category, lane_of, urgency_of
from pipeline.stages.decide.lateness import edited_at
from pipeline.stages.decide.ruling import Ruling, both, ruling_of
from pipeline.stages.decide.sharing import gained, shared, turned_urgent
from pipeline.stages.decide.verdicts import (
    appeared_of,
    by_whom,
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
    identified = [shared(one, known.get(one.item or 0), view, lane_by_category) for one in identified]
    seen = {item.id: item.first_seen for item in known.values()}
    sights = (
        {id(one): Sight(skip=_unsaid(one.entry, view)) for one in identified if one.item is None}
        if view.feed.type is Source.COLOURS  # of which there are few, all of them new
        else first_sights(identified, view, lambda entry: lane_of(entry, view) is Lane.EMERGENCY, seen)
    )
    items = [known.get(one.item) if one.item is not None else None for one in identified]
    identified = [
        with_old_event(one, item, urgency_of(one.entry, view)) if item else one
        for one, item in zip(identified, items, strict=True)
    ]
    pairs = list(zip(identified, items, strict=True))
    edited = [item is not None and _edited(one, item, view) for one, item in pairs]
    many = sum(edited) > view.safety.flood_items
    flood = Reason(Code.FLOOD_OF_EDITS, count=sum(edited)) if many else None
    decisions = [
        _new(one, view, sights[id(one)]) if item is None else _known(one, item, view, changed, flood)
        for (one, item), changed in zip(pairs, edited, strict=True)
    ]
    decisions = [kept_correction(one, item) for one, item in zip(decisions, items, strict=True)]
    decisions = joined(with_endings(decisions, view.alerts, view.council), view)
    if view.earlier:  # hardly ever
        from pipeline.stages.decide.corrected import with_corrections

        decisions = with_corrections(decisions, view)
    return list(capped(decisions, view))


def _new(one: Identified, view: View, sight: Sight) -> Decision:
    doubt = sight.hold or one.doubt or doubt_of(one.entry, view)
    urgency = urgency_of(one.entry, view)
    lane = urgency.lane
    appeared = appeared_of(one.entry, view)
    doubt = doubt or (None if one.entry.colour else late_reason(lane, appeared, view))
    case, verdicts = Case(one.entry, urgency, view), []
    meant = event_called_off(one.entry, urgency, view)
    for channel in view.publishing:
        # A first reading may show thousands, of which nothing goes out: no rule is asked about them.
        skip = sight.skip or skip_reason(one.entry, channel, view)
        ruling = Ruling() if skip else ruling_of(case, channel.name)
        skip, hold = skip or ruling.skip, both(doubt, ruling.hold)
        action = Action.SKIP if skip else Action.HOLD if hold else Action.PUBLISH
        why = calmed(urgency) or by_whom(one.entry) or ruling.tell or Reason(Code.NEW)
        verdict = told_so(channel, meant, Verdict(channel.name, action, skip or hold or why))
        verdicts.append(timed(verdict, channel, case, appeared))
    return _decision(one, Change.NEW, 1, urgency, verdicts, view)


def _edited(one: Identified, item: KnownItem, view: View) -> bool:
    """Whether an item was edited. False where half of the text may be lost."""
    if not _is_whole(one, view):
        return False
    if one.shared and (one.shared.borrowed or one.shared.grows):
        return False
    if not item.content_hash.startswith(READING):  # an older release read the same text as another one
        return weight(item.stored, one.entry, urgency_of(one.entry, view), view.feed) is not Edit.TRIFLE
    return content_hash(one.entry, view.feed.ignore) != item.content_hash or has_moved(item.stored, one.entry)


def _known(one: Identified, item: KnownItem, view: View, edited: bool, flood: Reason | None) -> Decision:
    """The decision on a known item, which other feeds may show too."""
    if one.entry.colour:
        sight = Sight(skip=_unsaid(one.entry, view))
        return replace(_new(one, view, sight), change=Change.RAISED)
    gains = one.shared is not None and (one.shared.gains or one.shared.changed)
    if not (edited or gains or item.withdrawn) and _reads_otherwise(one, item, view):
        return _decision(one, Change.SHARED, item.revision, urgency_of(one.entry, view), (), view)
    edited = edited or turned_urgent(one, item, view, lane_by_category)
    if edited or item.withdrawn or not gains:
        return _again(one, item, view, edited, flood)
    return gained(_again(one, item, view, True, flood), item)


def _unsaid(entry: Entry, view: View) -> Reason | None:
    """Why nobody is told of a colour; None = they are."""
    is_known = entry.colour is not None and entry.colour.level is entry.colour.before
    put_back = Reason(Code.BASELINE) if view.put_back else None
    return never(entry, view) or put_back or (Reason(Code.COLOUR_KNOWN) if is_known else None)


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
        told = [Verdict(channel.name, Action.SKIP, Reason(Code.BASELINE)) for channel in view.publishing]
        return _decision(one, change, item.revision + 1, urgency, told, view)
    case = Case(one.entry, urgency, view, weight(item.stored, one.entry, urgency, view.feed))
    if change is Change.EDITED and case.edit is Edit.RAISED and not waits(item):
        return _decision(one, Change.RAISED, 1, urgency, _raised(item, case, flood), view)
    urgency = as_raised(urgency, raised=item.raised)
    case = replace(case, urgency=urgency)
    verdicts = [
        verdict
        for channel in view.channels
        if not channel.chases or channel.name in item.posts
        for verdict in _verdicts_again(change, channel, item, case, flood)
    ]
    return _decision(one, change, item.revision + 1, urgency, verdicts, view)


def _raised(item: KnownItem, case: Case, flood: Reason | None) -> list[Verdict]:
    """The verdicts on an alert that became another one: published anew, whoever got the old one."""
    view, entry = case.view, case.entry
    edited = edited_at(entry.published, read_at=view.read_at, now=view.now, zone=view.zone)
    calmer = item.stored is not None and item.stored.news.lane is not Lane.EMERGENCY
    turned = case.lane is Lane.EMERGENCY and calmer
    reason = Reason(Code.TURNED_URGENT if turned else Code.RAISED, item=item.id)
    verdicts = []
    for channel in view.publishing:
        post = item.posts.get(channel.name)
        held = Reason(Code.EDITED_HELD) if post and post.state is PostState.HELD else flood
        held = held or (None if item.posts else past(entry, view))
        verdict = Verdict(channel.name, Action.PUBLISH, reason)
        verdicts.append(checked(verdict, channel, case, edited, held))
    return verdicts


def _verdicts_again(
    change: Change, channel: ChannelView, item: KnownItem, case: Case, flood: Reason | None
) -> Iterator[Verdict]:
    """The verdicts on an edit: one post for recipients the old text has not reached, one for those it has."""
    post = item.posts.get(channel.name)
    entry, view = case.entry, case.view
    edited = edited_at(entry.published, read_at=view.read_at, now=view.now, zone=view.zone)
    appeared = edited
    if change is Change.RESTORED and not item.posts:
        old, appeared = never(entry, view), appeared_of(entry, view)
        action, reason = (Action.SKIP, old) if old else (Action.PUBLISH, Reason(Code.NOW_PUBLIC))
    else:
        action, reason = what_again(change, post)
    corrected = corrects(channel, case.edit, post)
    if not (corrected and reason == PUBLISHED) and not channel.chases:
        yield checked(Verdict(channel.name, action, reason), channel, case, appeared)
    if corrected and post is not None:
        kind = KINDS[channel.edits]
        old = past(entry, view) if kind is not Kind.EDIT else None
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
        alert=alert_of(one.entry, urgency),
        named=urgency.named,
    )


def zones_of(entry: Entry, urgency: Urgency, view: View) -> Zoned:
    """The zones of an item; emergencies, their ends and official colours are the whole town's."""
    if entry.colour or urgency.lane is Lane.EMERGENCY or urgency.phase is Phase.ALERT_OVER:
        return WHOLE_TOWN
    return zoned(entry, entry.categories or (view.feed.category,), view.places)


def _category(entry: Entry, view: View) -> str:
    return entry.categories[0] if entry.categories else view.feed.category
