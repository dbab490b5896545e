"""JSON Feed, versions 1 and 1.1, as entries. Pure. Source: jsonfeed.org/version/1.1."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from pipeline.feed_codes import FeedCode
from pipeline.model import Document, Entry, Parsed
from pipeline.reasons import Reason
from pipeline.stages.parse import common
from pipeline.text import line_of, text_of, tidy


def read(document: Document) -> Parsed:
    """The entries of a JSON Feed. Items that are no objects or have no id are skipped. Raises FeedError."""
    feed = common.json_of(document)
    if not isinstance(feed, dict) or "jsonfeed.org" not in str(feed.get("version")):
        raise common.FeedError(Reason(FeedCode.NO_JSON_FEED))
    items = feed.get("items")
    if not isinstance(items, list):
        raise common.FeedError(Reason(FeedCode.JSON_FEED_EMPTY))
    url = document.url
    entries = [_entry(item, url, document.zone) for item in items[: common.MOST] if isinstance(item, dict)]
    older = common.absolute(common.string(feed.get("next_url")), url)
    return Parsed(tuple(entry for entry in entries if entry.guid), older=older)


def _entry(item: dict[str, Any], url: str, zone: ZoneInfo) -> Entry:
    html, plain = common.string(item.get("content_html")), common.string(item.get("content_text"))
    text = text_of(html) if html else tidy(plain)
    summary = tidy(common.string(item.get("summary")))
    title = line_of(common.string(item.get("title")))
    tags = item.get("tags")
    names = [line_of(common.string(tag)) for tag in tags] if isinstance(tags, list) else []
    return Entry(
        guid=common.string(item.get("id")).strip(),
        link=common.absolute(common.string(item.get("url")), url),
        title=title,
        summary=summary,
        text=text or summary,
        categories=tuple(dict.fromkeys(name for name in names if name)),
        published=common.date(common.string(item.get("date_published")), zone),
        image=common.absolute(common.string(item.get("image")), url),
        reject=common.reject(title, html),
    )
