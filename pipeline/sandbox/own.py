"""Providers of channels of a council's own, played as each channel's `Player` says.

The author of a channel sees what it publishes before there is a provider.
"""

from __future__ import annotations

import json
import time
from typing import Any

from aiohttp import web

from channels.playing import Change, Publish, Request, TakeDown
from pipeline.sandbox.publishing import Provider, publish
from pipeline.sandbox.world import Accepted, Place, Post, Refusal, World


class Own:
    """The routes of all channels of the council's own: POST, PUT, PATCH and DELETE below each channel's path."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route(method, place.path.rstrip("/") + "{rest:(?:/.*)?}", _Place(self._world, place).answer)
            for place in self._world.settings.own
            for method in ("POST", "PUT", "PATCH", "DELETE")
        ]


class _Place:
    """The provider of one channel."""

    def __init__(self, world: World, place: Place) -> None:
        self._world, self._name, self._player = world, place.name, place.player
        self._posts: list[Post] = world.squares.setdefault(place.name, [])

    async def answer(self, request: web.Request) -> web.Response:
        asked = Request(request.method, request.match_info["rest"], await _body(request))
        match self._player.effect(asked):
            case Publish(text):
                return await self._publish(request, text)
            case Change(id, text) if post := self._post(id):
                post.text = text
            case TakeDown(id) if post := self._post(id):
                self._posts.remove(post)
            case _:
                return web.json_response({"error": "no such post"}, status=404)
        return web.json_response(self._player.answer(post.id))

    async def _publish(self, request: web.Request, text: str) -> web.Response:
        def accept() -> Accepted:
            post = Post(self._world.next_id(self._name), time.time(), text)
            self._posts.append(post)
            return Accepted(post.at, self._name, "", post.text, "", post.id)

        def answer(accepted: Accepted) -> dict[str, Any]:
            return dict(self._player.answer(accepted.remote_id))

        provider = Provider(self._name, lambda: None, accept, answer, _refused)
        return await publish(self._world, request, provider)

    def _post(self, id: str) -> Post | None:
        return next((post for post in self._posts if post.id == id), None)


async def _body(request: web.Request) -> Any:
    raw = await request.text()
    try:
        return json.loads(raw)
    except ValueError:
        return raw


def _refused(refusal: Refusal) -> web.Response:
    return web.json_response({"error": refusal.text}, status=refusal.status)
