"""What people read is said once, has no label without content, and says when and where."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.stages.render.facts import coming_date, details, labelled
from pipeline.stages.render.repeats import (
    laid_out,
    sentences,
    telling_title,
    unsaid,
    with_lead,
    without,
    without_council,
    without_title,
)

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        ("Mercato sospeso giovedì", "MERCATO SOSPESO, giovedì.", ""),
        ("Mercato", "Mercato sospeso", ""),  # a description that was cut
        ("Mercato sospeso. Torna il 10.", "Mercato sospeso", "Torna il 10."),
        ("Mercato sospeso\nper neve", "Mercato sospeso", "Per neve"),
        ("Mercato sospeso per neve", "Mercato sospeso", "Mercato sospeso per neve"),
        ("Il mercato è sospeso.", "Mercato sospeso", "Il mercato è sospeso."),
        ("", "Mercato", ""),
    ],
)
def test_a_text_does_not_begin_with_its_title(text: str, title: str, rest: str) -> None:
    assert without_title(text, title) == rest


@pytest.mark.parametrize(
    ("title", "label", "rest"),
    [
        ("Allerta arancione per vento", "avviso di allerta", "arancione per vento"),
        ("Avviso di allerta meteo: neve", "avviso di allerta", "meteo: neve"),
        ("AVVISI: neve", "avviso di servizio", "neve"),
        ("Protezione civile: allerta rossa", "allerta protezione civile", "rossa"),
        ("Allerta per vento", "allerta", "per vento"),
        ("Allerta della Regione", "allerta", "Allerta della Regione"),
        ("Allerta", "allerta", "Allerta"),
        ("Neve: allerta", "allerta", "Neve: allerta"),
        ("Di notte niente gas", "interruzione di servizio", "Di notte niente gas"),
    ],
)
def test_a_title_leaves_out_what_the_label_before_it_says(title: str, label: str, rest: str) -> None:
    assert unsaid(title, label) == rest


def test_a_title_that_says_nothing_gives_way_to_the_text() -> None:
    assert telling_title("AVVISO", "Domani manca l'acqua. Scusate.") == "Domani manca l'acqua"
    assert telling_title("Avviso alla cittadinanza", "") == "Avviso alla cittadinanza"
    assert telling_title("Avviso pagamento TARI", "Domani.") == "Avviso pagamento TARI"


def test_a_number_that_the_template_names_is_not_named_by_the_text() -> None:
    text = "State in casa. Per emergenze telefonare al n. 112. Uffici: 0376 0001. Servono 112 o 115."
    assert without(text, "112") == "State in casa. Uffici: 0376 0001. Servono 112 o 115."


@pytest.mark.parametrize(
    "text", ["Uno. Due!\nTre n. 4 di Cinque… «Sei?» Sette", "", "senza fine", "…", "\n\n."]
)
def test_sentences_are_the_whole_text(text: str) -> None:
    assert "".join(sentences(text)) == text


SUMMARY = "Torna la festa!"
FACTS = "Si balla sabato 12 dicembre dalle 21 in piazza Dante."
BODY = f"Una tradizione. {FACTS} Portate amici."


@pytest.mark.parametrize(
    ("summary", "text", "told"),
    [
        (SUMMARY, BODY, f"{FACTS}\n{SUMMARY}"),
        (SUMMARY, "Una tradizione.", SUMMARY),
        ("Si balla sabato al teatro.", BODY, "Si balla sabato al teatro."),
        ("Una tradizione. Si balla sabato…", BODY, f"{FACTS}\nUna tradizione."),
        (BODY, BODY, BODY),
        (
            "Si sparge il sale.",
            "Si ritira il martedì e il giovedì mattina in via Verdi.",
            "Si sparge il sale.",
        ),
    ],
)
def test_when_and_where_come_from_the_text_if_the_summary_lacks_them(
    summary: str, text: str, told: str
) -> None:
    assert details("Festa", summary, text) == told


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Sabato alle 21 in piazza Dante", "Quando e dove: "),
        ("Dal 12 dicembre", "Quando: "),
        ("In via Verdi si scava", "Dove: "),
        ("La festa è in piazza Dante, sabato alle 21", ""),
        ("Quando: 12 dicembre", ""),
        ("Tortelli per tutti", ""),
        ("I lavori sono in via di conclusione", ""),
        ("", ""),
    ],
)
def test_a_label_stands_only_before_what_it_promises(text: str, label: str) -> None:
    assert labelled(text) == label + text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Festa sabato 12 dicembre 2026, ore 21:00, Teatro", "sabato 12 dicembre 2026, ore 21:00"),
        ("Aperto dal 7 al 12 dicembre", "dal 7 al 12 dicembre"),
        ("Domande entro il 3 gennaio", "entro il 3 gennaio"),
        ("Nella seduta del 12 novembre. La prossima: 30 novembre", "30 novembre"),
        ("Delibera del 31 dicembre 2020", ""),
        ("Il 31 febbraio", ""),
        ("Domani", ""),
    ],
)
def test_the_date_on_a_card_is_one_that_is_to_come(text: str, found: str) -> None:
    assert coming_date(text, TODAY) == found


@pytest.mark.parametrize(
    ("summary", "text", "whole"),
    [
        ("State in casa dalle 6.", "Aperto il C.O.C.", "State in casa dalle 6.\n\nAperto il C.O.C."),
        ("Il C.O.C. è aperto…", "Il C.O.C. è aperto dalle 6.", "Il C.O.C. è aperto dalle 6."),
        ("Uguale.", "Uguale.", "Uguale."),
        ("Solo questo.", "", "Solo questo."),
    ],
)
def test_a_text_loses_nothing_that_only_its_teaser_says(summary: str, text: str, whole: str) -> None:
    assert with_lead(summary, text) == whole


# -- a summary that is the text's beginning ----------------------------------------------------------


@pytest.mark.parametrize(
    ("summary", "text", "laid"),
    [
        ("Orari. Anagrafe: 9-12Tributi: 15-17", "Orari.\n\nAnagrafe: 9-12\nTributi: 15-17", None),
        ("Uno due […]", "Uno\n\n- due\n\n- tre", "Uno\n\n- due"),
        ("Palestra di via Coll", "Palestra di via Collodi, ore 9. Altro.", "Palestra di via Collodi, ore 9."),
        ("Uno due tr", "Uno due tre" + " quattro" * 40, "Uno due…"),
        ("Uno due…", "Uno due", None),
        ("Clicca qui ora.", "Clicca qui (su YouTube) ora. Altro.", "Clicca qui (su YouTube) ora."),
        ("Il modulo", "Il modulo (https://c.it/m.pdf)", None),
        ("Scrivi qui", "Scrivi qui (a@c.it)", None),
        ("Il modulo", f"Il modulo (https://c.it/{'m' * 250}) per tutti.", None),
        ("Un'altra cosa.", "Il testo.", "Un'altra cosa."),
        ("Altro.", "Il testo del Comune.", "Altro."),
        ("[…]", "Il testo. Poi altro.", "Il testo."),
        ("Il testo e di più.", "Il testo.", "Il testo e di più."),
        ("", "Il testo.", ""),
    ],
)
def test_a_summary_that_is_the_texts_beginning_keeps_its_lines_and_links(
    summary: str, text: str, laid: str | None
) -> None:
    assert laid_out(summary, text) == (text if laid is None else laid)


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("ALLERTA METEO – COMUNE DI OSTIGLIA", "ALLERTA METEO"),
        ("Comune di Ostiglia: avviso di gara", "Avviso di gara"),
        ("Il Comune di Ostiglia cerca volontari", None),
        ("Vento forte | Comune di Ostiglia.", "Vento forte"),
        ("Il mercato di Natale del Comune di Ostiglia", None),
        ("Comune di Ostiglia chiuso per lutto", None),
        ("Avviso - Comune di Ostiglia", None),  # too little would be left
    ],
)
def test_the_councils_name_beside_a_title_says_nothing(title: str, told: str | None) -> None:
    assert without_council(title, "Comune di Ostiglia") == (told or title)


def test_a_quality_alone_is_no_title() -> None:
    assert unsaid("Evacuazione immediata di Revere", "evacuazione") == "Evacuazione immediata di Revere"


def test_what_is_nearly_said_is_not_said_again() -> None:
    text = "Il mercato settimanale di sabato si tiene in piazza Garibaldi."
    assert with_lead("Il mercato settimanale di sabato si tiene in piazza Garibaldi domani.", text) == text


def test_a_long_sentence_stays_though_its_only_number_is_the_templates() -> None:
    for told in (
        "Chi la vede chiami il 112 e non la perda di vista.",
        "Chi usa apparecchi medici chiami il 112.",
        "Segnalare al 112 se il fuoco riprende.",
        "Per difficoltà a respirare chiamare il 112.",
    ):
        assert without(told, "112") == told
    for general in (
        "In caso di pericolo chiamare il 112.",
        "Per ogni emergenza contattare il numero unico europeo 112.",
        "Se siete in difficoltà chiamate subito il 112!",
    ):
        assert without(general, "112") == ""
    long = "Chiamate il 112 se vedete qualcuno in pericolo" + " lungo la riva del fiume" * 8 + "."
    assert without(long, "112") == long


def test_a_long_sentence_is_no_title() -> None:
    assert telling_title("Avviso", "Si informa che" + " la strada" * 20 + " è chiusa.") == "Avviso"


def test_a_long_sentence_is_not_taken_for_its_date() -> None:
    long = "Sabato 5 dicembre alle 21 si balla" + " in allegria" * 20 + "."
    assert details("Festa", "Una bella festa.", long) == "Una bella festa."
