"""A stub of a provider on loopback: gives every publishing request the answer that is set, and records it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web

from pipeline.sandbox.threaded import served_in_thread

PATIENCE = 30.0  # seconds a client waits for an answer: on a busy machine the stub may take a while
STALLED = 0.5  # where no answer comes


class Stub:
    """The stub's settings. `behaviour`: answer, cut, stall or garbage; `status`, `body`: the answer; `posts`: what it
    got."""

    def __init__(self) -> None:
        self.url = ""
        self.behaviour = "answer"
        self.status = 200
        self.body: Any = {}
        self.headers: dict[str, str] = {}
        self.refusals: dict[
            str, int
        ] = {}  # last part of the path ("" = any) -> code of the error it answers with
        self.posts: list[tuple[str, Any]] = []
        self.reads: Any = {"status_code": "FINISHED"}  # as a container of Instagram's that is ready

    async def handle(self, request: web.Request) -> web.Response:
        if request.method == "GET":
            return web.json_response(self.reads)
        raw = (await request.read()).decode()
        self.posts.append((request.path, json.loads(raw) if raw.startswith("{") else raw))
        if self.behaviour == "cut":
            assert request.transport is not None
            request.transport.abort()
        if self.behaviour == "stall":
            await asyncio.sleep(3)
        if self.behaviour == "garbage":
            return web.Response(status=self.status, body=b"\x00<html>", content_type="application/json")
        code = self.refusals.get(request.path.rpartition("/")[2], self.refusals.get(""))
        if code is not None:
            return web.json_response({"error": {"code": code, "message": "refused"}}, status=400)
        return web.json_response(self.body, status=self.status, headers=self.headers)


@contextmanager
def running() -> Iterator[Stub]:
    stub = Stub()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", stub.handle)
    with served_in_thread(lambda url: app) as stub.url:
        yield stub
