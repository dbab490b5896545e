"""Receives the webhook, and notices of news: verify, store, answer. The rest happens in a thread of its own.

The answer is sent once the body is on the disk (one commit for all that came meanwhile), and never waits for the main
database. What anybody may ask of the main database, or of the disk, has few threads and few places of its own.
"""

from __future__ import annotations

import asyncio
import gc
import hmac
import logging
import signal
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from typing import TYPE_CHECKING

from aiohttp import web

from channels.hearing import SIGNATURE, signature_ok
from pipeline.clock import Clock
from pipeline.events import event
from pipeline.portals import websub
from pipeline.saying import Seldom
from pipeline.settings import credentials
from pipeline.settings.values import Config, ConfigError, reply_channel
from pipeline.stages.settle.inbox import open_inbox
from pipeline.store.opening import demand_database, open_database
from pipeline.store.right_keys import demand_right_keys
from pipeline.store.vault import Vault
from pipeline.tasks import end
from pipeline.web import assets, health, public
from pipeline.web.bodies import demand_form, guest_of, read_body
from pipeline.web.cap import CapPages
from pipeline.web.door import HEADERS, Door
from pipeline.web.downloads import Downloads
from pipeline.web.gateway import Gateways
from pipeline.web.keeping import Keeper, NotKeptError
from pipeline.web.layout import SITE, Site, error_page, speak_their_language
from pipeline.web.lookups import Lookups, busy
from pipeline.web.staff.gate import Gate
from pipeline.web.staff.visit import Office
from pipeline.web.tray import TrayPage
from pipeline.workers.beside import Worker
from pipeline.workers.lending import lend_keepers

if TYPE_CHECKING:
    from pipeline.store.statements import FeedRow

log = logging.getLogger(__name__)
A_NAME = 1000  # bytes of a ping: the name of a feed
LEAVE = 5.0  # seconds for requests under way when the process ends
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def serve(config: Config, env: Mapping[str, str], clock: Clock) -> None:
    """Serve until SIGTERM or SIGINT. Raises ConfigError or OSError before it begins."""
    asyncio.run(_serve(config, env, clock))


async def _serve(config: Config, env: Mapping[str, str], clock: Clock) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    worker = Worker(config, env, clock, on_failure=lambda: loop.call_soon_threadsafe(stop.set))
    hook = Hook(config, env, clock, arrived=worker.wake, pinged=worker.ping)
    # `handler_cancellation`: for who has gone, or had to go, no answer is made.
    runner = web.AppRunner(hook.app(), access_log=None, shutdown_timeout=LEAVE, handler_cancellation=True)
    await runner.setup()
    assert runner.server is not None
    try:
        gc.freeze()  # what is imported stays: no search for garbage, of which attacks make much, need walk through it
        listening = await hook.door.open(runner.server, config.webhook.host, config.webhook.port)
        log.info(
            event("serving", host=config.webhook.host, port=config.webhook.port, path=config.webhook.path)
        )
        worker.start()
        lending = asyncio.create_task(lend_keepers(config.data))
        await stop.wait()
        listening.close()
        await end(lending)
    finally:
        await runner.cleanup()
        hook.close()
        await asyncio.to_thread(worker.finish)
    if worker.error is not None:
        raise worker.error


class Hook:
    """The web side: Meta's reports, and notices of news."""

    def __init__(
        self,
        config: Config,
        env: Mapping[str, str],
        clock: Clock,
        arrived: Callable[[], object],
        pinged: Callable[[str], object],
    ) -> None:
        """`pinged`: called with the name of a feed that may have news, "" for all."""

        def secret(name: str) -> str:
            return credentials.get(name, mode=config.live, data=config.data, env=env)

        demand_database(config)
        self._config, self._clock, self._pinged = config, clock, pinged
        try:
            self._ping_secret = secret("PING_SECRET")
        except ConfigError:
            self._ping_secret = ""  # nobody may ping
        self._gateways = Gateways(config, clock, secret, self._signed, self._keep)
        self._hears = reply_channel(config) is not None  # a council may do without WhatsApp
        names = ("WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN")
        self._app_secret, self._verify_token = (secret(name) if self._hears else "" for name in names)
        vault = Vault.open(secret)
        with closing(open_database(config)) as store:
            demand_right_keys(store, vault, config.live, config.data)
        self.door = Door()
        self._keeper = Keeper(open_inbox(config, vault), clock, arrived)
        self._lookups = Lookups(config)
        self._tray = TrayPage(config, vault, clock, self._lookups)
        office = Office(config, env, clock, vault, Lookups(config), Lookups(config), arrived)
        self._staff = Gate(office, self.door)
        self._refused = Seldom(log.warning)

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._attend, speak_their_language])
        app[SITE] = Site(self._config, self._clock, self._lookups)
        app.on_response_prepare.append(_dress)
        if self._hears:
            app.router.add_get(self._config.webhook.path, self.verify)
            app.router.add_post(self._config.webhook.path, self.receive)
        app.router.add_routes(Downloads(self._config, self._clock, self._lookups, self.door).routes())
        app.router.add_routes(self._tray.routes())
        app.router.add_routes(self._staff.routes())
        app.router.add_routes(CapPages(self._config, self._clock, self._lookups).routes())
        app.router.add_routes(assets.routes())
        app.router.add_routes(public.routes())
        app.router.add_routes(health.routes())
        app.router.add_post("/ping", self.ping)
        app.router.add_routes(self._gateways.routes())
        app.router.add_get(websub.PATH + "{feed}/{token}", self.confirm)
        app.router.add_post(websub.PATH + "{feed}/{token}", self.news)
        return app

    async def verify(self, request: web.Request) -> web.Response:
        query = request.query
        token = query.get("hub.verify_token", "")
        if query.get("hub.mode") == "subscribe" and _equal(token, self._verify_token):
            return web.Response(text=query.get("hub.challenge", ""))
        return web.Response(status=403, text="wrong verify token")

    async def receive(self, request: web.Request) -> web.Response:
        return await self._keep(await self._signed(request, self._app_secret))

    async def _keep(self, body: bytes) -> web.Response:
        try:
            await self._keeper.keep(body)
        except NotKeptError:
            raise busy() from None
        return web.Response(text="ok")

    async def ping(self, request: web.Request) -> web.Response:
        """A portal's notice of news, which causes a poll. Signed like Meta's webhook; the body may name a feed."""
        name = (await self._signed(request, self._ping_secret, A_NAME)).decode("utf-8", "replace").strip()
        self._pinged(name if any(feed.name == name for feed in self._config.feeds) else "")
        return web.Response(status=202, text="polling")

    async def _signed(self, request: web.Request, secret: str, *largest: int) -> bytes:
        """The body, once its signature has proven right. Raises 403, or what `read_body` raises."""
        signature = request.headers.get(SIGNATURE, "")
        try:
            demand_form(signature)
            raw = await read_body(self.door, request, *largest)
            if not secret or not signature_ok(secret, raw, signature):
                raise web.HTTPForbidden(text="wrong signature")
        except web.HTTPException as refusal:
            self._refused("signed request refused", path=request.path, status=refusal.status)
            raise
        self.door.trust(guest_of(request))
        return raw

    async def confirm(self, request: web.Request) -> web.Response:
        """A hub's verification of a subscription."""
        query, name, now = request.query, request.match_info["feed"], self._clock.time()
        topic, end = query.get("hub.topic", ""), websub.until(query.get("hub.lease_seconds", ""), now)
        known = query.get("hub.mode") == "subscribe" and await self._subscription(request) is not None
        if not known or not await self._lookups.do(
            lambda store: websub.confirm(store, name, topic, end, now)
        ):
            return web.Response(status=404, text="not asked for")
        return web.Response(text=query.get("hub.challenge", ""))

    async def news(self, request: web.Request) -> web.Response:
        """A hub's notice of news. A bad signature gets the same answer and is ignored."""
        row = await self._subscription(request)
        if row is None:
            return web.Response(status=404, text="not asked for")
        raw, signature = await read_body(self.door, request), request.headers.get("X-Hub-Signature", "")
        if websub.genuine(row["hub_secret"], raw, signature):
            self._pinged(request.match_info["feed"])
        return web.Response(status=202)

    async def _subscription(self, request: web.Request) -> FeedRow | None:
        """The feed's row, if the address of the request is what its hub was told. Strangers share look-ups."""
        name, token = request.match_info["feed"], request.match_info["token"]
        if not any(feed.name == name for feed in self._config.feeds):
            return None
        row = await self._lookups.shared(name, lambda store: store.feed(name=name))
        return row if row is not None and _equal(token, websub.token(row["hub_secret"], name)) else None

    @web.middleware
    async def _attend(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        self.door.attend(guest_of(request))
        try:
            return await handler(request)
        except web.HTTPException as said:
            # A new answer: aiohttp keeps the last one while it waits for the next request, and with the exception all
            # that its frames hold, such as a body of three megabytes.
            if said.status >= 400 and (page := error_page(request, said.status)):
                if later := said.headers.get("Retry-After"):
                    page.headers["Retry-After"] = later
                return page
            return web.Response(status=said.status, body=said.body, headers=said.headers)
        except (ConnectionError, TimeoutError):
            raise
        except Exception as error:
            if (page := error_page(request, 500)) is None:
                raise
            log.error(event("request failed", path=request.path, error=type(error).__name__), exc_info=error)
            return page

    def close(self) -> None:
        self._staff.close()
        self._lookups.close()
        self._keeper.close()


async def _dress(request: web.Request, response: web.StreamResponse) -> None:
    """The headers of every answer; nobody needs to know what serves it."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.popall("Server", None)


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())
