"""A departure not obeyed is asked about each time, and none is invented: what is asked, and what is left alone."""

from __future__ import annotations

import pytest

from channels._subscribers.commands import Command, command
from tests.citizens.__main__ import OWN


@pytest.mark.parametrize(
    "text",
    [
        "numero sbagliato",  # who ought not to be on the list
        "chi vi ha dato il mio numero",
        "non mi sono mai iscritta a niente",
        "ci ho ripensato",
        "fine del servizio",
        "esercito il diritto alla cancellazione, art. 17",
        "me toié da sta lista",  # from a list, whatever the verb
        "via il mio numero",  # a word of ending beside one of ours
        "sospendete pure quanto prima",  # so few words that nothing else can be meant
        "voeuri pu ricever nient",  # dialect
        "non inseritemi più nei vostri invii",
        "ve lo chiedo per favore, niente notifiche sul telefono",
        "povidomlennya dosit stop",  # in other languages words of ending alone
        "hiqe",
        "sortir",
        "bloquer messages",
    ],
)
def test_a_sign_of_wanting_less_is_asked_about(text: str) -> None:
    assert command(text, OWN) in (Command.UNSURE, Command.LEAVE)


@pytest.mark.parametrize(
    "text",
    [
        "mi basta la delega?",
        "non ho ricevuto il messaggio",  # who misses messages wants them
        "il riepilogo non è arrivato",
        "allagamento in via Garibaldi",
        "togliete la neve in via Vivaldi",
        "mi togliete la multa?",
        "tagliato il finanziamento?",
        "annullo postale filatelico",
        "aiuto, fatemi uscire",
    ],
)
def test_what_bears_no_such_sign_is_not_asked_about(text: str) -> None:
    assert command(text, OWN) is Command.OTHER


@pytest.mark.parametrize(
    "text",
    [
        "basta? no dai, scrivetene ancora",
        "stop? ma che dite, continuate!",
        "basta messaggi? no no continuate pure",
        "guai a voi se chiudete il servizio",
        "se smettete di mandare avvisi mi arrabbio",
        "non azzardatevi a smettere di scrivere",
        "ma chi è quel matto che si toglie dalla lista",
        "il giornale titola: basta messaggi dal Comune",
        "mio marito ha scritto CANCELLAMI per sbaglio, annullate",
        "Girate questo messaggio a tutti: il numero di chi non lo fa sarà cancellato",
        "una signora qui chiede come uscire dal servizio",
        "cosa deve scrivere mia nonna per cancellarsi?",
        "chiudete il servizio?",
        "avete intenzione di chiudere questo servizio?",
        "perché non scrivete più?",
        "why did you remove me?",
        "vorrei essere tolto dall'elenco dei giudici popolari",
        "toglietemi dalla lista dei donatori",
        "«STOP» al consumo di suolo: bravi",
        "è stop o precedenza in fondo a via Po",
        "lasciatemi in pace con le tasse",
    ],
)
def test_what_also_says_the_contrary_is_no_departure(text: str) -> None:
    assert command(text, OWN) in (Command.UNSURE, Command.OTHER)


@pytest.mark.parametrize(
    "text",
    [
        "sarei grato se smetteste di mandare avvisi",
        "mi sono iscritta per errore, toglietemi",
        "mia figlia dice di togliermi",
        "toglietemi dalla lista degli avvisi",
        "cancellatemi dall'elenco dei destinatari",
        "non scrivetemi più, a posto così",
        "perché mi scrivete ancora? toglietemi",
        "non voglio più messaggi, tanto la piscina è chiusa",
        "la tursilu li rasail",
        "udalite menya",
        "ᴄᴀɴᴄᴇʟʟᴀᴍɪ",
        "ok CANCELLAMI, la tassa la pago dopo",
    ],
)
def test_a_clear_departure_stays_one(text: str) -> None:
    assert command(text, OWN) is Command.LEAVE


@pytest.mark.parametrize(
    "text",
    [
        "Per uscire dal servizio scrivi CANCELLAMI.",
        "«Per non ricevere più questi messaggi rispondi CANCELLAMI» ma è vero?",
    ],
)
def test_our_sentence_with_other_words_between_is_still_a_quotation(text: str) -> None:
    assert command(text, OWN) is Command.UNSURE


def test_an_hour_is_no_end_of_a_pause() -> None:
    assert command("non scrivetemi dopo le 22", OWN) is Command.HELP
    assert command("niente messaggi fino a dopo il 22", OWN) is Command.PAUSE
