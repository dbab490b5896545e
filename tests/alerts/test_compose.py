"""What a person composes is told whole, in one order, in words that hold the next morning too."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from pipeline.composed import Draft, Element, Step
from pipeline.desk.compose import DETAILS, SHORTEST, TITLE, compose, proposed, when_words
from pipeline.desk.library import Sort, library
from pipeline.stages.decide.signs import Matter

ROME = ZoneInfo("Europe/Rome")


def at(*moment: int) -> float:
    return datetime(*moment, tzinfo=ROME).timestamp()  # type: ignore[arg-type]


def draft(hazard: str = "acqua-non-potabile", step: Step = Step.BEGIN, place: str = "Correggioli") -> Draft:
    impact, actions = proposed(hazard, step)
    return Draft(
        hazard,
        "Comune di Ostiglia",
        place,
        step,
        impact=impact,
        actions=tuple(actions),
        starts=at(2026, 11, 27, 14, 30),
        until=at(2026, 11, 28, 20),
    )


def test_the_library_has_enough_hazards_and_the_five_states() -> None:
    hazards = [key for key, one in library().items() if one.sort is Sort.HAZARD]
    assert len(hazards) >= 24
    states = {key for key, one in library().items() if one.sort is Sort.STATE}
    assert states >= {"centro-accoglienza", "centro-operativo", "scuole", "ponte", "acqua-sospesa"}


@pytest.mark.parametrize("key", library())
def test_each_hazard_tells_what_may_happen_what_to_do_and_what_has_ended(key: str) -> None:
    one = library()[key]
    assert Matter(one.matter)
    assert one.templates
    assert one.impacts
    assert len(one.actions) >= 2
    phrases = [one.title, *one.impacts, *one.actions, one.end, *one.after]
    for phrase in phrases:
        assert phrase[0].isupper(), phrase
        assert phrase[-1] not in ".;:,!", phrase
        assert "  " not in phrase
        assert phrase == phrase.strip()


@pytest.mark.parametrize(("key", "step"), list(product(library(), Step)))
def test_every_text_of_every_hazard_has_room_where_it_goes(key: str, step: Step) -> None:
    said = compose(draft(key, step, "Correggioli, via Po e golena di Ostiglia"), ROME)
    assert len(said.title) <= TITLE
    assert len(said.short) <= DETAILS
    assert len(said.shortest) <= SHORTEST + 30
    if step is not Step.END:
        impact, actions = proposed(key, step)
        assert said.short.startswith(f"{impact}. {actions[0]}. ")
        assert said.shortest.index(actions[0]) < said.shortest.index("28 novembre")
        for text in (said.short, said.shortest, said.long):
            assert text.rstrip(".").endswith("alle 20:00 di sabato 28 novembre")


def test_the_order_is_source_impact_action_time() -> None:
    said = compose(draft(), ROME)
    assert said.title == "Acqua del rubinetto non potabile a Correggioli"
    assert said.long.split("\n\n") == [
        "Il Comune di Ostiglia avvisa: berla può causare disturbi.",
        "Che cosa fare:\n"
        "- Non bere l'acqua del rubinetto\n"
        "- Non usarla per cucinare, lavare i denti e preparare il latte dei bambini\n"
        "- Usare acqua in bottiglia\n"
        "- Non usare ghiaccio fatto con quest'acqua\n"
        "- Avvisare chi abita vicino",
        "Quando: dalle 14:30 di venerdì 27 novembre alle 20:00 di sabato 28 novembre.",
    ]


def test_own_words_that_are_long_cost_other_words_and_never_the_hour() -> None:
    said = compose(replace(draft(), words="x" * 280), ROME)
    assert len(said.short) <= DETAILS
    assert said.short.endswith("alle 20:00 di sabato 28 novembre.")
    assert "x" * 280 in said.long


@pytest.mark.parametrize(
    ("left_out", "missing"),
    [
        ({"source": ""}, Element.SOURCE),
        ({"place": ""}, Element.PLACE),
        ({"impact": ""}, Element.IMPACT),
        ({"actions": ()}, Element.ACTION),
        ({"starts": None}, Element.TIME),
        ({"until": None}, Element.UNTIL),
    ],
)
def test_what_a_draft_does_not_tell_is_named(left_out: dict[str, object], missing: Element) -> None:
    assert draft().missing == ()
    assert replace(draft(), **left_out).missing == (missing,)  # type: ignore[arg-type]


def test_an_end_that_nobody_knows_yet_is_told_as_such() -> None:
    open_end = replace(draft(), until=None, open_end=True)
    assert open_end.missing == ()
    assert when_words(open_end, ROME) == "Dalle 14:30 di venerdì 27 novembre, fino a nuovo avviso"


@pytest.mark.parametrize(
    ("starts", "until", "words"),
    [
        (at(2026, 11, 27, 8), at(2026, 11, 27, 13), "Dalle 8:00 alle 13:00 di venerdì 27 novembre"),
        (at(2026, 11, 27, 8), at(2026, 11, 28), "Dalle 8:00 alle 24:00 di venerdì 27 novembre"),
        (
            at(2026, 12, 1, 1, 15),
            at(2026, 12, 2, 1),
            "Dall'1:15 di martedì 1º dicembre all'1:00 di mercoledì 2 dicembre",
        ),
        (None, at(2026, 11, 28, 20), "Fino alle 20:00 di sabato 28 novembre"),
        (at(2026, 11, 27, 8), None, "Dalle 8:00 di venerdì 27 novembre"),
        (None, None, ""),
    ],
)
def test_hours_are_told_with_their_day(starts: float | None, until: float | None, words: str) -> None:
    assert when_words(replace(draft(), starts=starts, until=until), ROME) == words


@pytest.mark.parametrize(
    ("place", "title"),
    [
        ("Correggioli e via Po", "Frana a Correggioli e via Po"),
        ("Via Po", "Frana in via Po"),
        ("tutto il territorio comunale", "Frana in tutto il territorio comunale"),
        ("nella zona industriale", "Frana nella zona industriale"),
        ("Sul ponte del Po", "Frana sul ponte del Po"),
        ("Ponte della Rossa", "Frana al ponte della Rossa"),
        ("golena di Ostiglia", "Frana nella golena di Ostiglia"),
        ("lato nord del paese", "Frana: lato nord del paese"),
        ("", "Frana"),
    ],
)
def test_the_place_follows_as_people_say_it(place: str, title: str) -> None:
    assert compose(draft("frana", place=place), ROME).title == title


def test_a_level_makes_it_an_alert_of_that_colour() -> None:
    orange = replace(draft("vento"), level="arancione")
    assert compose(orange, ROME).title == "Allerta arancione per vento forte a Correggioli"


def test_the_end_tells_what_has_ended_and_what_is_still_to_be_done() -> None:
    said = compose(draft(step=Step.END), ROME)
    assert said.title == "L'acqua del rubinetto è di nuovo potabile a Correggioli"
    assert said.short.startswith("Far scorrere l'acqua fredda per 5 minuti prima di berla.")
    assert said.missing == ()


def test_a_draft_comes_back_as_it_was_kept() -> None:
    kept = replace(draft(), zones=("Correggioli",), words="Autobotte in piazza")
    assert Draft.from_json(kept.to_json()) == kept
    newer = kept.to_json().replace('{"hazard"', '{"later": [1], "hazard"')
    assert Draft.from_json(newer) == kept
