"""Recorded documents are taken apart and put together without losing a byte of an entry."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from pipeline.model import Document, Source
from pipeline.simulate.archive import Archive, read_archive
from pipeline.simulate.forms import taken_apart
from pipeline.stages.parse.exchange import FeedError
from pipeline.stages.parse.parse import parse

ROME = ZoneInfo("Europe/Rome")
DAY = 86400.0


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Comune</title>
<item><title>Terza</title><link>https://c.example/3</link><guid>3</guid>
<pubDate>Wed, 11 Mar 2026 09:00:00 +0000</pubDate>
<content:encoded><![CDATA[<p>Nel testo c'è scritto </item><item> ma non lo è.</p>]]></content:encoded></item>
<!-- <item><title>Tolta</title></item> -->
<item><title>Seconda</title><link>https://c.example/2</link><guid>2</guid>
<pubDate>Tue, 10 Mar 2026 09:00:00 +0000</pubDate></item>
<item><title>Prima</title><link>https://c.example/1</link><guid>1</guid>
<pubDate>Mon, 09 Mar 2026 09:00:00 +0000</pubDate></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Comune</title><id>x</id>
<entry><title>Seconda, corretta</title><id>2</id><published>2026-03-10T09:00:00Z</published>
<updated>2026-03-10T12:00:00Z</updated></entry>
<entry><title>Seconda</title><id>2</id><published>2026-03-10T09:00:00Z</published>
<updated>2026-03-10T09:00:00Z</updated></entry>
<entry><title>Prima</title><id>1</id><published>2026-03-09T09:00:00Z</published>
<updated>2026-03-09T10:30:00Z</updated></entry>
</feed>"""

WORDPRESS = json.dumps(
    [
        {
            "id": n,
            "guid": {"rendered": f"https://c.example/?p={n}"},
            "link": f"https://c.example/{n}/",
            "title": {"rendered": f"Notizia {n}"},
            "content": {"rendered": "<p>È in piazza.</p>"},
            "date_gmt": f"2026-03-0{n}T09:00:00",
            "modified_gmt": f"2026-03-0{n}T09:00:00",
        }
        for n in (3, 2, 1)
    ]
)

PLONE = json.dumps(
    {
        "@id": "https://c.example/@search",
        "batching": {"next": "https://c.example/@search?b_start=25"},
        "items_total": 2,
        "items": [
            {"@id": f"https://c.example/n{n}", "UID": str(n), "title": f"N{n}", "effective": f"2026-03-0{n}T09:00:00Z"}
            for n in (2, 1)
        ],
    }
)  # fmt: skip

JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Comune",
        "next_url": "https://c.example/2",
        "items": [
            {
                "id": str(n),
                "title": f"Notizia {n}",
                "content_text": "x",
                "date_published": f"2026-03-0{n}T09:00:00Z",
            }
            for n in (2, 1)
        ],
    }
)

CALENDAR = "\r\n".join(
    [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        *(
            line
            for n in (1, 2)
            for line in (
                "BEGIN:VEVENT",
                f"UID:{n}",
                f"SUMMARY:Sagra {n}",
                f"CREATED:2026030{n}T090000Z",
                f"DTSTART:2026040{n}T190000Z",
                "END:VEVENT",
            )
        ),
        "END:VCALENDAR",
        "",
    ]
)


def archive(text: str) -> Archive:
    return read_archive(Document(text.encode(), "https://c.example/feed", ROME), parse)


@pytest.mark.parametrize(
    ("text", "source", "count"),
    [
        (RSS, Source.FEED, 3),
        (ATOM, Source.FEED, 3),
        (WORDPRESS, Source.WORDPRESS, 3),
        (PLONE, Source.PLONE, 2),
        (JSON_FEED, Source.FEED, 2),
        (CALENDAR, Source.CALENDAR, 2),
    ],
    ids=["rss", "atom", "wordpress", "plone", "json feed", "calendar"],
)
def test_every_form_is_read_as_before(text: str, source: Source, count: int) -> None:
    form, entries = taken_apart(text.encode())
    assert (form.source, len(entries)) == (source, count)
    document = Document(text.encode(), "https://c.example/feed", ROME, source=source)
    again = parse(replace(document, body=form.compose(entries)))
    assert again.entries == parse(document).entries
    [alone] = parse(replace(document, body=form.compose(entries[-1:]))).entries
    assert alone in again.entries


def test_pages_to_come_are_not_in_what_is_shown() -> None:
    """The portal of a simulation has no older pages: what is not shown yet must not be found there."""
    for text in (PLONE, JSON_FEED):
        form, entries = taken_apart(text.encode())
        document = Document(form.compose(entries), "https://c.example/feed", ROME, source=form.source)
        assert parse(document).older == ""


def test_an_entry_appears_on_its_day() -> None:
    found = archive(RSS)
    titles = [[one.entry.title for one in found.shown(at(f"2026-03-{day:02}"))] for day in (9, 10, 11, 12)]
    assert titles == [[], ["Prima"], ["Seconda", "Prima"], ["Terza", "Seconda", "Prima"]]
    assert found.next_change(at("2026-03-09")) == at("2026-03-09T09:00")
    assert found.next_change(at("2026-03-12")) is None


def test_a_version_appears_when_it_was_written() -> None:
    found = archive(ATOM)

    def shown(moment: str) -> list[str]:
        return [one.entry.title for one in found.shown(at(moment))]

    assert shown("2026-03-10T11:00") == ["Seconda", "Prima"]
    assert shown("2026-03-10T12:30") == ["Seconda, corretta", "Prima"]
    assert found.reworded == 1  # of the first only the last wording is known


def test_the_feed_shows_as_many_as_portals_do() -> None:
    items = "".join(
        f"<item><title>N{n}</title><guid>{n}</guid><pubDate>{n + 1} Jan 2026 09:00:00 +0000</pubDate></item>"
        for n in range(28)
    )
    found = archive(f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>")
    assert len(found.shown(at("2026-01-28T12:00"))) == 10


def test_a_busy_day_is_shown_whole() -> None:
    items = "".join(
        f"<item><title>N{n}</title><guid>{n}</guid><pubDate>Mon, 12 Jan 2026 09:{n:02}:00 +0000</pubDate></item>"
        for n in range(14)
    )
    found = archive(f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>")
    assert len(found.shown(at("2026-01-12T12:00"))) == 14


def test_what_has_no_date_is_left_out_and_counted() -> None:
    found = archive(RSS.replace("<pubDate>Mon, 09 Mar 2026 09:00:00 +0000</pubDate>", ""))
    assert (len(found.versions), found.undated) == (2, 1)


def test_a_page_is_no_recording() -> None:
    with pytest.raises(FeedError):
        archive("<html><body><h1>Notizie</h1></body></html>")


def test_pages_of_one_feed_become_one_archive() -> None:
    first, second = archive(RSS), archive(RSS.replace("c.example/2", "c.example/22").replace(">2<", ">22<"))
    assert len(first.with_page(second).versions) == 4  # what both show is there once
