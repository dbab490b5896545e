"""parse: bytes of a feed become entries, as they are meant and not as they are broken. Pure."""

from __future__ import annotations

import calendar
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_tz
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit
from zoneinfo import ZoneInfo

from pipeline import _text
from pipeline.model import Entry, Parsed

MOST = 500  # entries of one feed


class FeedError(Exception):
    """These bytes are no feed, or none that can be trusted. One line."""


def parse(body: bytes, content_type: str, url: str, zone: ZoneInfo) -> Parsed:
    """Read RSS, RDF or Atom. `url`: where it came from; `zone`: of dates that name none. Raises FeedError."""
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
        if link.get("rel") == "next" and (address := _absolute(link.get("href") or "", url)):
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
    link = _absolute(raw.get("link") or "", url)
    return Entry(
        guid=(raw.get("id") or "").strip(),
        link=link,
        title=title,
        summary=summary,
        text=text or summary,
        categories=_categories(raw),
        published=_published(raw, zone),
        image=_image(raw, url),
        reject=_reject(title, contents, raw, link, url),
    )


def _absolute(link: str, base: str) -> str:
    """The address in full; "" if it is none one can open."""
    try:
        full = urljoin(base, link.strip())
        return full if link.strip() and urlsplit(full).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _categories(raw: Any) -> tuple[str, ...]:
    names = [_text.title(tag.get("label") or tag.get("term") or "") for tag in raw.get("tags") or ()]
    return tuple(dict.fromkeys(name for name in names if name))


def _image(raw: Any, base: str) -> str:
    """The picture the feed declares; one merely found in the text may be anything."""
    for declared in (*(raw.get("enclosures") or ()), *(raw.get("media_content") or ())):
        kind = str(declared.get("type") or declared.get("medium") or "")
        if kind.startswith("image") and (
            address := _absolute(declared.get("href") or declared.get("url") or "", base)
        ):
            return address
    for declared in raw.get("media_thumbnail") or ():
        if address := _absolute(declared.get("url") or "", base):
            return address
    return ""


def _reject(title: str, contents: list[str], raw: Any, link: str, url: str) -> str:
    """Why an entry must never go out."""
    html = "".join(contents) + (raw.get("summary") or "")
    if "post-password-form" in html or re.match(r"(Protetto|Protected): ", title):
        return "password"
    if re.match(r"Bridge returned error", title):
        return "error item"
    return ""


# -- dates -----------------------------------------------------------------------------------------

_MONTHS = ["gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"]
_ENGLISH = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_ZONES = {"CET": "+0100", "CEST": "+0200", "MET": "+0100", "MEST": "+0200"}


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


def date(written: str, zone: ZoneInfo) -> float | None:
    """Unix seconds of a date in RFC 822 or ISO 8601 form, in English or Italian; None if it is none."""
    text = _text.one_line(written)
    try:
        iso = datetime.fromisoformat(text)
    except ValueError:
        return _rfc822(text, zone)
    if iso.tzinfo is None:
        iso = iso.replace(tzinfo=zone)
    return _timestamp(iso)


def _rfc822(text: str, zone: ZoneInfo) -> float | None:
    text = re.sub(r"^[^\W\d]+\.?,?\s+(?=\d)", "", text)  # the weekday says nothing
    for italian, english in zip(_MONTHS, _ENGLISH, strict=True):
        text = re.sub(rf"\b{italian}[a-z]*\.?(?=\s)", english, text, flags=re.I)
    for name, offset in _ZONES.items():
        text = re.sub(rf"\b{name}\b", offset, text)
    parts = parsedate_tz(text)
    if parts is None:
        return None
    try:
        naive = datetime(*parts[:6])
    except ValueError:
        return None
    if re.search(r"\d$", text) and not re.search(r"[+-]\d{4}$", text):  # the standard library would say UTC
        return _timestamp(naive.replace(tzinfo=zone))
    return _timestamp(naive.replace(tzinfo=UTC), -(parts[9] or 0))


def _timestamp(value: datetime, shift: float = 0.0) -> float | None:
    try:
        return value.timestamp() + shift
    except (ValueError, OverflowError):
        return None
