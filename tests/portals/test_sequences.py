"""Changes of portals from one poll to the next, as named scenarios: every item once, nothing old, nothing lost.

Each scenario is a list of polls; each poll has the portal's answer, and the items to be published then. The whole
way runs, from HTTP to the store; only delivering is left out.
"""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from channels.sentence import Worded
from pipeline import council_channels
from pipeline.feed_codes import FeedCode
from pipeline.poll import poll
from pipeline.reasons import Code, Reason, read
from pipeline.settings.folder import lay_out
from pipeline.settings.reader import load
from tests.databases import open_store
from tests.loopback import Answer, Server, answer, loopback
from tests.moves import any_move
from tests.town import change_config

NOW = 1_795_500_000.0  # 24 November 2026
HOUR, DAY = 3600.0, 86400.0
SITE = "https://www.comune.example.it"


@dataclass(frozen=True)
class Item:
    """What an editor has published. Its guid and link are WordPress's, unless said otherwise."""

    title: str
    ago: float = HOUR  # before NOW, seconds
    guid: str | None = None
    link: str | None = None
    text: str = "Testo."
    category: str = "Eventi"
    dated: bool = True

    @property
    def slug(self) -> str:
        return re.sub(r"\W+", "-", self.title.lower())

    def xml(self) -> str:
        guid = f"{SITE}/?p={sum(map(ord, self.title))}" if self.guid is None else self.guid
        link = f"{SITE}/{self.slug}/" if self.link is None else self.link
        date = format_datetime(datetime.fromtimestamp(NOW - self.ago, UTC))
        return "".join(
            (
                f"<item><title>{escape(self.title)}</title>",
                f"<link>{escape(link)}</link>" if link else "",
                f'<guid isPermaLink="false">{escape(guid)}</guid>' if guid else "",
                f"<pubDate>{date}</pubDate>" if self.dated else "",
                f"<category>{self.category}</category>",
                f"<description>{escape(self.text)}</description></item>",
            )
        )


@dataclass(frozen=True)
class Poll:
    answer: Answer
    out: str = ""  # titles published at this poll, by spaces
    why: dict[str, Reason | Worded] = field(
        default_factory=dict
    )  # title -> its newest reason, or the code of it
    later: float = 600.0  # seconds after the poll before
    failure: Reason | Worded | None = None  # why, or the code of it; None = the poll succeeds
    config: str = ""  # replaces the address in config.yaml before this poll
    also: dict[str, Answer] = field(default_factory=dict)  # the answers of other addresses from now on


def rss(*items: Item) -> bytes:
    return f'<rss version="2.0"><channel><title>x</title>{"".join(i.xml() for i in items)}</channel></rss>'.encode()


def feed(*items: Item | str, **headers: str) -> Answer:
    return answer(200, rss(*map(_item, items)), Content_Type="application/rss+xml", **headers)


def _item(item: Item | str) -> Item:
    return Item(item) if isinstance(item, str) else item


def _alert(**fields: object) -> Item:
    text = "Evacuazione di via Argine, in tutto il tratto a nord."
    return Item("Evacuazione", text=text, category="Allerta", **fields)  # type: ignore[arg-type]


def letters(text: str, **fields: object) -> list[Item]:
    return [Item(letter, **fields) for letter in text.split()]  # type: ignore[arg-type]


def conditional(body: bytes, etag: str) -> Answer:
    """A 304, as good servers give it, to a client that sends the validator back."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        same = handler.headers.get("If-None-Match") == etag
        answer(304 if same else 200, b"" if same else body, ETag=etag)(handler)

    return reply


def cut(body: bytes, at: bytes) -> bytes:
    return body[: body.rindex(at)]


def short(body: bytes) -> Answer:
    """Announces more than it sends."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body) + 500))
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = True

    return reply


def in_windows_1252(*items: Item) -> bytes:
    return b'<?xml version="1.0" encoding="windows-1252"?>' + rss(*items).decode().encode("cp1252")


def moved(to: str, status: int = 301) -> Answer:
    return answer(status, Location=to)


def elsewhere(path: str) -> Answer:
    """A permanent redirect to another host, which is also ours."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        port = handler.connection.getsockname()[1]
        answer(301, Location=f"http://localhost:{port}{path}")(handler)

    return reply


def rows(titles: str, guid: str = "row", link: str = "") -> list[Item]:
    """Items whose names are the numbers of their rows."""
    return [
        Item(t, ago=HOUR + ord("Z") - ord(t), guid=guid and str(n), link=(link and f"{link}{n}") or None)
        for n, t in enumerate(titles.split(), 1)
    ]


def sessions(titles: str, session: str) -> list[Item]:
    return [Item(t, guid="", link=f"{SITE}/{t}{session}", dated=False) for t in titles.split()]


def alert(slug: str, text: str) -> Item:
    """An alert of this day, under the title that all alerts have."""
    return Item("Avviso-di-allerta", guid=slug, link=f"{SITE}/{slug}", text=text, category="Allerta")


LONG = "Il mercato di sabato si tiene in piazza Garibaldi, per via dei lavori."
OLD = 10 * DAY
TEN = [Item(f"N{n}", ago=n * DAY) for n in range(10)]
BRIDGE = "Bridge returned error 404! (19443)"
HTML = b"<!doctype html><html><body><h1>Sito in manutenzione</h1></body></html>"
START = Poll(feed(*letters("A B C", ago=OLD)))

WINDOW: dict[str, list[Poll]] = {
    "the first poll publishes nothing": [Poll(feed("A", "B"), why={"A": Reason(Code.BASELINE)})],
    "a new item is published once": [START, Poll(feed("D", *"ABC"), "D"), Poll(feed("D", *"ABC"))],
    "the same feed for days is nothing": [START, *[Poll(feed("A", "B", "C"), later=DAY)] * 3],
    "two new items in one interval, both": [START, Poll(feed("D", "E", "A"), "D E")],
    "the order in the feed means nothing": [
        START,
        Poll(feed("B", "D", "C", "A"), "D"),
        Poll(feed("A", "C", "B", "D")),
    ],
    "a back-dated item of yesterday is news": [START, Poll(feed("A", Item("D", ago=1.5 * DAY), "B"), "D")],
    "a back-dated item of last month is history": [
        START,
        Poll(feed("A", Item("D", ago=30 * DAY)), why={"D": Reason(Code.STALE, days=30)}),
    ],
    "an old item sliding back into the window is not news": [
        Poll(feed(*TEN[:5])),
        Poll(feed(*TEN[1:5], TEN[8]), why={"N8": Code.STALE}),
    ],
    "a recent item that slid out and back is not news": [
        START,
        Poll(feed("D", "A", "B"), "D"),
        Poll(feed("A", "B")),
        Poll(feed("D", "A", "B")),
    ],
    "deleted, recreated under another guid and the same address": [
        START,
        Poll(feed("D", "A"), "D"),
        Poll(feed("A")),
        Poll(feed(Item("D", guid="new"), "A")),
    ],
    "a feed that shrinks and grows back": [
        Poll(feed(*TEN)),
        Poll(feed(TEN[0])),
        Poll(feed(*TEN)),
        Poll(feed("D", *TEN), "D"),
    ],
    "a feed that is empty for an hour": [
        START,
        Poll(feed()),
        Poll(feed("A", "B", "C")),
        Poll(feed("D", "A"), "D"),
    ],
    "an empty feed at first, news later": [Poll(feed()), Poll(feed("A"), "A")],
    "an item dated tomorrow is news": [START, Poll(feed(Item("D", ago=-DAY), "A"), "D")],
    "an item dated next month is held": [
        START,
        Poll(feed(Item("D", ago=-30 * DAY), "A"), why={"D": Reason(Code.FUTURE, days=30)}),
    ],
    "an item without date is news when first seen": [START, Poll(feed(Item("D", dated=False), "A"), "D")],
    "without any date, nothing old comes back after a month": [
        Poll(feed(*letters("A B", dated=False))),
        Poll(feed(*letters("A", dated=False)), later=30 * DAY),
        Poll(feed(*letters("A B", dated=False))),
    ],
    "a pubDate bump is nothing": [START, Poll(feed("D", "A"), "D"), Poll(feed(Item("D", ago=0), "A"))],
    "an alert is re-dated, and later moves to a new portal: not told twice": [
        START,
        Poll(feed(_alert(), "A"), "Evacuazione"),
        Poll(feed(_alert(ago=61 - 2 * DAY), "A"), later=2 * DAY),
        Poll(feed(_alert(ago=61 - 2 * DAY, guid="node-7", link=f"{SITE}/it/7"), "A")),
    ],
    "the whole site re-dated is nothing": [START, Poll(feed(*letters("A B C", ago=0.0)))],
    "an edit after publication sends nothing again": [
        START,
        Poll(feed("D", "A"), "D"),
        Poll(feed(Item("D", text="Corretto."), "A"), why={"D": Reason(Code.EDIT)}),
    ],
    "a history item touched and re-dated is not news": [
        START,
        Poll(feed(Item("A", ago=0, text="Nuovo testo."), "B")),
    ],
    "more than a page in one interval is read on": [
        Poll(feed(*letters("A B", ago=OLD))),
        Poll(feed("D", "E", "A", "B"), "D E"),
    ],
}

NAMES: dict[str, list[Poll]] = {
    "http to https": [
        Poll(feed(*[Item(t, guid=f"http://c.it/?p={t}", link=f"http://c.it/{t}") for t in "ABCDEFGH"])),
        Poll(feed(*[Item(t, guid=f"https://c.it/?p={t}", link=f"https://c.it/{t}") for t in "ABCDEFGH"])),
    ],
    "www is dropped, a slash added": [
        Poll(feed(*[Item(t, guid=f"http://www.c.it/{t}", link=f"http://www.c.it/{t}") for t in "ABCDEFGH"])),
        Poll(feed(*[Item(t, guid=f"http://c.it/{t}/", link=f"http://c.it/{t}/") for t in "ABCDEFGH"])),
    ],
    "all guids change, the addresses stay": [
        Poll(feed(*TEN)),
        Poll(feed(*[replace(i, guid=f"urn:new:{i.title}") for i in TEN])),
        Poll(feed("D", *[replace(i, guid=f"urn:new:{i.title}") for i in TEN]), "D"),
    ],
    "all addresses change, the guids stay": [
        Poll(feed(*TEN)),
        Poll(feed(*[replace(i, link=f"https://nuovo.example.it/{i.title}") for i in TEN])),
    ],
    "a new portal: all guids and addresses change, titles and dates stay": [
        Poll(feed(*TEN)),
        Poll(feed(*[replace(i, guid=f"g{i.title}", link=f"https://nuovo.it/{i.title}") for i in TEN])),
        Poll(
            feed("D", *[replace(i, guid=f"g{i.title}", link=f"https://nuovo.it/{i.title}") for i in TEN]), "D"
        ),
    ],
    "a new portal that re-dates everything is held as a flood": [
        Poll(feed(*TEN)),
        Poll(
            feed(
                *[replace(i, guid=f"g{i.title}", link=f"https://nuovo.it/{i.title}", ago=HOUR) for i in TEN]
            ),
            why={"N0": Code.FLOOD, "N9": Code.FLOOD},
        ),
    ],
    "guids become permalinks": [
        Poll(feed(*letters("A B C"))),
        Poll(feed(*[Item(t, guid=f"{SITE}/{t.lower()}/") for t in "ABC"])),
    ],
    "guids disappear": [
        Poll(feed("A", "B")),
        Poll(feed(*letters("A B", guid="")), ""),
        Poll(feed("D", "A"), "D"),
    ],
    "guids appear": [Poll(feed(*letters("A B", guid=""))), Poll(feed("A", "B")), Poll(feed("D", "A"), "D")],
    "a slug change under the same guid": [
        START,
        Poll(feed("D", "A"), "D"),
        Poll(feed(Item("D", link=f"{SITE}/altro/"), "A")),
    ],
    "a rename where the guid is the address": [
        Poll(
            feed(Item("A", guid=f"{SITE}/a", link=f"{SITE}/a"), Item("B", guid=f"{SITE}/b", link=f"{SITE}/b"))
        ),
        Poll(
            feed(
                Item("A", guid=f"{SITE}/a2", link=f"{SITE}/a2"), Item("B", guid=f"{SITE}/b", link=f"{SITE}/b")
            )
        ),
    ],
    "tracking parameters come and go": [
        Poll(feed(Item("A", guid="", link=f"{SITE}/a?utm_source=rss"), "B")),
        Poll(feed(Item("A", guid="", link=f"{SITE}/a"), "B")),
    ],
    "one guid for all items: links are believed, nothing is lost": [
        Poll(feed(*letters("A B C", guid="0"))),
        Poll(feed(*letters("D A B", guid="0")), "D"),
        Poll(feed(*letters("E", guid="0")), "E"),
    ],
    "one guid and one address for all: titles and dates are believed": [
        Poll(feed(*letters("A B C", guid="0", link=SITE))),
        Poll(feed(*letters("D A B", guid="0", link=SITE)), "D"),
        Poll(feed(*letters("D A B", guid="0", link=SITE))),
    ],
    "no guid, all items link to the portal's home": [
        Poll(feed(*letters("A B", guid="", link=SITE))),
        Poll(feed(*letters("C A B", guid="", link=SITE)), "C"),
    ],
    "good guids, all items link to the portal's home": [
        Poll(feed(*letters("A B", link=SITE))),
        Poll(feed(*letters("C A B", link=SITE)), "C"),
        Poll(feed(*letters("E F C A", link=SITE)), "E F"),
    ],
    "neither guid nor link": [
        Poll(feed(*letters("A B", guid="", link=""))),
        Poll(feed(*letters("C A B", guid="", link="")), "C"),
        Poll(feed(*letters("C A B", guid="", link=""))),
    ],
    "the same item twice in one feed": [START, Poll(feed("D", "D", "A"), "D")],
    "two items of one title on one day are two": [
        Poll(feed(Item("Avviso", ago=OLD))),
        Poll(
            feed(
                Item("Avviso", guid="x1", link=f"{SITE}/x1", text="L'anagrafe."),
                Item("Avviso", guid="x2", link=f"{SITE}/x2", text="La biblioteca."),
            ),
            "Avviso Avviso",
        ),
    ],
    "a page used anew under a new guid is looked at": [
        START,
        Poll(feed(Item("Allerta-gialla", guid="a1", link=f"{SITE}/allerta"), "A"), "Allerta-gialla"),
        Poll(
            feed(Item("Allerta-rossa", ago=0, guid="a2", link=f"{SITE}/allerta"), "A"),
            why={"Allerta-rossa": Code.SAME_ADDRESS},
        ),
    ],
    "guids that are the numbers of rows": [
        Poll(feed(*rows("A B C"))),
        Poll(feed(*rows("D A B")), "D"),
        Poll(feed(*rows("E F D")), "E F"),
    ],
    "addresses that are the numbers of rows, without guids": [
        Poll(feed(*rows("A B C", guid="", link=f"{SITE}/#/notizie/"))),
        Poll(feed(*rows("D A B", guid="", link=f"{SITE}/#/notizie/")), "D"),
        Poll(feed(*rows("D A B", guid="", link=f"{SITE}/#/notizie/"))),
    ],
    "a guid used anew, when its item is gone, is looked at": [
        Poll(feed(Item("A", guid="5"), Item("B", guid="6"))),
        Poll(
            feed(Item("C", guid="5", ago=0), Item("B", guid="6")), why={"C": Reason(Code.SAME_GUID, item=1)}
        ),
        Poll(feed(Item("C", guid="5", ago=0), Item("B", guid="6"))),
    ],
    "a corrected title that changes the address, without guids": [
        Poll(feed(Item("Modiffica", guid="", text=LONG, ago=HOUR + 61), "B")),
        Poll(feed("C", Item("Modiffica", guid="", text=LONG, ago=HOUR + 61), "B"), "C"),
        Poll(feed("C", Item("Modifica", guid="", text=LONG, ago=HOUR + 61), "B")),
        Poll(feed("C", Item("Modifica", guid="", text=LONG, ago=HOUR + 61), "B")),
        Poll(feed("D", "C", Item("Modifica", guid="", text=LONG, ago=HOUR + 61), "B"), "D"),
    ],
    "another item of the same minute is new while the first is there": [
        Poll(feed(Item("E", guid="", text=LONG, ago=HOUR + 61), "B")),
        Poll(
            feed(
                Item("F", guid="", text=LONG, ago=HOUR + 61),
                Item("E", guid="", text=LONG, ago=HOUR + 61),
                "B",
            ),
            "F",
        ),
    ],
    "one section for all, one item at a time, without guids": [
        Poll(feed(Item("A", guid="", link=f"{SITE}/avvisi/", ago=DAY))),
        Poll(feed(Item("B", guid="", link=f"{SITE}/avvisi/")), why={"B": Reason(Code.SAME_ADDRESS, item=1)}),
        Poll(feed(Item("B", guid="", link=f"{SITE}/avvisi/"))),
    ],
    "session ids in addresses, and neither guid nor date": [
        Poll(feed(*sessions("A B C D", ";jsessionid=1F"))),
        Poll(feed(*sessions("A B C D", ";jsessionid=2E"))),
        Poll(feed(*sessions("E A B C", ";jsessionid=3D")), "E"),
    ],
    "session ids that nobody knows": [
        Poll(feed(*sessions("A B C D", "?k=1"))),
        Poll(feed(*sessions("A B C D", "?k=2"))),
        Poll(feed(*sessions("E A B C", "?k=3")), "E"),
    ],
    "deleted and made anew with the same title and text": [
        START,
        Poll(feed(Item("D", text=LONG), "A", "B"), "D"),
        Poll(feed("A", "B")),
        Poll(feed(Item("D", guid="new", link=f"{SITE}/d-2", ago=0, text=LONG), "A", "B")),
    ],
    "deleted and made anew with the same title and another text": [
        START,
        Poll(feed(Item("D", text=LONG), "A", "B"), "D"),
        Poll(feed("A", "B")),
        Poll(feed(Item("D", guid="new", link=f"{SITE}/d-2", ago=0, text="Altro."), "A", "B"), "D"),
    ],
    "the evening's alert has the title and the day of the morning's": [
        START,
        Poll(feed(alert("mattina", "Allerta gialla."), "A", "B"), "Avviso-di-allerta"),
        Poll(feed(alert("sera", "Allerta ROSSA."), "A", "B"), "Avviso-di-allerta"),
        Poll(feed(alert("sera", "Allerta ROSSA."), "A", "B")),
    ],
    "one news under two addresses": [
        START,
        Poll(feed(Item("D", text=LONG), Item("D", guid="d2", link=f"{SITE}/sezione/d", text=LONG), "A"), "D"),
        Poll(feed(Item("D", guid="d2", link=f"{SITE}/sezione/d", text=LONG), "A")),
    ],
    "the feed has another address in config.yaml, with the same items": [
        START,
        Poll(feed("D", "A", "B"), "D", config="/feed/?x=1"),
    ],
    "another feed under the same name is a new start": [
        START,
        Poll(feed("X", "Y"), why={"X": Reason(Code.BASELINE)}, config="/altro/"),
        Poll(feed("Z", "X", "Y"), "Z"),
    ],
}

TROUBLE: dict[str, list[Poll]] = {
    "304, then news": [
        Poll(conditional(rss(*letters("A B", ago=OLD)), '"1"')),
        Poll(conditional(rss(*letters("A B", ago=OLD)), '"1"')),
        Poll(conditional(rss(Item("D"), *letters("A B", ago=OLD)), '"2"'), "D"),
        Poll(conditional(rss(Item("D"), *letters("A B", ago=OLD)), '"2"')),
    ],
    "a server that says 304 to everything once it has gone wrong": [
        Poll(conditional(rss(Item("A")), '"1"')),
        Poll(answer(304)),
        Poll(conditional(rss(Item("D"), Item("A")), '"2"'), "D"),
    ],
    "a new tag for an unchanged feed": [START, Poll(feed("A", "B", "C", ETag='"9"'))],
    "a maintenance page in the feed's place": [
        START,
        Poll(answer(200, HTML, Content_Type="text/html"), failure=FeedCode.NO_FEED),
        Poll(feed("D", "A", "B", "C"), "D"),
    ],
    "an error page with status 500": [
        START,
        Poll(answer(500, HTML), failure=Reason(FeedCode.FEED_IN_TROUBLE, status=500)),
        Poll(feed("D", "A"), "D"),
    ],
    "a portal that is away for a week sends no old news when it is back": [
        START,
        Poll(answer(503), failure=Reason(FeedCode.FEED_IN_TROUBLE, status=503)),
        Poll(
            feed(Item("D", ago=8 * DAY), Item("E", ago=-7 * DAY), "A"), "E", {"D": Code.STALE}, later=8 * DAY
        ),
    ],
    "the very first poll fails": [
        Poll(answer(500), failure=Reason(FeedCode.FEED_IN_TROUBLE, status=500)),
        Poll(feed("A", "B"), why={"A": Reason(Code.BASELINE)}),
        Poll(feed("D", "A"), "D"),
    ],
    "an empty body": [START, Poll(answer(200, b""), failure=FeedCode.NO_FEED), Poll(feed("D", "A"), "D")],
    "a feed cut in the middle of an item": [
        START,
        Poll(answer(200, cut(rss(Item("D"), Item("E", text="Lunghissimo")), b"ghissimo")), "D"),
        Poll(feed("D", Item("E", text="Lunghissimo"), "A"), "E"),
    ],
    "a cut feed changes no known item": [
        START,
        Poll(feed("D", "A"), "D"),
        Poll(answer(200, cut(rss(Item("D", text="Te"), Item("A")), b"</item>"))),
        Poll(feed("D", "A")),
    ],
    "a body shorter than announced": [
        START,
        Poll(short(rss(Item("D"))), failure=FeedCode.FEED_NETWORK),
        Poll(feed("D"), "D"),
    ],
    "a bomb": [
        START,
        Poll(
            answer(200, gzip.compress(b"0" * 20_000_000), Content_Encoding="gzip"),
            failure=FeedCode.FEED_TOO_LARGE,
        ),
        Poll(feed("D", "A"), "D"),
    ],
    "JSON in the feed's place": [
        START,
        Poll(answer(200, b'{"error": 1}'), failure=FeedCode.NO_JSON_FEED),
        Poll(feed("D"), "D"),
    ],
    "404, and it is back": [
        START,
        Poll(answer(404), failure=Reason(FeedCode.FEED_NOT_FOUND)),
        Poll(feed("D", "A"), "D"),
    ],
    "403, and it is back": [
        START,
        Poll(answer(403), failure=FeedCode.FEED_REFUSED),
        Poll(feed("D", "A"), "D"),
    ],
    "410 is asked again after a day": [
        START,
        Poll(answer(410), failure=Reason(FeedCode.FEED_GONE)),
        Poll(feed("D", "A")),
        Poll(feed("D", "A"), "D", later=DAY),
    ],
    "429 with a time to wait is waited for": [
        START,
        Poll(answer(429, Retry_After="7200"), failure=Reason(FeedCode.FEED_TOO_OFTEN)),
        Poll(feed("D", "A")),
        Poll(feed("D", "A"), "D", later=2 * HOUR),
    ],
    "a failing feed is asked less and less": [
        START,
        *[Poll(answer(500), failure=Reason(FeedCode.FEED_IN_TROUBLE, status=500), later=HOUR)] * 5,
        Poll(feed("D", "A")),
        Poll(feed("D", "A"), "D", later=HOUR),
    ],
    "a redirect is followed": [
        START,
        Poll(moved("/b/", 302), "D", also={"/b/": feed("D", "A")}),
        Poll(feed("E", "D"), "E"),
    ],
    "moved for good for more than a week: asked there, also when the old address is dead": [
        START,
        Poll(moved("/b/"), "D", also={"/b/": feed("D", "A")}),
        Poll(moved("/b/"), "E", also={"/b/": feed(Item("E", ago=-7 * DAY), "D", "A")}, later=8 * DAY),
        Poll(answer(500), "F", also={"/b/": feed(Item("F", ago=-8 * DAY), "E", "D")}),
    ],
    "moved for less than a week: the address of config.yaml counts": [
        START,
        Poll(moved("/b/"), "D", also={"/b/": feed("D", "A")}),
        Poll(moved("/b/"), "E", also={"/b/": feed(Item("E", ago=-5 * DAY), "D", "A")}, later=6 * DAY),
        Poll(answer(500), failure=Reason(FeedCode.FEED_IN_TROUBLE, status=500), also={"/b/": feed("F", "E")}),
    ],
    "moved for good, and knows none of our items: never adopted": [
        START,
        Poll(moved("/b/"), also={"/b/": feed()}),
        Poll(moved("/b/"), also={"/b/": feed(Item("X", ago=OLD))}, later=9 * DAY),
        Poll(feed(Item("D", ago=-9 * DAY), "A"), "D", also={"/b/": answer(500)}),
    ],
    "led to another site with none of our items: not a word of it is published": [
        START,
        Poll(
            elsewhere("/b/"),
            also={"/b/": feed("Spam", "Scommesse")},
            failure=Reason(FeedCode.FEED_ELSEWHERE, site="localhost"),
        ),
        Poll(feed("D", "A"), "D"),
    ],
    "led to another site with our items: the council has moved": [
        START,
        Poll(elsewhere("/b/"), "D", also={"/b/": feed("D", "A", "B")}),
    ],
    "an adopted address that dies is forgotten": [
        START,
        Poll(moved("/b/", 308), also={"/b/": feed("A")}),
        Poll(moved("/b/", 308), also={"/b/": feed("A", "B")}, later=8 * DAY),
        Poll(feed("D", "A"), failure=Reason(FeedCode.FEED_NOT_FOUND), also={"/b/": answer(404)}),
        Poll(feed(Item("D", ago=-8 * DAY), "A"), "D"),
    ],
    "a byte order mark and blank lines": [
        START,
        Poll(answer(200, b"\xef\xbb\xbf\n\n" + rss(Item("D"), Item("A", ago=OLD))), "D"),
    ],
    "another encoding from one day to the next": [
        Poll(feed(Item("Città"), Item("B"))),
        Poll(answer(200, in_windows_1252(Item("Città"), Item("D"))), "D"),
    ],
}

CARE: dict[str, list[Poll]] = {
    "five new at once pass, if they are not most of the feed": [
        Poll(feed(*TEN)),
        Poll(feed(*"ABCDE", *TEN), "A B C D E"),
    ],
    "six new at once are held": [
        Poll(feed(*TEN)),
        Poll(feed(*"ABCDEF", *TEN), why={"A": Reason(Code.FLOOD, count=6)}),
    ],
    "in a flood three emergencies pass": [
        Poll(feed(*TEN)),
        Poll(
            feed(*letters("W X Y Z", category="Allerta"), *"ABCDE", *TEN),
            "W X Y",
            {"Z": Reason(Code.FLOOD, count=9), "A": Reason(Code.FLOOD, count=9)},
        ),
    ],
    "a small council's migration: new guids, addresses and texts, dates off": [
        Poll(feed(*[replace(i, ago=i.ago * 2) for i in TEN])),
        Poll(
            feed(
                *[
                    replace(i, guid=f"g{n}", link=f"{SITE}/new/{n}", ago=i.ago * 2 - HOUR, text="Nuovo.")
                    for n, i in enumerate(TEN)
                ]
            ),
            why={"N1": Code.FLOOD},
        ),
    ],
    "a migration of a feed of three": [
        Poll(feed(*letters("A B C"))),
        Poll(
            feed(*[Item(t, guid=f"g{t}", link=f"{SITE}/new/{t}", ago=0, text="Nuovo.") for t in "ABC"]),
            why={"A": Code.FLOOD},
        ),
    ],
    "dated back, at the top, and nothing has vanished": [
        START,
        Poll(feed(Item("D", ago=9 * DAY), "A", "B", "C"), why={"D": Code.BACK_DATED}),
    ],
    "dated back, long after the start": [
        START,
        Poll(feed("D", "A", "B"), "D"),
        Poll(feed("E", "D", "A"), "E"),
        Poll(feed(Item("F", ago=9 * DAY), "E", "D", "A"), why={"F": Code.BACK_DATED}),
    ],
    "without a date, at the end of the list": [
        Poll(feed(*letters("A B C"))),
        Poll(feed("A", "C", Item("D", dated=False)), why={"D": Reason(Code.SLID_IN)}),
    ],
    "without dates, the oldest first": [
        Poll(feed(*letters("A B C", dated=False))),
        Poll(feed(*letters("A B C D", dated=False)), why={"D": Reason(Code.SLID_IN)}),
        Poll(feed(*letters("A B C D E", dated=False)), "E"),
        Poll(
            feed(*letters("B C D E F", dated=False)), why={"F": Reason(Code.SLID_IN)}
        ),  # or has it moved up?
    ],
    "without dates, the newest first": [
        Poll(feed(*letters("A B C", dated=False))),
        Poll(feed(*letters("D A B C", dated=False)), "D"),
        Poll(feed(*letters("D A B C E", dated=False)), why={"E": Reason(Code.SLID_IN)}),
    ],
    "the first reading is cut off: what it lacked is no news": [
        Poll(
            answer(200, cut(rss(*letters("A B C D")), b"<title>C"), ETag='"1"'),
            why={"A": Reason(Code.BASELINE)},
        ),
        Poll(feed("N", *letters("A B C D")), "N", {"D": Reason(Code.BASELINE)}),
        Poll(feed("M", "N", *letters("A B C")), "M"),
    ],
    "a damaged reading is not answered with 304 the next time": [
        START,
        Poll(conditional(cut(rss(Item("D"), *letters("A B C", ago=OLD)), b"<guid"), '"2"'), "D"),
        Poll(conditional(rss(Item("E"), Item("D"), *letters("A B C", ago=OLD)), '"2"'), "E"),
    ],
    "what was protected and is now for all to see is news": [
        START,
        Poll(feed(Item("D", text='<form class="post-password-form">'), "A"), why={"D": Reason(Code.LOCKED)}),
        Poll(feed(Item("D", text='<form class="post-password-form">'), "A")),
        Poll(feed("D", "A"), "D"),
        Poll(feed("D", "A")),
    ],
    "what was published and is then protected stays as it is": [
        START,
        Poll(feed("D", "A"), "D"),
        Poll(feed(Item("D", text='<form class="post-password-form">'), "A")),
        Poll(feed("D", "A")),
    ],
    "an error item of a bridge": [
        START,
        Poll(feed(Item(BRIDGE), "A"), why={BRIDGE: Code.ERROR_PAGE}),
    ],
    "a title with broken characters is held": [
        START,
        Poll(feed(Item("Citt\ufffd"), "A"), why={"Citt\ufffd": Code.BROKEN_TITLE}),
    ],
    "neither title nor text": [
        START,
        Poll(feed(Item("", guid="d", link=f"{SITE}/d", text=""), "A"), why={"": Reason(Code.EMPTY)}),
    ],
    "a title only": [START, Poll(feed(Item("D", text=""), "A"), "D")],
}

ALL = {**WINDOW, **NAMES, **TROUBLE, **CARE}


class Portal:
    """The program's poll of one feed on a loopback server, with one page to publish on."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder, self.server, self.now, self.path = folder, server, NOW, "/feed/"
        lay_out(folder)
        for pattern, new in (
            (r"url: http://127.0.0.1:\d+/portal/feed/", f"url: {server.url}/feed/"),
            (r"(type: (?:whatsapp|twitter).*\n +enabled: )true", r"\1false"),
            ("settle_seconds: 300", "settle_seconds: 0"),
            ("allow_private_networks: false", "allow_private_networks: true"),
        ):
            change_config(folder, pattern, new)
        self.store = open_store(load(folder).database_file)

    def look(self, step: Poll) -> dict[str, Reason]:
        """Poll; what is due waits. Returns the feeds that failed."""
        if step.config:
            change_config(self.folder, rf"url: {self.server.url}\S+", f"url: {self.server.url}{step.config}")
            self.path = step.config
        self.now += step.later
        self.server.answers.update({self.path: step.answer, **step.also})
        config = load(self.folder)
        channels = council_channels.channels(config, {}, with_secrets=False)
        polled = asyncio.run(poll(config, self.store, channels, self.now))
        self.alarms = polled.alarms
        return polled.failures

    def poll(self, step: Poll) -> tuple[list[str], dict[str, Reason]]:
        """The items published by a poll, and the feeds that failed."""
        failures = self.look(step)
        out = self.store.connection.execute(
            "SELECT i.title FROM post p JOIN item i ON i.id = p.item_id WHERE p.state = 'due'"
            " AND p.kind = 'publish' ORDER BY i.title"
        ).fetchall()
        with any_move(self.store):
            self.store.connection.execute(
                "UPDATE post SET state = 'done', release_to = 0, done_at = ? WHERE state = 'due'", (self.now,)
            )
        return [row[0] for row in out], failures

    def reason(self, title: str) -> Reason | None:
        row = self.store.connection.execute(
            "SELECT d.reason, d.facts FROM decision d JOIN item i ON i.id = d.item_id WHERE i.title = ?"
            " ORDER BY d.id DESC",
            (title,),
        ).fetchone()
        return read(row) if row else None


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Callable[[], Portal]]:
    with loopback() as server:
        yield lambda: Portal(tmp_path / "office", server)


def play(portal: Portal, polls: Sequence[Poll]) -> None:
    for number, step in enumerate(polls, 1):
        out, failures = portal.poll(step)
        assert out == sorted(step.out.split()), f"poll {number}"
        for title, reason in step.why.items():
            assert is_because(portal.reason(title), reason), f"poll {number}: {title}"
        assert is_because(failures.get("portal"), step.failure), f"poll {number}"


def is_because(found: Reason | None, expected: Reason | Worded | None) -> bool:
    return found is not None and found.code is expected if isinstance(expected, Worded) else found == expected


@pytest.mark.parametrize("name", ALL)
def test_scenario(portal: Callable[[], Portal], name: str) -> None:
    play(portal(), ALL[name])


def test_there_are_scenarios_enough() -> None:
    assert len(ALL) >= 60
