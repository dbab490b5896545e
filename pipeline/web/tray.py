"""The tray as a page for staff: each text ready to be shared, its picture, and a button for when it is done.

The address is the permission: it is signed, sent to the operators only, and expires.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from channels.sentence import Sentence
from pipeline import council_channels
from pipeline.clock import Clock
from pipeline.pages import render
from pipeline.settings.values import Config
from pipeline.staff import tray
from pipeline.store import Store
from pipeline.store.vault import Vault
from pipeline.words import language_asked, put, speaking

# Nothing from elsewhere, no address passed on to where links lead, nothing kept.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; form-action 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language",
}


class TrayPage:
    def __init__(
        self, config: Config, vault: Vault, clock: Clock, with_store: Callable[[Callable[[Store], Any]], Any]
    ) -> None:
        """`with_store`: opens the store for a call, in whatever thread it is."""
        self._config, self._vault, self._clock, self._with_store = config, vault, clock, with_store
        self._channels = council_channels.channels(config, {}, with_secrets=False)
        self._pictures = council_channels.pictures(config)

    def routes(self) -> list[web.RouteDef]:
        one = tray.PATH + "{ticket}"
        return [web.get(one, self.show), web.post(one + "/{number:[0-9]{1,18}}", self.done)]

    async def show(self, request: web.Request) -> web.Response:
        if not self._admits(request):
            return self._ended(request)
        found = await asyncio.to_thread(
            self._with_store,
            lambda store: tray.waiting(store, self._config, self._channels, self._clock.time()),
        )
        shown = [self._shown(one, request.match_info["ticket"]) for one in found]
        return self._page(request, Sentence("To be shared ({n})", n=len(found)), waiting=shown)

    async def done(self, request: web.Request) -> web.Response:
        if not self._admits(request):
            return self._ended(request)
        number, now = int(request.match_info["number"]), self._clock.time()
        await asyncio.to_thread(self._with_store, lambda store: tray.tick(store, number, now))
        raise web.HTTPSeeOther(tray.PATH + request.match_info["ticket"], headers=_HEADERS)

    def _admits(self, request: web.Request) -> bool:
        return tray.admits(self._vault, request.match_info["ticket"], self._clock.time())

    def _ended(self, request: web.Request) -> web.Response:
        return self._page(request, Sentence("This address has ended"), ended=True, status=404)

    def _shown(self, one: tray.Waiting, ticket: str) -> dict[str, object]:
        """What the page tells of one text: as it is in the tray, and the addresses of its picture and its tick."""
        return {
            **{name: getattr(one, name) for name in ("title", "place", "late", "text", "share")},
            "day": datetime.fromtimestamp(one.since, ZoneInfo(self._config.council.timezone)),
            "picture": f"/pictures/{self._pictures.name(one.picture)}.jpg" if one.picture else "",
            "tick": f"{tray.PATH}{ticket}/{one.number}",
        }

    def _page(
        self,
        request: web.Request,
        title: Sentence,
        *,
        ended: bool = False,
        waiting: object = (),
        status: int = 200,
    ) -> web.Response:
        with speaking(language_asked(request.headers.get("Accept-Language", ""))):
            text = render(
                "pipeline.web",
                "tray.html",
                title=put(title),
                council=self._config.council.name,
                ended=ended,
                waiting=waiting,
            )
        return web.Response(text=text, content_type="text/html", status=status, headers=_HEADERS)
