"""JSON Feed, versions 1 and 1.1, as entries. Pure. Source: jsonfeed.org/version/1.1."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.feed_codes import FeedCode
from pipeline.model import Document, Entry, Parsed
from pipeline.reasons import Reason
from pipeline.stages.parse import common
from pipeline.stages.parse.attached import Attachment, documents_of, picture_of
from pipeline.stages.parse.dates import first, newest
from pipeline.stages.parse.declared import event_in_html
from pipeline.stages.parse.exchange import FeedError
from pipeline.stages.parse.linked import links_of
from pipeline.text import line_of, text_of


def read(document: Document) -> Parsed:
    """The entries of a JSON Feed. Items that are no objects or have no id are skipped. Raises FeedError."""
    feed = common.json_of(document)
    if not isinstance(feed, dict) or "jsonfeed.org" not in str(feed.get("version")):
        raise FeedError(Reason(FeedCode.NO_JSON_FEED))
    items = feed.get("items")
    if not isinstance(items, list):
        raise FeedError(Reason(FeedCode.JSON_FEED_EMPTY))
    url, zone = document.url, document.zone
    raw = newest(
        [item for item in items if isinstance(item, dict)], common.MOST, partial(_published, zone=zone)
    )
    entries = [_entry(item, document) for item in raw]
    older = common.absolute(common.string(feed.get("next_url")), url)
    return Parsed(tuple(entry for entry in entries if entry.guid), older=older)


def _entry(item: dict[str, Any], document: Document) -> Entry:
    url = document.url
    html, plain = common.string(item.get("content_html")), common.string(item.get("content_text"))
    link = common.absolute(common.string(item.get("url")), url)
    text = text_of(html or plain, links_of(document, link), keep_lines=not html)
    summary = text_of(common.string(item.get("summary")), links_of(document, link))
    title = line_of(common.string(item.get("title")))
    tags = item.get("tags")
    names = [line_of(common.string(tag)) for tag in tags] if isinstance(tags, list) else []
    attached = [*_attached(item, url)]
    picture = picture_of(attached)
    return Entry(
        guid=common.string(item.get("id")).strip(),
        link=link,
        title=title,
        summary=summary,
        text=documents_of(attached, text or summary, document),
        categories=tuple(dict.fromkeys(name for name in names if name)),
        published=_published(item, document.zone),
        image=picture.address if picture else "",
        reject=common.reject(title, html),
        event=event_in_html(html, document.zone),
    )


def _published(item: dict[str, Any], zone: ZoneInfo) -> float | None:
    names = ("date_published", "date_modified")
    return first(common.date(common.string(item.get(name)), zone) for name in names)


def _attached(item: dict[str, Any], base: str) -> Iterator[Attachment]:
    """The item's own picture, and the files it declares."""
    files = item.get("attachments")
    yield Attachment(common.absolute(common.string(item.get("image")), base), "image")
    for file in files if isinstance(files, list) else ():
        address = common.absolute(common.string(common.part(file, "url")), base)
        kind, title = (common.string(common.part(file, name)) for name in ("mime_type", "title"))
        yield Attachment(address, kind, title)
