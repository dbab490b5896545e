"""A Facebook Page, as far as the program uses it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from aiohttp import web

from pipeline.sandbox.publishing import Provider, publish
from pipeline.sandbox.world import Accepted, Post, Refusal, World

# The fields of a form: of Meta's lists of parameters, those that make sense here.
FEED = frozenset(("message", "link", "published", "attached_media"))
PHOTO = frozenset(("message", "alt_text_custom", "published"))
EDIT = frozenset(("message", "attached_media", "is_published"))
EVERY = frozenset(("access_token", "appsecret_proof"))


class Page:
    def __init__(
        self,
        world: World,
        error: Callable[[Refusal], web.Response],
        denied: Callable[..., web.Response | None],
    ) -> None:
        """`error`: makes the Graph API's answer for a refusal; `denied`: checks the token."""
        self._world, self._error, self._denied = world, error, denied

    def routes(self) -> list[web.RouteDef]:
        page = self._world.settings.page_id
        post = f"/graph/{{version}}/{{post:{page}_.+}}"
        return [
            web.post(f"/graph/{{version}}/{page}/feed", self.page_post),
            web.post(f"/graph/{{version}}/{page}/photos", self.page_post),
            web.post(post, self.edit),
            web.delete(post, self.delete),
            web.get(f"/graph/{{version}}/{page}/published_posts", self.page_posts),
            web.get(f"/graph/{{version}}/{page}", self.page),
        ]

    async def page_post(self, request: web.Request) -> web.Response:
        world = self._world
        form = await request.post()
        if denied := self._denied(request, "FACEBOOK_TOKEN", str(form.get("access_token", ""))):
            return denied
        text, link = str(form.get("message", "")), str(form.get("link", ""))
        photo = request.path.endswith("/photos")

        def refuse() -> Refusal | None:
            if unknown := set(form) - EVERY - (PHOTO | {"source"} if photo else FEED):
                return Refusal(100, f"Unexpected parameter {sorted(unknown)[0]}")
            if photo and not isinstance(form.get("source"), web.FileField):
                return Refusal(324, "Requires upload file")
            if not text and not link:
                return Refusal(100, "message or link is needed")
            if world.page and (world.page[-1].text, world.page[-1].link) == (text, link):
                return Refusal(506, "Duplicate posts cannot be published consecutively")
            return None

        def accept() -> Accepted:
            alt = str(form.get("alt_text_custom", ""))
            post = Post(world.next_id("page"), time.time(), text, link, photo, alt)
            if photo:
                post.image = world.keep_picture(form["source"])
            world.page.append(post)
            return Accepted(post.at, "facebook", "", text, link, post.id)

        return await publish(
            world,
            request,
            Provider(
                "facebook",
                refuse,
                accept,
                lambda accepted: (
                    {"id": "photo", "post_id": accepted.remote_id} if photo else {"id": accepted.remote_id}
                ),
                self._error,
            ),
        )

    async def page_posts(self, request: web.Request) -> web.Response:
        if denied := self._denied(request, "FACEBOOK_TOKEN"):
            return denied
        since = float(request.query.get("since", "0"))
        posts = [post for post in reversed(self._world.page) if post.at >= since]
        data = [
            {
                "id": post.id,
                "message": post.text,
                "created_time": datetime.fromtimestamp(post.at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000"),
                "permalink_url": f"https://www.facebook.com/{post.id}",
            }
            for post in posts[: int(request.query.get("limit", "25"))]
        ]
        return web.json_response({"data": data})

    async def page(self, request: web.Request) -> web.Response:
        if denied := self._denied(request, "FACEBOOK_TOKEN"):
            return denied
        return web.json_response(
            {"id": self._world.settings.page_id, "name": "Comune di Ostiglia", "is_published": True}
        )

    async def edit(self, request: web.Request) -> web.Response:
        form = await request.post()
        if denied := self._denied(request, "FACEBOOK_TOKEN", str(form.get("access_token", ""))):
            return denied
        if fault := self._world.faults.take("status", "edit"):
            return web.json_response({}, status=fault.status)
        post = self._find(request)
        if unknown := set(form) - EVERY - EDIT:
            return self._error(Refusal(100, f"Unexpected parameter {sorted(unknown)[0]}"))
        if post is None:
            return self._gone()
        post.text = str(form.get("message", ""))
        return web.json_response({"success": True})

    async def delete(self, request: web.Request) -> web.Response:
        if denied := self._denied(request, "FACEBOOK_TOKEN"):
            return denied
        post = self._find(request)
        if post is None:
            return self._gone()
        self._world.page.remove(post)
        return web.json_response({"success": True})

    def _find(self, request: web.Request) -> Post | None:
        return next((post for post in self._world.page if post.id == request.match_info["post"]), None)

    def _gone(self) -> web.Response:
        return self._error(Refusal(100, "Object does not exist", extra={"error_subcode": 33}))
