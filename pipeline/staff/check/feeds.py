"""The feeds: their selectors and addresses, and what `run` would meet when it reads them."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from channels.sentence import Sentence
from pipeline.addresses import bare, host_of, port_of
from pipeline.feed_codes import FeedCode
from pipeline.model import RANK, Parsed, Source
from pipeline.portals.reading import Reader, limits_of
from pipeline.portals.renamed import categories_named
from pipeline.settings.values import Config, Feed
from pipeline.stages.decide.wording import lane_of_words
from pipeline.stages.fetch.feed_state import Memory
from pipeline.stages.fetch.fetch import Fetched, Got
from pipeline.stages.render.links import foreign_hosts
from pipeline.terms import LANES

OLD = 60 * 86400.0  # seconds after which a feed without anything new is perhaps not the one with the news
ALIKE = 0.8  # how alike two categories are of which one is a misspelling (difflib)


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


async def read_all(config: Config, now: float) -> tuple[list[Sentence], list[Sentence], bool]:
    """(problems, warnings, whether the sandbox was there) of reading all feeds once, as `run` does. Writes nothing."""
    zone, council = ZoneInfo(config.council.timezone), config.council.name
    with Reader(limits_of(config), zone, council=council) as reader:
        found = await asyncio.gather(*(reader.read(feed, Memory(feed.url)) for feed in config.feeds))
    problems, warnings, all_there = [], [], True
    for index, (fetched, parsed) in enumerate(found):
        if _waits_for_sandbox(config, index, fetched):
            all_there = False
            continue
        problem, remarks = _judged(config, index, fetched, parsed, now)
        problems += [config.error(f"feeds.{index}.url", problem).sentence] if problem else []
        where = config.where(f"feeds.{index}.url")
        warnings += [Sentence("{where}: ATTENTION: {warning}", where=where, warning=one) for one in remarks]
    return problems, warnings, all_there


def _judged(
    config: Config, index: int, fetched: Fetched, parsed: Parsed, now: float
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
    if feed.type is Source.COLOURS:
        if parsed.flaw:
            remarks.append(parsed.flaw.sentence)
        if not (parsed.colours.found or parsed.colours.notices):
            remarks.append(Sentence("no colour has a value there now, which is not green"))
        return None, remarks
    if not parsed.entries:
        remarks.append(Sentence("there is no news in it"))
    newest = max((entry.published for entry in parsed.entries if entry.published), default=now)
    if now - newest > OLD:
        day = f"{datetime.fromtimestamp(newest, ZoneInfo(config.council.timezone)):%d/%m/%Y}"
        remarks.append(Sentence("nothing new since {day}: perhaps the news are in another feed", day=day))
    remarks += category_remarks(config, feed, parsed)
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


def category_remarks(config: Config, feed: Feed, parsed: Parsed) -> Iterator[Sentence]:
    """Categories that config.yaml spells otherwise than this feed, and urgent ones that it does not name."""
    theirs = {name.casefold(): name for entry in parsed.entries for name in entry.categories}
    misspelt = _misspelt(config, theirs)
    for name, (key, ours) in misspelt.items():
        yield Sentence(
            "the portal writes the category «{theirs}», and {key} says «{ours}»: write it as the portal does",
            theirs=name,
            key=key,
            ours=ours,
        )
    for folded, name in theirs.items():
        lane = lane_of_words(name)
        if folded not in config.lanes and name not in misspelt and RANK[lane] < RANK[feed.lane]:
            yield Sentence(
                "its category «{category}» sounds like {lane}, and `lanes` does not name it: its news go as {as_now}",
                category=name,
                lane=LANES[lane],
                as_now=LANES[feed.lane],
            )


def _misspelt(config: Config, theirs: Mapping[str, str]) -> Mapping[str, tuple[str, str]]:
    """Category of the feed -> (key, how config.yaml writes it), where only the spelling differs."""
    found: dict[str, tuple[str, str]] = {}
    for key, names in categories_named(config):
        for ours in names:
            near = difflib.get_close_matches(ours.casefold(), theirs, 1, ALIKE)
            if near and ours.casefold() not in theirs and near[0] not in {one.casefold() for one in names}:
                found.setdefault(theirs[near[0]], (key, ours))
    return found


def _waits_for_sandbox(config: Config, index: int, fetched: Fetched) -> bool:
    """Whether this is the sandbox's own feed, and the sandbox is not running: no mistake."""
    parts = urlsplit(config.feeds[index].url)
    refused = fetched.reason is not None and fetched.reason.code is FeedCode.FEED_NO_CONNECTION
    return refused and (host_of(parts), port_of(parts)) in limits_of(config).trusted
