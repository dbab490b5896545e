"""A provider for channels of a council's own: it takes any JSON, names it, and lets it be changed and taken down.

So whoever writes a channel sees what it publishes before there is a provider, or against none at all.
"""

from __future__ import annotations

import json
import time
from typing import Any

from aiohttp import web

from pipeline.sandbox.publishing import Provider, publish
from pipeline.sandbox.world import Accepted, Post, Refusal, World


class Own:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        return [
            route
            for path, name in self._world.settings.own
            for route in self._routes_of(path.rstrip("/") + "{rest:(?:/.*)?}", name)
        ]

    def _routes_of(self, path: str, name: str) -> list[web.RouteDef]:
        posts = self._world.squares.setdefault(name, [])

        async def take(request: web.Request) -> web.Response:
            said = await _body(request)

            def accept() -> Accepted:
                post = Post(self._world.next_id(name), time.time(), _words(said))
                posts.append(post)
                return Accepted(post.at, name, "", post.text, "", post.id)

            return await publish(
                self._world,
                request,
                Provider(name, lambda: None, accept, lambda one: {"id": one.remote_id}, _refused),
            )

        async def change(request: web.Request) -> web.Response:
            post = _meant(posts, request)
            if post is None:
                return web.json_response({"error": "no such post"}, status=404)
            if request.method == "DELETE":
                posts.remove(post)
            else:
                post.text = _words(await _body(request))
            return web.json_response({"id": post.id})

        return [
            web.post(path, take),
            web.put(path, change),
            web.patch(path, change),
            web.delete(path, change),
        ]


async def _body(request: web.Request) -> Any:
    raw = await request.text()
    try:
        return json.loads(raw)
    except ValueError:
        return raw


def _words(said: Any) -> str:
    """Every text of the body, one below the other."""
    if isinstance(said, dict):
        said = list(said.values())
    if isinstance(said, list):
        return "\n".join(part for part in map(_words, said) if part)
    return said if isinstance(said, str) else ""


def _meant(posts: list[Post], request: web.Request) -> Post | None:
    """The one whose id the address ends with."""
    wanted = request.path.rstrip("/").rpartition("/")[2]
    return next((post for post in posts if post.id == wanted), None)


def _refused(refusal: Refusal) -> web.Response:
    return web.json_response({"error": refusal.text}, status=refusal.status)
