"""The tray as a page for staff: each text ready to be shared, its picture, and a button for when it is done.

The address is the permission: it is signed, sent to the operators only, and expires.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from aiohttp import web

from channels.sentence import Sentence
from pipeline import council_channels
from pipeline.clock import Clock
from pipeline.pages import from_another_site, render
from pipeline.settings.values import Config
from pipeline.staff import tray
from pipeline.store.vault import Vault
from pipeline.web.lookups import Lookups
from pipeline.words import language_asked, put, speaking

# Nothing from elsewhere, in no frame, no address passed on to where links lead, nothing kept. `same-origin` and not
# `no-referrer`: with that a browser names no origin of our own form either.
_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'nonce-{nonce}'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
_HEADERS = {
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language",
}


class TrayPage:
    def __init__(self, config: Config, vault: Vault, clock: Clock, lookups: Lookups) -> None:
        self._config, self._vault, self._clock, self._lookups = config, vault, clock, lookups
        self._public_host = urlsplit(config.webhook.public_url).netloc
        self._channels = council_channels.channels(config, {}, with_secrets=False)
        self._pictures = council_channels.pictures(config)

    def routes(self) -> list[web.RouteDef]:
        one = tray.PATH + "{ticket}"
        return [web.get(one, self.show), web.post(one + "/{number:[0-9]{1,18}}", self.done)]

    async def show(self, request: web.Request) -> web.Response:
        if not self._admits(request):
            return self._ended(request)
        found = await self._lookups.do(
            lambda store: tray.waiting(store, self._config, self._channels, self._clock.time())
        )
        shown = [self._shown(one, request.match_info["ticket"]) for one in found]
        return self._page(request, Sentence("To be shared ({n})", n=len(found)), waiting=shown)

    async def done(self, request: web.Request) -> web.Response:
        if not self._admits(request):
            return self._ended(request)
        if from_another_site(request.headers, {request.host, self._public_host}):
            strange = Sentence("This tick did not come from the tray's own page: nothing was ticked off")
            return self._page(request, strange, ended=True, status=403)
        number, now = int(request.match_info["number"]), self._clock.time()
        await self._lookups.do(lambda store: tray.tick(store, number, now))
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
        nonce = secrets.token_urlsafe(16)
        with speaking(language_asked(request.headers.get("Accept-Language", ""))):
            text = render(
                "pipeline.web",
                "tray.html",
                title=put(title),
                council=self._config.council.name,
                ended=ended,
                waiting=waiting,
                nonce=nonce,
            )
        headers = {**_HEADERS, "Content-Security-Policy": _POLICY.format(nonce=nonce)}
        return web.Response(text=text, content_type="text/html", status=status, headers=headers)
