"""One item: how it looks and stands on each channel, and what may be done with it."""

from __future__ import annotations

from aiohttp import web

from pipeline.staff import actions
from pipeline.staff.corrections import Publisher
from pipeline.staff.deeds import Deeds
from pipeline.staff.grounds import Grounds, call_indispensable
from pipeline.web.staff.doing import do
from pipeline.web.staff.visit import Visit


async def approve(visit: Visit) -> web.Response:
    number, channel = visit.parts["n"], visit.get("channel")

    def act(by: Publisher) -> Deeds:
        if by.because:
            standing = actions.standing(by.store, by.config, number, channel)
            call_indispensable(by.store, by.config, standing, Grounds(by.because, by.who), visit.now)
        return actions.approve(by, number, channel, visit.now)

    return await do(visit, "approve", number, act)


async def hold(visit: Visit) -> web.Response:
    number, channel = visit.parts["n"], visit.get("channel")
    return await do(
        visit, "hold", number, lambda by: actions.hold(by.store, number, channel), only_stops=True
    )


async def cancel(visit: Visit) -> web.Response:
    number, channel = visit.parts["n"], visit.get("channel")
    return await do(
        visit,
        "cancel",
        number,
        lambda by: actions.cancel(by.store, number, channel, visit.now),
        only_stops=True,
    )
