"""Portals with bad names against a plain model: every new piece of news goes out once or is held with a reason, and
nothing goes out twice.

`HYPOTHESIS_STEPS=20000 pytest tests/portals/test_names.py` plays more portals than the few of every day.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from channels.base import Content
from pipeline.model import Entry, Identity, Mode, Parsed
from pipeline.settings.values import Feed
from pipeline.stages.decide.decide import decide
from pipeline.stages.decide.known import Titles, identified, known_items, known_of
from pipeline.stages.decide.view import ChannelView, View
from pipeline.stages.enqueue import FeedPoll, Rendered, enqueue
from pipeline.stages.fetch.feed_state import Memory
from pipeline.stages.identify import settle
from pipeline.stages.wandering import wandering
from pipeline.store import Store
from tests.databases import open_store

pytestmark = pytest.mark.database

EXAMPLES = max(5, int(os.environ.get("HYPOTHESIS_STEPS", "0")) // 100)
NOW, HOUR, DAY = 1_795_500_000.0, 3600.0, 86400.0
WINDOW = 8
SITE = "https://c.it"


@dataclass
class News:
    """A piece of news as its author knows it, whatever names the portal gives to it."""

    token: int
    feeds: tuple[str, ...]
    at: float
    number: int  # of the portal's page for it
    title: str
    edits: int = 0
    here: bool = True
    first_reading: int | None = None  # the number of the reading that showed it first

    @property
    def text(self) -> str:
        return f"Questo è il testo numero {self.token} , abbastanza lungo da non essere di altri. {'!' * self.edits}"


Names = Callable[[News, str, int, int], tuple[str, str]]  # news, feed, row, reading -> guid, link

NAMES: dict[str, Names] = {
    "good": lambda n, feed, row, reading: (f"{SITE}/?p={n.number}", f"{SITE}/n-{n.number}"),
    "a numbering of each feed": lambda n, feed, row, reading: (str(n.number), f"{SITE}/{feed}/{n.number}"),
    "rows as guids": lambda n, feed, row, reading: (str(row), f"{SITE}/{feed}/{n.number}"),
    "rows as guids alone": lambda n, feed, row, reading: (str(row), ""),
    "rows as addresses": lambda n, feed, row, reading: ("", f"{SITE}/#/{feed}/{row}"),
    "rows as both": lambda n, feed, row, reading: (str(row), f"{SITE}/#/{feed}/{row}"),
    "guids reused": lambda n, feed, row, reading: (str(n.number % 9), f"{SITE}/{feed}/{n.number}"),
    "one section": lambda n, feed, row, reading: ("", f"{SITE}/{feed}"),
    "guids in one section": lambda n, feed, row, reading: (str(n.number), f"{SITE}/{feed}"),
    "sessions": lambda n, feed, row, reading: ("", f"{SITE}/{feed}/{n.number};jsessionid=A{reading}"),
    "unknown sessions": lambda n, feed, row, reading: ("", f"{SITE}/{feed}/{n.number}?k={reading * 7919}"),
    "nothing": lambda n, feed, row, reading: ("", ""),
}
DATES: dict[str, Callable[[float], float | None]] = {
    "to the second": lambda at: at + 17,
    "to the day": lambda at: at // DAY * DAY,
    "none": lambda at: None,
}
# Where neither names nor dates can tell them apart, no two pieces of news of the model have one title.
TELLING = ("good", "a numbering of each feed", "guids in one section", "sessions")


@dataclass
class Portal:
    names: Names
    dates: Callable[[float], float | None]
    recurring: bool
    news: list[News] = field(default_factory=list)
    numbers: int = 0
    readings: int = 0

    def publish(self, feeds: tuple[str, ...], at: float) -> None:
        token = len(self.news) + 1
        at += token * 61
        title = "Chiusura uffici" if self.recurring and token % 2 else f"Notizia {token}"
        self.news.append(News(token, feeds, at, self._next(), title))

    def _next(self) -> int:
        self.numbers += 1
        return self.numbers

    def visible(self, feed: str) -> list[News]:
        """The news of a feed, the newest first."""
        return [n for n in reversed(self.news) if n.here and feed in n.feeds][:WINDOW]

    def make_anew(self, news: News, now: float) -> None:
        news.number, news.at = self._next(), now

    def migrate(self) -> None:
        """All pages get new numbers, and the time zone is lost."""
        for news in self.news:
            news.number, news.at = self._next() + 1000, news.at - HOUR

    def read(self, feed: str) -> Sequence[Entry]:
        self.readings += 1
        entries = []
        for row, news in enumerate(self.visible(feed), 1):
            guid, link = self.names(news, feed, row, self.readings)
            entries.append(Entry(guid, link, news.title, "", news.text, published=self.dates(news.at)))
        return entries


@dataclass
class Office:
    """The stages from identify to enqueue, over a real database; what is due goes out at once."""

    store: Store
    now: float = NOW
    identities: dict[str, Identity] = field(default_factory=dict)
    memories: dict[str, Memory] = field(default_factory=dict)

    def read(self, feed: Feed, entries: Sequence[Entry]) -> None:
        memory = self.memories.get(feed.name, Memory(feed.url))
        memory = memory.weaker(*settle(entries, memory.identity))
        known = known_of(self.store, entries, feed.name, memory.identity, Titles(self.now))
        memory = memory.weaker(*wandering(entries, feed.name, memory.identity, known))
        found = identified(self.store, Parsed(tuple(entries)), feed, memory.identity, Titles(self.now))
        view = View(
            self.now,
            feed,
            (ChannelView("page", broadcast=False),),
            shown=memory.last_shown,
            first_poll=feed.name not in self.memories,
        )
        decisions = decide(found, known_items(self.store, found), view)
        poll = FeedPoll(feed.name, decisions, memory, 0.0, window=len(found))
        enqueue(
            self.store,
            poll,
            lambda news, channel, kind="publish": Rendered(Content(text=news.text)),
            Mode.OFF,
            self.now,
        )
        row = self.store.feed(name=feed.name)
        assert row is not None
        self.memories[feed.name] = Memory.of(dict(row), feed)
        self.store.connection.execute(
            "UPDATE post SET state = 'sending', release_to = 0, released_at = ? WHERE state = 'due'",
            (self.now,),
        )
        self.store.connection.execute(
            "UPDATE post SET state = 'done', done_at = ? WHERE state = 'sending'", (self.now,)
        )

    def posts(self, news: News) -> list[str]:
        """The states of the posts that publish it."""
        rows = self.store.connection.execute(
            "SELECT state, content FROM post WHERE kind = 'publish' ORDER BY id"
        ).fetchall()
        said = [(state, json.loads(content)["text"]) for state, content in rows]
        return [state for state, text in said if f"numero {news.token} " in text]


FEEDS = [Feed(name, f"{SITE}/{name}.xml") for name in ("avvisi", "notizie")]
BOTH = ("avvisi", "notizie")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "publish",
                "publish",
                "publish",
                "publish two",
                "delete",
                "make anew",
                "edit",
                "migrate",
                "nothing",
            ]
        ),
        st.sampled_from([("avvisi",), ("notizie",), BOTH]),
        st.integers(0, WINDOW - 1),
    ),
    min_size=3,
    max_size=9,
)


def act(portal: Portal, what: str, feeds: tuple[str, ...], row: int, now: float, *, editable: bool) -> None:
    here = portal.visible(feeds[0])
    one = here[row % len(here)] if here else None
    if what.startswith("publish"):
        for _ in range(1 + what.endswith("two")):
            portal.publish(feeds, now)
    elif what == "migrate":
        portal.migrate()
    elif one is not None and what == "delete":
        one.here = False
    elif one is not None and what == "make anew" and now - one.at < DAY / 2:
        portal.make_anew(one, now)
        portal.news.sort(key=lambda n: n.at)
    elif one is not None and what == "edit" and editable:
        one.edits += 1


@pytest.mark.parametrize("dates", DATES)
@pytest.mark.parametrize("names", NAMES)
@settings(
    max_examples=EXAMPLES,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(past=st.integers(0, 10), steps=STEPS)
def test_every_new_piece_of_news_goes_once_or_is_held(
    names: str, dates: str, past: int, steps: list[tuple[str, tuple[str, ...], int]]
) -> None:
    portal = Portal(NAMES[names], DATES[dates], recurring=names in TELLING and dates == "to the second")
    for n in range(past):
        portal.publish((BOTH[n % 2],), NOW - (past - n) * DAY)
    with tempfile.TemporaryDirectory() as folder, closing(open_store(Path(folder) / "names.db")) as store:
        store.connection.execute("PRAGMA synchronous = OFF")
        office = Office(store)
        for reading, (what, feeds, row) in enumerate([("nothing", BOTH, 0), *steps]):
            office.now += HOUR
            act(portal, what, feeds, row, office.now, editable=names in TELLING)
            for feed in FEEDS:
                office.read(feed, portal.read(feed.name))
                for news in portal.visible(feed.name):
                    if news.first_reading is None:
                        news.first_reading = reading
            check(portal, office)


def check(portal: Portal, office: Office) -> None:
    for news in portal.news:
        if news.first_reading is None:
            continue
        states = office.posts(news)
        assert states.count("done") <= 1, f"twice: {news}"
        if news.first_reading == 0:
            assert "done" not in states, f"old: {news}"
        else:
            assert {"done", "held"} & set(states), f"swallowed: {news}"
