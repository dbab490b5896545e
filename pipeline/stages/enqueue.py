"""enqueue: one poll of one feed goes into the store in ONE transaction.

Items, aliases, decisions, posts and validators belong together:
a kill before the commit leaves no trace of the poll, and one after it loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, Protocol

from channels.base import Content
from channels.sentence import Sentence
from channels.value import dataclass
from pipeline.colour import Colour
from pipeline.model import Action, Change, Decision, Kind, Mode, News, Verdict
from pipeline.reasons import Code, Reason, columns
from pipeline.stages.fetch.feed_state import Memory
from pipeline.stages.following import correct_item, end_item, hold_corrected, note_end, replace_item
from pipeline.stages.kept_event import call_off, keep_event
from pipeline.stages.news import news_of, title_of
from pipeline.store import Store, posts
from pipeline.store.posts import NewPost

if TYPE_CHECKING:
    pass


@dataclass(frozen=True)
class Rendered:
    """An item rendered for one channel: the content, or the reason why there is none."""

    content: Content | None
    problem: Sentence | None = None
    translations: Mapping[str, Content] = field(default_factory=dict)  # language -> what its citizens get
    usual: str = ""  # of a follow-up: the item's text as it would be published now


class Renderer(Protocol):
    """A function that renders an item for the channel called `channel`, as a post of kind `kind`."""

    def __call__(self, news: News, channel: str, kind: Kind = Kind.PUBLISH) -> Rendered: ...


@dataclass(frozen=True)
class FeedPoll:
    """The result of one poll of a feed."""

    feed: str
    decisions: Sequence[Decision]
    memory: Memory  # of the feed, for the next poll
    next_poll_at: float
    withdrawn: Iterable[int] = ()  # items gone before they were due
    window: int | None = None  # number of decisions on the feed's own page; None: not read, or not soundly
    known_colours: Sequence[Mapping[str, object]] = ()  # of a source of colours, as they are stored
    today: str = ""  # of which the colours of earlier days are forgotten; "" = none are


def enqueue(store: Store, poll: FeedPoll, render: Renderer, mode: Mode, now: float) -> int:
    """Store a poll and return the number of posts that became due."""
    planned = [_rendered_all(decision, render, now, poll.feed) for decision in poll.decisions]
    due = 0
    items: list[int] = []
    aliases: list[dict[str, object]] = []
    reasons: list[dict[str, object]] = []
    with store.transaction():
        for decision, news, posts in planned:
            item = _store_item(store, poll.feed, decision, news, now)
            items.append(item)
            if decision.ends is not None:
                end_item(store, decision.ends, item, now)
            if decision.corrects and decision.change is Change.NEW:
                _correct(store, decision, item, now)
            # Also of an entry that has not changed: portals rename links, and every name an item had is kept.
            aliases += ({"name": alias, "item_id": item} for alias in decision.identified.aliases)
            for verdict, rendered in posts:
                reason, became_due = _store_post(store, item, Judged(decision, verdict, mode), rendered, now)
                reasons.append(reason)
                due += became_due
        store.insert_alias(aliases)
        store.insert_decision(reasons)
        if poll.today:
            store.save_colour(poll.known_colours)
            store.forget_colours(feed=poll.feed, oldest_day=poll.today)
        for item in poll.withdrawn:
            _withdraw(store, item, now)
        store.save_feed(
            name=poll.feed, next_poll_at=poll.next_poll_at, now=now, **_memory(poll, items).columns()
        )
    return due


def _correct(store: Store, decision: Decision, item: int, now: float) -> None:
    """Stop what is wrong by now, or let it wait while a person is asked."""
    wrong = decision.corrects[0]
    if any(verdict.action is Action.PUBLISH for verdict in decision.verdicts):
        correct_item(store, wrong, item, now)
    else:
        hold_corrected(store, wrong, item)


def _memory(poll: FeedPoll, items: Sequence[int]) -> Memory:
    """The feed's memory with the items it shows. A feed that is empty for an hour still is the feed it was."""
    if poll.window is None or (not items and poll.memory.last_shown):
        return poll.memory
    return replace(poll.memory, shown=json.dumps(items[: poll.window]))


def _rendered_all(
    decision: Decision, render: Renderer, now: float, feed: str
) -> tuple[Decision, News, list[tuple[Verdict, Rendered | None]]]:
    """Render all verdicts of a decision, before the transaction, because rendering may be slow and may fail."""
    news = news_of(decision, now, feed)
    return (
        decision,
        news,
        [
            (verdict, None if verdict.action is Action.SKIP else _rendered(render, news, verdict))
            for verdict in decision.verdicts
        ],
    )


def _rendered(render: Renderer, news: News, verdict: Verdict) -> Rendered:
    rendered = render(news, verdict.channel, Kind.PUBLISH if verdict.about else verdict.kind)
    if verdict.kind is Kind.FOLLOW_UP and not verdict.about:
        usual = render(news, verdict.channel, Kind.PUBLISH).content
        rendered = replace(rendered, usual=usual.text if usual else "")
    return rendered


def _store_item(store: Store, feed: str, decision: Decision, news: News, now: float) -> int:
    identified = decision.identified
    item = identified.item
    if decision.change is not Change.SAME:
        fields: dict[str, Any] = {
            "title": news.title,
            "summary": news.summary,
            "text": news.text,
            "link": news.link,
            "image": news.image,
            "image_alt": news.image_alt,
            "place": news.event.place if news.event else "",
            "category": news.category,
            "categories": json.dumps(news.categories, ensure_ascii=False),
            "lane": decision.named or news.lane,
            "revision": decision.revision,
            "content_hash": decision.content_hash,
            "phase": news.phase,
        }
        raised = decision.change is Change.RAISED
        if item is None or raised:
            # An item that is not public yet counts as absent: it is news once it becomes public.
            away = now if identified.entry.reject else None
            new = store.insert_item(
                source=feed, published_at=news.published, now=now, withdrawn_at=away, **fields
            )
            if item is not None:
                replace_item(store, item, new, now)
            item = new
        else:
            store.update_item(id=item, **fields)
        if (shared := identified.shared) is not None and (shared.changed or raised):
            also = json.dumps(shared.also, ensure_ascii=False)
            store.share_item(id=item, told_by=shared.told_by, also=also)
        keep_event(store, item, news)
        if colour := identified.entry.colour:
            _keep_colour(store, item, colour)
    assert item is not None
    return item


def _keep_colour(store: Store, item: int, colour: Colour) -> None:
    """Keep for how long an item holds: whoever lets it go later must not let it go too late."""
    hours = {"valid_from": colour.begin, "valid_until": colour.until}
    store.keep_colour(id=item, hazard=colour.hazard, level=int(colour.level), **hours)


@dataclass(frozen=True)
class Judged:
    """A decision about an item, its verdict for one channel, and the current mode."""

    decision: Decision
    verdict: Verdict
    mode: Mode


def _store_post(
    store: Store, item: int, judged: Judged, rendered: Rendered | None, now: float
) -> tuple[dict[str, object], int]:
    """Store the post unless it is skipped. Returns the decision to store with it, and 1 if the post became due, else
    0."""
    decision, verdict = judged.decision, judged.verdict
    action, reason = verdict.action, verdict.reason
    if rendered is not None and rendered.content is None:
        action, reason = Action.HOLD, Reason(Code.TEMPLATE_BROKEN, said=rendered.problem or "?")
    key = {"item_id": item, "channel": verdict.channel, "revision": decision.revision}
    revision = decision.revision
    if verdict.about:
        item, revision = verdict.about, call_off(store, verdict.about, now)
    if rendered is not None:
        posts.supersede(store, item, verdict.channel, verdict.kind, revision, now)
    if verdict.kind is not Kind.PUBLISH and _says_the_same(store, item, revision, verdict, rendered):
        action, reason, rendered = Action.SKIP, Reason(Code.EDIT_UNREAD), None
    decided: dict[str, object] = {**key, "at": now, "action": action, **columns(reason)}
    if rendered is None:
        return decided, 0
    new = NewPost(
        item_id=item,
        channel=verdict.channel,
        revision=revision,
        kind=verdict.kind,
        lane=decision.lane,
        mode=judged.mode,
        content=rendered.content,
        translations=rendered.translations,
        audience=decision.audience if verdict.kind is Kind.PUBLISH else "everyone",
        held=reason if action is Action.HOLD else None,
        due_at=verdict.due,
        not_after=verdict.not_after,
        topics=decision.topics,
        zones=decision.zones,
        zones_by=decision.zones_by,
        headline=title_of(decision.identified.entry),
        alert=decision.alert,
        corrects=decision.corrects if verdict.kind is Kind.PUBLISH else (),
    )
    posts.make(store, new, now)
    if reason.code is Code.RAISED_BY_RULE or _is_also_raised(reason):
        store.raised_by_rule(item_id=item, now=now)
    return decided, int(action is Action.PUBLISH)


def _is_also_raised(reason: Reason) -> bool:
    parts = (reason.facts.get("first"), reason.facts.get("then"))
    return any(isinstance(one, Reason) and one.code is Code.RAISED_BY_RULE for one in parts)


def _says_the_same(
    store: Store, item: int, revision: int, verdict: Verdict, rendered: Rendered | None
) -> bool:
    """Whether the published text equals the new one: only the address changed, or words that this channel leaves
    out."""
    out = store.newest_content(item_id=item, channel=verdict.channel, revision=revision)
    if out is None or rendered is None or rendered.content is None:
        return False
    new = rendered.content.text if out["kind"] == verdict.kind or not rendered.usual else rendered.usual
    return Content.from_json(json.loads(out["content"])).text == new


def _withdraw(store: Store, item: int, now: float) -> None:
    reason = Reason(Code.TRASHED)
    for row in posts.cancel_unreleased(store, item, reason, now):
        note_end(store, item, row["channel"], row["revision"], reason, now)
    store.withdraw_item(id=item, now=now)
