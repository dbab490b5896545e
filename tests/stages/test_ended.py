"""An end published as an item of its own: which alert it ends, and that it ends none in doubt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.known import KnownItem, StandingAlert
from pipeline.model import Action, Decision, Entry, Identified
from pipeline.phase import Phase
from pipeline.reasons import Code
from pipeline.stages.decide.decide import content_hash, decide
from pipeline.stages.decide.ended import ended_alert
from pipeline.stages.decide.view import View
from tests.stages.test_decide import NOW, VIEW

HOUR = 3600.0
COUNCIL = "Comune di Ostiglia"


def end(title: str, text: str = "", published: float | None = NOW) -> Entry:
    return Entry("g", "https://c.example.it/fine", title, "", text, ("Allerta",), published)


def alert(item: int, title: str, text: str = "", published: float | None = NOW - 2 * HOUR) -> StandingAlert:
    return StandingAlert(item, title, text, f"https://c.example.it/{item}", published)


def ended(one: Entry, *titles: str, phase: Phase = Phase.ALERT_OVER) -> str:
    alerts = [alert(n, title) for n, title in enumerate(titles, 1)]
    found = ended_alert(one, phase, alerts, COUNCIL)
    return found.title if found else ""


@pytest.mark.parametrize(
    ("title", "alerts"),
    [
        ("Revocata l'allerta arancione", ["Allerta arancione per rischio idraulico"]),
        ("Revocata l'allerta arancione", ["Allerta arancione per vento", "Acqua non potabile"]),
        ("Revocata l'allerta arancione", ["Allerta arancione per vento", "Allerta gialla per neve"]),
        ("REVOCATA ALLERTA GIALLA VENTO - COMUNE DI OSTIGLIA", ["Allerta gialla per vento forte"]),
        ("Cessata allerta per temporali", ["Allerta gialla per temporali", "Allerta gialla per vento"]),
        ("Cessata l'allerta per vento e temporali", ["Allerta per temporali", "Allerta per neve"]),
        ("Revocata l'allerta per la piena del Po", ["Allerta rossa: piena del Po a Ostiglia"]),
        ("Fine emergenza acqua: torna potabile", ["Acqua non potabile in via Roma"]),
        ("CESSATO ALLARME", ["Allarme gas in via Roma", "Allerta gialla per nebbia"]),
        ("Revocata l'evacuazione di Correggioli", ["Evacuazione di Correggioli", "Allerta rossa per piena"]),
    ],
)
def test_the_end_of_one_alert_ends_it(title: str, alerts: list[str]) -> None:
    assert ended(end(title), *alerts) == alerts[0]


@pytest.mark.parametrize(
    ("title", "alerts"),
    [
        ("Revocata l'allerta gialla", ["Allerta arancione per vento"]),
        ("Revocata l'allerta per vento", ["Allerta per vento e temporali"]),  # one goes on
        ("Cessata l'allerta meteo", ["Allerta gialla per vento", "Allerta gialla per temporali"]),
        ("Cessata allerta per temporali", ["Allerta per temporali", "Allerta rossa per temporali"]),
        ("Revocata l'allerta per temporali", ["Allerta per vento"]),
        ("Revocata l'allerta rossa", ["Allerta rossa per la piena: evacuazione di Correggioli"]),
        ("Revocata l'evacuazione", ["Allerta rossa per la piena: evacuazione di Correggioli"]),
        ("Revocata l'evacuazione di Revere", ["Evacuazione di Correggioli"]),
        ("Revocata l'evacuazione di Revere", ["Evacuazione di Revere e Correggioli"]),
        ("Revocata l'allerta arancione solo per la golena", ["Allerta arancione per la golena"]),
        ("Fine emergenza acqua in via Verdi", ["Emergenza acqua in via Roma"]),
        ("Rientrata l'emergenza", ["Allerta gialla per vento"]),  # another word
        ("Revocata l'allerta arancione", ["Allerta meteo per vento"]),  # of which colour?
        ("Revocata l'allerta", []),
    ],
)
def test_in_doubt_an_end_ends_nothing(title: str, alerts: list[str]) -> None:
    assert ended(end(title), *alerts) == ""


def test_a_link_says_which_one_it_is_and_a_text_may_say_which_it_is_not() -> None:
    alerts = [alert(1, "Allerta gialla per vento"), alert(12, "Allerta gialla per vento")]
    text = "Si veda https://www.c.example.it/12."
    assert ended_alert(end("Cessata l'allerta", text), Phase.ALERT_OVER, alerts) is alerts[1]
    told = end("Cessata l'allerta", "Il rischio idraulico è passato.")
    assert ended_alert(told, Phase.ALERT_OVER, alerts[:1]) is None


def test_only_what_was_published_before_has_ended() -> None:
    before = alert(1, "Allerta gialla per vento", published=NOW)
    over = end("Cessata l'allerta per vento", published=NOW - HOUR - 1)
    assert ended_alert(over, Phase.ALERT_OVER, [before]) is None
    day_alone = replace(over, published=NOW - NOW % 86400)
    assert ended_alert(day_alone, Phase.ALERT_OVER, [before]) is before
    assert ended_alert(replace(over, published=None), Phase.ALERT_OVER, [before]) is before


def test_a_road_that_is_open_again_ends_no_fire_and_water_that_is_good_again_ends_its_warning() -> None:
    assert (
        ended(end("Riaperta la strada dopo l'incendio"), "Incendio in golena", phase=Phase.NOTICE_OVER) == ""
    )
    water = end("Acqua di nuovo potabile")
    assert ended(water, "Acqua non potabile", phase=Phase.NOTICE_OVER) == "Acqua non potabile"
    assert ended(water, "Acqua non potabile", phase=Phase.NEW) == ""


# -- in a reading ------------------------------------------------------------------------------------

BEGIN = replace(end("Allerta gialla per vento", "Da domani.", NOW - HOUR), guid="a")
END = end("Cessata l'allerta per vento", "Grazie.")


def reading(*entries: Entry, view: View = VIEW) -> list[Decision]:
    return decide([Identified(one, (f"guid:{one.guid}",), None) for one in entries], {}, view)


def test_an_end_that_goes_out_names_the_alert_it_ends() -> None:
    in_force = replace(VIEW, alerts=(alert(7, "Allerta gialla per vento"),))
    assert [one.ends for one in reading(END, view=in_force)] == [7]
    assert [one.ends for one in reading(END, view=replace(in_force, first_poll=True))] == [None]
    broken = replace(END, title=END.title + " \ufffd")  # held: nobody knows yet what it says
    assert [one.ends for one in reading(broken, view=in_force)] == [None]


def test_an_alert_whose_end_stands_in_the_same_reading_waits_for_a_person() -> None:
    over, begun = reading(END, BEGIN)
    assert {(one.action, one.reason.code) for one in begun.verdicts} == {(Action.HOLD, Code.OVER_ALREADY)}
    assert {one.action for one in over.verdicts} == {Action.PUBLISH}
    _, later = reading(END, replace(BEGIN, published=NOW + 60))
    assert {one.action for one in later.verdicts} == {Action.PUBLISH}


def test_an_alert_that_is_edited_in_the_same_reading_goes_on() -> None:
    item = KnownItem(7, 1, content_hash(BEGIN), NOW - HOUR, False, {}, None)
    view = replace(VIEW, alerts=(alert(7, "Allerta gialla per vento"),))
    longer = replace(BEGIN, text="Da domani a giovedì.")
    both = [Identified(END, ("guid:e",), None), Identified(longer, ("guid:a",), 7)]
    assert [one.ends for one in decide(both, {7: item}, view)] == [None, None]
