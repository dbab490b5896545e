"""The object of a verb of leaving: this service ("cancella il mio numero") or something else ("toglimi un dubbio").
Pure.

The verb alone says little: people cancel appointments, remove doubts, drop school meals. So the rules find a verb or
a noun, and ask here what follows it in its clause.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from enum import Enum, auto

from channels._subscribers.plain import BREAK, POLITE
from channels._subscribers.town import of_the_town


class Aim(Enum):
    NOTHING = auto()
    MINE = auto()  # my number, my subscription, my data
    OURS = auto()  # the service, its list, its messages
    UNKNOWN = auto()  # a word without an article, or "da" and a word: "stop vanzapp", "toglimi dai piedi"
    ELSE = auto()


AT_US = (Aim.NOTHING, Aim.MINE, Aim.OURS)

MINE = frozenset(
    """
    iscrizione numero numer num nr contatto nome nominativo consenso adesione registrazione recapito telefono
    cellulare profilo abbonamento dati dato account utente utenza sottoscrizione autorizzazione nummero numeru numaru
    num tel cell recapiti telefonino iscrizzione telefonico
    """.split()
)
LIST = frozenset(
    """
    servizio lista liste gruppo chat elenco rubrica infostiglia canale archivio database newsletter mailing list
    indirizzario giro coso casino contatti destinatari iscritti elenchi rubriche mailinglist ml broadcast servizi
    """.split()
)
MESSAGES = frozenset(
    """
    messaggi messaggio notifiche notifica avvisi avviso comunicazioni comunicazione notizie news invio invii sms
    msg whatsapp wa info informazioni roba cose messaggini riepilogo spam pubblicita propaganda mex mess mes
    aggiornamenti vanzapp uozzap whatsup wapp whatapp spedizioni
    """.split()
)
ARTICLES = frozenset(
    """
    il lo la l i gli le un uno una quel quello quella quei quelle questo questa questi queste sto sta sti ste
    mio mia miei mie vostro vostra vostri vostre nostro nostra tuo tuoi tua tutti tutte tutto el er me u
    lu ogni qualche altri     altre ulteriori ricevere avere alcun alcuna nessun nessuna de u lu a da sa
    """.split()
)
_ARTICLES_OF_NEXT = frozenset("il lo la i gli le un uno una".split())  # another object begins
_LINKS = frozenset(
    """
    da dal dalla dallo dall dai dagli dalle di del della dello dell dei degli delle con coi ai al alla alle a in
    nel nella
    """.split()
)
_GENITIVES = frozenset("di del dello dell della dei degli delle".split())
_OURS = MINE | LIST | MESSAGES
_HERE = frozenset("qui qua li tutto tutti quanto niente nulla tutte esso mezzo miezo torno".split())
_FILLERS = POLITE | frozenset(
    """
    immediata immediato totale completa definitiva subito ora adesso immediatamente pure anche gia piu via fora
    fuori fo vi mo definitivamente urgentemente
    quindi allora oggi stesso te ti ne mai nulla niente altro completamente assolutamente basta stop prima
    possibile ieri raga ragazzi fra frate fratm bro capo boss guaglio guagliu uagliu mo
    brisa minga miga mica due tre quattro volte volta fa scorsa scorso giorni
    """.split()
)
_REASONS = frozenset(
    """
    perche che non nun se e o ma altrimenti ho sono siccome visto poiche cosi mi vi ci ha abito abbiamo sto dato
    io no senno anzi come quando grazie oppure faccio denuncio chiamo segnalo blocco
    """.split()
)
FAMILY = frozenset(
    """
    madre padre mamma papa marito moglie figlio figlia figli figlie nonno nonna zio zia fratello sorella suocero
    suocera amico amica compagno compagna bambino bambina cugino cugina defunto defunta nipote vicino vicina
    """.split()
)
_US = (
    MINE
    | LIST
    | MESSAGES
    | frozenset("comune municipio paese voi vostro vostra ostiglia infostiglia qui parte".split())
)
_ELSEWHERE = frozenset("dai dalla dalle dagli dal dall nella nel nelle sulla sul".split())
_NO_VERBS = frozenset("come nome fame insieme assieme problemi sistemi siamo via fuori fora mi me".split())
_CONSENT = frozenset("consenso autorizzazione adesione".split())
_KNOWN = (
    _OURS | {"trattamento", "personali"} | ARTICLES | _LINKS | _FILLERS | _REASONS | _US | {BREAK} | _HERE
)
_AWAY = frozenset("zo fo so via fora fuori fura me mi".split())
FROM = frozenset("da dal dalla dala dae d de dela dallo dai".split())
_NOT_ASKED = frozenset("non nun no perche chi se avete hanno ha hai sono e stato stata come".split())
_INFINITIVE = re.compile(r"\w{3,}[aei]re")
_MOST_WORDS = 8


def aim(after: Sequence[str], own: Collection[str] = ()) -> Aim:
    """The object of a verb, read from the words `after` it. `own`: topics and zones, which belong to this service."""
    rest = list(after[: _MOST_WORDS + 4])
    while rest and rest[0] in _FILLERS and rest[1:2] != ["di"] and not _is_purpose(rest):
        rest.pop(0)
    nouns = object_of(rest)
    if not nouns or rest[0] in _REASONS or _is_purpose(rest):
        return Aim.NOTHING
    linked = rest[0] in _LINKS
    if nouns[0].isdigit() and len(nouns[0]) > 5:
        return Aim.MINE
    if _INFINITIVE.fullmatch(nouns[0]) and nouns[0] not in _OURS:
        return Aim.ELSE  # "non voglio perdere gli avvisi"
    if nouns[0] in own or (linked and nouns[0] in _HERE):
        return Aim.OURS
    if any(word in FAMILY or of_the_town(word) for word in nouns):
        return Aim.ELSE
    for word in nouns[:2]:
        if word in MINE:
            return Aim.ELSE if _is_anothers(rest, word) else Aim.MINE
        if word in LIST or word in MESSAGES:
            return Aim.ELSE if word in MESSAGES and _is_from_others(after, word) else Aim.OURS
    return Aim.ELSE if rest[0] in ARTICLES and not linked else Aim.UNKNOWN


def _is_from_others(after: Sequence[str], noun: str) -> bool:
    """Whether the messages are somebody else's: `messaggi dai venditori`; not `messaggi dal Comune`."""
    behind = after[after.index(noun) + 1 :][:4]
    links = [n for n, word in enumerate(behind[:2]) if word in _ELSEWHERE]
    return bool(links) and not _US.intersection(behind[links[0] + 1 :])


def off_the_list(said: Sequence[str]) -> bool:
    """Whether somebody is to be taken from the list, whatever the verb: `togghitimi d'a lista`, `via dalla lista`."""
    for at, word in enumerate(said[:-1]):
        away = word in _AWAY or (len(word) > 3 and word.endswith(("mi", "me", "m")))
        nouns = object_of(said[at + 2 :])
        off = said[at + 1] in FROM and bool(LIST.intersection(nouns[:1]))
        out = word not in _NO_VERBS and said[at + 1] in _AWAY and [*said, BREAK][at + 2] == BREAK
        if away and (off or out):
            clause = "".join(f"{one} " for one in said[:at]).rpartition(BREAK)[2].split()
            return not (_NOT_ASKED.intersection(clause) or any(map(of_the_town, nouns)))
    return False


def _is_anothers(rest: Sequence[str], noun: str) -> bool:
    """Whether the noun belongs to someone else, or stands elsewhere: `i dati di Rossi`, `il mio nome dal citofono`."""
    following = rest[rest.index(noun) + 1 :]
    behind = following[:2]
    if noun in _CONSENT and not _KNOWN.issuperset(following[:3]):
        return True  # `il consenso per la foto`
    if behind[:1] and behind[0] in _ELSEWHERE:
        return not (_KNOWN | _US).intersection(behind[1:]) and behind[1:] != []
    return (
        len(behind) == 2 and behind[0] in _GENITIVES and behind[1] not in _OURS and behind[1] not in ARTICLES
    )


def _is_purpose(rest: Sequence[str]) -> bool:
    """Whether a purpose begins here (`per uscire`): the verb's object ends before it."""
    return rest[0] == "per" and len(rest) > 1 and bool(_INFINITIVE.fullmatch(rest[1]))


def object_of(after: Sequence[str]) -> list[str]:
    """The nouns and adjectives that follow directly."""
    found: list[str] = []
    for word in after[:_MOST_WORDS]:
        if word == BREAK or (found and (word in _REASONS or word in _ARTICLES_OF_NEXT)):
            break
        if word not in ARTICLES and word not in _LINKS and word not in _FILLERS:
            found.append(word)
    return found
