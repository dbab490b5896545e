"""The other forms of a portal's news: each gives the same entries as a feed would, or one clear line."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pipeline.model import Document, Parsed, Select, Source
from pipeline.reasons import Code
from pipeline.stages.decide.decide import content_hash
from pipeline.stages.parse.exchange import FeedError
from pipeline.stages.parse.parse import parse

ROME = ZoneInfo("Europe/Rome")
SITE = "https://www.comune.example.it"


NOW = 1_796_296_000.0  # Thursday 3 December 2026, 12:06 in Rome


def read(source: Source, body: bytes | str | object, url: str = SITE, select: Select | None = None) -> Parsed:
    raw = (
        body
        if isinstance(body, bytes)
        else body.encode()
        if isinstance(body, str)
        else json.dumps(body).encode()
    )
    return parse(Document(raw, url, ROME, source=source, select=select or Select(), now=NOW))


# -- WordPress -------------------------------------------------------------------------------------

POST: dict[str, Any] = {
    "id": 15,
    "date": "2026-11-21T12:15:00",
    "date_gmt": "2026-11-21T11:15:00",
    "guid": {"rendered": f"{SITE}/?post_type=notizia&#038;p=15"},
    "status": "publish",
    "link": f"{SITE}/novita/ponte/",
    "title": {"rendered": "Ponte &#8220;chiuso&#8221;"},
    "content": {"rendered": "<p>Chiuso fino a sera.</p>", "protected": False},
    "excerpt": {"rendered": "<p>Chiuso.</p>", "protected": False},
    "_embedded": {
        "author": [{"name": "rossi.maria"}],
        "wp:featuredmedia": [{"media_type": "image", "source_url": "/wp-content/ponte.jpg"}],
        "wp:term": [
            [{"name": "ponte", "taxonomy": "post_tag"}],
            [{"name": "Avvisi", "taxonomy": "tipi_notizia"}, {"name": "Avvisi", "taxonomy": "argomenti"}],
        ],
    },
}


def test_a_post_of_wordpress_is_the_item_its_feed_has() -> None:
    parsed = read(Source.WORDPRESS, [POST], f"{SITE}/wp-json/wp/v2/notizia?_embed=1")
    [entry] = parsed.entries
    assert entry.guid == f"{SITE}/?post_type=notizia&p=15"
    assert (entry.title, entry.summary, entry.text) == ("Ponte “chiuso”", "Chiuso.", "Chiuso fino a sera.")
    assert entry.categories == ("Avvisi", "ponte")
    assert entry.published == 1795259700.0
    assert entry.image == f"{SITE}/wp-content/ponte.jpg"
    assert parsed.older == ""
    assert "rossi" not in repr(parsed)


def test_a_full_page_of_posts_has_an_older_one() -> None:
    url = f"{SITE}/wp-json/wp/v2/posts?per_page=2"
    assert read(Source.WORDPRESS, [POST, POST], url).older == f"{url}&page=2"
    assert read(Source.WORDPRESS, [POST, POST], f"{url}&page=4").older == f"{url}&page=5"
    assert read(Source.WORDPRESS, [POST], url).older == ""


def test_protected_posts_never_go_out_and_drafts_are_not_there() -> None:
    locked = {**POST, "content": {"rendered": "", "protected": True}}
    draft = {**POST, "status": "draft"}
    assert [entry.reject for entry in read(Source.WORDPRESS, [locked, draft]).entries] == [Code.LOCKED]


def test_the_real_wordpress_answer_is_read(shared: Path) -> None:
    raw = (shared / "samples" / "portals" / "wordpress-6.1" / "posts-embed.json").read_bytes()
    entries = read(Source.WORDPRESS, raw).entries
    assert len(entries) > 2
    assert all(entry.guid and entry.link and entry.title and entry.published for entry in entries)
    assert "redazione" not in repr(entries)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", {"code": "rest_no_route", "message": "Nessuna"}, {}, [1], [{}], "x"]
)
@pytest.mark.parametrize("source", [Source.WORDPRESS, Source.PLONE])
def test_what_is_no_answer_of_the_interface_is_one_line(source: Source, body: object) -> None:
    with pytest.raises(FeedError, match=r"^[^\n]+$"):
        read(source, body)


# -- Plone -----------------------------------------------------------------------------------------

NEWS: dict[str, Any] = {
    "@id": f"{SITE}/++api++/novita/ponte",
    "@type": "News Item",
    "UID": "173bee24dc424588b0ac25782a6ac00f",
    "title": "Ponte chiuso",
    "description": "Fino a sera.",
    "text": {"data": "<p>Il ponte è <b>chiuso</b>.</p>"},
    "effective": "2026-11-24T14:58:48+00:00",
    "created": "2026-11-20T14:58:48+00:00",
    "creators": ["rossi.maria"],
    "subjects": ["Allerta"],
    "tipologia_notizia": {"title": "Avvisi", "token": "avvisi"},
    "review_state": "published",
    "preview_image": {"content-type": "image/png", "download": f"{SITE}/novita/ponte/@@images/x.png"},
}


def test_an_item_of_plone_is_the_item_its_atom_feed_has() -> None:
    found = {"items": [NEWS], "batching": {"next": f"{SITE}/++api++/@search?b_start=20"}}
    parsed = read(Source.PLONE, found)
    [entry] = parsed.entries
    assert entry.guid == "urn:syndication:173bee24dc424588b0ac25782a6ac00f"
    assert entry.link == f"{SITE}/novita/ponte"
    assert (entry.summary, entry.text) == ("Fino a sera.", "Il ponte è chiuso.")
    assert (entry.categories, entry.published) == (("Avvisi", "Allerta"), 1795532328.0)
    assert entry.image.endswith("x.png")
    assert parsed.older.endswith("b_start=20")
    assert "rossi" not in repr(parsed)


def test_an_event_of_plone_is_news_until_it_is_over() -> None:
    event = {
        **NEWS,
        "start": "2026-12-12T20:00:00+00:00",
        "end": "2026-12-12T22:00:00+00:00",
        "location": "Teatro",
    }
    [entry] = read(Source.PLONE, {"items": [event]}).entries
    assert entry.summary.splitlines() == ["sabato 12 dicembre 2026, ore 21:00, Teatro", "Fino a sera."]
    assert entry.until == 1797112800.0


@pytest.mark.parametrize(
    ("more", "line", "until"),
    [
        (
            {"recurrence": "RRULE:FREQ=WEEKLY;COUNT=14"},
            "mercoledì 9 dicembre 2026, ore 21:00, Teatro",
            1796853600.0,
        ),
        (
            {"recurrence": "RRULE:FREQ=WEEKLY\r\nEXDATE:20261209T210000"},
            "mercoledì 16 dicembre 2026, ore 21:00, Teatro",
            None,
        ),
        (
            {"recurrence": "RRULE:FREQ=WEEKLY;COUNT=3"},
            "mercoledì 23 settembre 2026, ore 21:00, Teatro",
            1790197200.0,
        ),
        ({"whole_day": True}, "mercoledì 9 settembre 2026, Teatro", 1788991200.0),
    ],
)
def test_an_event_of_plone_that_comes_again_tells_its_next_date(
    more: dict[str, Any], line: str, until: float | None
) -> None:
    when = {"start": "2026-09-09T19:00:00+00:00", "end": "2026-09-09T21:00:00+00:00", "location": "Teatro"}
    if "whole_day" in more:
        when = {**when, "start": "2026-09-09T00:00:00", "end": "2026-09-09T23:59:59"}
    [entry] = read(Source.PLONE, {"items": [{**NEWS, **when, **more}]}).entries
    assert (entry.summary.splitlines()[0], entry.until) == (line, until)


def test_an_item_without_publication_date_goes_by_its_creation_and_a_private_one_is_not_there() -> None:
    undated = {**NEWS, "effective": "1969-12-31T00:00:00+00:00"}
    private = {**NEWS, "review_state": "private"}
    assert [entry.published for entry in read(Source.PLONE, {"items": [undated, private]}).entries] == [
        1795186728.0
    ]


# -- calendars -------------------------------------------------------------------------------------


def ics(*lines: str) -> str:
    events = "\r\n".join(("BEGIN:VEVENT", "UID:1@c.it", "SUMMARY:Concerto di Natale", *lines, "END:VEVENT"))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}\r\nEND:VCALENDAR\r\n"


def test_events_without_a_uid_are_news_all_the_same() -> None:
    event = "BEGIN:VEVENT\r\nSUMMARY:{}\r\nDTSTART:20261212T210000Z\r\nEND:VEVENT\r\n"
    calendar = f"BEGIN:VCALENDAR\r\n{event.format('Concerto')}{event.format('Fiera')}END:VCALENDAR\r\n"
    assert {one.title for one in read(Source.CALENDAR, calendar).entries} == {"Concerto", "Fiera"}


def test_an_event_is_news_until_it_is_over() -> None:
    lines = (
        "DTSTART;TZID=Europe/Rome:20261212T210000",
        "DTEND;TZID=Europe/Rome:20261212T230000",
        "LOCATION:Teatro\\, via Roma",
        "DESCRIPTION:Ingresso\\nlibero.",
        "URL:/eventi/concerto",
        "CATEGORIES:Eventi,Musica",
        "CREATED:20261120T100000Z",
        "DTSTAMP:20261124T100000Z",
        "ORGANIZER;CN=Maria Rossi:mailto:rossi@c.it",
    )
    [entry] = read(Source.CALENDAR, ics(*lines)).entries
    assert (entry.guid, entry.title, entry.link) == (
        "1@c.it",
        "Concerto di Natale",
        f"{SITE}/eventi/concerto",
    )
    assert entry.summary == "sabato 12 dicembre 2026, ore 21:00, Teatro, via Roma"
    assert entry.text.endswith("Ingresso\nlibero.")
    assert (entry.categories, entry.published, entry.until) == (
        ("Eventi", "Musica"),
        1795168800.0,
        1797112800.0,
    )
    assert "rossi" not in repr(entry).lower()


@pytest.mark.parametrize(
    ("lines", "summary", "until"),
    [
        (("DTSTART;VALUE=DATE:20261212",), "sabato 12 dicembre 2026", 1797116400.0),
        (("DTSTART:20261212T200000Z",), "sabato 12 dicembre 2026, ore 21:00", 1797109200.0),
        (("DTSTART:20261212T210000",), "sabato 12 dicembre 2026, ore 21:00", 1797109200.0),
        (
            ("DTSTART:20261211T180000", "DTEND:20261213T120000"),
            "da venerdì 11 dicembre 2026, ore 18:00 a domenica 13 dicembre 2026",
            1797159600.0,
        ),
        (
            ("DTSTART:20261212T210000", "DTEND:20261213T020000"),
            "sabato 12 dicembre 2026, ore 21:00",
            1797123600.0,
        ),
        (("DTSTART:20261212T210000", "RRULE:FREQ=WEEKLY"), "sabato 12 dicembre 2026, ore 21:00", None),
        ((), "", None),
        (("DTSTART:20261212T210000", "DURATION:PT90M"), "sabato 12 dicembre 2026, ore 21:00", 1797111000.0),
        (
            ("DTSTART;VALUE=DATE:20261212", "DTEND;VALUE=DATE:20261212"),
            "sabato 12 dicembre 2026",
            1797116400.0,
        ),
        (
            ("DTSTART;VALUE=DATE:20261212", "DTEND;VALUE=DATE:20261214"),
            "da sabato 12 dicembre 2026 a domenica 13 dicembre 2026",
            1797202800.0,
        ),
        (
            ("DTSTART;TZID=America/New_York:20261212T150000",),
            "sabato 12 dicembre 2026, ore 21:00",
            1797109200.0,
        ),
        (
            ('DTSTART;TZID="W. Europe Standard Time":20261212T210000',),
            "sabato 12 dicembre 2026, ore 21:00",
            1797109200.0,
        ),
    ],
)
def test_when_an_event_is_and_when_it_is_over(
    lines: tuple[str, ...], summary: str, until: float | None
) -> None:
    [entry] = read(Source.CALENDAR, ics(*lines)).entries
    assert (entry.summary, entry.until, entry.published) == (summary, until, None)


WEEKLY = (
    "DTSTART;TZID=Europe/Rome:20180901T100000",
    "DURATION:PT2H",
    "RRULE:FREQ=WEEKLY;BYDAY=SA",
    "LOCATION:Piazza",
)


def day(was: str, *lines: str) -> str:
    """A day of the series on which it is otherwise."""
    return "\r\n".join(
        ("END:VEVENT", "BEGIN:VEVENT", "UID:1@c.it", f"RECURRENCE-ID;TZID=Europe/Rome:{was}", *lines)
    )


@pytest.mark.parametrize(
    ("lines", "summary"),
    [
        (WEEKLY, "sabato 5 dicembre 2026, ore 10:00, Piazza"),
        ((*WEEKLY, "EXDATE;TZID=Europe/Rome:20261205T100000"), "sabato 12 dicembre 2026, ore 10:00, Piazza"),
        ((*WEEKLY, "EXDATE;TZID=Europe/Rome:20261205T000000"), "sabato 12 dicembre 2026, ore 10:00, Piazza"),
        (
            (
                *WEEKLY,
                day("20261107T100000", "DTSTART;TZID=Europe/Rome:20261108T163000").replace(
                    "ID;", "ID;RANGE=THISANDFUTURE;"
                ),
            ),
            "domenica 6 dicembre 2026, ore 16:30, Piazza",
        ),
        ((*WEEKLY, "EXDATE:20261205T090000Z"), "sabato 12 dicembre 2026, ore 10:00, Piazza"),
        ((*WEEKLY, "EXDATE;VALUE=DATE:20261205,20261212"), "sabato 19 dicembre 2026, ore 10:00, Piazza"),
        (
            (*WEEKLY, day("20261205T100000", "STATUS:CANCELLED", "DTSTART;TZID=Europe/Rome:20261205T100000")),
            "sabato 12 dicembre 2026, ore 10:00, Piazza",
        ),
        (
            (
                *WEEKLY,
                day(
                    "20261205T100000", "SUMMARY:In palestra", "DTSTART:20261204T163000Z", "LOCATION:Palestra"
                ),
            ),
            "venerdì 4 dicembre 2026, ore 17:30, Palestra",
        ),
        (
            (*WEEKLY, day("20261205T100000", "DTSTART:20261204T163000Z")),
            "venerdì 4 dicembre 2026, ore 17:30, Piazza",
        ),
        (  # more dates ago than are looked at
            ("DTSTART;TZID=Europe/Rome:19800105T100000", "RRULE:FREQ=WEEKLY"),
            "sabato 5 dicembre 2026, ore 10:00",
        ),
        (("DTSTART;VALUE=DATE:20201206", "RRULE:FREQ=MONTHLY;BYDAY=1SU"), "domenica 6 dicembre 2026"),
        (("DTSTART;VALUE=DATE:19501213", "RRULE:FREQ=YEARLY"), "domenica 13 dicembre 2026"),
        (
            ("DTSTART:20261101T090000", "RDATE:20261206T210000,20270106T210000"),
            "domenica 6 dicembre 2026, ore 21:00",
        ),
        (
            ("DTSTART;TZID=Europe/Rome:20261203T110000", "DURATION:PT2H", "RRULE:FREQ=DAILY"),
            "giovedì 3 dicembre 2026, ore 11:00",
        ),
    ],
)
def test_of_a_series_the_next_date_is_told(lines: tuple[str, ...], summary: str) -> None:
    assert read(Source.CALENDAR, ics(*lines)).entries[0].summary == summary


@pytest.mark.parametrize(
    ("rule", "over"),
    [
        ("RRULE:FREQ=WEEKLY;UNTIL=20261205", "05/12 11:00"),  # its last day belongs to it
        ("RRULE:FREQ=WEEKLY;COUNT=3", "12/12 11:00"),
        ("RRULE:FREQ=WEEKLY;UNTIL=20261130T000000Z", "28/11 11:00"),
        ("RRULE:FREQ=SECONDLY", "28/11 11:00"),
        ("RRULE:FREQ=DAILY;INTERVAL=0", "28/11 11:00"),
    ],
)
def test_when_a_series_is_over(rule: str, over: str) -> None:
    [entry] = read(Source.CALENDAR, ics("DTSTART;TZID=Europe/Rome:20261128T100000", rule)).entries
    assert entry.until is not None
    assert f"{datetime.fromtimestamp(entry.until, ROME):%d/%m %H:%M}" == over


def test_a_series_without_a_day_left_is_called_off() -> None:
    lines = (
        "DTSTART;VALUE=DATE:20261205",
        "RRULE:FREQ=WEEKLY;COUNT=2",
        "EXDATE;VALUE=DATE:20261205,20261212",
    )
    assert read(Source.CALENDAR, ics(*lines)).entries[0].reject is Code.CALLED_OFF


def test_the_next_date_alone_is_no_edit_of_a_series() -> None:
    def hashed(now: float, *more: str) -> str:
        document = Document(ics(*WEEKLY, *more).encode(), SITE, ROME, source=Source.CALENDAR, now=now)
        return content_hash(parse(document).entries[0])

    assert hashed(NOW) == hashed(NOW + 30 * 86_400)
    assert hashed(NOW) != hashed(NOW, "EXDATE;VALUE=DATE:20261205")


def test_a_calendar_names_the_zone_of_its_times() -> None:
    text = ics("DTSTART:20261212T200000").replace("VERSION:2.0", "VERSION:2.0\r\nX-WR-TIMEZONE:Europe/London")
    assert read(Source.CALENDAR, text).entries[0].summary == "sabato 12 dicembre 2026, ore 21:00"


def test_a_cancelled_event_never_goes_out_and_an_exception_of_a_series_is_no_event() -> None:
    assert read(Source.CALENDAR, ics("STATUS:CANCELLED")).entries[0].reject is Code.CALLED_OFF
    assert read(Source.CALENDAR, ics("RECURRENCE-ID:20261212T210000")).entries == ()


def test_of_a_calendar_of_many_years_the_events_to_come_are_read() -> None:
    event = "BEGIN:VEVENT\r\nUID:{0}\r\nSUMMARY:x\r\nDTSTART:20{0:02}0101T100000Z\r\nEND:VEVENT\r\n"
    many = "".join(event.format(year) for year in range(10, 40)) * 50
    entries = read(Source.CALENDAR, f"BEGIN:VCALENDAR\r\n{many}END:VCALENDAR\r\n").entries
    assert len(entries) == 1000
    assert entries[0].guid == "39"


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:ieri\r\nEND:V", b"BEGIN:VCALENDAR"]
)
def test_a_broken_calendar_is_one_line(body: bytes) -> None:
    with pytest.raises(FeedError, match=r"^[^\n]+$"):
        read(Source.CALENDAR, body)


# -- pages -----------------------------------------------------------------------------------------

CARDS = """<!doctype html><html><head><meta charset="utf-8"></head><body>
<header><nav><h2><a href="/menu/amministrazione">Amministrazione comunale</a></h2></nav></header>
<main><h1>Novità</h1><div class="row">
 <div class="card"><div class="card-body"><span class="date">24 nov 2026</span>
  <h3 class="card-title"><a href="/novita/ponte-chiuso">Ponte chiuso per la piena</a></h3>
  <p>Da questa sera il ponte è chiuso al traffico.</p><a href="/novita/ponte-chiuso">Leggi di più</a></div></div>
 <div class="card"><time datetime="2026-11-20T09:00:00+01:00">20 nov</time>
  <a href="/novita/mensa#top"><h3>Mensa scolastica: nuove tariffe</h3></a><p>Leggi tutto</p></div>
 <div class="card"><h3><a href="https://altrove.example.com/x">Un sito che non è il nostro</a></h3></div>
 <div class="card"><h3><a href="/novita/">Tutte le novità del comune</a></h3></div>
 <div class="card"><h3><a href="/">Torna alla pagina iniziale</a></h3></div>
</div></main><footer><h4><a href="/privacy">Informativa sulla privacy</a></h4></footer></body></html>"""


def test_the_headings_of_the_main_part_that_lead_on_are_the_news() -> None:
    entries = read(Source.PAGE, CARDS, f"{SITE}/novita/").entries
    assert [(entry.title, entry.link) for entry in entries] == [
        ("Ponte chiuso per la piena", f"{SITE}/novita/ponte-chiuso"),
        ("Mensa scolastica: nuove tariffe", f"{SITE}/novita/mensa"),
    ]
    assert [entry.published for entry in entries] == [1795474800.0, 1795161600.0]
    assert [entry.summary for entry in entries] == ["Da questa sera il ponte è chiuso al traffico.", ""]


TABLE = """<table><tr class="riga"><td class="d">24/11/2026</td><td><b class="t">Ponte chiuso</b></td>
<td class="k">Avvisi</td><td><a href="news.aspx?id=7">vedi</a></td></tr>
<tr class="riga"><td class="d">x</td><td><b class="t">Senza collegamento</b></td></tr></table>"""


def test_selectors_say_what_is_what() -> None:
    select = Select(item="tr.riga", link="a", title=".t", date=".d", category=".k")
    [entry] = read(Source.PAGE, TABLE, f"{SITE}/ita/news.aspx", select).entries
    assert (entry.title, entry.link) == ("Ponte chiuso", f"{SITE}/ita/news.aspx?id=7")
    assert (entry.published, entry.categories) == (1795474800.0, ("Avvisi",))


@pytest.mark.parametrize(
    ("body", "select"),
    [
        (b"", Select()),
        (b"<html><main><h2><a href='/x'>Una sola notizia, forse</a></h2></main>", Select()),
        (CARDS, Select(item=".nothing")),
        (CARDS, Select(item="div[")),
        (b"<![" * 1000, Select()),
    ],
)
def test_a_page_where_nothing_is_recognised_is_one_line_and_not_no_news(body: bytes, select: Select) -> None:
    with pytest.raises(FeedError, match=r"^[^\n]+$"):
        read(Source.PAGE, body, SITE, select)


def test_a_page_of_windows_1252_is_read_as_such() -> None:
    page = CARDS.replace("utf-8", "windows-1252").encode("windows-1252")
    assert (
        read(Source.PAGE, page, f"{SITE}/novita/").entries[0].summary.startswith("Da questa sera il ponte è")
    )
