"""What anybody may fetch beside the pages: pictures and events that went out, the ledger's head, a sign of life."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from pipeline.citizens.ledger import head_line
from pipeline.clock import Clock
from pipeline.settings.values import Config
from pipeline.store import Store
from pipeline.web.bodies import guest_of
from pipeline.web.door import Door
from pipeline.web.lookups import Lookups

PART = 65536  # bytes of a picture


class Downloads:
    def __init__(self, config: Config, clock: Clock, lookups: Lookups, door: Door) -> None:
        self._config, self._clock, self._lookups, self._door = config, clock, lookups, door

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/health", self.health),
            web.get("/pictures/{name:[0-9a-f]{64}}.jpg", self.picture),
            web.get("/events/{name:[0-9a-f]{24}}.ics", self.event),
            web.get("/consents/head", self.head),
        ]

    async def health(self, request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def picture(self, request: web.Request) -> web.StreamResponse:
        """A picture that a provider was told to fetch here. There is no list of them."""
        path = self._config.data / "pictures" / request.match_info["name"]
        if not path.is_file():
            return web.Response(status=404, text="no such picture")
        answer = web.StreamResponse(headers={"Content-Type": "image/jpeg", "X-Robots-Tag": "noindex"})
        answer.content_length = path.stat().st_size
        # Not a FileResponse: one that is dropped while the system copies (sendfile) leaves the loop in disorder.
        async with self._door.download(guest_of(request)):
            with path.open("rb") as file:
                await answer.prepare(request)
                while part := file.read(PART):
                    await answer.write(part)
        return answer

    async def event(self, request: web.Request) -> web.Response:
        """An event that has gone out, for people's calendars."""
        name = request.match_info["name"]
        body = await self._lookups.shared(("event", name), partial(self._entry, name))
        if body is None:
            return web.Response(status=404, text="no such event")
        return web.Response(body=body, content_type="text/calendar", charset="utf-8")

    def _entry(self, name: str, store: Store) -> bytes | None:
        from pipeline.web.calendar_entry import calendar_entry  # most councils have none

        row = store.event_by_name(name=name) if self._config.events.ics else None
        return calendar_entry(self._config, row, self._clock.time()) if row is not None else None

    async def head(self, request: web.Request) -> web.Response:
        """The head of the ledger, by which anybody can check it later. No personal data."""
        return web.Response(
            text=await self._lookups.shared("head", lambda store: head_line(store, self._clock.time())) + "\n"
        )
