"""A Mastodon server, as far as the program uses it."""

from __future__ import annotations

import html
import re
import time
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from channels.mastodon_text import length
from pipeline.sandbox.publishing import Provider, publish
from pipeline.sandbox.world import Accepted, Post, Refusal, World

_STATUS_FIELDS = frozenset(("status", "language", "media_ids"))


class Mastodon:
    def __init__(self, world: World) -> None:
        self._world = world
        self._once: dict[str, Post] = {}  # by Idempotency-Key

    def routes(self) -> list[web.RouteDef]:
        base = "/mastodon/api"
        return [
            web.post(f"{base}/v2/media", self.media),
            web.post(f"{base}/v1/statuses", self.post),
            web.get(f"{base}/v1/statuses/{{id}}", self.one),
            web.put(f"{base}/v1/statuses/{{id}}", self.edit),
            web.delete(f"{base}/v1/statuses/{{id}}", self.delete),
            web.get(f"{base}/v1/accounts/{{id}}/statuses", self.list),
        ]

    async def media(self, request: web.Request) -> web.Response:
        if denied := self._denied(request):
            return denied
        file = (await request.post()).get("file")
        if not isinstance(file, web.FileField):
            return _error(Refusal(422, "Validation failed: File can't be blank", 422))
        id_ = self._world.next_id("mastodon_media")
        self._world.media[id_] = file.file.read()
        return web.json_response({"id": id_})

    async def post(self, request: web.Request) -> web.Response:
        if denied := self._denied(request):
            return denied
        world, fields = self._world, await request.json()
        once = request.headers.get("Idempotency-Key", "")
        if first := self._once.get(once):
            return web.json_response(_status(first))
        text, media = str(fields.get("status", "")), list(fields.get("media_ids", ()))

        def refuse() -> Refusal | None:
            if unknown := set(fields) - _STATUS_FIELDS:
                return Refusal(422, f"unknown parameter {sorted(unknown)[0]}", 422)
            if not text or length(text) > 500:
                return Refusal(422, "Validation failed: Text character limit of 500 exceeded", 422)
            if any(one not in world.media for one in media):
                return Refusal(422, "media not found", 422)
            return None

        def accept() -> Accepted:
            post = Post(world.next_id("mastodon"), time.time(), text, picture=bool(media))
            post.image = str(media[0]) if media else ""
            world.squares["mastodon"].append(post)
            if once:
                self._once[once] = post
            return Accepted(post.at, "mastodon", "", text, "", post.id)

        def answer(accepted: Accepted) -> dict[str, Any]:
            return _status(world.squares["mastodon"][-1])

        return await publish(world, request, Provider("mastodon", refuse, accept, answer, _error))

    async def edit(self, request: web.Request) -> web.Response:
        if denied := self._denied(request):
            return denied
        post = self._find(request)
        if post is None:
            return _error(Refusal(404, "Record not found", 404))
        fields = await request.json()
        post.text, post.picture = str(fields["status"]), bool(fields.get("media_ids"))
        return web.json_response(_status(post))

    async def one(self, request: web.Request) -> web.Response:
        if denied := self._denied(request):
            return denied
        post = self._find(request)
        return web.json_response(_status(post)) if post else _error(Refusal(404, "Record not found", 404))

    async def delete(self, request: web.Request) -> web.Response:
        if denied := self._denied(request):
            return denied
        post = self._find(request)
        if post is None:
            return _error(Refusal(404, "Record not found", 404))
        self._world.squares["mastodon"].remove(post)
        return web.json_response(_status(post))

    async def list(self, request: web.Request) -> web.Response:
        if denied := self._denied(request):
            return denied
        newest = reversed(self._world.squares["mastodon"][-40:])
        return web.json_response([_status(post) for post in newest])

    def _find(self, request: web.Request) -> Post | None:
        wanted = request.match_info["id"]
        return next((post for post in self._world.squares["mastodon"] if post.id == wanted), None)

    def _denied(self, request: web.Request) -> web.Response | None:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if given == self._world.secret("MASTODON_TOKEN"):
            return None
        return _error(Refusal(401, "The access token is invalid", 401))


def _status(post: Post) -> dict[str, Any]:
    """The status as Mastodon returns it: HTML, with addresses split into pieces."""

    def link(found: re.Match[str]) -> str:
        scheme, rest = found[1], found[2]
        return (
            f'<a href="{found[0]}"><span class="invisible">{scheme}</span>'
            f'<span class="ellipsis">{rest[:30]}</span><span class="invisible">{rest[30:]}</span></a>'
        )

    marked = re.sub(r"(https?://(?:www\.)?)([^\s<]+)", link, html.escape(post.text))
    body = "</p><p>".join(part.replace("\n", "<br />") for part in marked.split("\n\n"))
    at = datetime.fromtimestamp(post.at, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return {
        "id": post.id,
        "created_at": at,
        "content": f"<p>{body}</p>",
        "url": f"https://mastodon.example.it/@comune/{post.id}",
        "media_attachments": [{"id": f"of-{post.id}"}] if post.picture else [],
    }


def _error(refusal: Refusal) -> web.Response:
    return web.json_response({"error": refusal.text}, status=refusal.status)
