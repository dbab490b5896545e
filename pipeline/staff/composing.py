"""Alerts and states that staff compose: what would go out, to how many, how fast and at what price; and the deed."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from channels.sentence import Sentence
from pipeline.composed import Draft, Element, Step
from pipeline.desk import raising
from pipeline.desk.alert_texts import news_of, rendered
from pipeline.desk.library import library
from pipeline.desk.raising import Raised
from pipeline.errors import ActionError
from pipeline.model import Lane, Mode
from pipeline.money.budget import Addressed, Forecast, forecast, priced
from pipeline.staff.corrections import Publisher
from pipeline.staff.deeds import Deed, Deeds, Done, Left, Obstacle
from pipeline.staff.finding import find_items, one_item
from pipeline.staff.real_word import objection
from pipeline.staff.second_person import for_a_second, waits_for_a_second
from pipeline.stages.decide.elements import elements_of
from pipeline.terms import elements_worded
from pipeline.words import euro, number, put, say

if TYPE_CHECKING:
    from pipeline.store import Store
    from pipeline.store.statements import ItemRow


def missing_of(draft: Draft) -> tuple[Element, ...]:
    """What a draft does not tell, not even in the person's own words."""
    said = elements_of(draft.words) if draft.words else frozenset()
    return tuple(one for one in draft.missing if one not in said)


def lane_of(draft: Draft, *, urgent: bool) -> Lane:
    """How urgent it is: as the library says, or at once if the person says so."""
    return Lane.EMERGENCY if urgent else library()[draft.hazard].lane


@dataclass(frozen=True)
class Asked:
    """What a person asks for: a draft, how urgently, under which key; and of an update or an end, of which item."""

    draft: Draft
    key: str
    urgent: bool = False
    item: ItemRow | None = None


def prepare(by: Publisher, asked: Asked, now: float) -> Raised:
    """The draft on every channel that is to have it. Mode testers: pages get nothing."""
    lane = Lane(asked.item["lane"]) if asked.item else lane_of(asked.draft, urgent=asked.urgent)
    news = news_of(asked.draft, by.config, lane, now)
    channels = {
        name: channel
        for name, channel in by.channels.items()
        if channel.capabilities.broadcast or by.config.live is not Mode.TESTERS
    }
    on = rendered(asked.draft, news, by.config, channels, by.render)
    return Raised(asked.draft, news, on, asked.key, for_a_second(by.config, by.who))


def composed_item(store: Store, text: str) -> tuple[ItemRow, Draft]:
    """The composed item that matches a text and has not ended, and its last step. Raises ActionError."""
    found = find_items(store, text)
    steps = [(item, draft) for item in found if (draft := raising.newest(store, item["id"])) is not None]
    if not steps:
        item = one_item(store, text)
        raise ActionError(
            "«{title}» was not composed with `infostiglia alert`: `retract` takes it back",
            title=item["title"],
        )
    standing = [(item, draft) for item, draft in steps if draft.step is not Step.END]
    if not standing:
        raise ActionError("«{title}» has ended already", title=steps[0][0]["title"])
    if len(standing) > 1:
        one_item(store, text)  # says which there are
    return standing[0]


def expected(by: Publisher, raised: Raised, channel: str, item: ItemRow | None) -> Forecast | None:
    """How many get it on a channel, and at what price; None = a page."""
    caps, made = by.channels[channel].capabilities, raised.on[channel].content
    if not caps.broadcast or made is None:
        return None
    if item is not None and raised.draft.step is not Step.BEGIN:
        return priced(by.store, caps, by.store.have_it(item_id=item["id"], channel=channel), made.category)
    zones = (
        json.dumps(raised.draft.zones) if raised.draft.zones and raised.news.lane != Lane.EMERGENCY else ""
    )
    about = Addressed(by.config.live, raised.news.lane, made.category, "everyone", zones=zones)
    return forecast(by.store, about, caps.rate)


def recipients(by: Publisher, raised: Raised, item: ItemRow | None) -> int:
    """How many citizens get it."""
    known = [expected(by, raised, name, item) for name in raised.on]
    return sum(one.citizens for one in known if one)


def preview(by: Publisher, raised: Raised, item: ItemRow | None) -> Iterator[str]:
    """Each channel's text, what is missing, and to how many it goes, line by line."""
    for name, made in raised.on.items():
        known = expected(by, raised, name, item)
        yield f"{name}  ({put(_whom(known))})"
        if made.content is None:
            yield "  " + say("HELD: {problem}", problem=made.problem or "")
        else:
            yield from (f"  {line}".rstrip() for line in made.content.text.split("\n"))
        yield ""
    if lacking := missing_of(raised.draft):
        yield say("MISSING: {elements}", elements=elements_worded(lacking))
    if raised.draft.words and not _shows(raised):
        yield say("ATTENTION: your own words have no room in the message to citizens: make them shorter")


def _shows(raised: Raised) -> bool:
    """Whether every channel shows the person's own words."""
    words = " ".join(raised.draft.words.split())[:40]
    return all(words in " ".join(made.content.text.split()) for made in raised.on.values() if made.content)


def _whom(known: Forecast | None) -> Sentence:
    if known is None:
        return Sentence("to the page")
    return Sentence(
        "to {whom} citizens: {cost}, about {minutes} min",
        one="to 1 citizen: {cost}, about {minutes} min",
        n=known.citizens,
        whom=number(known.citizens),
        cost=euro(known.millionths),
        minutes=max(1, math.ceil(known.seconds / 60)),
    )


def send(by: Publisher, raised: Raised, item: ItemRow | None, now: float) -> Deeds:
    """Let it go: a new item, or a step of one. An end is right on the day of a drill too."""
    is_end = raised.draft.step is Step.END
    if not is_end and (drill := objection(by.config, raised.news.lane, "", by.real, now)):
        return Deeds.of([Left(Obstacle.SAY_REAL, name, raised.news.title, drill.name) for name in raised.on])
    if item is None:
        made = raising.begin(by.store, by.config, raised, now)
    else:
        made = raising.follow(by.store, by.config, by.channels, item, raised, now)
    title = raised.news.title
    if made.before:
        return Deeds.of([Done(Deed.SENT_BEFORE, "", title, item=made.item)], made.item)
    came: list[Done | Left] = []
    for name in made.channels:
        problem = raised.on[name].problem
        if raised.on[name].content is None:
            came.append(Left(Obstacle.NOT_RENDERED, name, title, problem or ""))
        elif raised.held:
            came += waits_for_a_second(by.config, by.who, name, title)
        else:
            came.append(Done(Deed.RAISED, name, title))
    if not made.channels and raised.draft.step is not Step.BEGIN:
        came.append(Done(Deed.NOBODY_KNEW, "", title))
    return Deeds.of(came, made.item)
