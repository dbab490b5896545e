"""A council's portal on a virtual clock: what its editors have done so far, its feed, and its migrations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from pipeline.simulate.portal import Answer

HOST = "https://comune.example.it"
FEED = f"{HOST}/feed/"
WINDOW = 10


@dataclass
class Article:
    """One item as its editors have it. Its number stands in its title, whatever else changes."""

    number: int
    words: str
    body: str
    category: str
    published: float  # Unix seconds, the date it shows
    slug: str
    here: bool = True
    locked: bool = False
    raised: int = 0  # how often another colour was given to it

    @property
    def title(self) -> str:
        return f"{self.words} (n. {self.number:04})"


@dataclass(frozen=True)
class Seen:
    """What the program saw at one reading of the feed."""

    at: float
    public: dict[int, tuple[str, str]]  # title and category of what all may read, by number


@dataclass
class Act:
    """One action of an editor, at its time."""

    at: float
    what: str
    do: Callable[[], None]
    number: int = 0  # of the item it is about; 0 = the whole portal


@dataclass
class VirtualPortal:
    """`acts` are done as their time comes. `down`: spells in which it does not answer, or answers with an error."""

    acts: list[Act]
    down: list[tuple[float, float, str]] = field(default_factory=list)
    articles: dict[int, Article] = field(default_factory=dict)
    readings: list[Seen] = field(default_factory=list)
    era: int = 0  # migrations so far
    excerpts: bool = False
    names: dict[str, str] = field(default_factory=dict)  # categories by their newer names
    done: int = 0

    def answer(self, url: str, now: float) -> Answer | None:
        self._catch_up(now)
        trouble = next((how for start, end, how in self.down if start <= now < end), "")
        if trouble == "gone":
            return None
        if trouble:
            return Answer(503, b"<html>manutenzione</html>")
        if url.startswith(FEED):
            return self._feed(url, now)
        there = any(self.link(one) == url and one.here for one in self.articles.values())
        return Answer() if there else Answer(404)

    def next_change(self, after: float) -> float | None:
        waiting = [act.at for act in self.acts[self.done :][:1]]
        ends = [end for _, end, _ in self.down if end > after]
        return min((at for at in [*waiting, *ends] if at > after), default=None)

    def _catch_up(self, now: float) -> None:
        while self.done < len(self.acts) and self.acts[self.done].at <= now:
            self.acts[self.done].do()
            self.done += 1

    def shown(self, now: float) -> list[Article]:
        """All that the feed's pages show, the newest first."""
        there = [one for one in self.articles.values() if one.here and one.published <= now]
        return sorted(there, key=lambda one: (one.published, one.number), reverse=True)

    def _feed(self, url: str, now: float) -> Answer:
        paged = url.partition("paged=")[2]
        page = int(paged) if paged.isdecimal() else 1
        found = self.shown(now)[(page - 1) * WINDOW : page * WINDOW]
        public = {one.number: self._words(one) for one in found if not one.locked}
        if page == 1:
            self.readings.append(Seen(now, public))
        else:  # of the same poll
            self.readings[-1].public.update(public)
        return Answer(body=self._rss(found).encode(), content_type="application/rss+xml")

    def _words(self, one: Article) -> tuple[str, str]:
        return one.title, self.names.get(one.category, one.category)

    def link(self, one: Article) -> str:
        """Its address, another one after each migration."""
        return f"{HOST}/{one.slug}/" if not self.era else f"{HOST}/v{self.era}/it/{one.number}-{one.slug}"

    def _guid(self, one: Article) -> str:
        return f"{HOST}/?p={one.number}" if not self.era else f"node-{self.era}-{one.number * 7}"

    def _rss(self, found: list[Article]) -> str:
        return (
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/'
            f'content/"><channel><title>Comune</title><link>{HOST}/</link><description>Notizie</description>'
            f"<generator>https://wordpress.org/?v=6.8</generator>{''.join(map(self._item, found))}</channel></rss>"
        )

    def _item(self, one: Article) -> str:
        title = f"Protetto: {one.title}" if one.locked else one.title
        full = "" if self.excerpts else f"<content:encoded><![CDATA[<p>{one.body}</p>]]></content:encoded>"
        text = full.replace("<p>", '<form class="post-password-form"><p>') if one.locked else full
        when = format_datetime(datetime.fromtimestamp(one.published, UTC))
        return (
            f"<item><title>{escape(title)}</title><link>{self.link(one)}</link><pubDate>{when}</pubDate>"
            f"<category><![CDATA[{self.names.get(one.category, one.category)}]]></category>"
            f'<guid isPermaLink="false">{self._guid(one)}</guid>'
            f"<description><![CDATA[{one.body[:80]}]]></description>{text}</item>"
        )
