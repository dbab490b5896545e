"""A web page whose links are read, for portals that offer nothing better.

Built in is one conservative rule: the news are the headings of the page's main part that lead to pages of the same
site. Where that fails, CSS selectors name the item, and its link, title, date and so on.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pipeline.addresses import site_of
from pipeline.feed_codes import FeedCode
from pipeline.model import Document, Entry, Parsed, Select
from pipeline.patterns import lazy_re
from pipeline.reasons import Reason
from pipeline.stages.parse.common import MOST, absolute, date, flawed, reject
from pipeline.stages.parse.decoding import decoded
from pipeline.stages.parse.exchange import FeedError
from pipeline.text import ended, line_of, one_line, tidy

if TYPE_CHECKING:
    from bs4 import Tag

LARGEST = 2_000_000  # bytes of a page that are looked at
FEWEST = 2  # headings that make a list of news
ASIDE = "nav, header, footer, aside, form, [class*=breadcrumb], [class*=pagination], [class*=cookie], [role=navigation]"


def read(document: Document) -> Parsed:
    """The news linked on a page. Raises FeedError if none are recognised or a selector is wrong."""
    import bs4
    import soupsieve

    got = decoded(replace(document, body=document.body[: 4 * LARGEST]))
    warnings.simplefilter("ignore", bs4.MarkupResemblesLocatorWarning)
    warnings.simplefilter("ignore", bs4.XMLParsedAsHTMLWarning)
    try:
        html = got.text[:LARGEST]
        page = bs4.BeautifulSoup(ended(html), "html.parser")
    except (bs4.ParserRejectedMarkup, AssertionError):
        raise FeedError(Reason(FeedCode.NO_HTML)) from None
    select = document.select
    try:
        found = _by_selectors(page, document) if select.item else _by_headings(page, document)
        entries = list(found)[:MOST]
    except soupsieve.SelectorSyntaxError as error:
        raise FeedError(Reason(FeedCode.WRONG_SELECT, said=one_line(str(error))[:100])) from None
    if len(entries) < (1 if select.item else FEWEST):
        raise FeedError(Reason(FeedCode.NO_LIST))
    return flawed(Parsed(tuple(entries)), got.lost)


def _by_selectors(page: Tag, document: Document) -> Iterator[Entry]:
    select = document.select
    for item in page.select(select.item):
        link = (
            item.select_one(select.link)
            if select.link
            else item
            if item.name == "a"
            else item.select_one("a[href]")
        )
        address = _address(link, document.url) if link is not None else ""
        named = item.select_one(select.title) if select.title else link
        title = one_line(named.get_text(" ")) if named is not None else ""
        if address and title:
            yield _entry(title, address, item, document)


def _by_headings(page: Tag, document: Document) -> Iterator[Entry]:
    for part in page.select(ASIDE):
        part.decompose()
    main = page.select_one("main, [role=main], #main, #content, #contenuto") or page
    own, here = site_of(document.url), urlsplit(document.url).path.rstrip("/")
    links: dict[str, tuple[str, Tag]] = {}
    for heading in main.select("h1, h2, h3, h4, h5, h6"):
        link = heading.select_one("a[href]") or heading.find_parent("a", href=True)
        address = _address(link, document.url) if link is not None else ""
        title = one_line(heading.get_text(" "))
        path = urlsplit(address).path.rstrip("/")
        up_or_here = here == path or here.startswith(f"{path}/")
        if len(title) >= 8 and site_of(address) == own and not (up_or_here and not urlsplit(address).query):
            links.setdefault(address, (title, heading))
    headings = {id(heading) for _, heading in links.values()}
    for address, (title, heading) in links.items():
        yield _entry(title, address, _card(heading, headings), document)


def _card(heading: Tag, headings: set[int]) -> Tag:
    """The largest element around a heading that contains no other heading."""
    card = heading
    while card.parent is not None and card.parent.name not in ("body", "main", "html", "[document]"):
        inside = sum(id(one) in headings for one in card.parent.select("h1, h2, h3, h4, h5, h6"))
        if inside > 1:
            break
        card = card.parent
    return card


def _entry(title: str, address: str, item: Tag, document: Document) -> Entry:
    select = document.select
    summary = _said(item, select.summary or "p", skip=not select.summary)
    category = _said(item, select.category) if select.category else ""
    return Entry(
        guid="",
        link=address,
        title=line_of(title)[:500],
        summary=summary,
        text=summary,
        categories=(one_line(category),) if category else (),
        published=_date(item, select, document.zone),
        reject=reject(title, ""),
    )


def _said(item: Tag, selector: str, *, skip: bool = False) -> str:
    """The first text the selector finds. `skip`: pass over texts that are only a date or a "read more" link."""
    for found in item.select(selector):
        text = tidy(found.get_text(" "))
        if text and not (skip and (len(text) < 30 or re.match(r"leggi|continua", text, re.I))):
            return text
    return ""


def _date(item: Tag, select: Select, zone: ZoneInfo) -> float | None:
    """The date in `<time datetime>`, else the first date in the text, in Unix seconds."""
    if select.date:
        found = item.select_one(select.date)
        texts = [str(found.get("datetime") or ""), found.get_text(" ")] if found is not None else []
    else:
        texts = [str(one.get("datetime")) for one in item.select("time[datetime]")]
        texts.append(item.get_text(" "))
    for text in texts:
        whole = date(text, zone)
        if whole is not None:
            return whole
        for written in _DAY.findall(text[:5000]):
            if (day := date(written, zone)) is not None:
                return day
    return None


_DAY = lazy_re(r"\b\d{1,2}[°º]? [a-z]{3,9} \d{4}\b|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b", re.I)


def _address(link: Tag, base: str) -> str:
    return absolute(str(link.get("href") or ""), base).partition("#")[0]
