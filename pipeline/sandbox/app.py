"""The sandbox: a portal, Meta, X and citizens' phones in miniature over real HTTP, open to inspection.

For councils that try the system before giving it their keys, for the demo, and for the tests.
"""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from pipeline.pages import render
from pipeline.sandbox import kept
from pipeline.sandbox.apprise import Apprise
from pipeline.sandbox.colours import Colours
from pipeline.sandbox.graph import Graph
from pipeline.sandbox.guard import guard
from pipeline.sandbox.hands import Hands
from pipeline.sandbox.mastodon import Mastodon
from pipeline.sandbox.own import Own
from pipeline.sandbox.page import answer, shown_items
from pipeline.sandbox.portal import Item
from pipeline.sandbox.telegram import Telegram
from pipeline.sandbox.threaded import served_in_thread
from pipeline.sandbox.webhook import Reporter
from pipeline.sandbox.world import SandboxSettings, World
from pipeline.sandbox.x import X


def make_app(settings: SandboxSettings) -> web.Application:
    """The whole sandbox as one application."""
    world = World(settings)
    if settings.keep:
        kept.restore(world, settings.keep)
    reporter = Reporter(world)
    control = Control(world, reporter)

    @web.middleware
    async def logged(request: web.Request, handler: Any) -> web.StreamResponse:
        response: web.StreamResponse = await handler(request)
        if not request.path.startswith("/sandbox"):
            world.requests.append({"method": request.method, "path": request.path, "status": response.status})
        return response

    async def background(app: web.Application) -> AsyncIterator[None]:
        await reporter.start()
        keeping = asyncio.create_task(kept.keep(world, settings.keep)) if settings.keep else None
        yield
        if keeping is not None:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
        await reporter.stop()

    own = urlsplit(settings.url).hostname or ""
    app = web.Application(middlewares=[guard(own), logged])
    app.router.add_routes([*Graph(world, reporter).routes(), *X(world).routes(), *control.routes()])
    app.router.add_routes(Hands(world, reporter).routes())
    app.router.add_routes(Colours().routes())
    app.router.add_routes([*Telegram(world).routes(), *Mastodon(world).routes(), *Apprise(world).routes()])
    app.router.add_routes(Own(world).routes())  # last: they take every address below their path
    app.cleanup_ctx.append(background)
    return app


class Control:
    """The portal's public pages, and the sandbox's own controls under /sandbox."""

    def __init__(self, world: World, reporter: Reporter) -> None:
        self._world, self._reporter = world, reporter

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.home),
            web.get("/portal/", self.portal),
            web.get("/portal/feed/", self.rss),
            web.get("/portal/atom/", self.atom),
            web.get("/portal/pictures/{name}", self.picture),
            web.get("/portal/{year}/{month}/{slug}/", self.item),
            web.get("/sandbox", self.overview),
            web.get("/sandbox/pictures/{name}", self.seen),
            web.get("/sandbox/items", self.items),
            web.post("/sandbox/items", self.publish),
            web.post("/sandbox/items/{id}", self.change),
            web.post("/sandbox/write", self.write),
            web.get("/sandbox/heard", self.heard),
            web.post("/sandbox/templates", self.review),
            web.get("/sandbox/received", self.received),
            web.get("/sandbox/received/count", self.count),
            web.get("/sandbox/phones", self.phones),
            web.get("/sandbox/state", self.state),
            web.get("/sandbox/faults", self.faults),
            web.post("/sandbox/faults", self.add_fault),
            web.delete("/sandbox/faults", self.clear_faults),
        ]

    # -- the portal -------------------------------------------------------------------------------

    async def home(self, request: web.Request) -> web.Response:
        raise web.HTTPFound("/sandbox")

    async def portal(self, request: web.Request) -> web.Response:
        return _html(render("pipeline.sandbox", "portal.html", items=shown_items(self._world)))

    async def rss(self, request: web.Request) -> web.Response:
        asked = request.query.get("paged", "1")
        number = int(asked) if asked.isascii() and asked.isdecimal() else 1
        items = self._world.portal.window(number)
        return await self._feed(request, items, self._world.portal.rss(number), "application/rss+xml")

    async def atom(self, request: web.Request) -> web.Response:
        items = self._world.portal.window()
        return await self._feed(request, items, self._world.portal.atom(), "application/atom+xml")

    async def _feed(self, request: web.Request, items: list[Item], text: str, kind: str) -> web.Response:
        """The feed, with WordPress's validators: if both are sent back, both must match."""
        world = self._world
        world.read_at = time.time()
        if fault := world.faults.take("delay", "portal"):
            await asyncio.sleep(fault.seconds)
        if fault := world.faults.take("status", "portal"):
            return web.Response(status=fault.status, text="<html><body>manutenzione</body></html>")
        etag, modified = world.portal.validators(items)
        asked = request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since")
        headers = {"ETag": etag, "Last-Modified": modified}
        if any(asked) and asked[0] in (None, etag) and asked[1] in (None, modified):
            return web.Response(status=304, headers=headers)
        return web.Response(text=text, content_type=kind, charset="utf-8", headers=headers)

    async def picture(self, request: web.Request) -> web.Response:
        """A picture of the portal. Names ending in .jpg are pictures; others have the type of one and HTML inside."""
        from PIL import Image

        kept = io.BytesIO()
        Image.new("RGB", (800, 600), "#557799").save(kept, "JPEG")
        content = kept.getvalue()
        if not request.match_info["name"].endswith(".jpg"):
            content = b"<html>non trovata</html>"
        return web.Response(body=content, content_type="image/jpeg")

    async def item(self, request: web.Request) -> web.Response:
        item = self._world.portal.by_path(request.path)
        if item is None:
            raise web.HTTPNotFound(text="pagina non trovata")
        return _html(render("pipeline.sandbox", "item.html", item=item))

    # -- the editor's and the citizens' hands -----------------------------------------------------

    async def items(self, request: web.Request) -> web.Response:
        return web.json_response([self._item(item) for item in self._world.portal.items.values()])

    async def publish(self, request: web.Request) -> web.Response:
        values = await _asked(request, "title")
        values["categories"] = tuple(values.get("categories", ()))
        try:
            return web.json_response(self._item(self._world.portal.publish(**values, now=time.time())))
        except TypeError as error:
            raise web.HTTPBadRequest(text=str(error)) from None

    async def change(self, request: web.Request) -> web.Response:
        item = self._world.portal.items.get(int(request.match_info["id"]))
        if item is None:
            raise web.HTTPNotFound(text="no such item")
        for name, value in (await _asked(request)).items():
            setattr(item, name, tuple(value) if name == "categories" else value)
        item.modified = time.time()
        return web.json_response(self._item(item))

    def _item(self, item: Item) -> dict[str, Any]:
        portal = self._world.portal
        return {**asdict(item), "link": portal.link(item), "guid": portal.guid(item)}

    async def write(self, request: web.Request) -> web.Response:
        values = await _asked(request, "numbers", "text")
        ids = [self._reporter.citizen_writes(number, values["text"]) for number in values["numbers"]]
        return web.json_response(ids)

    async def review(self, request: web.Request) -> web.Response:
        """Meta changes a template's status, category or quality, and says so."""
        values = await _asked(request, "name")
        known = self._world.known.get((values["name"], values.get("language", "it")))
        if known is None:
            raise web.HTTPNotFound(text="no such template")
        own = known.registration
        told = {"message_template_name": own.name, "message_template_language": own.language}
        if status := values.get("status"):
            known.status = status
            self._reporter.add(
                {**told, "event": status, "reason": "NONE"}, 0, "message_template_status_update"
            )
        if category := values.get("category"):
            known.category = category
            self._reporter.add({**told, "new_category": category}, 0, "template_category_update")
        if quality := values.get("quality"):
            known.quality = quality
            self._reporter.add({**told, "new_quality_score": quality}, 0, "message_template_quality_update")
        return web.json_response({"status": known.status})

    async def heard(self, request: web.Request) -> web.Response:
        return web.json_response(self._reporter.heard)

    # -- pages and state --------------------------------------------------------------------------

    async def received(self, request: web.Request) -> web.Response:
        return web.json_response([asdict(one) for one in self._world.accepted])

    async def count(self, request: web.Request) -> web.Response:
        return web.json_response(len(self._world.accepted))

    async def phones(self, request: web.Request) -> web.Response:
        phones = {number: [asdict(m) for m in shown] for number, shown in self._world.phones.items()}
        return web.json_response(phones)

    async def state(self, request: web.Request) -> web.Response:
        world = self._world
        return web.json_response(
            {
                "busiest_second": world.busiest,
                "webhook_failures": self._reporter.failures,
                "updates_waiting": self._reporter.waiting(),
                "updates_delivered": self._reporter.delivered,
                "page": [asdict(post) for post in world.page],
                "tweets": [asdict(post) for post in world.tweets],
                **{name: [asdict(post) for post in posts] for name, posts in world.squares.items()},
                "requests": list(world.requests),
            }
        )

    async def overview(self, request: web.Request) -> web.Response:
        return answer(request, self._world, self._reporter)

    async def seen(self, request: web.Request) -> web.Response:
        """A picture that somebody has published."""
        content = self._world.media.get(request.match_info["name"], b"")
        kinds = {b"\xff\xd8": "image/jpeg", b"\x89P": "image/png"}
        if (kind := kinds.get(content[:2])) is None:
            raise web.HTTPNotFound(text="no such picture")
        return web.Response(body=content, content_type=kind)

    # -- faults -----------------------------------------------------------------------------------

    async def faults(self, request: web.Request) -> web.Response:
        return web.json_response([asdict(fault) for fault in self._world.faults.active])

    async def add_fault(self, request: web.Request) -> web.Response:
        try:
            return web.json_response(asdict(self._world.faults.add(await _asked(request))))
        except ValueError as error:
            raise web.HTTPBadRequest(text=str(error)) from None

    async def clear_faults(self, request: web.Request) -> web.Response:
        self._world.faults.clear()
        return web.json_response([])


async def _asked(request: web.Request, *needed: str) -> dict[str, Any]:
    """The JSON object that somebody sent. Raises HTTPBadRequest, in one line, if it is none or lacks something."""
    try:
        values = await request.json()
    except ValueError:
        raise web.HTTPBadRequest(text="the body must be JSON") from None
    if not isinstance(values, dict) or any(name not in values for name in needed):
        raise web.HTTPBadRequest(text=f"the body must be a JSON object with {', '.join(needed) or 'values'}")
    return values


def _html(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html", charset="utf-8")


async def serve_forever(settings: SandboxSettings, host: str, port: int) -> None:
    """Serve until cancelled. Raises OSError if the port is taken."""
    runner = web.AppRunner(make_app(settings), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


@contextmanager
def sandbox_in_thread(settings: SandboxSettings, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Run a sandbox in a thread and yield its address. Port 0 = any free one."""
    with served_in_thread(lambda url: make_app(replace(settings, url=url)), host, port) as url:
        yield url
