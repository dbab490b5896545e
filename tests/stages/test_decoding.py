"""The encodings of real portals: what the bytes say counts more than what is claimed; a damage costs one character."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

import pytest

from pipeline.model import Document, Parsed, Source
from pipeline.stages.parse.decoding import decoded
from pipeline.stages.parse.parse import parse

ROME = ZoneInfo("Europe/Rome")
URL = "https://www.comune.example.it/feed/"
TITLE = "Perché l’Unità è “già” più lì, 5 €"


def feed(title: str = TITLE, claims: str = "UTF-8") -> str:
    return (
        f'<?xml version="1.0" encoding="{claims}"?><rss version="2.0"><channel><item><title>{title}</title>'
        + ("<guid isPermaLink='false'>7</guid></item></channel></rss>")
    )


def read(body: bytes, content_type: str = "", source: Source = Source.FEED) -> Parsed:
    return parse(Document(body, URL, ROME, content_type, source))


@pytest.mark.parametrize(
    ("encoding", "claims", "content_type"),
    [
        ("utf-8", "UTF-8", ""),
        ("utf-8", "utf-16", "text/xml; charset=utf-16"),  # .NET
        ("utf-8", "ISO-8859-1", "text/xml; charset=windows-1252"),
        ("utf-8", "Shift_JIS", ""),
        ("utf-8-sig", "UTF-8", ""),
        ("utf-16", "utf-16", ""),
        ("utf-16-le", "utf-16", ""),
        ("utf-16-be", "UTF-8", "text/xml; charset=utf-8"),
        ("utf-32-le", "UTF-8", ""),
        *(
            ("cp1252", name, "")
            for name in ("windows-1252", "ISO-8859-1", "iso-8859-15", "UTF-8", "Shift_JIS", "x", "us-ascii")
        ),
        ("cp1252", "UTF-8", "application/rss+xml; charset=UTF-8"),
        ("mac-roman", "macintosh", ""),
    ],
)
def test_a_feed_is_read_whatever_encoding_it_claims(encoding: str, claims: str, content_type: str) -> None:
    parsed = read(feed(claims=claims).encode(encoding), content_type)
    assert ([entry.title for entry in parsed.entries], parsed.degraded) == ([TITLE], "")


def test_accents_of_the_neighbours_are_read_too() -> None:
    assert (
        read(feed("São João, Köln, Århus: già").encode("cp1252")).entries[0].title
        == "São João, Köln, Århus: già"
    )


@pytest.mark.parametrize("claims", ["utf-8", "shift_jis", "iso-8859-1"])
def test_another_script_is_known_by_its_letters(claims: str) -> None:
    assert (
        read(feed("こんにちは、村のみなさん", claims).encode("cp932")).entries[0].title
        == "こんにちは、村のみなさん"
    )


@pytest.mark.parametrize(
    ("damage", "shown"),
    [
        (lambda body: body.replace("à".encode(), b"\xff\xff"), TITLE.replace("à", "��")),
        (lambda body: body.replace("à".encode(), b"\xc3"), TITLE.replace("à", "�")),
        (lambda body: body.replace("à".encode(), b"\xe0"), TITLE.replace("à", "�")),
    ],
)
@pytest.mark.parametrize("content_type", ["", "text/xml; charset=ISO-8859-1"])
def test_a_damaged_byte_costs_one_character_and_the_feed_its_trust(damage, shown, content_type) -> None:  # type: ignore[no-untyped-def]
    parsed = read(damage(feed().encode()), content_type)
    assert [(entry.title, entry.is_damaged) for entry in parsed.entries] == [(shown, True)]
    assert parsed.degraded
    assert parsed.flaw


def test_utf_16_with_half_a_character_is_read() -> None:
    parsed = read(feed().encode("utf-16-le")[:-1])
    assert (parsed.entries[0].title if parsed.entries else parsed.last and parsed.last.title) == TITLE
    assert parsed.degraded


def test_a_single_letter_tells_the_encodings_apart() -> None:
    def text(body: bytes) -> str:
        return decoded(Document(body, URL, ROME, "text/xml; charset=utf-8")).text

    assert text("Libertà".encode("cp1252")) == "Libertà"
    assert text("Libertà".encode()[:-1]) == "Libert�"
    assert text(b"Libert\xff") == "Libert�"


def test_other_forms_of_news_survive_a_damage_too() -> None:
    bad = "Caff\udcff è più".encode("utf-8", "surrogateescape")
    item = json.dumps(
        {"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "TT"}]}
    ).encode()
    post = json.dumps([{"guid": {"rendered": "1"}, "title": {"rendered": "TT"}}]).encode()
    event = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:TT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    for source, body in ((Source.FEED, item), (Source.WORDPRESS, post), (Source.CALENDAR, event)):
        parsed = read(body.replace(b"TT", bad), source=source)
        assert ([entry.title for entry in parsed.entries], bool(parsed.flaw)) == (["Caff� è più"], True)
    page = "<h2><a href='/a'>Una notizia però lunga</a></h2><h2><a href='/b'>Un'altra notizia</a></h2>"
    assert read(page.encode("cp1252"), source=Source.PAGE).entries[0].title == "Una notizia però lunga"
