"""discover: finds a portal's feeds and proposes the `feeds:` of config.yaml. Reads, and writes nothing."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from pipeline import _text, fetch
from pipeline._box import parse_boxed
from pipeline.model import Document, Entry, Lane
from pipeline.parse import FeedError

MOST = 30  # addresses asked of one portal
KINDS = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
)
# Where the platforms of Italian councils have them: WordPress and its council theme, Drupal, Plone, Municipium,
# PeopleWeb, ComWeb. Source: a census of 7,896 portals, 2026.
KNOWN_PATHS = (
    *("/feed/", "/feed/?post_type=notizia", "/tipi_notizia/avvisi/feed/", "/feed/?post_type=evento"),
    *("/rss.xml", "/atom.xml", "/RSS", "/it/feeds", "/ita/rss.aspx", "/it-it/feed-rss"),
)
_LANES = (
    (r"allert|emergen|protezione.civile", Lane.EMERGENCY),
    (r"avvis|viabilit|interruzion", Lane.SERVICE),
)


@dataclass(frozen=True)
class Candidate:
    """An address that may be a feed."""

    url: str
    title: str = ""
    declared: bool = False  # by the page itself; otherwise a known path


@dataclass(frozen=True)
class Judged:
    """A feed as it is."""

    url: str
    title: str
    name: str  # proposed for config.yaml
    category: str
    lane: Lane
    entries: tuple[Entry, ...]
    degraded: str

    @property
    def newest(self) -> float:
        """Unix seconds; 0 = it gives no dates."""
        return max((entry.published or 0.0 for entry in self.entries), default=0.0)

    def missing(self) -> list[str]:
        """What the feed lacks, in Italian."""
        entries = self.entries
        checks = (
            ("identificativi", all(entry.guid for entry in entries)),
            ("collegamenti", all(entry.link for entry in entries)),
            ("date", all(entry.published for entry in entries)),
            ("testi", any(entry.text for entry in entries)),
            ("categorie", any(entry.categories for entry in entries)),
        )
        return [what for what, there in checks if entries and not there]


def discover(url: str, limits: fetch.Limits, zone: ZoneInfo) -> list[Judged]:
    """The feeds of the portal at `url`, those it declares first. Raises FeedError if it cannot be read."""
    with fetch.client(limits) as http:

        def get(address: str) -> fetch.Fetched:
            return fetch.fetch(http, address, etag="", last_modified="", body_hash="", limits=limits)

        home = get(url)
        if home.status is fetch.Got.FAILED:
            raise FeedError(f"{url}: {home.reason}")
        judged: list[Judged] = []
        seen: set[frozenset[str]] = set()
        for candidate in candidates(home.body.decode("utf-8", "replace"), home.url)[:MOST]:
            got = get(candidate.url)
            if got.status is fetch.Got.FAILED:
                continue
            try:
                parsed = parse_boxed(Document(got.body, got.url, zone, got.content_type))
            except FeedError:
                continue
            # Portals offer one feed under several addresses.
            items = frozenset(entry.guid or entry.link or entry.title for entry in parsed.entries)
            if items and items not in seen:
                seen.add(items)
                taken = [one.name for one in judged]
                judged.append(_judge(candidate, parsed.entries, parsed.degraded, taken))
        return judged


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.declared: list[tuple[str, str]] = []
        self.links: list[list[str]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if (
            tag == "link"
            and "alternate" in values.get("rel", "").lower()
            and values.get("type", "").lower() in KINDS
        ):
            self.declared.append((values.get("href", ""), values.get("title", "")))
        elif tag == "a":
            self.links.append([values.get("href", ""), values.get("title", "")])
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.links[-1][1] += data


def candidates(html: str, base: str) -> list[Candidate]:
    """Addresses that may be feeds: declared, linked with a word that says so, at known paths. Pure."""
    reader = _Links()
    reader.feed(html[:2_000_000])
    found = [Candidate(urljoin(base, href), _text.title(title), True) for href, title in reader.declared]
    for href, words in reader.links:
        if re.search(r"\brss\b|\batom\b|/feeds?\b|feed\b", f"{href} {words}", re.I):
            found.append(Candidate(urljoin(base, href), _text.title(words), True))
    found += [Candidate(urljoin(base, path)) for path in KNOWN_PATHS]
    host = urlsplit(base).netloc
    own = [one for one in found if urlsplit(one.url).netloc == host and "comment" not in one.url.lower()]
    first: dict[str, Candidate] = {}
    for one in own:
        first.setdefault(one.url, one)
    return list(first.values())


def _judge(candidate: Candidate, entries: tuple[Entry, ...], degraded: str, taken: list[str]) -> Judged:
    about = f"{candidate.title} {candidate.url}".lower()
    lane = next((lane for pattern, lane in _LANES if re.search(pattern, about)), Lane.NEWS)
    kinds = (("avvis", "Avvisi"), ("event", "Eventi"), ("comunicat", "Comunicati"), ("allert", "Allerta"))
    category = next((word for part, word in kinds if part in about), "Notizie")
    name = category.lower()
    if name in taken:
        name = next(f"{name}-{n}" for n in range(2, MOST + 2) if f"{name}-{n}" not in taken)
    return Judged(candidate.url, candidate.title, name, category, lane, entries, degraded)


def report(judged: list[Judged], zone: ZoneInfo) -> Iterator[str]:
    """What was found, for people, and the lines for config.yaml."""
    if not judged:
        yield "Nessun feed trovato: il portale non ne dichiara e ai percorsi noti non ce ne sono."
        return
    for one in judged:
        yield f"{one.url}"
        when = f"{datetime.fromtimestamp(one.newest, zone):%d/%m/%Y}" if one.newest else "senza data"
        yield f"   {len(one.entries)} notizie, la più recente: {when}"
        if one.newest and time.time() - one.newest > 60 * 86400:
            yield "   ATTENZIONE: fermo da più di due mesi: forse le notizie sono altrove"
        if missing := one.missing():
            yield f"   mancano: {', '.join(missing)}"
        if one.degraded:
            yield f"   danneggiato: {one.degraded}"
    yield ""
    yield "Per config.yaml:"
    yield "feeds:"
    for one in judged:
        yield f"  - name: {one.name}"
        yield f'    url: "{one.url}"'
        yield f"    category: {one.category}"
        yield f"    lane: {one.lane}"
