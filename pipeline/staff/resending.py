"""Sending an item once more, by hand, to exactly those whom it did not reach: refused, or not sent in time.

Nobody gets it twice: citizens who have it, or may have it, are left alone, and so are those who chose otherwise. Nor
does anybody get what is wrong by now: taken back, gone from the portal, replaced, ended, or corrected without telling.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from channels.base import Channel, Content
from channels.sentence import Sentence
from pipeline.money.budget import priced
from pipeline.reasons import Code, read
from pipeline.settings.values import Config
from pipeline.staff.corrections import Publisher
from pipeline.staff.deeds import Deed, Deeds, Done, Left, Obstacle
from pipeline.staff.finding import one_item
from pipeline.staff.leaving import leaves
from pipeline.staff.second_person import for_a_second, waits_for_a_second
from pipeline.staff.terms import not_after, objection
from pipeline.stages.release.election_gate import ElectionGate
from pipeline.store import Store, posts

if TYPE_CHECKING:
    from pipeline.store.statements import ItemRow, UnreachedPostsRow


@dataclass(frozen=True)
class Missed:
    """One post, and the size of what would go out once more."""

    post: UnreachedPostsRow
    text: str  # as it would be read
    to: Sentence  # to how many, and what it costs
    title: str  # of the channel


@dataclass(frozen=True)
class Plan:
    """What would be sent once more, to be shown and asked before it is done."""

    item: int
    title: str
    missed: tuple[Missed, ...] = ()
    left: tuple[Left, ...] = ()


def plan(
    config: Config, store: Store, channels: Mapping[str, Channel], text: str, channel: str, now: float
) -> Plan:
    """What `resend` would do: citizens who pause or have chosen otherwise are not counted.

    Raises ActionError if no single item matches.
    """
    item = one_item(store, text)
    missed, left = [], []
    for post in store.unreached_posts(item_id=item["id"], channel=channel, now=now):
        if post["channel"] not in channels or post["mode"] != config.live:
            continue
        if (
            obstacle := _outdated(store, item, post["channel"]) or _in_election(config, store, post, now)
        ) is not None:
            left.append(Left(obstacle, post["channel"], item["title"]))
        else:
            missed.append(_missed(store, channels[post["channel"]], post))
    if not missed and not left:
        left = [Left(Obstacle.NOBODY_MISSED, title=item["title"])]
    return Plan(item["id"], item["title"], tuple(missed), tuple(left))


def _outdated(store: Store, item: ItemRow, channel: str) -> Obstacle | None:
    """Why this text is no longer right, None = it is."""
    out = store.publication(item_id=item["id"], channel=channel)
    if out is not None and (out["taken_back_at"] is not None or out["withdrawn_at"] is not None):
        return Obstacle.TAKEN_BACK
    if item["withdrawn_at"] or item["missing_at"]:  # it may come back
        return Obstacle.OFF_THE_PORTAL
    if not store.names_left(item_id=item["id"]):
        return Obstacle.REPLACED
    reasons = {row["reason"] for row in store.decisions_of_item(item_id=item["id"])}
    if Code.CORRECTED_BY in reasons:
        return Obstacle.REPLACED
    if Code.ENDED in reasons:
        return Obstacle.OVER
    waits = store.untold_correction(item_id=item["id"], channel=channel) is not None
    return Obstacle.CORRECTION_WAITS if waits or _is_asked_about(store, item, channel) else None


def _is_asked_about(store: Store, item: ItemRow, channel: str) -> bool:
    """Whether another item of the portal waits there for a person to say that it corrects this one."""
    asked = (read(row) for row in store.held_posts() if row["channel"] == channel)
    return any(why and why.code is Code.CORRECTS_ASKED and why.facts["item"] == item["id"] for why in asked)


def _in_election(config: Config, store: Store, post: UnreachedPostsRow, now: float) -> Obstacle | None:
    """What an election period has against it, None = nothing."""
    return Obstacle.IN_ELECTION if ElectionGate.of(config).objection(store, post, now) else None


def _missed(store: Store, channel: Channel, post: UnreachedPostsRow) -> Missed:
    caps, content = channel.capabilities, Content.from_json(json.loads(post["content"]))
    forecast = priced(store, caps, post["n"], post["category"])
    text = "\n".join(part for part in (content.text, content.footer, content.link) if part)
    to = forecast.words if caps.broadcast else Sentence("to the page")
    return Missed(post, text, to, caps.title)


def resend(by: Publisher, planned: Plan, now: float) -> Deeds:
    """Send it once more, as planned."""
    store, config = by.store, by.config
    came: list[Done | Left] = list(planned.left)
    for one in planned.missed:
        name = one.post["channel"]
        if objects := objection(config, store, one.post, planned.title, by.real, now):
            came.append(objects)
            continue
        end, waits = not_after(config, store, one.post, now), for_a_second(config, by.who)
        n = posts.send_again(store, one.post["id"], now, end, waits)
        if n is None:
            came.append(Left(Obstacle.CHANGED, name, planned.title))
        else:
            when = leaves(config, store, by.channels, one.post["id"], now)
            came.append(Done(Deed.TO_SEND_AGAIN, name, planned.title, n=n, when=when))
            came += waits_for_a_second(config, by.who, name, planned.title)
    return Deeds.of(came, planned.item)
