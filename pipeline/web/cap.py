"""Our alerts as CAP, for whoever reads alerts by program: a list, and a file for each message."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from aiohttp import web

from pipeline.clock import Clock
from pipeline.settings.values import Config
from pipeline.store import Store
from pipeline.web.lookups import Lookups

if TYPE_CHECKING:
    from pipeline.desk.cap import Message

PATH = "/cap"


class CapPages:
    def __init__(self, config: Config, clock: Clock, lookups: Lookups) -> None:
        self._config, self._clock, self._lookups = config, clock, lookups

    def routes(self) -> list[web.RouteDef]:
        if not self._config.cap.sender:
            return []
        return [web.get(PATH, self.feed), web.get(PATH + "/{name:[0-9]+-[0-9]+(?:-fine)?}.xml", self.alert)]

    async def feed(self, request: web.Request) -> web.Response:
        body = await self._lookups.shared("cap", self._feed)
        return web.Response(body=body, content_type="application/atom+xml", charset="utf-8")

    async def alert(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        look: Callable[[Store], bytes | None] = partial(self._alert, name)
        body = await self._lookups.shared(("cap", name), look)
        if body is None:
            return web.Response(status=404, text="no such alert")
        return web.Response(body=body, content_type="application/cap+xml", charset="utf-8")

    def _feed(self, store: Store) -> bytes:
        from pipeline.desk import cap, cap_xml  # most councils have no such feed

        now = self._clock.time()
        return cap_xml.feed_xml(cap.shown(self._messages(store, now), now), self._config, now)

    def _alert(self, name: str, store: Store) -> bytes | None:
        from pipeline.desk import cap_xml

        found = self._messages(store, self._clock.time())
        one = next((message for message in found if message.name == name), None)
        return cap_xml.alert_xml(one, self._config) if one is not None else None

    def _messages(self, store: Store, now: float) -> list[Message]:
        from pipeline.desk import cap

        return cap.messages(cap.told_of(store.warnings(since=now - cap.LATELY, mode=self._config.live)))
