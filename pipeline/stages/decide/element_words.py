"""The words by which the elements of a warning are known, as tables (see `elements.py`). Data only.

Expressions of folded words (`phases.folded`): small letters, no accents, clauses separated by " | "; an hour is `8h30`,
a day in digits `28d11`. `~` is the rest of a word, `<name>` one of `PARTS`; what is indented continues the line above.
"""

from __future__ import annotations

from collections.abc import Mapping

PARTS: Mapping[str, str] = {
    "hour": (r"\d{1,2}(?:h\d\d)?"),
    "weekday": (r"lunedi|martedi|mercoledi|giovedi|venerdi|sabato|domenica"),
    "month": (
        r"gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre"
    ),
    "part": (r"mattina|mattino|pomeriggio|sera|notte|mezzanotte|mezzogiorno|alba"),
    "date": (r"(?:<weekday> )?(?:\d{1,2}|primo) <month>(?: \d{4})?|\d{1,2}d\d{1,2}(?:d\d{2,4})?"),
    "body": (
        r"comune|municipio|amministrazione|sindac[oa]|prefett~|regione|provincia|protezione civile|"
        r"dipartimento|ministero|vigili del fuoco|carabinieri|polizia|questura|guardia di finanza|"
        r"forestal[ei]|ats|asl|asst|arpa~|aipo|ispra|isin|centrale operativa|118|soccorso alpino|croce rossa|"
        r"genio militare|anas|rfi|trenord|trenitalia|apam|enel|e distribuzione|tea|aimag|acquedotto \w+|"
        r"gestore|dirigente scolastico|consorzio|agenzia|ufficio|ingv|capitaneria|commissario|presidente|"
        r"assessor[ea]|azienda|ospedale"
    ),
    "says": (
        r"avvis~|avvert~|inform~|comunic~|segnal~|raccomand~|invit~|ordin~|dispo~|ricord~|consigli~|chiude|"
        r"ha |hanno |apr[eo]~|attiva~|sospend~|interromper~|stanno |sta |cerca~|vieta~|richiama~|aggiorn~|"
        r"rende noto|fa sapere|conferma~|emett~|diffond~|scriv~"
    ),
    "facility": (
        r"stazione|centrale \w+|impianto \w+|stabilimento|raffineria|palasport|palazzetto|municipio|campeggio|"
        r"casa di riposo|fontana|piazza|centro(?! di| operativo| funzionale)|scuola|ospedale|chiesa|parco|"
        r"macello|porto|discarica|giardini|cimitero|palestra|piscina|asilo|liceo \w+|biblioteca|stadio|"
        r"mercato|autostrada|tangenziale|ferrovia|lungomare|spiaggia|pineta|bosco|depuratore|fondovalle|"
        r"campo (?:sportivo|\w+)|cartiera|cantiere di|ex \w+|villa \w+|cava|oratorio|caserma|caseificio|"
        r"casello"
    ),
}
SOURCE = r"""
    (?:^|\| )(?:(?:il|la|i|l|le|gli) )?(?:avviso |comunicazione |comunicato |nota |bollettino |messaggio |
    aggiornamento |allerta ross[ao] )?(?:urgente )?(?!\w+ (?:sul posto|al lavoro|in azione))(?:(?:del|della|
    dei|dell|dal|dalla) )?<body>(?: [^| ]+){0,4}? (?:avvis~|avvert~|inform~|comunic~|segnal~|raccomand~|
    invit~|ordin~|dispo~|ricord~|consigli~|chiude|ha |hanno |apr[eo]~|attiva~|sospend~|interromper~|stanno |
    sta |cerca~|vieta~|richiama~|aggiorn~|rende noto|fa sapere|conferma~|emett~|diffond~|scriv~|\||(?:e|del|
    di) )|
    (?:^|\| )(?:(?:il|la|i|l|le) )?<body>\b(?! (?:chius|sospes|sul posto|al lavoro))(?= \||$| (?:di|
    regionale|regione|provinciale) )|
    (?<!dei )(?<!dal )(?<!del )(?<!delle )(?<!i )\b<body>(?: [^| ]+){0,5}? <says>|
    lo (?:comunica|dice|rende noto|segnala)|a cura (?:di|del|dell|della)|\bordinanza\b|numero verde del|
    (?:avviso|comunicazione|nota|disposizione)(?: urgente)? (?:del|della|dell) <body>|
    emess[ao]~ (?:da|dal|dalla|dall) |(?:si|dal|dalla) <body>|allerta \w+ (?:del|della) <body>|
    \| (?:il|la) comune$|sindac[oa] (?:di )?\w+ \|
"""
HAZARD = r"""
    (?:pre)?allert[ae]|criticita (?:ordinaria|moderata|elevata)|(?:ordinaria|moderata|elevata) criticita|
    stato di emergenza|maltempo|temporal[ei]|nubifrag~|grandin~|fulmin[ei]|vento|raffiche|burrasca|nev[ei]|
    nevic~|nevicat[ae]|ghiaccio|gelicidio|gelat[ae]|nebbi[ae]|caldo|calore|mareggiat[ae]|valang~|slavin~|
    tromba d aria|pien[ae]|esond~|alluvion~|allagat~|allagament~|straripa~|tracim~|uscit[oa] dagli argini|
    (?<!via )argine|po a \w+|il po|fran[ae]|smottament~|voragin[ei]|crol[lo]~|pericolant~|cediment[oi]|inagibil~|
    caduta massi|terremot[oi]|scoss[ae]|sisma|incendi~|rogo|fiamme|fumo|nub[ei] |miasmi|diossina|tossic~|
    ammoniaca|cloro|acido|gasolio|sversament[oi]|radiazion[ei]|fuga di gas|gas|metano|non (?:e )?potabile|
    scopo potabile|fini alimentari|contaminat~|inquinat~|acqua torbida|coli|salmonella|legionella|
    black ?out|(?:senza|manca|mancano|mancanza di) (?:l )?(?:acqua|corrente|luce|gas|riscaldamento)|
    senza medico|
    (?:interruzion~|interromp~|interrott~|sospe[ns]~|mancanza|guasto|disserviz~|riparazion~)(?: [^| ]+)
    {0,4}? (?:acqua|idric~|energia|corrente|gas|erogazione|luce|acquedotto|fognatura|elettrico|lezioni)|
    guast[oi]|a secco|rubinetti chiusi|ordign[oi]|bomb[ae]|(?<!di )(?<!d )esplosion[ei]|evacua~|sfollat[eio]|
    scompars[oae]|dispers[oi]|si cerca|cerca(?:no|ndo)|
    (?:resta|resteranno|restera|rimarra~|scuol[ae]|liceo|asilo|nido|ponte|strada~?|via|municipio|ufficio|
    mercato|sottopasso)(?: [^| ]+){0,6}? (?:chius[oaie]|sospes[oaie])|chiusura|chiude |ha chiuso|
    sospension[ei]|circolazione sospesa|strada bloccata|incidente|bloccata per|treni fermi|sciopero|deviata|
    blocco del traffico|divieto di balneazione|senza corrente|smog|pm10|polveri sottili|aria inquinata|
    centro di accoglienza|centro operativo|coc|autobotte|uscita anticipata|disinfestazion[ei]|polpette|
    (?:animal[ei](?! fuori| domestic| da)|can[ei]|lup[oi]|cinghial[ei]|ors[oi]|vespe)\b|west nile|meningite|epidemi[ae]|
    emergenza sanitaria|contagi~|virus|alghe|truff[ae]|cavi elettrici|acqua alta|emission[ei] di|
    fuggit[oiae]|livello del|il fiume|piano di emergenza|obbligo di catene|perde il tubo|bollire|
    non rispond~|pericolo (?:in corso|per la salute)
"""
# What people are to do or may suffer, and no danger that a warning names.
ORDER = r"""
    divieto di (?:sosta|fermata|accesso)|(?:rischio|pericolo) (?:di )?(?:esplosione|folgorazione)|golen[ae]~|
    via argin[ei]|(?:aiuta|aiutare|avvisa|avvisare) (?:i|gli|le|chi) [^|]*
"""
PLACE = r"""
    (?:in|nel|su|per|intero|intera|tutto|tutta|tutti) (?:il |la |l |i )?(?:tutto il |tutta la |intero )
    ?(?:territorio|paese|citta|centro storico|centro)\b|territorio comunale|nel comune|del comune di|
    tutto il comune|golen[ae]~|(?:in|nella|della|alla) frazione|frazione \w+|quartiere|localita \w+|
    zona (?:industriale|stazione|rossa|im|\w+ \d)|(?:ss|sp|a) ?\d+\b|statale \d+|provinciale \d+|
    lung[oa] l argine|(?:scuol[ae]|istituto) (?:medi[ae]|elementar[ei])|al cimitero|per il cimitero|
    parco \w+ \w+|parco giochi|municipio chiuso|piscina comunale|asilo nido \w+|zona bassa pianura|
    campanile di|condominio \w+|fraz \w+|
    (?:torrente|rio|canale|fiume (?!po)|bacino del|plesso|scuola media) ?\w+|
    (?:in|il|la|lo|l|i|al|alla|all|allo|ai|dal|dalla|dallo|dall|nel|nella|nell|della|del|dello|dell|presso)
     (?:<facility>)\b|in tutt[aoie] (?:il|la|le|i|gli) \w+|tutte le scuole|presso (?:il|la|lo|l) |rotatoria|
    sottopasso di|argine|casa della comunita|postazione di
"""
IMPACT = r"""
    (?:puo|possono|potrebbe|potrebbero)(?! (?:essere usat|rientr|tornare|uscire|entrare))(?: [^| ]+)
    {0,2}? \w+(?:re|rsi|rla|rlo|rli|rle|rci)\b|si possono \w+|puo far|
    (?:rischi[oa]~|rischia|pericolo) (?:di |d |e d |per )?(?:un |una |l |la |i |gli |il )?(?:ulteriori |
    nuovi |caduta |cadut[ae] |grave )?(?:esplosion~|folgorazion~|cadut[ae]|rami|croll[oi]|cediment[oi]|
    malor[ei]|gastroenterit[ei]|contagi[oo]|intossicazion~|chi |salute|tiroide|vita|tutta|popolazione|
    soffr~|asfissia|mort[ei]|ferit[eio])|con rischi per|rischio per la|
    a rischio (?:l |la |le |i |gli )?(?:prime |alcune )?(?:vita|cas[ae]|abitazion[ei]|famigli[ae])|
    pericolo di vita|si rischia|
    (?:possibil[ei]|attes[aie]|probabil[ei]|eventual[ei]) (?:\w+ )?(?:allagament~|cadut[ae]|croll~|
    esondazion~|disag[io]|danni|rigurgiti|fran[ae]|interruzion~|ritard[io]|reflui|caduta|nub[ei]|
    incident[ei]|gravi disagi|problemi)|(?:sono|essere) possibili|disagi|ritardi|danni|danneggiat[oaie]|
    irritant[ei]|irrita|dannos[oai]|scivolos[oa]|mortal[ei]|impraticabil[ei]|letal[ei]|brucia gli|
    auto bloccate|strade bloccate|non funziona(?:no)?|verranno sommers~|sta raggiungendo|
    sta per raggiungere|basta a|far star male|fa(?:nno)? male|ha morso|entrano in casa|corse cancellate|
    contagios[oa]|corre il rischio|ascensori e semafori|rinviat[aie]|crea(?:re|no) disagi|provoca~|
    causa(?:no|re)\b|minaccia~|mette a rischio
"""
ACTION = r"""
    (?:non|nn) (?:[a-z]+ )?\w+(?:(?:are|ere|ire|arsi|ersi|irsi|arl[aeoi]|erl[aeoi]|irl[aeoi]|arne|urre|orre)
    |(?:ate|ete|ite|atevi|etevi|itevi|atel[aeoi]|etel[aeoi]|itel[aeoi]|iamo|iamoci))\b|
    non (?:vada|sosti|esca|perda|beva|usi|si avvicini|sosta~|entri)|
    (?:^|\| )(?:subito |quindi |pertanto |tutti |prima )?(?!mare\b|malore)\w{2,}(?:are|ere|ire|arsi|ersi|
    irsi|arl[aeoi]|erl[aeoi]|irl[aeoi]|arne|urre|orre)\b|
    (?:^|\| )(?!gelat|nevicat|mareggiat|allagat|previst|sommit|estat|vit|isolat|sgomberat|evacuat|attivat|
    bloccat|danneggiat|trovat|ritrovat|confermat|annullat|rinviat|avviat|diramat|segnalat|grandinat|ondat|
    allestit|sfollat|allontanat(?!evi)|liberat|raccolt)\w{3,}(?:ate|ete|ite|atevi|etevi|itevi|atel[aeoi]|
    etel[aeoi]|itel[aeoi]|iamo|iamoci)\b|
    (?:si|e|ne|ci) (?:raccomanda|consiglia|sconsiglia~|invita~|prega|chiede|ordina|vieta|proibisce)|
    si sconsigliano|si invitano|raccomanda(?:no)? (?:a|ai|di|la|l)|invita(?:no)? (?:i|gli|le|la|a|tutti)|
    vietat[oaie]|inibizione|sospeso l uso|va bollita|aiuta(?:teci|re) a|divieto(?! di sosta con)|vieta\b|
    obbligo|obbligatori[oaei]|ordina (?:lo|la|il|l|di)|dev(?:e|ono) \w+(?:re|rsi)|vann[oa] portat~|
    tutti ai piani|(?:finestre|porte) chiuse|
    (?:chi|chiunque|genitori|anziani|residenti|sfollati|persone|abitanti)\b(?: [^| ]+){0,9}? (?:chiami|
    contatti|telefon[io]~|segnal[io]~|scend~|si allontan~|resti|rest[io]no|veng~|raggiung~|esca|escano|
    entri|entrino|va(?:da|dano)|evit[io]~|avvis[io]~|lasci~)|
    (?:chiami|chiamare|chiamate|telefonare|telefonate) (?:subito |sempre )?(?:il |al )?\d|
    resta(?:re|te) (?:in|a|al) (?:casa|chiuso)|ripararsi|mettersi|uscire (?:subito|con)|lontan[io] da|
    state alla larga|girate al largo|prudenza|attenzione (?:al|alla|ai|a)\b|guidare|deviazione per|
    percors[oi] alternativ[oi]|(?:passare|passate) (?:da|per|sull)|evacuare|
    evacuate (?:subito|ora|immediatamente)|chiud(?:ere|ete)|sgombero|evacuazione (?:obbligatoria|immediata)|
    ordin[ea] (?:di |l )evacuazione|allontana(?:re|rsi|tevi)\b|rallentare|fate scorta|usa(?:re|te) |
    bolli(?:re|tela)|evita(?:re|te)|tenere |teniamo|indossare|mettetevi|prendere|rivolgersi|dopo bollitura|
    compresa la|uscire solo|acqua in bottiglia|porta(?:re|te|tevi)\b
"""
WHEN = r"""
    (?:ore|alle|dalle|le|h) (?:ore )?<hour>\b|\b\d{1,2}h\d\d\b|<date>|\b<weekday>\b|
    \b(?:oggi|domani|dopodomani|ieri|adesso|ora|domattina|stasera|stanotte|stamattina|stamane|stamani|
    tuttora)\b|quest[ao] <part>|(?:da|dalla|in) (?:ieri|<part>)|
    in corso(?! (?:italia|umberto|vittorio|garibaldi|cavour|europa|roma|mazzini|matteotti|liberta|xx))|
    nelle prossime|prime ore|in arrivo (?:nell|da|tra|entro)|prossime ore|da subito|effetto immediato|
    nella (?:notte|mattinata|serata|giornata)|dall[ae] mezzanotte|da(?:l|ll)? ?\d{1,2} (?:al|all)|
    (?:il|del|al|dal) \d{1,2}\b|\b\d{4}\b(?= ore)|\b(?:oggi|domani|<weekday>) <hour> <hour>\b
"""
# What names the hour or the day of an act, not of the danger.
NO_TIME = r"""
    (?:n|nr|num|numero|prot) (?:\| )?\d+ (?:del|dell|d) (?:\d{1,2} <month>(?: \d{4})?|\d\S*)|800 \d+ \d+|
    a breve|112\b|118\b|(?:chiam~|telefon~) (?:subito|ora|immediatamente)|entro le (?:ore )?<hour>
"""
UNTIL = r"""
    (?:fino|sino) (?:a|al|all|alla|alle|agli|ad)\b|fino a\b|
    (?:nuov[oa] (?:avviso|comunicazione|ordine|ordinanza))|a tempo indeterminato|
    (?:dalle|dalla|dall|dal|da) (?:[^|]{1,50}? )(?:alle|al|all|alla|a) (?:ore )?(?:<hour>|<date>|<weekday>|
    mezzanotte|domani|<part>)\b|(?:tra|fra) (?:le |il |l )?(?:<hour>|<weekday>)(?: <part>)? e |
    \b(?:oggi|domani|<weekday>) <hour> <hour>\b|\b\d{1,2}h\d\d (?:alle )?\d{1,2}h\d\d|
    (?:per|successive|prossime) (?:le )?(?:successive |prossime )?\d+(?: \d+)? (?:ore|giorni)|
    entro (?:le|la|il|l|domani|<weekday>|sera)|
    (?:ripristino|ripresa|ritorno|riapertura|fine|rientro|deflusso|potranno|rientrare|torna|prevedono)
    (?: [^| ]+){0,5}? (?:alle|dopo le|da|entro|in serata|solo quando|\d)|di nuovo alle|rientro|
    fino al termine|
    (?:chius[aoie]|sospes[oaie]|sospension[ei]|blocco|chiudera|disinnescat[ao])(?: [^| ]+)
    {0,9}? (?:<weekday>|il <date>|<date>)|(?:<weekday>|<date>)(?: [^| ]+){0,3}? (?:chius|sospes)|
    (?:nella|per la) giornata di|domani(?: [^| ]+){0,6}? (?:chius|sospes)|<weekday> e <weekday>|
    da \w+ a (?:domani|domenica|venerdi|lunedi|martedi|mercoledi|giovedi|sabato)
"""

# -- names, in the text as it is written ------------------------------------------------------------

STREET = (
    r"\b(?:[Vv]ia|[Vv]ie|[Vv]iale|[Pp]iazza|[Pp]iazzale|[Vv]icolo|[Cc]orso|[Ll]argo|[Ss]trada|[Cc]ontrada|"
    r"[Ll]ungomare|[Ff]razione|[Ll]ocalità|[Bb]orgo|VIA|PIAZZA|CORSO|VIALE|[Pp]onte (?:di|del|sul)|"
    r"[Ll]ago di|[Mm]onte) (?:[A-ZÀ-Ý][\w'’]*|\d+)|\b(?:SS|SP|SR|A)[ .-]?\d+\b"
)
NAMED = (
    r"(?:\b(?:a|ad|in|di|da|tra|verso|su|sul|sulla|nel|nella|per|fra|e|del|di tutta la provincia di) |"
    r"\b(?:all|dell|nell)['’])(?P<name>[A-ZÀ-Ý][\w'’]+)"
)
BEFORE_A_MATTER = r"(?:^|[.:!?|] ?)(?P<name>[A-ZÀ-Ý][a-zà-ÿ'’]+)(?:,| senza)"
# Whose name is a body's: "la Prefettura di Mantova", not a place of the danger.
OF_A_BODY = (
    r"(?<!nel )(?<!del territorio del )(?<!in tutto il )(?<!tutta la )\b(?:[Cc]omune|COMUNE|[Pp]refettura|"
    r"[Pp]rovincia|[Rr]egione|[Pp]olizia [Ll]ocale|[Cc]arabinieri|ASST|ATS|[Cc]onsorzio|[Qq]uestura|"
    r"[Cc]omando) (?:di |DI |del |della )[A-ZÀ-Ý][\w'’]+(?: [A-ZÀ-Ý][\w'’]+)*|\b(?:ATS|ASST|Regione|TEA|"
    r"ARPA|ISIN|AIPO|AIMAG) (?:Val )?[A-ZÀ-Ý][a-zà-ÿ]+"
)
NO_NAME = frozenset(
    """acqua acque aggiornamento aimag aipo allerta arpa ats attenzione carabinieri civile coc comune covid
    croce dio dipartimento emergenza enel facebook genio italia maltempo meteo ministero natale neve nile
    ordinanza pace po polizia prefetto prefettura presidente protezione provincia regione rossi salute
    scuola scuole sindaca sindaco soccorso stato tea terremoto tim urgente vento vigili west whatsapp""".split()
)
