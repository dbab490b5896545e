"""WordPress's REST interface (`/wp-json/wp/v2/posts?_embed=1&per_page=20`, or a type of the portal's own).

An item keeps the guid it has in the feeds, so that both may be read and it is one item.
"""

from __future__ import annotations

from functools import partial
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

from pipeline.feed_codes import FeedCode
from pipeline.model import Document, Entry, Parsed
from pipeline.reasons import Code, Reason
from pipeline.stages.parse import events_calendar as calendar
from pipeline.stages.parse.common import (
    MOST,
    absolute,
    date,
    flawed,
    json_of,
    part,
    reject,
    string,
    without_debris,
)
from pipeline.stages.parse.dates import newest
from pipeline.stages.parse.declared import event_in_fields, event_in_html
from pipeline.stages.parse.decoding import decoded
from pipeline.stages.parse.exchange import FeedError
from pipeline.stages.parse.linked import links_of
from pipeline.text import line_of, text_of


def read(document: Document) -> Parsed:
    """The entries of WordPress's answer. Raises FeedError."""
    posts = json_of(document)
    if isinstance(posts, dict) and "code" in posts:
        said = line_of(string(posts.get("message") or posts["code"]))[:120]
        raise FeedError(Reason(FeedCode.WORDPRESS_REFUSES, said=said))
    if isinstance(posts, dict) and isinstance(posts.get("events"), list):
        return calendar.read(posts, document)
    if not isinstance(posts, list):
        raise FeedError(Reason(FeedCode.NO_WORDPRESS))
    good = [post for post in posts if isinstance(post, dict) and "guid" in post]
    if posts and not good:
        raise FeedError(Reason(FeedCode.NO_WORDPRESS))
    shown = [post for post in good if post.get("status", "publish") == "publish"]
    kept = newest(shown, MOST, partial(_published, zone=document.zone))
    parsed = Parsed(tuple(_entry(post, document) for post in kept), older=_older(document.url, len(posts)))
    return flawed(parsed, decoded(document).lost)


def _older(url: str, count: int) -> str:
    """The address of the next page; "" if this one was not full."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    numbers = {name: query.get(name, str(default)) for name, default in (("page", 1), ("per_page", 10))}
    if not all(value.isdecimal() and len(value) < 6 for value in numbers.values()):
        return ""
    if count < int(numbers["per_page"]):
        return ""
    return parts._replace(query=urlencode({**query, "page": int(numbers["page"]) + 1})).geturl()


def _entry(post: dict[str, Any], document: Document) -> Entry:
    title = line_of(string(part(post, "title", "rendered")))
    html, excerpt = string(part(post, "content", "rendered")), string(part(post, "excerpt", "rendered"))
    link = absolute(string(post.get("link")), document.url)
    text = without_debris(text_of(html, links_of(document, link)), title)
    summary = without_debris(text_of(excerpt, links_of(document, link)), title)
    locked = part(post, "content", "protected") is True
    return Entry(
        guid=unescape(string(part(post, "guid", "rendered"))).strip(),
        link=link,
        title=title,
        summary=summary,
        text=text or summary,
        categories=_terms(post),
        published=_published(post, document.zone),
        image=_image(post, document.url),
        image_alt=line_of(string(part(_picture(post), "alt_text"))),
        reject=Code.LOCKED if locked else reject(title, html),
        event=event_in_fields(post, document.zone) or event_in_html(html, document.zone),
    )


def _terms(post: dict[str, Any]) -> tuple[str, ...]:
    """The categories and kinds, then the tags, as in the feeds."""
    lists = part(post, "_embedded", "wp:term")
    terms = (
        [term for one in lists if isinstance(one, list) for term in one] if isinstance(lists, list) else []
    )
    named = [term for term in terms if isinstance(term, dict)]
    named.sort(key=lambda term: term.get("taxonomy") == "post_tag")
    names = [line_of(string(term.get("name"))) for term in named]
    return tuple(dict.fromkeys(name for name in names if name))


def _published(post: dict[str, Any], zone: ZoneInfo) -> float | None:
    when = string(post.get("date_gmt"))
    return date(f"{when}Z" if when else string(post.get("date")), zone)


def _picture(post: dict[str, Any]) -> Any:
    media = part(post, "_embedded", "wp:featuredmedia")
    first = media[0] if isinstance(media, list) and media else None
    return first if part(first, "media_type") == "image" else None


def _image(post: dict[str, Any], base: str) -> str:
    return absolute(string(part(_picture(post), "source_url")), base)
