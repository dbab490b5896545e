"""Messages that get a question instead of an answer: "Non ho capito. Per uscire scrivi solo CANCELLAMI". Pure.

Two kinds: those that no rule reads, and that bear a sign of wanting fewer messages or none (`may_leave`); and those
that a rule reads as a departure, and that also say the contrary (`contrary.may_stay`). To ask costs a text; a departure
that is neither obeyed nor asked about costs trust.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from channels._subscribers import abroad
from channels._subscribers.aim import LIST
from channels._subscribers.enough import ITALIAN
from channels._subscribers.evidence import clauses, meanings
from channels._subscribers.phrases import Phrases
from channels._subscribers.plain import MOST_WORDS_MISSPELT, Plain

_BEFORE, _BEHIND = 4, 7  # words that belong to a sign: letters by voice have no clauses
_FEW = 4  # words: a sign among so many needs no other
_ENDING = frozenset("REMOVE ERASE CEASE CEASE_IT HALT GO AWAY REVOKE OPPOSE FREE VANISH WEARY ENDING".split())
_OF_US = frozenset("ME MINE LIST MESSAGES SEND RECEIVE YOURS CONSENT FROM_LIST DO_TO_ME".split())
_REFUSED = frozenset("MESSAGES LIST SEND RECEIVE BELONG CONSENT".split())
_NO_LONGER = frozenset("WANT NEED ME YOURS SEND RECEIVE BELONG DO_TO_ME".split())
_FROM = frozenset("da dal dalla dallo dall dai dagli dalle de d dala".split())
_SUFFICES = (["non"], ["quanto"], ["mi"], ["ci"])
_MISSES = re.compile(r"ricevo|riceviamo|ricevut\w+|arriva|arrivano|arrivat\w+|trovo|apro|riesco")
# What people tell who ought not to be on the list, or wish they were not.
_OUGHT_NOT = Phrases(
    """
    numero/persona sbagliato/sbagliata/errato/errata
    sbagliato/sbagliate/sbagliando/errore di? numero/persona/destinatario
    vi? ha/hanno dato il? mio/questo/nostro numero/contatto/cellulare/recapito
    non/mai mi? sono/ero/siamo mai? iscritt*
    non ho/abbiamo mai/vi/ve/lo/l/niente/nulla~ chiesto/richiesto/autorizzato/acconsentito
    pentit* di/d/della/dell/essermi/avere/averlo/aver/l/la/mi~ iscri*/dato/detto/adesion*/fatto
    diritto di/d/all/alla/dell/della cancellazione/opposizione/oblio/recesso
    gdpr
    pento/ripenso/ripensato/ripensamento
    cambiato/cambio idea
    torno/tornare/torni indietro
    fine/termine di/del/della/dell/dei/gli/con/il/mio/mia/questo~ abbonamento/adesione/registrazione/invio/invii/
        whatsapp/chat/gruppo/messaggi/avvisi/servizio/iscrizione
    """
)


def may_leave(message: Plain, own: Collection[str] = ()) -> bool:
    """Whether something in the message may mean that the writer wants fewer messages or none. `own`: topics and zones
    of this service."""
    if _OUGHT_NOT.inside(message.tokens) or abroad.may_leave_abroad(message):
        return True
    return any(_is_sign(*part) for part in _parts(message, own))


def _parts(message: Plain, own: Collection[str]) -> Iterator[tuple[Sequence[str], set[str]]]:
    """The words around each that may be a sign, and their meanings."""
    short = len(message.tokens) <= MOST_WORDS_MISSPELT
    for clause in clauses([ITALIAN.get(token, token) for token in message.tokens]):
        said = [_meant(clause, at, short, own) for at in range(len(clause))]
        for at, here in enumerate(said):
            if here & _ENDING or "NEG" in here or clause[at] in _FROM:
                around = slice(max(0, at - _BEFORE), at + _BEHIND)
                yield clause[around], set().union(*said[around])


def _meant(clause: Sequence[str], at: int, short: bool, own: Collection[str]) -> set[str]:
    """What a word means here: `non basta` ends nothing."""
    meant = meanings(clause[at], short, own)
    return set() if clause[at] == "basta" and clause[max(0, at - 1) : at] in _SUFFICES else meant


def _is_sign(words: Sequence[str], meant: set[str]) -> bool:
    if "TOWN" in meant:
        return False
    ends = meant & _ENDING and (meant & _OF_US or (len(words) <= _FEW and "UNKNOWN" not in meant))
    misses = any(map(_MISSES.fullmatch, words))  # who does not get them wants them
    refuses = "NEG" in meant and (meant & _REFUSED or ("MORE" in meant and meant & _NO_LONGER)) and not misses
    return bool(ends or refuses) or _is_from_list(words)


def _is_from_list(words: Sequence[str]) -> bool:
    """Whether somebody or something is to go from a list: `me cavé da sta lista`."""
    return any(word in _FROM and LIST.intersection(words[at + 1 : at + 4]) for at, word in enumerate(words))
