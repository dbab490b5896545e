"""Phrases of departure in the languages of people in the Po valley who read little Italian; `abroad` reads them.

Written in the language of `phrases`. `M` stands for the language's words for messages; a phrase after `only:` counts
when the message has no other words. No phrase has a free word, so that a match never stores a name.
"""

POLITE = """
please thanks hi hello kindly s il vous plaît bonjour merci monsieur madame svp por favor gracias
hola bitte danke hallo te rog vă va multumesc mulțumesc buna ziua faleminderit ju lutem përshëndetje
salam slm salut shukran choukran 3afak afak 3afakom afakom chokran obrigado dhanyavad будь ласка
дякую пожалуйста спасибо здравствуйте добрий день من فضلك فضلكم شكرا عافاك السلام عليكم الله يخليك
كريبا ji
"""

LANGUAGES = {
    "English": """
M: message/messages/text/texts/notification/notifications/updates/sms/spam/alerts/whatsapp/whatsapps/news
only: i want to cancel, please remove, delete us, enough, i want out, want out, no longer interested
only: unfollow, cancelation, cancellation, cancel me, no more, stop this, stop now, no stop, unsubscribe, quit
only: optout, stopall, stop all, leave, revoke
only: exit, remove, cancel, opt out, stop it, end, halt, leave group, i quit, finish, finished
remove/delete/exclude/unsub me/us
remove .
take/get me off/out
take my number/name off/out
not/no interested anymore/any/.
left/unsubscribed and/but/the/group/list/i/already/still/am/keep~ receive/receiving/get/getting/messages
opt me? out
opting out
how can/do/to/could~ i? stop receiv*/getting
how can/do/to/could~ i? leave/quit/stop this/these/it/the/list/group~ .
want/like/wish to stop receiv*/getting
want/like/wish/need/please to? be removed/deleted/unsubscribed/excluded/taken
leave me alone
let me out
unsub*
stop/quit/cease sending/texting/messaging/writing/spamming/contacting/bothering
stop/quit/cease the/these/your/all/this/those~ M/subscription
don/do/dont/never t/not? ever? send/text/message/write/contact/bother/spam me/us/any/the/these/your~ me/us/
    anything/M/.
don/do/dont/not t/not? want/wish/need the/these/this/your/any/all/more/further/such/of/to/get/receive/anymore/it/
    them~ M/.
no longer want/wish/need the/these/your/any/all/more/of/to/get/receive~ M
no more M
cancel/delete/remove/end/erase my/this subscription/number/data/registration/account/contact/phone/details/name
""",
    "French": """
M: message/messages/sms/notification/notifications/avis/envois
only: arret, arretez, arreter, resilier, quitter, supprimer
desabonn*
annul* l/mon/mes? inscription/abonnement
desinscri*
stop aux/avec/les/des~ M
supprim*/enlev*/retir*/effac*/ray*/sort* moi
supprim*/enlev*/retir*/effac*/ray* mon/mes numero/nom/contact/donnees
ne m/me/nous envoy*/ecri*/contact*/derang*
m/me envoy*/ecri* plus
veux/voudrais plus recevoir/de/vos/ces/des/d~ recevoir/M/rien/.
me/nous retirer/supprimer/enlever/desinscrire de/des/.
veux/voudrais me retirer/desabonner/desinscrire
arret* de/d/les/vos/ces/m/me/l/ces~ ecrire/envoyer/contacter/M
laisse*/foutez moi tranquille/la
plus de M
""",
    "Spanish": """
M: mensaje/mensajes/avisos/notificaciones/sms
only: ya no me interesa, baja, salir, parar, basta ya, cancelar, dejar, cerrar, fin, darse de baja, desuscribir
only: desuscribirme
darme/dame/denme/doy/dadme de baja
borrame/borrenme/eliminame/eliminenme/borrarme/eliminarme
quitame/quitenme/saquenme/sacame/sacadme/sacarme/quitadme de/por/.
no quiero/deseo/queremos recibir/mas/ningun/sus/estos~ M/nada/.
no envien/manden/escriban/envies/mandes/escribas mas/me/./M
no me escrib*/mand*/envi*/molest*/contact*
elimin*/borr*/quit*/saqu* mi/mis numero/datos/nombre/contacto
dejen/deje/deja/dejad/dejenme/dejame/dejadme me? en paz
basta de M
cancel* mi/la? suscripcion/inscripcion
""",
    "Portuguese": """
M: mensagem/mensagens/avisos
only: sair, parar, cancelar, descadastrar, descadastro, remover
nao quero mais/receber/as/suas/essas~ M/nada/.
me tira/tire/tirem/remove/remova/removam da/do/deste/desse/desta/dessa/de/por/.
tira/tire/retire/apague/apaga o? meu numero/contato/nome
remova/remover/tire/descadastre me
pare/parem/para de mandar/enviar
chega/basta de M
nao me? mand*/envi*/escrev* mais/M/.
cancelar minha/a? inscricao/assinatura
""",
    "German": """
M: nachricht/nachrichten/meldungen/sms/mitteilungen/infos
only: stopp, aufhoren, kundigen, raus, loschen, ende, kundigung, loschung, schluss, austritt, halt
abmeld*
abbestell*
austrag*
meld*/trag* sie? mich bitte? ab/aus
losch*/entfern*/streich*/nehm* sie? bitte? mich/meine nummer/daten/handynummer/telefonnummer/aus/von/bitte/raus/.
keine weiteren/solchen/mehr? M
nicht/nie/nichts mehr schreiben/schicken/senden/anschreiben
schreib*/schick* sie? mir nicht/nichts/keine
lass* sie? mich in ruhe
hor* sie? auf
""",
    "Romanian": """
M: mesaj/mesaje/mesajele/sms/notificari/anunturi/nimic
only: vreau sa renunt, dezabonare, renunt, iesire, stop mesaje, anulare, opriti, opreste, ajunge, gata, stergeti, sterge
dezabon*
dezinscri*
ma sterg*/scoat*/scot*/elimin*/dezabon*/retrag*
sterg*/scoat*/scot*/elimin* mi/imi? ma/numarul/nr/datele
stergetima/stergema/scoateme/scoatetima/scoatema
nu mai? sunt interesat*
nu imi/mi/ne/ma/mai~ trimit*/scri*/contact*/deranj*
nu mai? vreau/doresc sa/mai/primesc/alte/aceste/de/la/aceste/primi~ M/.
opri*/inceta* cu? M
gata cu M
anul* abonament*/inscriere*
lasa* ma in pace
vreau/doresc sa ies din? grup/lista/.
""",
    "Albanian": """
M: mesazh/mesazhe/mesazhet/mesazheve/njoftime/njoftimet/sms
only: anulo abonimin, ndal, ndalo, ndaloni, mjaft, anullo, anulo, cregjistrim, hiqmeni, hiqme, fshime, boll
cregjistro*
cabono*
anul* abonim*/regjistrim*
me/na hiq*/fshi*/largo*/nxir*
hiq*/fshi*/largo* mua/numrin/me/emrin
nuk dua/deshiroj/kam te/me/marr/t/i/mare/nevoje/per/mesa/asnje~ M/.
mos me/na/dergo* shkru*/dergo*/conto*/bezdis*/shqetes*/M
ndal*/pushon*/nderpri*/mjaft/boll me? keto? M
nuk jam i/e? interesuar
dua te dal/fshihem/hiqem/largohem/iki/cregjistrohem
lerme*/lermeni/ler*/leme rehat/qete/ne
""",
    "Arabic": """
M: رسائل/الرسائل/رسالة/رسائلكم/رسايل/الرسايل/ميساج/الميساج/ميساجات/الميساجات/مساج/المساج/المساجات/اشعارات/
    الاشعارات/والو/message/messages
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
""",
    "Moroccan in Latin letters": """
M: message/messages/msg/msgs/lmsg/lmessage/lmessages/lmessagat/messagat/misajat/misaj/lmisajat/rasa2il/rassa2il/
    rasail/rassail/walo/walou/sms/notifications
only: baraka 3lina, baraka 3liya, baraka 3lia, bghit nkhrej, bghit nkhroj, bghit nkherj, baraka, barakat
only: barka, baraka safi, safi baraka, ilgha2, ilghae, hbes, 7bes, 7bess, wa9fou, wa9fo, w9ef, wa9ef, habsou
only: 7absou, 7bsou, wa9fo 3liya had chi
ma? bghitch/bghitsh/mabghitch/mabghitsh/mabghit/bghit/mabghinach/mabghich/mabritch/mabghitx/mbghitch had/les/l/
    chi/nb9a/ntwsel/b/bhad/had/ntewsel/3ndi~ M/hadchi/.
7*douni/7*doni/h*ydouni/z*louni/kh*jouni/m*s7ouni/7aydouni/7aydoni/7ayduni/7iydouni/7iydoni/7iyduni/hayduni/haydouni/haydoni/hiydouni/hiydoni/7ayedni/7eydouni/
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
    "Ukrainian and Russian": """
M: повідомлення/повідомлень/сообщения/сообщений/смс/розсилку/рассылку/розсилки/рассылки/уведомлений/сповіщень
only: стоп, досить, хватит, скасувати, видалити, удалить, отмена, зупиніть, остановите, відмова, отказ
only: відписка, отписка
відпи*/отпи*/відпіс*/отпіс*
видал*/удал*/прибер*/убер*/викресл*/исключ*/вычеркн*/сотр* мене/меня/мій/мой/мои/мої/цей/этот номер?/дані?/данные?
больше/більше? не пиш*/надсила*/присыла*/шл*/турбу*/беспоко*/надішл*
не хочу/бажаю/желаю больше/більше/ваших/ваши/ваші/ці/эти/отримувати/получать~ получать/отримувати/M
досить/хватит/годі/без писати/писать/присылать/надсилати/M
скасу*/отмен*/припин*/прекрат*/останов*/зупин* мою? підписк*/подписк*/M/надсилання/рассылку
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
    "Dialects": """
M: mesag/mesagg/messagg/messaggi/mesaggi/messagi/mesagi/mesaj/messaggj/roba
an/no/nun voi/vui/voj/vol brisa/mia/minga/miga/piu/pu? i/di/dal/sti~ M
tirem/tirame/tireme/tirim/tiratemi/tirateme/tiram/tirum/tiri/tirè via/fora/fo/fora
tom/tume/tolem/tolim/tulem/tolme/toleme/toime/tolime/toem/tome via/zo/fora/fo/da/dal/de/dala/fura
facitela/facitelo/fernitela/fernitel* fernuta/fernut*/.
fam/fame/feme/faseme/fasim nar/na/andar/sortir/vegnir fora/fo/via/fo
cavem/cavam/caveme/cavame/cavim/cavatemi/caveme via/fora/da/dal/dala/de/.
bogamin*/bogamind*/bogaden*/bogademi
boga mi
lass* star/sta/stare de/di/a scriv*/mand*
facit*me/fam*me/fateme asci/nesciri/scinnere/ire
leva/levate/levè/livati/livate a? mi/me/mei/lu/o? nummero/numeru/numaru/numero
""",
}

CHINESE = """
请停止 請停止 取消我 退订 退訂 取消订阅 取消訂閱 取消关注 取消注册 不要再发 不要发 别再发 别发 別再發 勿发
不要给我发 别给我发 不想再收 不想收 不想接收 不要再给我 不再接收 停止发送 停止發送 停止接收
名单删除 名單刪除 删除我 刪除我 移除我 删掉我 退出群 退出列表 把我删 把我移
"""
CHINESE_ONLY = "取消 停止 退出 停 退"

QUIET = """
at night, after 22, after 10, la nuit, nachts, noaptea, noapte, por la noche, de noche, naten, gjate nates,
ночью, вночі, بالليل,
في الليل, f lil, flil, a noite, in the night, sunday, sundays, रात, রাতে, ਰਾਤ, 晚上
"""

# Of something else: an appointment, a bus, a school, a fine, a bill.
NOT_US = """
appointment* bus ticket fine booking school* passport mail programar* rendez rdv cita termin* takim* scoala*
gradinita shkoll* ecole*
escuela* schule* multa impozit* taxa amende musor autobuz* gunoi garbage waste noise موعد المدرسة مدرسة запис* школ*
садик* штраф*
مخالفة rdv mawid موعدي lmadrasa 预约 学校
"""

# Alone, they are understood with a typing slip.
KEYWORDS = """
unsubscribe abmelden abbestellen desabonner desabonnez desinscription desinscrire dezabonare dezabonati odhlasit
"""
# An object may begin with these, and is another matter unless it is one of `OURS`, or a word for messages.
BEFORE_OBJECTS = """
del de du des from of off en vom von aus aux au do da din my mon mes mi mis mein meine meinen meiner meu minha pe
"""
OURS = """
here there it this that these those chi qui qua your you all everything anything phone name data details account contact
registration subscription subscriptions broadcast broadcasts info updates alerts channel abonnement inscription votre
vos vous tout ici suscripcion inscripcion subscripcion canal ustedes vosotros este esta aqui todo anmeldung daten
handynummer telefonnummer telefon euch ihnen ihrem ihrer diesem dieser hier verteiler inscricao assinatura voces aqui
aici voi abonament serviciu serviciul tot dvs dumneavoastra liste ligen mailing town council comune ostiglia infostiglia
"""
