"""Letting one held or paused post go: the text it goes with, until when it may leave, and what stops by it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.known import StandingAlert
from pipeline.model import Entry, Kind, Lane, PostState
from pipeline.phase import Phase
from pipeline.reasons import Code, read
from pipeline.settings.values import Config
from pipeline.staff import raising
from pipeline.staff.corrections import Publisher
from pipeline.staff.deeds import Deed, Done, Left, Obstacle
from pipeline.staff.grounds import obstacle_of
from pipeline.staff.leaving import leaves
from pipeline.staff.second_person import alone_obstacle, asked_by
from pipeline.staff.terms import not_after, objection
from pipeline.stages.decide.known import IN_FORCE
from pipeline.stages.following import correct_item, end_item
from pipeline.stages.news import news_of_row
from pipeline.stages.release.election_gate import ElectionGate
from pipeline.store import Store, posts
from pipeline.store.posts import Stored

if TYPE_CHECKING:
    from pipeline.store.statements import ItemRow, TargetPostsRow

_ENDS = (Phase.ALERT_OVER, Phase.NOTICE_OVER)


def let_go(by: Publisher, post: TargetPostsRow, now: float) -> list[Done | Left]:
    """Let one post go, and what stops by that."""
    store, asked = by.store, read(post)
    same = asked_by(by, asked)
    if why_not := _in_the_way(by, post, same=same, now=now):
        return [why_not]
    content = _as_approved(by, post)
    if isinstance(content, Left):
        return [content]
    end = not_after(by.config, store, post, now)
    with store.transaction():
        if not posts.approve(store, post, content, now, end):
            return [Left(Obstacle.CHANGED, post["channel"], post["title"])]
        raising.approve(by, post["item_id"], now)
        stopped = _stops_with(store, by.config, post, now)
    when = leaves(by.config, store, by.channels, post["id"], now)
    return [replace(raising.deed_of(post, alone=same), when=when), *stopped]


def _in_the_way(by: Publisher, post: TargetPostsRow, *, same: bool, now: float) -> Left | None:
    """What keeps this person from letting a post go now. `same`: it waits for a second person, and this is the
    first."""
    why_not = alone_obstacle(by, post, now) if same else raising.obstacle(by, post, now)
    if why_not := why_not or objection(by.config, by.store, post, post["title"], by.real, now):
        return why_not
    if why := ElectionGate.of(by.config).objection(by.store, post, now):
        return Left(obstacle_of(why), post["channel"], post["title"])
    return None


def _as_approved(by: Publisher, post: TargetPostsRow) -> Stored | Left:
    """The content with which a post goes, or what is in its way."""
    content = Stored(post["content"], post["category"], post["template"])
    item = by.store.item(id=post["item_id"])
    assert item is not None
    raised = raising.rendered(by, post, item)
    # The program itself paused this post (text refused, picture not made). The cause may be mended by now: render anew.
    stopped_itself = post["state"] == PostState.PAUSED and post["reason"] != Code.HELD_BY_HAND
    if (
        raised is not None
        or not content.content
        or (stopped_itself and item["source"] != "desk" and Kind(post["kind"]).tells_an_item)
    ):
        news = replace(news_of_row(item), lane=Lane(post["lane"]))
        rendered = raised or by.render(news, post["channel"], Kind(post["kind"]))
        if rendered.content is None:
            return Left(Obstacle.NOT_RENDERED, post["channel"], post["title"], rendered.problem or "")
        content = Stored.of(rendered.content)
    return content


def _stops_with(store: Store, config: Config, post: TargetPostsRow, now: float) -> list[Done]:
    """Stop what an approved post says is over: nobody else is sent the beginning. In the caller's transaction."""
    if post["kind"] == Kind.PUBLISH and post["corrects"]:
        return _corrects(store, post, now)
    item = store.item(id=post["item_id"])
    if item is None or post["kind"] != Kind.PUBLISH or Phase(item["phase"]) not in _ENDS:
        return []
    alert = _ended_by(store, item, config.council.name)
    if alert is None:
        return []
    stopped = end_item(store, alert.item, item["id"], now)
    return [Done(Deed.OVER, channel, alert.title) for channel in stopped]


def _corrects(store: Store, post: TargetPostsRow, now: float) -> list[Done]:
    wrong = store.item(id=json.loads(post["corrects"])[0])
    if wrong is None:
        return []
    stopped = correct_item(store, wrong["id"], post["item_id"], now)
    return [Done(Deed.CORRECTED, channel, wrong["title"]) for channel in stopped]


def _ended_by(store: Store, item: ItemRow, council: str) -> StandingAlert | None:
    """The alert that was in force when the portal published its end, which a person has looked at since."""
    from pipeline.stages.decide.ended import ended_alert

    seen = item["first_seen_at"]
    alerts = [
        StandingAlert(row["id"], row["title"], row["text"], row["link"], row["published_at"])
        for row in store.alerts_in_force(since=seen - IN_FORCE, until=seen)
        if row["id"] != item["id"]
    ]
    end = Entry(
        "", item["link"], item["title"], item["summary"], item["text"], published=item["published_at"]
    )
    return ended_alert(end, Phase(item["phase"]), alerts, council)
