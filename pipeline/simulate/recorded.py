"""Where the past comes from: a recorded file, or a portal whose older pages are read once, now."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.model import Document, Parsed
from pipeline.portals.reading import Reader, limits_of, own_sites
from pipeline.settings.values import Config, ConfigError, Feed
from pipeline.simulate.archive import WINDOW, Archive, read_archive
from pipeline.staff.preview import source_of
from pipeline.stages.fetch.feed_state import Memory
from pipeline.stages.fetch.fetch import Got
from pipeline.stages.parse.box import Boxes
from pipeline.stages.parse.exchange import FeedError

MOST_PAGES = 500  # of one feed: a year of a large town


@dataclass(frozen=True)
class Recording:
    """A feed and its past."""

    feed: Feed
    archive: Archive


def record(config: Config, source: str, since: float) -> Recording:
    """The past of SOURCE, read back to `since` (Unix seconds). Raises ConfigError."""
    feed, document = source_of(config, source)
    paged = source in (feed.name, feed.url) or not Path(source).exists()
    with Boxes(1) as boxes:
        try:
            archive = read_archive(document, boxes.parse)
            if paged:
                window = len(archive.versions) or WINDOW
                archive = replace(archive, window=window)
                archive = asyncio.run(_with_older(config, feed, document, archive, since, boxes))
        except FeedError as error:
            raise ConfigError("{where}: {problem}", where=source, problem=error.sentence) from None
    played = replace(feed, url=document.url, type=archive.form.source, news_page="")
    return Recording(played, archive)


async def _with_older(
    config: Config, feed: Feed, document: Document, archive: Archive, since: float, boxes: Boxes
) -> Archive:
    """Page after page, until one begins before `since` or brings nothing new. Raises FeedError."""
    limits = replace(limits_of(config), private=True)  # a person at the terminal may read any address
    parsed: Parsed = boxes.parse(document)
    with Reader(limits, ZoneInfo(config.council.timezone), own_sites(config)) as reader:
        for _ in range(MOST_PAGES):
            if not parsed.older or archive.oldest < since:
                break
            fetched = await reader.fetch(feed, Memory(parsed.older))
            if fetched.status is not Got.NEW:
                break
            document = replace(
                document, body=fetched.body, url=fetched.url, content_type=fetched.content_type
            )
            parsed = boxes.parse(document)
            before, archive = len(archive.versions), archive.with_page(read_archive(document, boxes.parse))
            if len(archive.versions) == before:
                break
    return archive
