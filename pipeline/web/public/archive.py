"""What has gone out: a list that can be searched, a page for each item, and an Atom feed. Exercises are never in it."""

from __future__ import annotations

import re
from functools import partial

from aiohttp import web

from pipeline.web.layout import SITE, kept
from pipeline.web.public.items import A_PAGE, PATH, Shown, archived, patterns_of, shown
from pipeline.web.public.standing import show
from pipeline.words import say

FEED = f"{PATH}/atom.xml"
LAST = 10_000  # the highest number of a page: whoever asks for more gets none
LONGEST = 100  # characters of a search
IN_FEED = 30  # items


def routes() -> list[web.RouteDef]:
    return [web.get(PATH, _list), web.get(PATH + "/{id:[0-9]{1,18}}", _one), web.get(FEED, _feed)]


async def _list(request: web.Request) -> web.Response:
    site, asked = request.app[SITE], " ".join(request.query.get("q", "").split())[:LONGEST]
    page = _number(request.query.get("pagina", "1"))
    patterns = patterns_of(asked)
    found: list[Shown] = []
    if page:
        look = partial(shown, site, patterns=patterns, skip=(page - 1) * A_PAGE, limit=A_PAGE + 1)
        # What many ask for, the newest, is looked up once a second for all of them.
        plain = page == 1 and not patterns
        found = await (site.lookups.shared("archive", look) if plain else site.lookups.search(look))
    return await show(
        request,
        "public/archive.html",
        status=404 if not found and page != 1 else 200,
        title=say("Sent notices"),
        asked=asked,
        found=found[:A_PAGE],
        page=page,
        older=page + 1 if len(found) > A_PAGE else 0,
        feed=FEED,
        cap=bool(site.config.cap.sender),
    )


async def _one(request: web.Request) -> web.Response:
    site, number = request.app[SITE], int(request.match_info["id"])
    one = await site.lookups.shared(("item", number), lambda store: archived(site, store, number))
    if one is None:
        raise web.HTTPNotFound(text="no such item")
    return await show(request, "public/item.html", title=one.title, one=one)


async def _feed(request: web.Request) -> web.Response:
    from pipeline.web.public.atom import atom

    site = request.app[SITE]
    found = await site.lookups.shared(("feed",), partial(shown, site, limit=IN_FEED))
    body = atom(site, site.origin(request), found)
    answer = web.Response(body=body, content_type="application/atom+xml", charset="utf-8")
    answer.headers["Cache-Control"] = "public, max-age=300"
    return kept(request, answer)


def _number(text: str) -> int:
    """The number of a page; 0 = there is no such page."""
    return int(text) if re.fullmatch("[1-9][0-9]{0,4}", text) and int(text) <= LAST else 0
