"""An item that several feeds show: the union of their categories, the most urgent lane, the fullest text. Pure.

Its words are those of one feed, the one that says most. The others give categories and a lane, and their shorter words
are no edit. What an item gains so is for those who still wait for it: whoever has it has nothing to correct. Only if a
feed shows as an alert what is known as something calmer, everybody is told anew, under the alert's own title.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from pipeline.known import KnownItem, Stored
from pipeline.model import (
    RANK,
    Action,
    Change,
    Decision,
    Entry,
    Identified,
    Kind,
    Lane,
    News,
    PostState,
    Shared,
)
from pipeline.phase import Phase
from pipeline.reasons import Code, Reason
from pipeline.stages.decide.again import OPEN
from pipeline.stages.decide.view import View
from pipeline.stages.names import folded
from pipeline.stages.witnesses import texts_agree

WAITING = (PostState.DUE, PostState.HELD, PostState.PAUSED)
LaneOf = Callable[[Entry, View], Lane]
Parts = Mapping[str, tuple[tuple[str, ...], Lane]]  # feed -> its categories and its lane


def shared(one: Identified, item: KnownItem | None, view: View, lane_of: LaneOf) -> Identified:
    """The entry of a known item with what the item has from other feeds."""
    if item is None or item.stored is None or view.degraded or one.entry.is_damaged or one.entry.reject:
        return one
    stored, feed = item.stored, view.feed.name
    was = stored.news
    parts = _parts(one.entry, stored, view, lane_of)
    entry = one.entry
    if parts:
        lane = min((lane for _, lane in parts.values()), key=RANK.__getitem__)
        entry = replace(entry, categories=_union(names for names, _ in parts.values()), lane=lane)
    mine = feed == stored.teller
    takes_over = not mine and _says_more(one.entry, was, lane_of(one.entry, view))
    grows = takes_over and (feed not in stored.also or texts_agree(entry.text, was.text))
    if not mine and not takes_over:
        entry = _with_words_of(was, entry)
    known = was.categories or (was.category,)
    categories = entry.categories or (view.feed.category,)
    gains = grows or bool(set(categories) - set(known)) or RANK[lane_of(entry, view)] < RANK[was.lane]
    told = Shared(
        feed if takes_over else stored.teller,
        parts,
        borrowed=not mine and not takes_over,
        grows=grows,
        gains=gains,
        changed=parts != stored.also or takes_over,
    )
    return replace(one, entry=entry, shared=told)


def _says_more(entry: Entry, was: News, lane: Lane) -> bool:
    """Whether a feed that does not have the item's words says more. Under another title an alert's words come first."""
    alerts = lane is Lane.EMERGENCY, was.lane is Lane.EMERGENCY
    if alerts[0] is not alerts[1] and folded(entry.title) != folded(was.title):
        return alerts[0]
    return len(entry.text) > len(was.text)


def turned_urgent(one: Identified, item: KnownItem, view: View, lane_of: LaneOf) -> bool:
    """Whether a feed shows as an emergency now what is known as something calmer; by its own doing, and not by our
    settings."""
    if one.shared is None or item.stored is None or view.first_poll or not _is_told(item):
        return False
    stored, feed = item.stored, view.feed.name
    if stored.news.lane is Lane.EMERGENCY or stored.news.phase is Phase.ALERT_OVER:
        return False
    if feed == stored.source and not one.shared.also:
        before = replace(one.entry, categories=stored.news.categories, lane=None)
        lanes = lane_of(before, view), lane_of(one.entry, view)
        return lanes[0] is not Lane.EMERGENCY and lanes[1] is Lane.EMERGENCY
    now, was = one.shared.also[feed], stored.also.get(feed)
    if now[1] is not Lane.EMERGENCY:
        return False
    if was is None:
        return view.shown is not None and item.id not in view.shown
    return was[1] is not Lane.EMERGENCY and was[0] != now[0]


def _is_told(item: KnownItem) -> bool:
    """Whether somebody may have it, or its time is past; not if it waits, or if a person has cancelled it."""
    posts = item.posts.values()
    ended = (post.state not in (*OPEN, PostState.CANCELLED) or post.released for post in posts)
    return not posts or any(ended)


def _parts(entry: Entry, stored: Stored, view: View, lane_of: LaneOf) -> Parts:
    """What each feed gives, the item's source first; nothing as long as there is but one."""
    feed, was = view.feed.name, stored.news
    if feed == stored.source and not stored.also:
        return {}
    first = {stored.source: (was.categories or (was.category,), was.lane)}
    return {**first, **stored.also, feed: (entry.categories or (view.feed.category,), lane_of(entry, view))}


def _union(categories: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in categories for name in names))


def _with_words_of(was: News, entry: Entry) -> Entry:
    title = was.title if entry.title else ""  # a stored title may be made of the text
    return replace(
        entry,
        title=title,
        summary=was.summary,
        text=was.text,
        link=was.link,
        image=was.image,
        image_alt=was.image_alt,
        event=was.event or entry.event,
    )


def gained(decision: Decision, item: KnownItem) -> Decision:
    """The decision on an item that only gained something. `decision`: as if it had been edited."""
    one = decision.identified
    waiting = tuple(
        replace(verdict, reason=Reason(Code.GAINED) if verdict.action is Action.PUBLISH else verdict.reason)
        for verdict in decision.verdicts
        if verdict.kind is Kind.PUBLISH
        and verdict.action is not Action.SKIP
        and _waits(item, verdict.channel)
    )
    goes = bool(one.shared and one.shared.gains and waiting)
    return replace(
        decision,
        change=Change.SHARED,
        revision=item.revision + goes,
        content_hash=item.content_hash if one.shared and one.shared.borrowed else decision.content_hash,
        verdicts=waiting if goes else (),
    )


def _waits(item: KnownItem, channel: str) -> bool:
    post = item.posts.get(channel)
    return post is not None and post.state in WAITING and not post.released
