"""Mutated and generated documents of every source, and the check of each: it is read, or refused in one line."""

from __future__ import annotations

import json
import random
import resource
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.feed_codes import FeedCode
from pipeline.model import Document, Entry, Identity, Parsed, Select, Source
from pipeline.settings.values import Feed
from pipeline.stages.decide.decide import content_hash, decide
from pipeline.stages.decide.view import ChannelView, View
from pipeline.stages.identify import identify, settle
from pipeline.stages.parse.box import MEMORY, SECONDS
from pipeline.stages.parse.common import MOST
from pipeline.stages.parse.exchange import FeedError
from pipeline.stages.parse.parse import parse
from pipeline.stages.witnesses import Known
from tests.portals.test_sequences import NOW, Item, rss
from tests.stages.test_sources import CARDS, NEWS, POST, ics
from tests.town import SHARED

URL = "https://www.comune.example.it/feed/"
ROME = ZoneInfo("Europe/Rome")
LARGEST_SEED = 60_000  # bytes
SLOW = SECONDS / 4  # seconds of computing that are worth a line
ATOM = (
    b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://c.it/"><id>x</id><entry>'
    b'<id>1</id><title type="html">A &amp;amp; B</title><link rel="alternate" href="a"/>'
    b"<published>2026-11-23T10:00:00Z</published>"
    b'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>x</p></div></content></entry></feed>'
)
RDF = (
    b'<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    b' xmlns:dc="http://purl.org/dc/elements/1.1/"><item rdf:about="http://c.it/1"><title>A</title>'
    b"<link>http://c.it/1</link><dc:date>2026-11-23</dc:date></item></rdf:RDF>"
)
TOKENS = (
    *rb"""<![CDATA[ ]]> <!-- --> <![ <! <?xml?> <!DOCTYPE&x[ <!ENTITY&a"b"> &a; &#0; &#xD800; &#x110000; &#99999999; &
    &&
    &lt; < > </ " ' = <item> </item> <entry> <guid> <link> <title> <p> <div> <table><td> <script> <h2><a&href="
    http://[ http://[::1 javascript:x //x http://x:99999999/ ?paged= % 0000-00-00T00:00:00Z 9999-12-31T23:59:59+23:59
    Mon,99Nov99999 1 -1 1e999 { } [ ] \ud800 \u0000 null true
    BEGIN:VEVENT END:VEVENT RRULE:FREQ=SECONDLY DTSTART: ;TZID=X/Y:
    """.split(),
    *(b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xe2\x80\xae", b"\x1b[2J", b"\r", b"\n", b" "),
)


@dataclass(frozen=True)
class Case:
    source: Source
    body: bytes
    select: Select = field(default_factory=Select)


@cache
def seeds() -> Sequence[Case]:
    """Good and bad documents to begin with: ours, and those of ../shared where it is there."""
    own = [
        Case(Source.FEED, rss(Item("Ponte"), Item("Mensa", guid=""), Item("Acqua", dated=False))),
        Case(Source.FEED, ATOM),
        Case(Source.FEED, RDF),
        Case(
            Source.FEED,
            json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1"}]}).encode(),
        ),
        Case(Source.WORDPRESS, json.dumps([POST, POST]).encode()),
        Case(Source.PLONE, json.dumps({"items": [NEWS]}).encode()),
        Case(Source.CALENDAR, ics("DTSTART:20261212T210000", "LOCATION:x", "RRULE:FREQ=WEEKLY").encode()),
        Case(Source.PAGE, CARDS.encode()),
        Case(Source.PAGE, CARDS.encode(), Select(item=".card", link="a", date=".date")),
    ]
    samples = SHARED / "samples"
    files = sorted(p for d in ("feeds", "portals") for p in (samples / d).rglob("*.*") if p.is_file())
    shared = [Case(Source.FEED, file.read_bytes()) for file in files if file.stat().st_size < LARGEST_SEED]
    return [*own, *shared]


def make(chance: random.Random) -> Case:
    """One document more: a seed mutated, two spliced, or one made up."""
    kind = chance.random()
    if kind < 0.15:
        return _generated(chance)
    # Our own documents are few, and cover every source: every other mutant is made from them.
    every = seeds()
    case = chance.choice(every[:9] if chance.random() < 0.5 else every)
    body = bytearray(case.body)
    if kind < 0.25:
        other = chance.choice(seeds()).body
        body = bytearray(body[: chance.randrange(len(body) + 1)] + other[chance.randrange(len(other) + 1) :])
    for _ in range(1 + int(chance.expovariate(0.3))):
        _mutate(body, chance)
    return Case(case.source, bytes(body), case.select)


def _mutate(body: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(body) + 1)
    how = chance.randrange(7)
    if how == 0 and body:
        body[at % len(body)] = chance.randrange(256)
    elif how == 1:
        del body[at : at + chance.randrange(200)]
    elif how == 2:
        body[at:at] = chance.choice(TOKENS)
    elif how == 3:
        body[at:at] = chance.choice(TOKENS) * chance.randrange(1, 400)
    elif how == 4:
        piece = bytes(body[at : at + chance.randrange(300)])
        body[at:at] = piece * chance.randrange(1, 5)
    elif how == 5:
        del body[at:]
    else:
        body[at : at + chance.randrange(20)] = bytes(
            chance.randrange(256) for _ in range(chance.randrange(20))
        )


def _generated(chance: random.Random) -> Case:
    source = chance.choice(list(Source))
    if source in (Source.WORDPRESS, Source.PLONE):
        seed = [POST] if source is Source.WORDPRESS else {"items": [NEWS]}
        return Case(source, json.dumps(_scrambled(seed, chance)).encode())
    parts = [chance.choice(TOKENS) for _ in range(chance.randrange(1, 300))]
    heads = {Source.FEED: b'<rss version="2.0"><channel><item>', Source.CALENDAR: b"BEGIN:VCALENDAR\r\n"}
    return Case(source, heads.get(source, b"<html><main><h2>") + b" ".join(parts))


def _scrambled(value: Any, chance: random.Random) -> Any:
    """JSON of the right shape with wrong things in it."""
    if chance.random() < 0.08:
        return chance.choice(
            [None, True, -1, 1e308, 10**400, "", "\ud800", "x" * 5000, [], {}, [[]], {"rendered": 7}]
        )
    if isinstance(value, dict):
        return {key: _scrambled(one, chance) for key, one in value.items() if chance.random() > 0.03}
    if isinstance(value, list):
        return [_scrambled(one, chance) for one in value * chance.randrange(3)]
    return value


VIEW = View(NOW, Feed("portal", URL), (ChannelView("page", broadcast=False),))


def check(case: Case) -> bool:
    """True if it was read, False if it was refused; anything else raises."""
    try:
        parsed = parse(Document(case.body, URL, ROME, "", case.source, case.select))
    except FeedError as error:
        refusal = str(error)
        unknown = error.reason.code is FeedCode.FEED_UNREADABLE
    else:
        refusal, unknown = "", False
        _sound_all(parsed)
    assert "\n" not in refusal, "a refusal is one line"
    assert len(refusal) < 300, "a refusal is short"
    assert not unknown, f"nobody knows why: {refusal}"
    return not refusal


def _sound_all(parsed: Parsed) -> None:
    assert len(parsed.entries) <= max(MOST, 1000)
    assert not parsed.older or parsed.older.startswith(("http://", "https://"))
    for entry in parsed.entries:
        _sound(entry)
    identity, _ = settle(parsed.entries, Identity.AUTO)
    decide(identify(parsed.entries, "portal", identity, Known()), {}, VIEW)


def _sound(entry: Entry) -> None:
    """Check that an entry can be stored and shown."""
    texts = (entry.guid, entry.link, entry.title, entry.summary, entry.text, entry.image, *entry.categories)
    for text in texts:
        text.encode("utf-8")  # no half of a pair
        assert "\0" not in text
    assert "\n" not in entry.title + entry.link
    assert not entry.link or entry.link.startswith(("http://", "https://"))
    assert len(entry.text) <= 200_000
    content_hash(entry)


def work(job: tuple[int, int]) -> tuple[int, int, float, list[str]]:
    """(read, refused, slowest, trouble) of so many documents."""
    seed, count = job
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    read, refused, slowest, trouble = 0, 0, 0.0, []
    for number in range(count):
        case = make(random.Random(seed * 1_000_000_007 + number))
        started = time.process_time()
        try:
            if check(case):
                read += 1
            else:
                refused += 1
        except BaseException:
            trouble.append(f"seed {seed} number {number} ({case.source}):\n{traceback.format_exc(limit=-4)}")
        spent = time.process_time() - started
        slowest = max(slowest, spent)
        if spent > SLOW:
            trouble.append(
                f"seed {seed} number {number} ({case.source}): {spent:.1f} s for {len(case.body)} bytes"
            )
    return read, refused, slowest, trouble
