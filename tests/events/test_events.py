"""Events: what portals declare, what is said of them, and until when somebody is invited."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from pipeline.happening import Event, in_words
from pipeline.known import KnownItem, KnownPost, Stored
from pipeline.model import (
    Action,
    Decision,
    Document,
    Edits,
    Entry,
    Identified,
    Kind,
    Lane,
    News,
    Parsed,
    PostState,
    Source,
)
from pipeline.phase import Phase
from pipeline.portals.associations import as_events
from pipeline.reasons import Code
from pipeline.settings.values import Council, Feed
from pipeline.stages.decide.decide import content_hash, decide
from pipeline.stages.decide.view import ChannelView, View
from pipeline.stages.parse.parse import parse
from pipeline.stages.render.item import item_of
from pipeline.stages.render.render import card_of

ROME = ZoneInfo("Europe/Rome")
SITE = "https://www.comune.example.it"
HOUR, DAY = 3600.0, 86400.0


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> float:
    return datetime(2026 if month > 10 else 2027, month, day, hour, minute, tzinfo=ROME).timestamp()


NOW = at(11, 25, 10)
CONCERT = Event(at(12, 5, 21), at(12, 5, 23), "Piazza Garibaldi")


def parsed(source: Source, body: str) -> list[Event | None]:
    return [one.event for one in parse(Document(body.encode(), SITE, ROME, source=source, now=NOW)).entries]


ICS = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Concerto\r\n{}\r\nLOCATION:Piazza Garibaldi\r\n"
    "END:VEVENT\r\nEND:VCALENDAR"
)
RSS = (
    '<rss version="2.0" xmlns:ev="http://purl.org/rss/1.0/modules/event/" '
    'xmlns:xCal="urn:ietf:params:xml:ns:xcal"><channel><title>x</title><item><title>Concerto</title><guid>1</guid>{}'
    "</item></channel></rss>"
)
PLONE = (
    '{{"items": [{{"@id": "https://x.example/c", "UID": "u1", "title": "Concerto", '
    '"location": "Piazza Garibaldi", {}}}]}}'
)
TRIBE = (
    '{{"events": [{{"id": 7, "title": "Concerto", "url": "https://x.example/c", {}, '
    '"venue": {{"venue": "Piazza Garibaldi"}}}}]}}'
)
WP = '[{{"guid": {{"rendered": "g"}}, "title": {{"rendered": "Concerto"}}, "content": {{"rendered": {}}}, {}}}]'
LD = (
    "<script type='application/ld+json'>{'@graph': [{'@type': ['MusicEvent'], 'startDate': '2026-12-05T21:00', "
    "'endDate': '2026-12-05T23:00:00+01:00', 'location': {'@type': 'Place', 'name': 'Piazza Garibaldi'}}]}</script>"
)


@pytest.mark.parametrize(
    ("source", "body"),
    [
        (Source.CALENDAR, ICS.format("DTSTART:20261205T210000\r\nDTEND:20261205T230000")),
        (Source.PLONE, PLONE.format('"start": "2026-12-05T20:00:00Z", "end": "2026-12-05T22:00:00Z"')),
        (
            Source.WORDPRESS,
            TRIBE.format('"start_date": "2026-12-05 21:00:00", "end_date": "2026-12-05 23:00:00"'),
        ),
        (
            Source.WORDPRESS,
            WP.format(
                '""',
                '"cmb2": {"box": {"_dci_evento_data_orario_inizio": 1796504400, "_dci_evento_data_orario_fine": '
                '"1796511600", "_dci_evento_luogo": "Piazza Garibaldi"}}',
            ),
        ),
        (
            Source.FEED,
            RSS.format(
                "<ev:startdate>2026-12-05T21:00:00</ev:startdate><ev:enddate>2026-12-05T23:00:00</ev:enddate>"
                "<ev:location>Piazza Garibaldi</ev:location>"
            ),
        ),
        (
            Source.FEED,
            RSS.format(
                "<xCal:dtstart>20261205T210000</xCal:dtstart><xCal:dtend>20261205T230000</xCal:dtend>"
                "<xCal:location>Piazza Garibaldi</xCal:location>"
            ),
        ),
        (
            Source.FEED,
            RSS.format("<description><![CDATA[" + LD.replace("'", '"') + "Musica.]]></description>"),
        ),
    ],
    ids=["calendar", "plone", "events calendar", "councils' theme", "rss", "xcal", "json-ld"],
)
def test_what_a_portal_declares_is_one_value(source: Source, body: str) -> None:
    assert parsed(source, body) == [CONCERT]


@pytest.mark.parametrize(
    ("source", "body", "days"),
    [
        (Source.CALENDAR, ICS.format("DTSTART;VALUE=DATE:20261205\r\nDTEND;VALUE=DATE:20261213"), 8),
        (
            Source.PLONE,
            PLONE.format('"whole_day": true, "start": "2026-12-05T10:00:00", "end": "2026-12-12T22:59:59Z"'),
            8,
        ),
        (
            Source.WORDPRESS,
            TRIBE.format(
                '"all_day": true, "start_date": "2026-12-05 00:00:00", "end_date": "2026-12-12 23:59:59"'
            ),
            8,
        ),
        (Source.CALENDAR, ICS.format("DTSTART;VALUE=DATE:20261205"), 1),
    ],
)
def test_whole_days_end_at_the_midnight_after_the_last(source: Source, body: str, days: int) -> None:
    assert parsed(source, body) == [
        Event(at(12, 5), at(12, 5) + days * DAY, "Piazza Garibaldi", all_day=True)
    ]


def test_several_events_in_json_ld_or_an_open_end_are_no_more_than_they_say() -> None:
    twice = RSS.format("<description><![CDATA[" + 2 * LD.replace("'", '"') + "]]></description>")
    assert parsed(Source.FEED, twice) == [None]
    open_end = PLONE.format('"open_end": true, "start": "2026-12-05T21:00:00", "end": "2026-12-05T22:00:00"')
    assert parsed(Source.PLONE, open_end) == [Event(at(12, 5, 21), None, "Piazza Garibaldi")]


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (CONCERT, "sabato 5 dicembre, ore 21 · Piazza Garibaldi"),
        (replace(CONCERT, starts=at(12, 5, 20, 45), place=""), "sabato 5 dicembre, ore 20.45"),
        (Event(at(12, 5), at(12, 13), all_day=True), "dal 5 al 12 dicembre"),
        (Event(at(12, 8), at(12, 12), all_day=True), "dall'8 all'11 dicembre"),
        (
            Event(at(11, 28), at(1, 7), "teatro", all_day=True),
            "dal 28 novembre 2026 al 6 gennaio 2027 · Teatro",
        ),
        (Event(at(1, 1), None, all_day=True), "venerdì 1º gennaio"),
        (Event(at(12, 31, 22), at(1, 1, 2)), "giovedì 31 dicembre, ore 22"),
    ],
)
def test_an_event_is_told_in_one_line(event: Event, told: str) -> None:
    assert in_words(event, ROME) == told


# -- what is shown -----------------------------------------------------------------------------------

NEWS = News(
    "Concerto di Natale", "", "Suona la banda.", "", "Eventi", ("Eventi",), Lane.NEWS, NOW, event=CONCERT
)
COUNCIL = Council("Comune di Ostiglia", SITE)
LINE = "Sabato 5 dicembre, ore 21 · Piazza Garibaldi"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Suona la banda.", f"{LINE}\n\nSuona la banda."),
        ("", LINE),
        ("Sabato 5 dicembre 2026, ore 21:00, Piazza Garibaldi\n\nSuona la banda.", None),
        ("Sabato 5 dicembre alle 21 in piazza Garibaldi suona la banda.", None),
        ("Sabato 5 dicembre.\nSuona la banda.", f"{LINE}\n\nSuona la banda."),
    ],
)
def test_when_and_where_stand_in_a_text_once(text: str, shown: str | None) -> None:
    assert item_of(replace(NEWS, text=text), COUNCIL).whole == (text if shown is None else shown)


def test_a_short_text_has_them_as_a_sentence() -> None:
    assert item_of(NEWS, COUNCIL).details == "sabato 5 dicembre, ore 21 · Piazza Garibaldi.\nSuona la banda."


def test_the_card_shows_the_day_unless_the_title_does_and_a_digest_too() -> None:
    card = card_of(NEWS, COUNCIL)
    assert (card.date, card.place) == ("sabato 5 dicembre, ore 21", "Piazza Garibaldi")
    assert item_of(NEWS, COUNCIL).when == "sabato 5 dicembre"
    assert item_of(replace(NEWS, title="Concerto del 5 dicembre"), COUNCIL).when == ""
    off = item_of(replace(NEWS, phase=Phase.CALLED_OFF), COUNCIL)
    assert (off.event, off.whole) == (None, "Suona la banda."), "its old day would be taken for the new one"


def test_who_organises_is_told_unless_the_text_says_it() -> None:
    by = replace(NEWS, by="Pro Loco")
    assert item_of(by, COUNCIL).whole == f"{LINE}\nOrganizza: Pro Loco\n\nSuona la banda."
    assert "Organizza" not in item_of(replace(by, text="La Pro Loco invita."), COUNCIL).whole


# -- what is decided ---------------------------------------------------------------------------------

VIEW = View(
    now=NOW,
    feed=Feed("portal", f"{SITE}/feed/", category="Eventi"),
    channels=(
        ChannelView("whatsapp", broadcast=True, edits=Edits.ASK),
        ChannelView("page", False, edits=Edits.EDIT),
    ),
    lanes={"allerta": Lane.EMERGENCY, "avvisi": Lane.SERVICE},
)
ENTRY = Entry("g", f"{SITE}/c", "Concerto", "", "Suona la banda.", ("Eventi",), NOW - HOUR, event=CONCERT)


def decided(entry: Entry, now: float = NOW, feed: Feed = VIEW.feed) -> Decision:
    [decision] = decide([Identified(entry, ("guid:g",), None)], {}, replace(VIEW, now=now, feed=feed))
    return decision


def edited(entry: Entry, was: Entry = ENTRY, now: float = NOW) -> Decision:
    news = News(
        was.title, was.summary, was.text, was.link, "Eventi", was.categories, Lane.NEWS, NOW, event=was.event
    )
    posts = {channel.name: KnownPost(PostState.DONE, True) for channel in VIEW.channels}
    item = KnownItem(7, 1, content_hash(was), NOW, False, posts, Stored(news, "portal", "portal"))
    [decision] = decide([Identified(entry, ("guid:g",), 7)], {7: item}, replace(VIEW, now=now))
    return decision


@pytest.mark.parametrize(
    ("event", "hour", "code", "until"),
    [
        (CONCERT, at(12, 5, 20), Code.NEW, CONCERT.starts),  # an hour before: not sent once it has begun
        (CONCERT, at(12, 5, 22), Code.NEW, at(12, 5, 23)),  # a fair that has begun is still worth a walk
        (CONCERT, at(12, 5, 23, 1), Code.OVER, None),
        (replace(CONCERT, ends=None), at(12, 5, 23, 59), Code.NEW, at(12, 6)),  # it may last three hours
        (replace(CONCERT, ends=None), at(12, 6, 0, 1), Code.OVER, None),
        (Event(at(12, 5), at(12, 13), all_day=True), at(12, 12, 20), Code.NEW, at(12, 13)),
        (Event(at(12, 5), at(12, 13), all_day=True), at(12, 13, 0, 1), Code.OVER, None),
        (Event(at(12, 5), at(12, 6), all_day=True), at(12, 5, 9), Code.NEW, at(12, 6)),
    ],
)
def test_nobody_is_invited_to_what_is_over(
    event: Event, hour: float, code: Code, until: float | None
) -> None:
    entry = replace(ENTRY, event=event, published=hour - HOUR)
    for verdict in decided(entry, hour).verdicts:
        assert verdict.reason.code is code
        if until is not None:
            assert (verdict.action, verdict.not_after) == (Action.PUBLISH, until)


def test_a_moved_event_is_corrected_in_the_news_lane_too() -> None:
    for moved in (replace(CONCERT, starts=CONCERT.starts + HOUR), replace(CONCERT, place="Teatro Sociale")):
        decision = edited(replace(ENTRY, event=moved))  # the texts are the same
        asked, changed = decision.verdicts
        assert (asked.action, asked.kind, asked.reason.code) == (Action.HOLD, Kind.FOLLOW_UP, Code.CORRECTED)
        assert (changed.action, changed.kind) == (Action.PUBLISH, Kind.EDIT)
        assert asked.not_after <= moved.starts


@pytest.mark.parametrize(
    "event",
    [
        replace(CONCERT, ends=at(12, 5, 22)),
        replace(CONCERT, place=""),
        replace(CONCERT, place="Piazza Garibaldi, 1"),
        None,
    ],
)
def test_what_leads_nobody_astray_is_no_correction(event: Event | None) -> None:
    told = [one for one in edited(replace(ENTRY, event=event)).verdicts if one.channel == "whatsapp"]
    assert all(one.action is Action.SKIP for one in told)


def test_nobody_is_asked_about_an_edit_of_what_is_over() -> None:
    moved = replace(ENTRY, event=replace(CONCERT, starts=CONCERT.starts - HOUR))
    asked, _ = edited(moved, now=at(12, 6, 12)).verdicts
    assert (asked.action, asked.reason.code) == (Action.SKIP, Code.OVER)


def test_a_series_whose_next_date_has_come_is_not_edited() -> None:
    weekly = replace(ENTRY, marks="RRULE:FREQ=WEEKLY")
    assert (
        edited(replace(weekly, event=replace(CONCERT, starts=CONCERT.starts + 7 * DAY)), weekly).verdicts
        == ()
    )


def test_of_a_feed_of_events_nothing_else_goes_out_and_nothing_is_urgent() -> None:
    feed = Feed("proloco", f"{SITE}/feed/", category="Eventi", events_only=True, by="Pro Loco")
    alert = replace(ENTRY, title="Allerta rossa: concerto", categories=("Allerta",))
    [taken] = as_events(feed, Parsed((alert,))).entries
    assert taken.categories == ("Eventi", "Allerta")
    decision = decided(taken, feed=feed)
    assert (decision.lane, decision.category) == (Lane.NEWS, "Eventi")
    assert {one.action for one in decision.verdicts} == {Action.PUBLISH}
    skipped = decided(replace(taken, event=None), feed=feed)
    assert {one.reason.code for one in skipped.verdicts} == {Code.NO_EVENT}
