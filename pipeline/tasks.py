"""Concurrent work: coroutines in loops of their own, side by side, and cancelled in time."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


async def in_own_loop(work: Callable[[], Coroutine[Any, Any, T]], name: str) -> T:
    """Run a coroutine in its own thread with its own, fast loop. `work` creates it in that thread.

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
        with asyncio.Runner(loop_factory=fast_loop()) as runner:
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


def fast_loop() -> Callable[[], asyncio.AbstractEventLoop]:
    """The factory of loops for sending: uvloop's, which costs less for each message; without uvloop, Python's own."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop


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
