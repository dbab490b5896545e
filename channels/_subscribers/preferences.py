"""A subscriber's wishes: emergencies only, the digest, everything, topics and zones, or quiet hours. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from channels._subscribers.choices import How, OwnWords, Pick
from channels._subscribers.phrases import Phrases, named
from channels._subscribers.plain import Plain

_URGENCIES = frozenset(
    """
    urgenze urgenza urgenti urgente emergenze emergenza allerte allerta pericolo pericoli civile
    """.split()
)
_ONLY = frozenset("solo soltanto solamente unicamente".split())
_WITH_URGENCIES = frozenset(
    """
    voglio vorrei ricevere mandatemi mandami inviatemi inviami preferisco desidero mi bastano interessano
    servono le gli la i avvisi messaggi notizie comunicazioni cose di per e o meteo altro non niente resto il no
    eventi ma da oggi basta me tenetemi tienimi lasciatemi avvisatemi avvisami scrivetemi scrivimi contattatemi
    comunicatemi in caso quando se ci sono c veri vere gravi grave protezione ricevo manda mandate invia solo
    """.split()
)
_NAMES = named(
    """
    WISH: voglio/vorrei/preferisco/preferirei/desidero/tornare/torno/riattiva/riattivate/ripristina/a/ricevere/
        mandami/mandatemi/inviatemi/inviami/rimettetemi/rimettimi/ancora
    """
)
DIGEST = Phrases(
    """
    WISH/solo/il/un/al/passo/basta/mi~ riepilogo/riassunto settimanale/della/a/alla/ogni/settimana/notizie/delle~
    """,
    _NAMES,
)
EVERYTHING = Phrases(
    """
    WISH~ tutto
    WISH~ di nuovo tutto
    WISH~ tutto di nuovo
    WISH~ tutto quanto/come/prima~
    WISH~ tutte le notizie/comunicazioni
    WISH~ tutti i/gli messaggi/avvisi
    """,
    _NAMES,
)
DATA = Phrases(
    """
    WISH/vedere/sapere/i/miei/mostrami/dammi/datemi/accesso/ai/copia/dei/richiesta~ dati miei/personali?
    vorrei/voglio/sapere~ che/quali/cosa/miei~ dati miei? avete/conservate/tenete su? di? me?
    vorrei/voglio/sapere~ che? cosa avete/sapete/conservate/tenete su? di me
    diritto di accesso
    """,
    _NAMES,
)
HELP = Phrases(
    """
    aiuto/help/comandi/istruzioni/menu/opzioni/impostazioni/preferenze
    zone/zona/frazioni/quartieri/argomenti/temi/lingua/lingue
    come funziona il? servizio?
    come si usa il? servizio?
    quali/che/sono/lista/elenco~ i? comandi/parole ci? sono/posso? scrivere?
    che? cosa posso/devo scrivere
    come/posso faccio/posso/a~ scegliere/cambiare che?  cosa/preferenze/le~ ricevere?
    solo le/cose/avvisi/messaggi/notizie~ importanti
    """
)

_AT_TIMES = Phrases(
    """
    di/la/a/alla/per notte/sera/nottata
    notturn*
    a quest ora
    dopo/prima le/delle/di *
    dalle/alle 1*/2*/3*/4*/5*/6*/7*/8*/9*/0* 1*/2*/3*/4*/5*/0*? in/del/di/della/poi
    la/di/il/alla/nei/nel domenica/sabato/weekend/festivi/mattina
    fine settimana
    mentre dorm*
    solo/soltanto di giorno/mattina/pomeriggio
    """
)
_MESSAGES = Phrases(
    "messagg*/notific*/avvis*/scriv*/mandate*/mandare*/invia*/silenzi*/suon*/disturb*/svegli*/squill*"
)
_LIMITS = Phrases(
    "non/niente/basta/stop/solo/soltanto/silenzio/no/meno/evitate/evitare/smett*/potete/potreste/mai/nessun"
)
_FEWER = Phrases(
    """
    meno/troppi/troppe/diminui*/ridu* i/gli/il/numero/di/questi/vostri~ messagg*/notific*/avvis*
    messagg*/notific*/avvis* sono? troppi/troppe
    messagg*/notific*/avvis* sono? di meno
    """
)
_ENOUGH = Phrases("ora/adesso/davvero basta .")

_PICK_BEFORE = {
    **dict.fromkeys(("solo", "soltanto", "solamente"), How.ONLY),
    **dict.fromkeys(("anche", "aggiungi"), How.ADD),
    **dict.fromkeys(
        "no non senza niente togli togliete toglimi levami basta tranne eccetto escludi".split(), How.REMOVE
    ),
}
REFUSING = frozenset("no senza niente".split())
_FILLING = frozenset(
    """
    e zona voglio vorrei gli le la i il mi interessa interessano notizie avvisi ricevere mandami mandatemi
    frazione
    """.split()
)
MODIFIERS = _FILLING.union(_PICK_BEFORE)
_VOCABULARY = (
    _URGENCIES | _ONLY | frozenset("tutto tutti tutte notizie avvisi messaggi riepilogo riassunto".split())
)


_ZONES = frozenset("zona zone frazione frazioni quartiere quartieri".split())
_BESIDE_ZONES = frozenset(
    """
    la le mia scegli scegliere scelgo cambia cambiare cambio lista elenco delle quali quale che ci sono altre altra
    voglio vorrei mostra mostrami vedere
    """.split()
)


def zones(core: Sequence[str]) -> int | None:
    """The page of the zones that a message of nothing else asks for: `zone`, `scegli la zona`, `zone 2`; None = it is
    about something else."""
    match [word for word in core if word not in _BESIDE_ZONES]:
        case [word] if word in _ZONES:
            return 1
        case [word, page] if word in _ZONES and page.isascii() and page.isdecimal() and len(page) < 3:
            return int(page)
    return None


def urgent_only(core: Sequence[str]) -> bool:
    """Whether it asks for emergencies only: `solo urgenze`, `non voglio le notizie, solo le emergenze`."""
    if list(core) == ["urgenze"]:
        return True
    first = next((n for n, word in enumerate(core) if word in _ONLY), len(core))
    return bool(_URGENCIES.intersection(core[first:])) and all(
        word in _WITH_URGENCIES or word in _URGENCIES or word in _ONLY for word in core
    )


def quiet(message: Plain) -> bool:
    """Whether it asks for none at night, or at other times. That is no departure; the answer is the list of
    commands."""
    said = message.tokens
    return _AT_TIMES.inside(said) and _MESSAGES.inside(said) and _LIMITS.inside(said)


def too_many(message: Plain) -> bool:
    """Whether it asks for fewer messages, of no kind; or for none at times, and ends with `adesso basta`."""
    return _FEWER.inside(message.tokens) or (quiet(message) and _ENOUGH.inside(message.tokens))


def pick(core: Sequence[str], own: OwnWords) -> Pick | None:
    """The pick in a message of nothing else: `eventi`, `eventi e scuola`, `solo centro`, `no eventi`, `eventi no`."""
    rest, how = [word for word in core if word not in _FILLING], How.ADD
    if rest and rest[0] in _PICK_BEFORE:
        rest, how = rest[1:], _PICK_BEFORE[rest[0]]
    elif rest[-1:] == ["no"]:
        rest, how = rest[:-1], How.REMOVE
    return Pick(frozenset(rest), how) if rest and own.all.issuperset(rest) else None


def is_word(word: str) -> bool:
    """Whether the word may be part of a choice."""
    return word in _VOCABULARY
