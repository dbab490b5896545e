"""Threads for slow work that never delays the end of the process."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(work: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
    """Like `asyncio.to_thread`, in a thread that may be abandoned: a cancelled call returns at once.

    `to_thread` suits work that must be finished: the process waits for its threads at its end, and a portal may keep
    one for a minute. An abandoned thread runs on, its result ignored, until it or the process ends.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(set_what: Callable[[Any], None], what: object) -> None:
        if not future.done():
            set_what(what)

    def run() -> None:
        set_what: Callable[[Any], None]
        what: object
        try:
            set_what, what = future.set_result, work(*args, **options)
        except BaseException as error:  # the exception belongs to the waiter
            set_what, what = future.set_exception, error
        with contextlib.suppress(RuntimeError):  # the loop has been closed meanwhile
            loop.call_soon_threadsafe(settle, set_what, what)

    threading.Thread(target=run, name=getattr(work, "__name__", "beside"), daemon=True).start()
    return await future
