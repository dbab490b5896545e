"""RSS, RDF, Atom and JSON Feed as entries, read by their meaning even if they are malformed. Pure."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

from pipeline.feed_codes import FeedCode
from pipeline.happening import Event
from pipeline.model import Document, Entry, Parsed
from pipeline.patterns import lazy_re
from pipeline.reasons import Reason
from pipeline.stages.parse import jsonfeed
from pipeline.stages.parse.attached import Attachment, alt_of, documents_of, picture_of
from pipeline.stages.parse.common import MOST, absolute, flawed, reject, without_debris
from pipeline.stages.parse.dates import date, end, first, newest
from pipeline.stages.parse.declared import event_in_html, span
from pipeline.stages.parse.decoding import decoded
from pipeline.stages.parse.exchange import FeedError
from pipeline.stages.parse.linked import links_of
from pipeline.stages.parse.mending import Mended, mended
from pipeline.stages.parse.other_kinds import not_a_feed
from pipeline.text import line_of, one_line, text_of


def read(document: Document) -> Parsed:
    """Raises FeedError."""
    got = decoded(document)
    if got.text.lstrip()[:1] == "{":
        return flawed(jsonfeed.read(document), got.lost)
    whole = mended(got.text)
    try:
        read = _library().parse(
            io.BytesIO(
                whole.text.encode("utf-8", "replace")
            ),  # bare bytes it would first take for the name of a file
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,  # of links in texts, which become plain
            sanitize_html=False,
        )
    except Exception as error:  # feedparser lets a few parser errors of broken input through
        raise FeedError(Reason(FeedCode.FEED_DAMAGED, said=type(error).__name__)) from error
    if not read.get("version"):
        raise FeedError(not_a_feed(got.text, document.url))
    raw = newest(read.entries, MOST, partial(_published, zone=document.zone))
    parsed = _trusted([_entry(one, document) for one in raw], read, whole)
    url = document.url
    hub, topic = (_linked(read, rel, url) for rel in ("hub", "self"))
    return replace(flawed(parsed, got.lost, junk=whole.junk), older=_older(read, url), hub=hub, topic=topic)


@lru_cache(1)
def _library() -> Any:
    """feedparser, imported only here: it is heavy, and not needed when nothing has changed."""
    import feedparser
    from feedparser.namespaces.mediarss import Namespace

    feedparser.api.PREFERRED_XML_PARSERS.clear()  # always Python's own, and none looked for at every document
    feedparser.datetimes._date_handlers.clear()  # we read dates ourselves
    _hasten(feedparser.FeedParserDict)

    def end(self: Any) -> None:
        described = self.pop("media_description")
        for picture in self._get_context().get("media_content", [])[-1:]:
            picture.setdefault("description", described)

    # It would take the description of a picture for the entry's text.
    Namespace._start_media_description = lambda self, attributes: self.push("media_description", 1)
    Namespace._end_media_description = end
    return feedparser


def _hasten(dictionary: Any) -> None:
    """Let feedparser's dictionary look up and copy as fast as a plain one where it holds the same: a quarter of the
    time of reading a feed went there."""
    renamed = frozenset(
        ("category", "enclosures", "license", "updated", "updated_parsed", *dictionary.keymap)
    )
    get = dictionary.get
    dictionary.get = lambda self, key, usual=None: (get if key in renamed else dict.get)(self, key, usual)
    dictionary.__deepcopy__ = lambda self, _memo: dictionary(self)  # what it copies holds only texts


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


def _trusted(entries: list[Entry], read: Any, whole: Mended) -> Parsed:
    """The entries; of a broken feed without the last one, which may have lost its end."""
    error = read.get("bozo_exception") if read.get("bozo") else None
    if error is None:
        return Parsed(tuple(entries))
    said = one_line(str(error))[:120]
    last = replace(entries[-1], cut=not whole.is_whole) if entries else None
    flaw = Reason(FeedCode.FEED_BROKEN, said=said)
    return Parsed(tuple(entries[:-1]), degraded=f"broken XML: {said}", flaw=flaw, last=last)


def _entry(raw: Any, document: Document) -> Entry:
    url, zone = document.url, document.zone
    title, link = line_of(_kept(raw, "title") or ""), _link(raw, url)
    contents = [part.get("value") or "" for part in _kept(raw, "content") or ()]
    teaser = _kept(raw, "summary") or ""
    text = without_debris(text_of(max(contents, key=len, default=""), links_of(document, link)), title)
    summary = without_debris(text_of(teaser, links_of(document, link)), title)
    attached = [*_attached(raw, url)]
    picture = picture_of(attached)
    return Entry(
        guid=(_kept(raw, "id") or "").strip(),
        link=link,
        title=title,
        summary=summary,
        text=documents_of(attached, text or summary, document),
        categories=_categories(raw),
        published=_published(raw, zone),
        image=picture.address if picture else "",
        image_alt=alt_of(picture, _kept(raw, "media_description") or ""),
        reject=reject(title, "".join(contents) + teaser),
        until=_until(raw, zone),
        event=_event(raw, zone) or event_in_html("".join(contents) + teaser, zone),
    )


def _link(raw: Any, url: str) -> str:
    """The entry's link. A guid is used only if it is a complete address, whatever `isPermaLink` claims."""
    link, guid = _kept(raw, "link") or "", _kept(raw, "id") or ""
    is_address = guid.startswith(("http://", "https://"))
    if not link and is_address:
        return absolute(guid, url)
    from_guid = _kept(raw, "guidislink") and link.endswith(guid)
    return "" if from_guid and not is_address else absolute(link, url)


def _categories(raw: Any) -> tuple[str, ...]:
    names = [
        line_of(tag.get("label") or tag.get("term") or "")
        for tag in _kept(raw, "tags") or ()
        # AlboPOP keeps numbers and dates in categories as well.
        if "albopop" not in (tag.get("scheme") or "") or tag["scheme"].endswith("-type")
    ]
    return tuple(dict.fromkeys(name for name in names if name))


def _attached(raw: Any, base: str) -> Iterator[Attachment]:
    """The files that an entry declares. Pictures found in the text are ignored: they may show anything."""
    for declared in (*(raw.get("enclosures") or ()), *(_kept(raw, "media_content") or ())):
        kind = str(declared.get("type") or declared.get("medium") or "")
        address = absolute(declared.get("href") or declared.get("url") or "", base)
        yield Attachment(address, kind, declared.get("title") or "", declared.get("description") or "")
    for declared in _kept(raw, "media_thumbnail") or ():
        yield Attachment(absolute(declared.get("url") or "", base), "image")


def _published(raw: Any, zone: ZoneInfo) -> float | None:
    """The date in Unix seconds, from its text: feedparser mistakes CEST for UTC and knows no Italian."""
    names = ("published", "updated", "created")
    return first(date(written, zone) for name in names if (written := _kept(raw, name)))


def _until(raw: Any, zone: ZoneInfo) -> float | None:
    """When an entry ceases to be news, by any of the vocabularies that say so; None = it does not."""
    ends = []
    if valid := str(_kept(raw, "validity") or ""):
        said = _VALID_TO.search(valid)
        ends = [said[1] if said else "", valid.partition("/")[2]]
    ends += [_kept(raw, name) for name in ("ev_enddate", "xcal_dtend", "expired", "prism_expirationdate")]
    ends += [tag.get("term") for tag in _kept(raw, "tags") or () if _ENDS.search(tag.get("scheme") or "")]
    ends += [_kept(raw, name) for name in ("ev_startdate", "xcal_dtstart")]
    return first(end(one_line(str(written)), zone) for written in ends if written)


def _event(raw: Any, zone: ZoneInfo) -> Event | None:
    """The event by the vocabularies for events in RSS."""
    for names in (
        ("ev_startdate", "ev_enddate", "ev_location"),
        ("xcal_dtstart", "xcal_dtend", "xcal_location"),
    ):
        begin, end, place = (one_line(str(_kept(raw, name) or "")) for name in names)
        if event := span(begin, end, place, zone) if begin else None:
            return event
    return None


_VALID_TO = lazy_re(r"(?:^|[;\s])end\s*=\s*([^;]+)", re.I)
_ENDS = lazy_re(r"albopop.*pubend$", re.I)


def _kept(raw: Any, name: str) -> Any:
    """A raw value, bypassing feedparser's slow `get`, which substitutes one date for another."""
    return dict.get(raw, name)
