"""X's counting, against X's own cases."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from channels._twitter_text import unlink, weighted_length


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
    ],
)
def test_italian_texts(text: str, length: int) -> None:
    assert weighted_length(text) == length


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
