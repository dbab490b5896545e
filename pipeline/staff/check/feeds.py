"""The feeds: their selectors and addresses, and what `run` would meet when it reads them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import asdict
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from channels.sentence import Sentence
from pipeline.addresses import bare, host_of, port_of
from pipeline.feed_codes import FeedCode
from pipeline.model import Parsed
from pipeline.portals.reading import Reader, limits_of
from pipeline.settings.values import Config, Feed
from pipeline.stages.fetch.feed_state import Memory
from pipeline.stages.fetch.fetch import Fetched, Got
from pipeline.stages.render.links import foreign_hosts


def address_problems(config: Config) -> Iterator[Sentence]:
    """Selectors that are none, and two feeds of one address."""
    seen: dict[tuple[str, ...], str] = {}
    for index, feed in enumerate(config.feeds):
        yield from _selectors(config, index, feed)
        if other := seen.get(_place(feed)):
            twice = Sentence("the same address as feed {other}: remove one of them", other=other)
            yield config.error(f"feeds.{index}.url", twice).sentence
        seen.setdefault(_place(feed), feed.name)


def _place(feed: Feed) -> tuple[str, ...]:
    """The address without what seldom tells two feeds apart: scheme, www., a final slash."""
    parts = urlsplit(feed.url)
    port = "" if port_of(parts) in (80, 443) else str(parts.port)
    return bare(host_of(parts)), port, parts.path.rstrip("/"), parts.query, feed.type


def _selectors(config: Config, index: int, feed: Feed) -> Iterator[Sentence]:
    import soupsieve

    selectors = {name: text for name, text in asdict(feed.select).items() if text}
    if selectors and "item" not in selectors:
        lacks = Sentence("item is missing, which the others look inside")
        yield config.error(f"feeds.{index}.select", lacks).sentence
    for name, text in selectors.items():
        try:
            soupsieve.compile(text)
        except soupsieve.SelectorSyntaxError:
            no = Sentence("{text!r} is no CSS selector", text=text)
            yield config.error(f"feeds.{index}.select.{name}", no).sentence


async def read_all(config: Config) -> tuple[list[Sentence], list[Sentence], bool]:
    """(problems, warnings, whether the sandbox was there) of reading all feeds once, as `run` does. Writes nothing."""
    with Reader(limits_of(config), ZoneInfo(config.council.timezone)) as reader:
        found = await asyncio.gather(*(reader.read(feed, Memory(feed.url)) for feed in config.feeds))
    problems, warnings, all_there = [], [], True
    for index, (fetched, parsed) in enumerate(found):
        if _waits_for_sandbox(config, index, fetched):
            all_there = False
            continue
        problem, remarks = _judged(config, index, fetched, parsed)
        problems += [config.error(f"feeds.{index}.url", problem).sentence] if problem else []
        where = config.where(f"feeds.{index}.url")
        warnings += [Sentence("{where}: ATTENTION: {warning}", where=where, warning=one) for one in remarks]
    return problems, warnings, all_there


def _judged(
    config: Config, index: int, fetched: Fetched, parsed: Parsed
) -> tuple[Sentence | None, list[Sentence]]:
    feed = config.feeds[index]
    if fetched.status is Got.FAILED and fetched.reason is not None:
        return fetched.reason.sentence, []
    remarks = []
    if parsed.degraded:
        remarks.append(Sentence("damaged: {how}", how=parsed.degraded))
    if fetched.moved:
        remarks.append(
            Sentence("the portal says that it has moved to {url}: write that here", url=fetched.moved)
        )
    if not parsed.entries:
        remarks.append(Sentence("there is no news in it"))
    for host in foreign_hosts([feed.url, *(entry.link for entry in parsed.entries)], config.council):
        if host:
            remarks.append(
                Sentence(
                    "leads to {host}, which is no host of the council: citizens get the portal's home page instead of "
                    "such links; if it is the council's, add it to council.hosts",
                    host=host,
                )
            )
    return None, remarks


def _waits_for_sandbox(config: Config, index: int, fetched: Fetched) -> bool:
    """Whether this is the sandbox's own feed, and the sandbox is not running: no mistake."""
    parts = urlsplit(config.feeds[index].url)
    refused = fetched.reason is not None and fetched.reason.code is FeedCode.FEED_NO_CONNECTION
    return refused and (host_of(parts), port_of(parts)) in limits_of(config).trusted
