"""The words by which `talk` tells talk from a wish. In the language of `phrases`. Pure.

A word that is missing here costs a question, never a departure.
"""

from __future__ import annotations

# Alone they say nothing but that somebody has read us.
COURTESY = """
    revedere demain riposo ahi
    settimana lavoro proseguimento bonne bon bona di oki doki слава україні
    si ok okay okk oki okey yes ja oui da va bene benissimo certo esatto gia ah eh oh uh mah boh beh be ehm ehi
    hey hei ciao ciaoo salve buongiorno buonasera buonanotte buon buona buone buoni giorno sera notte giornata
    serata mattina pomeriggio domenica sabato lunedi martedi mercoledi giovedi venerdi weekend natale pasqua
    anno ferragosto feste arrivederci saluti cordiali distinti cari caro cara tutti tutte voi anche a e il la
    per di un una grazie mille tante grz tnx thx thanks thank you very much merci beaucoup danke vielen dank
    gracias muchas mersi multumesc frumos faleminderit shume shukran dhanyavad shukriya dhonnobad obrigado
    obrigada molte infinite favore piacere cortesia prego figurati figuratevi scusa scusate scusi perdono
    ricevuto ricevuta letto letta visto vista capito compreso chiaro inteso perfetto perfetta ottimo ottima
    bravi brava bravo bravissimi bravissime bello bella belli forti super top wow evviva viva complimenti auguri
    augurissimi auguroni condoglianze bacio baci bacioni abbraccio abbracci ahah* haha* ahha* hihi* eheh* hehe*
    lol xd hello hi good morning evening bonjour bonsoir hallo guten tag hola buenos dias buna ziua pershendetje
    miredita salam salaam namaste sat sri akal marhaba merhaba prova test привіт привет добрий доброго день
    вечір дня дякую спасибі спасибо шукран شكرا جزيلا السلام عليكم مرحبا 谢谢 谢谢你 多谢 你好 您好 早上好 好的 好
    धन्यवाद नमस्ते صباح النور مساء الخير اهلا سلام كيف الحال الحمد لله تمام ранку вечора ночі вітаю здравствуйте
    доброе утро вечер ласка пожалуйста да так добре хорошо noche tardes vale claro perfecto genial bien soir
    nuit
    journee soiree accord entendu super parfait bine seara noaptea ziua multumim sure cool perfect night
    afternoon
    ਧੰਨਵਾਦ ধন্যবাদ شکریہ grasie grassie grasia grazia graz grazi grasias tant tanti tante bundi bonasera
    bonasira
    bongiorno buongiono boungiorno buonagiornata buonaserata bonsuar
"""
# With such a word, and without a sign, it is thanks or praise.
THANKS = """
    grazie ringrazi* brav* bell* bel ottim* compliment* perfett* fort* util* comod* content* felic* benissimo
    eccellent* fantastic* super* auguri* condoglianz* evviva viva piace piaciut* interessant* gentil* efficient*
    puntual* adoro thank* thanks great nice good merci bravo dank danke gut toll gracias buen* excelente mersi
    multumesc multumim bun* frumos* rrofshi grasie grassie grasia faleminderit shukran obrigad* dhanyavad
    shukriya dhonnobad дякую спасиб*
    добре شكر* مشكور* 谢谢* 多谢 धन्यवाद ਧੰਨਵਾਦ ধন্যবাদ شکریہ
"""
# Of us, whatever else it is about.
DISPLEASED = """
    palle scatole coglion* maron* cogl* cazz* caz ca**o minchi* frega fregh* fregne fastidi* invadent* invadenz*
    assill* insopportabil* molest* importun* stalk* tormen* persecuz* persegui* ossession* spam spammat* zecch*
    scocciat* garante gdpr avvocat* denunci* mollate* sparite*
"""
NEGATIONS = """
    non nn nun nu no niente nulla nient nente mai nessun* senza nemmeno neanche neppure mica minga miga mia
    brisa nen num poco meno inutil* zero not dont don never nothing nici nuk mos asnje pas plus rien sans nicht
    kein* nie nein sin nada nunca ya nao не ні нет немає لا ما لن مش ليس بدون nahi nahin na mat নাই না ਨਾ ਨਹੀਂ
    नहीं मत نہیں نہ 不* 别* 没* 勿*
"""
# Beginnings of words of ending, going and taking away, as they are after doubled letters were squeezed.
ENDINGS = """
    ase abasta
    fine fini* mancat* decedut* defunt* trasfer* trasloc* cambi* bast* smet* smes* desmet* dasmet* dismet* ces*
    stop* stp chiudo chiudiamo chiudiamola chiudete chiudetela termina* termine togl* tolg* tolt* toj* tog*
    leva* levo levi liva* lev* cava* cave*
    cavi* tir* cancel* scancel* elimin* anul* rimuov* rimos* rimoz* dirito opong* opos* oblio disi* disd* disat*
    disab* des* esclu* esco esci esc uscir* uscit* usciamo iesc* via fora fuori fura adio rinunc* lasci* lasc*
    las* abandon* spari* pianta piantat* piantal* piantar* piantia* smol* molo bloc* sospen* sospes* interom*
    interot* ritir* revoc* reces* reced*
    rifiut* dimentic* scord* svuot* but* spegn* spent* stac* sgombr* sgomber* evit* risparmi* scend* saluto
    congedo congedarmi separ* divorz* ferma* pace perd* tropo tropi tropa trope abastanza stufo stufa stufi
    stufat* stanco stanca stanchi stancat* rompi romper* rompe* stres* disturb* squil* intas* ingolf* strapien*
    esasper* ufa uf nause* noia anoi* vergogn* schif* peg* odio odi bugiard* ridicol* call unsub* quit leave
    exit remove unsubscribe opt delete end enough done dezabon* sterg* scoat* opri* gata hiq* ndal* mjaft largo*
    fshi* baja borr* dej* salir arret* suprim* desins* asez abmeld* abestell* losch* genug aufhor* schlus raus
"""
BUT = """
    ma pero tuttavia but aber mais dar por insomma purtroppo rammarico invece piuttosto anzi
"""
# It speaks to us.
ADDRESS = """
    voi vi ve vostr* siete avete fate mandate scrivete inviate state volete potete dovete siate qui qua you your
    vous votre ihr euch
"""
# Requests that are not about the writer's place on the list.
TO_THE_OFFICE = """
    dite* dir* aiut* scus* spieg* chiam* richiam* rispon* inform* avvis* ricord* fate* far* sapermi ripet*
    conferm* indic* pass* port* sent* cred* permett* pens* consigli* tenete* tener* mett* veder* mostr* conced*
    perdon* salut* raggiung* esami salami rami ricami infami ami orami parte* sentir* trovar* sposar* curar*
    riposar* alzar* lavar* vestir* andar* venir* iscriv* isciv* mandate* mandar* invia* scrivete* scrivi* dar*
    date* riceve* aspett*
"""
# Beside things of the town (`town`): news and the rest of life. What has no `*` is the whole word.
MATTERS = """
    allert* emergenz* urgenz* urgent* meteo piogg* piov* nebb* temporal* tempest* grandin* vent* alluvion*
    allag* fium* terremot* scoss* incendi* fuoco fuochi fumo puzza odore treno treni stazion* ospedal* farmaci*
    pront* soccors* dottor* infermier* ambulanz* malat* mort* morir* funeral* chiesa parroc* don messa messe
    battesim* process* piazz* teatr* giunta assessor* consiglier* delibera minoranz* elezion* votar* voto vota
    seggi* vigil* polizi* pompier* ladr* furt* rubat* trovat* perso persa persi perse smarrit* portafogl* chiav*
    zaino ombrell* occhial* orari* apert* apron* aprir* aprono chiudono costa costan* cost* prezz* soldi euro
    tassa pag* document* modul* firma* marca bolli protocoll* cement* ciclabil* rotond* ztl segnal* perico*
    guast* acced* spent* manca mancano lavor* oper* cantier* turist* visit* pane spesa supermercat* tombin*
    fogli* rami* corrente luminari* siren* campan* botti ordinanz* vetro sacchi passo carra* autovelox doss* tir
    murales graffit* scritt* tangenzial* casell* alpin* barrier* marciapied* isee spid codic* delega deleghe
    sindacal* amiant* panific* forn* tabacch* edicol* salumer* macell* parrucchier* banc* volo mutuo protest*
    eredita cittadinanza tag tatuagg* tenda tende sabbia spiagg* citofon*
    crep* muff* ratti vesp* antifurt* allarm* water agua eau wasser вод* uje apa ماء бус* booking appointment*
    cita rendez* programar* запис* bin bins car flood* negozi* bar ristorant* pizz* gelat* vend* compro regalo
    cerco affitt* nonn* bimb* bambin* ragazz* anzian* primari* school* hospital* office ufici* birou* mair*
    rathaus ayuntamiento
"""
# Things of the town by `town` that are words of everything else too.
NOT_OF_THE_TOWN = "cancello io via posto posti registrazione"
OURS = """
    bip suoneria numero telefono telefonino cellulare chat avvisi mandarmi mandarci mandare scrivermi scrivere
    inviarmi
    ricevere ricevo receiving receive texting arrivano texts text message* mesaje mesazhe mensajes nachrichten
    messages
"""
NOT_OURS = "info informazioni notizie news comunicazione giro wa casino coso cose servizio canale"
# Italian's small words, and the commonest others.
SMALL = """
    non piu il lo la l i gli le un uno una un di d del dello della dell dei degli delle a ad al allo alla all ai agli
    alle da dal dallo dalla dall dai dagli dalle in nel nello nella nell nei negli nelle su sul sulla sull sui
    sulle con per tra fra e ed o che chi cui come quando dove quanto quale perche se anche io tu lui lei noi
    loro mi ti ci si me te ne mio mia miei mie tuo tua tuoi suo sua suoi sue nostro nostra questo questa quello
    quella questi quelle c sono sei siamo era erano ero stato stata stati ho hai ha abbiamo hanno aveva avevo
    essere avere fare fa fatto fai faccio va vai vado sta sto puo posso vuole voglio deve devo dice detto vedo
    visto so sa piu molto molta molti tanto tutto tutta tutti ogni altro altra oggi domani ieri adesso stasera
    stamattina stanotte dopo prima poi mentre sempre davanti dietro sotto sopra dentro vicino due tre quattro
    cinque sette otto nove dieci cosa qualcuno qualcosa puoi bene male bel casa mamma papa ragazzi signora
    signor
    solo infatti dunque quindi allora proprio forse magari sindaco comune buongiorno
"""
QUESTIONS = """
    quando/dove/quanto/quanti/quante/quale/quali/perche/chi
    come *
    che/a/da/per/fino/in/di~ che/quale/quali ora/ore/ora/giorno/orario/orari/numero/ufficio
    si/posso/possiamo/potrei/vorrei puo/sapere/avere/chiedere/parlare/prenotare/pagare/portare
    c e
    ci sono
    avete notizie/novita/orari/informazioni
    sapete/sapreste se/quando/dove/chi/come/dirmi
    qualcuno sa
    volevo/vorrei chiedere/sapere
    where/when/what/how/who
    unde/cand/cum/cine/ce
    ku/kur/si/cfare
    donde/cuando/como
    wo/wann/was/wie/wer
    ou/quand/comment
    де/коли/як/что/где/когда/як
    متى/اين/كيف/هل
"""
# Without them nothing is refused or ended: they are not looked at.
NEUTRAL = """
    scusa/scusate/scusi il disturbo
    nessuno ci/mi/ti ascolta/risponde/aiuta
    mia/mie FAMILY
    ma davvero/quando/dove/come/dai/certo/che
    state/stai/stia/fate attenti/attente/attento/attenta/attenzione
    non/nn c/ce era/erano/e/sono/sara/stava/stavano nessuno/niente/nulla?
    nessuno e/ha/hanno/si/c/sa/risponde
    non/nn ci/lo/l/mi~ ricordo/so/saprei/credo/sapevo/pensavo/ricordo/ricordavo
    non/nn capisco/capiamo/capito/so/sappiamo/ricordo/trovo/conosco
    non/nn ho/abbiamo capito/visto/sentito/sapevo/letto
    purtroppo? non/nn posso/possiamo/riesco/riusciamo/potro a/ad? venire/esserci/partecipare/arrivare/passare
    gracias/thanks/merci/danke/grazie por/per/pour/for/fur
    butta/buttate la/il/giu/su pasta/riso/acqua
    perdo/perde/perdono/perdere/perso/persa acqua/partita/treno/autobus/olio
    siete/sono/sei/e/era chiuso/chiusi/chiusa/chiuse
    non/nn e/era/sara/sono/c e? vero/giusto/male/giovedi/venerdi/sabato/domenica/lunedi/martedi/mercoledi/oggi/domani
    era/erano/e per mia/mio/la/il/mamma/un~ FAMILY
"""
# Who writes so need not be on the list any more: they have moved, died or had enough, or never were to be on it.
LIFE = """
    sono/siamo residente/residenti a/ad/in
    me/ce ne? torno/torniamo
    torno/torniamo/tornato/tornata/tornati al/nel/in mio/paese
    ho finito/lasciato la/il/le/i scuola/scuole/lavoro/universita/corso/stage/tirocinio
    abito/abitiamo/vivo/viviamo/sto/stiamo ora/adesso/ormai/gia/da/un/anno/anni~ a/ad/in/altrove/fuori/lontano
    andato/andata/andati/andate a stare/vivere/abitare
    venduto/vendo/vendiamo la casa
    sim/scheda/squilla/squillano
    ogni volta che suona
    proprietario/proprietaria/intestatario/intestataria
    ha/hanno lasciato/lasciati/lasciata
    casa di riposo
    rsa/ospizio/ricoverat*/demenza/alzheimer
    non c/ce e/sono piu
    come si? fa/faccio a non *
    who gave you
    provved*/depenn*/diffid*/autorizzat*
    chiamo i/la/il/l carabinieri/polizia/avvocato/questura
    a? posto cosi
    puo/posso/possa bastare
    passo e chiudo .
    ho/abbiamo/c gia l/la/il/un app/sito/giornale/canale/facebook/telegram
    preferisco/preferiamo leggere/guardare/vedere/il/sul/dal/altro
    doppione/doppioni/zitti/zitto/tacete
    per scherzo/sbaglio
    vi/ve ha/hanno/abbiamo dat*/detto/chiest*
"""
# Who writes so misses messages, or has nothing against any.
HARMLESS = """
    link/foto/video/pdf/file/allegato/pagina/immagine/locandina/audio/documento/mappa/modulo non/nn *
    tutto/tutti/tutte a/ok/bene posto
    ho/abbiamo sbagliato a scrivere/digitare
    tutto bene/ok/tranquillo/regolare
    non mi/ci? e/sono? arriva/arrivano/arrivato/arrivati/arrivata/arrivate
    non ho/abbiamo piu? ricevut*
    non ricevo/riceviamo piu? *
    non si? apre/vede/vedono/sente/legge/scarica
    non riesco/riusciamo ad/a aprire/vedere/leggere/entrare/capire/scaricare
    non lo/l la? sapevo/sapevamo/immaginavo
    non c e problema
    nessun problema
    non vedo l ora
    niente male
    meno male
    ho sbagliato chat
    il/un/al/del/dal cancello
    in/di/della/a via *
    via *  1*/2*/3*/4*/5*/6*/7*/8*/9*
    partito/partita/inviato/inviata/mandato/mandata/scritto per errore/sbaglio
    messaggio partito
    come mai/perche~ nessun messaggio/avviso
"""
# Words whose typing slips are looked for.
TYPED = """
    cancellami cancellatemi cancellarmi cancella cancellate togliemi toglimi toglietemi togliete eliminatemi
    eliminami rimuovetemi rimuovimi disiscrivetemi disiscrivimi disdetta levatemi levami basta stop smettete
    smettetela piantatela finitela lasciatemi uscire unsubscribe annullatemi sospendete
"""
