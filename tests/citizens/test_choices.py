"""Citizens get the news they chose, and no other; emergencies go to all."""

from __future__ import annotations

import re

import pytest

from channels.hearing import Incoming
from tests.town import Town, number

TELLS_ALL = re.compile(
    r"D'ora in poi da InfOstiglia, gli avvisi del Comune di Ostiglia, riceverai:\n(.*)\n\nPer ricevere", re.S
)


def told(here: Town) -> str:
    """The news that the citizen will receive, by the newest reply."""
    [content] = here.rows(
        "SELECT json_extract(content, '$.text') FROM post WHERE lane = 'reply' ORDER BY id DESC LIMIT 1"
    )
    found = TELLS_ALL.search(content[0])
    assert found, content[0]
    return found[1]


def texts(here: Town, count: int) -> list[str]:
    """The newest replies, the last one first."""
    newest = "SELECT json_extract(content, '$.text') FROM post WHERE lane = 'reply' ORDER BY id DESC LIMIT ?"
    return [row[0] for row in here.rows(newest, count)]


def test_a_choice_is_what_comes_and_what_the_reply_says(here: Town) -> None:
    here.change(r"^topics: \{\}", "topics: {eventi: [Eventi], scuola: [Scuola]}")
    here.change(r"^zones: \{\}", "zones: {centro: [Centro]}")
    here.tick()
    here.join(*(number(n) for n in range(1, 5)))
    for n, words in ((1, "eventi"), (2, "no eventi"), (3, "no centro"), (4, "solo urgenze")):
        says(here, number(n), words)
    assert told(here) == "solo le emergenze, di giorno e di notte."
    news = {
        "fair": here.stage.publish("Sagra", categories=["Eventi"]),
        "other": here.stage.publish("Bando", categories=["Bandi"]),
        "road": here.stage.publish("Strada chiusa", categories=["Avvisi", "Centro"]),
        "flood": here.stage.publish("Allerta rossa", categories=["Allerta", "Centro", "Eventi"]),
    }
    here.heartbeat()
    here.tick()
    got = {
        name: [n for n in range(1, 5) if here.copies(item["link"])[number(n)]] for name, item in news.items()
    }
    assert got == {"fair": [1, 3], "other": [2, 3], "road": [1, 2], "flood": [1, 2, 3, 4]}


def says(here: Town, phone: str, text: str) -> None:
    now = here.clock.time()
    with here.open_council() as council, council.store.transaction():
        council.subscribers.apply(Incoming(f"wamid.{phone}{text}", now, phone, "", text), now)


def test_replies_tell_exactly_what_comes(here: Town) -> None:
    here.change(r"^topics: \{\}", "topics: {eventi: [Eventi], scuola: [Scuola]}")
    here.change(r"^zones: \{\}", "zones: {centro: [Centro]}")
    here.join(number(1))
    always = "- le emergenze, di giorno e di notte\n- gli avvisi di servizio\n"
    for text, expected in (
        ("eventi", f"{always}- le notizie, solo: eventi"),
        ("riepilogo", f"{always}- le notizie nel riepilogo, solo: eventi"),
        ("no eventi", f"{always}- nessuna notizia"),
        ("tutto", f"{always}- le notizie e gli eventi"),
        (
            "centro",
            f"{always}- le notizie e gli eventi\n\nAvvisi e notizie: zona centro, e quelli per tutto il paese.",
        ),
        (
            "no centro",
            f"{always}- le notizie e gli eventi\n\nAvvisi e notizie: solo quelli per tutto il paese.",
        ),
    ):
        says(here, number(1), text)
        assert told(here) == expected, text
    says(here, number(1), "dati")
    says(here, number(1), "aiuto")
    says(here, number(9), "dati")
    data, help_, kept = texts(here, 3)
    assert "Questo numero non risulta iscritto" in data
    assert "EVENTI: le notizie su questo tema (NO EVENTI: senza)\nSCUOLA" in help_
    assert "Sei iscritto dal" in kept
    assert here.call("check").returncode == 0


@pytest.mark.parametrize(
    ("name", "words"),
    [("scelta", "le notizie nel riepilogo"), ("aiuto", "risposte e avvisi in questa lingua")],
)
def test_check_finds_a_mistake_that_only_some_citizens_would_meet(here: Town, name: str, words: str) -> None:
    file = here.folder / "templates" / "whatsapp" / f"{name}.j2"
    text = file.read_text(encoding="utf-8")
    assert words in text
    file.write_text(text.replace(words, "{{ riepilogo }}"), encoding="utf-8")
    checked = here.call("check")
    assert checked.returncode != 0
    assert f"{name}.j2" in checked.stdout + checked.stderr
