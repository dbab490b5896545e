"""serve: hears the webhook. Verify, keep, answer; everything else happens in a thread of its own.

An answer goes out when the body is on the disk (one commit for all that came meanwhile), and never waits for
the main database.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import signal
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from aiohttp import web

from channels.whatsapp.webhook import signature_ok
from pipeline import secrets
from pipeline._clock import Clock
from pipeline.config import Config
from pipeline.inbox import Inbox
from pipeline.run import drain_replies, office
from pipeline.store import Store
from pipeline.store.subscribers import keep_up
from pipeline.vault import Vault

log = logging.getLogger(__name__)
LARGEST = 3_000_000  # bytes of one body, as Meta says
HEARTBEAT = 5.0  # seconds
LOOK = 0.5  # seconds between looks at the inbox when nothing arrives
UPKEEP = 2.0  # seconds


def serve(config: Config, env: Mapping[str, str], clock: Clock) -> None:
    """Serve until SIGTERM or SIGINT. Raises ConfigError or OSError before it begins."""
    asyncio.run(_serve(config, env, clock))


async def _serve(config: Config, env: Mapping[str, str], clock: Clock) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    worker = Worker(config, env, clock, on_failure=lambda: loop.call_soon_threadsafe(stop.set))
    hook = Hook(config, env, clock, arrived=worker.wake)
    runner = web.AppRunner(hook.app(), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, config.webhook.host, config.webhook.port).start()
        log.info("serving on %s:%s%s", config.webhook.host, config.webhook.port, config.webhook.path)
        worker.start()
        await stop.wait()
    finally:
        await runner.cleanup()
        hook.close()
        await asyncio.to_thread(worker.finish)
    if worker.error is not None:
        raise worker.error


class Hook:
    """The web side: GET for Meta's verification, POST for everything it reports."""

    def __init__(
        self, config: Config, env: Mapping[str, str], clock: Clock, arrived: Callable[[], object]
    ) -> None:
        def secret(name: str) -> str:
            return secrets.get(name, mode=config.live, data=config.data, env=env)

        self._config, self._clock, self._arrived = config, clock, arrived
        self._app_secret, self._verify_token = secret("WHATSAPP_APP_SECRET"), secret("WHATSAPP_VERIFY_TOKEN")
        self._inbox = Inbox(config.inbox, Vault.open(secret))
        self._disk = ThreadPoolExecutor(1, "inbox")  # one commit at a time, for all that waits
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    def app(self) -> web.Application:
        app = web.Application(client_max_size=LARGEST)
        app.router.add_get(self._config.webhook.path, self.verify)
        app.router.add_post(self._config.webhook.path, self.receive)
        app.router.add_get("/health", self.health)
        return app

    async def health(self, request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def verify(self, request: web.Request) -> web.Response:
        query = request.query
        token = query.get("hub.verify_token", "")
        if query.get("hub.mode") == "subscribe" and _equal(token, self._verify_token):
            return web.Response(text=query.get("hub.challenge", ""))
        return web.Response(status=403, text="wrong verify token")

    async def receive(self, request: web.Request) -> web.Response:
        raw = await request.read()  # 413 by itself beyond LARGEST
        if not signature_ok(self._app_secret, raw, request.headers.get("X-Hub-Signature-256")):
            log.warning("webhook refused: signature")
            return web.Response(status=403, text="wrong signature")
        await self._keep(raw)
        return web.Response(text="ok")

    async def _keep(self, raw: bytes) -> None:
        """Returns when the body is on the disk; bodies that arrive during a commit share the next one."""
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


class Worker:
    """The other side: applies the inbox, answers citizens, forgets who has left, and shows that it lives."""

    def __init__(
        self, config: Config, env: Mapping[str, str], clock: Clock, on_failure: Callable[[], object]
    ) -> None:
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="worker")
        self._config, self._env, self._clock, self._on_failure = config, env, clock, on_failure
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken, self._ending = asyncio.Event(), asyncio.Event()

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._call(self._woken.set)

    def finish(self) -> None:
        self._call(self._ending.set)
        self._call(self._woken.set)
        if self._thread.is_alive():
            self._thread.join()

    def _call(self, what: Callable[[], object]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(what)

    def _run(self) -> None:
        try:
            asyncio.run(self._work())
        except BaseException as error:
            self.error = error
            self._on_failure()

    async def _work(self) -> None:
        self._loop = asyncio.get_running_loop()
        with office(self._config, self._env, self._clock) as opened:
            beside = {
                "heartbeat": asyncio.create_task(self._beat(opened.store)),
                "replies": asyncio.create_task(drain_replies(opened)),
            }
            kept_up = 0.0
            while not self._ending.is_set():
                self._woken.clear()
                now = self._clock.time()
                applied = opened.apply_inbox()
                if applied or now - kept_up >= UPKEEP:
                    opened.inbox.purge(now)
                    keep_up(opened.store, now)
                    kept_up = now
                for task in beside.values():
                    if task.done():
                        task.result()  # what went wrong beside goes wrong here
                if beside["replies"].done():
                    beside["replies"] = asyncio.create_task(drain_replies(opened))
                # Between two batches of the inbox, others have their turn.
                await (_wait(self._woken, LOOK) if not applied else asyncio.sleep(0))
            opened.stop.set()
            beside["heartbeat"].cancel()
            await beside["replies"]

    async def _beat(self, store: Store) -> None:
        started = self._clock.time()
        store.run("uptime_begin", now=started)
        while True:
            store.run("uptime_beat", started=started, now=self._clock.time())
            await asyncio.sleep(HEARTBEAT)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())
