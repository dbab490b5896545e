"""Refusals of a part: "stop eventi", "non voglio più gli avvisi della zona centro", "solo niente feste". Pure.

A word of ending beside a topic or a zone says less than the same word alone. Where nothing else is said, the council's
own topic is refused (`refused`). Where the writer may as well mean everything, or names what is no topic of this
service, they are asked, with both ways out (`may_mean_a_part`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby, pairwise

from channels._subscribers.aim import MESSAGES
from channels._subscribers.choices import How, OwnWords, Pick
from channels._subscribers.leaving_word import is_keyword
from channels._subscribers.phrases import Phrases
from channels._subscribers.plain import BREAK, POLITE, Plain

_ENDS = Phrases(
    """
    stop/basta/niente/senza/no/tranne/eccetto/esclus*/zero/disattiva/disattivate/togli/togliete/togliere/leva/levate/
        rimuovi/rimuovete/elimina/eliminate/disdetta/annulla/annullate/smettetela/via/off/nessun/nessuna
    ma non
    """
)
# Beside what is no topic of ours they are about the thing itself: `togliete le feste`.
_OF_THE_OFFICE = Phrases(
    "togli*/leva*/rimuov*/elimina*/disdetta/annulla*/disattiva*/cancella*/disiscriv*/esco/uscire/escludetemi"
)
_LESS = frozenset("meno troppi troppe tropi".split())  # whether none at all is another question
_ME = Phrases(
    """
    cancella*/toglimi/toglietemi/toglieteci/levami/levatemi/disiscriv*/eliminatemi/esco/uscire/escludetemi/unsubscribe/
        cancello/cancellate/rimuovetemi/disabbon*
    """
)
_WISH = Phrases(
    """
    voglio/vogliamo/vorrei/desidero/interes*/mand*/invi*/ricever*/serv*/scriv*/import*/gradi*/want/send/need
    """
)
_ONLY = frozenset("solo soltanto solamente".split())
_NOT = frozenset("non nn nun don dont not".split())
_FILLING = frozenset(
    """
    a ad ai al alla alle agli allo all con da dal dalla dalle dagli dai dall di del della delle degli dei dello
    dell d e ed o il i gli le lo la l li su sul sulla sulle sugli sui sullo per in quelli quelle quei questi
    queste sti ste vostri vostre mi ci me ne piu mai altri altre altro tutto tutti tutte solo soltanto ma pure
    anche ora adesso zona frazione quartiere avvisi avviso messaggi messaggio notizie notizia notifiche
    comunicazioni newsletter info informazioni aggiornamenti essere avvisato avvisata iscrizione servizio
    riguardo circa che riguardano x the of about from for more any news messages message alerts to please t
    """.split()
)
_TOPICS = Phrases(
    """
    sport*/calcio/event*/fest*/sagr*/fier*/mercat*/scuol*/scolast*/school*/bibliotec*/cultur*/teatr*/concert*/mostr*/
        musica*/cinema/turism*/tombol*/carneval*/spettacol*/giovani/tempo/libero
    """
)
_ABOUT = Phrases(
    """
    avvis*/messagg*/notizi*/notific*/comunicazion*/newsletter/scriv*/mand*/invi* piu? notizie/avvisi/messaggi/di/
        del/dello/della/dell/delle/degli/dei/su/sul/sullo/sulla/sull/sulle/sugli/sui/per/il/lo/la/l/i/gli/le~ TOPIC
    avvis*/messagg*/notizi*/notific*/comunicazion* di/della/per/la/su/sulla~ zona/frazione/quartiere/via *
    """,
    {
        "TOPIC": """sport*/calcio/event*/fest*/sagr*/fier*/mercat*/scuol*/scolast*/bibliotec*/cultur*/teatr*/concert*/
        mostr*/musica*/cinema/turism*/tombol*/carneval*/spettacol*/rifiut*/raccolta/strade/viabilit*/lavori/cantier*/tass*/
        tari/bandi/bando/concors*/mensa/piscin*/cimiter*/ambient*/corsi/nido/palestr*/anzian*/bambin*/associazion*/
        elezion*/consigli*/politic*/volontar*""".replace("\n", "").replace(" ", "")
    },
)


def refused(core: Sequence[str], own: OwnWords) -> Pick | None:
    """The topics and zones of this service that a message of nothing else refuses."""
    named = own.all.intersection(core)
    only = any(one in _ONLY and other in named for one, other in pairwise(core))  # `solo eventi no`
    if not named or only or _ME.inside(core) or _LESS.intersection(core) or not _refuses(core):
        return None
    return Pick(named, How.REMOVE) if all(_is_beside(word, named) for word in core) else None


def may_mean_a_part(message: Plain, own: OwnWords, *, leaves: bool) -> Pick | None:
    """The part that the writer may mean, without words if it is no topic of this service; None = they mean no part.
    `leaves`: whether the message has been read as a departure."""
    if message.asks and not leaves:
        return None
    clauses = list(_clauses(message, own))
    if leaves and any(_is_all(one, own) for one in clauses):
        return None  # `abito in centro, cancellatemi`
    for clause in clauses:
        named = own.all.intersection(clause)
        if named and (leaves or (_ends(clause) and all(_is_beside(word, named) for word in clause))):
            return Pick(named, How.REMOVE)
        if not named and _names_another_part(clause):
            return Pick()
    return None


def _is_all(clause: Sequence[str], own: OwnWords) -> bool:
    """Whether it ends everything, and names no part."""
    return not own.all.intersection(clause) and _ends_alone(clause) and not _names_another_part(clause)


def _names_another_part(clause: Sequence[str]) -> bool:
    """Whether it refuses news of something that this service has no topic for."""
    if not _ends(clause):
        return False
    topics = [word for word in clause if _TOPICS.inside([word])]
    short = topics and not _OF_THE_OFFICE.inside(clause) and all(_is_beside(word, topics) for word in clause)
    return bool(short) or _ABOUT.inside(clause)


def _refuses(words: Sequence[str]) -> bool:
    wish = bool(_NOT.intersection(words)) and _WISH.inside(words)
    return (wish and "non solo" not in " ".join(words)) or _ENDS.inside(words)


def _ends(words: Sequence[str]) -> bool:
    return _refuses(words) or _ME.inside(words) or bool(_LESS.intersection(words))


def _ends_alone(clause: Sequence[str]) -> bool:
    return any(map(is_keyword, clause)) or _ends(clause)


def _is_beside(word: str, named: Collection[str]) -> bool:
    """Whether a word may stand in a refusal that says nothing else."""
    return (
        word in named
        or word in _FILLING
        or word in _LESS
        or word in _NOT
        or word in MESSAGES
        or word in POLITE
        or any(phrases.inside([word]) for phrases in (_ENDS, _ME, _WISH))
    )


def _clauses(message: Plain, own: OwnWords) -> Iterator[list[str]]:
    """The clauses; a bare topic belongs to what stands beside it: `eventi: stop`."""
    parts = [list(part) for end, part in groupby(message.tokens, key=BREAK.__eq__) if not end]
    joined: list[str] = []
    for part in parts:
        bare = own.all.intersection(part) and all(word in own.all or word in _FILLING for word in part)
        joined += part
        if not bare:
            yield joined
            joined = []
    if joined:
        yield joined
