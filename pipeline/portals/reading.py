"""Reads one feed: fetches and parses it as its settings say. Writes nothing.

Blocking work runs in threads that may be abandoned (`pipeline.tasks`): nothing exceeds its total time, and a run that
is asked to stop does not wait for it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, ParamSpec, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from channels.threads import in_thread
from pipeline.addresses import NO_SITES, OwnSites, site_of
from pipeline.colour import NOWHERE, ColourPlace
from pipeline.model import Document, Mode, Parsed, Source
from pipeline.portals.associations import as_events
from pipeline.portals.page_picture import with_page_pictures
from pipeline.settings.values import Config, Feed
from pipeline.stages.fetch import fetch as http
from pipeline.stages.fetch.dialling import too_slow
from pipeline.stages.fetch.feed_state import Memory

if TYPE_CHECKING:
    import httpx

    from pipeline.stages.parse.box import Boxes

P = ParamSpec("P")
T = TypeVar("T")
SPARE = 5.0  # seconds beyond the total time, in which a thread may end by itself and say why


def limits_of(config: Config) -> http.Limits:
    """The limits by the settings.

    Of addresses on this machine only the sandbox's portal is allowed, and only with `live: off`: in another mode
    anything may listen at its port.
    """
    off = config.live is Mode.OFF
    sandbox = frozenset({(config.sandbox.host, config.sandbox.port)} if off else ())
    return http.Limits(
        private=config.safety.allow_private_networks,
        trusted=sandbox,
        headers=headers_of(config.feeds),
        certificates={
            urlsplit(feed.url).hostname or "": feed.colours.ca_extra
            for feed in config.feeds
            if feed.colours.ca_extra
        },
    )


def headers_of(feeds: Sequence[Feed]) -> dict[str, Mapping[str, str]]:
    """The feeds' headers by address, and by site: pages and pictures of a portal are asked for as its feed is."""
    own = [feed for feed in reversed(feeds) if feed.headers]
    return {site_of(feed.url): feed.headers for feed in own} | {feed.url: feed.headers for feed in own}


def own_sites(config: Config) -> OwnSites:
    """The sites that texts may lead to."""
    return OwnSites(config.council.portal, tuple(config.council.hosts))


def reader_of(config: Config, now: float) -> Reader:
    """A reader by the settings. `now`: Unix seconds. The caller closes it."""
    zone = ZoneInfo(config.council.timezone)
    return Reader(limits_of(config), zone, own_sites(config), now, config.council.name, lender=config.data)


def about_of(feed: Feed, council: str) -> ColourPlace:
    """The council, as the sources of its colours know it."""
    if feed.type is not Source.COLOURS:
        return NOWHERE
    return ColourPlace(feed.colours.form, feed.colours.istat, feed.colours.zone, council)


class Reader:
    """A reader for any number of feeds at once. The caller closes it."""

    def __init__(
        self,
        limits: http.Limits,
        zone: ZoneInfo,
        ours: OwnSites = NO_SITES,
        now: float = 0.0,
        council: str = "",
        *,
        lender: Path | None = None,
    ) -> None:
        """`ours`: the sites whose addresses texts keep. `now`: Unix seconds, by which events are past or to come.
        `council`: its name, by which a bulletin tells its zone. `lender`: the data folder whose `serve` may lend
        keepers."""
        self._limits, self._zone, self._ours, self._now, self._council = limits, zone, ours, now, council
        self._lender = lender
        self._http: httpx.Client | None = None
        self._boxes: Boxes | None = None
        self._lock, self._asking = threading.Lock(), 0

    async def fetch(self, feed: Feed, memory: Memory) -> http.Fetched:
        """Fetch the feed's document if it has changed. Its exchange ends after the total time."""
        try:
            return await self._asked(
                http.fetch,
                memory.address or feed.url,
                self._limits,
                known=memory,
                accept=feed.accept,
            )
        except TimeoutError:
            return http.Fetched(http.Got.FAILED, reason=too_slow(self._limits.total))

    async def parse(self, feed: Feed, fetched: http.Fetched) -> Parsed:
        """Parse the fetched document. Raises FeedError."""
        if self._boxes is None:
            from pipeline.stages.parse.box import Boxes  # imported here, because mostly nothing has changed

            self._boxes = Boxes(lender=self._lender)
        document = Document(
            fetched.body,
            fetched.url,
            self._zone,
            fetched.content_type,
            feed.type,
            feed.select,
            self._ours,
            self._now,
            feed.category,
            about_of(feed, self._council),
        )
        parsed = as_events(feed, await self._aside(partial(self._boxes.parse, document)))
        return with_page_pictures(feed, parsed)

    async def read(self, feed: Feed, memory: Memory) -> tuple[http.Fetched, Parsed]:
        """Fetch and parse the feed. Entries only if it has changed. A document that is no feed is a failed fetch."""
        if feed.type is Source.COLOURS:
            from pipeline.portals.colours import read_colours  # most councils have none

            return await read_colours(self, feed, memory)
        fetched = await self.fetch(feed, memory)
        if fetched.status is not http.Got.NEW:
            return fetched, Parsed(())
        from pipeline.stages.parse.exchange import FeedError

        try:
            return fetched, await self.parse(feed, fetched)
        except FeedError as error:
            return http.Fetched(http.Got.FAILED, reason=error.reason), Parsed(())

    async def page(self, feed: Feed, url: str) -> Parsed:
        """An older page of a feed; empty if it cannot be read."""
        _, parsed = await self.read(feed, Memory(url))
        return parsed

    async def own_page(self, link: str) -> tuple[str, str] | None:
        """The HTML of an item's own page, and its address after redirects; None if it cannot be read."""
        try:
            got = await self._asked(http.fetch, link, self._limits, accept="text/html")
        except TimeoutError:
            return None
        return None if got.status is not http.Got.NEW else (got.body.decode("utf-8", "replace"), got.url)

    async def subscribe(self, hub: str, form: dict[str, str]) -> bool:
        """Whether a WebSub hub took the request."""
        try:
            return 200 <= await self._asked(http.post, hub, form, self._limits) < 300
        except TimeoutError:
            return False

    async def gone(self, link: str) -> bool:
        """Whether the page of an item is gone. In doubt it is still there."""
        try:
            return await self._asked(http.gone, link, self._limits)
        except TimeoutError:
            return False

    async def _asked(self, ask: Callable[..., T], *args: object, **options: object) -> T:
        """The result of a blocking call in a thread. Raises TimeoutError after the total time."""
        async with asyncio.timeout(self._limits.total + SPARE):
            return await self._aside(lambda: self._ask(ask, *args, **options))

    def _ask(self, ask: Callable[..., T], *args: object, **options: object) -> T:
        with self._lock:
            if self._http is None:
                self._http = self._client(self._limits)
            self._asking += 1
        try:
            return ask(self._http, *args, **options)
        finally:
            with self._lock:
                self._asking -= 1

    async def _aside(self, work: Callable[[], T]) -> T:
        """Do what blocks where it may be abandoned."""
        return await in_thread(work)

    def _client(self, limits: http.Limits) -> httpx.Client:
        """The client for all requests. The past that `simulate` reads comes through one of its own."""
        return http.client(limits)

    def close(self) -> None:
        if self._boxes is not None:
            self._boxes.close()
        with self._lock:
            # The connection of an abandoned thread is not closed: its descriptor could be another's by then, and
            # the wrong thread would read its data.
            if self._http is not None and not self._asking:
                self._http.close()

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
