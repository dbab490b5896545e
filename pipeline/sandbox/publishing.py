"""One publishing request to a provider, with the faults that strike it before and after it is accepted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from pipeline.sandbox.world import Accepted, Refusal, World


@dataclass(frozen=True)
class Provider:
    """A provider's handling of one publishing request, and its answers."""

    channel: str
    refuse: Callable[[], Refusal | None]  # why not
    accept: Callable[[], Accepted]
    answer: Callable[[Accepted], dict[str, Any]]
    error: Callable[[Refusal], web.Response]
    to: str = ""  # the recipient; "" = a page


async def publish(world: World, request: web.Request, provider: Provider) -> web.Response:
    """The answer to the request, faults included."""
    faults, channel, to = world.faults, provider.channel, provider.to
    if fault := faults.take("delay", channel, to):
        await asyncio.sleep(fault.seconds)
    if faults.take("cut_before", channel, to):
        return _cut(request)
    if fault := faults.take("refuse", channel, to):
        # With the recipient in its words, as a careless provider would: they must not reach a log.
        reason = f"refused by a fault: recipient {to}" if to else "refused by a fault"
        return provider.error(Refusal(fault.code, reason, fault.status if fault.status != 500 else 400))
    status = faults.take("status", channel, to)
    wrong = faults.take("wrong_json", channel, to)
    if (status and not status.accept) or (wrong and not wrong.accept):
        return _status(status.status, status.retry_after) if status else web.json_response({})
    if refusal := provider.refuse():
        return provider.error(refusal)
    accepted = provider.accept()
    world.accepted.append(accepted)
    if faults.take("cut_after", channel, to):
        accepted.answered = False
        return _cut(request)
    if status or wrong:
        accepted.answered = False
        return _status(status.status, status.retry_after) if status else web.json_response({})
    return web.json_response(provider.answer(accepted), status=201 if channel == "twitter" else 200)


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _status(status: int, retry_after: float) -> web.Response:
    headers = {"Retry-After": str(int(retry_after))} if retry_after else {}
    return web.Response(
        status=status, text="<html><body>fault</body></html>", content_type="text/html", headers=headers
    )
