"""Words beside the names of places, and what they say of them. Pure."""

from __future__ import annotations

from pipeline.settings.street_names import LITTLE

PLURALS = {
    "vie": "via",
    "piazze": "piazza",
    "viali": "viale",
    "vicoli": "vicolo",
    "strade": "strada",
    "corsi": "corso",
}
AND = frozenset("e ed o".split())
AT = frozenset("a ad in".split())
PLACE = frozenset(
    """frazione frazioni localita quartiere quartieri rione borgata contrada zona zone abitato residenti
    abitanti cittadini""".split()
)
TOWARDS = frozenset("per verso direzione tra fra da".split())
# Words that are no name of one zone alone, unless «zona» or the like stands before them.
GENERIC = frozenset(
    """centro borgo stazione ponte porto castello fiume argine mulino chiesa villaggio nord sud est ovest
    capoluogo piazza mercato ospedale campagna collina mare lago paese parco fiera zona industriale
    artigianale storico vecchio nuovo alta bassa alto basso levante ponente riva bosco corte isola monte
    valle""".split()
)
VENUE = frozenset(
    """presso sede sedi ufficio uffici sportello municipio biblioteca teatro sala palazzo informazioni info
    rivolgersi ritirare ritiro prenotazioni prenotare iscrizioni tel telefono indirizzo assemblea incontro
    riunione ritrovo""".split()
)
# What may follow a street's name with a capital letter, in titles, without belonging to it.
AFTER = frozenset(
    """chiusa chiuso chiusura chiuse lavori divieto senso interrotta interruzione per dalle fino a in tra fra
    con e ed o angolo civico civici altezza tratto nel nella lunedi martedi mercoledi giovedi venerdi sabato
    domenica oggi domani gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre
    novembre dicembre n nr numero snc bis strada ordinanza modifiche modifica sospesa sospeso sospensione
    riaperta riapre asfaltatura asfaltature da""".split()
)
GLUE = LITTLE | frozenset("a ad in nella nel frazione localita zona quartiere".split())
