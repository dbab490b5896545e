"""Our alerts as CAP, for whoever reads alerts by program: a list, and a file for each message.

All requests of a second share one look-up, whatever names strangers ask for.
"""

from __future__ import annotations

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
        from pipeline.desk import cap, cap_xml  # most councils have no such feed

        now = self._clock.time()
        found = await self._lookups.shared("cap", self._messages)
        body = cap_xml.feed_xml(cap.shown(found, now), self._config, now)
        return web.Response(body=body, content_type="application/atom+xml", charset="utf-8")

    async def alert(self, request: web.Request) -> web.Response:
        from pipeline.desk import cap_xml

        found = await self._lookups.shared("cap", self._messages)
        one = next((message for message in found if message.name == request.match_info["name"]), None)
        if one is None:
            return web.Response(status=404, text="no such alert")
        body = cap_xml.alert_xml(one, self._config)
        return web.Response(body=body, content_type="application/cap+xml", charset="utf-8")

    def _messages(self, store: Store) -> list[Message]:
        from pipeline.desk import cap, told

        return cap.messages(told.told(store, self._config, self._clock.time()))
