"""The tray as a page for staff: each text ready to be shared, its picture, and a button for when it is done.

The address is the permission: it is signed, sent to the operators only, and expires.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
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
from pipeline.store import Store
from pipeline.store.vault import Vault
from pipeline.web.lookups import Lookups
from pipeline.words import language_asked, put, speaking

# Nothing from elsewhere, in no frame, no address passed on to where links lead, nothing kept. `same-origin` and not
# `no-referrer`: with that a browser names no origin of our own form either.
_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language, Cookie",
}
_COOKIE = "tray"  # holds a ticket too: a phone that opens the page at least every two weeks keeps its address


class TrayPage:
    def __init__(self, config: Config, vault: Vault, clock: Clock, lookups: Lookups) -> None:
        self._config, self._vault, self._clock, self._lookups = config, vault, clock, lookups
        self._public_host = urlsplit(config.webhook.public_url).netloc
        self._channels = council_channels.channels(config, {}, with_secrets=False)
        self._pictures = council_channels.pictures(config)

    def routes(self) -> list[web.RouteDef]:
        one = tray.PATH + "{ticket}"
        number = one + "/{number:[0-9]{1,18}}"
        return [web.get(one, self.show), web.post(number, self.done), web.post(number + "/undo", self.undo)]

    async def show(self, request: web.Request) -> web.Response:
        if not self._admits(request):
            return self._ended(request)
        ticket, now, of = request.match_info["ticket"], self._clock.time(), (self._config, self._channels)
        found, done = await self._lookups.read(
            lambda store: (tray.waiting(store, *of, now), tray.ticked(store, *of, now))
        )
        page = self._page(
            request,
            Sentence("To be shared ({n})", n=len(found)),
            waiting=[self._shown(one, ticket) for one in found],
            done=[self._ticked(one, ticket) for one in done],
        )
        self._renew(page, now)
        return page

    async def done(self, request: web.Request) -> web.Response:
        now = self._clock.time()
        return await self._change(request, lambda store, number: tray.tick(store, number, now))

    async def undo(self, request: web.Request) -> web.Response:
        config, now = self._config, self._clock.time()
        return await self._change(request, lambda store, number: tray.untick(store, config, number, now))

    async def _change(self, request: web.Request, change: Callable[[Store, int], bool]) -> web.Response:
        """Make the change that a form of the page asks for, then show the page."""
        if not self._admits(request):
            return self._ended(request)
        if from_another_site(request.headers, {request.host, self._public_host}):
            strange = Sentence("This tick did not come from the tray's own page: nothing was ticked off")
            return self._page(request, strange, ended=True, status=403)
        number = int(request.match_info["number"])
        await self._lookups.do(lambda store: change(store, number))
        raise web.HTTPSeeOther(tray.PATH + request.match_info["ticket"], headers=_HEADERS)

    def _admits(self, request: web.Request) -> bool:
        ticket, now = request.match_info["ticket"], self._clock.time()
        used = request.cookies.get(_COOKIE, "")
        return tray.admits(self._vault, ticket, now) or tray.renewed(self._vault, ticket, used, now)

    def _renew(self, page: web.Response, now: float) -> None:
        """Let this phone's address go on for another two weeks."""
        page.set_cookie(
            _COOKIE,
            tray.fresh_ticket(self._vault, now),
            max_age=int(tray.LASTS),
            path=tray.PATH,
            secure=self._config.webhook.public_url.startswith("https:"),
            httponly=True,
            samesite="Lax",  # not Strict: the link is opened from a message
        )

    def _ended(self, request: web.Request) -> web.Response:
        return self._page(request, Sentence("This address has ended"), ended=True, status=404)

    def _shown(self, one: tray.Waiting, ticket: str) -> dict[str, object]:
        """What the page tells of one text: as it is in the tray, and the addresses of its picture and its tick."""
        return {
            **{name: getattr(one, name) for name in ("number", "title", "place", "late", "text", "share")},
            "day": self._at(one.since),
            "picture": f"/pictures/{self._pictures.name(one.picture)}.jpg" if one.picture else "",
            "tick": f"{tray.PATH}{ticket}/{one.number}",
        }

    def _ticked(self, one: tray.Ticked, ticket: str) -> dict[str, object]:
        """What the page tells of a text that was shared today, and the address that takes its tick back."""
        undo = f"{tray.PATH}{ticket}/{one.number}/undo"
        return {"title": one.title, "place": one.place, "at": self._at(one.at), "undo": undo}

    def _at(self, moment: float) -> datetime:
        return datetime.fromtimestamp(moment, ZoneInfo(self._config.council.timezone))

    def _page(
        self,
        request: web.Request,
        title: Sentence,
        *,
        ended: bool = False,
        waiting: object = (),
        done: object = (),
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
                done=done,
                nonce=nonce,
            )
        headers = {**_HEADERS, "Content-Security-Policy": _POLICY.format(nonce=nonce)}
        return web.Response(text=text, content_type="text/html", status=status, headers=headers)
