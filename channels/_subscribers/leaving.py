"""Departures in plain words: "cancellami", "toglietemi dalla lista", "cancellate i miei dati". Lenient. Pure.

But only its object makes a verb a departure (`aim`): "cancellami la multa" is none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from enum import Enum, auto

from channels._subscribers.aim import AT_US, FROM, LIST, MESSAGES, MINE, Aim, aim, object_of
from channels._subscribers.leaving_phrases import ALONE, HOW, MYSELF, NAMES, RIGHTS
from channels._subscribers.leaving_word import ME, is_keyword, misspelt
from channels._subscribers.phrases import Phrases
from channels._subscribers.plain import BREAK, MOST_WORDS_MISSPELT, MOST_WORDS_UNSURE, POLITE, Plain
from channels._subscribers.town import of_the_town


class Leaves(Enum):
    YES = auto()
    PERHAPS = auto()  # about leaving, but ambiguous
    NO = auto()


# -- words -----------------------------------------------------------------------------------------

# Of verbs that take many things away.
_TAKE_ME = re.compile(rf"(?:togli?|tol|toj|li?ev|liv|lu|[cg]av|tir|sfil|stacc|scolleg|sganci|s?cass){ME}")
_VERB = re.compile(
    r"s?canc[ei]ll?(?:a|e|o|i|are|ate|iate)|distrugg(?:i|ete|ere)|(?:annull|elimin|disattiv|revoc|ritir|depenn|cess)(?:a|o|i|are|ate|iate)"
    r"|rimuov(?:i|o|ete|ere|iate)|togl(?:i|iete|iere|o|iate)|levat?e?|levare|disd(?:ico|ire|ici|ite)|reced(?:o|ere|iamo)|neg(?:o|are)"
    r"|chiud(?:i|ete|ere)|sospend(?:i|ete|ere)|interromp(?:i|ete|ere)|rinunci(?:o|are)|disiscriv\w+"
)
_NOUNS = frozenset(
    """
    cancellazione disdetta disiscrizione disattivazione recesso rinuncia rimozione eliminazione revoca
    opposizione oblio annullamento
    """.split()
)
_ASKING = POLITE | frozenset(
    """
    sottoscritto sottoscritta chiedo richiedo vorrei voglio desidero esigo pretendo faccio fare do dare richiesta di
    la una l d per invio
    inoltro comunico oggetto immediata mia mio con presente chiedere richiedere avere diritto all alla esercito
    il io gdpr privacy art articolo ai sensi regolamento ue dell del 17 21
    """.split()
)

# -- phrases ---------------------------------------------------------------------------------------

_STAY = Phrases(
    """
    non/nun/no mi/me/voglio/vorrei/desidero/dovete/devi/essere/che/ci/sta/a~ CANCEL
    non/nun vi/ci/ve/ti~ dimentic*/scord*
    """,
    NAMES,
)
_NEVER_SAID = Phrases(
    """
    non/nun/mai vi? ho/avevo/abbiamo/hai mai/ancora/certo/mica~ chiesto/detto/scritto/voluto/pensato/mandato/inviato di/
        a/per/essere/voler~ CANCEL
    """,
    NAMES,
)
_STAYS = Phrases(
    "ma? io no .\n ma/pero io? resto/rimango\n io resto/rimango .\n voglio/vorrei restare/rimanere"
)
_NOT_YET = Phrases(
    """
    perche/ancora/se non mi/ci CANCEL
    non mi/ci arrivino
    non mi/ci avete/hai/hanno/ha ancora/mai? GONE
    non mi? riesco/so/capisco/posso/riesce come/a/piu/di/fare/si/fa~ ME
    non mi/ci fa/fate/lascia/lasciate/permette cancellare/togliere/disiscrivere/uscire
    """,
    NAMES,
)
_OURS_TO_STAY = re.compile(r"cancel|disiscri|disattiv|\w+mi$")
_ME_BEFORE = frozenset("mi me essere".split())
_HAD_LEFT = Phrases(
    """
    mi/ci sono/ero/siamo gia? GONE
    sono/ero gia? uscit*/fuori
    nonostante/dopo la/lo/il/mia/mio~ cancellazione/stop/disdetta/disiscrizione
    cancellat*/disdett*/disiscritt* gia? due/tre/piu/varie volte
    sono/ero stat*? cancellato/cancellata/tolto/tolta/rimosso/rimossa/disiscritto
    """,
    NAMES,
)
_HAD_ASKED = Phrases(
    """
    ho/avevo/abbiamo/gia/go/gho gia/piu/volte/anche~ scritto/mandato/inviato/fatto/chiesto/dato/detto/digitato/dito/
    risposto gia/la/di/lo/piu/volte/il/una/per~ stop/cancell*/disdett*/disiscri*/basta
    ho/abbiamo/avevo provato/tentato a/con/di/anche~ scrivere/mandare/inviare/rispondere~ stop/cancell*/disiscriv*/basta
    volta che scrivo/mando/chiedo/dico stop/cancel*/basta/di
    ho/avevo gia disdetto/revocato/cancellato
    """
)
_STILL = Phrases(
    """
    ancora/continu*/ugualmente/sempre/volte/arriva/arrivano/arrivate/ricevo/riceviamo/ricevere/mandate/manda/
    scrivete/inviate/riscriv*/arrivat*
    lo stesso
    di nuovo
    """
)
_BY_MISTAKE = Phrases("per sbaglio/errore/distrazione/caso")
# The writer's number, and the request about it.
_THE_NUMBER = Phrases(
    """
    cambio/cambiato numero/cellulare/scheda/sim
    mio/questo/il/l numero/nome/contatto/nominativo/iscrizione
    numero da
    miei dati
    """
)
_TAKE_IT = Phrases(
    """
    cancell*lo/togli*lo/elimin*lo/rimuov*lo/cancell*la
    cancell*/togli*/elimin*/rimuov* questo/quello .
    va/da/vada/venga/siano/vengano/sia cancellat*/tolt*/rimoss*/eliminat*/cancellare/togliere/rimuovere/eliminare
    """
)
# These phrases are no request to leave.
_NOT_MEANT = Phrases(
    """
    mi/ci avete GONE
    mi cancello/tolgo/disiscrivo/levo se
    se ME
    sa/sanno/vuole/vogliono/puo/possono/deve come/piu/di~ cancellarsi/disiscriversi/togliersi
    cancellami/stop era
    quasi quasi mi cancello/tolgo
    stavo/sto/pensavo/penso per/di/pensando/a~ ME
    """,
    NAMES,
)
_WOULD = Phrases("mi cancello/tolgo/levo/disiscrivo\n esco\n me ne vado")


def leaves(message: Plain, own: Collection[str] = ()) -> Leaves:
    """Whether the message is a departure. `own`: topics and zones, which belong to this service."""
    told = list(message.tokens)
    said = _NEVER_SAID.without(told)
    if _STAYS.inside(said) and _outright(said, own):
        return Leaves.PERHAPS
    if _at_us(said, _NOT_YET) or (_THE_NUMBER.inside(said) and _at_us(said, _TAKE_IT)):
        return Leaves.YES
    if _BY_MISTAKE.inside(said) and (_HAD_LEFT.inside(said) or _HAD_ASKED.inside(said)):
        return Leaves.PERHAPS
    if _at_us(said, _HAD_ASKED):
        return Leaves.YES
    if _at_us(said, _HAD_LEFT):
        return Leaves.YES if _STILL.inside(said) or _outright(said, own) else Leaves.PERHAPS
    meant = _without_conditions(_NOT_MEANT.without(_STAY.without(said)))
    if _outright(meant, own):
        return Leaves.YES
    return Leaves.PERHAPS if meant != told and _about_us(message, told) else Leaves.NO


def in_vain(message: Plain) -> bool:
    """Whether somebody has asked to leave, and still gets messages."""
    said = list(message.tokens)
    return _STILL.inside(said) and _at_us(said, _HAD_ASKED) and not _BY_MISTAKE.inside(said)


def _without_conditions(said: list[str]) -> list[str]:
    """The words without conditional clauses: "Se continuate così, mi cancello" only threatens to leave."""
    at = said.index("se") if "se" in said else len(said)
    condition = [word for word in said[at:] if word != BREAK]
    return said[:at] if _WOULD.inside(condition) else said


def _about_us(message: Plain, said: list[str]) -> bool:
    """Whether a negated verb concerns this service: "Non cancellarmi", but not "non togliete i cassonetti"."""
    if any(map(of_the_town, message.words)):
        return False
    stays = [said[begin:end] for begin, end in _STAY.found(said)]
    ours = any(_OURS_TO_STAY.match(words[-1]) or _ME_BEFORE.intersection(words) for words in stays)
    return not stays or (ours and len(message.core) <= MOST_WORDS_UNSURE)


def _at_us(said: Sequence[str], phrases: Phrases, own: Collection[str] = ()) -> bool:
    return any(aim(said[end : end + 12], own) in AT_US for _, end in phrases.found(said))


def _outright(said: Sequence[str], own: Collection[str]) -> bool:
    if any(_leaves_at(said, at, own) for at in range(len(said))):
        return True
    core = [word for word in said if word not in POLITE and word != BREAK]
    asks_how = _at_us(said, HOW) and not any(map(of_the_town, core))
    return (
        (len(core) == 1 and bool(_VERB.fullmatch(core[0])))
        or asks_how
        or ALONE.whole(core)
        or _ends_with_verb(core)
        or _at_us(said, RIGHTS)
        or _at_us(said, MYSELF, own)
    )


def _ends_with_verb(core: Sequence[str]) -> bool:
    """Whether it ends with a verb of leaving: `non vivo più lì, cancellate`; not `le corse sono cancellate`."""
    ends = core[-1:] in (["cancellate"], ["cancella"]) and not _BEING.intersection(core[-3:])
    return ends and not any(map(of_the_town, core))


_BEING = frozenset("o sono e era erano siano state stata stati viene vengono".split())


def _leaves_at(tokens: Sequence[str], at: int, own: Collection[str]) -> bool:
    """Whether the word at index `at` is a verb or noun of leaving whose object is this service."""
    word, after = tokens[at], tokens[at + 1 : at + 13]
    if is_keyword(word) or (len(tokens) <= MOST_WORDS_MISSPELT and misspelt(word)):
        found = aim(after, own)
        return found in AT_US or (found is Aim.UNKNOWN and after[0] not in FROM)
    if _TAKE_ME.fullmatch(word):
        return aim(after, own) in AT_US
    if word in _NOUNS:
        return _ASKING.issuperset(set(tokens[max(0, at - 6) : at]) - {BREAK}) and aim(after, own) in AT_US
    if "se" in tokens[max(0, at - 1) : at]:
        return False  # `se togliete il servizio, protesto`
    done_by_it = any(map(of_the_town, tokens[max(0, at - 1) : at]))  # `il sito cancella i dati`
    return bool(_VERB.fullmatch(word)) and not done_by_it and _takes_us_away(after)


def _takes_us_away(after: Sequence[str]) -> bool:
    """Whether the object is the writer's own entry: `cancellate il mio numero`; not `cancello i messaggi` (on the
    phone)."""
    found = aim(after)
    return found is Aim.MINE or (found is Aim.OURS and not MESSAGES.intersection(object_of(after)[:1]))


def is_word(word: str) -> bool:
    """Whether the word may be part of a departure."""
    known = word in _VOCABULARY or is_keyword(word) or _TAKE_ME.fullmatch(word) or _VERB.fullmatch(word)
    return bool(known) or misspelt(word)


_VOCABULARY = (
    MINE
    | LIST
    | MESSAGES
    | _NOUNS
    | frozenset(
        """
    stop basta non piu uscire esci esco off mi me nun cchiu chiu voglio vorrei smettetela smettila smettete
    piantatela finitela scrivete scrivetemi mandate mandatemi inviate inviatemi ricevere pace lasciatemi
    lasciami miei diritto
    """.split()
    )
)
