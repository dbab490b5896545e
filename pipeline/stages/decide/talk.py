"""Words of a title that only talks of a danger: of a past one, a plan, money, a course, a play. Pure.

`TALK` leaves no emergency; `CALM` are words of quiet days that also stand in a true alert ("numeri utili"). `GONE` is
the part of `TALK` that not even an order ("restate in casa") outweighs.
"""

from __future__ import annotations

import re

from pipeline.stages.decide.signs import Matter

_PAST = (
    r"(?:ann[oi] (?:dopo|fa)|anniversari\w*|un anno da(?:l|lla|ll|llo|i|lle)?|commemor\w+|ricord[oiaa]|ricordan\w+|"
    r"memoria|"
    r"vittime|lapide|d epoca|bombardament\w+|secolo|\w+ (?:scorso|scorsa)|del [4-9]\d|compie|"
    r"(?<!\bn )(?<!\bnr )(?<!\bprot )(?:19\d\d|20[01]\d)|"  # a year, not the number of an act
    r"di (?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)$|"
    r"a (?:\w+ )?(?:\d+|dieci|vent|trent|quarant|cinquant)\w* anni (?:da|dal|dalla|dall)|partigian\w+|in guerra|"
    r"in russia)"
)
_CULTURE = (
    r"(?:mostr[ae]|libr[oi]|romanz[oi]|documentari[o]?|film|proiezion[ei]|spettacol[oi]|concert[oi]|teatr\w+|museo|"
    r"foto\w*|"
    r"racconti|racconto|cucina|gar[ae] (?:di|del)|gioco|giochi|squadra|derby|escape|storia|stori[ae] di|cinem\w+|"
    r"cineforum|"
    r"giallist\w+|autore|carnevale|panettone|maratona|divis[ae]|giallo in|visita|festegg\w+|festa|veglia|"
    r"notte bianca|"
    r"campo scuola|monologo|lettur[ae]|musica|aperitivo|"
    r"laborator[io]|fantasia|silenzio|comic[oa]|giro d|al giro|dibattito|medaglia)"
)
_MONEY = (
    r"(?:contribut[oi]|ristori|rimbors[oi]|risarciment\w*|fondi|finanzia\w+|stanzia\w*|band[oi]|milion[ei]|"
    r"mila euro|euro|"
    r"cont[ao] dei danni|danni (?:da|del|della|dell|di|causati)|per i danni|danneggiat\w+|calamita|ricostru\w+|"
    r"post (?:sisma|alluvione|terremoto)|bonus|detrazion[ei]|incentiv[oi]|rateizz\w+|bollett[ae]|raccolta fondi|"
    r"prezzi|aiuti)"
)
_WORKS = (
    r"(?:(?:conclusi|terminati|finiti|al via|iniziati|affidati|finanziati|partiti|approvati|avviati)(?: i| gli)? "
    r"(?:lavori|cantieri)|messa in sicurezza|consolida\w+|progett[oi]|appalt[oi]|affidat[oa]|contratt[oi]|inaugur\w+|"
    r"riqualificazion\w+|adeguament\w+|edilizia scolastica|microzonazion\w+|somma urgenza|contro i|"
    r"gruppo elettrogeno|"
    r"sostituzione|al via|case popolari|autopompa|bonificat[oa]|nuov[oai] (?:sede|mezz[oi]|gruppo|automezzo|"
    r"presidente|piano|"
    r"servizio|alberi|vettura|casa|case|impianto))"
)
_LEARNING = (
    r"(?:convegn[oi]|seminari[o]?|(?<!in )cors[oi] (?:di|d(?! acqua)|per|base|gratuit\w+|anti\w+)|corso antincendio|"
    r"conferenz[ae]|webinar|vademecum|opuscol[oi]|espert[oi]|ne parliamo|assemblea pubblica|incontr[oi]|tavol[oa]|"
    r"open day|"
    r"lezione di|cosa significa\w*|come (?:funziona|leggere|si legge|iscriversi|chiedere|richiedere|segnalare)|"
    r"classificazion\w+|domande frequenti|prevenzione|campagna|io non rischio|(?<!fine )settimana (?:della|di|del)|"
    r"giornata (?:della|del|dell|mondiale|nazionale|senza|di(?! (?:domani|oggi|ieri|\w+di|sabato|domenica)))|"
    r"ricev\w+ le allerte|scarica|app|iscri\w+|sistema di allertamento|servizio di (?:allert\w+|messagg\w+)|"
    r"zon[ae] di allerta|"
    r"pian[oi] (?:comunal[ei]|di|d|neve)|rapporto|dati|regolament[oi]|questionari[o]?|relazione|pagina|"
    r"intitolat[ao]|cerimonia|festival|poesia|sponsor|graduatori[ae]|gemellaggi\w+|moduli)"
)
_CRIME = (
    r"(?:arrest\w+|denunc\w+|condann\w+|dolos[oi]|indagin[ei]|process[oi]|piroman[ei]|tribunale|sentenza|truff[ae]|"
    r"furti|"
    r"bomba carta|sequestr\w+|multe|vandal\w+|phishing|email|evaso)"
)
_FIGURE = (
    r"(?:emozion[ei]|politic\w+|polemic\w+|nascite|demografic[oa]|social[ei]|educativ[oa]|abitativ[oa]|"
    r"emergenza casa|"
    r"sicurezza in|degrado|cinghiali|lupi|zanzar[ae]|west nile|profughi|ucraina|gaza|poverta|migranti|spoiler|"
    r"cervelli|"
    r"turismo|violenza|razzismo|panchin[ae]|colori|di (?:iscrizioni|richieste|adesioni|gente)|vertice|il pd|la lega|"
    r"senzatetto|senza ?dimora|compleanno|coldiretti|parcheggi|medici di base|caro|solitudine|sanitaria|gas serra|"
    r"clima|climatic\w+|"
    r"tossicodipenden\w+|culturale|ecologica|stress|yoga|all estero|turchia|australia|siria|marocco)"
)
_MOURNING = (
    r"(?:cordoglio|lutto|si e spent[oa]|addio|funeral[ei]|(?<!argine )maestr[oa]|don \w+|parroco|ex sindac[oa]|"
    r"ex assessore|prof\w*|"
    r"aveva \d+ anni|scompars[oa] a \d+ anni)"
)
_DENIED = (
    r"(?:nessun[oa]? (?:\w+ )?(?:allerta|allarme|pericolo|criticita|emergenza|rischio|fenomen\w+|danno|problema|"
    r"evacuazione|fuga|incendio|crollo|contaminazione|esondazione|ordigno|nube)|"
    r"non (?:e|c e|ci sono|risulta\w*|sono)(?: \w+){0,3} (?:alcun\w*|in corso|previst[aoie])|"
    r"falso (?:allarme|mito)|"
    r"bufal[ae]|fake|smenti\w+(?! (?:la |l )?(?:revoca|fine|cessazione))|niente (?:allert\w|panico)|nella norma|"
    r"sicura|(?<!non )e potabile|potabile gratis|"
    r"fontanella)"
)
TALK = re.compile(
    rf"\b(?:{_PAST}|{_CULTURE}|{_MONEY}|{_WORKS}|{_LEARNING}|{_CRIME}|{_FIGURE}|{_MOURNING}|{_DENIED})(?!\w)"
)
GONE = re.compile(rf"\b(?:{_PAST}|{_LEARNING}|{_CRIME}|{_FIGURE}|{_MOURNING}|{_DENIED})(?!\w)")
CALM = re.compile(
    r"\b(?:volontar\w+|reclut\w+|cerc(?:a|asi|ano) (?:volontar|autist|person|donator|famigli)\w*|formazione|"
    r"addestrament\w+|"
    r"serat[ae]|assemblea|riunion[ei]|presentazion[ei]|presentat[oa]|avviso pubblico|concors[oi]|ringrazia\w+|"
    r"grazie|premi\w*|"
    r"benemerenz[ae]|encomi[o]?|donazion[ei]|solidarieta|consigli(?: utili| per)?|cosa fare|"
    r"come (?:comportarsi|difendersi|proteggersi|fare)|numeri utili|chi chiamare|newsletter|approva\w+|"
    r"centro anziani|"
    r"climatizzat\w+|commissario|regione chiede|scriv\w+ alla|modulo)(?!\w)"
)
# A change of services that is none: what is only talked of, or planned. "Chiuso per un concerto" is one.
NO_CHANGE = re.compile(
    r"\b(?<!per )(?<!per il )(?<!per la )(?<!per un )(?<!per l )(?<!per lo )(?<!per una )(?<!causa )(?<!durante il )"
    rf"(?:{_PAST}|{_CULTURE}|{_MONEY}|{_CRIME}|{_MOURNING}|{_DENIED}|progett[oi]|nuovi alberi|volontar\w+|premia\w+|"
    r"cors[oi] (?:di|per|d)|convegn[oi]|incontro|open day|vacanze|inaugur\w+|abbandona|sicur[eoa]|fame|mercatin\w+|"
    r"contro i|"
    r"nuov[oi] gruppo|iscrizioni|culturale|al via)(?!\w)"
)
# An order to save water is none of danger: "divieto di usare l'acqua potabile per irrigare".
THRIFT = re.compile(
    r"\b(?:irriga\w+|innaffia\w+|piscin[ae]|lavaggi\w*|lavare|(?:extra ?|non )?domestic\w+|orti|giardin[oi]|sprec\w+|"
    r"parsimoni\w+|non essenzial\w+)\b"
)
EXERCISE = re.compile(
    r"\b(?:esercitazion[ei]|simulazion[ei]|simulat[aoie]|per finta|addestrament\w+|"
    r"prov[ae](?: \w+){0,4} (?:allerta|allarme|siren[ae])|"
    r"prov[ae] (?:di |d |del |della |generale |tecnic\w+ |acustica )*(?:esodo|evacuazion\w+|allontanamento|"
    r"antincendio|"
    r"allert\w+|soccorso|emergenza|trasmissione|piano|piena|alluvione|protezione)|"
    r"test(?: \w+){0,4} (?:it alert|siren[ae]|allarme|allert\w+|sistema|evacuazione|emergenza)|"
    r"(?:it alert|siren[ae]|allarme|allerta|messaggio|sistema)(?: [\w|]+){0,7}? test|(?:e|solo) un test|"
    r"(?:^|(?<=\| ))test(?: test)*(?= \||$)|prova tecnica|messaggio di prova|(?:e|solo|e solo) una prova)\b"
)
NO_EXERCISE = re.compile(
    r"\bnon (?:e|si tratta di)(?: \w+){0,2} (?:esercitazione|simulazione|prova|test)\b|"
    r"\btest (?:antigen|rapid|sierolog|medic|d ingresso|invalsi)"
)
# An exercise of protection even where no danger is named.
EXERCISE_ALONE = re.compile(
    r"(?:^|\| )(?:(?:grande|maxi|l|attenzione|solo|conclusa|oggi|domani) )*esercitazione\b(?! (?:di|"
    r"d) (?!protezione|piena))"
)
# The end of one danger, besides what `phases.py` knows.
OVER_OF = {
    Matter.EVACUATION: re.compile(
        r"\brevoca(?:t[aoe])?\b(?: (?!parzial|in parte)[^ ]+){0,6} (?:sgombero|evacuazione|sfollamento|inagibilita)\b"
    ),
    Matter.MISSING: re.compile(
        r"\b(?:ritrovat|rintracciat)[oaie] (?:a|in|nel|nella|ieri|oggi)\b|"
        r"\b(?:ritrovat|rintracciat|trovat|salvat)[oaie](?= \||$| (?:san[oaie]|viv[oaie]|sta|in buone|senza vita|"
        r"mort[oaie])\b|"
        r" (?:l |il |la |i |le |lo )?(?:anzian|uomo|donn|bambin|ragazz|person|minore|escursionist|dispers|scompars))"
    ),
    Matter.FIRE: re.compile(r"\b(?:spent|domat)[oi]\b"),
    Matter.ORDNANCE: re.compile(
        r"\b(?:disinnescat[oaie]|fatt[aeio] brillare|"
        r"(?:disinnesco|bonifica|brillamento)(?: [^ ]+){0,5} (?:conclus|completat|terminat)[oa])\b"
    ),
}
LASTS = re.compile(
    r"\b(?:non|ancora|mai|rest\w+|riman\w+|perman\w+|nessun\w*|prosegu\w+|continu\w+|fino|sino|attesa|se|quando|"
    r"prima|parzial\w*|in parte|solo|prematur\w*|presto|smenti\w*|fals[aoie]|bufal[ae]|fake|(?<! e )salvo|tranne)\b"
)
