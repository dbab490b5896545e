"""Letting one held or paused post go: the text it goes with, until when it may leave, and what stops by it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pipeline.alert import Alert
from pipeline.known import StandingAlert
from pipeline.model import Entry, Kind, Lane, PostState
from pipeline.phase import Phase
from pipeline.reasons import Code, Reason, read
from pipeline.settings.values import Config
from pipeline.staff.corrections import Publisher
from pipeline.staff.deeds import Deed, Done, Left, Obstacle
from pipeline.staff.grounds import obstacle_of
from pipeline.staff.invitations import last_call
from pipeline.staff.leaving import leaves
from pipeline.stages.decide.known import IN_FORCE
from pipeline.stages.following import correct_item, end_item
from pipeline.stages.news import news_of_row
from pipeline.stages.release.election_gate import ElectionGate
from pipeline.store import Store, posts
from pipeline.store.posts import Stored

if TYPE_CHECKING:
    from pipeline.store.statements import ItemRow, TargetPostsRow, UnreachedPostsRow

_ENDS = (Phase.ALERT_OVER, Phase.NOTICE_OVER)


def not_after(config: Config, store: Store, post: TargetPostsRow | UnreachedPostsRow, now: float) -> float:
    """The time until which a post may go that a person lets go at `now` (Unix seconds). Quiet hours do not count."""
    opens = config.quiet_hours(post["channel"]).until(now, Alert(post["alert"]))
    end = opens + config.schedule.hours_for(Lane(post["lane"])) * 3600
    return min(end, last_call(store, post["item_id"], Kind(post["kind"]), now))


def let_go(by: Publisher, post: TargetPostsRow, now: float) -> list[Done | Left]:
    """Let one post go, and what stops by that."""
    content = _as_approved(by, post, now)
    if isinstance(content, Left):
        return [content]
    store, end = by.store, not_after(by.config, by.store, post, now)
    with store.transaction():
        if not posts.approve(store, post, content, now, end):
            return [Left(Obstacle.CHANGED, post["channel"], post["title"])]
        stopped = _stops_with(store, by.config, post, now)
    when = leaves(by.config, store, by.channels, post["id"], now)
    return [Done(Deed.APPROVED, post["channel"], post["title"], item=post["item_id"], when=when), *stopped]


def _as_approved(by: Publisher, post: TargetPostsRow, now: float) -> Stored | Left:
    """The content with which a post goes, or what is in its way."""
    store, asked = by.store, read(post)
    if asked and asked.code is Code.SECOND_PERSON and asked.facts.get("who") == by.who:
        return Left(Obstacle.SAME_PERSON, post["channel"], post["title"], by.who)
    if objection := ElectionGate.of(by.config).objection(store, post, now):
        return Left(obstacle_of(objection), post["channel"], post["title"])
    content = Stored(post["content"], post["category"], post["template"])
    item = store.item(id=post["item_id"])
    assert item is not None
    # The program itself paused this post (text refused, picture not made). The cause may be mended by now: render anew.
    stopped_itself = post["state"] == PostState.PAUSED and post["reason"] != Code.HELD_BY_HAND
    if not content.content or (
        stopped_itself and item["source"] != "desk" and Kind(post["kind"]).tells_an_item
    ):
        rendered = by.render(news_of_row(item), post["channel"], Kind(post["kind"]))
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
    stopped = end_item(store, alert.item, Reason(Code.ENDED, item=item["id"]), now)
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
