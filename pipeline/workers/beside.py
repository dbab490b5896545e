"""The worker of `serve`: applies the inbox, sends what is urgent, forgets who has left, records that it is alive."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping

from pipeline.citizens.upkeep import forget, settle_welcomes
from pipeline.clock import Clock
from pipeline.council import OpenCouncil, open_council
from pipeline.errors import said
from pipeline.events import event
from pipeline.saying import Outage
from pipeline.settings.values import Config
from pipeline.store import Error, Store, StoreError
from pipeline.store.clock_leaps import clock_is_set, note_time
from pipeline.store.errors import passes
from pipeline.store.going_back import notice_restore
from pipeline.workers.urgent import Urgent
from pipeline.workers.vigil import watch_runs

log = logging.getLogger(__name__)
HEARTBEAT = 5.0  # seconds between two records that the worker is alive
LOOK = 0.5  # seconds between looks at the inbox when nothing arrives
UPKEEP = 1.0  # seconds between two rounds of upkeep
GIVE_WAY = 0.05  # seconds at most between two sets of receipts while more arrive
PING_PAUSE = 10.0  # seconds between the starts of two runs that pings ask for
# After an emergency its feed is asked again this often (seconds), for so long: its correction and its end do not wait
# for cron.
WATCH, WATCHED = 45.0, 6 * 3600.0


class Worker:
    """The worker thread of `serve`, with its own connection to the store."""

    def __init__(
        self, config: Config, env: Mapping[str, str], clock: Clock, on_failure: Callable[[], object]
    ) -> None:
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="worker")
        self._config, self._env, self._clock, self._on_failure = config, env, clock, on_failure
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken, self._ending = asyncio.Event(), asyncio.Event()
        self._pings: set[str] = set()
        self._polling: subprocess.Popen[bytes] | None = None
        self._polled_at = 0.0
        self._begun = False  # the database could be opened once
        self._outage = Outage(
            log, "the worker cannot use disk or database, it tries again", "the worker goes on"
        )

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._call(self._woken.set)

    def ping(self, feed: str) -> None:
        """Start a run, as cron would, because a feed may have news. `feed` "" = any feed."""
        self._call(lambda: self._pings.add(feed))
        self.wake()

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
        """Sessions, one after the other: a full disk or a locked database ends one, and not the process."""
        self._loop = asyncio.get_running_loop()
        while not self._ending.is_set():
            try:
                await self._session()
            except (Error, StoreError, OSError) as error:
                if not (self._begun and passes(error)):
                    raise
                await _wait(self._ending, self._outage.failed(said(error)))

    async def _session(self) -> None:
        """Work with one connection to the store until the end, or until something fails."""
        with open_council(self._config, self._env, self._clock) as opened:
            self._begun = True
            beside = {
                "heartbeat": asyncio.create_task(self._beat(opened.store)),
                "vigil": asyncio.create_task(watch_runs(opened)),
            }
            urgent = Urgent(opened)
            try:
                await self._rounds(opened, beside, urgent)
            finally:
                opened.stop.set()
                for task in beside.values():
                    task.cancel()
                await asyncio.gather(*beside.values(), urgent.land(), return_exceptions=True)
            urgent.collect()

    async def _rounds(
        self, opened: OpenCouncil, beside: dict[str, asyncio.Task[None]], urgent: Urgent
    ) -> None:
        kept_up, page = 0.0, 0
        while not self._ending.is_set():
            self._woken.clear()
            now = self._clock.time()
            if not clock_is_set(now):  # what is heard waits until it is
                await _wait(self._ending, LOOK)
                continue
            began = self._clock.monotonic()
            applied = opened.apply_inbox()
            took = self._clock.monotonic() - began
            if not 0 <= now - kept_up < UPKEEP:
                opened.inbox.purge(now)
                page = settle_welcomes(opened.store, page)
                forget(opened.store, now)
                opened.chase()
                if not 0 <= now - self._polled_at < WATCH:
                    self._pings |= self._alerting(opened.store, now)
                kept_up = now
            if self._pings:
                self._start_run(opened.store, now)
            for task in beside.values():
                if task.done():
                    task.result()  # raises the exception of the task
            urgent.look(now)
            if not applied:
                await _wait(self._woken, LOOK)
            elif self._woken.is_set() and not opened.inbox.has_messages():
                # Receipts are pouring in: the answers to Meta go first, and what was taken can wait its turn.
                await asyncio.sleep(min(took, GIVE_WAY))
            else:
                await asyncio.sleep(0)  # between two batches, the other tasks have their turn

    def _alerting(self, store: Store, now: float) -> set[str]:
        """The feeds that lately showed an emergency."""
        lately = {row["source"] for row in store.emergency_feeds(since=now - WATCHED)}
        return lately & {feed.name for feed in self._config.feeds}

    def _start_run(self, store: Store, now: float) -> None:
        """Start one run at a time, not one for every ping of a burst. Pings wait until the present run has ended."""
        busy = self._polling is not None and self._polling.poll() is None
        if busy or abs(now - self._polled_at) < PING_PAUSE:  # `abs`: the clock may have been set back
            return
        for name in self._pings:
            store.ask_now(name=name)
        self._pings.clear()
        self._polled_at = now
        command = [sys.executable, "-m", "pipeline", "-C", str(self._config.folder), "run"]
        self._polling = subprocess.Popen(command, env=dict(self._env), stdin=subprocess.DEVNULL)
        log.info(event("a run begins, because of a ping or after an emergency"))

    async def _beat(self, store: Store) -> None:
        """Extend the current line of uptime. A gap (a sleeping machine, a jumping clock) begins a new line."""
        started: float | None = None
        while True:
            now = self._clock.time()
            if started is None or not store.uptime_beat(started=started, now=now, longest=2 * HEARTBEAT):
                started = now
                store.uptime_begin(now=now)
            notice_restore(store)
            note_time(store, self._clock.time())  # anew: a locked database may have kept us waiting
            self._outage.over()  # after what is always written, not after a look
            await asyncio.sleep(HEARTBEAT)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
