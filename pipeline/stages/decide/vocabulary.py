"""The words that `grammar.py` builds its patterns of, as parts of regular expressions without accents. Pure."""

ARTICLES = r"(?:l|la|lo|il|i|gli|le|un|una|uno|ogni|qualsiasi|tutt[aieo])"
# Words that may stand between a verb or noun and its object.
FILL = (
    r"(?: (?:l|la|lo|il|i|gli|le|un|una|ogni|qualsiasi|tutt[aieo]|dell|della|dello|del|dei|degli|delle|d|di|da|"
    r"dall|dalla|"
    r"fase|condizioni|situazione|livello|stato|proclamazione|avviso|avvisi|bollettino|messaggio|ordinanz[ae]|n|"
    r"nr|num|\d+|"
    r"sindacal[ei]|contingibil[ei]|urgent[ei]|regionale|comunale|meteo\w*|idro\w*|temporane[ao]|ufficialmente|e|è|"
    r"stat[aoie]|"
    r"dal|dalle|ore|anche|oggi|ieri|stamattina|definitiv\w+|precedent[ei]|attual[ei]|anticipat[ao]|immediat[ao]|"
    r"ufficiale|questa|quest)){0,9}? "
)
ALERT = (
    r"(?:(?:pre ?)?allert[ae]|(?:pre)?allarm[ei]|emergenz[ae]|evacuazion[ei]|sfollament[oi]|pericol[oi]|criticita|"
    r"codice (?:giallo|arancione|rosso)|piena|contaminazione|nube)\b"
)
RESTRICTION = (
    r"(?:ordinanz[ae]|diviet[oi]|obbligh?[oi]|chiusur[ae]|sospension[ei]|interruzion[ei]|limitazion[ei]|"
    r"blocc[oh]i?|restrizion[ei]|"
    r"disag[io]|disserviz[io]|guast[oi]|perdit[ae]|razionament[oi]|misur[ae]|sens[oi] unic[oi]|deviazion[ei]|"
    r"inagibilita|"
    r"non potabilita|black ?out|mancanza|problem[ai]|scioper[oi]|stop)\b"
)
SERVICE = (
    r"(?:acqua|acquedott[oi]|fornitur[ae]|erogazion[ei]|energia|corrente|luce|gas|metano|illuminazione|"
    r"telefon\w*|internet|line[ae]|"
    r"rete|raccolta|rifiuti|servizi[o]?|pont[ei]|strad[ae]|vi[ae]|vial[ei]|vicolo|piazz[ae]|sottopass[oi]|"
    r"sottopassaggi[o]?|"
    r"cavalcavia|galleri[ae]|tangenziale|argin[ei]|ciclabil[ei]|sp|ss|provincial[ei]|statal[ei]|tratt[oi]|"
    r"viabilita|traffico|"
    r"transito|circolazione|passaggi[o]? a livello|ferrovi\w+|tren[oi]|autobus|bus|scuolabus|traghett[oi]|"
    r"uffic[io]|uffici|"
    r"municipio|anagrafe|sportell[oi]|scuol[ae]|asil[oi]|nid[oi]|lezion[ei]|mensa|cimiter[oi]|farmaci[ae]|"
    r"ambulator[io]|"
    r"ambulatori|pronto soccorso|centro di raccolta|isola ecologica|discarica|ascensor[ei]|parch?[oi]|giardin[oi])\b"
)
# Things of the office that are reopened, revoked and put off without anything being over for citizens.
PAPERS = (
    r"(?:termin[ei]|scadenz[ae]|band[oi]|concors[oi]|selezion[ei]|graduatori[ae]|iscrizion[ei]|domand[ae]|"
    r"candidatur[ae]|adesion[ei]|"
    r"manifestazion[ei] d interesse|avvis[oi] pubblic[oi]|contribut[oi]|procedur[ae]|gara (?:d|di|per|europea|"
    r"pubblica)|appalt[oi]|"
    r"asta|incaric[oh]i?|nomin[ae]|assessor[ei]|deleg[ahe]+|concession[ei]|autorizzazion[ei]|licenz[ae]|"
    r"assegnazion[ei]|"
    r"aggiudicazion[ei]|affidament[oi]|deliber[ae]\w*|determin[ae]\w*|finanziament[oi]|agevolazion[ei]|mult[ae]|"
    r"sanzion[ei]|"
    r"verbal[ei]|cartell[ae]|tribut[oi]|imu|tari|prenotazion[ei]|trattativ[ae]|contratt[oi]|patent[ei]|"
    r"servizio civile|"
    r"rapporto di lavoro|matrimoni[o]?|a giudizio|pregiudiziale|attivita (?:commercial\w+|di)|filatelic[oa]|"
    r"sportello (?:contributi|lavoro)|"
    r"esame|consultazion[ei]|sondaggi[o]?|stagion[ei]|cantier[ei]|convenzion[ei]|seduta di gara|"
    # papers and rights of one person
    r"cart[ae] d identita|cie|spid|codic[ei] fiscal[ei]|librett[oi]|passaport[oi]|tesser[ae]|"
    r"document[oi]|certificat[oi]|contrassegn[oi]|pass|"
    r"permess[oi]|abbonament[oi]|tagliand[oi]|voucher|buon[oi] (?:spesa|pasto|libro|mensa)|polizz[ae]|"
    r"bollett[ae]|pagopa|"
    r"fattur[ae]|ricevut[ae]|ruol[oi]|credenzial[ei]|password|pin|firma digitale|account|identita digitale|"
    r"stato (?:di famiglia|civile)|vot[oi]|votazion[ei]|residenz[ae]|cittadinanz[ae]|tutel[ae]|"
    r"amministrazione di sostegno|att[oi] (?:di|notaril[ei]|d)|"
    # what courts do
    r"udienz[ae]|process[oi]|sentenz[ae]|condann[ae]|ricors[oi]|rinvi(?:o|at[aoie]) a giudizio|avvicinamento|"
    r"daspo|foglio di via|dimora|custodia cautelare|arrest[oi]|sequestr[oi])\b"
)
# An office is named after papers and is none itself.
OFFICE = (
    r"\b(?:uffic(?:io|i)|(?:servizio (?:di )?)?rilascio) (?:(?:dei|delle|della|per|i|le|di) ){0,2}"
    r"(?:cart[ae] d identita|\w+)"
)
STATES = (
    r"(?:potabil[ei]|regolar[ei]|regolarmente|percorribil[ei]|transitabil[ei]|agibil[ei]|apert[aoie]|"
    r"operativ[aoie]|attiv[aoie]|"
    r"funzionant[ei]|in funzione|raggiungibil[ei]|utilizzabil[ei]|balneabil[ei]|alla normalita|normal[ei]|"
    r"disponibil[ei])"
)
# What may follow a participle that is said of the alert before it: "allerta rossa: annullata sagra" is no end.
ENDS_SO = (
    r"(?=$| \||(?: (?:da|dal|dalla|dall|dalle|alle|ore|oggi|ieri|stamattina|stamane|stanotte|in|nel|nella|con|per|a|"
    r"il \d+|ufficialmente|definitivamente|anticipatamente|anche|e|ma|gia|dopo|grazie|solo|\d+)\b))"
)
