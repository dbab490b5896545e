"""`Da condividere`: the texts that wait to be shared by hand; the tray, for who is signed in."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from pipeline.staff import tray
from pipeline.staff.deeds import Deed
from pipeline.store import Store
from pipeline.web.staff.sign_in import write_down
from pipeline.web.staff.visit import Visit
from pipeline.words import say

PAGE = "/ufficio/condividere"


async def show(visit: Visit) -> web.Response:
    of = (visit.config, visit.office.channels)

    def look(store: Store) -> tuple[list[dict[str, Any]], list[tray.Ticked]]:
        waiting = [
            {"one": one, "picture": visit.office.picture(one.picture) if one.picture else ""}
            for one in tray.waiting(store, *of, visit.now)
        ]
        return waiting, tray.ticked(store, *of, visit.now)

    waiting, done = await visit.ask(look)
    by_hand = any(one.capabilities.by_hand for one in visit.office.channels.values())
    return visit.page("share.html", say("To be shared"), waiting=waiting, done=done, by_hand=by_hand)


async def done(visit: Visit) -> web.Response:
    number = int(visit.parts["n"])

    def tick(store: Store) -> None:
        if tray.tick(store, number, visit.now):
            write_down(store, visit, visit.person.name, "tray", f"{number}", Deed.SHARED)

    await visit.ask(tick)
    return visit.back(PAGE)


async def undo(visit: Visit) -> web.Response:
    number = int(visit.parts["n"])

    def untick(store: Store) -> None:
        if tray.untick(store, visit.config, number, visit.now):
            write_down(store, visit, visit.person.name, "tray", f"{number}", Deed.NOT_SHARED)

    await visit.ask(untick)
    return visit.back(PAGE)
