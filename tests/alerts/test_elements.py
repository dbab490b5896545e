"""What a warning does not tell is named; what it tells is not called missing."""

from __future__ import annotations

from itertools import product
from zoneinfo import ZoneInfo

import pytest

from pipeline.composed import Draft, Element, Step
from pipeline.desk.compose import compose, proposed
from pipeline.desk.library import library
from pipeline.stages.decide.elements import elements_of, missing_in
from tests.alerts.__main__ import SETS, read, score
from tests.growth import assert_linear

FEW = 10  # texts of which a share says nothing


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_read_as_it_is_labelled(name: str) -> None:
    rows = read(name)
    exact = sum(one.there == one.found for one in rows)
    assert exact / len(rows) >= 0.8


@pytest.mark.parametrize(("name", "element"), list(product(("tuned", "held"), Element)))
def test_of_our_own_texts_95_of_100_missing_elements_are_named(name: str, element: Element) -> None:
    rows = read(name)
    one = score(rows, element)
    assert one.spared / one.having >= 0.95
    if element is not Element.HAZARD:  # nearly every warning names its danger: too few lack it
        assert one.lacking > FEW
        assert one.named / one.lacking >= 0.95


def test_of_95_in_100_warnings_without_their_danger_that_is_named() -> None:
    """Nearly every warning names its danger, so that single sets are too small."""
    found = [score(read(name), Element.HAZARD) for name in SETS]
    assert sum(one.named for one in found) / sum(one.lacking for one in found) >= 0.95
    assert sum(one.spared for one in found) / sum(one.having for one in found) >= 0.98


@pytest.mark.parametrize("key", library())
def test_a_composed_warning_lacks_nothing(key: str) -> None:
    impact, actions = proposed(key, Step.BEGIN)
    draft = Draft(
        key,
        "Comune di Ostiglia",
        "Correggioli",
        impact=impact,
        actions=tuple(actions),
        starts=1_795_500_000.0,
        until=1_795_600_000.0,
    )
    said = compose(draft, ZoneInfo("Europe/Rome"))
    for text in (said.long, said.short):
        found = set(missing_in(f"{said.title}\n{text}"))
        assert found <= {Element.IMPACT}, (said.title, text)


def test_the_template_says_from_whom_it_comes() -> None:
    text = "Acqua non potabile a Correggioli"
    assert Element.SOURCE not in missing_in(text)
    assert Element.SOURCE in missing_in(text, sourced=False)
    assert missing_in(text) == (Element.IMPACT, Element.ACTION, Element.TIME, Element.UNTIL)


def test_a_long_text_is_read_at_once() -> None:
    for text in ("dalle ", "chi ", "dal a ", "può ", "1.2 ", "comune ", "a" * 50 + " ", "| "):
        assert_linear(lambda many, text=text: elements_of(text * many), 1_250, text)  # type: ignore[misc]
