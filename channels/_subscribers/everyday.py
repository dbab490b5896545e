"""Words of everyday life, by which a short message is known as talk (`talk`). In the language of `phrases`. Pure. Data.

None of them ends, refuses or complains of anything, nor is about messages, lists and telephones. A word that is missing
costs a question, never a departure.
"""

from __future__ import annotations

EVERYDAY = """
    chiar* sapersi serve mascherin* ritard* inter milan juve qui idem appunto
    password pin codice codici file stampant* connession* rete schermo tasto piantina notizia volentieri
    poverin* guari* arriv* organizzazion* solit* pessim* figuriamoci biglietti sabato domenica
    arrivo arriviamo arrivero arrivat* vengo veniamo verro verremo venire venuto vieni viene venite sarò saro
    saremo sara saranno sarebbe esserci partecip* presente presenti presa visione prendo preso prese pres*
    aspett* attend* speri* sper* pecca* dispiac* spiac* contenti lieto liet* emozion* commoss* auguro augur*
    festegg* brind* tifo forza avanti coraggio evviva urra alleluia amen speranza pazienza calma prudenza
    attent* attenzione occhio davvero veramente vero vera veri verita sicur* certa certi certamente ovvi*
    natural* esatta giust* ragione ragioni torto dubbi* curios* incredibil* assurd* stran* pazz* matt* mamma mia
    madonna dio santo santa cielo gesu oddio mannaggia accident* caspita caspit* perbacco accipicchia boia wow
    uau uao urca ostrega osti ciumbia ridere rido ridiamo risate risat* ridi scherz* battut* simpatic* carin*
    dolc* stupend* meraviglios* splendid* magnific* favolos* bellissim* bravissim* buonissim* brutt* trist*
    allegr* calm* tranquilla tranquillo serio seria grave gravi peggio meglio miglior* peggior* facil* difficil*
    possibil* impossibil* necessari* import* special* normal* nuov* vecchi* giovan* grand* piccol* lung* cort*
    alta alti alte bass* larg* strett* pien* vuot* puli* sporc* rott* aggiust* ripar* asfalt* cald* fredd*
    fresc* gel* sole nuvol* piov* piog* nev* nebbi* vent* tempo stagion* estat* invern* primaver* autunn* ora
    ore minut* second* settiman* ieri domattina domani oggi dopodomani presto tardi tardissimo subito appena
    finalmente finalment* ancora anco gia intanto prossim* scors* ultim* prim* terz* ennesim* mangi* bev* cen*
    pranz* colazion* merend* cucin* past* pasta pane latte acqua vino birra caff* zuccher* sale olio carne pesce
    pollo prosciutt* salam* formagg* frutt* mele pere anguri* melon* zucch* patat* pomodor* insalat* tort* dolce
    dolci biscott* cioccolat* pizz* panin* polent* risott* tortell* gnocc* minestr* brodo compra compri comprare
    compro comprato cuoc* bolle prepar* porto porta portare portato metti metto mettere messo giardin* ort*
    camer* bagn* letto letti cucina tavol* sedi* divan* port* finestr* scal* tett* mur* garag* cantin* balcon*
    ombrell* giacc* scarp* magli* pantalon* vestit* cappell* borsa borse zain* occhial* orolog* chiav* papa
    babbo nonn* zi* cugin* nipot* figli* fratell* sorell* marit* mogli* moros* fidanzat* sposo sposa sposi amor*
    tesor* cuor* stella gioia bimb* bambin* ragazz* ragazzi fiol* putel* pupp* neonat* gemell* signor* dottor*
    dottoress* profess* maestr* sindac* parroc* don suor* vicin* amic* collegh* colleg* client* gent* person*
    famigli* cittadin* paesan* ostigli* mantov* reveres* suzzar* correggiol* vigil* carabinier* pompier* medic*
    infermier* volontar* alpin* arzdor* rezdor* cane cani cagn* gatt* cavall* mucc* galline gallin* uccell*
    pesc* zanzar* mosch* vesp* alber* fior* erb* fogli* bosc* camp* fium* argin* po mincio lago mare montagn*
    collin* strad* piazz* pont* borg* paes* citt* quartier* frazion* centr* periferi* chies* campanil* ospedal*
    farmac* scuol* asil* nid* bibliotec* comun* municip* stazion* tren* autobus corrier* macchin* auto moto bici
    bicicl* camion trattor* parchegg* semafor* lampion* luc* buc* marciapied* panchin* fontan* parc* mercat*
    negoz* bar ristorant* osteri* tratt* pizzeri* panific* fest* sagr* fier* concert* mostr* teatr* cinem* film
    libr* music* banda ball* danz* gar* partit* squadr* calci* pallavol* nuot* palestr* tornei torne* cors*
    lezion* compit* esam* vot* pagell* classe class* gita gite viagg* vacanz* ferie spiagg* natal* pasqu*
    capodann* carneval* ferragost* compleann* anniversar* matrimon* battesim* comunion* cresim* funeral* messa
    messe rosari* process* fuochi luminari* presep* befana lavor* operai* uffic* fabbric* cantier* soldi euro
    cent* cost* pag* vend* regal* affitt* bollett* tass* guard* ved* vist* sent* ascolt* legg* lett* scritt*
    parl* dett* chied* chiest* rispond* rispost* spieg* sai sanno sapev* sapre* pens* cred* ricord* conosc*
    impar* studi* gioc* corr* cammin* tornat* entr* scend* sied* dorm* dormit* svegli* alz* lav* stir* puliz*
    cerc* trov* perso smarrit* aiut* dai dare dato danno fann* facevo fatto fatti fare viv* nasc* nat* cresc*
    pote* piac* odor* profum* rumor* silenz* colore color* ross* verd* giall* blu bianc* ner* azzurr* uno due
    tre quattro cinque sei sette otto nove dieci venti trenta cento mille meta doppi* poc* tropp* abbastanza
    mezz* quas* circa propri* anzi insomma beh vabbe vabe vabbuo vabbene boh mah chissa eccome ecco eccoci
    eccomi ecc ops oops ups pardon scus* perdon* pregh* prego figur* nient'altro locandin* volantin* manifest*
    invit* program* orari* indirizz* mappa mapp* piantin* robot automatic* umano computer macchinetta cod* fila
    turn* numer* posta maiuscol* minuscol* sbadat* distratt* sbagli* error* refus* tastier* dito dita nonna
    nipotin* see there great job nice well good luck sorry love school bus train snow rain sun water house home
    food day night week month year today tomorrow tonight please read seen me too same here ok sure anno anni
    mese mesi capita capitato faceva facevano pulisce puliscono rosa rose uovo uova dico dice dicono dici dire
    deve devono passa passano passato torna tornano casa case voleva possono
"""
# Not by themselves: they are parts of farewells and refusals, however they end.
NOT_EVERYDAY = """
    passo passi sale sali salve tropp* poc* abbastanza capace capo scendo scendiamo perso numero numeri silenzi*
    silenzio torno torni mai via viva passiamo salto sbaglia* sbagliat* errore errori errat* potete potreste
    vorrei
    vogliamo voglio morto morta morti pace spes* lettere leggere leggerli leggo tornare cancelli vado andiamo
    odio
"""
