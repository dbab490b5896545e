"""Joining. Strict, because it is consent: the word on the poster, and no words of another meaning. Pure.

Beside "iscrivimi" may stand politeness, this service, a configured topic or zone, and the writer's own name, which is
recognised by a given name ("iscrivimi Mario Rossi"). Any other word may be something people enrol in ("iscrivimi
piscina", "iscrivimi TARI online", "iscrivimi via Roma"), and no list of those is ever complete. So a word that is
unknown subscribes nobody: the answer names the two commands, and one more message joins. A hamlet
counts where the council has it among its `zones`. A question is no consent either.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto
from itertools import groupby

from channels._subscribers.choices import OwnWords
from channels._subscribers.names import FAMILY, GIVEN
from channels._subscribers.phrases import Phrases
from channels._subscribers.plain import MOST_WORDS_UNSURE, Plain, slips
from channels._subscribers.town import of_the_town


class Joins(Enum):
    YES = auto()
    PERHAPS = auto()  # about joining, but no consent
    ELSEWHERE = auto()  # about joining something else in the town
    NO = auto()


MOST_WORDS = 10  # besides greetings and thanks
_KEYWORDS = frozenset("iscrivimi iscrivetemi iscriviti".split())
# Without the keyword: said alone, or of the service; with another word they are mostly about a school or a course.
_PHRASES = Phrases(
    """
    mi iscrivo
    iscrivi/iscrivo mi/me?
    iscrivici/iscrivermi
    voglio/vorrei/desidero/vogliamo/volevo/chiedo di? iscrivermi/inscrivermi
    voglio/vorrei/desidero iscrivere mi
    mi voglio/vorrei iscrivere
    attiva iscrizione?
    attiva/attivare il? servizio
    confermo/richiedo l? iscrizione
    iscrizione on?
    servizio? info on
    """
)
_WITH_A_NAME = Phrases("mi iscrivo\n attiva\n servizio? info on")
_SERVICE = frozenset(
    """
    servizio canale whatsapp wa avvisi messaggi notizie comunicazioni infostiglia messaggistica
    """.split()
)
_AFTER_KEYWORD = _SERVICE | {"lista", "comune", "comunale", "comunali"}
_LINKS = frozenset(
    """
    al a alla all agli alle ai nel nella il gli la le per vostro vostra questo questa del di dei degli delle
    della su e tramite via gratuito
    """.split()
)
_BESIDE = frozenset(
    """
    anche me io subito ora adesso nuovamente nuovo di sono mi chiamo zona frazione quartiere pure residente
    cittadino cittadina
    """.split()
)
_PARTICLES = frozenset("de di lo la del della dal el van d".split())
_NO_NAMES = frozenset(
    """
    no non mai nulla niente domani dopo forse magari se poi quando come dove solo soltanto e o ma per in con su
    tra fra a al da santo santa san mio mia tuo figlio figlia nome cognome tutti tutto iscrivo iscrivere anzi
    bambino bambina figli marito moglie mamma papa nonno nonna qui li stop basta oggi ieri sempre un una il
    lunedi martedi mercoledi giovedi venerdi sabato domenica gratis boh prima seconda terza quarta quinta anno
    anni mesi montessori pascoli manzoni leopardi carducci garibaldi mazzini collodi rodari alighieri marconi
    cavour matteotti gramsci pertini frank polo bosco
    """.split()
)
_SOMETHING_ELSE = frozenset(
    """
    al alla allo ai agli alle all a in nel nella per con mio mia figlio figlia figli bambino bambina marito
    moglie come quando dove posso perche
    """.split()
)
_LEAVING_STEM = re.compile(r"(?:cancel|disiscri|disattiv)\w+")
_SPEAKS = Phrases(
    """
    iscriverei/abbonami/abbonatemi/registrami/registratemi/aggiungimi/aggiungetemi/inseritemi/inseriscimi/
    subscribe/iscrivermi
    mi/ci iscriv*/inscriv*
    essere iscritt*
    aderisco/aderire
    iscrivete/iscrivi/iscrivere il? mio/questo? numero
    ricevere gli/i/le/vostri/vostre/anche/anch/io~ avvisi/messaggi/notizie
    """
)
_NOT_IN = Phrases("non mi/voglio/vorrei/desidero~ iscriv*")


def joins(message: Plain, core: Sequence[str], own: OwnWords) -> Joins:
    """Whether the message is consent. `core`: its words without politeness, each topic and zone in one piece."""
    if len(core) > MOST_WORDS or any(map(_LEAVING_STEM.match, core)):
        return Joins.NO
    at = next((n for n, word in enumerate(core) if _is_keyword(word)), -1)
    consents = _by_keyword(core[:at], core[at + 1 :], own) if at >= 0 else _by_phrase(core, own)
    if consents:
        return Joins.PERHAPS if message.asks else Joins.YES
    if at < 0:
        return Joins.NO
    if any(word in _SOMETHING_ELSE or of_the_town(word) for word in core):
        return Joins.ELSEWHERE
    return Joins.PERHAPS if len(core) <= MOST_WORDS_UNSURE else Joins.NO


def speaks_of_joining(core: Sequence[str]) -> bool:
    """Whether it is about joining but no consent: "Non iscrivermi", "iscrivimi o cancellami?". No guess is made."""
    if len(core) > MOST_WORDS_UNSURE:
        return False
    if _NOT_IN.inside(core) or (_KEYWORDS.intersection(core) and any(map(_LEAVING_STEM.match, core))):
        return True
    elsewhere = any(word in _SOMETHING_ELSE or of_the_town(word) for word in core)
    return _SPEAKS.inside(core) and not elsewhere


def _by_phrase(core: Sequence[str], own: OwnWords) -> bool:
    core = [word for word in core if word not in ("anch", "anche", "io")]
    rests = [core[end:] for begin, end in _PHRASES.found(core) if begin == 0]
    if any(not rest or _names_us(rest, _SERVICE, own) for rest in rests):
        return True
    return any(begin == 0 and _is_name(core[end:]) for begin, end in _WITH_A_NAME.found(core))


def _by_keyword(before: Sequence[str], after: Sequence[str], own: OwnWords) -> bool:
    if any(map(_is_keyword, after)) or any(word in own.all for word in before):
        return False
    if _names_us(after, _AFTER_KEYWORD, own):
        after = ()
    chosen = {word for word in after if word in own.zones or (word in own.topics and not of_the_town(word))}
    known = _BESIDE.union(own.places, chosen, ("no", "senza", "niente") if chosen else ())
    return all(map(_is_name, (*_stretches(before, known), *_stretches(after, known))))


def _stretches(words: Sequence[str], known: frozenset[str]) -> list[list[str]]:
    """The stretches of unknown words."""
    return [list(part) for is_known, part in groupby(words, key=known.__contains__) if not is_known]


def _names_us(words: Sequence[str], ours: frozenset[str], own: OwnWords) -> bool:
    """Whether the words name this service: `al servizio`, `agli avvisi whatsapp del comune di ostiglia`."""
    names = ours.union(own.places)
    allowed = names | _LINKS | {"comune", "comunale", "comunali"}
    return bool(names.intersection(words)) and allowed.issuperset(words)


def _is_name(words: Sequence[str]) -> bool:
    """Whether it is a person's name: given names and one arbitrary family name; no other word, no name of a school."""
    others = [word for word in words if word not in GIVEN and word not in FAMILY and word not in _PARTICLES]
    most = 0 if FAMILY.intersection(words) else 1
    odd = any(
        word in _NO_NAMES or of_the_town(word) or not word.isalpha() or len(word) < 2 for word in others
    )
    return (
        len(words) <= 4
        and len(others) <= most
        and not odd
        and any(word in GIVEN or word in FAMILY for word in words)
    )


def _is_keyword(word: str) -> bool:
    return word in _KEYWORDS or misspelt(word)


def misspelt(word: str) -> bool:
    """Whether it is `iscrivimi` with one letter wrong, missing or extra, or its first one hit on a neighbouring key.

    Not `scrivimi`, which asks for a letter, nor `iscrivili`, which is about others.
    """
    if word in _OTHER_FORMS or not 8 <= len(word) <= 12:
        return False
    if slips(word, "iscrivetemi") <= 1:
        return word.startswith("i")
    return word[1:] == "scrivimi" if word[0] in "uojk" else word[0] == "i" and slips(word, "iscrivimi") <= 1


_OTHER_FORMS = frozenset("iscrivilo iscrivila iscrivili iscrivile iscrivici iscrivigli iscriveni".split())


def is_word(word: str) -> bool:
    """Whether the word may be part of a consent."""
    return word in _VOCABULARY or misspelt(word)


_VOCABULARY = (
    _KEYWORDS
    | _SERVICE
    | frozenset(
        """
    iscrivi iscrivo iscrivermi iscrivere iscrivici iscrizione mi voglio vorrei desidero attiva attivare on info
    confermo richiedo lista
    """.split()
    )
)
