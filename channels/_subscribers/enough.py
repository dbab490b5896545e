"""Departures phrased as refusals: "basta messaggi", "non scrivetemi più", "lasciatemi in pace", "stop". Pure.

Here too the object counts (`aim`): "non voglio più pagare la mensa" and "basta buche" are no departures.
And "perché non mi scrivete più?" asks for more messages.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import groupby

from channels._subscribers.aim import AT_US, LIST, MESSAGES, Aim, aim, object_of, off_the_list
from channels._subscribers.leaving import Leaves
from channels._subscribers.phrases import Phrases, named
from channels._subscribers.plain import BREAK, POLITE, Plain, slips, squeezed
from channels._subscribers.town import of_the_town

# Dialects' small words, in Italian.
ITALIAN = {
    **dict.fromkeys(
        "vojo voio vogghiu vojjo voeuri voeuli voeur bollu vuoglio voggio vurria vulesse voj".split(),
        "voglio",
    ),
    **dict.fromkeys("cchiu chiu pi pu pio prus piou ciu chiuu".split(), "piu"),
    **dict.fromkeys(
        """
    mesag mesagg messag messagg mesaggi messagi mesagi messaggie messagge mesaj massaggi messaggiu messagius missaggi
    missaggiu missagge
    """.split(),
        "messaggi",
    ),
    **dict.fromkeys(
        "nenti nient gnente gninte gnint nien nent negott nagott nigot nigott gnanca".split(), "niente"
    ),
    **dict.fromkeys("bastau bast bastee bastala bbasta".split(), "basta"),
    **dict.fromkeys("nun nu nen num".split(), "non"),
}
_NONE = frozenset("niente no nessun nessuna zero".split())
_SIGHS = frozenset(
    """
    uffa mo che palle bon bona ben beh vabbe va bene io ora adesso ma e no dai oh eh ah ormai allora quindi per vi
    vuoi
    """.split()
)
# Forms that ask others: `scrivete`, `scrivere`, `scrivi`; not `scrivo`.
_SEND = "/".join(
    f"{stem}*{ending}"
    for stem in """
    mand mann invi scriv scrib contatt disturb spedi inoltr importun mportun assill romp tormenta
    """.split()
    for ending in ("e", "i", "a", "r", "no")
)
_NAMES = {
    "SEND": _SEND,
    **named(
        """
        NO: non/no/an/n
        SENDME: mand*mi/mand*me/invi*mi/invi*me/scriv*mi/scriv*me/scriv*m/contatt*mi/disturb*mi/disturb*me/
            spedi*mi/rompe*mi/chiama*mi
        WANT: voglio/vogliamo/desidero/vorrei/gradisco/intendo/accetto/vole/voi/vui
        GET: ricever*/ricevar*/avere/vedere/leggere/sape*/saver*/stare/sta/rimanere/restare/disturbat*/contattat*/
            iscritt*/informat*/avvisat*/importunat*
        NEED: interes*/nteres*/serve/servono/importa/importano
        M: messaggi/avvisi/notifiche/comunicazioni/notizie
        CEASE: smett*/dessmet*/desmet*/dasmet*/dismet*/piant*la/piantate/pianti/finitela/finila/finissila/finite/
            finisci/finiscila/
            finirla/finiamola/finiamo
        """
    ),
}
# Words that may be the whole message, or have us as their object.
_NO_MORE = Phrases(
    """
    NO st*? a? piu? mi/me/m/ci/ce/mo SEND mi/me? piu?
    NO st*? a? piu? SENDME piu?
    NO st*? a? SEND piu/altro/altri/nulla/niente
    NO stame/stamme/statemi/steme/stemi/stam/statme/stateme piu? a? SEND
    SENDME piu niente/.
    SENDME mai piu
    NO mi scriais piu
    SENDME mia/minga/miga/brisa/non
    NO SEND .
    NO ndi/nde/ndu/ni WANT piu M
    WANT mia/minga/miga/brisa/non ricever*/M/piu/niente~ niente/M/piu
    mi/ci date fastidio
    NO mi/ci cerc*/chiam*/telefon* piu
    questi/queste/vostri/vostre/sti/ste M NO li/le/mi/ci~ voglio/vogliamo/desidero/interes*/serv* piu?
    rifiuto di? ricevere M
    questi/queste/vostri/vostre/sti/ste M ne? faccio/facciamo a meno
    vi blocco
    segnalo/denuncio/scrivo/denuncia al garante se continuate/non
    mai piu M
    NO mi/me? rompe*/romper*/scocc*/scass*/stress*/rompi piu? le/i? scatole/palle/balle?
    avete/hai/avite/state/stai rotto/stufato/scocciato/scucciato/stancato/stressato/rompendo/stufando/stressando le/
        i? scatole/
    palle/coglioni/maroni/balle/co/cog*/caz*?
    voglio/vorrei/fammi/fatemi/fateci/desidero uscire
    come faccio/si/fa/fare/posso/devo~ a/ad? uscire
    come si? esce/esco
    dove/cosa/che/come clicco/devo/posso/scrivo/premo/schiaccio/fare/cliccare/scrivere/premere/si/
    bisogna/occorre~ per uscire
    me ne vado
    """,
    _NAMES,
)
# The same, without a number, which may be another one's: "non voglio più questo numero".
_UNWANTED = Phrases(
    """
    NO ne/ci/ce/li/n/in/vi/ve/o/lo/l/u? WANT assolutamente/proprio/veramente~ piu
    NO ne/ci/ce/li/o/lo? WANT piu/assolutamente/proprio~ essere/far/fare/parte~ GET piu?
    NO ho/abbiamo piu? intenzione/voglia/interesse/bisogno di/a ricevere
    di? NO piu? ricevere/riceverlo/riceverli/riceverle/riceverne piu?
    di? NO essere piu? GET piu?
    NO WANT piu? far/fare/essere/stare parte
    NO WANT piu? prosegu*/continu* avanti? a/con/di~ GET?
    NO WANT piu? andare avanti a/con/di~ GET?
    NO mi/ci/m/ce/me NEED piu
    NO sono/siamo piu interessat*
    NO vi/ci/ne? seguo/sopporto/reggo/leggo/guardo/apro/uso/seguiamo/leggiamo/partecipo/aderisco/sostengo piu
    """,
    _NAMES,
)
# What must have us behind it.
_NO_MORE_OF_OURS = Phrases(
    """
    NO SEND
    NO ne/ci/li/le? WANT essere?
    faccio/fare/facciamo/farei a meno
    NO mi/ci? NEED
    NO sono/siamo interessat*
    NO ne posso/possiamo/potemo/pozzo piu con/coi?
    NO ce la faccio/fazzo piu con/coi/di/de~
    NO ne/ci? WANT piu essere
    ne ho/abbiamo/o abbastanza/piene/pieni/basta le? palle/scatole/tasche?
    CEASE/basta con/co/cu/coi/di/de/l/la~ mandare/inviare/scrivere?
    uscire/esco/abbandono/abbandona/abbandonare/usciamo/sparire
    blocca/bloccate/bloccare/sospendi/sospendete/sospendere/interrompi/interrompete/interrompere/ferma/fermate/
    fermare/termina/terminate/stoppa/stoppate/disattiva/disattivate/disabilita/disabilitate/annulla/annullate/
    cessate/chiudete/disattivare/disabilitare/annullare/terminare/stoppare/disattivo/disabilito/interrompo
    """,
    _NAMES,
)
_CEASING = Phrases(
    """
    fate/fare a meno di SENDME/scriv*/mand*/invi*
    CEASE di/con/de/da/a/ed/d/ad~ scriv*/mandar*/mannar*/inviar*/romper*/disturbar*/assillar*/tormentar*/spammar*
    basta scriv*r/scrivere .
    basta di/con/da/a~ SENDME/romper*/disturbar*/spammar*
    """,
    _NAMES,
)
_CEASE_DOING = Phrases("la? CEASE di/de/da/d/ed", _NAMES)
_GO_ON = Phrases(
    """
    basta un/una/uno *
    mi/ci/ti basta
    vuole/vogliono/voleva/volevano uscire/abbandonare/lasciare
    non chiud*
    non/mai mi/ci/voglio/vorrei~ uscire/esco/abbandon*
    non/mai mi/ci? smett*/finit*/finisc*/basta/blocca*/sospend*/ferma*/interromp*/termina*/disattiva*/annulla*/lasc*
    """
)
_IN_PEACE = Phrases(
    """
    lasc*mi/lasc*me/lasc*ci/lass*mi/lass*me/lass*m/las*m/asse*m/asse*me/lass*ci in/n pace/pase/paci/pas
    lasc*mi/lasc*me/lasc*ci/lass*mi/lass*me/lass*m/las*m/asse*m/asse*me/lass*ci sta/stare/star/stari/ste/ster/
    perdere/perde/perder/tranquill*
    """
)
_BASTA = Phrases(
    """
    la/volete/vuoi/e/ma~ dasmetila/dasmetela/smetila/smettetela/smettila/smetterla/smettete/smetti/
    piantatela/piantala/piantarla/finila/dasmitila/dasmetla/smetla/piantla/finitela/finiscila/finirla/finiamola/
        basta basta/
    ora/adesso/cosi/subito/davvero/veramente/mo~
    non piu
    fatela/facciamola finita
    ho/dico detto? basta
    basta ho detto
    no/non/niente/zero/stop piu/altri/altre/i/questi/vostri/di~ M M?
    e/ma~ la smetti/smetta/finite/finisci/finiamo/piantate/pianti basta/ora/adesso/cosi/subito/mo/di/scrivere~
    potete/potreste/puoi/volete/vuoi/dovete/devi smettere/smetterla/finirla/piantarla basta/ora/adesso/subito~
    la volete/vuoi/vogliamo smettere/finire/piantare basta/ora/adesso/subito/di/scrivere~
    """,
    _NAMES,
)
_COMPLAINT = Phrases(
    """
    non mi/ci SEND
    """,
    _NAMES,
)
_WHY = Phrases("perche\n come mai\n ultimamente\n da giorni/mesi/tempo/settimane/un/una/qualche/ieri")
_OFF = Phrases("servizio/iscrizione/info info? off")
_OURS = LIST | MESSAGES
_STOP_SLIPS = re.compile(r"s{1,2}to{1,2}p{1,2}[oi]?|stp")
_BOTHERING = re.compile(r"\w{2,}[aei]r(?:mi|ci|me|m)")
# Words to us, beside a "basta" of its own.
_TO_US = frozenset("siete avete state vi ve mi ci scrivete mandate".split())
_NOT_INTERESTED = Phrases("non mi? interes*\n non sono interessat*")


def wants_no_more(message: Plain, own: Collection[str] = ()) -> Leaves:
    """Whether the message refuses further messages."""
    said = _GO_ON.without([ITALIAN.get(token, token) for token in message.tokens])
    core = [word for word in said if word not in POLITE and word != BREAK]
    outright = _BASTA.whole(core)
    while core and core[0] in _SIGHS:
        core.pop(0)
    if outright or _BASTA.whole(core) or _IN_PEACE.inside(said) or off_the_list(said):
        return Leaves.YES
    if _COMPLAINT.inside(said) and _WHY.inside(said):
        return Leaves.PERHAPS  # "perché non mi scrivete più?" wants more
    at_us = _aimed(said, _NO_MORE, AT_US, own) or _aimed(said, _UNWANTED, (Aim.NOTHING, Aim.OURS), own)
    if at_us or _aimed(said, _NO_MORE_OF_OURS, (Aim.OURS,), ()):
        return Leaves.YES
    if (
        _aimed(said, _CEASING, AT_US, own)
        or _aimed_at_me(said)
        or _stops(said, own)
        or (_opens_with_no(core, own) and not message.asks)
    ):
        return Leaves.YES
    perhaps = _NOT_INTERESTED.whole(core) or (core[:1] == ["stop"] and not any(map(of_the_town, core)))
    return Leaves.PERHAPS if perhaps else Leaves.NO


def _aimed(said: Sequence[str], phrases: Phrases, at: Collection[Aim], own: Collection[str]) -> bool:
    return any(aim(said[end : end + 12], own) in at for _, end in phrases.found(said))


def _aimed_at_me(said: Sequence[str]) -> bool:
    """Whether what shall cease is done to the writer, whatever it is: `smettetela di intasarmi il telefono`."""
    ends = (end for _, end in _CEASE_DOING.found(said))
    return any(_BOTHERING.fullmatch("".join(said[end : end + 1])) for end in ends)


def _opens_with_no(core: Sequence[str], own: Collection[str]) -> bool:
    """Whether it opens with a refusal of messages (`niente messaggi`). The refusal of a topic is no departure."""
    return (
        bool(core)
        and core[0] in _NONE
        and core[-1] not in own
        and bool(_OURS.intersection(object_of(core[1:])[:1]))
    )


def _stops(said: Sequence[str], own: Collection[str]) -> bool:
    """Whether it says stop: `stop`, `basta, stop`, `STOP WhatsApp`, `servizio info off`."""
    small = POLITE | _SIGHS | {BREAK}
    parts = (list(part) for _, part in groupby(said, key=lambda word: word == BREAK))
    clauses = [clause for part in parts if (clause := [word for word in part if word not in small])]
    about_us = bool(_OURS.intersection(said))
    for clause in clauses:
        alone = len(clauses) == 1 or set(clause) == {"stop"}
        if _stop(clause, own) and (alone or about_us):
            return True
        if clause == clauses[-1] and clause in (["basta"], ["stop"]) and _TO_US.intersection(said):
            return not any(map(of_the_town, said))
        if _ends_with_stop(clause) or (_BASTA.whole(clause) and MESSAGES.intersection(said)):
            return True
    return _OFF.whole([word for clause in clauses for word in clause])


def _ends_with_stop(clause: Sequence[str]) -> bool:
    """Whether the clause ends with a stop: `tutti questi messaggi basta`; not `quanto basta`, `c'è uno stop`."""
    named = clause[-2:-1] not in (["quanto"], ["uno"], ["allo"], ["dello"], ["non"])
    return clause[-1] in ("basta", "stop") and named and bool(_OURS.intersection(clause))


def _stop(clause: Sequence[str], own: Collection[str]) -> bool:
    """Whether the clause says stop to us: `stop stop`, `stop vanzapp`; not `stop alla guerra`, `fermo allo stop`."""
    if clause[0] != "stop":
        return len(clause) == 1 and (_near_stop(clause[0]) or _near_stop(squeezed(clause[0])))
    rest = [word for word in clause[1:] if word != "stop"]
    found = aim(rest, own)
    return found in AT_US or rest == ["iscrivimi"] or (len(rest) == 1 and rest[0].endswith("app"))


def _near_stop(word: str) -> bool:
    """Whether the word is `stop` with one typing slip, or with its end doubled."""
    return (
        bool(_STOP_SLIPS.fullmatch(word))
        or any(len(word) == len(meant) and slips(word, meant) <= 0.5 for meant in ("stop", "basta"))
        or word in ("bsta", "bata", "st0p")
    )
