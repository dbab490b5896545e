"""The filters for text in templates."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.happening import Event
from pipeline.italian_dates import italian_date
from pipeline.model import Lane, News
from pipeline.settings.values import Council
from pipeline.stages.render import filters
from pipeline.stages.render.filters import (
    articled,
    calm,
    cut,
    graphemes,
    harmless,
    hashtags,
    one_apostrophe,
    sentence,
)
from pipeline.stages.render.item import item_of
from pipeline.stages.render.render import card_of

WHEN = datetime(2026, 11, 1, 9, 5)
OSTIGLIA = Council("Comune di Ostiglia", "https://www.comune.example.it")
MARKS = "*_~`>"


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("corto", 10, "corto"),
        ("Una frase intera. E poi altro ancora", 20, "Una frase intera."),
        ("parole che finiscono presto", 12, "parole che…"),
        ("parole, che", 9, "parole…"),
        ("Supercalifragilistico", 8, "Superca…"),
        ("👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 2, "👨‍👩‍👧‍👦…"),
        ("perche\u0301 no", 7, "perche\u0301…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
        ("Lavori di posa della fibra in via Dante", 33, "Lavori di posa della fibra…"),
        ("Avviso relativo all'asta pubblica", 21, "Avviso relativo…"),
        ("Vedi https://x.it/del e altro", 24, "Vedi https://x.it/del …"),  # an address stays alive
        ("Vedi https://x.it/del e altro", 22, "Vedi…"),
        ("https://x.it/del e altro", 17, "…"),
    ],
)
def test_cutting_ends_where_people_would(text: str, length: int, expected: str) -> None:
    assert cut(text, length) == expected


@given(st.text(max_size=200), st.integers(0, 60))
def test_a_cut_is_never_longer_and_never_inside_a_character(text: str, length: int) -> None:
    short = cut(text, length)
    assert len(graphemes(short)) <= max(length, 0) or short == text
    if short != text:
        assert len(graphemes(short)) <= length
        kept = short.removesuffix("…")
        assert graphemes(text)[: len(graphemes(kept))] == graphemes(kept)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("long", "domenica 1º novembre 2026, ore 09:05"),
        ("day", "domenica 1º novembre 2026"),
        ("short", "01/11/2026"),
        ("time", "09:05"),
    ],
)
def test_dates_are_italian(form: str, expected: str) -> None:
    assert italian_date(WHEN, form) == expected


def test_an_unknown_form_of_date_says_what_is_known() -> None:
    with pytest.raises(ValueError, match="known forms are long, day, short, time"):
        italian_date(WHEN, "lungo")


@pytest.mark.parametrize(
    ("names", "most", "expected"),
    [
        (["Protezione civile", "Viabilità"], 3, "#ProtezioneCivile #Viabilità"),
        (["Eventi", "eventi", "Cultura"], 3, "#Eventi #Cultura"),
        (["a-b", "2026", ""], 3, "#AB"),
        (["Uno", "Due", "Tre"], 2, "#Uno #Due"),
        ([], 3, ""),
        (["Senza categoria", "Uncategorized", "NOTIZIE", "Novità dal Comune", "In evidenza"], 3, ""),
        (["Notizie", "Notizie sportive"], 3, "#NotizieSportive"),
    ],
)
def test_hashtags(names: list[str], most: int, expected: str) -> None:
    assert hashtags(names, most) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("ALLERTA METEO ARANCIONE", "Allerta meteo arancione"),
        ("SCADENZA TARI E IMU 2026", "Scadenza TARI e IMU 2026"),
        ("Allerta ROSSA", "Allerta ROSSA"),
        ("IMU", "IMU"),
        ("«CHIUSURA DEL PONTE»", "«Chiusura del ponte»"),
        ("LAVORI IN VIA VERDI, LOTTO II DI “FONTANA”", "Lavori in via Verdi, lotto II di “Fontana”"),
        (
            "MODULO_A1.PDF A INFO@PROVA.IT, CUP J12B, HTTPS://X.IT/AB",
            "MODULO_A1.PDF a INFO@PROVA.IT, CUP J12B, HTTPS://X.IT/AB",
        ),
        ("IL COMUNE DI PROVA VI ASPETTA", "Il Comune di Prova vi aspetta"),
        ("LAVORI IN VIA G. VERDI. SI RIUNISCE IL C.O.C.", "Lavori in via G. Verdi. Si riunisce il C.O.C."),
        ("L'ENEL SOSPENDE LA CORRENTE SULLA S.P. 34", "L'ENEL sospende la corrente sulla S.P. 34"),
        ("VISITE ASL A MANTOVA, LA SRL E L'AIPO", "Visite ASL a Mantova, la SRL e l'AIPO"),
        ("IL SINDACO MARIO ROSSI RICEVE IN VIA ROMA", "Il sindaco Mario Rossi riceve in via Roma"),
        (
            "LAVORI IN PIAZZA CORNELIO NEPOTE E VIA XX SETTEMBRE",
            "Lavori in piazza Cornelio Nepote e via XX Settembre",
        ),
        ("VIA ROMA CHIUSA PER LAVORI", "Via Roma chiusa per lavori"),
        ("LA CITTA' SARA' PIU' VERDE PERCHE' SI'", "La città sarà più verde perché si'"),
        ("UN PO' DI MUSICA A SAN LUIGI", "Un po' di musica a san Luigi"),
        (
            "UFFICIO CHIUSO ALLE 12. RIAPRE ALLE 14. INFO ALL'URP",
            "Ufficio chiuso alle 12. Riapre alle 14. Info all'URP",
        ),
        ("GITA CON AMAT S.R.L. E COOP. SOLE", "Gita con amat S.R.L. e coop. Sole"),
        ("FESTA DELLE FF.AA., ZONE A-B, N. DUE POSTI", "Festa delle FF.AA., zone A-B, n. due posti"),
    ],
)
def test_titles_in_capitals_are_calmed(title: str, expected: str) -> None:
    assert calm(title, "Comune di Prova") == expected


@pytest.mark.parametrize(
    ("text", "markup", "expected"),
    [
        ("*a* _b_ ~c~ `d` https://x.it/a_b~c", MARKS, "∗a∗ ˍbˍ ∼c∼ 'd' https://x.it/a_b~c"),
        ("(*a*) ~30 euro *https://x.it/a*", MARKS, "(∗a∗) ∼30 euro ∗https://x.it/a∗"),
        ("_bando_2026_.pdf a```b```c", MARKS, "ˍbando_2026ˍ.pdf a'''b'''c"),
        ("> 18 anni\n> 3 figli, 5 > 3", MARKS, "› 18 anni\n› 3 figli, 5 > 3"),
        ("*a*", "", "*a*"),
        ("Segui @pro_loco, .@altri e ＠tutti", "@", "Segui @\u200bpro_loco, .@\u200baltri e ＠\u200btutti"),
        ("Segui @pro_loco", MARKS, "Segui @pro_loco"),
    ],
)
def test_signs_that_mean_something_are_made_harmless(text: str, markup: str, expected: str) -> None:
    assert harmless(text, markup) == expected


@pytest.mark.parametrize(
    "text",
    [
        "anna_bianchi@comune.prova.it",
        "bando_2026.pdf, allegato__b.odt, CUP B1_C2*3, 2*3 = 6, l`acqua",
        "www.comune.prova.it/area_tributi/_modulo_ e prova.it/~anna/_x_",
        "https://video.example.it/@comune e www.video.example.it/@comune",
        "5 € * 2 * persona",
    ],
)
def test_words_and_addresses_stay_as_they_are(text: str) -> None:
    assert harmless(text, MARKS + "@") == text


def test_apostrophes_are_of_one_kind_and_quotation_marks_stay() -> None:
    assert one_apostrophe("L’acqua c´è, un po’") == "L'acqua c'è, un po'"
    assert one_apostrophe("la ‘casa’ dell’acqua") == "la ‘casa’ dell'acqua"


@pytest.mark.parametrize(
    ("name", "preposition", "expected"),
    [
        ("Comune di Prova", "di", "del Comune di Prova"),
        ("Unione dei Comuni", "da", "dall'Unione dei Comuni"),
        ("Città di Prova", "a", "alla Città di Prova"),
        ("Prova", "da", "da Prova"),
    ],
)
def test_a_council_is_named_with_its_article(name: str, preposition: str, expected: str) -> None:
    assert articled(name, preposition) == expected


def test_first_sentence() -> None:
    assert sentence("Una. Due.") == "Una."
    assert sentence("Senza punto") == "Senza punto"


def test_lines_stay_apart_in_one_line() -> None:
    text = "Sabato, Teatro\n\nPortare:\n- acqua\n- pane.\nGrazie"
    assert filters.inline(text) == "Sabato, Teatro; Portare: acqua; pane. Grazie"


def test_a_heading_stands_before_what_it_heads() -> None:
    text = "Da lunedì il menù.\n\nPrezzi\n\nInfanzia: 4 € a pasto.\n\nDeviazioni\n\n- via A\n\n- via B"
    told = "Da lunedì il menù. Prezzi: Infanzia: 4 € a pasto. Deviazioni: via A; via B"
    assert filters.inline(text) == told
    assert filters.inline("https://c.it/a\n\nDomenica alle 9.") == "https://c.it/a; Domenica alle 9."
    assert filters.inline("Sabato 12\n\nore 21\n\nTeatro") == "Sabato 12; ore 21; Teatro"
    assert (
        filters.inline("Grazie.\n\n– Il sindaco\n\nDomenica la festa.")
        == "Grazie. – Il sindaco; Domenica la festa."
    )


def test_a_title_in_capitals_takes_its_names_from_the_text() -> None:
    names = filters.proper_names(
        "Domani il ponte sul Mincio riapre, dice Rossi. Il Sindaco ringrazia il sindaco di Revere."
    )
    assert filters.calm("RIAPRE IL PONTE SUL MINCIO A REVERE", names) == "Riapre il ponte sul Mincio a Revere"
    assert "Sindaco" not in names
    assert filters.proper_names("IL PONTE SUL Mincio È CHIUSO") == ""


def test_one_line() -> None:
    assert filters.oneline(" a\n\tb   c ") == "a b c"


LOUD = ("AVVISO ASL", "CHIUSO IL 5.\nRIAPRE IL 6 A REVERE, VIA ROMA.")


def test_an_item_in_capitals_is_calmed_wherever_it_is_shown() -> None:
    event = Event(1_796_490_000.0, None, "SALA CONSILIARE DI VIA ROMA", False)
    news = replace(item_in_capitals(*LOUD), event=event)
    shown = item_of(news, OSTIGLIA)
    assert (shown.title, shown.text) == ("Avviso ASL", "Chiuso il 5.\nRiapre il 6 a Revere, via Roma.")
    assert shown.event is not None
    assert shown.event.place == "Sala consiliare di via Roma"
    assert (card_of(news, OSTIGLIA).title, card_of(news, OSTIGLIA).place) == (
        shown.title,
        shown.event.place,
    )


def test_capitals_amid_an_ordinary_text_stay() -> None:
    shown = item_of(item_in_capitals("IMU", "La scadenza è VICINA. NON OLTRE il 16 dicembre."), OSTIGLIA)
    assert (shown.title, shown.text) == ("IMU", "La scadenza è VICINA. NON OLTRE il 16 dicembre.")


def test_names_are_learnt_from_the_part_that_is_not_in_capitals() -> None:
    shown = item_of(
        item_in_capitals("Riapre il ponte sul Lambro", "IL PONTE SUL LAMBRO RIAPRE DOMANI."), OSTIGLIA
    )
    assert shown.text == "Il ponte sul Lambro riapre domani."


def item_in_capitals(title: str, text: str) -> News:
    return News(title, "", text, "", "AVVISI", ("AVVISI",), Lane.SERVICE, 1_795_500_000.0)
