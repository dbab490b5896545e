"""Instagram's content publishing, as far as the program uses it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web

from channels.instagram import State
from pipeline.sandbox.facebook import EVERY
from pipeline.sandbox.publishing import Provider, publish
from pipeline.sandbox.world import Accepted, Post, Refusal, World

# Of Meta's list of parameters for POST /{ig-user}/media, those of one picture.
CONTAINER = frozenset(("image_url", "caption", "alt_text"))
PUBLISH = frozenset(("creation_id",))
QUOTA = 50
READY = 0.3  # seconds after which a container is


class Instagram:
    def __init__(
        self,
        world: World,
        error: Callable[[Refusal], web.Response],
        denied: Callable[..., web.Response | None],
    ) -> None:
        """`error`: makes the Graph API's answer for a refusal; `denied`: checks the token."""
        self._world, self._error, self._denied = world, error, denied
        self._containers: dict[str, tuple[State, Post]] = {}  # state, and the post it would publish

    def routes(self) -> list[web.RouteDef]:
        user = f"/graph/{{version}}/{self._world.settings.ig_user_id}"
        return [
            web.get(user, self.account),
            web.post(f"{user}/media", self.create),
            web.get(f"{user}/media", self.media),
            web.post(f"{user}/media_publish", self.publish),
            web.get(f"{user}/content_publishing_limit", self.quota),
            web.get(r"/graph/{version}/{id:1[78]9\d+}", self.one),
        ]

    async def account(self, request: web.Request) -> web.Response:
        if denied := self._denied(request, "INSTAGRAM_TOKEN"):
            return denied
        return web.json_response({"id": self._world.settings.ig_user_id})

    async def create(self, request: web.Request) -> web.Response:
        form = dict(await request.post())
        if denied := self._denied(request, "INSTAGRAM_TOKEN", str(form.get("access_token", ""))):
            return denied
        if fault := self._world.faults.take("status", "container"):
            return web.json_response({}, status=fault.status)
        if unknown := set(form) - EVERY - CONTAINER:
            return self._error(Refusal(100, f"Unexpected parameter {sorted(unknown)[0]}"))
        caption, alt = str(form.get("caption", "")), str(form.get("alt_text", ""))
        if len(caption) > 2200 or len(alt) > 1000:
            return self._error(Refusal(36004, "The caption is too long", extra={"error_subcode": 2207010}))
        picture = await _fetched(str(form.get("image_url", "")))
        if not picture.startswith(b"\xff\xd8\xff"):
            words = "Only photo or video can be accepted as media type"
            return self._error(Refusal(9004, words, extra={"error_subcode": 2207052}))
        self._world.ids["container"] += 1
        number = self._world.ids["container"]
        id_ = f"179{number:014d}"
        post = Post(self._world.next_id("instagram"), time.time(), caption, "", True, alt)
        post.id = f"189{number:014d}"
        post.image = f"instagram:{number}"
        self._world.media[post.image] = picture
        self._containers[id_] = (State.IN_PROGRESS, post)
        return web.json_response({"id": id_})

    async def publish(self, request: web.Request) -> web.Response:
        form = dict(await request.post())
        if denied := self._denied(request, "INSTAGRAM_TOKEN", str(form.get("access_token", ""))):
            return denied
        container = str(form.get("creation_id", ""))

        def refuse() -> Refusal | None:
            state = self._look(container)
            if set(form) - EVERY - PUBLISH or state is State.MISSING:
                return Refusal(24, "The media container is missing", extra={"error_subcode": 2207008})
            if state is not State.FINISHED:
                return Refusal(9007, "Media is not ready", extra={"error_subcode": 2207027})
            if len(self._world.squares["instagram"]) >= QUOTA:
                return Refusal(9, "Too many posts", extra={"error_subcode": 2207042})
            return None

        def accept() -> Accepted:
            post = self._containers[container][1]
            post.at = time.time()
            self._containers[container] = (State.PUBLISHED, post)
            self._world.squares["instagram"].append(post)
            return Accepted(time.time(), "instagram", "", post.text, "", post.id)

        def answer(accepted: Accepted) -> dict[str, Any]:
            return {"id": accepted.remote_id}

        return await publish(self._world, request, Provider("instagram", refuse, accept, answer, self._error))

    async def quota(self, request: web.Request) -> web.Response:
        if denied := self._denied(request, "INSTAGRAM_TOKEN"):
            return denied
        used, config = len(self._world.squares["instagram"]), {"quota_total": QUOTA, "quota_duration": 86400}
        return web.json_response({"data": [{"quota_usage": used, "config": config}]})

    async def media(self, request: web.Request) -> web.Response:
        if denied := self._denied(request, "INSTAGRAM_TOKEN"):
            return denied
        newest = list(reversed(self._world.squares["instagram"]))[: int(request.query.get("limit", "25"))]
        return web.json_response({"data": [_shown(post) for post in newest]})

    async def one(self, request: web.Request) -> web.Response:
        """A container's state, or a post."""
        if denied := self._denied(request, "INSTAGRAM_TOKEN"):
            return denied
        id_ = request.match_info["id"]
        if fault := self._world.faults.take("delay", "container"):
            await asyncio.sleep(fault.seconds)
        if (state := self._look(id_)) is not State.MISSING:
            return web.json_response({"id": id_, "status_code": state})
        post = next((post for post in self._world.squares["instagram"] if post.id == id_), None)
        if post is None:
            return self._error(Refusal(100, "Object does not exist", extra={"error_subcode": 33}))
        return web.json_response(_shown(post))

    def _look(self, container: str) -> State:
        """The state of a container: in progress for a moment, then ready, or as a fault says."""
        if container not in self._containers:
            return State.MISSING
        state, post = self._containers[container]
        if state is not State.PUBLISHED:
            if fault := self._world.faults.take("state", "container"):
                state = State(fault.state)
            elif self._world.faults.take("held", "instagram"):
                state = State.EXPIRED
            elif state is State.IN_PROGRESS and time.time() - post.at > READY:
                state = State.FINISHED
            self._containers[container] = (state, post)
        if state is State.MISSING:
            del self._containers[container]
        return state


def _shown(post: Post) -> dict[str, str]:
    return {
        "id": post.id,
        "caption": post.text,
        "permalink": f"https://www.instagram.com/p/{post.id}/",
        "timestamp": datetime.fromtimestamp(post.at, UTC).strftime("%Y-%m-%dT%H:%M:%S%z"),
    }


async def _fetched(address: str) -> bytes:
    """The content of the address, fetched as Meta does; empty if there is none."""
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(5)) as http,
            http.get(address) as got,
        ):
            return await got.read() if got.status == 200 else b""
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return b""
