"""A pause: only emergencies until a day, then everything by itself; and the answers that say so."""

from __future__ import annotations

from datetime import date

import pytest

from channels._subscribers.commands import Command, command, read
from pipeline.reasons import Code
from tests.citizens.test_choices import says, texts
from tests.town import Town, number

TODAY = date(2026, 11, 25)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("pausa", (2026, 12, 25)),
        ("Pausa 2 settimane", (2026, 12, 9)),
        ("pausa di dieci giorni, grazie", (2026, 12, 5)),
        ("mettetemi in pausa per un mese", (2026, 12, 25)),
        ("potete mettermi in pausa per 2 settimane?", (2026, 12, 9)),
        ("sono in ferie, pausa fino al 31/8", (2027, 8, 31)),
        ("pausa fino al 15 agosto", (2027, 8, 15)),
        ("pausa fino al 15.12.", (2026, 12, 15)),
        ("pausa fino al 3 gennaio 2027", (2027, 1, 3)),
        ("pausa fino a lunedì", (2026, 11, 30)),
        ("pausa fino a mercoledì", (2026, 12, 2)),
        ("pausa fino a domani", (2026, 11, 26)),
        ("pausa fino a fine mese", (2026, 11, 30)),
        ("pausa fino a gennaio", (2026, 12, 31)),
        ("pausa dal 3 al 20 agosto", (2027, 8, 20)),
        ("pausa fino a Natale", (2026, 12, 25)),
        ("pausa fino al 20", (2026, 12, 20)),
        ("pausa fino al 31 febbraio", (2027, 2, 28)),  # there is no such day
        ("pausa fino al 31/02", (2027, 2, 28)),
        ("pausa fino al 31 novembre", (2026, 11, 30)),
        ("pausa fino al 5/13", (2026, 12, 25)),  # nor month: the usual length
        ("pausa fino alla prossima settimana", (2026, 11, 29)),
        ("pausa fino alla settimana prossima", (2026, 11, 29)),
        ("pausa fino a fine settimana", (2026, 11, 29)),
        ("pausa fino alla fine della settimana", (2026, 11, 29)),
        ("pausa per il weekend", (2026, 11, 29)),
        ("pausa fino al mese prossimo", (2026, 11, 30)),
        ("pausa fino alla fine del mese", (2026, 11, 30)),
        ("pausa fino all'anno nuovo", (2026, 12, 31)),
        ("pausa fino al prossimo anno", (2026, 12, 31)),
        ("pausa fino a fine anno", (2026, 12, 31)),
        ("pausa fino a lunedì prossimo", (2026, 11, 30)),
        ("pausa fino a dopodomani", (2026, 11, 27)),
        ("pausa fino a metà gennaio", (2027, 1, 15)),
        ("pausa fino alla fine di gennaio", (2027, 1, 31)),
        ("pausa fino a inizio gennaio", (2026, 12, 31)),
        ("pausa fino a dopo Natale", (2026, 12, 25)),
        ("pausa fino a dopo le feste", (2027, 1, 6)),
        ("pausa fino a Pasqua", (2027, 3, 28)),
        ("pausa fino a Pasquetta", (2027, 3, 29)),
        ("pausa fino all'Immacolata", (2026, 12, 8)),
        ("pausa 15gg", (2026, 12, 10)),
        ("pausa di un paio di settimane", (2026, 12, 9)),
        ("pausa fino a dopo le ferie", (2026, 12, 25)),
        ("pausa finché non torno", (2026, 12, 25)),
        ("pausa fino al matrimonio di mia figlia", (2026, 12, 25)),
        ("pausa fino al 1/1/2020", (2026, 12, 25)),
        ("pausa 900 giorni", (2027, 11, 26)),
        ("niente messaggi fino a lunedì", (2026, 11, 30)),
        ("non mandatemi messaggi per 3 settimane", (2026, 12, 16)),
    ],
)
def test_a_pause_has_a_last_day(text: str, last: tuple[int, int, int]) -> None:
    said = read(text)
    assert said.command is Command.PAUSE
    assert said.pause is not None
    assert said.pause.last_day(TODAY) == date(*last)


@pytest.mark.parametrize(
    ("text", "guessed"),
    [
        ("pausa", True),
        ("pausa fino a dopo le ferie", True),
        ("pausa fino al matrimonio di mia figlia", True),
        ("pausa fino al 1/1/2020", True),
        ("pausa fino al 31/02", False),
        ("pausa fino alla prossima settimana", False),
    ],
)
def test_the_answer_says_the_last_day_whether_it_was_guessed_and_how_to_change_it(
    here: Town, text: str, guessed: bool
) -> None:
    here.join(number(1))
    says(here, number(1), text)
    [answer] = texts(here, 1)
    assert ("fino a quando non l'ho letto: sono 30 giorni" in answer) is guessed
    assert "Un altro giorno? Scrivi per esempio: PAUSA FINO AL 15 AGOSTO." in answer


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("facciamo una pausa caffè?", Command.OTHER),
        ("il cantiere è in pausa fino al 15 agosto?", Command.OTHER),
        ("pausa, anzi cancellami", Command.LEAVE),
        ("da lunedì non mandatemi più messaggi", Command.LEAVE),
        ("basta messaggi", Command.LEAVE),
        ("pausa pranzo: che orari?", Command.OTHER),
        ("pausa fino a quando? cancellami", Command.LEAVE),
        ("riprendi", Command.RESUME),
        ("sono tornato, riprendete pure gli avvisi", Command.RESUME),
        ("fine pausa", Command.RESUME),
    ],
)
def test_what_only_looks_like_a_pause_is_none(text: str, meant: Command) -> None:
    assert command(text) is meant


def paused_until(here: Town) -> float:
    return float(here.rows("SELECT paused_until FROM subscriber WHERE id = 1")[0][0])


def test_during_a_pause_only_emergencies_come_and_then_all_by_itself(here: Town) -> None:
    here.join(number(1), number(2))
    says(here, number(1), "pausa 2 settimane")
    [answer] = texts(here, 1)
    assert "In pausa fino a tutto" in answer
    assert "solo le emergenze, perché riguardano la sicurezza" in answer
    assert "Per riprendere subito: RIPRENDI" in answer
    says(here, number(1), "dati")
    assert "In pausa fino a tutto" in texts(here, 1)[0]
    assert "Pausa: fino al" in here.call("dossier", number(1)).stdout
    news = here.stage.publish("Sagra", "Testo.", categories=["Eventi"])
    service = here.stage.publish("Manca l'acqua", "Testo.", categories=["Interruzioni"])
    alert = here.stage.publish("Allerta rossa", "Testo.", categories=["Allerta"])
    here.heartbeat()
    here.tick()
    assert [here.copies(item["link"])[number(1)] for item in (news, service, alert)] == [0, 0, 1]
    assert [here.copies(item["link"])[number(2)] for item in (news, service, alert)] == [1, 1, 1]
    assert (Code.PAUSES,) in here.rows("SELECT reason FROM delivery WHERE recipient = 1")
    # The days go by: nothing has to be done for its end.
    here.rows("UPDATE subscriber SET paused_until = paused_until - 16 * 86400 RETURNING id")
    later = here.stage.publish("Mercatino", "Testo.", categories=["Eventi"])
    here.tick()
    assert here.copies(later["link"])[number(1)] == 1


@pytest.mark.parametrize("words", ["riprendi", "tutto", "iscrivimi"])
def test_a_pause_ends_at_once_if_one_says_so(here: Town, words: str) -> None:
    here.join(number(1))
    says(here, number(1), "pausa")
    assert paused_until(here) > here.clock.time()
    says(here, number(1), words)
    assert paused_until(here) == 0
    assert "D'ora in poi da InfOstiglia, gli avvisi del Comune di Ostiglia, riceverai" in texts(here, 1)[0]


def test_a_choice_leaves_a_pause_as_it_is(here: Town) -> None:
    here.join(number(1))
    says(here, number(1), "pausa")
    until = paused_until(here)
    says(here, number(1), "riepilogo")
    assert paused_until(here) == until
    assert "In pausa fino a tutto" in texts(here, 1)[0]
