"""Senses: the words of the tables, however they are bent, and how much they weigh. No clock, no database."""

from __future__ import annotations

import pytest

from pipeline.stages.decide.asked import ASKED_OF_PEOPLE
from pipeline.stages.decide.evidence import CERTAIN, DOUBT, NEAR
from pipeline.stages.decide.hazards import HAZARDS, hazards_in
from pipeline.stages.decide.heard import heard
from pipeline.stages.decide.phases import folded
from pipeline.stages.decide.senses import Stems, spoken
from pipeline.stages.decide.signs import Matter, Strength

TABLE = """
danger flood river : tracim~, diga/dighe, fium~ .. fuori
hint weather - : piogg~
"""


def said(words: str, table: str = TABLE) -> list[str]:
    return [words[one.at : one.end] for one in spoken(words, Stems(table))]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("il po tracima", ["tracima"]),
        ("tracimazione del po", ["tracimazione"]),
        ("le dighe", ["dighe"]),
        ("le digheggiate", []),
        ("il fiume e ormai fuori dagli argini", ["fiume e ormai fuori"]),
        ("fiume fuori", ["fiume fuori"]),
        ("fiume | tutti fuori", []),  # another clause
        ("fiume a b c d e fuori", []),  # too far
        ("fiume", []),
    ],
)
def test_phrases_are_found_in_every_form(words: str, found: list[str]) -> None:
    assert said(words) == found


def test_a_phrase_has_its_sense() -> None:
    [one] = spoken("pioggia", Stems(TABLE))
    assert (one.sense.strength, one.sense.matter, one.sense.hazard) == (Strength.HINT, Matter.WEATHER, "")


@pytest.mark.parametrize("line", ["loud flood river : diga", "danger weird river : diga"])
def test_a_table_with_a_wrong_name_is_refused(line: str) -> None:
    with pytest.raises((KeyError, ValueError)):
        Stems(line)


@pytest.mark.parametrize("table", [HAZARDS, ASKED_OF_PEOPLE], ids=["hazards", "asked"])
def test_every_phrase_of_the_tables_can_be_found(table: str) -> None:
    stems = Stems(table)
    for first, phrase in stems:
        words = [first, *(word for word in phrase.rest if word)]
        text = " ".join(next(iter(sorted(word.whole) or word.beginnings)) for word in words)
        assert text == folded(text), "no accents, no capitals"
        assert phrase.sense in [one.sense for one in spoken(text, stems)]


def test_hazards_are_told_apart() -> None:
    assert hazards_in("vento e neve") == {"wind", "snow"}
    assert hazards_in("sagra della zucca") == frozenset()


@pytest.mark.parametrize(
    ("title", "least", "most"),
    [
        ("Incendio", NEAR, NEAR),
        ("Incendio: chiudere le finestre", CERTAIN, 9),
        ("Incendio in corso", CERTAIN, 9),
        ("Incendio: la strada è stretta, in corso la misurazione", NEAR, CERTAIN - 1),
        ("Incendio al cinema: il film di Rossi", -9, DOUBT - 1),
        ("Treno travolto", DOUBT, CERTAIN - 1),  # a topic, and harm done to it
        ("Travolto da un debito", -9, DOUBT),
        ("Frana: otto famiglie fuori casa", CERTAIN, 9),
        ("Bomba d'acqua", NEAR, NEAR),  # one danger, not two
        ("Rimanere a casa con l'assistenza domiciliare", DOUBT, CERTAIN - 1),
        ("Il Sindaco: rimanere a casa", CERTAIN, 9),
        ("Rimanete a casa", CERTAIN, 9),
        ("Tenere chiuse le finestre", DOUBT, CERTAIN - 1),
        ("Disinfestazione: tenere chiuse le finestre", -9, DOUBT - 1),
        ("Incendio in via del Teatro: restate in casa", CERTAIN, 9),  # the street is no play
        ("Lavori in via della Piena", -9, DOUBT - 1),
    ],
)
def test_evidence_adds_up_and_talk_takes_away(title: str, least: int, most: int) -> None:
    assert least <= heard(title).weight <= most


def test_the_words_that_weigh_are_named() -> None:
    found = heard("Rogo in un capannone, il sindaco: tenere chiuse le finestre")
    assert found.because == "rogo … tenere chiuse le finestre"
