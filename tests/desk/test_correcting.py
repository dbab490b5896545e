"""A correction that the portal publishes as an item of its own joins the item that it corrects."""

from __future__ import annotations

import pytest

from pipeline.known import Earlier
from pipeline.model import Entry, Lane
from pipeline.reasons import Code
from pipeline.stages.decide.corrected import is_marked, meant_by
from tests.stages.test_decide import VIEW
from tests.town import Town, number

WRONG, RIGHT = "Chiusura di via Roma dalle 8 alle 12", "RETTIFICA: chiusura di via Roma dalle 14 alle 19"


@pytest.mark.parametrize(
    ("title", "marked"),
    [
        (RIGHT, True),
        ("Errata corrige - Orari della biblioteca", True),
        ("Orari della biblioteca (rettifica)", True),
        ("AGGIORNAMENTO ORE 14: ponte chiuso", True),
        ("Ponte chiuso - aggiornamento", True),
        ("Avviso di rettifica: bando mensa", True),
        ("Corso di aggiornamento per docenti", False),
        ("Aggiornamento albo giudici popolari", False),
        ("Istanza di rettifica dei dati catastali", False),
        ("Chiusura di via Roma", False),
    ],
)
def test_a_title_says_that_it_corrects(title: str, marked: bool) -> None:
    assert is_marked(title) == marked


def meant(title: str, *earlier: str, text: str = "", texts: str = "Testo.", lane: Lane = Lane.SERVICE) -> str:
    """The title that a correction means, with a question mark where that is not certain; "" = none."""
    entry = Entry("g", "https://c.example.it/n", title, "", text, ("Avvisi",))
    known = [
        Earlier(n, one, texts, f"https://c.example.it/{n}", Lane.SERVICE, ("Avvisi",))
        for n, one in enumerate(earlier, 1)
    ]
    found = meant_by(entry, lane, known, VIEW)
    return "" if found is None else found.earlier.title + ("" if found.sure else "?")


@pytest.mark.parametrize(
    ("title", "earlier", "found"),
    [
        (RIGHT, [WRONG, "Chiusura di via Verdi dalle 8 alle 12"], WRONG),
        (RIGHT, ["Chiusura di via Verdi dalle 8 alle 12"], ""),
        (RIGHT, ["Mercatino di Natale in via Roma"], "Mercatino di Natale in via Roma?"),
        (
            "Rettifica: chiusura della biblioteca",
            ["Chiusura dell'anagrafe", "Chiusura della biblioteca sabato"],
            "Chiusura della biblioteca sabato",
        ),
        ("Rettifica: orari", [WRONG], ""),
        (WRONG, [WRONG], ""),
    ],
)
def test_which_item_is_meant(title: str, earlier: list[str], found: str) -> None:
    assert meant(title, *earlier) == found


def test_of_two_that_fit_the_days_decide_and_otherwise_nobody_does() -> None:
    both = ["Chiusura di via Roma lunedì 30 novembre", "Chiusura di via Roma venerdì 4 dicembre"]
    assert meant("Rettifica: chiusura di via Roma il 4 dicembre", *both) == both[1]
    assert meant("Rettifica: chiusura di via Roma", *both) == both[1] + "?"


def test_a_link_in_the_text_decides() -> None:
    both = ["Chiusura di via Roma", "Chiusura di via Roma per lavori"]
    assert meant(RIGHT, *both, text="Si rettifica https://c.example.it/1 come segue.") == both[0]


# -- in a town --------------------------------------------------------------------------------------


def got(here: Town, who: int) -> list[str]:
    return [str(one["text"]) for one in here.stage.phones().get(number(who), [])]


def half_told(here: Town, **wrong: str) -> None:
    """Of the wrong text the second citizen has not had theirs yet."""
    here.join(number(1), number(2))
    here.rows("UPDATE subscriber SET quiet_from = 1 WHERE id = 2 RETURNING id")  # to midnight
    here.stage.publish(WRONG, wrong.get("text", "Deviazioni in loco."), categories=["Avvisi"])
    here.tick()
    assert [len(got(here, n)) for n in (1, 2)] == [1, 0]


def goes_on(here: Town) -> None:
    here.rows("UPDATE subscriber SET quiet_from = 0 WHERE id = 2 RETURNING id")
    here.rows("UPDATE delivery SET due_at = 0 WHERE state = 'pending' RETURNING id")
    here.heartbeat()
    here.tick()


def test_other_hours_are_asked_about_and_one_tap_corrects_all(here: Town) -> None:
    half_told(here)
    here.rows("UPDATE subscriber SET wants = 'urgent' WHERE id = 1 RETURNING id")  # by now; but was told
    here.stage.publish(RIGHT, "Deviazioni in loco.", categories=["Avvisi"])
    here.tick()
    goes_on(here)
    assert [len(got(here, n)) for n in (1, 2)] == [1, 0]  # nobody is sent what may be wrong
    status = here.call("status").stdout
    assert "con altri orari o luoghi" in status
    done = here.call("approve", RIGHT)
    assert f"whatsapp: «{WRONG}» ora è sbagliata: nessun altro la riceve" in done.stdout
    goes_on(here)
    first, second = got(here, 1), got(here, 2)
    assert [len(first), len(second)] == [2, 1]
    assert all(text.startswith("CORREZIONE") and "dalle 14 alle 19" in text for text in (first[1], second[0]))
    [(wrong,)] = here.rows("SELECT id FROM item WHERE title = ?", WRONG)
    assert here.call("resend", str(wrong), "--yes").returncode == 1
    why = here.call("why", str(wrong)).stdout  # of the item, of its post, and that post itself
    assert why.count("la corregge: nessun altro riceve questa") == 3


def test_what_names_the_same_hours_and_places_corrects_at_once(here: Town) -> None:
    half_told(here)
    title = "Errata corrige: chiusura di via Roma dalle 8 alle 12"
    here.stage.publish(title, "Vale anche per le biciclette.", categories=["Avvisi"])
    here.tick()
    goes_on(here)
    assert [len(got(here, n)) for n in (1, 2)] == [2, 1]
    assert got(here, 2)[0].startswith("CORREZIONE")
    posts = {(one["channel"], one["text"].split("\n")[0]) for one in here.stage.received()}
    assert ("facebook", "CORREZIONE di una notizia già pubblicata") in posts


def test_a_doubt_goes_out_on_its_own_and_a_person_is_told(here: Town) -> None:
    here.join(number(1))
    for title in ("Chiusura di via Roma per asfaltatura", "Chiusura di via Roma per potature"):
        here.stage.publish(title, "Deviazioni.", categories=["Avvisi"])
        here.tick()
    here.stage.publish("Rettifica: chiusura di via Roma", "Deviazioni.", categories=["Avvisi"])
    here.tick()
    assert len(got(here, 1)) == 3
    assert "CORREZIONE" not in got(here, 1)[2]
    assert "forse corregge la n." in here.call("status").stdout


def test_whoever_cancels_the_correction_can_let_the_first_one_go_on(here: Town) -> None:
    half_told(here)
    here.stage.publish(RIGHT, "Deviazioni in loco.", categories=["Avvisi"])
    here.tick()
    here.call("cancel", RIGHT)
    [(wrong,)] = here.rows("SELECT id FROM item WHERE title = ?", WRONG)
    assert here.rows("SELECT DISTINCT reason FROM post WHERE item_id = ? AND state = 'paused'", wrong) == [
        (Code.CORRECTION_ASKED,)
    ]
    here.call("approve", str(wrong))
    goes_on(here)
    assert [len(got(here, n)) for n in (1, 2)] == [1, 1]


def test_an_alert_waits_for_no_correction_and_an_urgent_one_replaces_it(here: Town) -> None:
    here.join(number(1))
    here.stage.publish("Allerta arancione per il Po", "Dalle 18.", categories=["Allerta"])
    here.tick()
    here.stage.publish("Rettifica: allerta rossa per il Po", "Dalle 16.", categories=["Allerta"])
    here.tick()
    assert len(got(here, 1)) == 2
    assert got(here, 1)[1].startswith("ALLERTA")
