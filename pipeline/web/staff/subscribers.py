"""`Iscritti`: how many, and how that changes; and one citizen, at the counter, by the number typed in full.

There is no list of numbers, and none to be exported. Whoever looks one up is in the log, with the number masked.
"""

from __future__ import annotations

from aiohttp import web

from pipeline.citizens import requests
from pipeline.citizens.journal import Journal
from pipeline.citizens.number_forms import masked
from pipeline.citizens.phones import number_of
from pipeline.errors import ActionError
from pipeline.staff.deeds import Deed
from pipeline.staff.growth import growth
from pipeline.staff.people.roster import Role
from pipeline.store import Store
from pipeline.web.staff.sign_in import write_down
from pipeline.web.staff.visit import Visit
from pipeline.words import put, say

LOOKS, HOUR = (
    30,
    3600.0,
)  # numbers that one person may look up, or end, in so many seconds: a counter needs fewer


async def show(visit: Visit) -> web.Response:
    return await _page(visit)


async def _page(
    visit: Visit, lines: list[str] | None = None, told: list[str] | None = None, problem: str = ""
) -> web.Response:
    memo = visit.office.memo
    found = await visit.ask(lambda store: memo.get("growth", lambda: growth(visit.config, store, visit.now)))
    return visit.page(
        "subscribers.html",
        say("Subscribers"),
        status=409 if problem else 200,
        growth=found,
        receives={f"{key}": put(words) for key, words in requests.RECEIVES.items()},
        may_act=visit.person.role.may(Role.EDITOR),
        lines=lines or [],
        told=told or [],
        typed=visit.get("number") if lines else "",
        problem=problem,
    )


async def look_up(visit: Visit) -> web.Response:
    """What is kept about a number, for the citizen at the counter."""

    def look(store: Store) -> list[str]:
        number = number_of(visit.get("number")[:40])
        _demand_few(store, visit)
        write_down(store, visit, visit.person.name, "dossier", masked(number), Deed.LOOKED_UP)
        return list(requests.dossier(visit.config, store, visit.office.vault, number))

    try:
        return await _page(visit, lines=await visit.ask(look))
    except ActionError as error:
        return await _page(visit, problem=put(error.sentence))


async def end(visit: Visit) -> web.Response:
    """End a subscription, as the citizen asks; with `erase` the proof of consent goes as well."""
    erases = visit.get("how") == "erase"
    how, verb = (requests.erase, "erase") if erases else (requests.leave, "leave")

    def act(store: Store) -> list[str]:
        number = number_of(visit.get("number")[:40])
        _demand_few(store, visit)
        with store.transaction():
            told = how(store, visit.office.vault, Journal(visit.config.data), number, visit.now)
            deed = Deed.ERASED if erases else Deed.LEFT
            write_down(store, visit, visit.person.name, verb, masked(number), deed)
        visit.office.memo.forget()
        return [put(one) for one in told]

    try:
        return await _page(visit, told=await visit.ask(act))
    except ActionError as error:
        return await _page(visit, problem=put(error.sentence))


def _demand_few(store: Store, visit: Visit) -> None:
    """Raises ActionError for somebody who tries one number after the other."""
    since, who = visit.now - HOUR, visit.person.name
    looked = sum(store.acts_lately(since=since, who=who, verb=verb) for verb in ("dossier", "leave", "erase"))
    if looked >= LOOKS:
        raise ActionError("{n} numbers in an hour are enough: wait, or ask whoever runs the service", n=LOOKS)
