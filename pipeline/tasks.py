"""Slow work outside the event loop: threads that never delay the end of the process, and cancellable work."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
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


async def in_own_loop(work: Callable[[], Coroutine[Any, Any, T]], name: str) -> T:
    """Run a coroutine in its own thread with its own loop, of this loop's kind. `work` creates it in that thread.

    A cancellation is passed on and waited for, so that the coroutine's clean-up is finished.
    """
    here = asyncio.get_running_loop()
    begun: asyncio.Future[Callable[[], object]] = here.create_future()

    async def main() -> T:
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        assert task is not None
        here.call_soon_threadsafe(begun.set_result, lambda: loop.call_soon_threadsafe(task.cancel))
        return await work()

    def run() -> T:
        with asyncio.Runner(loop_factory=type(here)) as runner:
            return runner.run(main())

    with ThreadPoolExecutor(1, name) as thread:
        ending = asyncio.ensure_future(here.run_in_executor(thread, run))
        try:
            return await asyncio.shield(ending)
        except asyncio.CancelledError:
            cancel = await begun
            with contextlib.suppress(RuntimeError):  # it has just ended
                cancel()
            await asyncio.wait([ending])
            raise


async def side_by_side(*work: Coroutine[Any, Any, object]) -> None:
    """Run all coroutines concurrently. The first error cancels the rest and is raised itself, not in a group."""
    tasks = {asyncio.ensure_future(one) for one in work}
    if not tasks:
        return
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        await end(*tasks)
    for task in tasks:
        if not task.cancelled():
            task.result()


async def unless_stopped(stop: asyncio.Event, work: Coroutine[Any, Any, object]) -> bool:
    """Run `work`, and cancel it at its next wait once `stop` is set. Returns whether it was finished."""
    task, stopped = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await end(task, stopped)
    if task.cancelled():
        return False
    task.result()
    return True


async def end(*tasks: asyncio.Future[Any]) -> None:
    """Cancel the unfinished tasks, and wait until they have ended."""
    under_way = [task for task in tasks if not task.done()]
    for task in under_way:
        task.cancel()
    if under_way:
        await asyncio.wait(under_way)
