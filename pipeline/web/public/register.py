"""The register of the emergency lane: who decided what, and how far it got. No names."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from pipeline import council_channels
from pipeline.staff import register
from pipeline.staff.reach import reach_in_short
from pipeline.store import Store
from pipeline.web.layout import SITE, Site
from pipeline.web.public.standing import show
from pipeline.words import say

DAYS = 366  # looked back


def routes() -> list[web.RouteDef]:
    return [web.get("/registro", _register)]


async def _register(request: web.Request) -> web.Response:
    site = request.app[SITE]
    uses = await site.lookups.shared("register", partial(_uses, site))
    return await show(
        request,
        "public/register.html",
        title=say("Register of emergencies"),
        uses=uses,
        decided=register.decided_words,
    )


def _uses(site: Site, store: Store) -> list[register.Use]:
    channels = council_channels.channels(site.config, {}, with_secrets=False)
    return register.uses(store, channels, site.clock.time() - DAYS * 86400, reach_in_short)
