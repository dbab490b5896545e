"""Reads one feed: fetch and parse, where and as it is to be asked. Writes nothing."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import httpx

from pipeline import fetch
from pipeline._box import parse_boxed
from pipeline._memory import Memory
from pipeline.config import Config, Feed
from pipeline.model import Document, Parsed
from pipeline.parse import FeedError


def limits_of(config: Config) -> fetch.Limits:
    """The sandbox's portal is on this machine, and nothing else on it is meant."""
    sandbox = frozenset({(config.sandbox.host, config.sandbox.port)})
    return fetch.Limits(private=config.safety.allow_private_networks, trusted=sandbox)


class Reader:
    """Fetches and parses, blocking; belongs in a thread."""

    def __init__(self, http: httpx.Client, limits: fetch.Limits, zone: ZoneInfo) -> None:
        self._http, self._limits, self._zone = http, limits, zone

    def read(self, feed: Feed, memory: Memory) -> tuple[fetch.Fetched, Parsed]:
        """The feed as it is now; its entries only if it has changed."""
        fetched = fetch.fetch(
            self._http,
            memory.address or feed.url,
            etag=memory.etag,
            last_modified=memory.last_modified,
            body_hash=memory.body_hash,
            limits=self._limits,
            accept=feed.accept,
        )
        if fetched.status is not fetch.Got.NEW:
            return fetched, Parsed(())
        try:
            return fetched, self._parse(feed, fetched)
        except FeedError as error:
            return fetch.Fetched(fetch.Got.FAILED, reason=str(error)), Parsed(())

    def page(self, feed: Feed, url: str) -> Parsed:
        """An older page of a feed; nothing, if it cannot be had."""
        fetched = fetch.fetch(
            self._http, url, etag="", last_modified="", body_hash="", limits=self._limits, accept=feed.accept
        )
        if fetched.status is not fetch.Got.NEW:
            return Parsed(())
        try:
            return self._parse(feed, fetched)
        except FeedError:
            return Parsed(())

    def subscribe(self, hub: str, form: dict[str, str]) -> bool:
        """Whether a WebSub hub took the request."""
        return 200 <= fetch.post(self._http, hub, form) < 300

    def gone(self, link: str) -> bool:
        """Whether the page of an item says that it is no more."""
        return fetch.gone(self._http, link)

    def _parse(self, feed: Feed, fetched: fetch.Fetched) -> Parsed:
        return parse_boxed(
            Document(fetched.body, fetched.url, self._zone, fetched.content_type, feed.type, feed.select)
        )
