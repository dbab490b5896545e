"""The meanings of words that `evidence` weighs, and what weight they have together. Every weight stands here."""

from __future__ import annotations

# In the language of `phrases`; letters that are doubled count once.
MEANINGS = {
    "REMOVE": """
        cancel*/canc/scancel*/kancel*/togl*/tolg*/tolt*/toj*/leva/levo/levi/levate/levare/levar*/levate*/
        elimin*/rimuov*/rimov*/rimos*/rimoz*/rimuo*/disiscri*/disinscri*/disi?cri*/disdi*/disdet*/disdic*/
        anul*/disativ*/disabil*/depen*/esclud*/esclus*/esoner*/estromet*/estromes*/espung*/radia*/
        stralci*/scart*/stac*/scoleg*/sganci*/dispens*/cestin*/but*/distrug*/chiudi/chiudete/chiudere/
        chiudo/revoc*/stop*/bloc*/dimentic*/scord*/spegn*/disabon*/slist*/sfil*/unsub*/cave/cava/cavim/
        tire/tirar
    """,
    "ERASE": """
        cancelazione/cancelate/cancelare/canc/cancela/disiscri*/disinscri*/disdet*/disativazione/
        rimozione/eliminazione/togliete/rimuovete/eliminate/rimuovere/eliminare/disdico/disdire/disabon*
    """,
    "CEASE": """
        smet*/piantat*/piantal*/piantar*/piantia*/basta/stop*/ferma*/fermi/ces*/interomp*/sospend*/finit*/finia*/finisc*/finir*/
        termina*/evit*/bloc*/difid*/pregher*/disativ*/disabil*/anul*/spegn*/stac*/bsta/bata/taglia*
    """,
    "PLEAD": "suplico/prego/imploro/scongiuro",
    "CEASE_IT": """
        smetetela/smetila/smeterla/smetete/piantatela/piantala/finitela/finiscila/basta/stop/fuori/bsta/
        bata/finitila
    """,
    "HALT": "stop*/interomp*/bloc*/revoc*/anul*/disativ*/disabil*",
    "ALL": "tuto/tuti/sempre",
    "SEND": """
        mand*te/mand*mi/mand*ci/mand*re/mand*me/mand*ne/inviate*/scrivete*/mandi/manda/invi*te/invi*mi/
        invi*ci/invi*re/invii/invia/scriv*te/scriv*mi/scriv*ci/scriv*re/scriv*me/scrivi/scriva/contat*/
        disturb*/sped*te/sped*mi/sped*re/inoltr*/recapit*/gir*mi/propin*/importun*/spam*/romp*te/romp*re/
        romp*mi/asil*/tormenta*/cercate*/cercare*/cercar*/intas*/bombard*/telefon*mi/avis*mi/inform*mi/
        agiorn*mi/tenetemi/sec*/scoc*/stres*/anoia*/tedi*
    """,
    "RECEIVE": """
        ricever*/ricevia*/ricevo/ricezione/arivare/arivi/arivino/leg*/vede*/avere/sentir*/saper*/contatat*/avisat*/
        informat*/disturbat*
    """,
    "BELONG": """
        iscrit*/parte/rest*/riman*/stare/star/compar*/inserit*/inclu*/essere/esere/figur*/continu*/
        prosegu*
    """,
    "NEG": "non/nn/nun/niente/nesun*/mai/no/nemeno/zero",
    "MORE": "piu/altro/altri/altre/ulterior*/ancora/oltre",
    "NOTHING": "nula/niente/nient/alcun*/nesun*/altro",
    "WANT": """
        voglio/vogliamo/vorei/voremo/desider*/intend*/gradi*/acet*/prefer*/interes*/serv*/va/voglia/
        bisogno/intenzione/dovete/deve/vole*/deciso/vglio/vgl/vojo/voio/necesario/ocor*
    """,
    "NEED": "interes*/serv*/import*/bisogno/ocor*/util*/frega",
    "YOURS": "voi/vostr*",
    "ME": "mi/me/ci/m/io/noi/farmi/farci/fatemi/fateci",
    "GO": """
        usci*/esc*/lascio/lasciare/lascia/abandon*/rinunc*/reced*/andarmene/andar/vado/tiro/molo/sparir*/
        spari*/recesso
    """,
    "AWAY": "via/fuori/fora/spari*/leva*i/andate*",
    "CONSENT": "consens*/adesion*/autoriz*/aconsent*",
    "REVOKE": "ritir*/neg*/tolgo/anul*/chiusura",
    "OPPOSE": "opon*/oposizion*/oblio",
    "WEARY": """
        stufo/stufa/stufi/stanco/stanca/stanchi/roto/rota/roti/stufat*/stancat*/scociat*/piene/pieni/
        abastanza
    """,
    "CANNOT": "poso/posiamo/puo",
    "VANISH": "sparire/sparisca/sparisse",
    "LET": "fate/fatemi/fateci/fare/lasciate*",
    "HOW": "come/dove",
    "SELF": "si",
    "BE": "essere/esere",
    "POSSIBLE": "posibile/puo/poso",
    "SINCE": "giorni/setimana/setimane/mese/mesi/ieri/ultimamente/tempo",
    "WHY": "perche/quando/quanto/quanti/quante/chi/dove/come/qual/quale/pensavo/credevo/se",
    "MEANS": "link/pulsante/tasto/parola/comando/botone",
    "ENDING": "interuzione/sospensione/cesazione/termine",
    "FREE": "liber*mi/risparmia*",
    "THREAT": "denunci*/garante/stalking/molest*",
    "INFORM": "avis*mi/avis*ci/inform*mi/dite*mi/dire/dirmi/dici/chiama*/rispond*/richiam*/ricorda*",
    "LIMIT": """
        tardi/prima/dopo/note/sera/matina/domenica/sabato/lunedi/martedi/mercoledi/giovedi/venerdi/dopie/
        dopi/solo/soltanto/doman*/festiv*/weekend/ore/alba/pranzo/cena/speso/tropo/meno
    """,
}
# Together they speak for a departure. `NOT_SEND`, `DO_TO_ME`, `FROM_US`, `FROM_LIST`, `VERB`, `ALONE` and `TOLD` come
# from the order of words and from other clauses.
_TOGETHER = {
    "REMOVE ME": 4.0,
    "REMOVE MINE": 4.0,
    "REMOVE LIST": 4.0,
    "REMOVE MESSAGES": 3.5,
    "REMOVE FROM_US": 4.5,
    "HOW REMOVE ME": 5.5,
    "HOW ERASE SELF": 5.5,
    "HOW REMOVE MESSAGES": 5.5,
    "HOW CEASE MESSAGES": 5.5,
    "DO_TO_ME FROM_LIST": 5.5,
    "VERB ME FROM_LIST": 4.5,
    "WANT BE REMOVE": 3.5,
    "POSSIBLE BE REMOVE": 3.5,
    "REMOVE ALONE": 2.5,
    "ERASE ALONE": 3.0,
    "CEASE SEND ME": 4.0,
    "CEASE MESSAGES": 4.0,
    "CEASE LIST": 4.0,
    "CEASE SEND MORE": 4.0,
    "CEASE SEND ALONE": 3.0,
    "CEASE_IT ALONE": 2.5,
    "CEASE_IT ALONE TOLD": 3.0,
    "CEASE_IT PLEAD": 3.0,
    "HALT ALL ALONE": 3.0,
    "NOT_SEND MORE": 4.0,
    "NOT_SEND ME": 4.0,
    "NOT_SEND MESSAGES": 4.0,
    "NOT_SEND NOTHING": 4.0,
    "NOT_SEND ALONE": 3.0,
    "NEG WANT SEND ME": 4.0,
    "NEG WANT RECEIVE": 4.0,
    "NEG WANT MESSAGES": 4.0,
    "NEG WANT BELONG": 4.0,
    "NEG WANT LIST": 4.0,
    "NEG WANT NOTHING": 2.5,
    "NEG WANT MORE MINE": 4.0,
    "NEG LET RECEIVE": 4.0,
    "NEG WANT MORE ALONE": 3.0,
    "NEG WANT ALONE": 2.5,
    "NEG NEED MORE MESSAGES": 4.0,
    "NEG CANNOT MORE MESSAGES": 3.5,
    "NEG CANNOT MORE YOURS": 3.0,
    "WEARY MESSAGES": 3.5,
    "GO LIST": 4.0,
    "GO FROM_US": 4.0,
    "GO WANT ALONE": 3.0,
    "GO ALONE": 2.0,
    "GO ALONE TOLD": 3.0,
    "GO LET ME": 3.0,
    "GO AWAY ME": 3.0,
    "AWAY FROM_US": 4.5,
    "VANISH MINE": 4.0,
    "REMOVE CONSENT": 4.0,
    "REVOKE CONSENT": 4.0,
    "REVOKE MINE": 4.0,
    "MEANS GO": 5.5,
    "MEANS ERASE": 5.5,
    "HOW REMOVE LIST": 6.0,
    "HOW REMOVE MINE": 6.0,
    "HOW FREE": 5.5,
    "FREE MESSAGES": 4.0,
    "ENDING LIST ALONE": 3.0,
    "ENDING MESSAGES ALONE": 3.0,
    "WANT CEASE ALONE": 3.0,
    "NEG NEED MORE LIST": 4.0,
    "NEG NEED MORE ALONE": 3.0,
    "WEARY ALONE": 2.5,
    "THREAT ALONE": 2.0,
    "NEG CONSENT": 3.0,
    "OPPOSE MESSAGES": 4.0,
    "OPPOSE ME ALONE": 3.0,
}
FOR = tuple((frozenset(words.split()), weight) for words, weight in _TOGETHER.items())
# Each word of these takes weight off.
AGAINST = {
    "UNKNOWN": 1.5,
    "TOWN": 4.0,
    "ANOTHER": 2.0,
    "STAY": 6.0,
    "PAST": 4.0,
    "NEVER": 1.5,
    "WHY": 2.5,
    "LIMIT": 2.5,
    "SINCE": 3.0,
    "IT": 1.0,
}
# What says nothing for or against.
KNOWN = frozenset(
    """
    il lo la l i gli le un uno una quel quella quello quei quelle questo questa questi queste sto sta sti ste mio
    mia miei mie vostro vostra vostri vostre nostro nostra tuo tuoi tua suo sua tutti tutte tutto ogni qualche
    qualsiasi qualunque da dal dalla dallo dall dai dagli dalle di del della dello dell dei degli delle con coi ai
    al all alla alle allo agli a in nel nella nei nelle su sul sulla per tra fra d e o ed ad ne vi ve ti te si se
    che ci ce lui lei loro voi noi ho hai ha abbiamo avete hanno sono sei siamo siete era ero sia siano stato stata
    essere avere fare faccio fate fa fai potete potreste posso puo puoi potrebbe potrei possibile riuscite prego
    chiedo chiederei chiedere vorrei vogliate voglia vogliano invito intimo supplico pretendo esigo sottoscritto
    sottoscritta presente cortesemente gentile gentili ufficio comune ostiglia spettabile subito ora adesso
    immediatamente definitivamente oggi ormai gia anche pure proprio davvero veramente assolutamente completamente
    sempre qui qua li cosi bene va no ok mo dunque allora poi anzi ecco ehi signora signor sindaco favore piacere
    cortesia gentilezza grazie buongiorno saluti mi meglio direi penso credo insomma molto tanto numero abito
    abitiamo vivo vivevo trasferito trasferita trasferiti traslocato cambiato tel wa com resto niente caro cara
    ragazzi raga dovete devo devi deve dite spiegate modo procedura fatto detto scritto tre due quattro volte volta
    nell sull do el v trovo trova sarei sarebbe foste agiornato aggiornato aggiornata far scatole tasche palle
    coglioni azzardate permettete oltre ulteriormente mai gradirei preferirei provvedete provvedere presso conto
    tramite col qualcosa cosa cose roba robe tipo pf pls plis x xfavore vogl vuoi vuole dico fine futuro
    """.split()
)
# Words whose typing slips are looked for; letters that are doubled stand once.
TYPED = """
    cancelami cancelatemi cancelate cancelare togliere togliete toglimi toglietemi rimuovete rimuovere rimuovimi
    rimuovetemi eliminate eliminare eliminatemi disiscrivetemi disiscrivimi disiscriva disiscrivere disiscrizione
    cancelazione mesagi mesagio notifiche avisi comunicazioni iscrizione disdeta disativate disativare smetete smetetela
    anulare anulate ricevere mandate mandatemi inviate inviatemi scrivetemi contatatemi unsubscribe
""".split()
