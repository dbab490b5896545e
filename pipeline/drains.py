"""Starts the drains of a tick, one for every sender with something to send, even if other work hangs."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Coroutine, Iterable
from typing import TYPE_CHECKING, Any

from pipeline.council import OpenCouncil
from pipeline.events import event
from pipeline.model import RANK, Lane
from pipeline.stages.settle.evidence import LOOK_BACK
from pipeline.store import Error, StoreError
from pipeline.store.errors import what_failed
from pipeline.tasks import end

if TYPE_CHECKING:
    from pipeline.stages.deliver.drain import Drained
    from pipeline.store import Store

log = logging.getLogger(__name__)
SOON = 10.0  # seconds for which a drain waits for the next delivery
LOOK = 0.2  # seconds between two looks for deliveries to send
AGAIN = 0.5  # seconds at least from the end of a drain to the next of the same sender
SERVE_PATIENCE = 20.0  # seconds to wait for `serve` to finish its replies
NO_POST = 0  # stands among the ids of posts for deliveries nobody is sure of
AT_ONCE = (Lane.EMERGENCY, Lane.REPLY)  # lanes that wait for nothing

Progress = Callable[[str, int], None]  # hears a sender's name and how many were just recorded


class Drains:
    """The running drains of one tick, and the results of those that have ended."""

    def __init__(self, council: OpenCouncil, progress: Progress, *, ended: Callable[[], None]) -> None:
        """`ended`: called whenever a drain has ended."""
        self._council, self._progress, self._ended = council, progress, ended
        self.sent: dict[str, int] = {}
        self.elsewhere: list[str] = []  # senders another process drains
        self.broken: dict[str, str] = {}  # senders whose drain the disk or the database has ended, and why
        self._running: dict[str, asyncio.Task[Drained]] = {}
        self._lanes: tuple[Lane, ...] = AT_ONCE
        self._waits_until: dict[str, float] = {}  # sender -> monotonic
        self._ended_at: dict[str, float] = {}  # sender -> monotonic
        self._open: dict[str, dict[int, bool]] = {}  # sender -> its open posts, and whether they may go
        # The same when its last drain began: deliveries it left must wait.
        self._known: dict[str, dict[int, bool]] = {}
        self._thorough = False  # look once also for uncertain deliveries, which have no open post
        self._doubtful: set[str] = set()  # senders that have such
        self._changed = asyncio.Event()

    @property
    def busy(self) -> bool:
        """Whether anything is being sent or about to be sent."""
        return bool(self._running or self._wanted())

    def hold_back(self, names: Iterable[str], seconds: float) -> None:
        """Delay these senders by `seconds`, while their provider is asked for what they must know."""
        now = self._council.clock.monotonic()
        self._waits_until = dict.fromkeys(names, now + seconds)

    def go_on(self) -> None:
        """End the delay of `hold_back`: the provider has answered."""
        self._waits_until.clear()

    def open_all(self) -> None:
        """From now on drain all lanes, and look again at what drains that ended a while ago have left."""
        first, self._lanes, self._thorough = self._lanes == AT_ONCE, tuple(RANK), True
        long_ago = self._council.clock.monotonic() - SOON
        for name in list(self._known):
            # Not a sender that is being drained, nor one whose lease was given up a moment ago: that would never end.
            if first or (name not in self._running and self._ended_at.get(name, 0.0) < long_ago):
                del self._known[name]

    async def beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` to its end and start drains meanwhile. Raises the exception of a drain that failed by a defect.

        After a mere disk error only that sender stops for this run; the others go on.
        """
        task = asyncio.ensure_future(work)
        try:
            while not task.done():
                self._look()
                await self._wait(task)
                self._collect()
            while self._running:
                await self._wait()
                self._collect()
        finally:
            await end(task, *self._running.values())
        task.result()

    async def settle(self, seconds: float) -> None:
        """Wait until nothing is being sent, for `seconds` at most, or until the run is to stop."""
        clock, stop = self._council.clock, self._council.stop
        self._look()
        until = clock.monotonic() + seconds
        while self.busy and (clock.monotonic() < until or stop.is_set()):
            self._changed.clear()
            left = 1.0 if stop.is_set() else min(1.0, max(0.05, until - clock.monotonic()))
            try:
                async with asyncio.timeout(left):
                    await self._changed.wait()
            except TimeoutError:
                continue

    async def _wait(self, *also: asyncio.Future[Any]) -> None:
        tasks = {*also, *self._running.values()}
        await asyncio.wait(tasks, timeout=LOOK, return_when=asyncio.FIRST_COMPLETED)

    def _look(self) -> None:
        """Start the drains that are due."""
        store, now = self._council.store, self._council.clock.time()
        if self._council.stands_still:
            self._open = {}
            return
        names = json.dumps(list(self._council.channels))
        found: dict[str, dict[int, bool]] = {}
        for row in store.open_posts(channels=names, now=now, soon=now + SOON):
            if row["lane"] in self._lanes:
                found.setdefault(row["channel"], {})[row["id"]] = bool(row["free"])
        if self._thorough:
            self._thorough = False
            rows = store.open_channels(channels=names, now=now + SOON, since=now - LOOK_BACK)
            self._doubtful = {row["channel"] for row in rows} - found.keys()
        for name in self._doubtful:
            found.setdefault(name, {NO_POST: True})
        self._open = found
        self._known = {
            name: {post: free for post, free in posts.items() if post in (NO_POST, *found.get(name, {}))}
            for name, posts in self._known.items()
        }
        ready = self._council.clock.monotonic()
        for name in self._wanted():
            if ready >= max(
                self._waits_until.get(name, ready), self._ended_at.get(name, ready - AGAIN) + AGAIN
            ):
                self._known[name] = {**found[name], NO_POST: True}
                self._doubtful.discard(name)
                self._running[name] = asyncio.create_task(self._drain(name, self._lanes))

    def _wanted(self) -> list[str]:
        """The senders that have something to send and no running drain."""
        if self._council.stop.is_set():
            return []
        return [
            name
            for name, posts in self._open.items()
            if name not in self._running and name not in self.broken and self._is_new(name, posts)
        ]

    def _is_new(self, name: str, posts: dict[int, bool]) -> bool:
        """Whether there are posts that came, or became sendable, after the last drain."""
        known = self._known.get(name, {})
        return any(post not in known or (free and not known[post]) for post, free in posts.items())

    async def _drain(self, name: str, lanes: tuple[Lane, ...]) -> Drained:
        """Drain in a thread with its own connection to the database, so that neither the poll nor another sender delays
        it."""
        here, progress = asyncio.get_running_loop(), self._progress

        def tell(sent: int) -> None:
            here.call_soon_threadsafe(progress, name, sent)

        async def work() -> Drained:
            with self._council.another_store() as store:
                return await self._until_serve_is_done(store, name, lanes, tell)

        drained: Drained = await self._council.outside.beside(work, name)
        return drained

    async def _until_serve_is_done(
        self, store: Store, name: str, lanes: tuple[Lane, ...], tell: Callable[[int], None]
    ) -> Drained:
        from pipeline.stages.deliver.drain import (
            Shift,
            drain,
        )  # imported here, because mostly nothing is sent

        council, shift = self._council, Shift(lanes, progress=tell)
        deadline = council.clock.monotonic() + SERVE_PATIENCE
        while True:
            drained = await drain(store, council.sender(name), shift, council.around)
            # `serve` only answers citizens, and is done in a moment.
            patient = council.clock.monotonic() < deadline and not council.stop.is_set()
            if not drained.held_by.startswith("serve") or not patient:
                return drained
            await council.clock.sleep(0.2)

    def _collect(self) -> None:
        """Collect the results of the drains that have ended."""
        for name in [name for name, task in self._running.items() if task.done()]:
            task = self._running.pop(name)
            self._ended_at[name] = self._council.clock.monotonic()
            if isinstance(failure := task.exception(), (OSError, Error, StoreError)):
                self._stands_still(name, failure)
                continue
            drained = task.result()
            self.sent[name] = self.sent.get(name, 0) + drained.sent
            if drained.held_by and name not in self.elsewhere:
                self.elsewhere.append(name)
            self._changed.set()
            self._ended()

    def _stands_still(self, name: str, failure: OSError | Error | StoreError) -> None:
        self.broken[name] = str(what_failed(failure))
        log.error(event("sending has ended", channel=name, error=self.broken[name]))
        self._changed.set()
        self._ended()
