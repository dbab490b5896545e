"""The picture that an item's own page declares, for feeds that declare none. Only where `page_picture` asks for it.

The reference names the page; the picture is looked for when a channel needs it. So a page that changes its picture,
or the setting itself, is no edit of the item.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from urllib.parse import urljoin

from pipeline.addresses import PAGE_PICTURE
from pipeline.model import Parsed
from pipeline.settings.values import Feed

LARGEST = 300_000  # characters of a page that are looked at: its head is at the beginning
_META = re.compile(r"<meta\b([^<>]{1,3000})>", re.I)
_PART = re.compile(r"""\b(property|name|content)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.I)
_NAMES = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image")


def with_page_pictures(feed: Feed, parsed: Parsed) -> Parsed:
    """The entries, each without a picture with a reference to its page's, if the feed is so set."""
    if not feed.page_picture:
        return parsed
    entries = tuple(
        replace(entry, image=PAGE_PICTURE + entry.link) if entry.link and not entry.image else entry
        for entry in parsed.entries
    )
    return replace(parsed, entries=entries)


def picture_in(page: str, base: str) -> str:
    """The address of the picture that a web page declares; "" = none. Pure, and linear in the page's length."""
    found: dict[str, str] = {}
    for tag in _META.finditer(page[:LARGEST]):
        parts = {name.lower(): one or other for name, one, other in _PART.findall(tag[1])}
        name = (parts.get("property") or parts.get("name") or "").strip().lower()
        if name in _NAMES and parts.get("content"):
            found.setdefault(name, html.unescape(parts["content"]).strip())
    declared = next((found[name] for name in _NAMES if found.get(name)), "")
    try:
        return urljoin(base, declared) if declared else ""
    except ValueError:
        return ""
