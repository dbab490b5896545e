"""What a gateway for text messages reports: signed with its token, and kept in the inbox like Meta's reports."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from channels import reporting
from pipeline.clock import Clock
from pipeline.settings.values import Config, enabled

PATH = "/gateway/{channel}"


class Gateways:
    def __init__(
        self,
        config: Config,
        clock: Clock,
        secret: Callable[[str], str],
        signed: Callable[[web.Request, str, int], Awaitable[bytes]],
        keep: Callable[[bytes], Awaitable[web.Response]],
    ) -> None:
        """`signed`: the body of a request whose signature is right; `keep`: stores a body, and answers."""
        names = [one.name for one in enabled(config) if one.type == "gateway"]
        self._secrets = {name: secret("GATEWAY_TOKEN") for name in names}
        self._clock, self._signed, self._keep = clock, signed, keep

    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self.receipt)] if self._secrets else []

    async def receipt(self, request: web.Request) -> web.Response:
        """One receipt: `{"key": …, "status": "delivered"}`."""
        name = request.match_info["channel"]
        raw = await self._signed(request, self._secrets.get(name, ""), reporting.LARGEST)
        try:
            body = reporting.marked(name, raw, self._clock.time())
        except ValueError:
            return web.Response(status=400, text="needs key and status")
        return await self._keep(body)
