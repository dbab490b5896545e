"""Keeps other sites' pages, open in the same browser, from writing to the sandbox or reading it."""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from pipeline.pages import from_another_site

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",  # with `no-referrer` a browser names no origin of our own forms either
}


def guard(own: str) -> Any:
    """A middleware for an application whose own host is `own`."""

    @web.middleware
    async def guarded(request: web.Request, handler: Any) -> web.StreamResponse:
        if not _is_ours(request.headers.get("Host", ""), own):
            return web.Response(status=403, text="another host's name")
        if request.method not in ("GET", "HEAD") and from_another_site(request.headers, {request.host}):
            return web.Response(status=403, text="sent by another site's page")
        response: web.StreamResponse = await handler(request)
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    return guarded


def _is_ours(host: str, own: str) -> bool:
    """Whether a request's Host is this machine by its address or its own name.

    Another name that leads here may belong to a site that lets its visitors' browsers ask us (DNS rebinding).
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if name in ("localhost", own):
        return True
    try:
        return bool(ipaddress.ip_address(name))
    except ValueError:
        return False
