"""What a document is that is no feed, so that a person reads what to do about it. Pure."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin

from pipeline.feed_codes import FeedCode
from pipeline.patterns import lazy_re
from pipeline.reasons import Reason

_PAGE = lazy_re(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.I)
_FEED = lazy_re(r"<link\b[^>]{0,300}\btype\s*=\s*[\"']?application/(?:rss|atom|feed)[^>]{0,500}>", re.I)
_HREF = lazy_re(r"\bhref\s*=\s*[\"']?([^\"'\s>]{1,300})", re.I)
_START = 200_000  # characters that are looked at


def not_a_feed(text: str, url: str) -> Reason:
    """The reason why a document is no feed, with the remedy. `url`: its own."""
    start = text[:_START].lstrip()
    if start[:15].upper() == "BEGIN:VCALENDAR":
        return Reason(FeedCode.FEED_IS_CALENDAR)
    if start[:1] == "[":
        return Reason(FeedCode.FEED_IS_JSON)
    if not _PAGE.search(start[:5_000]):
        return Reason(FeedCode.NO_FEED)
    declared = _FEED.search(start)
    href = _HREF.search(declared[0]) if declared else None
    if href is None:
        return Reason(FeedCode.NO_FEED)
    try:
        return Reason(FeedCode.FEED_NAMED, url=urljoin(url, unescape(href[1])))
    except ValueError:  # half an address
        return Reason(FeedCode.NO_FEED)
