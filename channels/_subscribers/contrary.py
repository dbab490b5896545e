"""What speaks against a departure that the rules have read: praise, a third person's wish, another list. Pure.

A departure that nobody meant is the worst fault: whoever loses the alerts does not know it. So where a message also
says the contrary, the writer is asked. The keyword itself, CANCELLAMI, is
questioned only where it is called a mistake or a joke.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from channels._subscribers.aim import FAMILY, LIST, MESSAGES, MINE
from channels._subscribers.leaving_word import is_keyword
from channels._subscribers.phrases import Phrases
from channels._subscribers.plain import BREAK, Plain
from channels._subscribers.town import of_the_town

_GOES_ON = Phrases(
    """
    mandatene/scrivetene/inviatene/mandatecene/mandatemene
    continuate/continua/continui/avanti pure/cosi
    no/anzi/dite/invece/si/bravi |? continuate/continua .
    no/ma dai/scherzo/scherzavo/scherziamo
    scherzo/scherzavo
    guai a/voi/te/chi~ se/a/non/mi/ci~ smett*/chiud*/toglie*/cancell*/finit*/scriv*/mand*/interromp*/sospend*
    se voi? smett*/chiud*/interromp*/sospend* di/il/questo/l/la/d/i/gli/lo/a/con~ SERVICE
    azzardat*/osate/osare/provate/provateci/provare a/ad/di~ smett*/chiud*/interromp*/sospend*
    """,
    {"SERVICE": "scriv*/mandar*/inviar*/servizio/avvis*/messagg*/inform*/comunic*"},
)
_GRATEFUL = frozenset(
    "grato grata grati lieto lieta ringrazio ringraziamo ringrazierei grazie favore meglio".split()
)
_TOLD = Phrases(
    """
    chi e/sarebbe/mai/che/quello/il/matto/pazzo~ si/vi~ cancell*/disiscriv*/toglie*
    barzelletta/dicev*/titola/titolano
    sara/saranno/verra/verranno cancellat*/tolt*/eliminat*/rimoss*/sospes*/disattivat*
    fate girare/inoltrare
    girate/gira/inoltra/inoltrate/inoltralo/mandate/mandalo/condividi/condividete questo/questa/il/messaggio~ a tutti/
        tutte/almeno/altri/altre/1*/2*/5*
    copia/copiate e incolla/incollate
    """
)
_MISTAKE = Phrases("per sbaglio/errore/distrazione/scherzo")
_JOINED = re.compile(r"iscri\w+")
# Whether the service ends, and why nothing comes any more, is a question of somebody who stays.
_ASKED = Phrases(
    """
    perche/come/mai~ non scrivete/mandate/inviate/comunicate/avvisate piu
    why did/have/was/am
    intenzione/intendete/pensate di/a~ chiudere/togliere/sospendere/interrompere/smettere/finire
    """
)
_OPENS_QUESTION = re.compile(r"(?:chiud|sospend|interromp|smett|togli|cess|finit|termin)\w*te")
_OTHERS = FAMILY | frozenset(
    """
    signore signora signor consigliere consiglieri consigliera assessore opposizione minoranza consiglio gente tale
    tizio collega colleghi qualcuno amici genitori suoceri vicini maestra giornale
    """.split()
)
_TALK = re.compile(
    r"vuole|vogliono|vorrebbe\w*|chied\w+|dice|dicono|dev(?:e|ono)|scriv\w+|scritto|detto|chiesto|votato|deciso|mandato"
)
_OF_THE_WRITER = re.compile(r"mi|me|ci|io|noi|suo|sua|\w+(?:mi|ci|lo|la)")  # and `togliete il suo numero`
_TO_ANOTHER = Phrases("stop/basta |? al/allo/alla/all/ai/agli/alle/a *")
_LISTS_OF = Phrases(
    "lista/liste/elenco/elenchi/archivio/gruppo/servizio/chat/canale di/del/dello/dell/della/dei/degli/delle/d *"
)
_OURS = (
    MINE
    | LIST
    | MESSAGES
    | frozenset(
        """
        comune municipio paese voi ostiglia infostiglia numeri utenti cittadini distribuzione invio spedizione
        urgenze allerte emergenze protezione civile destinatari persone quelli vostro vostri vostra vostre
        """.split()
    )
)
_MANY_MEANINGS = re.compile(
    r"cancello|io|via|sito|posto|segnal\w*|segno"
)  # words of the town and of departures


def may_stay(message: Plain, own: Collection[str] = ()) -> bool:
    """Whether a message that reads like a departure also says the contrary, or is about another matter. `own`: topics
    and zones of this service."""
    said, core = [word for word in message.tokens if word not in own], message.core
    if len(core) == 1:
        return False
    if _is_mistake(said) or _TOLD.inside(said):
        return True
    if any(map(is_keyword, core)):
        return False
    if _goes_on(said) or _is_of_another(said):
        return True
    return _names_another(said, _LISTS_OF) or _is_elsewhere(said) or (message.asks and _asks(said, core))


def _is_mistake(said: Sequence[str]) -> bool:
    return _MISTAKE.inside(said) and not any(map(_JOINED.fullmatch, said))


def _goes_on(said: Sequence[str]) -> bool:
    return _GOES_ON.inside(said) and not _GRATEFUL.intersection(said)


def _is_of_another(said: Sequence[str]) -> bool:
    """Whether it tells what somebody else wishes or says: `mia zia chiede come uscire dal servizio`."""
    if any(map(_OF_THE_WRITER.fullmatch, said)):
        return False
    near = (said[max(0, at - 4) : at + 5] for at, word in enumerate(said) if word in _OTHERS)
    return any(any(map(_TALK.fullmatch, words)) for words in near)


def _asks(said: Sequence[str], core: Sequence[str]) -> bool:
    opens = _OPENS_QUESTION.fullmatch(core[0]) and not any(map(_OF_THE_WRITER.fullmatch, said))
    return bool(opens) or _ASKED.inside(said)


def _names_another(said: Sequence[str], phrases: Phrases) -> bool:
    """Whether behind these words stands a noun that is none of ours: `elenco dei giudici`, `stop al consumo`."""
    return any(said[end - 1] != BREAK and said[end - 1] not in _OURS for _, end in phrases.found(said))


def _is_elsewhere(said: Sequence[str]) -> bool:
    """Whether it is about the town and names nothing of ours: `stop o precedenza in fondo a via Po`."""
    if _OURS.intersection(said):
        return False
    streets = "stop" in said and any(map(of_the_town, said))
    things = any(of_the_town(word) and not _MANY_MEANINGS.fullmatch(word) for word in said)
    return streets or things or _names_another(said, _TO_ANOTHER)
