"""Meta's Graph API, as far as the program uses it: WhatsApp messages and a Page."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from pipeline.sandbox.business import Business
from pipeline.sandbox.publishing import publish
from pipeline.sandbox.reporter import Reporter
from pipeline.sandbox.rules import refusal_of
from pipeline.sandbox.world import Accepted, Message, Post, Refusal, World

WINDOW = 86400.0  # seconds in which free text may answer a citizen
_PAGE_FIELDS = frozenset(
    ("message", "link", "access_token", "published", "attached_media", "appsecret_proof")
)


class Graph:
    def __init__(self, world: World, reporter: Reporter) -> None:
        self._world, self._reporter = world, reporter

    def routes(self) -> list[web.RouteDef]:
        page, number = self._world.settings.page_id, self._world.settings.phone_number_id
        return [
            web.post(f"/graph/{{version}}/{number}/messages", self.message),
            web.post(f"/graph/{{version}}/{number}/marketing_messages", self.message),
            web.get(f"/graph/{{version}}/{number}", self.number),
            *Business(self._world, _graph_error, self._bearer).routes(),
            web.post(f"/graph/{{version}}/{page}/feed", self.page_post),
            web.get(f"/graph/{{version}}/{page}/published_posts", self.page_posts),
            web.get(f"/graph/{{version}}/{page}", self.page),
        ]

    # -- WhatsApp ---------------------------------------------------------------------------------

    async def message(self, request: web.Request) -> web.Response:
        world = self._world
        if denied := self._bearer(request, "WHATSAPP_TOKEN"):
            return denied
        try:
            body = await request.json()
        except ValueError:
            return _graph_error(Refusal(100, "The body is not JSON"))
        if world.too_fast(time.time()):
            return _graph_error(Refusal(130429, "Cloud API message throughput has been reached", 429))
        fields = body if isinstance(body, dict) else {}
        to = str(fields.get("to") or fields.get("recipient") or "")
        held = bool(world.faults.take("held", "whatsapp", to))

        def refuse() -> Refusal | None:
            recently = time.time() - world.last_wrote.get(to, 0.0) < WINDOW
            refusal = refusal_of(body, world.known, recently, world.media)
            template = fields.get("type") == "template"
            if refusal is None and template and world.beyond_limit(to, time.time()):
                return Refusal(131048, "Messaging limit of the portfolio reached")
            return refusal

        def accept() -> Accepted:
            template, text = _hydrated(world, fields)
            context = fields.get("context") or {}
            key = str(fields.get("biz_opaque_callback_data", ""))
            accepted = Accepted(time.time(), "whatsapp", to, text, key, world.next_id("wamid"), template)
            reply_to = str(context.get("message_id", ""))
            if not held:
                world.phone(to).append(Message(accepted.at, text, template, reply_to))
            self._reporter.report(accepted, held=held)
            return accepted

        def answer(accepted: Accepted) -> dict[str, Any]:
            status = "held_for_quality_assessment" if held else "accepted"
            first = {"id": accepted.remote_id, **({"message_status": status} if accepted.template else {})}
            contacts = [{"input": to, "wa_id": to.lstrip("+")}]
            return {"messaging_product": "whatsapp", "contacts": contacts, "messages": [first]}

        return await publish(world, request, "whatsapp", to, refuse, accept, answer, _graph_error)

    async def number(self, request: web.Request) -> web.Response:
        if denied := self._bearer(request, "WHATSAPP_TOKEN"):
            return denied
        settings = self._world.settings
        return web.json_response(
            {
                "id": settings.phone_number_id,
                "display_phone_number": settings.number,
                "quality_rating": "GREEN",
                "whatsapp_business_manager_messaging_limit": f"TIER_{settings.limit}",
            }
        )

    # -- Page -------------------------------------------------------------------------------------

    async def page_post(self, request: web.Request) -> web.Response:
        world = self._world
        form = await request.post()
        if denied := self._bearer(request, "FACEBOOK_TOKEN", str(form.get("access_token", ""))):
            return denied
        text, link = str(form.get("message", "")), str(form.get("link", ""))

        def refuse() -> Refusal | None:
            if unknown := set(form) - _PAGE_FIELDS:
                return Refusal(100, f"Unexpected parameter {sorted(unknown)[0]}")
            if not text and not link:
                return Refusal(100, "message or link is needed")
            if world.page and (world.page[-1].text, world.page[-1].link) == (text, link):
                return Refusal(506, "Duplicate posts cannot be published consecutively")
            return None

        def accept() -> Accepted:
            post = Post(world.next_id("page"), time.time(), text, link)
            world.page.append(post)
            return Accepted(post.at, "facebook", "", text, link, post.id)

        return await publish(
            world,
            request,
            "facebook",
            "",
            refuse,
            accept,
            lambda accepted: {"id": accepted.remote_id},
            _graph_error,
        )

    async def page_posts(self, request: web.Request) -> web.Response:
        if denied := self._bearer(request, "FACEBOOK_TOKEN"):
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
        if denied := self._bearer(request, "FACEBOOK_TOKEN"):
            return denied
        return web.json_response({"id": self._world.settings.page_id, "name": "Comune di Ostiglia"})

    def _bearer(self, request: web.Request, name: str, in_body: str = "") -> web.Response | None:
        """The answer to a wrong token, or None."""
        given = in_body or request.headers.get("Authorization", "").removeprefix("Bearer ")
        if given == self._world.secret(name):
            return None
        return _graph_error(Refusal(190, "Invalid OAuth access token", 401))


def _hydrated(world: World, body: dict[str, Any]) -> tuple[str, str]:
    """Name of the template and the text as the citizen reads it."""
    if body["type"] == "text":
        return "", str(body["text"]["body"])
    template = body["template"]
    approved = world.templates[template["name"], template["language"]["code"]]
    parameters = {
        p["parameter_name"]: p["text"]
        for component in template.get("components", [])
        if component["type"] == "body"
        for p in component["parameters"]
    }
    text = approved.fill(parameters)
    return approved.name, f"{text}\n\n{approved.footer}" if approved.footer else text


def _graph_error(refusal: Refusal) -> web.Response:
    error = {
        "message": f"(#{refusal.code}) {refusal.text}",
        "type": "OAuthException",
        "code": refusal.code,
        "error_data": {"messaging_product": "whatsapp", "details": refusal.text},
        "fbtrace_id": "SANDBOX",
    }
    return web.json_response({"error": error}, status=refusal.status)
