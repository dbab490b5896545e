"""`Esercitazione`: a page of its own, of another colour, from which nothing real can leave."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from pipeline.errors import ActionError
from pipeline.staff import exercises
from pipeline.staff.corrections import Publisher
from pipeline.staff.deeds import Deeds
from pipeline.staff.real_word import drill_on
from pipeline.store import Store
from pipeline.web.staff.doing import do
from pipeline.web.staff.visit import Visit
from pipeline.words import number, say

LONGEST = 300  # characters of one field


async def show(visit: Visit) -> web.Response:
    return await _page(visit)


async def check(visit: Visit) -> web.Response:
    prepared = _prepared(visit)

    def look(store: Store) -> dict[str, Any]:
        known = exercises.forecast(visit.config, store, visit.office.channels, prepared)
        people = say("to {whom} people", one="to 1 person", n=known.citizens, whom=number(known.citizens))
        return {"text": prepared.content.text, "people": people}

    return await _page(visit, await visit.ask(look))


async def _page(visit: Visit, shown: dict[str, Any] | None = None) -> web.Response:
    drill = drill_on(visit.config, visit.now)
    return visit.page(
        "exercise.html",
        say("Exercise"),
        shown=shown,
        words={name: visit.get(name)[:LONGEST] for name in ("title", "details", "drill")},
        drill=drill.name if drill and not drill.test else "",
    )


def _prepared(visit: Visit) -> exercises.Exercise:
    """Raises ActionError."""
    title, details = visit.get("title")[:LONGEST], visit.get("details")[:LONGEST]
    if not title:
        raise ActionError("say what it is an exercise of")
    channels, drill = visit.office.channels, visit.get("drill")
    return exercises.prepare(visit.config, channels, title, details, drill, visit.now)


async def send(visit: Visit) -> web.Response:
    prepared = _prepared(visit)

    def act(by: Publisher) -> Deeds:
        return exercises.send(by.config, by.store, prepared, visit.now, who=by.who)

    return await do(visit, "exercise", prepared.title, act)
