"""The Bot API of Telegram, as far as the program uses it."""

from __future__ import annotations

import time
from typing import Any

from aiohttp import web

from pipeline.sandbox.publishing import Provider, publish
from pipeline.sandbox.world import Accepted, Post, Refusal, World


class Telegram:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/telegram/bot{token}/{method}", self.call)]

    async def call(self, request: web.Request) -> web.Response:
        world = self._world
        if request.match_info["token"] != world.secret("TELEGRAM_TOKEN"):
            return _bot_error(Refusal(401, "Unauthorized", 401))
        posted = request.content_type == "multipart/form-data"
        fields: dict[str, Any] = dict(await request.post()) if posted else await request.json()
        match request.match_info["method"]:
            case "sendMessage" | "sendPhoto" as method:
                return await self._send(request, method, fields)
            case "editMessageText" | "editMessageCaption":
                return self._edit(fields)
            case "deleteMessage":
                return self._delete(fields)
        return _bot_error(Refusal(404, "Not Found", 404))

    async def _send(self, request: web.Request, method: str, fields: dict[str, Any]) -> web.Response:
        world, photo = self._world, method == "sendPhoto"
        text = str(fields.get("caption" if photo else "text", ""))
        length = len(text.encode("utf-16-le")) // 2

        def refuse() -> Refusal | None:
            if not str(fields.get("chat_id", "")).startswith("@"):
                return Refusal(400, "Bad Request: chat not found")
            if not photo and not text:
                return Refusal(400, "Bad Request: message text is empty")
            if length > (1024 if photo else 4096):
                return Refusal(400, f"Bad Request: message {'caption' if photo else ''} is too long")
            if photo and not isinstance(fields.get("photo"), web.FileField):
                return Refusal(400, "Bad Request: there is no photo in the request")
            return None

        def accept() -> Accepted:
            post = Post(world.next_id("telegram"), time.time(), text, picture=photo)
            if photo:
                post.image = world.keep_picture(fields["photo"])
            world.squares["telegram"].append(post)
            return Accepted(post.at, "telegram", "", text, "", post.id)

        def answer(accepted: Accepted) -> dict[str, Any]:
            return {"ok": True, "result": {"message_id": int(accepted.remote_id), "text": text}}

        return await publish(world, request, Provider("telegram", refuse, accept, answer, _bot_error))

    def _edit(self, fields: dict[str, Any]) -> web.Response:
        post = self._find(fields)
        text = str(fields.get("text", fields.get("caption", "")))
        if post is None or post.picture != ("caption" in fields):
            return _bot_error(Refusal(400, "Bad Request: message to edit not found"))
        if post.text == text:
            return _bot_error(Refusal(400, "Bad Request: message is not modified"))
        post.text = text
        return web.json_response({"ok": True, "result": {"message_id": int(post.id)}})

    def _delete(self, fields: dict[str, Any]) -> web.Response:
        post = self._find(fields)
        if post is None:
            return _bot_error(Refusal(400, "Bad Request: message to delete not found"))
        self._world.squares["telegram"].remove(post)
        return web.json_response({"ok": True, "result": True})

    def _find(self, fields: dict[str, Any]) -> Post | None:
        wanted = str(fields.get("message_id"))
        return next((post for post in self._world.squares["telegram"] if post.id == wanted), None)


def _bot_error(refusal: Refusal) -> web.Response:
    status = refusal.status if refusal.status != 400 else refusal.code if 400 <= refusal.code < 500 else 400
    body = {"ok": False, "error_code": status, "description": refusal.text}
    return web.json_response(body, status=status)
