"""The end of an alert goes to those who were told the alert, and to everybody where that is not known."""

from __future__ import annotations

from tests.town import Town, number

ALERT, END = "Allerta rossa per piena del Po", "Revocata l'allerta rossa per piena del Po"


def ends_of(here: Town, who: int) -> list[str]:
    """The messages about the end that a citizen got."""
    texts = [str(message["text"]) for message in here.stage.phones().get(number(who), [])]
    return [text for text in texts if "evocata" in text]


def test_an_end_goes_to_those_who_were_told_the_alert(here: Town) -> None:
    here.join(number(1))
    here.stage.publish(ALERT, "Evitate gli argini.", categories=["Allerta"])
    here.tick()
    here.join(number(2))
    here.stage.publish(END, "Si torna alla normalità.", categories=["Allerta"])
    here.tick()
    assert (len(ends_of(here, 1)), len(ends_of(here, 2))) == (1, 0)


def test_an_end_of_what_was_told_elsewhere_goes_to_everybody(here: Town) -> None:
    here.join(number(1), number(2))
    here.stage.publish(END, "Si torna alla normalità.", categories=["Allerta"])
    here.tick()
    assert (len(ends_of(here, 1)), len(ends_of(here, 2))) == (1, 1)


def test_what_is_open_again_goes_to_everybody(here: Town) -> None:
    here.join(number(1))
    here.stage.publish(ALERT, "Evitate gli argini.", categories=["Allerta"])
    here.tick()
    here.join(number(2))
    here.stage.publish("Revocata la chiusura del ponte", "Si passa di nuovo.", categories=["Avvisi"])
    here.tick()
    assert (len(ends_of(here, 1)), len(ends_of(here, 2))) == (1, 1)
