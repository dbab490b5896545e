"""More phrases of departure, as in `tongues`: from Poland to Macedonia, Ukraine, Turkey, Morocco, India, Senegal."""

LANGUAGES = {
    "Polish": """
M: wiadomosc/wiadomosci/smsow/sms/powiadomien/powiadomienia
only: rezygnuje, stop, koniec, anuluj subskrypcje, prosze mnie wypisac, prosze wypisac
only: wypisz, wypisuje sie, rezygnuje, koniec, dosc, usun, anuluj
wypis*/usun*/skresl* mnie/moj? numer?
nie pisz*/wysylaj*/przysylaj* do? mi? mnie? wiecej?
nie chce juz/wiecej/dostawac/otrzymywac/tych~ M/.
chce sie wypisac
prosze/chce? o? usun*/wypis* mnie/moj/numer
anul*/rezygn*/zrezygn* z? subskrypcj*/uslug*/M/list*/.
przestan* pisac/wysylac/przysylac
nie/juz zycze/chce/potrzebuje sobie/juz/wiecej/dostawac/otrzymywac/zadnych/tych/waszych~ M/.
jak sie? wypisac/zrezygnowac
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
    "Hindi": """
M: संदेश/मैसेज/मेसेज/मेसेज/मेसेजेस/message/messages/sms/मैसेज
only: बंद करो, बंद करें, बंद, रोको, बस, बस करो, बंद कीजिए, रोकें, नहीं चाहिए
मत/न/ना/नहीं भेज*/लिख*
M भेजना? बंद/रोक*/नहीं/मत
मुझे सूची/लिस्ट/इस? से? हटा*/निकाल*
मेरा नंबर/नम्बर हटा*/मिटा*/निकाल*
सदस्यता रद्द/समाप्त
""",
    "Punjabi": """
M: ਮੈਸੇਜ/ਸੁਨੇਹਾ/ਸੁਨੇਹੇ/ਮੈਸਿਜ/ਮੇਸੇਜ/message
only: ਬੰਦ ਕਰੋ, ਬੰਦ, ਬਸ ਕਰੋ, ਬੱਸ ਕਰੋ, ਰੋਕੋ, ਨਹੀਂ ਚਾਹੀਦਾ
ਨਾ/ਨਹੀਂ ਭੇਜ*/ਲਿਖ*
M ਭੇਜਣੇ/ਭੇਜਣਾ? ਬੰਦ/ਰੋਕ*/ਨਾ/ਨਹੀਂ
ਮੈਨੂੰ ਲਿਸਟ/ਸੂਚੀ? ਤੋਂ/ਵਿੱਚੋਂ? ਹਟਾ*/ਕੱਢ*
ਮੇਰਾ ਨੰਬਰ ਹਟਾ*/ਮਿਟਾ*/ਕੱਢ*
""",
    "Bengali": """
M: মেসেজ/বার্তা/ম্যাসেজ/এসএমএস/মেসেজগুলো/message
only: বন্ধ করুন, বন্ধ করো, বন্ধ, বাতিল, বন্ধ করেন, থামুন
পাঠাবেন/পাঠাবে/পাঠিও/লিখবেন/পাঠাও/দিবেন/পাঠিয়েন না/না।
M পাঠানো/দেওয়া/দেয়া? বন্ধ/থামা*/চাই
আমাকে তালিকা/লিস্ট? থেকে? সরা*/বাদ/মুছ*
নম্বর/নাম্বার মুছ*/সরা*/বাদ/কেটে/ডিলিট
""",
    "Urdu": """
M: میسج/پیغام/پیغامات/میسیج/میسجز
only: بند کرو, بند کریں, بس کرو, بند, روکو, بس کریں
مت/نہ بھیج*/لکھ*/بھیجیں
M بھیجنا? بند/روک*/نہ/مت
مجھے لسٹ/فہرست? سے? ہٹا*/نکال*
میرا نمبر ہٹا*/مٹا*/نکال*
""",
    "Hindi, Punjabi, Bengali in Latin letters": """
M: message/messages/msg/msgs/sms/messege/masej/mesej/meseg
only: band karo, stop karo, stop kro, bandh karo, band kro, bas karo, bondho korun, bondho koro, bondo koren
only: ruk jao, roko, band kar do
mat/na/nahi/nahin bhej*/bej*/vej*/likh*/pathab*
M bhejna/vejna/dena/pathano/bhejne? band/bandh/bondho/mat/rok*/na
band/bandh/bondho karo/kro/karen/korun/koro M
mujhe/menu/mainu/amake list? se/to/vichon/theke? hata*/nikal*/kadh*/kado/delete/remove/bad
mera/amar number/nambar hata*/mita*/delete/kato/remove
pathaben/pathabena/pathayen/diben na
nahi/nahin chahiye/chahida M
""",
    "Arabic": """
M: رسائل/الرسائل/رسالة/رسائلكم/رسايل/الرسايل/ميساج/الميساج/ميساجات/الميساجات/مساج/المساج/المساجات/اشعارات/
    الاشعارات/والو/message/messages
only: لا اريد, لا اريد شيئا, الغي اشتراكي, الغوا اشتراكي, انسحاب, الغاء التسجيل
only: باراكا عليا, بركا عليا, توقف, توقفوا, قف, قفوا, الغاء, كفى, كفاية, باراكا, بركا, بركة, خروج, الخروج
only: ستوب, حذف, وقف, اوقفوا, وقفو, حبسو, سطوب
الغ*/الغاء اشتراك*/الاشتراك/التسجيل/تسجيلي
احذف*/تحذف*/امسح*/تمسح*/تحيد*/تزيل*/حيد*/زول*/شطب*/مسح*/حذف* رقمي/نمرتي/بياناتي/اسمي/النمرة/رقم/معطياتي/اشتراكي
احذفني/احذفوني/امسحني/امسحوني/حيدني/حيدوني/زولني/زولوني/شطبوني/شطبني/خرجوني/خرجني/اخرجوني/ازيلوني/فصلوني/مسحوني/حيدونا
اوقف*/ايقاف/الايقاف/وقف*/توقف*/حبس*/بطل*/كفى/باراكا/بركا/كفاية/صافي/كفانا عن/من/ارسال/الارسال/علي/عليا/هذه/هاد/هادشي/
    لي~ M/
    الارسال/ارسال/مراسلتي/الكتابة
لا اريد/نريد/ارغب/ابغى/احتاج/نبغي/نبغيش/اود في/ان/استقبال/تلقي/استلام/اي/هذه/المزيد/من/استقبل/اتلقى/بعد/تصلني/
    مزيد/هاته~ M/.
ما? بقيتش/بقيناش باغي/باغيا/بغيت/كنبغي
ما? بغيتش/بغيناش/نبغيش/مابغيتش/مبغيتش/ماباغيش/باغيش/مباغيش نتوصل/توصلني/هاد/شي/ب/ديال/تصيفطو/ليا/نبقى/بقى/
    يوصلني~ M/هادشي/.
ما ترسل*/تصيفط*/تسيفط*/تكتب*/تبقاو*/تبقا*/تعاود*/تراسل*
ماترسل*/ماتصيفط*/متصيفط*/ماتبقاوش/متبقاوش/ماتعاودوش/متكتبوش/ماتكتبوش
لا ترسل*/تراسل*/تكتب*/تبعث*/تزعج*
اتركوني/خليوني/خليوني/دعوني في بسلام/تيقار/طرانكيل/وشاني/سلام/راحة
اريد/بغيت/اود الخروج/نخرج/الانسحاب/نحبس
ازيل*/ازال*/شيل*/احذف*/امسح*/حذف/مسح لي? رقمي/اسمي/بياناتي/معلوماتي/اسم/رقم
لم اعد اريد/ارغب/احتاج
لا ترسل*/تراسل*/تكتب*/تبعث*/تزعج*/تتصل* لي/بي/الي? شيئا/مجددا/رسائل/.
كيف الغي/يمكنني/استطيع الغاء? الاشتراك/.
اخرج*/اخراج من القائمة/المجموعة/الخدمة
اريد ان? اخرج/اخروج/الغاء
""",
    "Moroccan in Latin letters": """
M: message/messages/msg/msgs/lmsg/lmessage/lmessages/lmessagat/messagat/misajat/misaj/lmisajat/rasa2il/rassa2il/
    rasail/rassail/walo/walou/sms/notifications
only: baraka 3lina, baraka 3liya, baraka 3lia, bghit nkhrej, bghit nkhroj, bghit nkherj, baraka, barakat
only: barka, baraka safi, safi baraka, ilgha2, ilghae, hbes, 7bes, 7bess, wa9fou, wa9fo, w9ef, wa9ef, habsou
only: 7absou, 7bsou, wa9fo 3liya had chi
ma? bghitch/bghitsh/mabghitch/mabghitsh/mabghit/bghit/mabghinach/mabghich/mabritch/mabghitx/mbghitch had/les/l/
    chi/nb9a/ntwsel/b/bhad/had/ntewsel/3ndi~ M/hadchi/.
7*douni/7*doni/h*ydouni/z*louni/kh*jouni/m*s7ouni/7aydouni/7aydoni/7ayduni/7iydouni/7iydoni/7iyduni/hayduni/
    haydouni/haydoni/hiydouni/hiydoni/7ayedni/7eydouni/
    heydouni/7aydni/haydni/hayedni/7yedni/7eyedni
zowlouni/zewlouni/zawlouni/zwlouni/zowloni/zowlni/zwelni/zewelni/zouwlouni/msa7ni/mse7ni/mes7ouni/mas7ouni/
    ms7ouni/m7iwni/khrjouni/kharjouni/5rjouni/kherjouni/khrejni/chetbouni
7ayed*/hayed*/hiyed*/7iyed*/7iyd*/7ayd*/7yed*/hayd*/hiyd*/zewl*/zwel*/ms7*/mse7* liya/lia/3liya? nemrti/nmrti/
    nemra/nmra/nemrty/numero/nomero/ra9mi/smiti/numri/numerou dyali/diali/.
ma? matsift*/matsifto*/matsayft*/matsayfto*/mattsifto*/tsift*/tsifto*/tsayfto*/tsiftouch/tsifdo*/matsifdo*/
    mtsifto*/tsefto*/matseft* liya/lia/ليا/M/.
ma? matb9aw*/matb9a*/tb9aw*/tb9awch/matbqaw*/tbqaw*/mateb9aw* tsift*/tsayft*/tsifdo*/t3ayto/tketbo/tkteb*/sifto/
    M/liya/lia/.
ma? matktb*/tktb*/tketb*/matketb*/tkteb* liya/lia/M/.
wa9f*/w9f*/w9ef*/wa9ef*/wakf*/hbs*/7bs*/7bes*/habs*/7abs*/baraka/barakat/safi 3liya/3lia/les/l/had/lia/liya/men/
    mn/mel/min~ M
ilgha*/elgha*/lgha* al/l? ichtirak/lichtirak/ishtirak/abonnement
la orid/ouridou/uridu/ourid/oridou al? M
khliwni/khaliwni/5liwni/khlliwni f/fi/tranquil/tranquille/trankil ti9ar/tranquil*/.
""",
    "Arabic, Ukrainian and Russian in Latin letters": """
M: rasail/rassail/rasa2il/povidomlen*/soobshen*/soobscen*/message/messages/sms
la tursil*/torsil*/tersel*/torsel*/tirsil*/tab3at*/tabaat*/tb3at*
vidpy*/vidpi*/videpi*/otpish*/otpisat* mene/menya/mne/meni/sya/.
vydal*/vidal*/udal*/prybe*/pribe*/ubery*/uberi* mene/menya/miy/mii/moy/moi/nomer
ne pysh*/pish*/nadsyl*/nadsil*/prysyl*/prisyl*/prisil*/shl* meni/mne/bilshe/bolshe/bilsh/M/.
ne hochu/khochu/xochu bilshe/bolshe/otrymuvaty/poluchat*/vashi/vashih~ M/.
""",
    "Ukrainian and Russian": """
M: повідомлення/повідомлень/сообщения/сообщений/смс/розсилку/рассылку/розсилки/рассылки/уведомлений/сповіщень
only: відписатися, отписаться, відмовляюсь, отказываюсь, видалити мене, удалить меня
only: більше не треба, больше не надо, не треба, не надо, вийти, выйти
only: стоп, досить, хватит, скасувати, видалити, удалить, отмена, зупиніть, остановите, відмова, отказ
only: відписка, отписка
відпи*/отпи*/відпіс*/отпіс*
видал*/удал*/прибер*/убер*/викресл*/исключ*/вычеркн*/сотр* мене/меня/мій/мой/мои/мої/цей/этот номер?/дані?/данные?
больше/більше? не пиш*/надсила*/присыла*/шл*/турбу*/беспоко*/надішл*
не хочу/бажаю/желаю больше/більше/ваших/ваши/ваші/ці/эти/отримувати/получать~ получать/отримувати/M
досить/хватит/годі/без писати/писать/присылать/надсилати/M
скасу*/отмен*/припин*/прекрат*/останов*/зупин* мою? підписк*/подписк*/M/надсилання/рассылку
вилуч*/видал*/прибер*/убер*/исключ*/виключ*/забер* мене/меня/мій/мой/цей/этот/нас
перестан*/досить/хватит/годі/кинь* мені/мне? писа*/надсила*/присыла*/слат*/слати/турбува*/беспокоить
відмовля*/відмов*/отказ* від/от M/підписк*/подписк*/получения/отримання
не хочу/бажаю/желаю/хочемо/хотим больше/більше/ваших/ваши/ваші/ці/эти/отримувати/получать/бути/быть/в/
    нічого/ничего~ M/списку/списке/нічого/ничего/отримувати/получать
нічого/ничего мені/мне? більше/больше? не надсила*/присыла*/пиш*
не пиш*/надсила*/присыла*/турбу*/беспоко* мені/мне/мене/меня/більше/больше/нічого/ничего/.
хочу/як/как вийти/выйти/відпис*/отпис*/відмовит*/отказат*
скасу*/отмен* підписк*/подписк*/реєстрац*/регистрац*
""",
}
