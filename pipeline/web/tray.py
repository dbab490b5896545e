"""The tray as a page for staff: each text ready to be shared, its picture, and a button for when it is done.

The address is the permission: it is signed, sent to the operators only, and expires.
"""

from __future__ import annotations

import asyncio
import html
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from pipeline import council_channels
from pipeline.clock import Clock
from pipeline.settings.values import Config
from pipeline.staff import tray
from pipeline.store import Store
from pipeline.store.vault import Vault

# Nothing from elsewhere, no address passed on to where links lead, nothing kept.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; form-action 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
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
            return self._ended()
        found = await asyncio.to_thread(
            self._with_store,
            lambda store: tray.waiting(store, self._config, self._channels, self._clock.time()),
        )
        ticket = request.match_info["ticket"]
        shown = "".join(self._article(one, ticket) for one in found)
        return self._page(f"Da condividere ({len(found)})", shown or "<p>Niente da condividere. Grazie!</p>")

    async def done(self, request: web.Request) -> web.Response:
        if not self._admits(request):
            return self._ended()
        number, now = int(request.match_info["number"]), self._clock.time()
        await asyncio.to_thread(self._with_store, lambda store: tray.tick(store, number, now))
        raise web.HTTPSeeOther(tray.PATH + request.match_info["ticket"], headers=_HEADERS)

    def _admits(self, request: web.Request) -> bool:
        return tray.admits(self._vault, request.match_info["ticket"], self._clock.time())

    def _ended(self) -> web.Response:
        return self._page(
            "Indirizzo scaduto", "<p>Un indirizzo nuovo: <code>infostiglia tray</code></p>", 404
        )

    def _article(self, one: tray.Waiting, ticket: str) -> str:
        since = datetime.fromtimestamp(one.since, ZoneInfo(self._config.council.timezone))
        late = " · <strong>in ritardo</strong>" if one.late else ""
        picture = ""
        if one.picture:
            address = f"/pictures/{self._pictures.name(one.picture)}.jpg"
            picture = (
                f'<a href="{address}" download><img src="{address}" alt="L\'immagine da condividere"></a>'
                "<p class=quiet>Tocca l'immagine per salvarla, poi allegala.</p>"
            )
        return (
            f"<article><h2>{html.escape(one.title)}</h2>"
            f"<p class=quiet>{html.escape(one.place)} · pronto dal {since:%d/%m, ore %H:%M}{late}</p>"
            f"{picture}<pre>{html.escape(one.text)}</pre>"
            f'<a class="button go" href="{html.escape(one.share)}" rel=noreferrer>Condividi con WhatsApp</a>'
            f'<form method=post action="{tray.PATH}{ticket}/{one.number}">'
            "<button class=button>Fatto</button></form></article>"
        )

    def _page(self, title: str, body: str, status: int = 200) -> web.Response:
        text = (
            '<!doctype html><html lang="it"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{title} · {html.escape(self._config.council.name)}</title><style>{_STYLE}</style>"
            f"<main><h1>{title}</h1>{body}</main></html>"
        )
        return web.Response(text=text, content_type="text/html", status=status, headers=_HEADERS)


_STYLE = (
    "body{font:18px/1.5 system-ui,sans-serif;margin:0;color:#1a1a1a;background:#fff}"
    "main{max-width:36rem;margin:1rem auto;padding:0 1rem}"
    "article{border:1px solid #bbb;border-radius:8px;padding:0 1rem 1rem;margin:1.5rem 0}"
    "h1{font-size:1.5rem}h2{font-size:1.2rem;margin-bottom:.2rem}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;background:#f4f4f4;padding:.8rem;border-radius:6px}"
    "img{display:block;width:min(100%,16rem);margin:0 auto;border-radius:6px}a+p{text-align:center}"
    ".quiet{color:#555;margin-top:0}strong{color:#a40000}"
    ".button{display:block;box-sizing:border-box;width:100%;padding:.8rem;margin-top:.6rem;border-radius:6px;"
    "font:inherit;font-weight:600;text-align:center;text-decoration:none;"
    "color:#1a1a1a;background:#fff;border:2px solid #1a1a1a}"
    ".go{background:#0b6b3a;color:#fff;border-color:#0b6b3a}"
    "a:focus-visible,button:focus-visible{outline:3px solid #004d99;outline-offset:2px}"
)
