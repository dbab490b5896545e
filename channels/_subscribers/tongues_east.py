"""More phrases of departure, as in `tongues`: from Poland to Macedonia, Turkey, the Philippines, Sri Lanka, Senegal."""

LANGUAGES = {
    "Polish": """
M: wiadomosc/wiadomosci/smsow/sms/powiadomien/powiadomienia
only: wypisz, wypisuje sie, rezygnuje, koniec, dosc, usun, anuluj
wypis*/usun*/skresl* mnie/moj? numer?
nie pisz*/wysylaj*/przysylaj* do? mi? mnie? wiecej?
nie chce juz/wiecej/dostawac/otrzymywac/tych~ M/.
chce sie wypisac
prosze/chce? o? usun*/wypis* mnie/moj/numer
""",
    "Czech and Slovak": """
M: zpravy/zprav/spravy/sprav/sms/upozorneni
only: odhlasit, odhlasit se, odhlaste me, odhlasit sa, zrusit, dost, prestante, koniec, konec
odhlas* me/ma/se/sa
vyrad*/smaz*/vymaz* me/ma/moje/muj? cislo? z?
nechci uz/dostavat/vase/dalsi~ M/.
nechcem uz/dostavat/vase/dalsie~ M/.
nepis*/neposil*/neposiel* mi? uz? M?
""",
    "Bosnian, Croatian, Serbian": """
M: poruka/poruke/obavijesti/obavestenja/sms
only: odjava, odjavi me, odjavite me, dosta, prestanite, ispisi me, ukloni me, izbrisi me
odjav*/ispisi*/uklon*/izbris*/obris*/skini*/skinite me/moj broj?
ne zelim/zelimo/treba vise/da/primati/primam/vase/ove/mi~ M/.
necu vise/da/primati/primam/vase~ M/.
nemojte/nemoj mi? vise? slati/pisati/saljite
ne saljite/pisite mi? vise?
prestan*/dosta sa? slan*/pisa*/M
""",
    "Macedonian and Bulgarian": """
M: пораки/пораките/съобщения/съобщенията/известия/смс
only: доста, отпиши ме, отпишете ме, отписване, престанете, спрете, стига, откажи
отпи*/избриши*/изтри*/махн*/тргн* ме/мојот/номера/номер/број
не сакам/искам повеќе/повече/да/добивам/получавам/ваши/вашите~ M/.
не ми праќајте/пращайте/пишувајте/пишете
спрете/престанете да? ми? праќате/пращате/пишете/M
""",
    "Turkish": """
M: mesaj/mesaji/mesajlar/mesajlari/sms/bildirim
only: iptal, cikis, cik, yeter, dur, durdur, aboneligi iptal et, ret
beni/numarami listeden/gruptan? cikar*/sil*
M istemiyorum/gondermeyin/atmayin/almak
artik? yazmayin/gondermeyin/istemiyorum
abonelig* iptal
abonelikten/listeden/gruptan cik*
""",
    "Tagalog": """
M: mensahe/message/messages/text/texts
only: tama na, ayoko na, hinto, itigil, alisin ako, tanggalin ako
M ayaw/ayoko ko? na?
ayaw/ayoko/ayokong ko/na/ng/nang/po/makatanggap/mag/tumanggap~ M
huwag/wag na/po/ninyo/nyo/niyo/kayong/ako/akong/mag/magpadala/padalhan/i~ M/text/padala*/magpadala
alisin/tanggalin/paalis/burahin nyo/ninyo/niyo/po/na~ ako/number/numero
itigil/ihinto/tigilan na/nyo/ninyo/po/ang/mga/pagpapadala~ M/pag*/.
""",
    "Sinhala and Tamil in Latin letters": """
M: message/messages/msg/sms
only: epa, nawathanna, venam, niruthu, niruthunga, podhum
M epa/evanna/yavanna/venam/anuppa*/anupaad* epa?
mawa/magem? ain/iwath karanna
""",
    "Wolof": """
M: message/messages/sms
only: bayyileen ma, doyna, dama bayyi
buleen/bul ma? yonn*/yone*/bind*
""",
}
