"""parse: turns a fetched document into entries. Pure; each format of portals' news has a module."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

from pipeline.feed_codes import FeedCode
from pipeline.model import Document, Entry, Parsed, Source
from pipeline.reasons import Reason
from pipeline.stages.parse.exchange import FeedError
from pipeline.stages.parse.wording import event_of
from pipeline.text import is_visible, one_line

__all__ = ["FeedError", "parse"]


READERS = {
    Source.FEED: "feed",
    Source.WORDPRESS: "wordpress",
    Source.PLONE: "plone",
    Source.CALENDAR: "ics",
    Source.PAGE: "webpage",
    Source.COLOURS: "colours",
}
# What leaves the box is no longer than this, in characters: whatever works on it later takes a moment.
TITLE, TEXT, ADDRESS = 1_000, 60_000, 2_000
NAMES = 50  # categories of an entry


def parse(document: Document) -> Parsed:
    """The entries of a document. Raises FeedError if it is no feed, or no trustworthy one."""
    reader = import_module(f"pipeline.stages.parse.{READERS[document.source]}")
    try:
        parsed: Parsed = reader.read(document)
    except (FeedError, MemoryError):
        raise
    except Exception as error:  # a library failed on input beyond all specifications
        raise FeedError(Reason(FeedCode.FEED_UNREADABLE, said=type(error).__name__)) from error
    entries = tuple(_with_event(_storable(entry), document) for entry in parsed.entries)
    return replace(
        parsed,
        entries=entries,
        shortened=sum(map(_is_too_long, parsed.entries)),
        older=_address(parsed.older),
        last=_with_event(_storable(parsed.last), document) if parsed.last else None,
        hub=_address(parsed.hub),
        topic=_address(parsed.topic),
    )


def _storable(entry: Entry) -> Entry:
    """The entry without lone surrogates and invisible titles, its texts cut to a readable length."""
    names = [_words(name, TITLE) for name in entry.categories[:NAMES]]
    return replace(
        entry,
        guid=_clean(entry.guid[:TITLE]),
        link=_address(entry.link),
        title=_words(entry.title, TITLE),
        summary=_words(entry.summary, TEXT),
        text=_words(entry.text, TEXT),
        categories=tuple(dict.fromkeys(name for name in names if name)),
        image=_address(entry.image),
        image_alt=_words(entry.image_alt, TITLE),
        event=entry.event and replace(entry.event, place=one_line(_words(entry.event.place, TITLE))),
    )


def _with_event(entry: Entry, document: Document) -> Entry:
    """The entry with the event that its words tell of, if the portal declares none and that is certain."""
    if entry.event or entry.reject or entry.until is not None:
        return entry
    texts = (entry.text, entry.summary) if entry.summary != entry.text else (entry.text,)
    categories = entry.categories or (document.category,)
    event = event_of(entry.title, texts, categories, entry.published, document.zone)
    return replace(entry, event=event) if event else entry


def _is_too_long(entry: Entry) -> bool:
    """Whether something of the entry is cut, or left out."""
    limits = {
        TITLE: (entry.title, entry.guid),
        TEXT: (entry.summary, entry.text),
        ADDRESS: (entry.link, entry.image),
    }
    too_long = any(len(text) > most for most, texts in limits.items() for text in texts)
    return too_long or len(entry.categories) > NAMES


def _words(text: str, most: int) -> str:
    """A text for people, at most so long; "" if there is nothing to see in it."""
    if not is_visible(text):
        return ""
    return _clean(text if len(text) <= most else text[: most - 1] + "…")


def _address(text: str) -> str:
    """An address; "" if it is too long to be one, because half of it leads elsewhere."""
    return _clean(text) if len(text) <= ADDRESS else ""


def _clean(text: str) -> str:
    if text.isascii() and "\0" not in text:
        return text
    return text.encode("utf-8", "replace").decode().replace("\0", "")
