"""The portal of a simulation: answers every request as the recorded one would have at that moment."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

import httpx

from pipeline.portals.reading import Reader, limits_of, own_sites
from pipeline.settings.values import Config, Feed
from pipeline.simulate.archive import Archive
from pipeline.stages.fetch import fetch
from pipeline.stages.parse.box import Boxes

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """What a portal says at one address."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/html"


class Portal(Protocol):
    """A portal that is asked at a virtual time."""

    def answer(self, url: str, now: float) -> Answer | None:
        """None: it cannot be reached."""

    def next_change(self, after: float) -> float | None:
        """When it will show something else (Unix seconds); None = never again."""


class RecordedPortal:
    """One feed, from its archive. Every page of its items is there."""

    def __init__(self, feed: Feed, archive: Archive) -> None:
        self._feed, self._archive = feed, archive

    def answer(self, url: str, now: float) -> Answer | None:
        if url != self._feed.url:
            return Answer()
        return Answer(body=self._archive.document(now), content_type=self._archive.form.content_type)

    def next_change(self, after: float) -> float | None:
        return self._archive.next_change(after)


class PastReader(Reader):
    """A reader that asks nobody but the portal of the simulation, and keeps its parsers for the next one."""

    def __init__(self, config: Config, now: float, portal: Portal, boxes: Boxes) -> None:
        from zoneinfo import ZoneInfo

        zone = ZoneInfo(config.council.timezone)
        super().__init__(limits_of(config), zone, own_sites(config), now)
        self._portal, self._boxes = portal, boxes

    async def _aside(self, work: Callable[[], T]) -> T:
        """Nothing here lets anybody wait."""
        return work()

    def _client(self, limits: fetch.Limits) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(self._answered), trust_env=False)

    def _answered(self, request: httpx.Request) -> httpx.Response:
        answer = self._portal.answer(str(request.url), self._now)
        if answer is None:
            raise httpx.ConnectError("", request=request)
        tag = f'"{hashlib.sha256(answer.body).hexdigest()[:32]}"'
        headers = {"Content-Type": answer.content_type, "ETag": tag}
        if request.headers.get("If-None-Match") == tag:
            return httpx.Response(304, headers=headers)
        return httpx.Response(answer.status, headers=headers, stream=httpx.ByteStream(answer.body))

    def close(self) -> None:
        self._boxes = None  # they serve the next reader
        super().close()
