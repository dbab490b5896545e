"""The filters for text in templates."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.render import filters
from pipeline.stages.render.filters import calm, cut, date, graphemes, harmless, hashtags, sentence

WHEN = datetime(2026, 11, 1, 9, 5)


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("corto", 10, "corto"),
        ("Una frase intera. E poi altro ancora", 20, "Una frase intera."),
        ("parole che finiscono presto", 12, "parole che…"),
        ("parole, che", 9, "parole…"),
        ("Supercalifragilistico", 8, "Superca…"),
        ("👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 2, "👨‍👩‍👧‍👦…"),
        ("perche\u0301 no", 7, "perche\u0301…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
    ],
)
def test_cutting_ends_where_people_would(text: str, length: int, expected: str) -> None:
    assert cut(text, length) == expected


@given(st.text(max_size=200), st.integers(0, 60))
def test_a_cut_is_never_longer_and_never_inside_a_character(text: str, length: int) -> None:
    short = cut(text, length)
    assert len(graphemes(short)) <= max(length, 0) or short == text
    if short != text:
        assert len(graphemes(short)) <= length
        kept = short.removesuffix("…")
        assert graphemes(text)[: len(graphemes(kept))] == graphemes(kept)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("long", "domenica 1º novembre 2026, ore 09:05"),
        ("day", "domenica 1º novembre 2026"),
        ("short", "01/11/2026"),
        ("time", "09:05"),
    ],
)
def test_dates_are_italian(form: str, expected: str) -> None:
    assert date(WHEN, form) == expected


def test_an_unknown_form_of_date_says_what_is_known() -> None:
    with pytest.raises(ValueError, match="known forms are long, day, short, time"):
        date(WHEN, "lungo")


@pytest.mark.parametrize(
    ("names", "most", "expected"),
    [
        (["Protezione civile", "Viabilità"], 3, "#ProtezioneCivile #Viabilità"),
        (["Eventi", "eventi", "Cultura"], 3, "#Eventi #Cultura"),
        (["a-b", "2026", ""], 3, "#AB"),
        (["Uno", "Due", "Tre"], 2, "#Uno #Due"),
        ([], 3, ""),
    ],
)
def test_hashtags(names: list[str], most: int, expected: str) -> None:
    assert hashtags(names, most) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("ALLERTA METEO ARANCIONE", "Allerta meteo arancione"),
        ("SCADENZA TARI E IMU 2026", "Scadenza TARI e IMU 2026"),
        ("Allerta ROSSA", "Allerta ROSSA"),
        ("IMU", "IMU"),
        ("«CHIUSURA DEL PONTE»", "«Chiusura del ponte»"),
    ],
)
def test_titles_in_capitals_are_calmed(title: str, expected: str) -> None:
    assert calm(title) == expected


def test_markup_is_made_harmless_but_addresses_stay() -> None:
    assert (
        harmless("*a* _b_ ~c~ `d` https://x.example.it/a_b~c", "*_~`")
        == "∗a∗ ˍbˍ ∼c∼ 'd' https://x.example.it/a_b~c"
    )
    assert harmless("*a*", "") == "*a*"


def test_first_sentence() -> None:
    assert sentence("Una. Due.") == "Una."
    assert sentence("Senza punto") == "Senza punto"


def test_one_line() -> None:
    assert filters.oneline(" a\n\tb   c ") == "a b c"
