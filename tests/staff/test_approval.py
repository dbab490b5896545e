"""Approval: who did what and why is kept, two people where the council wants that, and what waits is told again."""

from __future__ import annotations

import pytest

from pipeline.staff import acts
from tests.town import Town, number


@pytest.fixture
def town(here: Town) -> Town:
    here.change('to: ""  ', "to: operatori")
    return here


def told(here: Town) -> list[tuple[str, str]]:
    """The alerts so far: the first line and to whom."""
    return [(one["to"], one["text"].split("\n")[0]) for one in here.stage.state()["apprise"]]


def texts(here: Town) -> list[str]:
    """What the first citizen's phone shows."""
    return [message["text"] for message in here.stage.phones()[number(1)]]


def flood(here: Town) -> None:
    for n in range(8):
        here.stage.publish(f"Notizia {n}", "Testo.")
    here.tick()


def later(here: Town, hours: float) -> None:
    here.clock.ahead += hours * 3600
    here.heartbeat()
    here.tick()


def test_the_log_tells_who_did_what_and_why(here: Town) -> None:
    flood(here)
    here.call("approve", "Notizia 3", "--who", "Maria", "--because", "è il programma della festa")
    here.call("cancel", "Notizia 4", "--who", "Piero")
    here.call("hold", "Notizia 4", "--who", "Piero")
    log = here.call("log").stdout
    assert "Maria: approve Notizia 3 «è il programma della festa»\n    facebook: «Notizia 3» approvata" in log
    assert "Piero: cancel Notizia 4\n    facebook: «Notizia 4» annullata" in log
    assert "Piero: hold Notizia 4\n    senza effetto" in log
    assert log.index("hold") < log.index("cancel") < log.index("approve")  # the newest first
    why = here.call("why", "Notizia 3").stdout
    assert "Maria: approve Notizia 3 «è il programma della festa»: facebook:" in why
    assert "Maria" not in here.call("why", "Notizia 4").stdout


def test_approving_all_is_in_the_log_of_each_item(here: Town) -> None:
    flood(here)
    here.call("approve", "tutto", "--who", "Maria")
    for n in range(8):
        assert "Maria: approve tutto" in here.call("why", f"Notizia {n}").stdout


def test_a_command_that_was_killed_stands_in_the_log(here: Town) -> None:
    with here.open_council() as council:
        acts.begin(council.store, acts.Act("cancel", "Notizia 4", "Piero"), council.clock.time())
    assert "Piero: cancel Notizia 4\n    senza effetto" in here.call("log").stdout


def test_who_asks_for_a_correction_does_not_approve_it(here: Town) -> None:
    here.change("two_people: false", "two_people: true")
    here.join(number(1))
    item = here.stage.publish("Ponte chiuso", "Testo.")
    here.tick()
    asked = here.call(
        "retract", "Ponte chiuso", "--right", "Il ponte è aperto.", "--yes", "--who", "Maria"
    ).stdout
    assert "whatsapp: «Ponte chiuso» aspetta che l'approvi una seconda persona" in asked
    here.tick()
    assert here.copies(item["link"])[number(1)] == 1
    same = here.call("approve", "Ponte chiuso", "--who", "Maria")
    assert same.returncode == 1
    assert "whatsapp: «Ponte chiuso» l'ha chiesta Maria: l'approva un'altra persona" in same.stdout
    here.tick()
    assert not any("aperto" in text for text in texts(here))
    assert here.call("approve", "Ponte chiuso", "--who", "Piero").returncode == 0
    here.tick()
    assert sum("Il ponte è aperto" in text for text in texts(here)) == 1


def test_what_is_held_for_hours_is_told_once_more_and_then_to_the_deputy(town: Town) -> None:
    town.change('deputy: ""', "deputy: vice")
    flood(town)
    assert len(told(town)) == 1
    later(town, 1.9)
    assert len(told(town)) == 1
    later(town, 0.2)
    assert told(town)[1] == ("operatori", "InfOstiglia, Comune di Ostiglia: aspetta l'approvazione da 2 ore")
    later(town, 1)
    assert len(told(town)) == 2
    later(town, 1)
    assert told(town)[2] == ("vice", "InfOstiglia, Comune di Ostiglia: aspetta l'approvazione da 4 ore")
    later(town, 3)
    assert len(told(town)) == 3


def test_what_nobody_approves_expires_and_staff_are_told(town: Town) -> None:
    flood(town)
    later(town, 49)
    later(town, 0.1)
    assert {row[0] for row in town.rows("SELECT state FROM post")} == {"expired"}
    assert "scaduta, non inviata: nessuno l'ha approvata in tempo" in town.call("status").stdout
    assert "scaduta, non inviata" in town.stage.state()["apprise"][-1]["text"]


def test_a_deputy_needs_alerts_and_an_address(here: Town) -> None:
    here.change('deputy: ""', "deputy: vice")
    assert (
        "approval.deputy: richiede gli avvisi agli operatori: impostare alerts.to"
        in here.call("check").stderr
    )
