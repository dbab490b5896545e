"""`Da condividere`, `Iscritti` and `Servizio`."""

from __future__ import annotations

import re

import pytest

from tests.office.browser import signed_in
from tests.office.test_today import text_of
from tests.town import Town, number, until


def test_texts_are_shared_by_hand_ticked_and_put_back(here: Town) -> None:
    here.change(r"type: assisted\n    enabled: false", "type: assisted\n    enabled: true")
    here.tick()
    here.stage.publish("Mercato & fiera <b>", "Domenica in piazza.")
    here.tick()
    with here.serving():
        anna = signed_in(here, "Anna Rossi", "redattore")
        page = anna.get("/ufficio/condividere").text
        assert "Mercato &amp; fiera" in page
        assert "<b>" not in page
        assert "https://wa.me/?text=Mercato" in page
        [n] = re.findall(r"condividere/(\d+)/fatto", page)
        assert "Condivisi oggi" in anna.post(f"/ufficio/condividere/{n}/fatto").text
        assert "Niente da condividere" in anna.page
        assert f"condividere/{n}/fatto" in anna.post(f"/ufficio/condividere/{n}/rimetti").text
    assert f"Anna Rossi: tray {n}" in here.call("log").stdout


def test_joined_and_left_are_shown_by_day_with_a_table(here: Town) -> None:
    with here.serving():
        here.stage.write([number(n) for n in range(1, 4)], "iscrivimi")
        anna = signed_in(here, "Anna Rossi", "lettore")
        until(lambda: here.rows("SELECT count(*) FROM consent") == [(3,)])
        here.stage.write([number(2)], "cancellami")
        until(lambda: here.rows("SELECT count(*) FROM consent WHERE action = 'left'") == [(1,)])
        page = anna.get("/ufficio/iscritti").text
        assert "3 entrati, 1 usciti" in text_of(page)
        assert "<svg" in page
        assert re.search(r'<td class="n">3</td><td class="n">1</td>', page)
        assert "Un cittadino allo sportello" not in page  # a reader looks nobody up


@pytest.mark.parametrize("how", ["leave", "erase"])
def test_a_citizen_at_the_counter_is_found_by_the_whole_number_and_leaves(here: Town, how: str) -> None:
    here.join(number(1), number(2))
    with here.serving():
        anna = signed_in(here, "Anna Rossi", "redattore")
        anna.get("/ufficio/iscritti")
        shown = text_of(anna.post("/ufficio/iscritti/cerca", number=number(1)).text)
        assert "Stato: iscritto" in shown
        assert anna.post("/ufficio/iscritti/cancella", number=number(1), how=how).status_code == 200
    assert here.rows("SELECT count(*) FROM subscriber WHERE state = 'active'") == [(1,)]
    log = here.call("log").stdout
    assert "dossier +39 333 ···0001" in log
    assert f"{how} +39 333 ···0001" in log
    assert number(1) not in log


def test_nobody_learns_numbers_by_trying(here: Town) -> None:
    """Parts of a number find nothing, each look is in the log, and pages show no number in clear."""
    here.join(number(1))
    with here.serving():
        anna = signed_in(here, "Anna Rossi", "redattore")
        anna.get("/ufficio/iscritti")
        for part in ("333", "+39333000", "%", "0001"):
            answer = anna.post("/ufficio/iscritti/cerca", number=part)
            assert "iscritto, dal" not in text_of(answer.text)
        page = anna.post("/ufficio/iscritti/cerca", number=number(2)).text
        assert "non è tra gli iscritti" in text_of(page)
        assert number(1) not in page


def test_nobody_tries_one_number_after_the_other(here: Town) -> None:
    here.join(number(1))
    with here.serving():
        anna, bruno = signed_in(here, "Anna Rossi", "redattore"), signed_in(here, "Bruno", "redattore")
        anna.get("/ufficio/iscritti")
        seen = [anna.post("/ufficio/iscritti/cerca", number=number(n)).status_code for n in range(100, 131)]
        assert seen == [200] * 30 + [409]
        assert anna.post("/ufficio/iscritti/cancella", number=number(1), how="erase").status_code == 409
        bruno.get("/ufficio/iscritti")
        assert bruno.post("/ufficio/iscritti/cerca", number=number(1)).status_code == 200
    assert here.rows("SELECT count(*) FROM subscriber WHERE state = 'active'") == [(1,)]


def test_the_service_page_tells_feeds_channels_money_and_what_to_know(here: Town) -> None:
    with here.serving():
        anna = signed_in(here, "Anna Rossi", "lettore")
        shown = text_of(anna.get("/ufficio/servizio").text)
    for words in ("Feed del portale", "WhatsApp", "Spesa del mese", "in ascolto", "Testi approvati da Meta"):
        assert words in shown, words
    assert "infostiglia " not in shown
