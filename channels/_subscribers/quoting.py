"""Quotations of our own texts: a copied "Per uscire: CANCELLAMI" mentions the command and does not give it. Pure."""

from __future__ import annotations

from dataclasses import replace

from channels._subscribers.phrases import Phrases, named
from channels._subscribers.plain import Plain

_NAMES = named(
    """
    WORD: iscrivimi/cancellami/cancellarmi/stop
    TO: uscire/tornare/cancellarti/disiscriverti/iscriverti/iscriversi/cancellarsi
    WRITE: rispondi/rispondere/scrivi/scrivere/scrivete/scrivendo/digita/digitare/invia/inviare/manda/mandare/scrive
    """
)
_SENTENCES = Phrases(
    """
    basta/bisogna/devo/si/deve~ WRITE a/con/solo/semplicemente/la/parola/il/messaggio/|~ WORD oppure/
    o? WORD? per? non? ricevere? altri? avvisi?
    devo/bisogna/basta/occorre/deve/dobbiamo WRITE la/solo/parola~ WORD per? TO?
    a? cosa/che vuol/vuole/significa/serve dire/la/parola/scrivere~ WORD
    WORD a? cosa/che vuol/vuole/significa/serve dire?
    cosa/che succede se WRITE/scrivo~ WORD
    se io? scrivo/mando/rispondo la? parola? WORD
    per non? TO/ricever*/avere/dal/dalla/di/questo/questi/servizio/lista/gruppo/altri/altre/avvisi/messaggi/piu/
        definitivamente/subito/|~ rispondi/scrivi/digita/invia/manda con/solo/la/parola/|~ WORD
    per TO a? infostiglia? |? WORD
    per TO basta/bisogna/si/deve/devo/posso~ WRITE la/solo/parola~ WORD
    cancellami | esci dalla lista
    iscrivimi | ricevi gli avvisi
    cancellazione/iscrizione confermata
    conferma di iscrizione
    prova iscrizione e cancellazione
    numero e/sara stato? tolto subito? dalla lista
    se non vuoi piu gli avvisi
    questo numero non risulta iscritto
    clicca qui? per cancellar*/disiscriver*/annullare l? iscrizione?
    you can leave with WORD or? WORD?
    to come/subscribe back? |? subscribe
    reply WORD to stop these? messages?
    stop | leave the list
    subscribe | receive the messages
    write only subscribe or stop
    you are unsubscribed
    you are subscribed
    you have been subscribed
    you are not subscribed
    you joined and left
    number has been taken off the list
    number is not subscribed
    because you subscribed to the service
    per cancellart*/disiscrivert*/annullare l? iscrizione? clicca
    """,
    _NAMES,
)


def without_quotations(message: Plain) -> tuple[Plain, bool]:
    """The message without quotations of our texts, and whether there were any."""
    rest = _SENTENCES.without(message.tokens)
    return replace(message, tokens=tuple(rest)), len(rest) < len(message.tokens)
