"""Things in a town, other than this service, that people join, cancel and stop. Pure.

`iscri…` to the mensa and `cancell…` of an appuntamento are the office's matters, not ours. Words, and with `*` all
that begin so. No such list is whole: nothing hangs on it but which of two answers comes, and how far leniency goes.
"""

_WORDS = """
scuol* scolast* asil* nido nidi mensa mense matern* infanzia elementar* doposcuola prescuola pre post pedibus
trasport* autobus bus corriera treno corsa corse corso corsi lezion* universit* catechismo oratori* grest campo
campi campus estiv* coloni* centri estate soggiorn* gita gite viaggi* classe compiti

palestr* piscin* nuoto calcio calcett* pallavol* volley basket tennis padel danza ballo yoga pilates ginnast*
acquagym atletic* ciclis* bici biciclett* judo karate arti sport* squadr* torne* gara gare marcia camminat* corri*
maraton* bocce bocciof* scherma zumba fitness musica musical* canto coro banda teatr* pittur* fotograf* cinema
inglese italiano spagnolo francese tedesco informatic* computer cucina scacchi

bibliotec* ludotec* libri libro muse* mostr* sagr* fest* mercat* fier* concert* tombol* lotteri* cena pranzo
carneval* concorso avis aido proloco volontar* associazion* circol* sindacat* partit*

tari imu tasi irpef tass* tribut* bollett* fattur* rata rate canon* multa multe verbal* sanzion* cartell* debit*
mora pagament* pagopa rimbors* bonus contribut* sussid* buono buoni agevolazion* isee assegn* pension* carico ruolo
acconto

residenz* anagraf* aire catast* ipotec* elettoral* scrutator* rilevator* president* referend* tessera tessere spid
cie pec io certificat* carta carte document* patent* passaport* pratica pratiche permess* licenz* concession*
contrassegn* domanda domande istanz* albo registr* graduatori* bando bandi selezion* appalt* fornitor* matrimoni*
pubblicazion*

appuntament* prenotazion* visita visite esame esami vaccin* medic* ambulatori* prelievo prelievi ticket ricett*

cimiter* locul* lampad* tomba luce gas acqua rifiut* immondizi* differenziat* raccolta cassonett* bidon* compost*
ecocentr* verde cane cani canil* canin* gatt* piccion* zanzar* animal* topi nutri* erba erbacc* alber* parco parchi
giardin* orto orti

palo pali elettric* contatore cassetta cassette strada strade via vie viale viali piazza piazzale vicolo largo borgo
ponte ponti argin* fosso fossi lampion*
semafor* cantier* parchegg* sosta garage casa segnal* cartello cancello incroc* auto automobil* macchin* moto
camion* veicol* traffic* neve ghiaccio buca buche marciapied* panchin* fontan* cortil* corso lungo largo civico
civica sala sale posto posti

online email mail facebook telegram instagram reddito sito portal* app sportell* ufficio uffici digital* internet
wifi fibra mercatin* lavoro tirocini* quartier* comitat* mini* baby* psicomotri* classe condomin* affitt* alloggi*
case guerr* smog inquinament* inceneritor* rumor* violenz* fascis* racket bull* drog* antenn*
"""

_WHOLE = frozenset(word for word in _WORDS.split() if not word.endswith("*"))
_BEGINNINGS = tuple(word[:-1] for word in _WORDS.split() if word.endswith("*"))


def of_the_town(word: str) -> bool:
    """Whether the word names something of the town other than this service."""
    return word in _WHOLE or word.startswith(_BEGINNINGS)
