"""The event that an item's own page declares: read with the new item, where the feed is so set."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.addresses import PAGE_PICTURE
from pipeline.happening import Event
from pipeline.model import Entry
from pipeline.portals.page_event import event_of_page, with_event
from pipeline.portals.pictures import Pictures, note_declared
from pipeline.reasons import Code
from pipeline.stages.fetch.fetch import Limits
from pipeline.stages.parse.declared import declared_in
from pipeline.text import MONTHS
from tests.loopback import Server, answer, loopback
from tests.town import Town, town

ROME = ZoneInfo("Europe/Rome")
LINK = "https://www.comune.example.it/novita/concerto/"
ENTRY = Entry("1", LINK, "Concerto della banda", "In teatro.", "")


def at(day: int, hour: int = 0, minute: int = 0) -> float:
    return datetime(2026, 12, day, hour, minute, tzinfo=ROME).timestamp()


def ld(**fields: object) -> str:
    event = {"@context": "https://schema.org", "@type": "Event", "startDate": "2026-12-05T21:00:00+01:00"}
    return f'<script type="application/ld+json">{json.dumps(event | fields)}</script>'


def declared(html: str, entry: Entry = ENTRY) -> Event | None:
    return event_of_page(declared_in(html, ROME), entry, LINK)


@pytest.mark.parametrize(
    ("html", "event"),
    [
        (ld(), Event(at(5, 21))),
        (ld(endDate="2026-12-05T23:00:00+01:00"), Event(at(5, 21), at(5, 23))),
        (ld(startDate="2026-12-05"), Event(at(5), at(6), all_day=True)),
        (ld(startDate="2026-12-05T00:00:00+01:00"), Event(at(5), at(6), all_day=True)),
        (
            ld(startDate="2026-12-05T00:00:00+01:00", endDate="2026-12-12T23:59:59+01:00"),
            Event(at(5), at(13), all_day=True),
        ),
        (
            ld(location={"@type": "Place", "name": "Teatro", "address": {"streetAddress": "Via Roma 1"}}),
            Event(at(5, 21), None, "Teatro, Via Roma 1"),
        ),
        (ld(description="<p>Con <b>coro</b></p>"), Event(at(5, 21))),
        (ld(name="Concerto della banda"), Event(at(5, 21))),
        (ld(name="Sagra", url="https://comune.example.it/novita/concerto"), Event(at(5, 21))),
        (ld(name="Sagra della zucca"), None),  # of the list at the page's side
        (ld(url="https://www.comune.example.it/novita/sagra/"), None),
        (ld(name="Sagra della zucca") + ld(name="Concerto della banda"), Event(at(5, 21))),
        (ld() + ld(startDate="2026-12-06"), None),
        (ld(startDate="presto"), None),
        (ld(startDate="999999-01-01"), None),
        ('<script type="application/ld+json">{"@type": "Event", </script>', None),
        ('<script type="application/ld+json">' + "[" * 5_000, None),
        ("<p>niente</p>", None),
    ],
)
def test_the_event_that_a_page_declares(html: str, event: Event | None) -> None:
    found = declared(html)
    assert found == event
    assert found is None or not found.off


@pytest.mark.parametrize(
    ("status", "off"),
    [
        ("https://schema.org/EventCancelled", True),
        ("http://schema.org/EventPostponed", True),
        ("EventCancelled", True),
        ("https://schema.org/EventRescheduled", False),
        ("https://schema.org/EventScheduled", False),
        ("", False),
    ],
)
def test_the_status_that_a_page_declares(status: str, off: bool) -> None:
    found = declared(ld(eventStatus=status))
    assert found is not None
    assert found.off is off


def test_what_the_words_say_goes_first_and_the_page_completes_it() -> None:
    page = Event(at(5, 21), at(5, 23), "Teatro")
    assert with_event(ENTRY, None, ROME) is ENTRY
    assert with_event(ENTRY, page, ROME).event == page

    def merged(mine: Event) -> Event | None:
        return with_event(replace(ENTRY, event=mine), page, ROME).event

    by_words = Event(at(5, 21), None, "Piazza", by_words=True)
    assert merged(by_words) == Event(at(5, 21), at(5, 23), "Piazza")
    assert merged(Event(at(5), at(6), all_day=True, by_words=True)) == page
    of_the_feed = Event(at(5, 21))
    assert merged(of_the_feed) == of_the_feed
    for other in (Event(at(6, 21)), Event(at(5, 20, 30), by_words=True), Event(at(6), at(7), all_day=True)):
        kept = merged(other)
        assert kept == other
        assert kept.elsewhere == page


# -- in a town ----------------------------------------------------------------------------------------


class Portal:
    """A feed, and a page for each of its items."""

    def __init__(self, server: Server) -> None:
        self.server, self.items = server, ["<item><title>Vecchia</title><guid>0</guid></item>"]
        self._show()

    def publish(self, title: str, page: str, *, text: str = "", category: str = "Notizie") -> str:
        path = f"/{len(self.items)}"
        when = format_datetime(datetime.now(ROME) - timedelta(minutes=1))
        self.server.answers[path] = answer(200, page.encode())
        self.items.insert(
            0,
            f"<item><title>{title}</title><link>{self.server.url}{path}</link><guid>{path}</guid>"
            f"<category>{category}</category><pubDate>{when}</pubDate><description>{text}</description></item>",
        )
        self._show()
        return path

    def edit(self, old: str, new: str) -> None:
        self.items = [one.replace(old, new) for one in self.items]
        self._show()

    def _show(self) -> None:
        body = f'<rss version="2.0"><channel><title>x</title>{"".join(self.items)}</channel></rss>'
        self.server.answers["/feed"] = answer(200, body.encode(), content_type="application/rss+xml")


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[tuple[Town, Portal]]:
    with loopback() as server, town(tmp_path / "town") as here:
        portal = Portal(server)
        here.change(r"url: \S+/portal/feed/", f"url: {server.url}/feed")
        here.change("page_event: false", "page_event: true")
        here.change("allow_private_networks: false", "allow_private_networks: true")
        here.tick()
        here.heartbeat()
        yield here, portal


def soon() -> datetime:
    return datetime.now(ROME).replace(hour=21, minute=0, second=0, microsecond=0) + timedelta(9)


def announced(when: datetime, **fields: object) -> str:
    return ld(startDate=when.isoformat(), **fields)


def test_a_new_item_has_the_event_of_its_page_and_keeps_it(portal: tuple[Town, Portal]) -> None:
    here, site = portal
    path = site.publish("Concerto della banda", announced(soon()))
    here.tick()
    rows = "SELECT starts_at FROM item WHERE title LIKE 'Concerto%'"
    assert here.rows(rows) == [(soon().timestamp(),)]
    assert f"{soon().day} {MONTHS[soon().month - 1]}, ore 21" in here.stage.received()[0]["text"]
    site.publish("Altro", "<p>niente</p>")
    here.tick()
    assert site.server.asked.count(path) == 1  # not at every poll
    assert here.rows(rows) == [(soon().timestamp(),)]
    assert here.rows("SELECT count(*) FROM post WHERE kind <> 'publish'") == [(0,)]


def test_an_edited_item_whose_page_cannot_be_read_keeps_its_event(portal: tuple[Town, Portal]) -> None:
    here, site = portal
    path = site.publish("Concerto della banda", announced(soon()), text="In teatro.")
    here.tick()
    site.server.answers[path] = answer(503)
    site.edit("In teatro.", "In piazza.")
    here.tick()
    assert here.rows("SELECT starts_at, revision FROM item WHERE title LIKE 'Concerto%'") == [
        (soon().timestamp(), 2)
    ]


@pytest.mark.parametrize(
    ("title", "page", "code"),
    [
        ("Concerto della banda", announced(soon(), eventStatus="https://schema.org/EventCancelled"), Code.EVENT_OFF),
        (f"Concerto della banda il {soon():%d/%m/%Y}", announced(soon() + timedelta(1)), Code.OTHER_DATE),
        (f"Annullato il concerto del {soon():%d/%m/%Y}", announced(soon(), eventStatus="EventCancelled"), None),
        (f"Concerto della banda il {soon():%d/%m/%Y}", announced(soon()), None),
    ],
)  # fmt: skip
def test_what_contradicts_the_title_is_held(
    portal: tuple[Town, Portal], title: str, page: str, code: Code | None
) -> None:
    here, site = portal
    site.publish(title, page)
    here.tick()
    held = {row[0] for row in here.rows("SELECT reason FROM post WHERE state = 'held'")}
    assert held == ({code} if code else set())
    if code:
        assert not here.stage.received()


@pytest.mark.parametrize(
    ("title", "category", "sent"), [("Concerto", "Eventi", 0), ("Allerta rossa", "Allerta", 1)]
)
def test_what_its_own_text_declares_as_cancelled_is_held_but_no_emergency(
    portal: tuple[Town, Portal], title: str, category: str, sent: int
) -> None:
    here, site = portal
    off = announced(soon(), eventStatus="https://schema.org/EventCancelled")
    site.publish(title, "", text=escape(f"<p>In piazza.</p>{off}"), category=category)
    here.tick()
    assert bool(here.rows("SELECT id FROM post WHERE state = 'held'")) is not bool(sent)
    assert bool(here.stage.received()) is bool(sent)


def test_an_emergency_is_out_while_the_pages_hang(portal: tuple[Town, Portal]) -> None:
    """Its own page is not asked at all, and those of the others only when it is stored."""
    here, site = portal
    seen: list[object] = []
    path = site.publish("Concerto della banda", "")
    alert = site.publish("Allerta rossa per piena del Po", announced(soon()), category="Allerta")
    plain = site.server.answers[path]

    def look(request: object) -> None:
        seen.append(here.rows("SELECT lane FROM item WHERE title LIKE 'Allerta%'"))
        plain(request)  # type: ignore[arg-type]

    site.server.answers[path] = look
    here.tick()
    assert seen == [[("emergency",)]]
    assert alert not in site.server.asked


def test_without_the_setting_no_page_is_asked(portal: tuple[Town, Portal]) -> None:
    here, site = portal
    here.change("page_event: true", "page_event: false")
    path = site.publish("Concerto della banda", announced(soon()))
    here.tick()
    assert path not in site.server.asked
    assert here.rows("SELECT starts_at FROM item WHERE title LIKE 'Concerto%'") == [(None,)]


def test_the_picture_is_noted_by_the_way(portal: tuple[Town, Portal], tmp_path: Path) -> None:
    here, site = portal
    here.change("page_picture: false", "page_picture: true")
    head = '<meta property="og:image" content="/a.jpg">'
    path = site.publish("Concerto della banda", head + announced(soon()))
    here.tick()
    assert site.server.asked.count(path) == 1
    folder = here.config.data / "pictures"
    assert [note.read_text() for note in folder.glob("*.page")] == [f"{site.server.url}/a.jpg"]
    note_declared(tmp_path / "pictures", f"{site.server.url}{path}", f"{site.server.url}/b.jpg")
    with pytest.raises(Exception):  # noqa: B017, PT011 - there is no such picture
        Pictures(tmp_path / "pictures", Limits(private=True))(f"{PAGE_PICTURE}{site.server.url}{path}")
    assert site.server.asked[-1] == "/b.jpg"
    assert site.server.asked.count(path) == 1
