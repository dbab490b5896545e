"""Links of a web page that may lead to news. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import bs4

from pipeline import text
from pipeline.model import Source

LARGEST = 2_000_000  # characters of a page that are looked at
KINDS = {
    "application/rss+xml": Source.FEED,
    "application/atom+xml": Source.FEED,
    "application/rdf+xml": Source.FEED,
    "application/feed+json": Source.FEED,
    "text/calendar": Source.CALENDAR,
}


@dataclass(frozen=True)
class Candidate:
    """An address that may have news."""

    url: str
    title: str = ""
    source: Source = Source.FEED


def candidates(html: str, base: str) -> list[Candidate]:
    """The feeds and calendars the page declares or links to by a telling word, on the same site only."""
    found = []
    page = _read(html)
    for link in page.select("link[rel~=alternate][href]"):
        kind = KINDS.get(str(link.get("type") or "").lower())
        if kind is not None:
            found.append(Candidate(_address(link, base), text.line_of(str(link.get("title") or "")), kind))
    for link in page.select("a[href]"):
        href, words = str(link["href"]), f"{link.get('title') or ''} {link.get_text(' ')}"
        if re.search(r"\.ics\b|ical=1|^webcal:|ics_view", href, re.I):
            found.append(Candidate(_address(link, base), text.line_of(words), Source.CALENDAR))
        elif re.search(r"\brss\b|\batom\b|/feeds?\b|feed\b", f"{href} {words}", re.I):
            found.append(Candidate(_address(link, base), text.line_of(words)))
    first: dict[tuple[str, Source], Candidate] = {}
    for one in found:
        if _same_site(one.url, base) and "comment" not in one.url.lower():
            first.setdefault((one.url, one.source), one)
    return list(first.values())


def news_pages(html: str, base: str) -> list[str]:
    """The addresses of the site's news pages, shortest first."""
    found = []
    for link in _read(html).select("a[href]"):
        address = _address(link, base)
        path = urlsplit(address).path.lower() if _same_site(address, base) else ""
        by_path = re.search(r"(^|/)(novita|notizie|news|avvisi|comunicati|eventi)(\.\w+)?/?$", path)
        words = text.one_line(link.get_text(" ")).lower()
        if by_path or (path and re.fullmatch(r"(tutte le )?(novità|notizie|news|avvisi)", words)):
            found.append(address)
    return sorted(dict.fromkeys(found), key=len)


def _read(html: str) -> bs4.BeautifulSoup:
    try:
        return bs4.BeautifulSoup(text.ended(html[:LARGEST]), "html.parser")
    except (bs4.ParserRejectedMarkup, AssertionError):
        return bs4.BeautifulSoup("", "html.parser")


def _address(link: bs4.Tag, base: str) -> str:
    try:
        return urljoin(base, str(link["href"]).strip().replace("webcal://", "https://")).partition("#")[0]
    except ValueError:
        return ""


def _same_site(url: str, base: str) -> bool:
    """Whether the address is on the same site, because other sites' news are never proposed."""
    try:
        one, other = urlsplit(url), urlsplit(base)
    except ValueError:
        return False
    return one.scheme in ("http", "https") and one.netloc.removeprefix("www.") == other.netloc.removeprefix(
        "www."
    )
