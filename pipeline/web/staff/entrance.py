"""Where requests for the staff's pages come in. Their gate is loaded at the first one: `serve` starts without."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from aiohttp import web

from pipeline.web.staff import HOME

if TYPE_CHECKING:
    from pipeline.web.staff.gate import Gate


class Entrance:
    def __init__(self, make: Callable[[], Gate]) -> None:
        """`make`: loads the gate and all that it needs; called once, in a thread."""
        self._make, self._one = make, asyncio.Lock()
        self._gate: Gate | None = None

    def routes(self) -> list[web.RouteDef]:
        """Every address below `HOME`: what is there, the gate's own table says."""
        return [web.route("*", HOME, self.enter), web.route("*", HOME + "/{path:.*}", self.enter)]

    async def enter(self, request: web.Request) -> web.StreamResponse:
        async with self._one:
            if self._gate is None:
                self._gate = await asyncio.to_thread(self._make)
        return await self._gate.enter(request)

    def close(self) -> None:
        if self._gate is not None:
            self._gate.close()
