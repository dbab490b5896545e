"""Words of a title that only talks of a danger: of a past one, a plan, money, a course, a play. Pure.

How plainly they do so decides how much they weigh (`heard.py`): `PLAIN` leaves no doubt, `LIKELY` may stand in a true
alert by chance, `CALM` are words of quiet days that also stand in one ("numeri utili").
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from itertools import islice

from pipeline.patterns import lazy_re
from pipeline.stages.decide.signs import Matter


class Talk(Enum):
    """How plainly words only talk of a danger."""

    PLAIN = "plain"
    LIKELY = "likely"
    CALM = "calm"


_ACT = r"(?<!\bn )(?<!\bnr )(?<!\bprot )"  # before a year, not the number of an act
_PAST = (
    r"(?:ann[oi] (?:dopo|fa)|anniversari\w*|\w+ennale|\w+enari[oa]|un anno da(?:l|lla|ll|llo|i|lle)?|commemor\w+|"
    r"ricord[oiaa]|ricordan\w+|rievoca\w+|memoria|sopravvissut\w+|ricorren\w+|"
    r"vittime|lapide|d epoca|bombardament\w+|secolo|\w+ (?:scorso|scorsa)|del [4-9]\d|compie|"
    rf"{_ACT}(?:19\d\d|20[01]\d)|"
    r"di (?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)$|"
    r"(?:nel|dal) 20\d\d|(?:alluvion[ei]|terremoto|sisma|frana|nevicata|piena|incendio)(?: del)? 20\d\d|"
    r"a (?:\w+ )?(?:\d+|dieci|vent|trent|quarant|cinquant|sessant|cent)\w* anni (?:da|dal|dalla|dall)|partigian\w+|"
    r"in guerra|in russia)"
)
_CULTURE = (
    r"(?:mostr[ae]|libr[oi]|romanz[oi]|documentari[o]?|film|proiezion[ei]|spettacol[oi]|concert[oi]|teatr\w+|museo|"
    r"muse[io]|foto\w*|commedia|racconti|racconto|cucina|gar[ae] (?:di|del)|gioco|giochi|squadra|derby|escape|storia|"
    r"stori[ae] di|cinem\w+|cineforum|giallist\w+|autor[ei]|carnevale|panettone|maratona|divis[ae]|giallo in|visita|"
    r"visit[ae] guidat[ae]|festegg\w+|festa|veglia|notte bianca|campo scuola|monologo|befana|tributo|lettur[ae]|"
    r"musica|"
    r"aperitivo|"
    r"laborator[io]|fantasia|silenzio|comic[oa]|giro d|al giro|dibattito|medaglia|murales?|artist\w+|rassegna|"
    r"esposizion[ei]|caccia al(?:la)? |tombola|torneo|campionat\w+|partit[ae]|juniores|allenator\w+|esonerat\w+|"
    r"tifos\w+|classifica|sfilat[ae]|radun[oi]|sagra|gelat[oi]|gelatai|degustazion\w+|ricett[ae]|chef|"
    r"fuochi d artificio|holi|monument[oi]|santa barbara|cabaret|rock|danz[ae]|palco|coro|tradizion\w+)"
)
_MONEY = (
    r"(?:contribut[oi]|conto corrente|donazion[ei]|censiment[oi]|convenzion[ei]|protocoll[oi]|"
    r"(?<!punto di )(?<!punti di )(?<!area )ristor[oi]|alluvionat[ie]|domande|rimbors[oi]|"
    r"risarciment\w*|indennizz[oi]|modulistica|ricognizione|affidament[oi]|gar[ae] (?:d|per)|"
    r"fondi|finanzia\w+|stanzia\w*|band[oi]|"
    r"milion[ei]|mila euro|euro|polizz[ae]|assicura\w+|"
    r"cont[ao] dei danni|danni (?:da|del|della|dell|di|causati)|per i danni|danneggiat[ie] d\w+|calamita|"
    r"ricostrui?\w+|"
    r"post (?:sisma|alluvione|terremoto)|bonus|detrazion[ei]|incentiv[oi]|rateizz\w+|bollett[ae]|raccolta fondi|"
    r"prezzi|aiuti|liquidazion[ei]|impegno di spesa|determina|delibera|aggiudica\w+|pnrr|variazione di bilancio|"
    r"importo|domande di|tariff[ae])"
)
_WORKS = (
    r"(?:(?:conclusi|terminati|finiti|al via|iniziati|affidati|finanziati|partiti|approvati|avviati|proseguono)"
    r"(?: i| gli)? (?:lavori|cantieri)|messa in sicurezza|consolida\w+|progett[oi]|appalt[oi]|affidat[oa]|"
    r"contratt[oi]|inaugur\w+|riqualificazion\w+|adeguament\w+|edilizia scolastica|microzonazion\w+|"
    r"progettazione|ripristin[oi]|monitoraggi[oi]|sensori|somma urgenza|"
    r"abbattiment\w+ (?:d\w+ )?(?:\w+ )?(?:alber|pin|pioppi|platan|tigli)\w*|lavori di \w+|"
    r"barrier[ae]|paramassi|rilievi|geolog[io]|vulnerabilita|contro i|"
    r"gruppo elettrogeno|rialzo|cassa di espansione|invasi (?:idric\w+|artificial\w+)|completat[aoei]|"
    r"consegnat[oaei]|"
    r"sostituzione|al via|case popolari|autopompa|bonificat[oa]|evacuator[ei]|nuov[oaie] (?:sede|mezz[oi]|gruppo|"
    r"automezzo|presidente|piano|servizio|alberi|vettura|casa|case|impianto|radio|zona))"
)
_LEARNING = (
    r"(?:convegn[oi]|seminari[o]?|(?<!in )cors[oi] (?:di|d(?! acqua)|per|base|gratuit\w+|anti\w+)|corso antincendio|"
    r"dimostrazion[ei]|come si \w+|conferenz[ae]|webinar|workshop|artva|cai|chi(?:unque)? avvist\w+ (?:le |un |"
    r"il |i )?(?:fiamm|fum|incend|fuoc|rog)\w*|vademecum|opuscol[oi]|espert[oi]|ne parliamo|"
    r"assemblea pubblica|incontr[oi]|"
    r"tavol[oa]|open day|catalogo|cartograf\w+|mapp[ae]|mappatura|check up|impara\w*|linee guida|"
    r"lezione di|cosa significa\w*|(?:che )?cosa sono|"
    r"come (?:funziona|leggere|si legge|iscriversi|chiedere|richiedere|segnalare|prenotare|evitare|prevenire|"
    r"riconoscere|prepararsi|dare)|"
    r"classificazion\w+|domande frequenti|prevenzione|campagna|registra(?:ti|tevi|rsi)|"
    r"porte aperte|gratuit[ae]|petizion[ei]|"
    r"testimonianz[ae]|iniziative|io non rischio|(?<!fine )settimana (?:della|di|del)|"
    r"giornata (?:della|del|dell|mondiale|nazionale|senza|di(?! (?:domani|oggi|ieri|\w+di|sabato|domenica)))|"
    r"ricev\w+ le allerte|scarica|app|iscri\w+|aderisce|sistema di allertamento(?! maremot)|"
    r"servizio di (?:allert\w+|messagg\w+)|zon[ae] di allerta|"
    r"(?<!attivato il )(?<!attiva il )(?<!scatta il )(?<!scattato il )(?<!attivato )pian[oi] (?:comunal[ei]|di|d|"
    r"neve)|rapporto|dati|regolament[oi]|questionari[o]?|relazione|pagina|ruolo|"
    r"intitolat[ao]|cerimonia|festival|poesia|sponsor|graduatori[ae]|gemellaggi\w+|moduli|microchip|mozion[ei])"
)
_CRIME = (
    r"(?:arrest\w+|denunc\w+|condann\w+|dolos[oi]|indagin[ei]|process[oi]|piroman[ei]|tribunale|sentenza|truff[ae]|"
    r"furti|bomba carta|sequestr(?:o|i|at[oi])|multe|vandal\w+|phishing|email|l evaso|antiviolenza|1522|"
    r"controlli (?:d\w+|antidroga|straordinari|a tappeto|su))"
)
_FIGURE = (
    r"(?:emozion[ei]|politic\w+|polemic\w+|nascite|demografic[oa]|social[ei]|educativ[oa]|abitativ[oa]|"
    r"(?:ostaggi|sgombero) (?:del traffico|veicoli|neve|cantine)|piena (?:soddisfazione|fiducia)|bufera (?:in|"
    r"sull[ao])|"
    r"(?:evacuat[aoie]|sfollat[aoie]) (?:di|della) guerra|retrocessione|plastic free|emergenza plastica|"
    r"corso preparto|"
    r"plauso|emergenza (?:casa|estate|nutrie|freddo|sangue|da superare|climatica|educativa|giovani|lavoro|"
    r"personale|infortuni|smog|sfratti|rifiuti|medici|cinghiali|lupi|infermieri|"
    r"docenti|alloggi|organico|in difesa|in attacco|gol)|acido folico|dispersione|in crollo|crollo (?:delle|dei|"
    r"del mercato)|trasloco|pericolo scampato|infortuni|rincari|"
    r"in (?:difesa|attacco|trasferta|classifica)|virtus|portiere|rossoblu|digital\w*|pollin[ei]|"
    r"allergi\w+|cessate il fuoco|fiaccolata|"
    r"(?:valanga|pioggia|ondata|piena|tempesta|nube|marea|esplosione|bomba|uragano|alluvione|terremoto|tsunami) "
    r"(?:di (?!gas|acqua|fango|fumo|neve|gelo|"
    r"calore|caldo|freddo|maltempo|sabbia|piena|vapore|ammoniaca|cloro|detrit\w+|polver\w+|cenere)\w+|ros[ae]\b)|"
    r"in piena (?:estate|notte|regola|sicurezza|forma|autonomia|attivita|stagione|campagna|autunno|inverno|"
    r"primavera)|luna piena|"
    r"terremoto (?:in|ai|nel|nella|politic\w+) (?:casa|vertici|consiglio|giunta|maggioranza)|fiamme (?:gialle|oro)|"
    r"bollino rosso(?: [^| ]+){0,6} (?:traffico|esod[oi]|autostrad\w+|strade|partenze)|bandiera (?:arancione|blu)|"
    r"esod[oi] estiv\w+|controesodo|semaforo|"
    r"sicurezza in|degrado|cinghiali(?! aggressiv)|lupi|zanzar[ae]|profughi|ucraina|gaza|poverta|"
    r"migranti|spoiler|"
    r"cervelli|(?<!da )turismo|incanta\w*|violenza|razzismo|panchin[ae]|colori|di (?:iscrizioni|richieste|"
    r"adesioni|gente)|"
    r"vertice|il pd|"
    r"la lega|senzatetto|senza ?dimora|compleanno|coldiretti|parcheggi|per la sosta|medici di base|caro|solitudine|"
    r"sanitaria|gas serra|clima|climatic\w+|"
    r"tossicodipenden\w+|culturale|(?<!isola )ecologica|stress|yoga|all estero|turchia|australia|siria|marocco)"
)
_MOURNING = (
    r"(?:cordoglio|lutto|si e spent[oa]|addio|funeral[ei]|(?<!argine )maestr[oa]|don \w+|parroco|ex sindac[oa]|"
    r"ex assessore|prof|professor\w*|per \d+ anni|borsa di studio|"
    r"aveva \d+ anni|scompars[oa] a \d+ anni)"
)
_DENIED = (
    r"(?:nessun[oa]? (?:\w+ )?(?:allerta|allarme|pericolo|criticita|emergenza|rischio|fenomen\w+|danno|problema|"
    r"evacuazione|fuga|incendio|crollo|contaminazione|esondazione|ordigno|nube)|"
    r"non (?:e|c e|ci sono|risulta\w*|sono)(?: \w+){0,3} (?:alcun\w*|in corso|previst[aoie])|"
    r"fals[oaie] (?:allarm[ei]|mito|notizi[ae]|messagg[io]+|voc[ei])|priv[aoe] di fondamento|infondat\w+|"
    r"bufal[ae]|fake|smenti\w+(?! (?:la |l )?(?:revoca|fine|cessazione))|niente (?:allert\w|panico)|nella norma|"
    r"sicura|buona|(?<!non )e potabile|potabile gratis|"
    r"fontanella|casetta)"
)
# What no true alert has in its title.
_PLAIN = (
    r"(?:anniversari\w*|\w+ennale|\w+enari[oa]|ann[oi] (?:dopo|fa)|commemor\w+|rievoca\w+|lapide|d epoca|"
    rf"{_ACT}19\d\d|"
    r"libr[oi]|romanz[oi]|film|documentari[o]?|mostra|commedia|spettacol[oi]|museo|cineforum|escape|cabaret|"
    r"convegn[oi]|seminari[o]?|webinar|workshop|conferenz[ae]|graduatori[ae]|band[oi]|gara (?:d|di)|sentenza|"
    r"rimbors[oi]|risarciment\w*|(?<!punto di )(?<!punti di )(?<!area )ristor[oi]|indennizz[oi]|polizz[ae]|"
    r"contribut[oi]|raccolta fondi|liquidazione|"
    r"impegno di spesa|aggiudica\w+|open day|cosa significa\w*|domande frequenti|falso mito|gemellagg\w+|"
    r"come (?:funziona|leggere|si legge|iscriversi)|vademecum|opuscol[oi]|(?<!in )corso (?:di|per)|fantasia|notaio|"
    r"laborator[io]|intitolat[ao]|"
    r"si e spent[oa]|a \d+ anni$|aveva \d+ anni|per \d+ anni|racconti|un anno da(?:l|lla|ll|llo|i|lle)?|"
    r"caccia al|(?:periodo di )?(?:massim\w+|grave) pericolosita|pericolosita incendi|allenator\w+|poesia|"
    r"cordoglio|panettone|carnevale|peperoncino)"
)
_CALM = (
    r"(?:volontar\w+(?! (?:per le ricerche|al lavoro|impegnat\w+|in azione|sul posto|mobilitat\w+))|reclut\w+|"
    r"cerc(?:a|asi|ano) (?:volontar|autist|person|donator|famigli)\w*|formazione|"
    r"addestrament\w+|"
    r"serat[ae]|assemblea|riunion[ei]|presentazion[ei]|presentat[oa]|avviso pubblico|concors[oi]|ringrazia\w+|"
    r"grazie|premi\w*|"
    r"chi(?:unque)? avvist\w+|in caso di|benemerenz[ae]|encomi[o]?|solidarieta|consigli(?: utili|"
    r" per)?|cosa fare|"
    r"come (?:comportarsi|difendersi|proteggersi|fare)|numeri utili|chi chiamare|newsletter|approva\w+|"
    r"centro anziani|"
    r"(?:luoghi|spazi|sale|centri|ambienti|biblioteche) climatizzat\w+|commissario|regione chiede|scriv\w+ alla|"
    r"consiglio comunale|convocazion\w+|seduta|di bilancio|al bilancio|variazion[ei] d urgenza|per gli over|"
    r"a domicilio|servizio gratuito|scampat[oa]|incontrano i|volontariato|"
    r"caditoie|urgente di ricerca|ricerca personale|rinnovo|guida|cosa si puo fare|frontist\w+|"
    r"attenzione a\w{0,4}|modulo)"
)
_SOME = (_PAST, _CULTURE, _MONEY, _WORKS, _LEARNING, _CRIME, _FIGURE, _MOURNING, _DENIED)
_PATTERNS = (
    (Talk.PLAIN, lazy_re(rf"\b{_PLAIN}(?!\w)")),
    *((Talk.LIKELY, lazy_re(rf"\b{one}(?!\w)")) for one in _SOME),
    (Talk.CALM, lazy_re(rf"\b{_CALM}(?!\w)")),
)
_MOST = 2  # words of one kind that count
# The name of a street says nothing: "fuga di gas in via del Teatro".
_STREET = lazy_re(
    r"\b(?:via|viale|piazza|piazzale|largo|vicolo) (?:(?:del|della|dei|degli|delle|dell|di|d|san|santa|don) )*\w+"
)


def talk_in(words: str) -> Iterator[Talk]:
    """Each kind of talk that folded words have; one of several words counts twice."""
    read = _STREET.sub("via", words)
    return (talk for talk, pattern in _PATTERNS for _ in islice(pattern.finditer(read), _MOST))


# A change of services that is none: what is only talked of, or planned. "Chiuso per un concerto" is one.
NO_CHANGE = lazy_re(
    r"\b(?<!per )(?<!per il )(?<!per la )(?<!per un )(?<!per l )(?<!per lo )(?<!per una )(?<!causa )(?<!durante il )"
    rf"(?:{_PAST}|{_CULTURE}|{_MONEY}|{_CRIME}|{_MOURNING}|{_DENIED}|progett[oi]|nuovi alberi|volontar\w+|premia\w+|"
    r"cors[oi] (?:di|per|d)|convegn[oi]|incontro|open day|vacanze|inaugur\w+|abbandona|sicur[eoa]|fame|mercatin\w+|"
    r"contro i|"
    r"nuov[oi] gruppo|iscrizioni|culturale|al via)(?!\w)"
)
# An order to save water is none of danger: "divieto di usare l'acqua potabile per irrigare".
THRIFT = lazy_re(
    r"\b(?:irriga\w+|innaffia\w+|piscin[ae]|lavaggi\w*|lavare|(?:extra ?|non )?domestic\w+|orti|giardin[oi]|sprec\w+|"
    r"parsimoni\w+|non essenzial\w+)\b"
)
EXERCISE = lazy_re(
    r"\b(?:esercitazion[ei]|simulazion[ei]|simula|simulano|simulera|simulat[aoie]|per finta|fint[oaie] (?:incendi|"
    r"terremot|alluvion|evacuazion|emergenz|allarm|incident|scoss|piena|esplosion)\w*|drill|"
    r"prov[ae] (?:di|d) (?:esodo|sfollamento)|addestrament\w+|"
    r"prov[ae](?: \w+){0,4} (?:allerta|allarme|siren[ae])|"
    r"prov[ae] (?:di |d |del |della |generale |tecnic\w+ |acustica )*(?:esodo|evacuazion\w+|allontanamento|"
    r"antincendio|"
    r"allert\w+|soccorso|emergenza|trasmissione|piano|piena|alluvione|protezione)|"
    r"test(?: \w+){0,4} (?:it alert|siren[ae]|allarme|allert\w+|sistema|evacuazione|emergenza)|"
    r"(?:it alert|siren[ae]|allarme|allerta|messaggio|sistema)(?: [\w|]+){0,7}? test|(?:e|solo) un test|"
    r"(?:^|(?<=\| ))test(?: test)*(?= \||$)|prova tecnica|messaggio di prova|(?:e|solo|e solo) una prova)\b"
)
NO_EXERCISE = lazy_re(
    r"\bnon (?:e|si tratta di)(?: \w+){0,2} (?:esercitazione|simulazione|prova|test)\b|"
    r"\btest (?:antigen|rapid|sierolog|medic|d ingresso|invalsi)"
)
# An exercise of protection even where no danger is named.
EXERCISE_ALONE = lazy_re(
    r"(?:^|\| )(?:(?:grande|maxi|l|attenzione|solo|conclusa|oggi|domani) )*esercitazione\b(?! (?:di|"
    r"d) (?!protezione|piena))|\bprov[ae] (?:di|d) (?:esodo|sfollamento|evacuazione)\b"
)
# The end of one danger, besides what `phases.py` knows.
OVER_OF = {
    Matter.EVACUATION: lazy_re(
        r"\b(?:chiude|chiusa|smontata) (?:la )?tendopoli\b|"
        r"\brevoca(?:t[aoe])?\b(?: (?!parzial|in parte)[^ ]+){0,6} (?:sgombero|evacuazione|sfollamento|inagibilita)\b"
    ),
    Matter.MISSING: lazy_re(
        r"\b(?:ritrovat|rintracciat)[oaie] (?:a|in|nel|nella|ieri|oggi)\b|"
        r"\b(?:ri)?trovat[oa] (?:[^| ]+ ){1,3}\| sta bene\b|\b(?:ritrovat|rintracciat|trovat|salvat)[oaie](?= \||$|"
        r" (?:san[oaie]|viv[oaie]|sta|in buone|senza vita|"
        r"mort[oaie])\b|"
        r" (?:l |il |la |i |le |lo )?(?:\w+enn|pescator|cacciator|nonn|alpinist|turist|anzian|uomo|donn|bambin|"
        r"ragazz|person|minore|escursionist|dispers|scompars))"
    ),
    Matter.FIRE: lazy_re(r"\b(?:spent|domat|estint)[oie]\b"),
    Matter.GAS: lazy_re(
        r"\b(?:guasto|perdita|fuga|tubo)(?: [^ ]+){0,5} (?:riparat|risolt|eliminat)[oa]\b|"
        r"\b(?:riparat|risolt|eliminat)[oa] (?:il |la )?(?:guasto|perdita|fuga)"
    ),
    Matter.WEATHER: lazy_re(
        r"\b(?:ondata|caldo|gelo|maltempo|neve|nevicata)(?: [^|]+){0,4}? (?:finit|terminat|conclus|esaurit|"
        r"passat)[oa]\b"
    ),
    Matter.FLOOD: lazy_re(
        r"\bpassat[ao] (?:la |l )?(?:piena|onda|ondata)\b|\bcolmo(?: [^ ]+){0,3} passat[oa]\b|\b(?:piena|"
        r"onda)(?: [^ ]+){0,3} (?:passata|defluita|esaurita)\b|"
        r"\b(?:sces[oai]|scende|scendono|rientrat[oi])(?: [^ ]+){0,3} (?:sotto|al di sotto)\b"
    ),
    Matter.QUAKE: lazy_re(r"\bconclus[eoia] (?:le |i )?(?:verifich|controll|sopralluogh)\w+"),
    Matter.ORDNANCE: lazy_re(
        r"\bconclus[eoia] (?:le operazioni di |il )?(?:disinnesco|bonifica|brillamento)\b|"
        r"\b(?:disinnescat[oaie]|fatt[aeio] brillare|"
        r"(?:disinnesco|bonifica|brillamento)(?: [^ ]+){0,5} (?:conclus|completat|terminat)[oa])\b"
    ),
}
# The end of any danger: people may do again what they could not.
OVER_OF_ANY = lazy_re(
    r"\brientrat[ie] (?:gli |le |i )?(?:evacuat|sfollat|famigli|resident|abitant)\w+|"
    r"\b(?:possono|puo|potranno)(?: di nuovo| ora| gia)* (?:rientrare|uscire|riaprire)\b|"
    r"\b(?:rientr[oi]|rientran[oi]|rientrat[oi]|ritorno|ritornano) (?:di nuovo |tutti )?(?:a|in|nelle|nella|"
    r"alle) (?:proprie |loro )?(?:cas[ae]|abitazion\w+)\b|"
    r"\btornat[oaie] (?:tutti )?(?:a|nelle) (?:loro )?cas[ae]\b|\bcatturat[oaie]\b|"
    r"\b(?:emergenza|allarme|allerta|pericolo)(?: e)? (?:conclus|finit|terminat|rientrat|cessat)[oa]\b|"
    r"\bsituazione (?:e )?(?:torna|tornata|rientrata)\b|\brinvenut[oaie] (?:san|viv|in buone)|"
    r"\b(?:e|sono) stat[oaie] (?:ri)?trovat[oaie](?! (?:senza|il|un|una|la|l)\b)"
)
LASTS = lazy_re(
    r"\b(?:non|ancora|mai|rest\w+|riman\w+|perman\w+|nessun\w*|prosegu\w+|continu\w+|fino|sino|attesa|se|quando|"
    r"prima|parzial\w*|in parte|solo|prematur\w*|presto|smenti\w*|fals[aoie]|bufal[ae]|fake|(?<! e )salvo|tranne)\b"
)
