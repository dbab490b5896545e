"""What the law asks of the pages themselves: how accessible they are, and whom to tell if they are not."""

from __future__ import annotations

from aiohttp import web

from pipeline.web.layout import SITE
from pipeline.web.public.standing import show
from pipeline.words import say


def routes() -> list[web.RouteDef]:
    return [web.get("/accessibilita", _accessibility)]


async def _accessibility(request: web.Request) -> web.Response:
    feedback = request.app[SITE].config.pages.feedback
    return await show(
        request,
        "public/accessibility.html",
        title=say("Accessibility"),
        feedback=feedback,
        address=feedback if "://" in feedback else f"mailto:{feedback}",
    )
