"""Receives the webhook, and notices of news: verify, store, answer. The rest happens in a thread of its own.

The answer is sent once the body is on the disk (one commit for all that came meanwhile), and never waits for the main
database.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import signal
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from aiohttp import web

from channels.hearing import SIGNATURE, signature_ok
from pipeline.citizens.ledger import head_line
from pipeline.clock import Clock
from pipeline.events import event
from pipeline.portals import websub
from pipeline.settings import credentials
from pipeline.settings.values import Config, ConfigError, reply_channel
from pipeline.stages.settle.inbox import open_inbox
from pipeline.store import Store
from pipeline.store.opening import demand_database, open_database
from pipeline.store.right_keys import demand_right_keys
from pipeline.store.vault import Vault
from pipeline.web.tray import TrayPage
from pipeline.workers.beside import Worker

log = logging.getLogger(__name__)
LARGEST = 3_000_000  # bytes of one body, as Meta says
_T = TypeVar("_T")


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
    runner = web.AppRunner(hook.app(), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, config.webhook.host, config.webhook.port).start()
        log.info(
            event("serving", host=config.webhook.host, port=config.webhook.port, path=config.webhook.path)
        )
        worker.start()
        await stop.wait()
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
        self._config, self._clock, self._arrived, self._pinged = config, clock, arrived, pinged
        try:
            self._ping_secret = secret("PING_SECRET")
        except ConfigError:
            self._ping_secret = ""  # nobody may ping
        self._hears = reply_channel(config) is not None  # a council may do without WhatsApp
        names = ("WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN")
        self._app_secret, self._verify_token = (secret(name) if self._hears else "" for name in names)
        vault = Vault.open(secret)
        self._with_store(lambda store: demand_right_keys(store, vault, config.live, config.data))
        self._inbox = open_inbox(config, vault)
        self._tray = TrayPage(config, vault, clock, self._with_store)
        self._disk = ThreadPoolExecutor(1, "inbox")  # one commit at a time, for all that waits
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    def app(self) -> web.Application:
        app = web.Application(client_max_size=LARGEST)
        if self._hears:
            app.router.add_get(self._config.webhook.path, self.verify)
            app.router.add_post(self._config.webhook.path, self.receive)
        app.router.add_get("/health", self.health)
        app.router.add_get("/pictures/{name:[0-9a-f]{64}}.jpg", self.picture)
        app.router.add_routes(self._tray.routes())
        app.router.add_get("/consents/head", self.head)
        app.router.add_post("/ping", self.ping)
        app.router.add_get(websub.PATH + "{feed}", self.confirm)
        app.router.add_post(websub.PATH + "{feed}", self.news)
        return app

    async def health(self, request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def picture(self, request: web.Request) -> web.StreamResponse:
        """A picture that a provider was told to fetch here. There is no list of them."""
        path = self._config.data / "pictures" / request.match_info["name"]
        if not path.is_file():
            return web.Response(status=404, text="no such picture")
        return web.FileResponse(path, headers={"Content-Type": "image/jpeg", "X-Robots-Tag": "noindex"})

    async def head(self, request: web.Request) -> web.Response:
        """The head of the ledger, by which anybody can check it later. No personal data."""
        now = self._clock.time()
        return web.Response(
            text=await asyncio.to_thread(self._with_store, lambda s: head_line(s, now)) + "\n"
        )

    async def verify(self, request: web.Request) -> web.Response:
        query = request.query
        token = query.get("hub.verify_token", "")
        if query.get("hub.mode") == "subscribe" and _equal(token, self._verify_token):
            return web.Response(text=query.get("hub.challenge", ""))
        return web.Response(status=403, text="wrong verify token")

    async def receive(self, request: web.Request) -> web.Response:
        raw = await request.read()  # 413 by itself beyond LARGEST
        if not signature_ok(self._app_secret, raw, request.headers.get(SIGNATURE)):
            log.warning(event("webhook refused", error="wrong signature"))
            return web.Response(status=403, text="wrong signature")
        await self._keep(raw)
        return web.Response(text="ok")

    async def ping(self, request: web.Request) -> web.Response:
        """A portal's notice of news, which causes a poll. Signed like Meta's webhook; the body may name a feed."""
        raw = await request.read()
        signature = request.headers.get(SIGNATURE)
        if not self._ping_secret or not signature_ok(self._ping_secret, raw, signature):
            log.warning(event("ping refused", error="wrong signature"))
            return web.Response(status=403, text="wrong signature")
        name = raw.decode("utf-8", "replace").strip()
        known = any(feed.name == name for feed in self._config.feeds)
        self._pinged(name if known else "")
        return web.Response(status=202, text="polling")

    async def confirm(self, request: web.Request) -> web.Response:
        """A hub's verification of a subscription."""
        query, name = request.query, request.match_info["feed"]
        topic, lease = query.get("hub.topic", ""), query.get("hub.lease_seconds", "")
        if query.get("hub.mode") == "subscribe" and await asyncio.to_thread(
            self._with_store, lambda store: websub.confirm(store, name, topic, lease, self._clock.time())
        ):
            return web.Response(text=query.get("hub.challenge", ""))
        return web.Response(status=404, text="not asked for")

    async def news(self, request: web.Request) -> web.Response:
        """A hub's notice of news. A bad signature gets the same answer and is ignored."""
        raw, name = await request.read(), request.match_info["feed"]
        row = await asyncio.to_thread(self._with_store, lambda store: store.feed(name=name))
        signature = request.headers.get("X-Hub-Signature", "")
        if row is not None and websub.genuine(row["hub_secret"], raw, signature):
            self._pinged(name)
        return web.Response(status=202)

    def _with_store(self, use: Callable[[Store], _T]) -> _T:
        store = open_database(self._config)
        try:
            return use(store)
        finally:
            store.close()

    async def _keep(self, raw: bytes) -> None:
        """Store the body, and return once it is on the disk. Bodies that arrive during a commit share the next one."""
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((raw, kept))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        await kept

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch, self._waiting = self._waiting, []
            bodies = [raw for raw, _ in batch]
            try:
                await loop.run_in_executor(self._disk, self._inbox.append, bodies, self._clock.time())
            except Exception as error:  # each sender gets a 500, and will come again
                for _, kept in batch:
                    if not kept.done():
                        kept.set_exception(error)
                continue
            for _, kept in batch:
                if not kept.done():
                    kept.set_result(None)
            self._arrived()

    def close(self) -> None:
        self._disk.shutdown()
        self._inbox.close()


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())
