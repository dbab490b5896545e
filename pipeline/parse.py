"""parse: bytes of a feed become entries, as they are meant and not as they are broken. Pure."""

from __future__ import annotations

import calendar
import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

from pipeline import _jsonfeed, _text
from pipeline._entries import MOST, FeedError, absolute, date, reject
from pipeline.model import Entry, Parsed

__all__ = ["FeedError", "parse"]


def parse(body: bytes, content_type: str, url: str, zone: ZoneInfo) -> Parsed:
    """Read RSS, RDF, Atom or JSON Feed. `url`: its address; `zone`: of dates that name none. Raises FeedError."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _jsonfeed.parse(body, url, zone)
    import feedparser  # heavy, and not needed when nothing has changed

    try:
        read = feedparser.parse(
            _mended(body), response_headers={"content-type": content_type, "content-location": url}
        )
    except Exception as error:  # feedparser lets a few parser errors of broken input through
        raise FeedError(f"unreadable: {type(error).__name__}") from error
    if not read.get("version"):
        raise FeedError("this is no feed: is the portal in maintenance, or the address wrong?")
    entries = [_entry(raw, url, zone) for raw in read.entries[:MOST]]
    return replace(_trusted(entries, read), older=_older(read, url))


def _older(read: Any, url: str) -> str:
    """Where the feed goes on: as it says itself, or as WordPress numbers its pages."""
    for link in read.feed.get("links") or ():
        if link.get("rel") == "next" and (address := absolute(link.get("href") or "", url)):
            return address
    if "wordpress.org" not in str(read.feed.get("generator") or ""):
        return ""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    query["paged"] = str(int(query.get("paged", "1")) + 1) if query.get("paged", "1").isdecimal() else "2"
    return parts._replace(query=urlencode(query)).geturl()


def _trusted(entries: list[Entry], read: Any) -> Parsed:
    """Of a broken feed all but the last entry: that one may have lost its end."""
    survivable = ("CharacterEncodingOverride", "NonXMLContentType")
    error = read.get("bozo_exception") if read.get("bozo") else None
    if error is None or type(error).__name__ in survivable:
        return Parsed(tuple(entries))
    return Parsed(tuple(entries[:-1]), degraded=f"broken XML: {_text.one_line(str(error))[:120]}")


def _mended(body: bytes) -> bytes:
    """Bare ampersands escaped: `&lang=it` in a link would become an angle bracket."""
    body = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    parts = re.split(rb"(<!\[CDATA\[.*?\]\]>)", body, flags=re.S)
    bare = re.compile(rb"&(?!(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)")
    return b"".join(part if part.startswith(b"<![CDATA[") else bare.sub(b"&amp;", part) for part in parts)


def _entry(raw: Any, url: str, zone: ZoneInfo) -> Entry:
    title = _text.title(raw.get("title") or "")
    contents = [part.get("value") or "" for part in raw.get("content") or ()]
    text = _text.plain(max(contents, key=len, default=""))
    summary = _text.plain(raw.get("summary") or "")
    link = absolute(raw.get("link") or "", url)
    return Entry(
        guid=(raw.get("id") or "").strip(),
        link=link,
        title=title,
        summary=summary,
        text=text or summary,
        categories=_categories(raw),
        published=_published(raw, zone),
        image=_image(raw, url),
        reject=reject(title, "".join(contents) + (raw.get("summary") or "")),
    )


def _categories(raw: Any) -> tuple[str, ...]:
    names = [_text.title(tag.get("label") or tag.get("term") or "") for tag in raw.get("tags") or ()]
    return tuple(dict.fromkeys(name for name in names if name))


def _image(raw: Any, base: str) -> str:
    """The picture the feed declares; one merely found in the text may be anything."""
    for declared in (*(raw.get("enclosures") or ()), *(raw.get("media_content") or ())):
        kind = str(declared.get("type") or declared.get("medium") or "")
        if kind.startswith("image") and (
            address := absolute(declared.get("href") or declared.get("url") or "", base)
        ):
            return address
    for declared in raw.get("media_thumbnail") or ():
        if address := absolute(declared.get("url") or "", base):
            return address
    return ""


def _published(raw: Any, zone: ZoneInfo) -> float | None:
    """Unix seconds, from the date as written: feedparser takes CEST for UTC and knows no Italian."""
    for name in ("published", "updated", "created"):
        # Past feedparser's own `get`, which gives one date under the name of another.
        if written := dict.get(raw, name):
            if (found := date(written, zone)) is not None:
                return found
            if parsed := dict.get(raw, f"{name}_parsed"):
                return float(calendar.timegm(parsed))
    return None
