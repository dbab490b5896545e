"""X's counting, against X's own cases."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from channels._twitter_text import unlink, weighted_length


def test_the_official_cases_of_the_present_configuration(shared: Path) -> None:
    [file] = (shared / "specs" / "twitter-text").rglob("validate.yml")
    cases = yaml.safe_load(file.read_text(encoding="utf-8"))["tests"][
        "WeightedTweetsWithDiscountedEmojiCounterTest"
    ]
    assert len(cases) > 15
    wrong = [c["description"] for c in cases if weighted_length(c["text"]) != c["expected"]["weightedLength"]]
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
