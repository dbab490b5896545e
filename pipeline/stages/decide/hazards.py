"""The hazards that titles name, as a table of senses (see `senses.py`). Data only.

Lanes and cards ask how urgent they are, an ending (`ended.py`) which alert it is of. `danger`: near or far, here or
there; `hint`: perhaps none, or only the weather; `topic`: what a danger is about, which tells alerts apart and says
nothing of urgency.
"""

from __future__ import annotations

from functools import cache

from pipeline.stages.decide.senses import Stems, spoken

HAZARDS = r"""
danger flood river : fosso/roggia/scolo/canale .. rotto/rotta/tracimat~, acqua verso le/la abitazion~/case/casa,
  sacchi/sacchetti di sabbia, acqua ha/hanno raggiunto/invaso/superato, acqua .. impalcato/arcate/campata, picco ..
  passa/
  passera/transit~/attes~/ore/previst~, metro/metri/centimetri d acqua, picco/picchi di piena, acqua .. finestre/
  piani, fium~/torrent~/rio/canale/lambro/seveso/adige/tevere/arno/reno/piave/brenta/secchia/panaro/po/oglio/adda/
  ticino/tanaro/bormida/trebbia/taro/enza/baganza/senio/lamone/savio/santerno/sillaro/idice/misa/esino/foglia/
  metauro/volturno/sele/ofanto/bradano/basento/crati/simeto/magra/vara/serchio/ombrone/bisagno/polcevera/
  tagliamento/isonzo/livenza/bacchiglione/chiese/mella/serio/olona/dora/stura/sesia/toce/aniene/liri/sacco ..
  uscit~/esondat~/straripat~/tracimat~/fuori/gonfi~/impetuos~, rischia .. esondare/tracimare/straripare/uscire,
  evento/eventi alluvional~, la/una/della/dalla/per/con piena, sott acqua, esondat~, in piena, invaso .. abitato/
  case/strada/strade/provinciale, invade/invadono/invaso .. cas~/strad~/abitat~/carreggiat~, acqua/acque/fango ..
  invad~/invas~, paratoie, portata .. eccezional~, ha/hanno rotto, torrente/fiume/canale/rio/fosso .. straripat~/
  uscit~/rotto/invas~, esond~, tracim~, straripa~, alluvion~, allag~, inonda~, inondazion~, sommers~, piena/piene
  del/dell/della/dei/di/straordinaria/improvvisa/eccezionale/imminente, onda/ondata di piena, colmo di piena, colmo
  .. passaggio/transito/ore, passaggio .. colmo, fontanazz~, sormont~, sifonament~, diga/dighe, rott~/rottura/falla/
  breccia/cediment~ .. argin~, argin~ .. rott~/cedut~/cede/cedono/superat~/sormontat~/lesionat~, superat~/oltre/
  fuori .. argin~, soglia/soglie rossa/arancione/2/3/critica, soglia di allarme/guardia/criticita, livell~ di
  guardia/allarme, livell~ .. in crescita/aumento, livell~ continua/crescono/sale/salgono, fium~/torrent~ ..
  crescita/guardia/minaccia~/ingrossat~/esc~/usc~, acqua nelle/dentro/in case/casa/strada/strade/cantine, paese/
  citta/strade/case sott acqua, golen~, casse/cassa .. riempi~, invaso .. rilasci~/sfior~, scarich~ .. diga,
  rilasci~ .. diga/invaso/acqua, muro d acqua, ondata di fango, fiumi di fango, fango nelle/sulle/in
danger flood sea : onda di maremoto, ritiro del mare, acqua .. strad~/piazz~/lungomare, mareggiat~, maremot~,
  tsunami, acqua alta, onde .. metri, mare forza, mare .. agitato/grosso/tempesta, onda anomala, ingressione marina
danger weather storm : grandine, fenomeno estremo, fenomeni estremi, nubifrag~, bomba/bombe d acqua, tempest~,
  tromb~ d aria, tromb~ marin~, tornado, uragan~, ciclon~, grandinat~, downburst, temporal~ fort~/violent~/
  autorigenerant~, precipitazion~ estrem~/eccezional~, supercella
danger weather wind : volano/volate .. tegole/lamiere/tetti/rami, bora/vento/venti/raffich~/maestrale/tramontana ..
  ora/orari/kmh, tetto/tetti .. scoperchiat~/
  volat~/strappat~/divelt~, scoperchia, albero/alberi/pin~/platan~ .. cadut~/crollat~/schiantat~/abbattut~ .. auto/
  casa/strada/persona, cavo/cavi/linea/linee/traliccio/tralicci/pali/palo .. cadut~/terra/tranciat~/divelt~/
  pericolant~, alta tensione, elettrocuzion~, folgora~, burrasc~, bufer~, scoperchiat~, tetti divelti, raffich~ ..
  km/chilometri/violent~/oltre, vento/venti .. tempesta/fortissim~/km, alber~ abbattut~/cadut~/sradicat~, cavi/cavo
  a terra
danger weather snow : metro/metri/centimetri .. neve, ghiaccio .. tetti, neve .. tetti, nevica, lastra/lastre di
  ghiaccio, ghiaccio vivo, verglas, bufera di neve, nevicat~, gelicidi~, pioggia congelant~/gelata/ghiacciata,
  tormenta, neve .. isolat~/bloccat~, bloccat~/isolat~ .. neve, emergenza neve, strade .. lastr~
danger weather heat : afa record, bollino rosso/arancione, caldo estremo/torrido/record, calore estremo, ondat~ ..
  eccezional~
danger collapse slope : fango/detriti/massi/pietre/terra .. cas~/abitat~/strad~/provinciale/statale/carreggiata/
  sulla/sulle, stacca/staccat~/staccano .. costone/roccia/rocce/parete/mass~/blocc~/versante, costone, terreno/
  versante/parete/costone/pendio/montagna .. instabil~/cede/cedut~/crollat~/movimento/scivola~/staccat~, distacco/
  distacchi .. rocc~/mass~/versante/parete/valang~, roccia/rocce .. strada/cadut~, blocco/blocchi .. cadut~/roccia,
  frana, frane, franos~, franat~, franando, smott~, colat~ detritic~, colat~ di fango/detriti, debris, valang~,
  slavin~, massi, masso, caduta sassi, sassi sulla, movimento/dissesto .. versante, scivolament~ .. terreno/versante
danger collapse building : tetto/tetti .. sfondat~/bucat~/distrutt~, ponte .. urtat~/colpit~, distacc~ ..
  neve/ghiaccio/tegole, tetto/muro/soffitto/solaio/balcone/cornicione/
  campanile/parete/palazz~/casa/ponte .. venut~/viene/vengono giu, giunt~/pilastr~/pilon~/campat~/trave/travi/
  appoggi .. ced~/lesion~/spezzat~, ponte/viadotto/cavalcavia/muro/tetto/solaio/soffitto/strada/argine/campanile/
  torre/parapetto/gru/ponteggio/tribuna/palco .. cede/cedono/cedut~/instabil~/collass~/inclinat~, collassa~, si e
  apert~ .. buca/cratere/voragine, boato, implos~, sgretol~, spanciat~, croll~, voragin~, sprofond~, cediment~,
  pericolant~, cede/cedono/ceduto/cedut~ il/la/un/una/l tetto/solaio/muro/strada/ponte/terreno/asfalto/argine/
  soffitto/controsoffitto/cornicione/gru/ponteggio, sinkhole, lesionat~, caduta/cadut~/cadono calcinacci/cornicion~/
  intonac~, distacc~ .. cornicion~/intonac~/solaio, puntellat~
danger quake quake : evento sismico, tremore, terra .. trema~, terremot~, sisma, scossa, scosse, tellur~,
  bradisism~, epicentr~, magnitudo, trema/tremato la terra, sciame
danger other volcano : emission~ di gas/cenere, polvere/polveri vulcanic~, stromboli/etna/vesuvio/vulcano ..
  allerta/esplosion~/attivita,
  caduta/pioggia di/cenere cenere/lapilli, eruzion~, erutt~, parossism~, lapill~, cenere vulcanic~, ceneri
  vulcanic~, cenere/ceneri .. etna/stromboli/vulcano, colat~ lavic~, flusso/flussi piroclastic~, fontan~ di lava,
  lava/gas vulcanic~
danger fire fire : a fuoco, bombola .. fiamme/fuoco, incendiat~, in fumo, bruciato/bruciati/bruciata .. nella/nel/
  deposito/fabbrica/capannone, incend~, rogo, roghi, fiamme, brucia, bruciano, in fiamme, fronte di/del fuoco/
  fiamma, va/andat~ a fuoco, combustione .. capannone/rifiuti/deposito
danger fire blast : esplosion~, esplos~, esplod~, deflagra~, scoppio, scoppia/scoppiat~ una/un .. tubo/bombola/
  caldaia/condotta/conduttura, bombola .. scoppi~
danger gas gas : trancia/tranciat~/tranciano/rompe/rott~/bucat~/danneggia .. gas/metano, monossido, fuga/fughe/
  perdita/perdite gas/metano/gpl, fuga .. monossido, gas in strada, bombol~ .. perdit~/perd~, fuga/fughe/
  fuoriuscita/perdita/perdite di gas/metano/gpl, perdita/perdite/rottura/fuoriuscita/danneg~ .. gas/metano/gasdotto/
  metanodotto, odore/puzza di gas, gas .. tranciat~/rott~, gpl, gasdotto/metanodotto .. rott~/tranciat~/danneggiat~/
  incident~, fuga dal/dalla .. gas/metano/metanodotto, saturazione di gas, intossicat~ .. monossido, monossido ..
  intossicat~/evacuat~, metano .. tranciat~/rott~
danger toxic smoke : fuga/nube/contaminazione radioattiv~, gasolio nel/nella/in/nell, superament~/superat~ .. soglia
  .. benzene/ozono/inquinant~/diossina,
  percolat~, solvent~, vapori, gas irritant~/nociv~/tossic~, irritant~, contaminant~, agenti chimici, amianto ..
  incendi~/rogo/bruciat~, liquid~/sostanz~/product~/rifiut~ .. tossic~/nociv~/chimic~/infiammabil~/pericolos~,
  pesticid~, diserbant~, cianuro, mercurio, benzene, liquami, gasolio .. acqua/canale/fiume/strada, aria
  irrespirabil~, irrespirabil~, miasm~, avvelenat~ .. acqua/aria/canale/fiume, iodio, ioduro, cisterna/camion/
  autobotte .. ribalta~/rovescia~/perdit~/perde, fuga/fuoriuscita .. ammoniaca/cloro/vapori/liquid~/sostanz~, nube/
  nubi/nuvola/nuvole .. tossic~/chimic~/nera/fumo/gas/irritante/acre/ammoniaca/cloro/paese/abitato, nube, tossic~,
  sversa~, ammoniaca, cloro, acido, acidi, chimico, chimica, chimici, diossin~, esalazion~, radioattiv~, radiazion~,
  fumo nero/denso/acre, fumi, colonna/coltre di fumo, fumo .. abitato/case/citta/paese/zona/capannone, odore/odori
  acre/acri/pungent~/nauseabond~/forte/forti/insopportabil~, sostanz~ .. pericolos~/tossic~/nociv~, material~
  pericolos~, merci pericolos~, idrogeno solforato, incident~ rilevant~/industrial~/chimic~/nuclear~, autocisterna/
  cisterna .. ribaltat~/rovesciat~/perd~/incident~/fuoriuscit~, petrolio in, idrocarburi in/nel/nella/su/sul,
  amianto dispers~/dopo, frammenti .. amianto, moria di pesci, chiazz~/macchia oleos~, anidride/biossido solforos~
danger water water : acqua verde/scura/nera/rossa/schiumosa/bianca, contaminat~ ..
  sorgente/pozzo/pozzi/acquedotto/acqua/falda/fontan~, gasolio/petrolio/liquami/
  idrocarburi .. pozzi/pozzo/sorgente/fiume/torrente/lago, non potabil~, pesticid~/diserbant~/gasolio/velen~/
  liquami/fogn~ .. acquedott~/acqua/pozzo/rete, acqua .. odore/colore/sapore .. anomal~, acqua .. non .. limpida,
  escherichia, coliform~, salmonell~, legionell~, enterococc~, pseudomonas, cariche/carica batteric~, batter~ ..
  acqua/acquedotto/idric~, contaminazion~/inquinament~/contaminat~/inquinat~ .. acqua/acquedotto/idric~/falda/pozz~/
  rete, acqua/acque/acquedotto/pozzo/fontan~ .. inquinat~/contaminat~/avvelenat~, acqua torbida/sporca/gialla/
  marrone/maleodorante, torbid~ .. acqua, acqua .. torbid~, arsenico/nitrati/pfas/manganese/idrocarburi/
  trialometani/fluoruri/piombo/cromo/alluminio/vanadio .. oltre/sopra/limit~/fuori/acqu~/superat~/superament~,
  limit~/superament~ .. arsenico/nitrati/pfas/manganese/piombo/cromo/microbiologic~, non conform~ .. acqu~/
  microbiologic~/parametri, fuori norma .. acqua, acqua .. fuori norma
danger evacuation evacuation : tendopoli, svuotat~/svuota/sgombrat~ ..
  palazz~/condomini~/edific~/ospedal~/repart~/scuol~,
  palazz~/condomini~/edific~/repart~/ala .. svuotat~, costrett~ .. casa/fuggire/case/notte, notte fuori/all/in
  palestra/all addiaccio, ordin~/dispon~/dispost~ .. sgombero/allontanamento/sfollamento, trasferit~ .. pazienti/
  ospiti/alunni/degenti, fuga dalle/dalla/di residenti, evacua~, evacc~, sgomber~, sfoll~, allontanament~ ..
  residenti/abitanti/famigli~/popolazione/cautelativo/preventivo/immediato/obbligatorio, fuori casa, senza casa/
  tetto, fatt~ uscire/allontanare, fatt~ scendere, famigli~/person~/residenti/alunni/pazienti/ospiti .. allontanat~/
  trasferit~/portat~, allontanat~/accolt~/ospitat~ .. person~/famigli~/residenti/alunni/pazienti/abitanti/inquilin~,
  abitanti .. accolt~, lasciare/lascino/lasciate/abbandonare/abbandonino/abbandonate .. cas~/abitazion~/edific~/
  zona/paese/immobil~, esodo/trasferimento .. popolazione/residenti
danger missing missing : cercasi .. anni, ricerca di persona/persone, ricerca di .. anni/scompars~, manca/mancano da
  .. giorni/ieri/
  ore/casa, manca/mancano da ieri/giorni, ricerche di/per/del/della .. person~/uomo/donna/anzian~/bambin~/ragazz~/
  escursionist~/cercator~/alpinist~/turist~/pescator~, attivat~/avviat~/riprese/proseguono .. ricerche, avete/hai/
  qualcuno/avesse/abbia/ha .. vist~ .. anni, avete visto, non rientrat~/tornat~/ricomparso, non si trova, si e/sono
  allontanat~, anni .. allontanat~, da ieri/lunedi/martedi/mercoledi/giovedi/venerdi/sabato/domenica non .. notizie/
  trova/rientra/torna, sparit~ .. nulla/casa/bambin~/ragazz~/anzian~, non torna/tornano/rientra/rientrano .. casa,
  si e/sono .. pers~ .. bosc~/montagna/mercato/parco/citta, bambin~/anzian~/ragazz~/nonn~/minor~/escursionist~ ..
  pers~/smarrit~/allontanat~, smarrit~ .. bambin~/anzian~/escursionist~, non si trova/trovano piu, ricerca persona/
  persone, diffond~ .. appello, superstiti, scompars~, disperso, dispersa, dispersi, disperse, si cerca/cercano ..
  bambin~/anzian~/uomo/donna/ragazz~/escursionist~/anni/pescator~/person~/minor~, ricerche in corso, ricerche ..
  person~/uomo/donna/anzian~/bambin~/ragazz~/dispers~/scompars~, non si hanno notizie, non si hanno piu notizie,
  nessuna notizia di/del/della/da, senza notizie, perse/perdute le tracce, chi/chiunque ha/abbia/avesse vist~/
  notizie/informazioni, chi lo/la/l/li ha/abbia/avesse vist~, non fa ritorno, non ha/hanno fatto ritorno/rientro,
  non e piu/mai/ancora tornat~/rientrat~, non e tornat~/rientrat~, manca/mancano da casa, allontanat~ da/dalla/dall
  .. casa/abitazione/struttura/rsa/ospedale/residenza, ultimo/ultima avvistamento/volta, a trovare/ritrovare ..
  anni, aiut~/aiuto .. trovare/ritrovare/cercare, vist~ l ultima volta
danger ordnance bomb : granata/granate/proiettile/proiettili .. guerra/greto/campo/cantiere/bosco/bellic~, oggetto/
  pacchi/busta/involucro/trolley/scatola sospett~, minaccia/minacce/allarme/telefonata .. bomba/bombe/esplosivo/
  terroris~, ordigno, ordigni, bomba, bombe, residuat~ bellic~, disinnesc~, artificier~, bellic~ rinvenut~/trovat~,
  proiettil~ .. inesplos~/artiglieria, esplosivi, mina/mine .. antiuomo/bellic~, pacco/valigia/borsone/borsa/zaino/
  veicolo/auto sospett~, colpo/colpi di/da mortaio, granata/granate a/da/inesplos~
danger health illness : nile/virus .. casi, casi gravi, focolaio .. aviaria, richiamo .. conserve/lotto/prodott~/
  aliment~, ritirat~ .. scaffali/vendita, zona di restrizione/protezione, ritiro/ritirat~ .. lotto/lotti/commercio,
  caso/casi in
  via/citta/paese/comune/zona, dengue/chikungunya/nile .. caso/casi, caso/casi di dengue/chikungunya, caso/casi ..
  umano/umani/accertat~/confermat~/sospett~, pronto soccorso .. dirottat~/chius~/evacuat~, velenos~, tossinfezion~,
  allerta alimentare,
  richiam~/ritir~ .. lotto/lotti/mercato/commercio/vendita, contaminat~ .. cibo/latte/carne/alimenti/mensa, cibo/
  latte/carne/alimenti/mozzarell~/lotto .. contaminat~, influenza aviaria .. uomo/umano, meningit~, colera,
  difterit~, tubercolosi, botulin~, botulism~, epidemi~, intossicazion~, avvelenament~, epatite a, ebola, vaiolo,
  antrace, profilassi urgente/immediata, focolaio di/in, contagi~ .. struttura/scuola/rsa
danger outage power : corrente/luce/acqua/linee/energia .. mezza/intera/tutta provincia/citta, senza
  corrente/luce/acqua/energia/elettricita/gas/telefono/riscaldamento .. ieri/giorni/ore/
  stanotte/notte, interruzione/mancanza/guasto .. improvvis~, acquedotto .. guasto/rott~, serbatoi/serbatoio ..
  vuot~/scaric~, saltat~/salta .. elettric~/corrente/luce/cabina/rete, famigli~/utenz~/case/abitazioni .. freddo/
  buio/luce, tralicc~ .. abbattut~/cadut~, cavo/cavi .. rott~/tranciat~, centrale .. guasto/ko, rubinett~ .. secco/
  asciutt~, a secco .. paese/citta/comune/frazion~, telefoni/telefono/linee .. mut~/isolat~, paese/citta/comune/
  frazion~ .. resta/rimane/rimast~ .. secco/buio/acqua/luce, black out/blackout .. tutt~/inter~/citta/paese/comune/
  costa/isola/generale/totale/esteso/centro, rott~/rottura .. acquedotto/condotta/adduttrice/adduzione, utenze
  senza, senza luce/corrente/acqua/energia/elettricita/telefon~ .. tutt~/inter~/paese/comune/citta/isola/frazion~/
  valle/valli/person~/famigli~/utenz~, tutt~/inter~/paese/citta/isola/frazion~/valle/comune .. senza acqua/luce/
  corrente/elettricita/energia/telefon~, paese/citta/isola/valle/valli/quartier~ .. al buio/secco, apparecch~ ..
  salvavita/elettromedical~, salvavita
danger outage calls : 112/118/113/115/soccorso/centralino .. irraggiungibil~/uso, non raggiungibil~ ..
  soccorso/emergenza/112, 112/113/115/118/soccorso .. fuori servizio,
  112/113/115/118 .. non raggiungibil~/funziona~/
  risponde/attivo, 112/113/115/118 .. guast~/isolat~/interrott~, guasto .. 112/118/115/emergenz~, numer~ ..
  emergenza/soccorso .. fuori/guast~/raggiungibil~
danger collapse - : paese/frazion~/borgo/borgata/valle/abitato irraggiungibil~, raggiungibil~ ..
  solo/piedi/elicottero, solo/soltanto a piedi, unica strada, frazion~/paese/
  contrad~/borgat~/abitato/localita/valle/valli/famigli~/borg~/comune/rifugi~ .. isolat~, isolat~ .. frazion~/paese/
  contrad~/borgat~/abitato/localita/valle/valli/famigli~/borg~, intrappolat~
danger other animal : cani/cane .. aggredisc~/attacc~, serpente velenos~/fuggito, idrofob~, rabbia silvestre,
  fuggit~/scappat~/fuga/fugge .. toro/bufalo/leone/tigre/pantera/
  animal~/cavall~/serpente/maial~/struzzo/branco/puma, puma, lince, cinghial~/lup~/cane/cani .. aggressiv~/attacca~/
  aggredi~, orso, orsa, orsi, pantera, tigre, leone, leonessa, coccodrill~, toro/tori/bufalo/cavallo/mucche fuggit~/
  scappat~/in, branco di, animal~ feroc~/pericolos~, squalo, vipere, pitone, cane/cani aggressiv~/randag~ ..
  aggredi~/attacc~, sciame/sciami di vespe/calabroni/api
danger other armed : detenuto/ergastolano evaso, caccia all uomo, ricercato/fuggitivo/latitante armato/pericoloso,
  evasione dal/di, evaso dal/detenuto, ladr~/
  rapinator~/killer/omicida/assassino .. armat~/fuga, sequestro di persona, terrorist~, terrorism~, sparatori~,
  spari, uomo/uomini/soggetto/persona armat~, ostaggi~, attentat~, accoltell~, barricat~, individuo/uomo/detenuto/
  evaso .. fuga/pericoloso/armato
danger transport accident : tamponamento a catena, traghetto/barca/battello/nave .. deriva/affondat~/incagliat~,
  maxi/grave incidente/tamponamento, aereo/elicottero/velivolo/ultraleggero ..
  precipita/caduto/cade/schianta~,
  deragli~, ribaltat~, naufragi~, disastro aereo/ferroviario, incident~ aereo/ferroviari~,
  precipitat~, scontro .. treni
danger other - : stato/stati di emergenza/calamita/crisi, fase/fasi di allarme/pericolo/emergenza, fase/fasi ..
  attivat~ .. allarme, stato di allarme/preallarme/allerta, grave/imminente/immediato pericolo, pericolo imminente/
  immediato/grave/di/per, pericolosa, pericoloso, massima allerta, incolumita .. pubblica/persone/privata, pubblica
  incolumita
hint flood river : picco, colmo, ondata, greto, alveo, golen~, piena, piene, argin~ .. sorvegliat~/presidi~/
  monitorat~, livello/livelli del/dell/dei, idrometr~, sottopass~ .. allagabil~/chius~
hint weather storm : temporal~, fulmin~, maltempo, pioggia/piogge intens~/abbondant~/fort~/battent~
hint weather wind : bora, libecciata, sciroccata, maestrale, tramontana, vento forte, raffich~, venti forti
hint weather snow : gelo, gelat~, ghiacci~, neve
hint weather heat : ondat~ di calore/caldo/gelo/freddo, calore, livello 2/3
hint weather water : siccita
hint weather fog : nebbia
hint weather - : allert~, allerte, allerta, preallert~, preallarm~, criticita, it alert, avvers~
hint other - : dissesto, codice rosso/arancione/nero, fa/fanno paura, cede/cedono, critic~, pubblica incolumita,
  emergenz~, pericol~, allarm~, rischi~, urgent~, urgenza
hint outage power : blackout, black out, senza corrente/luce/acqua/elettricita/energia/telefono
hint ordnance bomb : granata, granate, proiettile, proiettili, bossoli, munizion~
hint missing missing : rinvenut~ .. san~/viv~/condizioni, e/sono stato/stata/stati/state ritrovat~/rintracciat~/
  trovat~, ritrovat~ .. san~/viv~/condizioni, ricerche, appello .. famiglia/familiari, aiut~
hint collapse building : inagibil~, lesion~, inclinat~, transennat~
hint fire smoke : fumo
hint fire fire : fuoco, bruciat~, bruciare
hint toxic smoke : amianto, inquinament~, odori, polveri, radon
hint toxic water : contaminazion~, contaminat~
hint health illness : dengue, chikungunya, west nile, aviaria, peste, brucellosi, scabbia, contagi~, focola~,
  profilassi, virus, batteri~
hint other animal : lupo, lupi, cinghial~, serpent~, bocconi avvelenat~, vespe, calabroni, processionari~
hint other armed : ricercato, rapin~, fuggitiv~, latitant~, evas~
topic - - : fium~, torrent~, rio, canal~, lago, mare, onde, costa, porto, fango, detriti, rocc~, costone, versante,
  parete, mont~, bosc~, pineta, collina, fuoco, fumo, lava, metano, condott~, condutt~, tubo, tubi, tubazion~,
  ponte, ponti, viadott~, cavalcavia, galleri~, palazz~, condomini~, edifici~, tetto, tetti, solaio, muro, muri,
  chiesa, scuol~, ospedal~, capannon~, deposito, stabiliment~, fabbrica, impianto, cisterna, autocisterna, treno,
  treni, funivia, traghetto, aereo, elicottero, acquedott~, rubinett~, rete, linea, bambin~, anzian~, ragazz~,
  escursionist~, cercator~, alpinist~, turist~, famigli~, residenti, abitanti, cas~, abitazion~, strad~,
  provinciale, statale, via
topic - storm : nubifrag~, grandin~
topic - wind : vento, venti, mareggiat~
topic - river : idraulic~, fium~, argin~, golen~
topic - slope : idrogeologic~
topic - snow : neve, gelate
topic - heat : caldo, bollino
topic - fog : nebbi~
topic - water : acqua, acque, idric~, potabil~, acquedott~, siccita
topic - gas : gas, metano
topic - smoke : fumo, finestre, smog, amianto, tossic~
topic - bomb : bomb~
topic - quake : sism~
topic - illness : legionell~, epidemi~, zanzar~, sanitari~, aviari~
topic - power : corrente, energia elettrica
"""


def hazards_in(words: str) -> frozenset[str]:
    """The kinds of hazards that folded words name, near or far."""
    return frozenset(one.sense.hazard for one in spoken(words, hazards()) if one.sense.hazard)


@cache
def hazards() -> Stems:
    """The table. It is built at its first use."""
    return Stems(HAZARDS)
