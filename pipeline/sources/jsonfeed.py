"""JSON Feed, versions 1 and 1.1, as entries. Pure. Source: jsonfeed.org/version/1.1."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

from pipeline import _text
from pipeline.model import Document, Entry, Parsed
from pipeline.sources import common


def read(document: Document) -> Parsed:
    """Raises FeedError if it is none. An item that is no object, or has no id, is passed over."""
    try:
        feed = json.loads(document.body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise common.FeedError("broken JSON: is it cut off?") from None
    if not isinstance(feed, dict) or "jsonfeed.org" not in str(feed.get("version")):
        raise common.FeedError("this is JSON, but no JSON Feed")
    items = feed.get("items")
    if not isinstance(items, list):
        raise common.FeedError("a JSON Feed without items")
    url = document.url
    entries = [_entry(item, url, document.zone) for item in items[: common.MOST] if isinstance(item, dict)]
    older = common.absolute(_string(feed.get("next_url")), url)
    return Parsed(tuple(entry for entry in entries if entry.guid), older=older)


def _string(value: Any) -> str:
    """Text one can store; numbers serve as ids in feeds that know no better."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _entry(item: dict[str, Any], url: str, zone: ZoneInfo) -> Entry:
    html, plain = _string(item.get("content_html")), _string(item.get("content_text"))
    text = _text.plain(html) if html else _text.tidy(plain)
    summary = _text.tidy(_string(item.get("summary")))
    title = _text.title(_string(item.get("title")))
    tags = item.get("tags")
    names = [_text.title(_string(tag)) for tag in tags] if isinstance(tags, list) else []
    return Entry(
        guid=_string(item.get("id")).strip(),
        link=common.absolute(_string(item.get("url")), url),
        title=title,
        summary=summary,
        text=text or summary,
        categories=tuple(dict.fromkeys(name for name in names if name)),
        published=common.date(_string(item.get("date_published")), zone),
        image=common.absolute(_string(item.get("image")), url),
        reject=common.reject(title, html),
    )
