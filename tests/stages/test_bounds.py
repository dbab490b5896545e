"""What a portal writes is bounded where it leaves the box, and what works on it afterwards takes linear time."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from channels import mastodon_text
from channels.base import Access
from channels.mastodon import Mastodon
from channels.twitter_text import unlink, weighted_length
from pipeline.happening import Event
from pipeline.known import Stored
from pipeline.model import Action, Document, Entry, Identified, Lane, Source
from pipeline.portals.links import candidates, news_pages
from pipeline.reasons import Code
from pipeline.settings.values import Feed
from pipeline.stages.decide.decide import decide
from pipeline.stages.decide.edits import content_hash, weight
from pipeline.stages.decide.lanes import urgency_of
from pipeline.stages.decide.view import ChannelView, View
from pipeline.stages.news import title_of
from pipeline.stages.parse.box import parse_boxed
from pipeline.stages.parse.declared import event_in_html
from pipeline.stages.parse.parse import ADDRESS, NAMES, TEXT, TITLE, parse
from pipeline.stages.parse.wording import event_of
from pipeline.stages.render import filters
from pipeline.stages.render.cards import EXAMPLES
from pipeline.stages.render.facts import coming_date, details, labelled
from pipeline.stages.render.invitation import line_of_event, without_line
from pipeline.stages.render.lettering import drawable
from pipeline.stages.render.render import FEWEST
from pipeline.stages.render.repeats import telling_title, unsaid, with_lead, without, without_title
from pipeline.text import text_of, tidy
from tests.growth import assert_linear
from tests.portals.test_sequences import NOW
from tests.stages.test_box import ROME, URL
from tests.stages.test_render import CHANNELS, NEWS, shipped
from tests.town import ROOT

SIZE = 60_000
FEW = 4_000  # characters, and four times as many: what takes quadratic time takes much longer then


def hostile(size: int) -> dict[str, str]:
    """Texts of so many characters, by their names. Each is a run of the same, where patterns with two ways to match it
    take quadratic time or more."""

    def repeated(piece: str) -> str:
        return (piece * (size // len(piece) + 1))[:size]

    return {
        **{
            f"only {piece!r}": repeated(piece)
            for piece in "aA.,:-_*#@[(1/&;\n\u00a0\u0301\u1100\u0600\u200f\u0130ß🇮👩"
        },
        **{
            name: repeated(piece)
            for name, piece in {
                "letters and stops": "a.",
                "domains": "a.it",
                "domains and slashes": "a.it/",
                "addresses": "https://a.example.it/x ",
                "addresses without a blank": "https://a.example.it/x,",
                "schemes": "://",
                "punycode": "xn--a.",
                "Cyrillic domains": "é.рф",
                "hyphens before stops": "a-.",
                "hashtags": "#a",
                "mentions": "@a",
                "families": "👨\u200d",
                "marks of a shortened text": "[...] ",
                "lines": "a\n",
                "words": "allerta ",
                "hyphenated": "allerta-",
                "sentences": "a! ",
                "capitals": "AA. ",
                "counters": "visite 1 ",
                "ends of alerts": "revocata l'",
                "times of an update": "aggiornato il 1 ",
                "places and quotes": "a Pieve' allerta' ",
                "dangers": "esonda ",
                "senses with gaps": "non il la le ",
                "signs of dangers": "divieto di non bere acqua ",
                "schools that are closed": "scuole chiuse e ",
                "alerts without a colour": "allerta di ",
                "talk of dangers": "nessuna via di anni dopo ",
                "days": "sabato 5 dicembre, ",
                "days without a month": "5, ",
                "days that do not end": "dal 5 al ",
                "hours": "dalle ore 9 alle ",
                "places that do not end": "in piazza di ",
                "scripts": '<script type="application/ld+json">',
            }.items()
        },
        "an address that opens brackets": "https://a.it/" + "(" * size,
        "an address full of brackets": "https://a.it/" + repeated("(a(b)c)"),
        "an address full of stops": "https://a.it/" + repeated("a."),
        "a query that never ends": "https://a.it/?" + repeated("a!"),
        "an alert and hyphens": "allerta a-" + repeated("allerta-"),
        **{
            f"tags that do not end: {tag}": repeated(tag)
            for tag in ("<a ", "<a/", "<a =", "</a ", "<!--", '<a b="', "<?", "<![CDATA[")
        },
        "brackets in brackets": "[" * (size // 2) + "]" * (size // 2),
    }


HOSTILE = hostile(SIZE)


def _on_card(text: str) -> object:
    return replace(EXAMPLES["allerta-rossa"], title=text).level


def _edited(text: str) -> object:
    """What an edit means of which only the last letter changed."""
    feed = Feed("f", "https://c.example.it/", lane=Lane.EMERGENCY)
    entry = Entry("", "", text, text, text + "a")
    view = View(0.0, feed, ())
    news = replace(NEWS, title=text, summary=text, text=text + "b", lane=Lane.EMERGENCY)
    told = Stored(news, "f", "f")
    return [content_hash(entry), weight(told, entry, urgency_of(entry, view), feed)]


MASTODON = Mastodon(Access("http://127.0.0.1:9", {}, {"account_id": "1"}))
# Whatever the process that sends does with a text of a portal; the channel's whole way is below.
ALGORITHMS: dict[str, Callable[[str], object]] = {
    "harmless": lambda text: filters.harmless(text, "*_~`@"),
    "repeats": lambda text: [
        without_title(text, text[:-9]),
        unsaid(text, "allerta"),
        without(text, "1"),
        with_lead(text, text[9:]),
        telling_title("Avviso", text),
    ],
    "dates and places": lambda text: [
        details("", "x", text),
        labelled(text),
        coming_date(text, date.today()),
    ],
    "events": lambda text: [
        event_of(f"Festa {text}", [f"sabato 5 dicembre {text}", text], [text], NOW, ROME),
        event_in_html(f"ld+json{text}", ROME),
        line_of_event(Event(NOW, place=text[:1000]), text, text, ROME),
        without_line(text, text),
    ],
    "letters of a card": drawable,
    "length on Mastodon": mastodon_text.length,
    "cut": lambda text: [filters.cut(text, length) for length in (1, 300, len(text) // 2)],
    "sentence": filters.sentence,
    "calm": filters.calm,
    "hashtags": lambda text: filters.hashtags(text.split(), 3),
    "unlink": unlink,
    "weighted length": weighted_length,
    "level of a card": _on_card,
    "urgency and edits": _edited,
    "tidy": tidy,
    "text of HTML": text_of,
    "links of a page": lambda text: [candidates(text, URL), news_pages(text, URL)],
    "title of an entry": lambda text: title_of(Entry("", "", "", text, text)),
}


def within_limits(work: str, seconds: int, module: str = __name__) -> None:
    """Run `work` of a module in a process with so much computing, which is many times what it needs."""
    code = f"import {module} as here; here.{work}"

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        preexec_fn=limited,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr or f"more than {seconds} seconds of computing"


@pytest.mark.parametrize("name", ALGORITHMS)
def test_no_text_takes_quadratic_time(name: str) -> None:
    for text in HOSTILE:
        assert_linear(lambda size, text=text: ALGORITHMS[name](tidied(size)[text]), FEW, text)  # type: ignore[misc]


@cache
def tidied(size: int) -> dict[str, str]:
    return {name: tidy(text) for name, text in hostile(size).items()}


@pytest.mark.parametrize("channel", CHANNELS)
def test_whatever_leaves_the_box_is_soon_rendered(channel: str) -> None:
    """From lengths on that channels with a limit cut."""
    for name in HOSTILE:
        assert_linear(lambda size, name=name: rendered(channel, hostile(size)[name]), FEWEST, name)  # type: ignore[misc]


def rendered(channel: str, text: str) -> None:
    """Render it as an entry that has left the box."""
    item = {"id": "1", "title": "T" + text, "content_text": text, "summary": text, "tags": [text] * 3}
    [entry] = parse(_json_feed(item)).entries
    news = replace(NEWS, title=title_of(entry), text=entry.text, categories=entry.categories)
    adapter = CHANNELS[channel]
    assert adapter.measure(shipped(channel, "notizia", news)) <= adapter.capabilities.limit


# -- what leaves the box ----------------------------------------------------------------------------


def _json_feed(*items: dict[str, object]) -> Document:
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()
    return Document(body, URL, ROME, source=Source.FEED)


def test_every_text_has_a_limit_and_what_was_cut_is_counted() -> None:
    long = {
        "id": "g" * 2_000_000,
        "title": "t" * 1_000_000,
        "content_text": "x" * 1_000_000,
        "summary": "s" * 200_000,
        "url": "https://a.it/" + "l" * 100_000,
        "image": "https://a.it/" + "i" * 100_000,
        "tags": [f"{n} " + "c" * 2_000 for n in range(3_000)],
    }
    parsed = parse_boxed(_json_feed(long, {"id": "2", "title": "Sagra"}))
    entry, other = parsed.entries
    assert (len(entry.title), entry.title[-1]) == (TITLE, "…")
    assert [(len(text), text[-1]) for text in (entry.text, entry.summary)] == [(TEXT, "…")] * 2
    assert (len(entry.guid), entry.link, entry.image) == (TITLE, "", "")
    assert len(entry.categories) == NAMES
    assert max(map(len, entry.categories)) == TITLE
    assert (other.title, parsed.shortened) == ("Sagra", 1)


def test_the_place_of_an_event_and_the_addresses_of_a_feed_have_one_too() -> None:
    begin = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Sagra\r\nDTSTART:20261212T210000\r\nLOCATION:"
    )
    end = "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    calendar = Document((begin + "x" * 100_000 + end).encode(), URL, ROME, source=Source.CALENDAR)
    [event] = parse(calendar).entries
    assert len(event.place) == TITLE
    links = "".join(
        f'<link rel="{rel}" href="https://a.it/{"x" * 10_000}"/>' for rel in ("hub", "self", "next")
    )
    feed = (
        f'<feed xmlns="http://www.w3.org/2005/Atom">{links}<entry><id>1</id><title>A</title></entry></feed>'
    )
    parsed = parse(Document(feed.encode(), URL, ROME))
    assert max(map(len, (parsed.hub, parsed.topic, parsed.older))) <= ADDRESS


def test_an_address_is_left_out_and_not_cut() -> None:
    [entry] = parse(_json_feed({"id": "1", "title": "A", "url": "https://a.it/" + "x" * ADDRESS})).entries
    assert entry.link == ""


INVISIBLE = (
    *(
        "\u200b",
        "\u200d\u200d",
        "\u202e\u2066",
        "\u00ad",
        "\u3164",
        "\u115f\u1160",
        "\uffa0",
        "\u2800",
        "\u034f",
    ),
    *("\ufe0f", "\U000e0041\U000e0042", "\u180e\u180b", "\u0301", "\ufff9", "\u2028", "\u3000", "\u2064"),
)


@pytest.mark.parametrize("title", INVISIBLE)
def test_a_title_of_invisible_characters_is_none(title: str) -> None:
    """So the item goes by its first words, and without any it is empty."""
    with_text, without = parse(
        _json_feed(
            {"id": "1", "title": title, "content_text": "Domani mercato in piazza.", "tags": [title]},
            {"id": "2", "title": title, "content_text": title, "summary": title},
        )
    ).entries
    assert (with_text.title, with_text.categories) == ("", ())
    assert title_of(with_text) == "Domani mercato in piazza."
    view = View(NOW, Feed("portale", URL), (ChannelView("page", broadcast=False),), read_at=NOW - 60)
    [decision] = decide([Identified(without, ("guid:2",), None)], {}, view)
    [verdict] = decision.verdicts
    assert (verdict.action, verdict.reason.code) == (Action.SKIP, Code.EMPTY)
    assert decision.lane is Lane.NEWS


@pytest.mark.parametrize(
    "title", ["7", "👨‍👩‍👧", "🏴\U000e0067\U000e0062\U000e007f", "e\u0301", "一", "🛑", "?", "한"]
)
def test_a_title_of_one_visible_character_is_one(title: str) -> None:
    [entry] = parse(_json_feed({"id": "1", "title": title})).entries
    assert entry.title


def test_no_writing_loses_its_accents_or_flags() -> None:
    for text in ("Pi\u0323u\u0300 e\u0302\u0301\u0323", "🇮🇹" * 20, "नमस्ते", "שָׁלוֹם", "Z̷̢̛a̶"):
        assert len(tidy(text)) == len(unicodedata.normalize("NFC", text))
