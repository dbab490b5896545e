"""What can be printed: the poster that invites to join, and the sheet of the week for notice boards and the press.

Both as a page and as PDF/UA-1, which screen readers can read.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from aiohttp import web

from pipeline.model import Lane
from pipeline.settings.values import reply_channel
from pipeline.store import Store
from pipeline.web.layout import SITE, Site, kept
from pipeline.web.public.items import Shown, shown
from pipeline.web.public.join import code_of, join_link, shown_number
from pipeline.web.public.standing import show
from pipeline.words import say, speaking, spoken

WEEK = 7 * 86400.0  # seconds
MOST = 60  # items of a sheet


def routes() -> list[web.RouteDef]:
    return [
        web.get("/locandina", _poster),
        web.get("/locandina.pdf", _poster_pdf),
        web.get("/foglio", _sheet),
        web.get("/foglio.pdf", _sheet_pdf),
    ]


async def _poster(request: web.Request) -> web.Response:
    site = _joinable(request)
    return await show(
        request,
        "public/poster.html",
        title=say("Poster"),
        number=shown_number(site.config.service.number),
        code=code_of(join_link(site.config)),
    )


async def _poster_pdf(request: web.Request) -> web.Response:
    from pipeline.web.public.pdf import poster_pdf

    site, language = _joinable(request), spoken()

    def made(_: Store) -> bytes:
        with speaking(language):  # another thread
            return poster_pdf(site)

    return _pdf(request, await site.lookups.shared(("locandina", language), made), "locandina")


async def _sheet(request: web.Request) -> web.Response:
    site = request.app[SITE]
    found = await site.lookups.shared("foglio", partial(week, site))
    return await show(
        request,
        "public/sheet.html",
        title=say("The notices of the week"),
        parts=parts_of(found),
        begin=site.at(site.clock.time() - WEEK),
        end=site.at(site.clock.time()),
    )


async def _sheet_pdf(request: web.Request) -> web.Response:
    from pipeline.web.public.pdf import sheet_pdf

    site, language = request.app[SITE], spoken()

    def made(store: Store) -> bytes:
        now = site.clock.time()
        with speaking(language):
            return sheet_pdf(site, parts_of(week(site, store)), (now - WEEK, now))

    return _pdf(request, await site.lookups.shared(("foglio", language), made), "foglio")


def week(site: Site, store: Store) -> list[Shown]:
    """What went out in the last seven days and still holds, the newest first."""
    since = site.clock.time() - WEEK
    return [one for one in shown(site, store, limit=MOST) if one.at > since and not one.taken_back]


def parts_of(found: Sequence[Shown]) -> list[tuple[str, list[Shown]]]:
    """The items by lane, the most urgent first; lanes without any are left out."""
    titles = {
        Lane.EMERGENCY: say("Alerts and emergencies"),
        Lane.SERVICE: say("Services"),
        Lane.NEWS: say("News and events"),
    }
    parts = [(title, [one for one in found if one.lane == lane]) for lane, title in titles.items()]
    return [part for part in parts if part[1]]


def _joinable(request: web.Request) -> Site:
    """The site, if citizens can join at all. Raises 404."""
    site = request.app[SITE]
    if reply_channel(site.config) is None:
        raise web.HTTPNotFound(text="nobody can join here")
    return site


def _pdf(request: web.Request, body: bytes, name: str) -> web.Response:
    headers = {
        "Content-Disposition": f'inline; filename="{name}.pdf"',
        "Cache-Control": "public, max-age=300",
        "Vary": "Accept-Language, Cookie",
    }
    return kept(request, web.Response(body=body, content_type="application/pdf", headers=headers))
