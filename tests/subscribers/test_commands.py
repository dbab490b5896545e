"""What people really write to a council's service, and what it means."""

from __future__ import annotations

import pytest

from channels._subscribers.commands import Command, command

JOIN = """
iscrivimi | Iscrivimi | ISCRIVIMI | iscrivimi! | "iscrivimi" | «Iscrivimi» | iscrivi mi |
Iscrivimi grazie | iscrivimi per favore | ISCRIVIMI. | iscrivimi 👍 | 🙏 iscrivimi | Iscrivimi Postioma |
iscrivimi Mario Rossi | mi iscrivo | MI ISCRIVO | attiva | ATTIVA ISCRIZIONE | Attiva servizio |
iscrivetemi | iscriviti | Iscrivermi | ciao iscrivimi | buongiorno, iscrivimi | iscrivimi si |
sì iscrivimi | iscrizione | ISCRIZIONE ON | *iscrivimi* | _iscrivimi_ | iscrivimi... | iscrívimi |
ok iscrivimi | salve iscrivimi | 'iscrivimi' | iscrivi | iscrivo | "Iscrivimi" grazie | iscrivimi\ngrazie
"""
LEAVE = """
cancellami | Cancellami | CANCELLAMI | cancellami! | «cancellami» | "CANCELLAMI" | canecellami |
cancelami | cancellarmi | cancellatemi | mi cancello | MI CANCELLO | stop | STOP | Stop! | Stop VanzApp |
disattiva | DISATTIVA ISCRIZIONE | disiscrivimi | disiscrizione | disdetta | toglimi |
toglietemi dalla lista | eliminami | rimuovimi per favore | basta messaggi | servizio info off |
iscrizione off | unsubscribe | cancella | cancella mi | cancella iscrizione | vorrei la cancellazione |
per favore cancellatemi dal servizio | cancellami grazie | 🛑 stop | cancellami 👋 | CANCELLAZIONE |
iscrivimi anzi cancellami | stop iscrivimi | Cancellami.
"""
OTHER = """
iscrizione asilo nido | iscrizione scuola materna | come mi iscrivo al corso di musica? |
a che ora apre il comune | grazie | ok | 👍 | ciao | buongiorno | non cancellarmi | non voglio cancellarmi |
quando passa la raccolta del verde | vorrei sapere se la strada è aperta | ??? | ponte chiuso? | 1 |
iscriviamo i bambini al centro estivo | posso iscrivermi al nido? | dove posso iscrivermi | aiuto |
bellissimo servizio | la fermata del bus è soppressa? | si | no | complimenti al sindaco |
c'è una buca in via Roma | per favore | mi chiamo Giulia Bianchi
"""


def phrases(text: str) -> list[str]:
    return [part.strip() for part in text.split("|")]


@pytest.mark.parametrize("text", phrases(JOIN))
def test_joining(text: str) -> None:
    assert command(text) is Command.JOIN


@pytest.mark.parametrize("text", phrases(LEAVE))
def test_leaving_wins_and_is_lenient(text: str) -> None:
    assert command(text) is Command.LEAVE


@pytest.mark.parametrize(
    "text", ["", " ", *phrases(OTHER), "iscrivimi " + "e poi ancora " * 30, "\u200b", "x" * 10_000]
)
def test_anything_else_is_nothing(text: str) -> None:
    assert command(text) is Command.OTHER


def test_there_are_enough_phrases() -> None:
    assert len(phrases(JOIN) + phrases(LEAVE) + phrases(OTHER)) > 100
