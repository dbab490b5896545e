"""What a citizen's words mean. Joining is strict, because it is consent; leaving is lenient.

Words people really write: councils' services of 2018-2026 and the mistakes of phone keyboards.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto

from channels._subscribers.choices import NO_PICK, NO_WORDS, How, OwnWords, Pick


class Command(Enum):
    JOIN = auto()
    LEAVE = auto()
    URGENT_ONLY = auto()
    DIGEST = auto()
    EVERYTHING = auto()
    PICK = auto()  # topics or zones
    DATA = auto()  # what is kept of me?
    HELP = auto()
    UNSURE = auto()  # speaks of joining or leaving, and cannot be told which
    OTHER = auto()  # not read, not kept


@dataclass(frozen=True, slots=True)
class Said:
    """A citizen's words, understood."""

    command: Command
    pick: Pick = NO_PICK
    words: str = ""  # those that make the command, for the ledger; never the names beside them


MOST_WORDS_JOIN = 3  # besides greetings and thanks
_POLITE = frozenset(
    """grazie mille per favore piacere cortesia prego si ok ciao salve buongiorno buonasera volentieri pls""".split()
)

# -- joining ---------------------------------------------------------------------------------------

# Said alone, or with a name or a hamlet behind: "Iscrivimi Mario Rossi".
_JOIN = frozenset("iscrivimi iscrivetemi iscriviti".split())
# Said with nothing else: with another word they are mostly about a school or a course.
_JOIN_PHRASES = frozenset(
    (
        *("iscrivi mi", "iscrivermi", "iscrivi", "iscrivo", "iscrivici", "mi iscrivo"),
        *("voglio iscrivermi", "vorrei iscrivermi", "desidero iscrivermi", "mi voglio iscrivere"),
        *("attiva", "attiva iscrizione", "attiva servizio", "attiva il servizio", "attivare servizio"),
        *("iscrizione", "iscrizione on", "iscrizione servizio", "iscrizione al servizio"),
        *("confermo iscrizione", "richiedo iscrizione"),
    )
)
# What one may join here; everything else after "al", "alla" … is something else.
_OURS = re.compile(r"\b(?:al servizio|alla lista|al canale|a infostiglia)$")
_SOMETHING_ELSE = frozenset(
    """al alla allo ai agli alle all a in nel nella per con mio mia figlio figlia figli bambino bambina marito moglie
    asilo nido scuola corso mensa palestra come quando dove posso perche non""".split()
)

# -- leaving ---------------------------------------------------------------------------------------

# First-person forms, which mean the writer wherever they stand.
_LEAVE_ME = re.compile(
    r"c[a-z]{0,2}n+[ce]*el+a?[imt]{0,2}m[ieo]|cance?l+[aeio]{0,2}mi|cancel+[aeo]r?mi|cancel+amo|cancel+atemi|canel+ami"
    r"|disi?s?c?ri[vz]\w*|disabbona\w*|disattiva(?:mi|temi)|toglimi|toglietemi|levatemi|levami|depennatemi|depennami"
    r"|eliminami|eliminatemi|rimuovimi|rimuovetemi|annullami|unsubscribe"
)
# Verbs that need an object: "mi", "la mia iscrizione", "il mio numero", "il servizio", or nothing at all.
_LEAVE_VERB = (
    r"(?:cancell(?:a|o|i|are|ate|ato|ata|azione)|annull(?:a|o|i|are|ate|amento)|elimin(?:a|o|i|are|ate)"
    r"|rimuov(?:i|o|ete|ere)|togli(?:ete|ere)?|disattiv(?:a|o|i|are|ate)|disd(?:ico|ire|ici|etta)|revoc(?:a|o|are))"
)
_OBJECT = (
    r"(?:il |la |l |lo |dal |dalla |al |questo |mio |mia |vostro |vostra |numero |nome |contatto )*"
    r"(?:servizio|iscrizione|numero|contatto|lista|gruppo|consenso|infostiglia|messaggi|newsletter)"
)
_LEAVE_PHRASES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^{_LEAVE_VERB}(?: (?:mi|ora|subito|tutto))?$",
        rf"\b{_LEAVE_VERB} {_OBJECT}\b",
        r"\b(?:nego|ritiro) (?:il |il mio )?consenso\b",
        r"\bmi (?:cancello|disiscrivo|tolgo)\b|\bcancella mi\b",
        r"\b(?:la|chiedo|vorrei|richiedo) cancellazione\b(?! anagrafic)",
        r"\b(?:essere|venire) (?:cancellat|tolt|rimoss|eliminat|disiscritt)[oaie]\b",
        r"\bnon (?:mi )?(?:invia\w*|manda\w*|scrive\w*)(?: mi)?(?: |$)(?:.*\b(?:piu|niente|nulla)\b)?",
        r"\bnon (?:voglio|desidero|vorrei)(?: \w+)? piu\b|\bnon (?:voglio|desidero) (?:ricevere|messaggi)\b",
        r"\bnon mi interess\w+ piu\b",
        r"\bsmett\w+ di (?:scriver|mandar|inviar)\w*",
        r"\b(?:voglio|fammi|fatemi|vorrei) uscire\b|^(?:esci|uscire)$",
        r"^basta(?: (?:cosi|messaggi|basta))*$|\bbasta messaggi\b",
        r"^stop(?: \w+)?$|^stop (?:ai |coi |con i )?messaggi\b|^stop iscrivimi\b",
        r"\b(?:iscrizione|servizio|info) off\b|^opt out$|^remove me$|\blasciatemi in pace\b|\bfermate i messaggi\b",
        r"\bdisdire$|\bdisdire il servizio\b",
    )
)
# "Non cancellarmi" is neither; "non voglio più …, cancellatemi" is.
_STAY = re.compile(
    r"\bnon (?:mi |voglio |vorrei |desidero |essere |che mi )*(?:cancell|tolg|togli|elimin|rimuov|disiscri|disattiv)\w*"
)
# Their cancelling is about something else.
_NOT_US = re.compile(
    r"\b(?:appuntament\w+|prenotazion\w+|visita|corsa|festa|sagra|mercato|mensa|neve|auto|immondizia|zanzare|cantiere)\b"
)

# -- preferences -----------------------------------------------------------------------------------

_URGENT = re.compile(
    r"(?:voglio |ricevere )*(?:solo|soltanto|solamente) (?:le |gli |avvisi |messaggi )*"
    r"(?:urgenz[ae]|urgent[ei]|emergenz[ae]|allert[ae])|urgenze"
)
_EVERYTHING = re.compile(r"(?:voglio |ricevere )*(?:tutto|tutte le notizie|tutti (?:i messaggi|gli avvisi))")


_DIGEST = re.compile(
    r"(?:voglio |vorrei |preferisco |ricevere |solo |mandami |il |un )*(?:riepilogo|riassunto)(?: settimanale)?"
)
_DATA = re.compile(r"(?:voglio |vorrei |vedere |i |miei )*dati(?: miei| personali)?")
_HELP = re.compile(r"aiuto|help|comandi|istruzioni|menu|come funziona")
_PICK_BEFORE = {
    "solo": How.ONLY,
    "soltanto": How.ONLY,
    "anche": How.ADD,
    "no": How.REMOVE,
    "senza": How.REMOVE,
    "niente": How.REMOVE,
}
_REFUSING = frozenset(word for word, how in _PICK_BEFORE.items() if how is How.REMOVE)
_FILLING = frozenset("e zona voglio vorrei gli le la".split())
MODIFIERS = _FILLING.union(_PICK_BEFORE)

# -- neither --------------------------------------------------------------------------------------

MOST_WORDS_UNSURE = 6  # longer messages speak of something else
_NOT_IN = re.compile(r"\bnon (?:mi |voglio |vorrei |desidero )*iscriv\w+")
_LEAVE_STEM = re.compile(r"(?:cancel|disiscri|disattiv)\w+")


_VOCABULARY = _JOIN.union(
    *(phrase.split() for phrase in _JOIN_PHRASES),
    """stop basta non piu uscire esci off consenso messaggi numero lista solo soltanto urgenze urgenza emergenze allerte
    tutto tutti tutte notizie avvisi riepilogo riassunto""".split(),
)


def words(text: str) -> list[str]:
    """Lower-case words without accents, punctuation, quotes and emoji."""
    plain = unicodedata.normalize("NFKD", text[:500].casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.findall(r"[a-z0-9]+", plain)


def command_words(text: str, own: OwnWords = NO_WORDS) -> str:
    """What the ledger keeps of a message: the words that make a command, never the names beside them."""
    found = words(text)
    ours = own.all | MODIFIERS if own.all.intersection(found) else frozenset()
    return " ".join(
        word
        for word in found
        if word in _VOCABULARY
        or word in ours
        or _LEAVE_ME.fullmatch(word)
        or re.fullmatch(_LEAVE_VERB, word)
        or _misspelt(word)
    )


def read(text: str, own: OwnWords = NO_WORDS) -> Said:
    """What these words say, where `own` are topics and zones."""
    meant = command(text, own)
    core = [word for word in words(text) if word not in _POLITE]
    pick = NO_PICK
    if meant is Command.PICK:
        pick = _pick(core, own) or pick
    elif meant is Command.JOIN:
        pick = Pick(
            frozenset(core).intersection(own.zones), How.REMOVE if _REFUSING.intersection(core) else How.ADD
        )
    return Said(meant, pick, command_words(text, own))


def command(text: str, own: OwnWords = NO_WORDS) -> Command:
    """The command these words give. Out always wins over in."""
    core = [word for word in words(text) if word not in _POLITE]
    if _leaves(core):
        return Command.LEAVE
    if len(core) <= MOST_WORDS_JOIN and _joins(core):
        return Command.JOIN
    said = " ".join(core)
    for pattern, meant in (
        (_URGENT, Command.URGENT_ONLY),
        (_DIGEST, Command.DIGEST),
        (_DATA, Command.DATA),
        (_HELP, Command.HELP),
    ):
        if pattern.fullmatch(said):
            return meant
    if _EVERYTHING.fullmatch(said) and "ok" not in words(text):
        return Command.EVERYTHING
    if _pick(core, own):
        return Command.PICK
    return Command.UNSURE if _unsure(core) else Command.OTHER


def _pick(core: list[str], own: OwnWords) -> Pick | None:
    """`eventi`, `eventi e scuola`, `solo centro`, `no eventi`, `eventi no`; with any other word nothing."""
    rest, how = [word for word in core if word not in _FILLING], How.ADD
    if rest and rest[0] in _PICK_BEFORE:
        rest, how = rest[1:], _PICK_BEFORE[rest[0]]
    elif rest[-1:] == ["no"]:
        rest, how = rest[:-1], How.REMOVE
    return Pick(frozenset(rest), how) if rest and own.all.issuperset(rest) else None


def _unsure(core: list[str]) -> bool:
    """ "Non cancellarmi", "iscrivimi o cancellami?": about us, and not to be guessed."""
    said = " ".join(core)
    if len(core) > MOST_WORDS_UNSURE or _NOT_US.search(said):
        return False
    if any(_LEAVE_ME.fullmatch(word) for word in core):
        return True  # held back by a "non" before it
    stays = _STAY.search(said)
    if _NOT_IN.search(said) or (stays and _LEAVE_STEM.search(stays[0])):
        return True
    return bool(_JOIN.intersection(core)) and bool(_LEAVE_STEM.search(said))


def _joins(core: list[str]) -> bool:
    said = " ".join(core)
    if said in _JOIN_PHRASES:
        return True
    if not core or not (core[0] in _JOIN or _misspelt(core[0])):
        return False
    if _LEAVE_STEM.search(said):
        return False
    rest = [] if _OURS.search(said) else core[1:]
    return not _SOMETHING_ELSE.intersection(rest) and not any(word in _JOIN for word in rest)


def _misspelt(word: str) -> bool:
    """`iscrivimi` with one letter wrong, missing or too many; not `scrivimi`, which asks for a letter."""
    return word.startswith("i") and 8 <= len(word) <= 10 and _distance(word, "iscrivimi") == 1


def _distance(one: str, other: str) -> int:
    """Letters to change, drop or add."""
    row = list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        last, row[0] = row[0], n
        for m, wanted in enumerate(other, 1):
            last, row[m] = row[m], min(row[m] + 1, row[m - 1] + 1, last + (letter != wanted))
    return row[-1]


def _leaves(core: list[str]) -> bool:
    said = " ".join(core)
    stays = _STAY.search(said)
    if stays and not any(_LEAVE_ME.fullmatch(word) for word in said[stays.end() :].split()):
        return False
    if _NOT_US.search(said):
        return False
    if any(_LEAVE_ME.fullmatch(word) for word in core):
        return True
    return any(pattern.search(said) for pattern in _LEAVE_PHRASES)
