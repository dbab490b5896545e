"""What people are asked to do about a danger, and what tells that it is there now, as a table of senses. Data only.

`sure`: what nobody asks on a quiet day; `order`: what is also asked of careful people; `now`: something is under way.
"""

from __future__ import annotations

ASKED_OF_PEOPLE = r"""
sure other - : rest~/riman~ .. in/a casa, state/stare/stiano/stia/stai .. in/a casa, rest~/riman~ .. coperto/dove/
  dentro, nessuno si metta/muova/avvicini, chi puo .. casa, rest~/riman~ .. al chiuso/riparo/sicuro, rest~/riman~ ..
  nelle/nella/nei/dentro/presso case/casa/abitazion~/proprie/vostre/propria/edific~/locali/aule, resti/restino/
  restate/restare/rimanere/rimanete/rimanga/rimangano/stare/state/salire/salite/salga/salgano/spostarsi/spostatevi/
  spostino/portarsi/recarsi/trasferirsi/sistemarsi/rifugiarsi/rifugiatevi .. piani alti/superiori, piani superiori/
  alti, mettersi/mettetevi/mettiamoci/mettete/metta/mettano .. riparo/salvo/sicuro, rifugiarsi/rifugiatevi/rifugino/
  ripararsi/riparatevi, cercare/cercate/cercando riparo/rifugio, raggiungere/raggiungete/raggiunga/raggiungano/
  recarsi/recatevi/dirigersi/portarsi .. punto/punti/aree/area/luoghi/zone/hub/centro/centri/palestra/palazzetto
  raccolta/attesa/ritrovo/elevat~/alte/sicur~/accoglienza/di, lasciare/lasciate/lascino/abbandonare/abbandonate/
  abbandonino/abbandoni/lasci .. subito/immediatamente, va/vanno/deve/devono/dovra/dovranno .. lasciat~/abbandonat~/
  evacuat~/sgomberat~/lasciare/abbandonare/allontanarsi/spostarsi/trasferirsi/uscire/evacuare/andarsene, obbligat~/
  invitat~/costrett~ a/ad uscire/lasciare/andarsene/allontanarsi/evacuare/abbandonare/spostarsi, allontanarsi/
  allontanatevi/allontanino/scappare/scappate/fuggire/fuggite, allontanamento immediato/obbligatorio/preventivo/
  cautelativo, via tutti, tutti fuori/via, tutti a/in casa, non uscire/uscite/esca/escano, non .. rientr~ .. casa/
  case/edific~/abitazion~/pianterren~, non .. mett~ .. viaggio/strada/cammino, non si metta/mettano .. viaggio,
  chiudersi/chiudetevi/barricarsi/barricatevi/tapparsi .. casa, non bere/bevete/berla/bevetela, bollire/bollite/
  bollita/bollirla .. acqua/uso/bere/minut~, acqua .. bollita/bollire, non .. fare/fate/usate/usare doccia/docce,
  solo .. servizi igienici, non rient~ nelle/in/negli, vietato/divieto uscire, divieto/vietato/obbligo .. rimanere/
  restare/permanenza .. chiuso/casa, non scendere/scendete .. cantin~/garage/interrat~/sottopass~/scantinat~/
  seminterrat~, non e/era un/una/un esercitazione/prova/simulazione/test, non e esercitazione, non e un
  esercitazione, attiv~/apert~/insediat~/convocat~/apre/attiva .. coc, attiv~/apert~/insediat~/apre .. centro
  operativo comunale, coc attiv~/apert~/insediat~, attivat~ .. unita di crisi
sure missing missing : si e/sono allontanat~ da/dal/dalla/dall/dallo, attivat~/avviat~/riprese .. ricerche, ricerca
  di persona, bambin~/anzian~/uomo/donna/ragazz~/anni .. allontanatis~/allontanatos~/allontanatas~, anni .. si e/
  sono allontanat~, ricerche in corso .. donna/uomo/anzian~/bambin~/ragazz~/person~/escursionist~/dispers~/
  scompars~, non si hanno notizie, non si hanno piu notizie, perse/perdute le tracce, perso le tracce, non da/dava
  notizie
sure outage power : corrente/luce/energia .. mezza/intera/tutta provincia/citta/valle,
  senza luce/corrente/energia/elettricita .. inter~ isola/paese/citta/comune/valle
sure flood river : fium~/torrent~ in piena
sure water water : non bevibil~, imbevibil~, inidone~ .. acqua, acqua .. inidone~/inutilizzabil~, bollitura, obbligo
  .. bollire/bollitura, far/fate bollire, non .. idone~ .. consumo/uman~/bere/potab~, sospes~ .. potabilita,
  divieto/diviet~ .. potabilita, non .. utilizz~/usa~/us~ .. acqua/rubinetto, acqua/rubinetto .. non .. consumare/
  bere/utilizza~
sure evacuation evacuation : evacuazione .. nuclei/famigli~/persone/residenti/abitanti/palazz~, fatt~ uscire ..
  bambin~/alunn~/student~/residenti/inquilin~/person~/famigli~/abitanti/tutti/clienti/pazienti, ordin~/dispon~/
  dispost~ .. sgombero/sfollamento
sure transport accident : aereo/elicottero/velivolo/ultraleggero .. precipita/precipitato/caduto su/in/vicino/a
sure health illness : richiamo .. conserve/lotto/lotti/prodott~
sure other armed : ostagg~, sparatori~, attentat~ .. corso/esplos~/ferit~/centro, terrorist~ .. attacco
sure ordnance bomb : pacco/oggetto/pacchi/valigia/borsone/zaino/trolley/busta sospett~, minaccia bomba
sure weather heat : caldo/calore .. livello 3, bollino rosso .. caldo/calore/ministero/salute/fino/domani/oggi/
  giornata/weekend, afa/gradi .. bollino
  rosso, caldo/calore .. bollino rosso, calore .. livello .. rosso/3
harm other - : domani scuole chiuse, scuole chiuse domani, urtat~, sfondat~, caccia all uomo, alla deriva, fuori
  uso, dagli
  scaffali, casi gravi, due/tre/altri
  casi, interruzione generale, sotto zero, soccorsi, viveri, generatori, in ospedale, ricoverat~,
  tegole, volano, intero comune,
  razionat~,
  razionament~, peggiora~, aggrava/aggravano/aggravat~, punto/punti caldo/caldi, contingibile, autobott~, gruppi
  elettrogeni, ha/hanno/aveva raggiunto/invaso/superato/travolto/
  sfondato, gente in strada, affiora, danneggiat~, vuoti, vuota, guastat~, fuori controllo, si scava, scavano,
  venut~ giu, impraticabil~, isolat~, d urgenza, in salvo, intrappolat~, travolt~, inghiottit~, feriti, dispers~,
  intossicat~, sgombr~, svuotat~, si svuota, dirottat~, minacci~, devast~, distrutt~, spazzat~ via, sommers~,
  squarciat~, divelt~, abbattut~ .. vento/maltempo/fulmine, spezzat~, saltat~ .. tubo/rete/corrente/conduttura,
  ceduto, ceduti, cedute, al freddo, al buio, a secco, sirena, sirene, squadre .. cani/ricerca/ricerche/soccorso,
  soccorso alpino, elicotteri, canadair, artificieri, esercito, sommozzatori, cani molecolari, trancia~, divampa~,
  propaga~, avanza, incontrollat~, fuoriuscit~, impazzit~, in pericolo, a rischio crollo, in trappola, appello ..
  anni, evitiamo, situazione critica/grave/difficile, ore critiche/difficili, notte di paura, paura, panico
order other - : chi puo lasci/resti/eviti, lasci/lascino la citta/zona, si sposti/spostino subito, comporre il
  112/118/
  115/113, divieto di soggiorno, prima di usarla/berla/bere, aspettate le analisi, vietat~ .. doccia/docce,
  sconsigliata/
  sconsigliate ogni/attivita, in allerta, portare coperte/medicine/medicinali/documenti, tenere/tenete ..
  bambini/anziani/animali/cani .. casa/guinzaglio, legare/legate/rimuovere/ritirare
  oggetti/vasi/tende, non tentare/tentate/riaccend~, acqua .. ore al giorno, divieto per i mezzi,
  usare/comporre/chiamare .. temporaneamente, non consumar~, invito a
  non, allarme/avviso/allerta alla popolazione, usa~/utilizza~/bere/bevete .. bottiglia/minerale/imbottigliata,
  muover~/uscire/spostarsi/muovetevi/
  uscite solo, solo se necessario/strettamente/indispensabile, niente condizionator~/finestre/fiamme, tapparelle
  abbassate/chiuse, vieta/vietano .. circolazione/transito/accesso, cittadin~/popolazione/curiosi .. distanza,
  evitare/evitate/evita la/il/le/l zona/area/centro/strada/via, vietato/divieto .. avvicinamento/pernottamento,
  restare/rimanere/stare .. fresc~, non .. aprire/aprite .. finestr~, divieto/vietato/evitare .. contatto,
  indicazioni/disposizioni urgenti/precauzionali, divieto/vietato .. prelievo, niente auto/spostamenti/viaggi,
  evitiamo .. spostament~/uscire/viagg~, non .. mett~ .. volante/guida, tene~/tenersi .. metri/chiuso, chi e/abita/
  vive/dorme/risiede .. pianterreno/terra/seminterrat~/interrat~/sopra, dormire/dorma .. sopra/superiore, sgombrare/
  sgomberare/liberare .. spiagg~/area/zona/strad~/arenile, vietat~/divieto .. uso/utilizzo .. acqu~, telefona~ ..
  112/115/118, uscite e chiamate/telefonate, prend~/prendere/prendete/usare/usate .. auto/macchina .. solo/
  necessit~, non .. prend~ .. auto/macchina/mezzi, per emergenze/urgenze/soccors~/emergenza .. recarsi/chiamare/
  rivolgersi/telefonare/comporre, chi .. acquistato/consumato/mangiato/ingerito, vietat~/divieto .. pescare/
  attingere/attingimento, mascherin~ obbligatori~, obbligo .. mascherin~, rest~/riman~/rimang~/stat~/stare/stiano/
  mantene~/tene~/tenga/tengano .. lontan~/larga/distanza/fuori/dentro/interno/lontano, lontan~ .. da/dai/dal/dalla/
  dalle/dagli/dall, fuori dall/dalla/dal alveo/acqua/zona/area/fiume/letto, chiud~/tene~/mantene~/tenga/tengano/
  sigilla~/serra~ .. finestr~/porte/infissi/imposte/serrament~/tapparelle/balcon~/aperture, finestr~/infissi/porte
  .. chius~, porta~ .. salvo/riparo/sicuro/alto, vietato/divieto .. avvicinarsi, divieto assoluto, vietato/divieto/
  evitare ogni/qualsiasi/il contatto, non .. avvicin~, non .. sostare/sostate/sostino, non .. transit~, non ..
  tocc~, non .. usare/usate/utilizz~ .. auto/ascensor~/acqua/automobil~/mezzi/veicol~/telefon~, non .. consum~, non
  .. raccogli~, non .. accend~, non .. attravers~, non .. percorr~, non .. aprire/aprite/apra, non .. mangia~, non
  .. intralci~, non .. affacc~, non .. parcheggi~ .. vicino/lungo/sotto/presso, evit~ .. zona/area/centro/
  spostament~/uscire/luoghi/strada/via/sottopass~/contatt~/uscit~/avvicin~/argin~/viagg~/transit~/passare/sost~/
  percorr~/mettersi/parco/parchi/lungomare/moli, limitare/limitate/limitino/ridurre .. spostament~/uscite/viaggi,
  sconsigli~ .. spostament~/uscire/viagg~/uscite, si sconsiglia/sconsigliano, spegn~ .. luci/gas/condizionator~/
  fiamm~/motor~/impiant~/ventilazion~/climatizzator~/luce/aria, chiud~ .. gas/rubinett~/contator~, uscire/uscite
  solo .. necessita/indispensabil~/mascherina/urgenz~/necessario, solo .. estrema/reale/assoluta necessita, salvo
  necessita/urgenze, massima prudenza/attenzione/cautela/allerta, prudenza/attenzione massima, fate/fare massima
  attenzione, presentarsi/presenti/presentino/contatt~ .. subito/immediatamente/urgentemente, chiam~ .. 112/115/118/
  113/1515/1530, lo/la/li/le .. tocchi/tocchino/tocchiate, utilizza~/usa~ .. acqua minerale/bottiglia/imbottigliata,
  solo .. acqua minerale/bottiglia/imbottigliata, divieto/vietato/vietata .. alimentare/alimentari/potabile/
  consumare/consumo/raccogliere/avvicinarsi/sostare/lasciare/bere/umano/accedere/accesso/uscire/circolazione/
  circolare/ingresso, prepararsi/preparatevi/pronti/pronta a/ad uscire/lasciare/evacuare/partire, tenersi/tenetevi
  pronti/informati/aggiornati, uscire/uscite di casa entro, lasci/lascino/libera~ .. liber~ .. strad~, niente
  attivita/uscite, abbandona~ i/le/gli/subito/la/l, resident~/popolazione/cittadin~/abitant~/famigli~/sfollat~/
  condomin~ .. esca/escano/salga/salgano/resti/restino/rimang~/lasci/lascino/eviti/evitino/chiuda/chiudano/
  allontani/allontanino/presti/prestino, spostare/spostate .. auto/veicol~/mezzi .. alto/alte/garage/sicur~,
  seguire/seguite .. indicazioni/istruzioni .. autorita/coc/soccorritor~/protezione/polizia, norme/misure/
  comportament~ .. autoprotezione, chi/chiunque .. nota/noti/veda/vede/trovi/trova .. chiam~/segnal~/avvis~/
  contatt~/tocchi, chi .. dispositiv~/apparecchi~ .. salvavita, aiut~ .. trovare/ritrovare/cercare/ricerche
now other - : area/zona/edificio sequestrat~, area/zona/aree vietat~, restare/rimanere al chiuso, zona di
  restrizione/protezione/sorveglianza,
  ordinanza del sindaco,
  strade bloccate, servono letti/coperte/brandine, chiuso d urgenza, interrotta la ferrovia, e in corso, in corso
  un/una, aree di attesa/accoglienza/ammassamento, attivat~ .. centro/coc/piano/
  unita/ricerche, apr~/apert~ .. palasport/palazzetto/brandine, imminent~, stanotte, nelle prossime/prossima/ultime
  ore/ora, in queste ore, incombe/incombono/incombent~, minacci~, avanza/avanzano, a ridosso, sul posto, canadair,
  artificieri, area/zona/aree interdett~/rossa/transennat~/evacuat~/delimitat~/sgomberat~/isolat~, interdett~,
  transennat~, effetto immediato, chiusura immediata, ferit~, intossicat~, intrappolat~, travolt~, unita di crisi,
  raggio di, metri di raggio, fino a nuov~, accoglienza allestit~, numeri di emergenza, numero di emergenza, si
  scava, si teme/temono, pochi minuti, minuti fa, proprio ora, sospesa/sospesi/interrott~ .. circolazione/treni,
  cas~/abitazion~/edific~ minacciat~/lambit~, cas~/abitazion~ a/in rischio/pericolo, cas~ da evacuare, pericolo,
  allontanat~, allontanatis~, allontanatos~, allontanatas~, rischio .. cas~/crollo/esplosione/esondazione, fuori
  controllo, propag~, estend~, precauzional~, cautelativ~, sopra/oltre .. limit~/soglia/norma, oltre soglia,
  ricerche, volontari .. ricerche, scoppiat~, divampat~, sviluppat~, epicentro, in arrivo/transito/avvicinamento/
  crescita/peggioramento, avvertita dalla popolazione, attes~, immediat~, sirena/sirene, bloccat~, soccorritor~,
  esercito, chiam~ .. 112/115/118
busy other - : punti di distribuzione, apr~/apert~ .. palestra/palazzetto/palasport/brandine/centro/aree/hub,
  verific~ .. edific~/strutturale/strutturali/pless~/scuol~/stabilita, zona di sicurezza, istituit~ .. zona/area,
  stasera, soccors~, vigili del fuoco, pompieri, elicotter~, colpit~, coc, centro operativo, centro/centri di
  accoglienza, punto/punti di raccolta, massima diffusione/attenzione/prudenza/cautela, attivo, attiva, apert~ ..
  palestra/palazzetto/brandine/coc/centro/aree, notte tra, poco fa, questa mattina, stamattina, stamani, stamane,
  adesso, allertat~, mobilitat~, pericolosa, attenzione, in serata, evitare/evitate, raccomand~, superat~, squadre,
  verificat~, avvertit~, registrat~ .. scossa/evento/magnitudo, in corso/atto/azione/aumento
"""
