"""The signs of a change of what citizens use every day, as a table (see `signs.py`). Data only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.stages.decide.signs import Sign, Strength, signs

PARTS: Mapping[str, str] = {
    "near": r"(?: [^| ]+){0,4}?",
    "far": r"(?: [^ ]+){0,9}?",
    "road": (
        r"strad[ae]|vi[ae]|vial[ei]|vicolo|piazz[ae]|piazzal[ei]|corso|lungomare|contrada|sottopass~|cavalcavia|"
        r"viadott[oi]|"
        r"pont[ei](?! del \d)|galleri[ae]|svincol~|tangenziale|statal[ei]|provincial[ei]|carreggiat[ae]|"
        r"rotatori[ae]|ciclabil[ei]|"
        r"sp|ss|passaggi[o]? a livello|centro(?! di)|semafor[oi]|tratt[oi]"
    ),
    "office": (
        r"uffici[o]?|municipio|anagraf~|sportell[oi]|bibliotec~|cimiter~|post[ae]|suap|urp|ragioneria|tribut[oi]|"
        r"protocollo|"
        r"pinacoteca|piscina|palestra|centralino|demografic[oi]|palazzo comunale|sede comunale"
    ),
    "changed": (
        r"chius~|chiud~|sospes~|sospension~|interr~|fermo|ferma|guast~|disserviz~|non (?:disponibil~|raggiungibil~|"
        r"attiv~)|"
        r"ridott~|riduzion~|modific~|variazion~|nuov[oi] orari~|orari[o]? (?:estiv|invernal|ridott|di apertura)~|"
        r"riceve~ solo|"
        r"fuori servizio|mancat~|slitta~|soppress~|stop (?:a|al|alla|ai|alle|agli|all)|straordinari~|alternativ~"
    ),
    "waste": (
        r"rifiut~|umido|differenziat~|indifferenziat~|porta a porta|ingombranti|centro di raccolta|"
        r"isol[ae] ecologic~|ecocentr~|"
        r"ricicleri[ae]|plastica|vetro|carta(?! d)|spazzatura|sacchi"
    ),
    "ride": (
        r"scuolabus|trasport[oi] (?:scolastic~|pubblic~)|autobus|bus|tren[oi]|ferroviari~|metro|traghett[oi]|"
        r"cors[ae] (?:festiv~|del)|"
        r"line[ae] \d+|circolare|navett[ae]"
    ),
    "schools": r"scuol[ae]|pless[oi]|lezioni|didattic~|asil[oi]|nid[oi]",
    "shut": r"chius~|chiude~|chiudono|sospes~|sospension~",
    "water": r"acqua|idric~|acquedotto",
    "supply": (
        r"<water>|energia elettrica|corrente|elettric~|luce|enel|gas|metano|telefonic~|telefon[oi]|internet|linea|"
        r"illuminazione|"
        r"centralino|on ?line|sito"
    ),
    "thrift": (
        r"irriga~|innaffia~|piscin[ae]|lavaggi~|lavare|extra ?domestic~|domestic~|orti|giardin[oi]|sprec~|parsimoni~|"
        r"non essenzial~"
    ),
}

# The beginnings of the words in some parts.
_BEGINNINGS = {
    "roads": (
        "stra via vie vial vico piaz cors lung cont sott cava viad pont gall svin tang stat prov carr rota cicl sp ss "
        "pass cent sema trat"
    ),
    "offices": "uffi muni anag spor bibl cimi post suap urp ragi trib prot pina pisc pale cent demo sede pala",
    "wastes": "rifi umid diff indi port ingo cent isol ecoc plas vetr cart spaz rici sacc",
    "rides": "scuo tras auto bus tren ferr metr trag cors line circ nave",
    "supplies": "acqu idri ener corr elet luce gas meta tele inte line illu cent onli on sito enel dist",
}
_TABLE = r"""
weather : alle aler codi crit live : (?:all?ert[ae]|codice|criticita|livello)(?: [^ ]+){0,6}? giall[ao]
weather : ordi crit : ordinaria criticita|criticita ordinaria
strike : scio agit asse : scioper[oi]|agitazione sindacale|assemblea sindacale
market : merc : mercato(?: [^ ]+){0,4}? (?:spostat~|si sposta|variazion~|anticip~|posticip~|trasferit~|sospes~|
    slitta~)
market : merc : (?:spostament~|anticip~|sospension~|trasferiment~|variazion~)<near> mercato|mercato<far> spostament~
waste : <wastes> : <waste><far> (?:<changed>|nessun servizio|orari|calendario|ritiro|passa|cambia)
waste : <wastes> : (?:<changed>|calendario|distribuzione|ritiro)<far> <waste>
transport : <rides> : <ride><far> (?:<changed>|sostitutiv~|rallentament~)
transport : <rides> : (?:<changed>|deviazion~)<far> <ride>
school : mens refe : (?:mensa|refezione)<far> (?:<changed>|rinviat~|guasto)|<changed><near> (?:mensa|refezione)
school : usci ingr entr : (?:uscita anticipata|ingresso posticipato|entrata posticipata)
school : scuo asil nido nidi lezi dida ples : <schools><near> <shut>|<shut><near> <schools>
outage : <supplies> : (?:interruzion~|interrott~|sospension~|sospes~|mancanza|guast~|disserviz~|distacc~|stacc~|
    riduzion~|abbassament~|manca|mancano)<far> <supply>
outage : <supplies> : (?:turnazion~|carenza|lavori|senza|cali|assenza)<far> <supply>
outage : <supplies> : <supply><far> (?:interrott~|interruzion~|sospes~|sospension~|guast~|chius[ao]|razionat~|
    spent[ao]|assent[ei]|fuori servizio|disserviz~|manutenzione)
outage : <supplies> : <supply><far> non (?:raggiungibil~|disponibil~|funzion~)
outage : acqu idri : <water><far> <thrift>|<thrift><far> <water>
outage : blac guas : black ?out|guast[oi]
outage : onli on : (?:online|on line)<far> non disponibil~
roads : <roads> : <road><far> (?:chius~|chiude|interrott~|bloccat~|guast~|interdett~|senso unico|deviat~|
    rallentament~|divieto di (?:sosta|transito))
roads : <roads> : (?:chius[aoie]|chiusur[ae]|interruzion~|interrott~|restringiment~|limitazion~|divieto di (?:sosta|
    transito|circolazione)|lavori)<near> <road>
roads : lavo : lavori<far> (?:strade interessate|divieti|sens[oi] unic[oi])
roads : viab tran traf sost circ : (?:modific~|variazion~|ordinanza|disciplina|limitazion~|divieto|
    chiusura)<near> (?:viabilita|transito|traffico|sosta|circolazione)
roads : sens asfa : sens[oi] unic[oi]|asfaltatur~
roads : traf devi : traffico<near> (?:deviat~|interdett~|bloccat~|limitat~)|deviazion~<near> (?:traffico|viabilita)
roads : cant : cantier~(?: [^ ]+){0,5} rallentament~
roads : spar spaz spal : spargisale|spazzaneve|spalaneve
offices : <offices> : <office><far> (?:<changed>|orari[o]?)
offices : <offices> : (?:<changed>|orari[o]?)<near> <office>
offices : orar : nuovi orari di apertura al pubblico
health : disi dera larv adul : disinfestazion~|derattizzazion~|larvicid~|adulticid~
health : guar farm medi ambu cont pedi : (?:guardia medica|farmaci[ae]|medico|medici|ambulator~|
    continuita assistenziale|pediatr[ai])<far> (?:<changed>|nuova sede|cambia|turno|orari)
other : divi : divieto(?: [^| ]+){0,2} (?:balneazione|accensione|bruciare|pesca|irriga~)
other : anti : antismog
"""


def service_signs() -> Iterator[Sign]:
    table = _TABLE
    for name, beginnings in _BEGINNINGS.items():
        table = table.replace(f": <{name}> :", f": {beginnings} :")
    return signs(Strength.SERVICE, table, PARTS)


# Single words and short phrases, as senses (see `senses.py`).
CHANGES = r"""
service waste - : porta a porta, vetro/carta/plastica/umido .. recupera/salta/giro/anticipat~/giorno/posticipat~,
  calendari/calendario .. raccolta/differenziata, raccolta umido/carta/vetro/plastica
service transport - : scuolabus/autobus/bus .. spostat~/soppress~/sospes~,
  fermata/fermate .. spostat~/soppress~/sospes~,
  treni/treno/corse .. sostituit~/soppress~/cancellat~
service strike - : trasporti .. ferma/fermano, ferma trenord/atm/trenitalia
service health - : diserbo, trattament~ .. larv~/zanzar~/antilarval~/processionaria, antilarval~, guardia medica ..
  trasferit~/
  cambia/sede, processionaria
service roads - : senso alternato, vietato parcheggiare, sosta .. vietata/interdetta, interdett~ .. sosta, a turno,
  potatur~, passerella .. chius~, rampa .. chius~, chius~ .. rampa/passerella
service offices - : comando chiuso, chius~ al pubblico, centralini/centralino .. guast~
service outage - : niente/assente/sospesa acqua/corrente/luce, acqua .. assente/sospesa/razionata, lampioni .. spent~
"""
