"""`Emergenza`: an alert composed by a person, on three pages that need no script: which, what, look and send.

The form carries a one-time key: sent twice it goes out once. What was typed survives the end of a session.
"""

from __future__ import annotations

import json
import math
import secrets
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from channels.sentence import OneLineError
from pipeline.composed import Draft, Step
from pipeline.desk import raising
from pipeline.desk.compose import compose, proposed
from pipeline.desk.library import Hazard, Sort, library
from pipeline.errors import ActionError
from pipeline.staff import composing, drafting
from pipeline.staff.acts import Act
from pipeline.staff.corrections import Publisher
from pipeline.staff.deeds import Deeds
from pipeline.staff.drafting import Flags
from pipeline.staff.real_word import drill_on
from pipeline.staff.signing import publisher
from pipeline.store import Store
from pipeline.terms import elements_worded
from pipeline.web.staff.doing import do, results_page
from pipeline.web.staff.visit import Visit
from pipeline.words import euro, number, put, say

RECENT = 14 * 86400.0  # seconds in which something composed is offered to be updated or ended
LONGEST = 400  # characters of one field
LEVELS = ("gialla", "arancione", "rossa")
TEXTS = ("hazard", "place", "level", "impact", "since", "until", "words", "key", "update", "end")


async def choose(visit: Visit) -> web.Response:
    """Which danger or state; and what was composed of late, to be updated or ended."""
    rows = await visit.ask(lambda store: store.composed_since(since=visit.now - RECENT))
    standing = [
        {"item": row["item_id"], "title": row["title"], "at": row["at"]}
        for row in reversed(rows)
        if row["step"] != Step.END
    ]
    kinds = [
        (say("Dangers"), [one for one in library().values() if one.sort is Sort.HAZARD]),
        (say("What opens, shuts and ends"), [one for one in library().values() if one.sort is Sort.STATE]),
    ]
    return visit.page("emergency.html", say("Emergency"), kinds=kinds, standing=standing)


async def fill_in(visit: Visit) -> web.Response:
    entry = library().get(visit.parts["word"])
    if entry is None:
        return visit.not_there()
    impact, actions = proposed(entry.key, Step.BEGIN)
    given = Flags(hazard=entry.key, impact=impact, actions=tuple(actions), key=secrets.token_hex(8))
    return _form(visit, given)


async def go_on(visit: Visit) -> web.Response:
    """The form for an update, or for the end, of what was composed."""
    item, is_end = visit.parts["n"], visit.request.path.endswith("/fine")

    def look(store: Store) -> Draft:
        _, last = composing.composed_item(store, item)
        return raising.next_step(last, Step.END if is_end else Step.UPDATE)

    draft = await visit.ask(look)
    given = Flags(
        hazard=draft.hazard,
        place=draft.place,
        level=draft.level,
        impact=draft.impact,
        actions=draft.actions,
        words=draft.words,
        key=secrets.token_hex(8),
        update="" if is_end else item,
        end=item if is_end else "",
    )
    return _form(visit, given)


def _form(visit: Visit, given: Flags, problem: str = "", status: int = 200) -> web.Response:
    entry = library()[given.hazard]
    proposals = entry.after if given.end else entry.actions
    own = [one for one in given.actions if one not in proposals]
    return visit.page(
        "compose.html",
        entry.name,
        status=status,
        entry=entry,
        given=given,
        impacts=_with(entry.impacts, given.impact),
        proposals=proposals,
        own=" · ".join(own),
        levels=LEVELS if _has_levels(entry) else (),
        zones=visit.config.zones,
        wakes=entry.lane != "emergency" and not (given.update or given.end),
        problem=problem,
    )


def _has_levels(entry: Hazard) -> bool:
    return entry.sort is Sort.HAZARD and entry.cap == "Met"


def _with(phrases: Sequence[str], chosen: str) -> list[str]:
    return [*phrases, *([chosen] if chosen and chosen not in phrases else [])]


def _given(visit: Visit) -> Flags:
    """What the form says. Raises ActionError for a hazard that is not there."""
    said: dict[str, Any] = {name: visit.get(name)[:LONGEST] for name in TEXTS}
    if said["hazard"] not in library():
        raise ActionError("this choice is not there")
    chosen = [one[:LONGEST] for one in visit.fields.get("action", ())][:12]
    own = [part.strip() for part in visit.get("own")[:LONGEST].replace("·", "\n").split("\n") if part.strip()]
    said["impact"] = visit.get("own_impact")[:LONGEST] or said["impact"]
    return Flags(
        **said,
        actions=(*chosen, *own),
        zones=tuple(visit.fields.get("zone", ())),
        urgent=bool(visit.get("urgent")),
    )


def _by(visit: Visit, store: Store) -> Publisher:
    asked = Act("look", who=visit.person.name)
    return publisher(visit.config, store, visit.office.channels, asked, visit.now)


async def check(visit: Visit) -> web.Response:
    """Everything as it would go out: texts, what is missing, to how many, how fast, at what price. Sends nothing."""
    given = _given(visit)
    if visit.get("change"):
        return _form(visit, given)

    def look(store: Store) -> dict[str, Any]:
        by = _by(visit, store)
        asked = drafting.asked_for(by, given, visit.now)
        raised = composing.prepare(by, asked, visit.now)
        looks = [_look(visit, by, raised, name, asked.item) for name in raised.on]
        return {
            "text_title": raised.news.title,
            "looks": looks,
            "missing": put(elements_worded(missing))
            if (missing := composing.missing_of(raised.draft))
            else "",
            "citizens": composing.recipients(by, raised, asked.item),
            "second": raised.held is not None,
            "urgent": raised.news.lane == "emergency",
        }

    try:
        found = await visit.ask(look)
    except OneLineError as error:
        return _form(visit, given, put(error.sentence), 409)
    drill = drill_on(visit.config, visit.now) if found["urgent"] and not given.end else None
    return visit.page(
        "check.html",
        say("Look at it, and send it"),
        given=given,
        kept=[(name, value) for name, values in visit.fields.items() if name != "form" for value in values],
        drill=drill.name if drill else "",
        council_short=visit.config.council.name,
        **found,
    )


def _look(visit: Visit, by: Publisher, raised: raising.Raised, name: str, item: Any) -> dict[str, Any]:
    channel, made = by.channels[name], raised.on[name]
    known, to = composing.expected(by, raised, name, item), say("to the page")
    if known is not None:
        to = say(
            "to {whom} subscribers, {cost}, about {minutes} min",
            whom=number(known.citizens),
            cost=euro(known.millionths),
            minutes=max(1, math.ceil(known.seconds / 60)),
        )
    settings = next(one for one in visit.config.channels if one.name == name)
    return {
        "title": channel.capabilities.title,
        "type": settings.type,
        "content": made.content,
        "picture": "",
        "to": to,
        "problem": put(made.problem) if made.content is None and made.problem else "",
        "length": channel.measure(made.content) if made.content else 0,
        "limit": channel.capabilities.limit,
    }


async def send(visit: Visit) -> web.Response:
    """Once for each key, however often the button is pressed; then how far it gets, live."""
    given = _given(visit)

    def act(by: Publisher) -> Deeds:
        asked = drafting.asked_for(by, given, visit.now)
        raised = composing.prepare(by, asked, visit.now)
        return drafting.send(by, raised, asked.item, visit.now)

    try:
        return await do(visit, "alert", given.update or given.end or given.hazard, act, then=_then)
    except OneLineError as error:
        return _form(visit, given, put(error.sentence), 409)


def _then(visit: Visit, deeds: Deeds, told: list[tuple[bool, str]]) -> web.Response:
    return results_page(visit, told, f"{deeds.item}" if deeds.item else "", reach=bool(deeds.done))


async def lint(visit: Visit) -> web.Response:
    """For the script of the form: the title and the text as they read now, and what is missing. Asks no database."""
    try:
        said = json.loads(visit.body)
        typed: dict[str, Any] = {name: str(said.get(name, ""))[:LONGEST] for name in TEXTS}
        given = Flags(**typed, actions=tuple(str(one)[:LONGEST] for one in said.get("actions", ())[:12]))
        draft = drafting.begun(visit.config, given, visit.now)
    except OneLineError as error:
        return web.json_response({"problem": put(error.sentence)})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return web.json_response({"problem": ""}, status=400)
    from zoneinfo import ZoneInfo

    text = compose(draft, ZoneInfo(visit.config.council.timezone))
    lacking = composing.missing_of(draft)
    missing = say("MISSING: {elements}", elements=elements_worded(lacking)) if lacking else ""
    return web.json_response({"title": text.title, "text": text.long, "missing": missing})
