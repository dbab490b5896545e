"""parse: turns a fetched document into entries. Pure; each format of portals' news has a module."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

from pipeline.feed_codes import FeedCode
from pipeline.model import Document, Entry, Parsed, Source
from pipeline.reasons import Reason
from pipeline.stages.parse.common import FeedError

__all__ = ["FeedError", "parse"]


READERS = {
    Source.FEED: "feed",
    Source.WORDPRESS: "wordpress",
    Source.PLONE: "plone",
    Source.CALENDAR: "ics",
    Source.PAGE: "webpage",
}
TITLE, TEXT = 1_000, 200_000  # characters


def parse(document: Document) -> Parsed:
    """The entries of a document. Raises FeedError if it is no feed, or no trustworthy one."""
    reader = import_module(f"pipeline.stages.parse.{READERS[document.source]}")
    try:
        parsed: Parsed = reader.read(document)
    except (FeedError, MemoryError):
        raise
    except Exception as error:  # a library failed on input beyond all specifications
        raise FeedError(Reason(FeedCode.FEED_UNREADABLE, said=type(error).__name__)) from error
    return replace(parsed, entries=tuple(_storable(entry) for entry in parsed.entries))


def _storable(entry: Entry) -> Entry:
    """The entry without lone surrogates, its texts cut to a readable length."""
    return replace(
        entry,
        guid=_clean(entry.guid, TITLE),
        link=_clean(entry.link, 2 * TITLE),
        title=_clean(entry.title, TITLE),
        summary=_clean(entry.summary, TEXT),
        text=_clean(entry.text, TEXT),
        categories=tuple(_clean(name, TITLE) for name in entry.categories[:50]),
        image=_clean(entry.image, 2 * TITLE),
    )


def _clean(text: str, most: int) -> str:
    return text[:most].encode("utf-8", "replace").decode().replace("\0", "")
