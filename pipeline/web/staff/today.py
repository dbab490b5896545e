"""`Oggi`: about to leave, waits for you, is out; and the button that stops everything."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from pipeline.staff import actions
from pipeline.staff.corrections import Publisher
from pipeline.staff.deeds import Deeds
from pipeline.staff.people.roster import Role
from pipeline.staff.today import Today, today
from pipeline.store import Store
from pipeline.web.staff.doing import do
from pipeline.web.staff.visit import Visit
from pipeline.words import say


async def show(visit: Visit) -> web.Response:
    office = visit.office

    def look(store: Store) -> Today:
        return today(office.config, store, office.channels, visit.now, partial(office.whom, store))

    found = await visit.ask(look)
    return visit.page(
        "today.html",
        say("Today"),
        found=found,
        now=visit.now,
        may_act=visit.person.role.may(Role.EDITOR),
        mode=f"{visit.config.live}",
    )


async def ask_to_stop(visit: Visit) -> web.Response:
    names = [one.capabilities.title for one in visit.office.channels.values()]
    return visit.page("stop.html", say("Stop everything?"), names=names)


async def stop(visit: Visit) -> web.Response:
    def act(by: Publisher) -> Deeds:
        return actions.stop(by.store, by.config, "", visit.now)

    return await do(visit, "stop", "", act, only_stops=True)


async def resume(visit: Visit) -> web.Response:
    """Let one channel go on, or all that stand still; what is held for other reasons stays held."""
    wanted = visit.get("channel")

    def act(by: Publisher) -> Deeds:
        names = [row["name"] for row in by.store.halted_senders() if wanted in ("", row["name"])]
        came = [actions.approve(by, name, "", visit.now) for name in names]
        return Deeds(
            tuple(done for one in came for done in one.done), tuple(left for one in came for left in one.left)
        )

    return await do(visit, "approve", wanted or "tutti i canali", act)
