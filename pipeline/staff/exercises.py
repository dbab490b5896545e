"""Exercises: for the staff, and for the citizens who have joined a drill. They leave by no other path.

What keeps them in is in the claim and in the release (`takes_part` in `store/sql/delivery.sql`); here they are made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from channels.base import Channel, Content
from pipeline.errors import ActionError
from pipeline.model import Lane, News
from pipeline.phase import Phase
from pipeline.settings.drills import STAFF_ONLY, last_moment
from pipeline.settings.period import period_at
from pipeline.settings.values import Config, reply_channel
from pipeline.staff.deeds import Deed, Deeds, Done, Left, Obstacle
from pipeline.staff.second_person import for_a_second, waits_for_a_second
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.money.budget import Forecast

TEMPLATE, WORD = "esercitazione", "ESERCITAZIONE"


@dataclass(frozen=True)
class Exercise:
    """One exercise, as its recipients will read it."""

    title: str
    content: Content
    drill: str  # of config.yaml, on today; STAFF_ONLY = the staff and the testers alone
    channel: str


def prepare(
    config: Config, channels: Mapping[str, Channel], title: str, details: str, drill: str, now: float
) -> Exercise:
    """An exercise of the drill called `drill`, "" = for the staff alone. Raises ActionError or TemplateError."""
    if drill:
        _demand_today(config, drill, now)
    channel = _channel(config)
    content = _written(config, channels[channel], channel, title, details, now)
    return Exercise(title, content, drill or STAFF_ONLY, channel)


def _channel(config: Config) -> str:
    channel = reply_channel(config)
    if channel is None:
        raise ActionError("no channel writes to citizens here: an exercise has no path to take")
    return channel.name


def _demand_today(config: Config, drill: str, now: float) -> None:
    on = period_at(config.drills, now, ZoneInfo(config.council.timezone))
    if on is None or on.name != drill or on.test:
        listed = ", ".join(f"{one.name} ({one.from_}/{one.to})" for one in config.drills if not one.test)
        raise ActionError(
            "the drill «{drill}» is not today; in config.yaml there are: {drills}",
            drill=drill,
            drills=listed or "-",
        )


def _written(config: Config, channel: Channel, name: str, title: str, details: str, now: float) -> Content:
    """Its text by the one template of exercises. One that does not say what it is must not be sent as one."""
    from pipeline.stages.render.choice import context
    from pipeline.stages.render.render import render
    from pipeline.stages.render.templates import TemplateSet

    news = News(
        title, details, details, config.council.portal, "", (), Lane.SERVICE, now, phase=Phase.EXERCISE
    )
    content = render(TemplateSet(config.templates), name, TEMPLATE, news, channel, context(config))
    if WORD not in content.text:
        raise ActionError(
            "templates/{channel}/{template}.j2 must contain the word {word}",
            channel=name,
            template=TEMPLATE,
            word=WORD,
        )
    return content


def forecast(config: Config, store: Store, channels: Mapping[str, Channel], it: Exercise) -> Forecast:
    """To how many it would go, and what that costs."""
    from pipeline.money.budget import priced

    people = store.drill_audience(exercise=it.drill, mode=config.live)
    return priced(store, channels[it.channel].capabilities, people, it.content.category)


def send(config: Config, store: Store, it: Exercise, now: float, *, who: str = "", name: str = "") -> Deeds:
    """Make its post. `who`: the person who asks; `name`: an idempotency key, "" = the same text of the same day is the
    same exercise."""
    from pipeline.desk.announce import Announcement, announce

    said = Announcement(
        name or _name(config, it, now),
        it.title,
        it.channel,
        it.content,
        held=for_a_second(config, who),
        exercise=it.drill,
    )
    until = last_moment(config.drills, it.drill, now, ZoneInfo(config.council.timezone))
    with store.transaction():
        post = announce(store, said, mode=config.live, now=now, due_at=now, not_after=until)
    if post is None:
        return Deeds.of([Left(Obstacle.EXERCISE_MADE, it.channel, it.title)])
    came: list[Done | Left] = [Done(Deed.EXERCISE, it.channel, it.title)]
    return Deeds.of([*came, *waits_for_a_second(config, who, it.channel, it.title)], item_of(store, post))


def item_of(store: Store, post: int) -> int:
    """The item of a post that was just made."""
    row = store.post(id=post)
    assert row is not None
    return row["item_id"]


def _name(config: Config, it: Exercise, now: float) -> str:
    day = datetime.fromtimestamp(now, ZoneInfo(config.council.timezone)).date()
    text = hashlib.sha256(f"{it.title}\n{it.content.text}".encode()).hexdigest()[:12]
    return f"exercise:{it.drill}:{day}:{text}"
