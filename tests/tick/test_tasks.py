"""Work in a task next to the loop of a tick: its answer, its error and its end."""

from __future__ import annotations

import asyncio
import threading

import pytest

from pipeline.tasks import in_own_loop


def test_work_in_a_loop_of_its_own_gives_its_answer_and_goes_on_while_this_one_stands_still() -> None:
    gone_on = threading.Event()

    async def work() -> str:
        await asyncio.sleep(0.01)
        gone_on.set()
        return threading.current_thread().name

    async def here() -> str:
        task = asyncio.ensure_future(in_own_loop(work, "facebook"))
        await asyncio.sleep(0)
        assert gone_on.wait(5)  # nothing of this loop runs meanwhile
        return await task

    assert asyncio.run(here()).startswith("facebook")


def test_its_error_is_that_of_who_waits() -> None:
    async def work() -> None:
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        asyncio.run(in_own_loop(work, "facebook"))


def test_cancelled_it_is_cancelled_there_and_does_what_it_does_at_its_end() -> None:
    begun, done = threading.Event(), []

    async def work() -> None:
        try:
            begun.set()
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.05)
            done.append("ended")

    async def here() -> None:
        task = asyncio.ensure_future(in_own_loop(work, "facebook"))
        assert await asyncio.to_thread(begun.wait, 5)
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()

    asyncio.run(here())
    assert done == ["ended"]


def test_cancelled_before_it_has_begun_it_ends_as_well() -> None:
    async def here() -> None:
        task = asyncio.ensure_future(in_own_loop(lambda: asyncio.sleep(60), "facebook"))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task], timeout=30)
        assert task.cancelled()

    asyncio.run(here())
