"""The tests that tell how far an alert would get: each month to the staff, once a year to everybody, announced."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from channels.base import Channel, Content
from pipeline.desk.announce import Announcement, announce
from pipeline.errors import ActionError
from pipeline.model import Lane, News
from pipeline.money.budget import Addressed, Forecast, forecast, priced
from pipeline.settings.drills import STAFF_ONLY, Drill
from pipeline.settings.period import period_at
from pipeline.settings.values import Config, reply_channel
from pipeline.staff import exercises
from pipeline.staff.deeds import Deed, Deeds, Done, Left, Obstacle
from pipeline.staff.second_person import for_a_second, waits_for_a_second
from pipeline.store import Store
from pipeline.words import say

YEARLY = "prova_annuale"  # its template


def self_test(config: Config, store: Store, channels: Mapping[str, Channel], name: str, now: float) -> Deeds:
    """This month's exercise for the staff alone. `name`: an idempotency key. Raises ActionError or TemplateError."""
    day = datetime.fromtimestamp(now, ZoneInfo(config.council.timezone))
    title = say("Monthly test of the service, {day}", day=f"{day:%d/%m/%Y}")
    details = say("it reaches the staff alone, and tells whether their phones get the council's messages")
    it = exercises.prepare(config, channels, title, details, "", now)
    return exercises.send(config, store, it, now, name=name)


def self_test_forecast(config: Config, store: Store, channels: Mapping[str, Channel]) -> Forecast | None:
    """To how many the monthly test goes, and what it costs; None = there is none."""
    channel = reply_channel(config)
    if not config.self_test.day or channel is None or channel.name not in channels:
        return None
    people = store.drill_audience(exercise=STAFF_ONLY, mode=config.live)
    return priced(store, channels[channel.name].capabilities, people, "UTILITY")


# -- once a year ------------------------------------------------------------------------------------


def of_today(config: Config, now: float) -> Drill:
    """The yearly test that config.yaml has for this day. Raises ActionError."""
    on = period_at(config.drills, now, ZoneInfo(config.council.timezone))
    if on is None or not on.test:
        raise ActionError(
            "config.yaml has no test (`test: true` under `drills`) for today: announce one first"
        )
    return on


def text_of(config: Config, channels: Mapping[str, Channel], drill: Drill, now: float) -> tuple[str, Content]:
    """The channel of the yearly test, and its text. Raises ActionError or TemplateError."""
    from pipeline.stages.render.choice import context
    from pipeline.stages.render.render import render
    from pipeline.stages.render.templates import TemplateSet

    channel = reply_channel(config)
    if channel is None:
        raise ActionError("no channel writes to citizens here: an exercise has no path to take")
    news = News(drill.name, "", "", config.council.portal, "", (), Lane.SERVICE, now)
    about = channels[channel.name], context(config)
    return channel.name, render(TemplateSet(config.templates), channel.name, YEARLY, news, *about)


def yearly_forecast(store: Store, config: Config, channel: Channel, content: Content) -> Forecast:
    """To how many it would go, how long that takes and what it costs."""
    addressed = Addressed(config.live, Lane.SERVICE, content.category, "everyone")
    return forecast(store, addressed, channel.capabilities.rate)


def send_yearly(config: Config, store: Store, channels: Mapping[str, Channel], now: float, who: str) -> Deeds:
    """Send the yearly test to everybody, once. How far it got is kept and may be published (`published_tests`)."""
    drill = of_today(config, now)
    name, content = text_of(config, channels, drill, now)
    said = Announcement(
        f"yearly-test:{drill.name}", drill.name, name, content, held=for_a_second(config, who)
    )
    until = drill.ends(ZoneInfo(config.council.timezone))
    with store.transaction():
        post = announce(store, said, mode=config.live, now=now, due_at=now, not_after=until)
    if post is None:
        return Deeds.of([Left(Obstacle.TEST_MADE, name, drill.name)])
    came: list[Done | Left] = [Done(Deed.TEST, name, drill.name)]
    return Deeds.of(
        [*came, *waits_for_a_second(config, who, name, drill.name)], exercises.item_of(store, post)
    )
