"""What an emergency warns of, by its wording: only a yellow alert may wait for the morning."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.alert import Alert
from pipeline.model import Lane
from pipeline.phase import Phase
from pipeline.stages.decide.grading import alert_of
from pipeline.stages.decide.lanes import Urgency
from tests.stages.test_decide import entry


def graded(title: str, text: str = "", lane: Lane = Lane.EMERGENCY, phase: Phase = Phase.NEW) -> Alert:
    return alert_of(replace(entry(1, "Allerta"), title=title, text=text, summary=""), Urgency(lane, phase))


@pytest.mark.parametrize(
    ("title", "alert"),
    [
        ("Allerta gialla per temporali", Alert.YELLOW),
        ("ALLERTA METEO GIALLA", Alert.YELLOW),
        ("Codice giallo per vento", Alert.YELLOW),
        ("Avviso di criticità ordinaria per rischio idraulico", Alert.YELLOW),
        ("Allerta meteo: da arancione a gialla", Alert.YELLOW),
        ("Allerta gialla, chiusa la ciclabile di via Rossa", Alert.YELLOW),
        ("Allerta gialla: la Croce Rossa apre il centro", Alert.YELLOW),
        ("Allerta arancione: piena del Po", Alert.ORANGE),
        ("Allerta meteo, codice arancione", Alert.ORANGE),
        ("Criticità moderata per rischio idraulico", Alert.ORANGE),
        ("L'allerta passa da gialla ad arancione", Alert.ORANGE),
        ("Allerta gialla in pianura e arancione in collina", Alert.ORANGE),
        ("Allerta rossa: non uscire di casa", Alert.RED),
        ("Allerta meteo, criticità elevata", Alert.RED),
        ("Evacuazione immediata di via Po", Alert.EVACUATION),
        ("Allerta gialla: evacuazione delle case in golena", Alert.EVACUATION),
        ("Acqua non potabile in tutto il paese", Alert.DANGER),
        ("Allerta gialla e acqua non potabile in via Roma", Alert.DANGER),
        ("Fuga di gas in via Verdi", Alert.DANGER),
        ("Scomparsa una donna di 80 anni", Alert.DANGER),
        ("Incendio al capannone: chiudere le finestre", Alert.DANGER),
        ("Allerta meteo per temporali", Alert.DANGER),  # no colour: in doubt it wakes
        ("Scuole chiuse per pericolo", Alert.DANGER),
    ],
)
def test_the_title_says_what_it_is(title: str, alert: Alert) -> None:
    assert graded(title) is alert


def test_the_text_says_the_colour_that_the_title_leaves_out() -> None:
    assert (
        graded("Allerta meteo per domani", "La Regione ha emesso un'allerta gialla per temporali.")
        is Alert.YELLOW
    )
    assert graded("Allerta meteo per domani", "Emessa allerta arancione.") is Alert.ORANGE
    # Of another danger the text may mention the weather.
    assert graded("Non bere l'acqua dei rubinetti", "Dopo l'allerta gialla di ieri.") is Alert.DANGER


def test_only_emergencies_have_a_grade_and_an_end_one_of_its_own() -> None:
    assert graded("Allerta rossa", lane=Lane.SERVICE) is Alert.NONE
    assert graded("Concerto", lane=Lane.NEWS) is Alert.NONE
    assert graded("Revocata l'allerta rossa", lane=Lane.SERVICE, phase=Phase.ALERT_OVER) is Alert.OVER
    assert graded("Esercitazione: allerta rossa", lane=Lane.SERVICE, phase=Phase.EXERCISE) is Alert.NONE
