"""Reasons as staff read them: kept in English, shown in Italian."""

from __future__ import annotations

import re

from pipeline.staff.provider_words import translated

_REASONS = (
    (r"new", "nuova"),
    (r"baseline", "c'era già alla prima lettura"),
    (r"baseline: new channel", "c'era già quando il canale è stato attivato"),
    (r"stale: (\d+) days old", r"vecchia di \1 giorni"),
    (
        r"late: published (\d+) hours ago",
        r"pubblicata \1 ore fa e vista solo ora: vale ancora?",
    ),
    (r"future: dated (\d+) days ahead", r"datata fra \1 giorni"),
    (r"flood: (\d+) new at once", r"\1 notizie nuove insieme: controllare che sia voluto"),
    (r"flood: (\d+) edited at once", r"\1 notizie corrette insieme: controllare che sia voluto"),
    (r"broken characters in the title", "caratteri guasti nel titolo"),
    (r"rejected: password", "protetta da password"),
    (r"rejected: empty", "senza titolo né testo"),
    (r"rejected: cancelled", "evento annullato"),
    (r"rejected: error item", "pagina di errore, non una notizia"),
    (r'rule "(.*)"', r"regola: categoria «\1» esclusa"),
    (r"testers mode: pages get nothing", "modalità testers: le pagine non ricevono nulla"),
    (r"edited before it was done", "corretta prima della fine dell'invio"),
    (r"edited while it was held", "corretta mentre era ferma"),
    (
        r"uncertain: (\d+) may have arrived or not",
        r"\1, di cui non si sa se siano arrivate: vedi `infostiglia status`; chi ha guardato dice "
        "`infostiglia uncertain`",
    ),
    (r"interrupted: .*", "il programma è stato interrotto durante l'invio"),
    (r"network: .*", "la rete ha ceduto durante l'invio"),
    (r"prepare: (.*)", r"non si può preparare: \1"),
    (r"without its picture", "pubblicata senza la sua immagine, che non si è potuta avere"),
    (r"not shared yet: (.+)", r"da condividere a mano: \1"),
    (r"settled by hand: it is there", "qualcuno ha guardato: c'è"),
    (r"settled by hand: it is not there", "qualcuno ha guardato: non c'è"),
    (r"stopped before it left", "fermata prima che partisse"),
    (r"by hand", "da correggere a mano sulla pagina: il programma non sa dove sia"),
    (r"never published", "mai pubblicata: non c'è nulla da correggere"),
    (r"taken down already", "già tolta"),
    (r"says so already", "già pubblicata così"),
    (r"never got it", "non l'aveva mai ricevuta"),
    (r"edit of what is out", "correzione di una notizia già pubblicata"),
    (r"edit: not of what is read here", "correzione di ciò che qui non si legge"),
    (r"edit: already published", "correzione arrivata dopo la pubblicazione"),
    (r"edit: never published here", "correzione di una notizia mai pubblicata qui"),
    (r"edit: (\w+)", "correzione di una notizia già chiusa"),
    (r"restored", "tornata sul portale"),
    (r"now for all to see", "prima era riservata, ora è pubblica"),
    (r"over: ended (\d+) days ago", r"evento finito da \1 giorni"),
    (
        r"same address as item (\d+), but another guid, title and date",
        r"stesso indirizzo della notizia \1, ma altro identificativo, titolo e data: è nuova?",
    ),
    (r"guid (.*) stands for several items", r"l'identificativo \1 vale per più notizie"),
    (r"address (.*) stands for several items", r"l'indirizzo \1 vale per più notizie"),
    (
        r"silent: nothing new for (\d+) days, where (\d+) are the most that is usual",
        r"nessuna notizia nuova da \1 giorni (di solito al più \2): il feed funziona ancora?",
    ),
    (
        r"lacks: (\d+) items that its page of news has, e\.g\. «(.*)»",
        r"la pagina delle notizie ne ha \1 che il feed non riporta, ad esempio «\2»",
    ),
    (r"trashed before due", "tolta dal portale prima dell'invio"),
    (r"taken down on the portal", "tolta dal portale dopo la pubblicazione"),
    (
        r"taken down on the portal, and still out here",
        "tolta dal portale ma ancora pubblicata: `infostiglia retract` la toglie o la rettifica",
    ),
    (r"not sent in time", "non inviata in tempo"),
    (r"the mode changed to (\w+)", r"la modalità è passata a \1"),
    (r"(\d+) of (\d+) rejected", r"\1 rifiuti su \2: controllare prima di proseguire"),
    (r"all refused: (.*)", r"più rifiuti di seguito per lo stesso motivo (\1)"),
    (r"canary: the staff first", "inviata allo staff; agli altri fra poco, se nessuno la ferma"),
    (r"first wave: waiting for its receipts", "inviata ai primi; gli altri appena arrivano le ricevute"),
    (
        r"held: the provider keeps messages back",
        "il fornitore trattiene dei messaggi per un controllo di qualità: gli altri attendono",
    ),
    (r"template waits: missing", "il modello non è registrato da Meta: `infostiglia templates push`"),
    (r"template waits: pending", "il modello è in esame da Meta: parte quando è approvato"),
    (
        r"template waits: (?:rejected|disabled)",
        "Meta ha rifiutato il modello: vedi `infostiglia templates status`",
    ),
    (r"template waits: paused", "Meta ha sospeso il modello: riprende da solo"),
    (r"template waits: (.*)", r"il modello non è approvato da Meta (\1)"),
    (r"a backup was restored", "annullata al ripristino di un backup"),
    (r"template: (.*)", r"modello da correggere: \1"),
    (r"over budget", "non rientra nel bilancio del mese: va nel prossimo riepilogo"),
    (
        r"digest: late by (\d+) hours",
        r"il riepilogo è partito con \1 ore di ritardo: all'ora giusta `infostiglia run` non girava",
    ),
    (
        r"digest: missed on (\d+)-(\d+)-(\d+)",
        r"il riepilogo del \3/\2/\1 non è partito perché `infostiglia run` non girava: le notizie vanno nel prossimo",
    ),
    (r"digest: gathered", "raccolta per il prossimo riepilogo"),
    (r"money: (.*€) of (.*€)", r"il mese è oltre il bilancio: \1 su \2"),
    (
        r"money: (\d+) broadcasts did not fit into the budget",
        r"\1 invii dell'ultimo giorno non rientravano nel bilancio",
    ),
    (r"webhook silent.*", "il webhook tace: molti invii e nessuna ricevuta da 10 minuti"),
    (
        r"no sign of `infostiglia serve`.*",
        "`infostiglia serve` non risponde: chi si cancella non sarebbe sentito",
    ),
    (r"resting for (\d+) minutes", r"il fornitore ha chiesto una pausa: riprende da solo fra \1 minuti"),
    (r"daily limit", "per oggi è finito il limite di Meta: riprende da solo appena c'è posto"),
    (r"superseded", "una versione più nuova ne ha preso il posto"),
    (r"cancelled", "annullata"),
    (r"expired", "non inviata in tempo"),
    (r"retracted|ritirata", "ritirata"),
    (r"taken down", "già tolta"),
    (r"never published, and taken back", "mai pubblicata, e poi ritirata"),
    (r"fermata a mano", "fermata a mano"),
    (r"fermato a mano", "fermato a mano"),
    (r"annullata a mano", "annullata a mano"),
    (r"unknown subscriber", "iscritto che non c'è più"),
    (r"number gone", "numero già cancellato"),
    (r"other mode", "la modalità è un'altra"),
    (r"welcome failed", "il benvenuto non è arrivato"),
    (r"no marketing", "non vuole notizie da chi scrive con WhatsApp"),
    (r"wants emergencies only", "vuole solo le emergenze"),
    (r"wants the digest", "vuole il riepilogo"),
    (r"wants news at once", "vuole le notizie subito"),
    (r"other topics", "ha scelto altri argomenti"),
    (r"other zone", "ha scelto un'altra zona"),
    (r"not confirmed yet", "non ha ancora confermato l'iscrizione"),
    (r"waits for the welcome", "aspetta il benvenuto"),
    (r"no receipt: sent again", "nessuna ricevuta: inviata di nuovo"),
    (r"not found on the page: sent again", "non trovata sulla pagina: inviata di nuovo"),
    (r"not known to be done: done again", "non si sa se fatta: rifatta"),
    (r"address: neither number nor user id", "iscritto senza numero né identificativo"),
    (r": what it changes is not settled yet", "aspetta di sapere se ciò che corregge è uscito"),
    (r"length: more than (\d+) characters, .*", r"più di \1 caratteri, che sotto la sua immagine non stanno"),
    (r"defect: (.*)", r"difetto del programma (\1): segnalarlo a chi lo cura"),
    (r"quota: .*", "per oggi sono finite le pubblicazioni che Instagram permette"),
    (r"duplicate: (.*)", r"il fornitore dice che c'è già (\1)"),
    (
        r"no answer within (\d+) seconds",
        r"nessuna risposta entro \1 secondi",
    ),
    (r"HTTP (\d+)\b.*", r"il sito risponde con l'errore HTTP \1"),
    (
        r"leads to (.*), with none of our items; if that is right, set it as url",
        r"porta a \1, senza nessuna delle nostre notizie: se è giusto, scriverlo come url in config.yaml",
    ),
    (
        r"many uncertain answers.*",
        "molte risposte incerte di seguito: il fornitore o la rete non rispondono?",
    ),
)

# What to do about what stands still: {item} and {channel} are filled in, as far as they are known. What is not here
# goes on by the usual command for its state.
_NEXT = (
    (r"all refused: .*|prepare: .*|template: .*", "una volta corretto, `infostiglia approve {item}`"),
    (r"template waits: pending|template waits: paused", "vedi `infostiglia templates status`"),
    (r"no sign of `infostiglia serve`.*", "avviare `infostiglia serve`"),
    (
        r"webhook silent.*",
        "controllare con `infostiglia check`; riprende alla prima ricevuta, o con `infostiglia approve {channel}`",
    ),
    (r"resting for .*", "subito con `infostiglia approve {channel}`"),
    (r"daily limit", "per non inviarla più `infostiglia cancel {item}`"),
    (r"over budget|money: .*", "alzare `money.monthly_budget` o spendere meno: `infostiglia plans`"),
    (r"digest: .*", "`infostiglia run` deve girare sempre (cron)"),
    (r"not shared yet: .*", "`infostiglia tray`"),
    (r"uncertain: .*", "di chi sono: `infostiglia why {item}`"),
    (r"silent: .*|lacks: .*|no answer .*|leads to .*|HTTP .*", "controllare con `infostiglia check`"),
)
_USUAL = {
    "held": "se va bene `infostiglia approve {item}`, altrimenti `infostiglia cancel {item}`",
    "paused": "per riprendere `infostiglia approve {item}`, per chiudere `infostiglia cancel {item}`",
    "not published": "vedi `infostiglia why {item}`",
    "": "per riprendere `infostiglia approve {channel}`",  # a whole sender
}
_STATES = {"held": "ferma", "paused": "sospesa", "not published": "non pubblicata"}


def italian(reason: str) -> str:
    """The reason in Italian; what a provider or a person wrote stays as it is."""
    for pattern, words in _REASONS:
        if match := re.fullmatch(pattern, reason, re.S):
            return match.expand(words)
    if match := re.fullmatch("(held|paused|not published): (.*)", reason, re.S):
        return f"{_STATES[match[1]]}: {italian(match[2])}"
    return translated(reason) or reason


def standing(reason: str, *, state: str = "", item: object = "", channel: str = "") -> str:
    """Of what stands still, in one Italian line: what, why, and the very command that goes on.

    `state`: of a post, where the reason does not begin with it; `item`: its number, which commands take. Where they are
    not known the command names the kind.
    """
    if match := re.fullmatch("(held|paused|not published): (.*)", reason, re.S):
        head, state, bare = f"{_STATES[match[1]]}: ", match[1], match[2]
    else:
        head, bare = "", reason
    said = head + italian(bare)
    if "`infostiglia " in said:
        return said
    then = next((then for pattern, then in _NEXT if re.fullmatch(pattern, bare, re.S)), _USUAL.get(state, ""))
    if not then:
        return said
    joint = " " if said.endswith("?") else "; "
    return said + joint + then.format(item=item or "NUMERO", channel=channel or "CANALE")
