"""Apprise's services: one endpoint that takes messages as JSON."""

from __future__ import annotations

import time

from aiohttp import web

from pipeline.sandbox.publishing import Provider, publish
from pipeline.sandbox.world import Accepted, Post, Refusal, World


class Apprise:
    """The endpoint that stands for every service of Apprise, and takes its JSON."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/apprise/{name}", self.take)]

    async def take(self, request: web.Request) -> web.Response:
        world, name, said = self._world, request.match_info["name"], await request.json()
        text = "\n\n".join(part for part in (said.get("title"), said.get("message")) if part)

        def accept() -> Accepted:
            picture = bool(said.get("attachments"))
            post = Post(world.next_id("apprise"), time.time(), text, picture=picture, to=name)
            world.squares["apprise"].append(post)
            return Accepted(post.at, "apprise", "", text, "", post.id)

        def refused(refusal: Refusal) -> web.Response:
            return web.Response(status=refusal.status, text=refusal.text)

        return await publish(
            world, request, Provider("apprise", lambda: None, accept, lambda _: {}, refused, to=name)
        )
