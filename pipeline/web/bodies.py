"""Reads the body of a request that has a signature: what cannot be right is refused before anything is kept."""

from __future__ import annotations

import asyncio
import re

from aiohttp import web

from pipeline.web.door import Door, Guest

LARGEST = 3_000_000  # bytes of one body, as Meta says
LARGE = 65536  # bytes: beyond it a body waits its turn; a citizen's message has one or two thousand
BODY = 30.0  # seconds for a body
_SIGNATURE = re.compile(r"sha256=[0-9a-fA-F]{64}")


def demand_form(signature: str) -> None:
    """Raises 403 for what cannot be a signature."""
    if not _SIGNATURE.fullmatch(signature):
        raise web.HTTPForbidden(text="wrong signature")


async def read_body(door: Door, request: web.Request, largest: int = LARGEST) -> bytes:
    """The body as it was sent. Raises 415 if it is compressed, 413, 408 if it is slow, 503 if there is no memory."""
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise web.HTTPUnsupportedMediaType(text="no compressed bodies")
    if (request.content_length or 0) > largest:
        raise web.HTTPRequestEntityTooLarge(largest, request.content_length or 0)
    try:
        async with asyncio.timeout(BODY):
            return await _read(door, request, largest)
    except TimeoutError:
        raise web.HTTPRequestTimeout(text="the body is too slow") from None
    except web.RequestPayloadError:
        raise web.HTTPBadRequest(text="the body is not whole") from None
    except RuntimeError:  # aiohttp's word for a connection that has gone before its body was asked for
        raise ConnectionResetError("the connection has gone") from None


async def _read(door: Door, request: web.Request, largest: int) -> bytes:
    guest, raw = guest_of(request), bytearray()
    try:
        while part := await request.content.readany():
            if len(raw) + len(part) > largest:
                raise web.HTTPRequestEntityTooLarge(largest, len(raw) + len(part))
            door.keep(guest, len(part))
            raw += part
            if len(raw) > LARGE:
                await asyncio.sleep(door.turn)
        return bytes(raw)
    finally:
        raw.clear()  # the error of a cut connection keeps this frame until garbage is collected


def guest_of(request: web.Request) -> Guest:
    """The connection of a request."""
    guest = request.protocol
    assert isinstance(guest, Guest)
    return guest
