"""Meta's Graph API, as far as the program uses it: WhatsApp messages and a Page."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Any

from aiohttp import web

from pipeline.sandbox.facebook import Page
from pipeline.sandbox.instagram import Instagram
from pipeline.sandbox.publishing import Provider, publish
from pipeline.sandbox.rules import refusal_of
from pipeline.sandbox.tapping import text_and_rows
from pipeline.sandbox.webhook import Reporter
from pipeline.sandbox.whatsapp_account import Business
from pipeline.sandbox.world import Accepted, Message, Refusal, World, account_of

WINDOW = 86400.0  # seconds in which free text may answer a citizen


class Graph:
    def __init__(self, world: World, reporter: Reporter) -> None:
        self._world, self._reporter = world, reporter

    def routes(self) -> list[web.RouteDef]:
        number = self._world.settings.phone_number_id
        return [
            web.post(f"/graph/{{version}}/{number}/messages", self.message),
            web.post(f"/graph/{{version}}/{number}/marketing_messages", self.message),
            web.get(f"/graph/{{version}}/{number}", self.number),
            *Business(self._world, _graph_error, self._bearer).routes(),
            *Page(self._world, _graph_error, self._bearer).routes(),
            *Instagram(self._world, _graph_error, self._bearer).routes(),
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
        given = str(fields.get("to") or fields.get("recipient") or "")
        to = account_of(given)
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
            accepted = Accepted(
                time.time(), "whatsapp", to, text, key, world.message_id(to, written=False), template
            )
            reply_to = str(context.get("message_id", ""))
            if not held:
                extras = _around(world, fields) if template else {}
                shown = Message(accepted.at, text, template, reply_to, **extras)
                shown.id = accepted.remote_id
                if fields.get("type") == "interactive":
                    _, shown.opens, shown.rows = text_and_rows(fields["interactive"])
                world.phone(to).append(shown)
            self._reporter.report(accepted, held=held)
            return accepted

        def answer(accepted: Accepted) -> dict[str, Any]:
            status = "held_for_quality_assessment" if held else "accepted"
            first = {"id": accepted.remote_id, **({"message_status": status} if accepted.template else {})}
            contacts = [{"input": given, "wa_id": to.lstrip("+")}]
            return {"messaging_product": "whatsapp", "contacts": contacts, "messages": [first]}

        return await publish(
            world, request, Provider("whatsapp", refuse, accept, answer, _graph_error, to=to)
        )

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

    def _bearer(self, request: web.Request, name: str, in_body: str = "") -> web.Response | None:
        """The answer to a wrong token, or None."""
        given = in_body or request.headers.get("Authorization", "").removeprefix("Bearer ")
        if given != self._world.secret(name):
            return _graph_error(Refusal(190, "Invalid OAuth access token", 401))
        if name != "WHATSAPP_TOKEN":  # this app requires its secret for pages
            key = self._world.secret("FACEBOOK_APP_SECRET").encode()
            wanted = hmac.new(key, given.encode(), hashlib.sha256).hexdigest()
            if request.query.get("appsecret_proof") != wanted:
                return _graph_error(
                    Refusal(100, "API calls from the server require an appsecret_proof argument")
                )
        return None


def _hydrated(world: World, body: dict[str, Any]) -> tuple[str, str]:
    """(name of the template, text as the citizen reads it)."""
    if body["type"] == "text":
        return "", str(body["text"]["body"])
    if body["type"] == "interactive":
        return "", text_and_rows(body["interactive"])[0]
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


def _around(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """The picture above a template's text and the button below it, as fields of a message."""
    template = body["template"]
    approved = world.templates[template["name"], template["language"]["code"]]
    first = {c["type"]: c["parameters"][0] for c in template.get("components", []) if c.get("parameters")}
    found: dict[str, Any] = {}
    if "header" in first:
        found["picture"] = str(first["header"].get("image", {}).get("id", ""))
    if approved.button_prefix:
        tail = first.get("button", {}).get("text", "")
        found |= {"button": approved.button_text, "link": approved.button_prefix + tail}
    return found


def _graph_error(refusal: Refusal) -> web.Response:
    error = {
        "message": f"(#{refusal.code}) {refusal.text}",
        "type": "OAuthException",
        "code": refusal.code,
        "error_data": {"messaging_product": "whatsapp", "details": refusal.text},
        "fbtrace_id": "SANDBOX",
        **refusal.extra,
    }
    return web.json_response({"error": error}, status=refusal.status)
