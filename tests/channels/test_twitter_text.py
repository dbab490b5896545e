"""X's counting, against X's own cases."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from channels.twitter_links import YOUNGER, links, tops_in
from channels.twitter_text import unlink, weighted_length


@pytest.mark.parametrize(
    ("section", "emoji", "count"),
    [
        ("WeightedTweetsCounterTest", False, 20),  # configuration version 2
        ("WeightedTweetsWithDiscountedEmojiCounterTest", True, 22),  # version 3, today's
        ("UnicodeDirectionalMarkerCounterTest", True, 2),
    ],
)
def test_the_official_cases_of_length(shared: Path, section: str, emoji: bool, count: int) -> None:
    [file] = (shared / "specs" / "twitter-text").rglob("validate.yml")
    cases = yaml.safe_load(file.read_text(encoding="utf-8"))["tests"][section]
    assert len(cases) == count
    wrong = [
        case["description"]
        for case in cases
        if weighted_length(case["text"], emoji=emoji) != case["expected"]["weightedLength"]
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("perché «così» è già – qui…", 27),
        ("€", 2),
        ("👨‍👩‍👧‍👦", 2),
        ("https://www.comune.example.it/una/pagina/dall/indirizzo/lunghissimo", 23),
        ("vai su comune.ostiglia.it.", 31),
        ("via Roma.In caso", 32),
        ("ore 8.30", 8),
        # A link ends in a top-level domain that exists; everything else weighs in full.
        ("https://www.comune.example.invalid/notizie/ponte", 48),
        ("http://localhost/notizie", 24),
        ("http://10.0.0.1/notizie/ponte", 29),
        ("http://intranet:8080/notizie", 28),
        ("https://[2001:db8::1]/ponte", 27),
        ("ftp://comune.it", 15),  # no scheme of X's, and a name after a slash is no link
        (
            "https://www.comune.it.example.invalid/a",
            23 + 18,
        ),  # it ends where X sees the last domain that exists
        ("comune.example", 14),
        ("www.comune.ostiglia.mn.it", 23),
        ("HTTPS://COMUNE.IT/A", 23),
        ("https://comune.it:8443/a?b=c#d", 23),
        ("comune.it:8443", 23 + 5),  # a port does not belong to a link without a scheme
        ("comune.it:8443/a", 23),
        ("comune.it?a=b", 23 + 4),
        ("(vedi https://comune.it/a(b))", 6 + 23 + 1),
        ("https://comune.it/a.", 24),
        ("sito:https://comune.it", 5 + 23),
        ("xhttps://comune.it", 18),
        ("rif.https://comune.it", 4 + 23),
        ("ufficio@comune.it", 17),
        ("@comune.it", 10),
        ("#comune.it", 10),
        ("comune.it@casa", 14),
        ("comune.it-casa", 14),
        ("comune.itàprile", 23 + 6),
        ("-comune.it", 10),
        ("a/comune.it", 11),
        ("https://comune.рф/а", 23),
        ("https://xn--80aswg.xn--p1ai", 23),
        ("comune.xn--p1ai", 23),
        ("città.it", 23),
        ("https://città.it/è", 23),
        ("https://例え.みんな", 23),
        ("例え.みんな", 11),  # without a scheme, only Latin letters make a link
        ("https://" + "a" * 63 + ".it", 23),
        ("https://" + "a" * 64 + ".it", 75),
        ("https://comune.ong https://comune.abogado", 47),
        ("Il file elenco.zip e foto.jpg", 8 + 23 + 11),
        ("https://t.co/abc%20d", 23 + 4),
        ("https://t.co/" + "a" * 41, 54),
    ],
)
def test_italian_texts(text: str, length: int) -> None:
    assert weighted_length(text) == length


def test_of_a_domain_that_x_may_not_know_the_heavier_counts() -> None:
    assert weighted_length("https://www.comune.example.kids/notizie") == 39
    assert weighted_length("acque.spa") == 23
    assert all(links(f"comune.{top}") == [(0, 7 + len(top))] for top in YOUNGER)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("COMUNE.\u0130T", [(0, 9)]),  # letters that are equal without regard to case
        ("comune.\u017fpa", [(0, 10)]),
        ("http://comune.\u0395\u039b", [(0, 16)]),
        ("asilo.co\u00dfkids", [(0, 8)]),  # ß is no letter of a domain, though it is ss in capitals
        ("sport.xn--zz.", [(0, 12)]),  # whichever domain it stands for
    ],
)
def test_domains_are_found_however_they_are_written(text: str, expected: list[tuple[int, int]]) -> None:
    assert links(text) == expected


def test_the_grammar_is_made_of_the_domains_in_the_text_alone() -> None:
    assert tops_in("a.it, b.COM e c.pdf, http://d.\u0440\u0444/x.museum") == (
        "com",
        "it",
        "museum",
        "onion",
        "рф",
    )


def test_no_text_of_a_stranger_takes_long() -> None:
    for text in (
        "a." * 1000,
        "a-" * 1000 + ".it",
        "a.it/" + "(" * 3000,
        "a.it/" + "x(y(z)" * 500,
        "😀" * 3000 + ".it",
    ):
        started = time.process_time()
        weighted_length(text)
        assert time.process_time() - started < 5  # seconds; cubic time would take minutes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("via Roma.In caso di pioggia", "via Roma. In caso di pioggia"),
        ("fine lavori.La viabilità", "fine lavori. La viabilità"),
        ("www.comune.ostiglia.it", "www.comune.ostiglia.it"),
        ("https://x.example.it/Casa.In.html", "https://x.example.it/Casa.In.html"),
        ("alle 8.30 o art.10", "alle 8.30 o art.10"),
        ("scrivi a ufficio@comune.Mantova.it", "scrivi a ufficio@comune.Mantova.it"),
    ],
)
def test_a_forgotten_space_makes_no_link(text: str, expected: str) -> None:
    assert unlink(text) == expected
