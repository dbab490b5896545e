"""Meta's side of a WhatsApp Business account in miniature: templates, their review, and pictures."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from aiohttp import web

from channels.approving import Registration
from pipeline.sandbox.world import Known, Refusal, World

_KEYS = frozenset(
    ("name", "language", "category", "parameter_format", "message_send_ttl_seconds", "components")
)


class Business:
    def __init__(
        self,
        world: World,
        error: Callable[[Refusal], web.Response],
        bearer: Callable[[web.Request, str], web.Response | None],
    ) -> None:
        """`error`: makes the Graph API's answer for a refusal; `bearer`: checks the token."""
        self._world, self._error, self._bearer = world, error, bearer

    def routes(self) -> list[web.RouteDef]:
        settings = self._world.settings
        return [
            web.get(f"/graph/{{version}}/{settings.waba_id}/message_templates", self.list),
            web.post(f"/graph/{{version}}/{settings.waba_id}/message_templates", self.create),
            web.post(r"/graph/{version}/{template:88\d+}", self.edit),
            web.post(f"/graph/{{version}}/{settings.app_id}/uploads", self.begin_upload),
            web.post("/graph/{version}/{upload:upload:.+}", self.upload),
            web.post(f"/graph/{{version}}/{settings.phone_number_id}/media", self.media),
        ]

    async def list(self, request: web.Request) -> web.Response:
        if denied := self._bearer(request, "WHATSAPP_TOKEN"):
            return denied
        limit, first = int(request.query.get("limit", "25")), int(request.query.get("after", "0"))
        known = list(self._world.known.values())
        data = [_shown(one) for one in known[first : first + limit]]
        paging: dict[str, Any] = {"cursors": {"before": str(first), "after": str(first + limit)}}
        if first + limit < len(known):
            paging["next"] = "more"
        return web.json_response({"data": data, "paging": paging})

    async def create(self, request: web.Request) -> web.Response:
        if denied := self._bearer(request, "WHATSAPP_TOKEN"):
            return denied
        world, body = self._world, await request.json()
        if fault := world.faults.take("refuse", "templates"):
            return self._answer(Refusal(fault.code, "refused by a fault"))
        if unknown := set(body) - _KEYS:
            return self._answer(Refusal(100, f"Unexpected key {sorted(unknown)[0]}"))
        key = (str(body.get("name")), str(body.get("language")))
        if key in world.known:
            return self._answer(Refusal(100, "There is already content in this language for this template"))
        read = registration_of(body)
        if isinstance(read, Refusal):
            return self._answer(read)
        others = {(one.registration.body, one.registration.footer) for one in world.known.values()}
        if (read.body, read.footer) in others:
            return self._answer(Refusal(100, "A template with the same body and footer exists"))
        world.known[key] = Known(f"88{len(world.known):06d}", read, "PENDING", read.category)
        return web.json_response({"id": world.known[key].id, "status": "PENDING", "category": read.category})

    async def edit(self, request: web.Request) -> web.Response:
        if denied := self._bearer(request, "WHATSAPP_TOKEN"):
            return denied
        known = next((k for k in self._world.known.values() if k.id == request.match_info["template"]), None)
        if known is None:
            return self._answer(Refusal(100, "Unsupported post request: no such object"))
        old = known.registration
        whole = {"name": old.name, "language": old.language, "category": old.category, **await request.json()}
        read = registration_of(whole)
        if isinstance(read, Refusal):
            return self._answer(read)
        known.registration, known.status = read, "PENDING"
        return web.json_response({"success": True})

    async def begin_upload(self, request: web.Request) -> web.Response:
        if denied := self._bearer(request, "WHATSAPP_TOKEN"):
            return denied
        return web.json_response({"id": f"upload:{request.query['file_length']}"})

    async def upload(self, request: web.Request) -> web.Response:
        raw = await request.read()
        if request.headers.get("file_offset") != "0" or f"upload:{len(raw)}" != request.match_info["upload"]:
            return self._answer(Refusal(100, "wrong offset or length"))
        return web.json_response({"h": "4::sandbox"})

    async def media(self, request: web.Request) -> web.Response:
        if denied := self._bearer(request, "WHATSAPP_TOKEN"):
            return denied
        form = await request.post()
        file = form.get("file")
        if form.get("messaging_product") != "whatsapp" or not isinstance(file, web.FileField):
            return self._answer(Refusal(131008, "Required parameter is missing: messaging_product or file"))
        if fault := self._world.faults.take("refuse", "media"):
            return self._answer(Refusal(fault.code, "refused by a fault"))
        if file.content_type not in ("image/jpeg", "image/png"):
            return self._answer(Refusal(131053, "Unsupported media type"))
        id_ = self._world.next_id("media")
        self._world.media[id_] = file.file.read()
        return web.json_response({"id": id_})

    def _answer(self, refusal: Refusal) -> web.Response:
        return self._error(refusal)


def registration_of(body: Any) -> Registration | Refusal:
    """The registration in a request, or Meta's refusal of it. Source: its rules for templates, 2026."""
    parts = {str(part.get("type", "")).lower(): part for part in body.get("components", [])}
    text = str(parts.get("body", {}).get("text", ""))
    named = parts.get("body", {}).get("example", {}).get("body_text_named_params", [])
    examples = {one["param_name"]: one["example"] for one in named}
    wanted = re.findall(r"\{\{(\w+)\}\}", text)
    header, footer = parts.get("header", {}), str(parts.get("footer", {}).get("text", ""))
    buttons = parts.get("buttons", {}).get("buttons", [])
    if not re.fullmatch(r"[a-z0-9_]{1,512}", str(body.get("name"))):
        return Refusal(100, "Invalid template name")
    if body.get("category") not in ("MARKETING", "UTILITY"):
        return Refusal(100, "Invalid category")
    ttl = body.get("message_send_ttl_seconds", 0)
    if ttl and (body["category"] != "UTILITY" or not 30 <= ttl <= 43200):
        return Refusal(100, "Invalid message_send_ttl_seconds")
    if not text or len(text) > 1024 or len(footer) > 60:
        return Refusal(100, "Body or footer is missing or too long")
    if re.match(r"\{\{", text) or re.search(r"\}\}$", text):
        return Refusal(2388299, "Variables can't be at the start or end of the template")
    if re.search(r"\}\}\s*\{\{", text):
        return Refusal(2388293, "Variables need words between them")
    if set(wanted) != set(examples) or not all(examples.values()):
        return Refusal(2388043, "Example values are missing")
    if header and not header.get("example", {}).get("header_handle", [""])[0]:
        return Refusal(2388273, "The header needs an example")
    return Registration(
        body["name"],
        body["language"],
        body["category"],
        text,
        footer,
        str(header.get("format", "")).lower(),
        buttons[0]["text"] if buttons else "",
        buttons[0]["url"].removesuffix("{{1}}") if buttons else "",
        ttl // 3600,
    )


def _shown(one: Known) -> dict[str, Any]:
    registration = one.registration
    components = [{"type": "BODY", "text": registration.body}]
    if registration.footer:
        components.append({"type": "FOOTER", "text": registration.footer})
    return {
        "id": one.id,
        "name": registration.name,
        "language": registration.language,
        "status": one.status,
        "category": one.category,
        "quality_score": {"score": one.quality},
        "components": components,
        "message_send_ttl_seconds": registration.ttl_hours * 3600,
    }
