"""parse: feeds as they are meant, whatever they look like."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline._entries import date
from pipeline.model import Entry
from pipeline.parse import FeedError, parse

ROME = ZoneInfo("Europe/Rome")
URL = "https://www.comune.example.it/feed/"


def rss(*items: str) -> bytes:
    return f'<rss version="2.0"><channel><title>x</title>{"".join(items)}</channel></rss>'.encode()


def only(*parts: str) -> Entry:
    [entry] = parse(rss(f"<item>{''.join(parts)}</item>"), "", URL, ROME).entries
    return entry


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Mon, 23 Nov 2026 10:30:00 +0100", "2026-11-23T09:30:00"),
        ("Mon, 23 Nov 2026 10:30:00", "2026-11-23T09:30:00"),
        ("Tue, 07 Jul 2026 10:00:00 CEST", "2026-07-07T08:00:00"),
        ("Mon, 23 Nov 2026 10:30:00 CET", "2026-11-23T09:30:00"),
        ("lun, 23 nov 2026 10:30:00 +0100", "2026-11-23T09:30:00"),
        ("mar, 07 lug 2026 10:00:00 +0200", "2026-07-07T08:00:00"),
        ("gio, 01 gen 2026 00:00:00 +0100", "2025-12-31T23:00:00"),
        ("2026-11-23T10:30:00Z", "2026-11-23T10:30:00"),
        ("2026-11-23T10:30:00", "2026-11-23T09:30:00"),
        ("2026-11-23", "2026-11-22T23:00:00"),
        ("Mon, 23 Nov 2026 10:30:00 GMT", "2026-11-23T10:30:00"),
    ],
)
def test_dates_mean_what_an_italian_portal_means(written: str, expected: str) -> None:
    found = date(written, ROME)
    assert found is not None
    assert datetime.fromtimestamp(found, UTC).strftime("%Y-%m-%dT%H:%M:%S") == expected


@pytest.mark.parametrize("written", ["", "ieri", "32 nov 2026", "Mon, 99 Foo 2026 10:00:00", "9999999999999"])
def test_what_is_no_date_is_none(written: str) -> None:
    assert date(written, ROME) is None


def test_a_bare_ampersand_in_a_link_stays_an_ampersand() -> None:
    entry = only("<title>x</title><link>https://www.comune.example.it/?id=3&lang=it</link>")
    assert entry.link == "https://www.comune.example.it/?id=3&lang=it"


def test_titles_are_one_plain_line_even_if_escaped_twice() -> None:
    entry = only("<title>Citt&amp;amp;agrave;\n in &amp;lt;b&amp;gt;festa&amp;lt;/b&amp;gt;</title>")
    assert entry.title == "Città in festa" or entry.title == "Citt&agrave; in festa"
    assert "<" not in entry.title


def test_html_becomes_paragraphs_and_scripts_vanish() -> None:
    entry = only(
        "<title>x</title><description><![CDATA[<p>Uno<br>due</p><script>alert(1)</script><ul><li>tre</li></ul>"
        "<p>quattro&nbsp;&#8217;</p>]]></description>"
    )
    assert entry.text == "Uno\ndue\n\n- tre\n\nquattro ’"


def test_the_clerks_name_is_nowhere() -> None:
    body = rss(
        "<item><title>x</title><dc:creator>rossi.maria</dc:creator><author>rossi.maria</author></item>"
    ).replace(b"<rss ", b'<rss xmlns:dc="http://purl.org/dc/elements/1.1/" ')
    assert "rossi" not in repr(parse(body, "", URL, ROME))


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("<title>Protetto: verbale</title>", "password"),
        ('<title>x</title><description>&lt;form class="post-password-form"&gt;</description>', "password"),
        ("<title>Bridge returned error 404! (19443)</title>", "error item"),
        ("<title>Un ponte nuovo</title>", ""),
    ],
)
def test_items_that_must_never_go_out_are_marked(item: str, reason: str) -> None:
    assert only(item).reject == reason


def test_only_declared_pictures_count() -> None:
    entry = only(
        '<title>x</title><enclosure url="/a.jpg" type="image/jpeg" length="1"/>'
        '<description>&lt;img src="https://elsewhere.example/b.jpg"&gt;</description>'
    )
    assert entry.image == "https://www.comune.example.it/a.jpg"
    assert (
        only('<title>x</title><description>&lt;img src="https://a.example/b.jpg"&gt;</description>').image
        == ""
    )


@pytest.mark.parametrize("body", [b"", b"<html><body>manutenzione</body></html>", b"{}", b"\x00\xff" * 50])
def test_what_is_no_feed_is_a_failure_and_not_an_empty_feed(body: bytes) -> None:
    with pytest.raises(FeedError):
        parse(body, "text/html", URL, ROME)


def test_of_a_feed_cut_in_the_middle_the_last_entry_is_not_trusted() -> None:
    whole = rss(
        *(f"<item><title>Notizia {n}</title><guid isPermaLink='false'>{n}</guid></item>" for n in range(5))
    )
    parsed = parse(whole[: whole.index(b"Notizia 4")], "", URL, ROME)
    assert "broken XML" in parsed.degraded
    assert [entry.guid for entry in parsed.entries][:3] == ["0", "1", "2"]


def json_feed(*items: object, **more: object) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items, **more}).encode()


def test_a_json_feed_is_read_as_any_other() -> None:
    item = {
        "id": "7",
        "url": "/novita/7",
        "title": "Ponte &amp; argine",
        "content_html": "<p>Chiuso.</p><script>x</script>",
        "date_published": "2026-11-23T10:30:00",
        "tags": ["Avvisi", "Avvisi", ""],
        "image": "/a.jpg",
        "authors": [{"name": "rossi.maria"}],
    }
    parsed = parse(json_feed(item, next_url="?page=2"), "application/feed+json", URL, ROME)
    [entry] = parsed.entries
    assert (entry.guid, entry.link, entry.title) == (
        "7",
        "https://www.comune.example.it/novita/7",
        "Ponte & argine",
    )
    assert (entry.text, entry.categories, entry.published) == ("Chiuso.", ("Avvisi",), 1795426200.0)
    assert entry.image == "https://www.comune.example.it/a.jpg"
    assert parsed.older == URL + "?page=2"
    assert "rossi" not in repr(parsed)


@pytest.mark.parametrize(
    "items", [[None, 1, "x", [], {}], [{"id": None}], [{"id": ["x"], "tags": {}}], [{"id": True}]]
)
def test_malformed_items_of_a_json_feed_are_passed_over(items: list[object]) -> None:
    parsed = parse(json_feed(*items, {"id": 9, "title": "gut"}), "", URL, ROME)
    assert [entry.guid for entry in parsed.entries] == ["9"]


@pytest.mark.parametrize(
    "body", [b'{"version": "https://jsonfeed.org/version/1", "items"', b'{"items": []}', b"{" * 9999]
)
def test_a_broken_or_foreign_json_is_a_failure(body: bytes) -> None:
    with pytest.raises(FeedError):
        parse(body, "", URL, ROME)


def test_a_feed_tells_where_it_goes_on() -> None:
    wordpress = rss("<item><title>x</title></item>").replace(
        b"<title>x</title><item>", b"<generator>https://wordpress.org/?v=6</generator><item>"
    )
    assert parse(wordpress, "", URL, ROME).older == URL + "?paged=2"
    assert parse(wordpress, "", URL + "?cat=3&paged=2", ROME).older == URL + "?cat=3&paged=3"
    assert parse(rss("<item><title>x</title></item>"), "", URL, ROME).older == ""


def test_invisible_and_control_characters_go_but_emoji_families_stay() -> None:
    assert only("<title>a\u200bb\u202ec \U0001f468\u200d\U0001f469\u200d\U0001f467</title>").title == (
        "abc \U0001f468\u200d\U0001f469\u200d\U0001f467"
    )


def test_every_sample_feed_is_read_or_refused_in_one_line(shared: Path) -> None:
    files = [p for d in ("feeds", "portals") for p in (shared / "samples" / d).rglob("*") if p.is_file()]
    read = 0
    for file in files:
        try:
            parsed = parse(file.read_bytes(), "", URL, ROME)
        except FeedError:
            continue
        read += 1
        assert all("\n" not in entry.title for entry in parsed.entries)
    assert read > 62
