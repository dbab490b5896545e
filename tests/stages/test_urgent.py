"""A warning's message says what its teaser leaves out: where, when, until when, and what to do."""

from __future__ import annotations

import pytest

from pipeline.model import Lane, News
from pipeline.settings.values import Council
from pipeline.stages.render.item import item_of
from pipeline.stages.render.urgent import MOST, SHORT, urgent_details

FIRE = (
    "È in corso un incendio presso un capannone di via dell'Industria. I cittadini delle zone Centro e Stazione tengano"
    " chiuse porte e finestre fino al cessato allarme. Non recarsi sul posto."
)
LONG = (
    "Il Sindaco ringrazia tutti i volontari della protezione civile per il loro impegno di questi anni. " * 4
)


def test_of_a_short_text_everything_is_told_after_the_teaser() -> None:
    assert urgent_details("Incendio", "Nube di fumo", FIRE) == f"Nube di fumo\n{FIRE}"


def test_of_a_long_text_what_the_teaser_lacks_is_told_in_its_order() -> None:
    told = urgent_details("Incendio", "Nube di fumo", f"{LONG}{FIRE} {LONG}")
    assert told == f"Nube di fumo\n{FIRE}"


def test_the_recitals_of_an_order_are_left_out() -> None:
    order = f"VISTO l'art. 50 del D.Lgs. 267/2000 e la relazione tecnica. Considerato che piove. {FIRE}"
    assert urgent_details("Ordinanza", "Ordinanza n. 45", order) == f"Ordinanza n. 45\n{FIRE}"


@pytest.mark.parametrize(
    ("summary", "text"),
    [
        ("Chiudere le finestre", "Chiudere le finestre"),
        ("Chiudere le finestre", ""),
        ("Chiudere le finestre", LONG),
    ],
)
def test_a_text_that_adds_nothing_leaves_the_teaser_alone(summary: str, text: str) -> None:
    assert urgent_details("Incendio", summary, text) == summary


def test_a_day_is_told_by_its_date_too_where_the_teaser_says_today() -> None:
    dated = "L'allerta vale dalle ore 12 di venerdì 27 novembre alle ore 12 di sabato 28 novembre."
    told = urgent_details("Allerta arancione", "Dalle 12 di oggi alle 12 di domani.", f"{LONG}{dated}")
    assert told == f"Dalle 12 di oggi alle 12 di domani.\n{dated}"


def test_what_the_portal_cut_off_is_told_whole() -> None:
    assert urgent_details("Incendio", "È in corso un incendio presso un…", FIRE) == FIRE


def test_nothing_is_told_twice() -> None:
    teaser = "Non recarsi sul posto."
    assert urgent_details("Incendio", teaser, FIRE) == FIRE


def test_only_the_beginning_of_an_endless_text_is_read() -> None:
    assert "Non recarsi sul posto" not in urgent_details(
        "Incendio", "Fumo", f"{'Ah. ' * MOST}{FIRE}{LONG * SHORT}"
    )


@pytest.mark.parametrize(
    ("lane", "told"), [(Lane.EMERGENCY, f"Nube di fumo\n{FIRE}"), (Lane.NEWS, "Nube di fumo")]
)
def test_only_emergencies_are_told_at_such_length(lane: Lane, told: str) -> None:
    news = News(
        "Incendio in un capannone", "Nube di fumo", FIRE, "", "Avvisi", ("Avvisi",), lane, 1_795_500_000.0
    )
    assert item_of(news, Council("Comune di Ostiglia", "https://www.comune.example.it")).details == told
