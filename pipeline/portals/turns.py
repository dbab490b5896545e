"""Turns for feeds: a few at once in all, one per host. No feed waits for another host that drips."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

AT_ONCE = 8  # feeds read at once, slow ones not counted
SLOW = 2.0  # seconds after which a feed gives its turn up, and is read on without
MOST = 32  # feeds read at once, slow ones counted
MOST_OF_HOST = 4  # the same, of one host: no portal is asked more at once


class Turns:
    """Turns are given in the order they are asked for."""

    def __init__(self) -> None:
        self._all, self._most = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(MOST)
        self._hosts: dict[str, tuple[asyncio.Semaphore, asyncio.Semaphore]] = {}

    @asynccontextmanager
    async def turn(self, host: str, *, urgent: bool = False) -> AsyncIterator[None]:
        """Wait for a turn at `host`. `urgent`: wait for this host only, `SLOW` seconds per feed ahead at most."""
        of_host, most_of_host = self._hosts.setdefault(
            host, (asyncio.Semaphore(1), asyncio.Semaphore(MOST_OF_HOST))
        )
        async with AsyncExitStack() as whole, AsyncExitStack() as turn:
            # A request among the slow ones keeps that place to its end, so a dripping host cannot gather threads.
            if not urgent:
                await whole.enter_async_context(most_of_host)
            await turn.enter_async_context(of_host)
            if not urgent:
                await whole.enter_async_context(self._most)
                await turn.enter_async_context(self._all)
            rest = turn.pop_all()
            giving_up = asyncio.create_task(_close_later(rest))
            try:
                yield
            finally:
                giving_up.cancel()
                await rest.aclose()


async def _close_later(stack: AsyncExitStack) -> None:
    await asyncio.sleep(SLOW)
    await stack.aclose()
