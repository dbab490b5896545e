"""Look-ups of pages in the database: few threads of their own, a short queue, and never one for each stranger."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from aiohttp import web

from pipeline.errors import said
from pipeline.saying import Outage
from pipeline.settings.values import Config
from pipeline.store import Store
from pipeline.store.errors import Error, StoreError
from pipeline.store.opening import open_database

log = logging.getLogger(__name__)
THREADS = 2
QUEUE = 16  # look-ups that wait or are under way
SEARCHES = 6  # that wait or are under way
KEPT = 10.0  # seconds for which a thread keeps a store for reading
FRESH = 1.0  # seconds for which the same question gets the same answer
_T = TypeVar("_T")


class Lookups:
    """The look-ups of all pages."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._threads = ThreadPoolExecutor(THREADS, "pages")
        self._under_way = 0
        self._searches, self._one_search = 0, asyncio.Semaphore(1)
        self._readers = threading.local()
        self._shared: dict[Hashable, asyncio.Task[Any]] = {}
        self._outage = Outage(log, "pages cannot read the database", "pages read the database again")

    async def do(self, use: Callable[[Store], _T]) -> _T:
        """What `use` returns, called in another thread; it may write. Raises 503 if many wait or the store fails."""
        return await self._in_thread(use, self._with_store)

    async def read(self, use: Callable[[Store], _T]) -> _T:
        """The same with a store that refuses to write."""
        return await self._in_thread(use, self._with_reader)

    async def search(self, use: Callable[[Store], _T]) -> _T:
        """The same for what strangers may ask in endless variety and what takes long: one at a time, few in line, so
        that the other thread is free for all other pages, those of the staff too."""
        if self._searches >= SEARCHES:
            raise busy()
        self._searches += 1
        # A task of its own: whoever goes away meanwhile leaves the line no sooner than the look-up ends.
        task = asyncio.create_task(self._search(use))
        task.add_done_callback(self._searched)
        return await asyncio.shield(task)

    async def _search(self, use: Callable[[Store], _T]) -> _T:
        async with self._one_search:
            return await self.read(use)

    def _searched(self, task: asyncio.Task[Any]) -> None:
        self._searches -= 1
        if not task.cancelled():
            task.exception()  # has been seen, also if nobody waits for it any more

    async def _in_thread(self, use: Callable[[Store], _T], how: Callable[[Callable[[Store], _T]], _T]) -> _T:
        if self._under_way >= QUEUE:
            raise busy()
        self._under_way += 1
        done = asyncio.get_running_loop().run_in_executor(self._threads, how, use)
        done.add_done_callback(self._ended)
        try:
            return await asyncio.shield(done)
        except (Error, StoreError, OSError) as error:
            self._outage.failed(said(error))
            raise busy() from None

    async def shared(self, name: Hashable, use: Callable[[Store], _T]) -> _T:
        """What `use` reads, once a second at most for each `name`: all requests of that second get one answer."""
        if name not in self._shared:
            self._shared[name] = task = asyncio.create_task(self.read(use))
            forget = self._shared.pop
            task.add_done_callback(lambda _: task.get_loop().call_later(FRESH, forget, name, None))
        found: _T = await asyncio.shield(self._shared[name])
        return found

    def _ended(self, done: asyncio.Future[Any]) -> None:
        self._under_way -= 1
        if not done.cancelled() and done.exception() is None:
            self._outage.over()

    def _with_store(self, use: Callable[[Store], _T]) -> _T:
        store = open_database(self._config)
        try:
            return use(store)
        finally:
            store.close()

    def _with_reader(self, use: Callable[[Store], _T]) -> _T:
        """Each thread keeps its store for a while: opening one takes longer than most look-ups."""
        store, until = getattr(self._readers, "open", (None, 0.0))
        if store is None or until < time.monotonic():
            self._forget_reader()
            store = open_database(self._config)
            store.connection.only_read()
            self._readers.open = (store, time.monotonic() + KEPT)
        try:
            return use(store)
        except BaseException:
            self._forget_reader()
            raise

    def _forget_reader(self) -> None:
        store, _ = self._readers.__dict__.pop("open", (None, 0.0))
        if store is not None:
            store.close()

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def busy() -> web.HTTPServiceUnavailable:
    return web.HTTPServiceUnavailable(text="not now, please repeat", headers={"Retry-After": "5"})
