"""The portal's item about an alert that was sent by hand joins it: nobody is told twice."""

from __future__ import annotations

import pytest

from tests.alerts.test_by_hand import alert, texts
from tests.town import Town, number

TYPED = ("acqua-non-potabile", "--place", "Correggioli", "--until", "domani 20", "--yes")


@pytest.fixture
def town(here: Town) -> Town:
    """One citizen has been told by hand that the water of Correggioli must not be drunk."""
    here.join(number(1))
    alert(here, *TYPED)
    return here


def follows(here: Town, title: str, text: str, category: str = "Allerta") -> str:
    """The portal publishes it. Returns what `why` says."""
    here.stage.publish(title, text, categories=[category])
    here.tick()
    return here.call("why", title).stdout


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Acqua non potabile a Correggioli", "Non bere l'acqua del rubinetto."),
        ("Acqua non potabile", "Si raccomanda di non bere l'acqua del rubinetto fino alle ore 20 di domani."),
        ("Divieto di uso potabile dell'acqua a Correggioli", "Ordinanza contingibile e urgente."),
        (
            "Acqua del rubinetto non potabile a Correggioli",
            "Non bere l'acqua del rubinetto.",
        ),  # the very same title
    ],
)
def test_what_says_the_same_is_not_sent_again(title: str, text: str, town: Town) -> None:
    why = follows(town, title, text)
    assert "un'allerta mandata a mano dice già questo (notizia " in why
    assert len(texts(town, 1)) == 1
    assert len(town.stage.state()["page"]) == 1


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Acqua non potabile a Correggioli e Libiola", "Non bere l'acqua del rubinetto."),
        ("Acqua non potabile a Correggioli", "Divieto fino alle ore 23 del 4 dicembre."),
    ],
)
def test_what_tells_more_is_asked_about(title: str, text: str, town: Town) -> None:
    why = follows(town, title, text)
    assert "qui c'è di più o altro" in why
    assert "`infostiglia alert --update" in why
    assert len(texts(town, 1)) == 1
    town.call("approve", title, "--yes")
    town.tick()
    assert len(texts(town, 1)) == 2


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Acqua non potabile in via Mazzini", "Non bere l'acqua del rubinetto."),  # another place
        ("Fuga di gas a Correggioli", "Allontanarsi dalla piazza."),  # another danger
        ("Incendio in un capannone a Correggioli", "Tenere chiuse le finestre."),
    ],
)
def test_what_is_another_alert_goes_out(title: str, text: str, town: Town) -> None:
    follows(town, title, text)
    assert len(texts(town, 1)) == 2


def test_the_portals_end_ends_it_and_after_our_own_end_it_is_not_sent_again(town: Town) -> None:
    alert(town, "--end", "acqua del rubinetto", "--yes")
    assert len(texts(town, 1)) == 2
    why = follows(town, "Revocato il divieto: acqua di nuovo potabile a Correggioli", "L'acqua si può bere.")
    assert "dice già questo" in why
    assert len(texts(town, 1)) == 2


def test_the_end_that_only_the_portal_tells_goes_out(town: Town) -> None:
    follows(town, "Acqua di nuovo potabile a Correggioli", "L'acqua si può bere.")
    assert len(texts(town, 1)) == 2


def test_an_alert_of_the_portal_after_our_end_goes_out(town: Town) -> None:
    alert(town, "--end", "acqua del rubinetto", "--yes")
    follows(town, "Acqua non potabile a Correggioli", "Non bere l'acqua del rubinetto.")
    assert len(texts(town, 1)) == 3


def test_what_has_joined_and_is_raised_later_goes_out(town: Town) -> None:
    item = town.stage.publish(
        "Acqua non potabile a Correggioli", "Non bere l'acqua del rubinetto.", categories=["Allerta"]
    )
    town.tick()
    assert len(texts(town, 1)) == 1
    town.stage.edit(item["id"], text="Evacuare subito le case di Correggioli e di Libiola.")
    town.tick()
    assert len(texts(town, 1)) == 2


def test_another_colour_goes_out(here: Town) -> None:
    here.join(number(1))
    alert(
        here,
        "vento",
        "--level",
        "arancione",
        "--place",
        "tutto il territorio comunale",
        "--until",
        "24",
        "--yes",
    )
    follows(here, "Allerta arancione per vento forte", "Evitare i parchi.")
    assert len(texts(here, 1)) == 1
    follows(here, "Allerta rossa per vento forte", "Evitare i parchi.")
    assert len(texts(here, 1)) == 2


def test_a_state_is_joined_too(here: Town) -> None:
    here.join(number(1))
    alert(here, "ponte", "--place", "Ponte di Revere", "--until", "?", "--urgent", "--yes")
    follows(here, "Chiuso il ponte di Revere", "Il ponte di Revere è chiuso al traffico.", "Viabilità")
    assert len(texts(here, 1)) == 1


def test_a_warning_for_the_wind_is_none_for_the_snow(here: Town) -> None:
    here.join(number(1))
    alert(here, "vento", "--place", "tutto il territorio comunale", "--until", "?", "--yes")
    follows(here, "Allerta rossa per neve abbondante", "Non mettersi in viaggio.")
    assert len(texts(here, 1)) == 2
