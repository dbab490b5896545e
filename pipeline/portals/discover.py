"""Finds and judges the sources of a portal's news. Writes nothing; `proposing.py` says what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

import httpx

from channels.sentence import Sentence
from pipeline.addresses import site_of, spelled_out
from pipeline.feed_codes import FeedCode
from pipeline.model import RANK, Document, Entry, Lane, Parsed, Source
from pipeline.portals.links import Candidate, candidates, news_pages
from pipeline.portals.platforms import known_paths, platform_of
from pipeline.reasons import Reason
from pipeline.stages.decide.wording import lane_of_words
from pipeline.stages.fetch import fetch
from pipeline.stages.fetch.failures import USER_AGENT
from pipeline.stages.names import canonical_link
from pipeline.stages.parse.box import parse_boxed
from pipeline.stages.parse.exchange import FeedError

MOST = 40  # addresses asked of one portal
PAGES = 4  # pages of news looked at besides the home page
_CATEGORIES = (("allert", "Allerta"), ("avvis", "Avvisi"), ("event", "Eventi"), ("comunicat", "Comunicati"))


@dataclass(frozen=True)
class Judged:
    """A source, read and judged."""

    url: str
    title: str
    name: str  # proposed for config.yaml
    category: str
    lane: Lane
    source: Source
    entries: tuple[Entry, ...]
    flaw: Reason | None
    news_page: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)  # with which it was read; none = as always
    by_config: bool = False  # config.yaml has these headers for its site

    @property
    def newest(self) -> float:
        """The date of the newest item (Unix seconds); 0 = the source has no dates."""
        return max((entry.published or 0.0 for entry in self.entries), default=0.0)

    @property
    def links(self) -> set[str]:
        return {canonical_link(entry.link) for entry in self.entries if entry.link}

    def covers(self, other: Judged) -> bool:
        """Whether whoever reads this source has the news of the other: as far back as this one reaches, it has all."""
        reach = min((entry.published for entry in self.entries if entry.published), default=0.0)
        recent = {
            canonical_link(entry.link)
            for entry in other.entries
            if entry.link and (not entry.published or entry.published >= reach)
        }
        return bool(self.links & other.links) and recent <= self.links

    def is_calmer(self, other: Judged) -> bool:
        """Whether the other's items would be less urgent here, because their categories do not say that they are."""
        if other.lane is Lane.NEWS:
            return False
        shared = [entry for entry in self.entries if canonical_link(entry.link) in other.links]
        lanes = [lane_of_words(" ".join(entry.categories)) for entry in shared]
        return any(RANK[lane] > RANK[other.lane] for lane in lanes)

    def missing(self) -> list[Sentence]:
        """The shortcomings of the source."""
        entries = self.entries
        checks = (
            (Sentence("identifiers"), self.source is Source.PAGE or all(entry.guid for entry in entries)),
            (Sentence("links"), all(entry.link for entry in entries)),
            (Sentence("dates"), all(entry.published for entry in entries)),
            (Sentence("texts"), any(entry.text for entry in entries)),
            (Sentence("categories"), any(entry.categories for entry in entries)),
        )
        return [what for what, there in checks if entries and not there]


@dataclass(frozen=True)
class Found:
    """The sources a portal offers."""

    platform: str  # "" = not recognised
    sources: tuple[Judged, ...]  # the best first
    empty: tuple[str, ...]  # feeds without a single item


def discover(url: str, limits: fetch.Limits, zone: ZoneInfo) -> Found:
    """The sources of the portal at `url`, which may lack its scheme. Raises FeedError if it cannot be read."""
    with fetch.client(limits) as http:
        return _Explorer(http, limits, zone).explore(url)


# Some portals refuse all names that do not begin like a browser's. It still says who we are.
PLAINER = {"User-Agent": f"Mozilla/5.0 (compatible; {USER_AGENT.replace(' (', '; ')}"}
_REFUSALS = (FeedCode.FEED_REFUSED, FeedCode.FEED_HTTP)


class _Explorer:
    def __init__(self, http: httpx.Client, limits: fetch.Limits, zone: ZoneInfo) -> None:
        self._http, self._limits, self._zone = http, limits, zone
        self._plainer: set[str] = set()  # the sites that let only `PLAINER` pass
        self._asked: dict[tuple[str, Source], Judged | None] = {}
        self._empty: list[str] = []

    def explore(self, url: str) -> Found:
        home = self._home(url)
        html = home.body.decode("utf-8", "replace")
        pages = {home.url: html}
        for address in news_pages(html, home.url)[:PAGES]:
            got = self._get(address)
            if got.status is not fetch.Got.FAILED:
                pages.setdefault(got.url, got.body.decode("utf-8", "replace"))
        for address, page in pages.items():
            for candidate in candidates(page, address):
                self._judge(candidate)
        for path, source in known_paths(html):
            self._judge(Candidate(urljoin(home.url, path), source=source))
        for address in list(pages)[1:]:
            self._judge(Candidate(address, source=Source.PAGE))
        platform = platform_of(html)
        return Found(platform.name if platform else "", self._best(), tuple(dict.fromkeys(self._empty)))

    def _home(self, url: str) -> fetch.Fetched:
        """The home page. Raises FeedError with the reason of the first spelling if none can be read."""
        first: fetch.Fetched | None = None
        for address in spelled_out(url):
            got = self._get(address)
            if got.status is not fetch.Got.FAILED:
                return got
            first = first or got
        assert first is not None
        assert first.reason is not None
        raise FeedError(Reason(FeedCode.FEED_AT, address=url, because=first.reason))

    def _get(self, url: str, accept: str = "*/*") -> fetch.Fetched:
        """An address, as `run` would get it; with another user agent where ours is refused and no other one is set."""
        got = fetch.fetch(self._http, url, self._with(url), accept=accept)
        if got.reason is None or got.reason.code not in _REFUSALS or self._headers(url):
            return got
        again = fetch.fetch(self._http, url, self._limits.with_headers(url, PLAINER), accept=accept)
        if again.status is fetch.Got.FAILED:
            return got
        self._plainer.add(site_of(url))
        return again

    def _headers(self, url: str) -> Mapping[str, str]:
        """The headers with which this address is read, besides those of every request."""
        own = self._limits.own_headers(url)
        return own or (PLAINER if site_of(url) in self._plainer else {})

    def _with(self, url: str) -> fetch.Limits:
        return self._limits.with_headers(url, self._headers(url))

    def _judge(self, candidate: Candidate, *, follow: bool = True) -> None:
        key = (candidate.url, candidate.source)
        if key in self._asked or len(self._asked) >= MOST:
            return
        self._asked[key] = None
        rest = candidate.source in (Source.PLONE, Source.WORDPRESS)
        got = self._get(candidate.url, "application/json" if rest else "*/*")
        if got.status is fetch.Got.FAILED:
            return
        try:
            parsed = parse_boxed(Document(got.body, got.url, self._zone, got.content_type, candidate.source))
        except FeedError:
            # Some portals link to a page that lists their feeds.
            if follow and candidate.source is Source.FEED and b"<a" in got.body.lower():
                for one in candidates(got.body.decode("utf-8", "replace"), got.url):
                    self._judge(one, follow=False)
            return
        if parsed.entries:
            headers, by_config = self._headers(candidate.url), bool(self._limits.own_headers(candidate.url))
            judged = _judged(candidate, parsed)
            self._asked[key] = replace(judged, headers=headers, by_config=by_config)
        elif candidate.source is Source.FEED:
            self._empty.append(candidate.url)

    def _best(self) -> tuple[Judged, ...]:
        """The best source of each set of items. A page only if it has items that no feed has."""
        found = [one for one in self._asked.values() if one is not None]
        feeds: list[Judged] = []
        for one in sorted((o for o in found if o.source is not Source.PAGE), key=lambda o: len(o.missing())):
            if not any(_replaces(other, one) for other in feeds):
                feeds = [other for other in feeds if not _replaces(one, other)] + [one]
        covered = set().union(*(one.links for one in feeds)) if feeds else set()
        pages = []
        for page in (one for one in found if one.source is Source.PAGE):
            if 2 * len(page.links - covered) > len(page.links):
                pages.append(page)
                covered |= page.links
            elif feeds:
                most = max(feeds, key=lambda feed: len(feed.links & page.links))
                feeds[feeds.index(most)] = replace(most, news_page=most.news_page or page.url)
        named: list[Judged] = []
        for one in (*feeds, *pages):
            taken = {other.name for other in named}
            names = (one.name, *(f"{one.name}-{n}" for n in range(2, MOST + 2)))
            named.append(replace(one, name=next(name for name in names if name not in taken)))
        return tuple(named)


def _replaces(one: Judged, other: Judged) -> bool:
    """Whether the other source is not needed beside this one."""
    return one.covers(other) and not one.is_calmer(other)


def _judged(candidate: Candidate, parsed: Parsed) -> Judged:
    about = f"{candidate.title} {urlsplit(candidate.url).path} {urlsplit(candidate.url).query}".lower()
    lane = lane_of_words(about)
    calendar = Source.CALENDAR if candidate.source is Source.CALENDAR else None
    category = next(
        (word for part, word in _CATEGORIES if part in about), "Eventi" if calendar else "Notizie"
    )
    return Judged(
        candidate.url,
        candidate.title,
        category.lower(),
        category,
        lane,
        candidate.source,
        parsed.entries,
        parsed.flaw,
    )
