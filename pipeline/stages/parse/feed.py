"""RSS, RDF, Atom and JSON Feed as entries, read by their meaning even if they are malformed. Pure."""

from __future__ import annotations

import calendar
import io
import re
from dataclasses import replace
from html.entities import html5
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

from pipeline.feed_codes import FeedCode
from pipeline.model import Document, Entry, Parsed
from pipeline.reasons import Reason
from pipeline.stages.parse import jsonfeed
from pipeline.stages.parse.common import MOST, FeedError, absolute, date, plausible, reject, without_debris
from pipeline.text import line_of, one_line, text_of


def read(document: Document) -> Parsed:
    """Raises FeedError."""
    url, zone = document.url, document.zone
    if document.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return jsonfeed.read(document)
    import feedparser  # heavy, and not needed when nothing has changed

    feedparser.api.PREFERRED_XML_PARSERS.clear()  # always Python's own, and none looked for at every document

    try:
        read = feedparser.parse(
            io.BytesIO(_mended(document.body)),  # bare bytes it would first take for the name of a file
            response_headers={"content-type": document.content_type},
            resolve_relative_uris=False,  # of links in texts, which become plain
            sanitize_html=False,
        )
    except Exception as error:  # feedparser lets a few parser errors of broken input through
        raise FeedError(Reason(FeedCode.FEED_DAMAGED, said=type(error).__name__)) from error
    if not read.get("version"):
        raise FeedError(Reason(FeedCode.NO_FEED))
    entries = [_entry(raw, url, zone) for raw in read.entries[:MOST]]
    hub, topic = (_linked(read, rel, url) for rel in ("hub", "self"))
    return replace(_trusted(entries, read), older=_older(read, url), hub=hub, topic=topic)


def _linked(read: Any, rel: str, url: str) -> str:
    """The address of the feed's own link of kind `rel`; "" = none."""
    found = (link.get("href") or "" for link in read.feed.get("links") or () if link.get("rel") == rel)
    return absolute(next(found, ""), url)


def _older(read: Any, url: str) -> str:
    """The address of the next page: the feed's own link, or by WordPress's numbering; "" = none."""
    if address := _linked(read, "next", url):
        return address
    if "wordpress.org" not in str(read.feed.get("generator") or ""):
        return ""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    page = query.get("paged", "1")
    query["paged"] = str(int(page) + 1) if page.isdecimal() and len(page) < 6 else "2"
    return parts._replace(query=urlencode(query)).geturl()


def _trusted(entries: list[Entry], read: Any) -> Parsed:
    """The entries; of a broken feed all but the last, which may have lost its end."""
    survivable = ("CharacterEncodingOverride", "NonXMLContentType")
    error = read.get("bozo_exception") if read.get("bozo") else None
    if error is None or type(error).__name__ in survivable:
        return Parsed(tuple(entries))
    return Parsed(tuple(entries[:-1]), degraded=f"broken XML: {one_line(str(error))[:120]}")


def _mended(body: bytes) -> bytes:
    """The body with errors repaired that stop XML parsers: bare ampersands, HTML entities, control characters."""
    body = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"\0" in body[:100]:  # UTF-16
        return body
    body = _REFERENCE.sub(_legal, _ILLEGAL.sub(b"", body))
    if b"<!ENTITY" in body:  # it has entities of its own
        return body
    parts, at = [], 0
    while (begin := body.find(b"<![CDATA[", at)) >= 0 and (end := body.find(b"]]>", begin)) >= 0:
        parts += [_ENTITY.sub(_entity, body[at:begin]), body[begin : end + 3]]
        at = end + 3
    return b"".join((*parts, _ENTITY.sub(_entity, body[at:])))


_ILLEGAL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_REFERENCE = re.compile(rb"&#(\d+|[xX][0-9a-fA-F]+);?")
_ENTITY = re.compile(rb"&(#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)?")


def _legal(found: re.Match[bytes]) -> bytes:
    """The numeric reference; removed if it stands for no character, because the parser would refuse the whole feed."""
    digits = found[1].lower()
    number = int(digits.lstrip(b"x"), 16 if digits.startswith(b"x") else 10) if len(digits) < 9 else 0
    character = number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0x110000
    return found[0] if character else b""


def _entity(found: re.Match[bytes]) -> bytes:
    """An HTML entity (`&egrave;`) as a numeric one. Not `&lang=it` in a link, which would become an angle bracket."""
    name = (found[1] or b"").decode()
    if name.startswith("#") or name in ("amp;", "lt;", "gt;", "quot;", "apos;"):
        return found[0]
    if name in html5:
        return "".join(f"&#{ord(char)};" for char in html5[name]).encode()
    return b"&amp;" + found[0][1:]


def _entry(raw: Any, url: str, zone: ZoneInfo) -> Entry:
    title = line_of(_kept(raw, "title") or "")
    contents = [part.get("value") or "" for part in _kept(raw, "content") or ()]
    text = without_debris(text_of(max(contents, key=len, default="")), title)
    summary = without_debris(text_of(_kept(raw, "summary") or ""), title)
    return Entry(
        guid=(_kept(raw, "id") or "").strip(),
        link=_link(raw, url),
        title=title,
        summary=summary,
        text=text or summary,
        categories=_categories(raw),
        published=_published(raw, zone),
        image=_image(raw, url),
        reject=reject(title, "".join(contents) + (_kept(raw, "summary") or "")),
    )


def _link(raw: Any, url: str) -> str:
    """The entry's link. A guid is used only if it is a complete address, whatever `isPermaLink` claims."""
    link, guid = _kept(raw, "link") or "", _kept(raw, "id") or ""
    from_guid = _kept(raw, "guidislink") and link.endswith(guid)
    return "" if from_guid and not guid.startswith(("http://", "https://")) else absolute(link, url)


def _categories(raw: Any) -> tuple[str, ...]:
    names = [
        line_of(tag.get("label") or tag.get("term") or "")
        for tag in _kept(raw, "tags") or ()
        # AlboPOP keeps numbers and dates in categories as well.
        if "albopop" not in (tag.get("scheme") or "") or tag["scheme"].endswith("-type")
    ]
    return tuple(dict.fromkeys(name for name in names if name))


def _image(raw: Any, base: str) -> str:
    """The picture the feed declares. Pictures found in the text are ignored: they may show anything."""
    for declared in (*(raw.get("enclosures") or ()), *(_kept(raw, "media_content") or ())):
        kind = str(declared.get("type") or declared.get("medium") or "")
        if kind.startswith("image") and (
            address := absolute(declared.get("href") or declared.get("url") or "", base)
        ):
            return address
    for declared in _kept(raw, "media_thumbnail") or ():
        if address := absolute(declared.get("url") or "", base):
            return address
    return ""


def _published(raw: Any, zone: ZoneInfo) -> float | None:
    """The date in Unix seconds, from its text: feedparser mistakes CEST for UTC and knows no Italian."""
    for name in ("published", "updated", "created"):
        if written := _kept(raw, name):
            if (found := date(written, zone)) is not None:
                return found
            # Python's calendar ends with the year 9999.
            if (parsed := _kept(raw, f"{name}_parsed")) and 0 < parsed[0] < 9999:
                return plausible(float(calendar.timegm(parsed)))
    return None


def _kept(raw: Any, name: str) -> Any:
    """A raw value, bypassing feedparser's slow `get`, which substitutes one date for another."""
    return dict.get(raw, name)
