"""The signs of dangers, of orders, and of what is under way, as tables (see `signs.py`). Data only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.stages.decide.signs import Sign, Strength, signs

PARTS: Mapping[str, str] = {
    "near": r"(?: [^| ]+){0,4}?",  # words of the same clause
    "far": r"(?: [^ ]+){0,9}?",  # or of the next ones
    "art": r"(?:l |la |il |lo |i |gli |le |un |una |uno )?",
    "alert": r"(?:pre)?all?ert(?:a|e|amento)|livello|criticita|bollettino|stato di preallarme",
    "red": r"(?<!croce )(?<!zona )(?<!da )(?:ross[ao]|arancion[ei]|arancio)",
    "weather": (
        r"meteo~|maltempo|neve|nevicat[ae]|gelo|ghiaccio|piogg~|temporal[ei]|vento|burrasca|idro~|idraulic~|bufera"
    ),
    "dangerous": (
        r"<weather>|(?:pre)?allert[ae]|allarme|rischi~|pericol~|croll~|terremot~|scoss[ae]|sism[ao]|emergenz~|piena|"
        r"fran[ae]|"
        r"avvers~|allagament~|contaminat~|inagibil~|incendi~|fuga di gas|cediment~|infiltrazion~"
    ),
    "homes": r"cas[ae]|abitazion[ei]|edifici[o]?|immobil[ei]|palazz~|appartament[oi]|fabbricat[oi]",
    "people": r"abitanti|residenti|famigli[ae]|popolazione|cittadini|sfollati|condomini",
    "schools": (
        r"scuol[ae]|pless[oi]|lezioni|didattic~|asil[oi]|nid[oi]|scolastic~|liceo|istitut[oi]|elementari|materna|"
        r"primaria"
    ),
    "shut": r"chius~|chiude~|chiudono|sospes~|sospension~|inagibil~|evacuat~|ferm[aeio]",
    "somebody": (
        r"person[ae]|uomo|uomini|donn[ae]|anzian[oaie]|bambin[oaie]|ragazz[oaie]|minor~|giovane|pensionat[oa]|"
        r"escursionist[ai]|"
        r"cercator[ei]|pescator[ei]|turist[ai]|signor~|\d\denne|\d{1,2} anni|alpinist[ai]|sub|studente~"
    ),
    "bomb": r"ordign[oi]|bomb[ae](?! (?:carta|d acqua|di))|residuat[oi] bellic[oi]|mina antiuomo|granata",
    "river": (
        r"fium[ei]|torrent[ei]|canal[ei]|po|mincio|secchia|panaro|adige|arno|tevere|reno|piave|lago|rio|fosso|roggia|"
        r"naviglio|scolo|bacino"
    ),
    "water": r"acqua|acquedott~|idric~|rubinetto|rete idrica|falda|fontan[ae]|pozz[oi]",
    "drink": r"potab+il~|alimentar[ei]|uman[oi]|bere|berla|bevete|consum[oia]~|cucinare",
    "ban": r"diviet~|vietat~|inibi~|inibizione|non|sospes[oa] (?:l |il )?(?:uso|consumo|utilizzo)",
    "supply": r"energia elettrica|corrente|elettricita|luce|acqua|telefon[oi]",
    "everywhere": (
        r"(?:tutt[oaie]|inter[oaie]|gran parte (?:del|della)) (?:(?:il|la|l|le|i) )?(?:\w+ )?(?:paese|citta|comune|"
        r"territorio|centro|"
        r"frazion[ei]|valle|zona)"
    ),
    "road": (
        r"strad[ae]|vi[ae]|vial[ei]|vicolo|piazz[ae]|corso|lungomare|contrada|sottopass~|cavalcavia|viadott[oi]|"
        r"pont[ei]|"
        r"galleri[ae]|statale|provinciale|sp|ss"
    ),
    "place": (
        r"(?:in|su|sulla|sulle|sul|nel|nella|a|sopra|sotto|lungo) (?:[^| ]+ )?(?:<road>|localita|contrada|frazione|"
        r"zona|borgo|paese|"
        r"citta|collina|stazione|porto|campo|cantiere|scuola|fraz|loc|quartiere|centro)"
    ),
    "cut_off": (
        r"fran[ae]|smottament~|neve|nevicat~|valang~|piena|croll~|maltempo|alluvion~|senza (?:corrente|luce|acqua)"
    ),
}

_SCHOOLING = "scuo ples lezi dida asil nido nidi scol lice isti elem mate prim"
_SURE = r"""
weather : alle aler prea live crit boll stat : (?:<alert>)<far> <red>
weather : aran ross : <red>(?: per)?<near> (?:rischio|<weather>)
weather : alla : allarme<near> (?:<red>)<far> <weather>|allarme (?:<red>)
weather : codi : codice arancione|<weather><far> codice rosso|codice rosso<far> <weather>
weather : crit : criticita (?:elevata|moderata)|(?:elevata|moderata) criticita
weather : mass : massima allerta
flood : eson stra trac : (?:esonda|tracima|straripa)(?:no)?|(?:esondat|tracimat|straripat)[oi] (?:il|l|i)|straripato|
    <river><near> (?:esondat|tracimat|straripat)[oaie]
flood : eson stra trac : (?:e|sta|stanno) (?:esond|tracim|strarip)a~
flood : eson trac stra allu inon : (?:rischio|pericolo) (?:di )?(?:esond|tracim|straripament|alluvion|inondazion)~
flood : argi : argin[ei]<near> (?:a rischio|rott[oi]|ced~)|(?:rottura|cediment~|fall[ae]|rott[oi]|ced(?:e|ono|uto)|
    fontanazz~|romp~)<near> argin~
flood : eson : esondazion~ (?:del|dello|della|dell) <river>
flood : argi : (?:fuori dagli|uscit[oa] dagli|esce dagli|oltre gli) argini
flood : pien : (?:onda di )?piena<near> (?:in arrivo|in corso|in transito|attesa|eccezionale|imminente)|
    attes[ao]<near> piena
flood : pien colm : pericolo (?:di )?(?:onda di )?piena|colmo (?:di piena )?previsto
flood : sogl live : (?:oltre|super~|sopra)<near> (?:soglia|livell[oi]) (?:di |d )?(?:allarme|guardia|allerta|
    criticita)
flood : acqu case : acqua alta eccezionale|acqua (?:nelle|dentro le) case|case allagate
evacuation : evac : evac+uazion~<near> (?:immediat~|urgent~|preventiv~|precauzional~|cautelativ~|in corso|
    obbligatori~|del centro|via|<people>|frazion~|quartier~|<homes>|local[ei])
evacuation : evac : (?:ordinanza|ordine|ordina~|disposta|dispone|orari) (?:[^ ]+ ){0,7}?evac+uazion~
evacuation : evac : evac+uat[aeio]|evac+uare(?: [^| ]+){0,3} (?:subito|immediatamente|<homes>|via|zona)|
    evac+uare (?:subito|immediatamente)
evacuation : sgom sfol : (?:sgomber[oi]|sfollament[oi])<near> (?:immediat~|urgent~|preventiv~|precauzional~|
    cautelativ~|<homes>|<people>)
evacuation : sgom sfol : (?:sgomberat|sfollat)[aeio]
evacuation : lasc abba : (?:lascia~|abbandona~)(?: [^| ]+){0,3} (?:cas[ae]|abitazion[ei]|edifici)
evacuation : abit resi fami popo citt sfol cond : (?:<people>)(?: [^| ]+){0,6} (?:dev~|dovranno|invitat[ie] a|
    obbligat[ie] a) (?:uscire|lasciare|andarsene|allontanarsi|evacuare)
evacuation : gole : golen~(?: [^| ]+){0,4} (?:andarsene|allontana~|lasciare)
water : pota : non (?:e )?(?:piu )?potab+il~
water : acqu idri rubi fald pozz font rete : <ban><far> <drink><far> <water>|<ban><far> <water><far> <drink>|
    <water><far> <ban><far> <drink>
water : pota : (?:diviet~|inibizione|vietat~)<near> potab+il~
water : acqu : non (?:bere|bevete|utilizza~|usa~)(?: [^| ]+){0,2} acqua
water : boll : boll(?:ire|ite|ita)<far> acqua|acqua<far> boll(?:ire|ita)
water : acqu : acqua (?:[^| ]+ )?(?:inquinata|contaminata|avvelenata)|acqua(?: [^| ]+){0,4} non (?:e )?(?:conforme|
    idonea)
water : cont inqu : (?:contaminazione|inquinamento|contaminat[oa])<near> <water>
school : <schooling> : <schools><far> <shut>(?! per le vacanze)<far> <dangerous>
school : <schooling> : <shut><far> <schools><far> <dangerous>
school : <schooling> : <dangerous><far> (?:<schools><near> <shut>|<shut><near> <schools>)
school : nien : niente (?:scuol[ae]|lezioni)<far> <dangerous>|<dangerous><far> niente (?:scuol[ae]|lezioni)
gas : gas meta : (?:fug[ahe]+|fuoriuscita|allarme) (?:di )?(?:gas|metano)|(?:odore|puzza) di gas|gas \| allarme
gas : gas meta : rottura (?:di )?(?:tub~|condott[ao])<near> (?:gas|metano)
gas : gas meta : rott[ao]<near> (?:gas|metano)|(?:tub~|condott[ao])<near> (?:gas|metano)<near> (?:tranciat|rott|
    danneggiat|spezzat)[ao]
toxic : nube nubi : nub[ei] (?:tossic[ahe]+|di fumo|chimica|nera|di gas)
toxic : orta verd uova pesc moll frut : (?:non|divieto di) (?:consumare|mangiare|raccogliere)<near> (?:ortaggi|
    verdur[ae]|uova|pesce|pesci|molluschi|frutta)
collapse : pont viad cava : (?:ponte|viadotto|cavalcavia)<far> (?:a rischio|pericolante|pericolo|crollat[oi])|
    cediment~<near> (?:ponte|viadotto)
collapse : crol : crollat[oai] <art>(?:muro|mura|tetto|solaio|ponte|palazz~|campanile|controsoffitto|parete|volta|
    casa)
collapse : crol : (?:pericolo|rischio) (?:di )?crollo
collapse : isol : isolat[ae]<far> <cut_off>|<cut_off><far> isolat[ae]
collapse : fran crol vora cedi ceda : (?:fran[ae]|croll[oai]~|voragin[ei]|cediment[oi])<near> <place>
ordnance : ordi bomb resi mina gran : (?:<bomb>)<near> <place>|(?:trovat|rinvenut|ritrovat|
    scopert)[oaie] <art>(?:<bomb>)
ordnance : ordi bomb resi mina gran : (?:<bomb>)<far> (?:evac+ua~|interdett~|zona rossa|allontana~|inesplos~|in corso|
    transennat~)
ordnance : ordi bomb resi mina gran : (?:disinnesco|bonifica|brillamento)<near> (?:<bomb>)|allarme bomba
quake : terr sism : (?:terremoto|sisma|evento sismico) (?:di )?(?:m|ml|magnitudo) \d|evento sismico<far> (?:sospes~|
    chius~|attivat~)
quake : scos terr sism : scoss[ae] (?:[^| ]+ ){0,2}?(?:di terremoto|sismic[ahe]+)|(?:terremoto|
    sisma)(?: [^ ]+){0,3}? (?:scossa|magnitudo|m \d)
outage : blac : black ?out<near> (?:esteso|generale|generalizzato|totale|(?:in |su )?<everywhere>)
outage : senz manc buio secc : <everywhere><far> (?:senz~<near> <supply>|al buio|a secco)|(?:senza|
    mancanza)(?: d\w{0,4})? <supply><far> <everywhere>
outage : buio secc : (?:citta|paese|comune|frazione) inter[oa]<near> (?:al buio|a secco)
missing : scom disp : scompars[oa] da casa|(?:scompars|dispers)[oaie]<far> <somebody>|<somebody>(?: [^|
    ]+){0,3}? (?:scompars|dispers)[oaie]
missing : vist vede veda : chi (?:lo|la) ved[ea]|chi (?:lo|la|l|li) (?:ha|avesse|abbia) vist~
missing : cerc trov ritr : (?:si cerca(?:no)?|cerchiamo|a trovare|aiut~ a ritrovare)(?: [^ ]+){0,6} anni
missing : torn rien rito allo : non (?:e (?:piu )?(?:tornat|rientrat)[oa]|ha fatto ritorno|fa ritorno) a casa|
    allontanat[oa] da casa
missing : manc : manca da casa
missing : noti : (?:chi|chiunque) (?:ha|abbia|avesse) (?:sue )?notizie
flood : sali cres : (?:fiume|livello|acque|<river>)<near> continua a (?:salire|crescere)
other : rest rima : (?:rest|riman)(?:ate|are|ete|ere)(?: [^| ]+){0,2} (?:in casa|a casa|al chiuso|nelle (?:case|
    abitazioni|proprie abitazioni))|(?:rest|riman)(?:ate|are|ete|ere) (?:ai|al) pian[oi]
other : usci : non (?:uscite|uscire)(?: di casa| dalle case)?(?! d[ae])
other : allo : allontana(?:rsi|tevi)(?: [^| ]+){0,2} d\w{1,4}|allontanamento immediato
other : coc cent : attiv~<near> (?:coc|centro operativo comunale)|coc attiv~
"""


def danger_signs() -> Iterator[Sign]:
    return signs(Strength.SURE, _SURE.replace(": <schooling> :", f": {_SCHOOLING} :"), PARTS)
