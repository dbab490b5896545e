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
only: cancel service, end service, sign off, get out, withdraw, deregister, i withdraw
only: get lost, drop me, remove it, take it off
only: i want to cancel, please remove, delete us, enough, i want out, want out, no longer interested
only: unfollow, cancelation, cancellation, cancel me, no more, stop this, stop now, no stop, unsubscribe, quit
only: optout, unscribe, unsuscribe, unsub, stopall, stop all, leave, revoke
only: exit, remove, cancel, opt out, stop it, end, halt, leave group, i quit, finish, finished
remove/delete/exclude/unsub me/us
remove .
take/get me off/out
take/get me from the/this/your/any~ list/service/group/contacts
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
stop/quit/cease sending/texting/messaging/writing/spamming/contacting/bothering/mailing
stop/quit/cease the/these/your/all/this/those~ M/subscription
don/do/dont/never t/not? ever? send/text/message/write/contact/bother/spam me/us/any/the/these/your~ me/us/
    anything/M/.
don/do/dont/not t/not? want/wish/need to receive/get anything
don/do/dont/not t/not? want/wish/need the/these/this/your/any/all/more/further/such/of/to/get/receive/anymore/it/
    them~ M/.
no longer want/wish/need the/these/your/any/all/more/of/to/get/receive~ M
no more M
cancel/delete/remove/end/erase my/this subscription/number/data/registration/account/contact/phone/details/name
remove/delete/drop/strike/erase/scratch/unlist me/us
let me go
remove/delete/drop/strike/erase/take/scratch my/our/this phone/mobile/cell? number/name/details/contact
cancel/end/stop/terminate/deactivate/quit/drop the/this/that/your/my? service/subscription/newsletter/list/
    thing/stuff/this
turn/switch/shut off? these/this/the/your/off~ M/this/that/off/it
never again? send/text/message/write/contact/call me/us/again/to
don/do/dont/not t/not? want/wish/need to be/stay/remain on/in/part/contacted/subscribed/a/of/bothered
no longer want/wish/need to be/stay/remain
how can/do/to/could/i/where~ opt/unsub*/sign/get/deregister/withdraw/leave/quit/cancel out/off/these/this/
    the/from/of/list/
    service/group~ .
want/like/wish/need to? opt/sign/get/deregister/withdraw/leave/quit/unsub*/cancel out/off/this/these/the/from/of/list/
    service/group~ .
sign/get/deregister/withdraw out/off/from/of this/these/the/from/of~ this/list/service/group
withdraw my consent
have enough
""",
    "French": """
M: message/messages/sms/notification/notifications/avis/envois
only: je me retire, j arrete, je quitte, fin, ca suffit, assez, stop svp
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
me/m/nous retirer/supprimer/enlever/desinscrire/effacer/rayer/desabonner/radier/sortir de/des/du/./d/svp
souhait*/desir*/veu*/voul*/voudr*/veulent plus? plus etre/recevoir/de/avoir/faire/rien/d~ recevoir/contact*/
    derang*/M/rien/
    partie/ca/cela/.
pour/de ne plus recevoir/etre
cess* de/d/les/vos/ces/m/me/l~ ecrire/envoyer/contacter/M
ne m/me/nous appel*/spam*
plus aucun/d? M
quitter/sortir ce/le/du/de/cette? groupe/liste/service
pas/plus interess*
comment se/me/s? desabonn*/desinscri*/retirer/supprimer
""",
    "Spanish": """
M: mensaje/mensajes/avisos/notificaciones/sms
only: quiero la baja, la baja, alto, quitarme, eliminarme, borrarme, sacarme, fuera, quiero salir, paren, basta
only: ya no me interesa, baja, salir, parar, basta ya, cancelar, dejar, cerrar, fin, darse de baja, desuscribir
only: desuscribirme
dar*/dame/denme/doy/dadme/deme de baja
borrame/borrenme/eliminame/eliminenme/borrarme/eliminarme
quitame/quitenme/saquenme/sacame/sacadme/sacarme/quitadme de/por/.
no quiero/deseo/queremos recibir/mas/ningun/sus/estos~ M/nada/.
no envien/manden/escriban/envies/mandes/escribas mas/me/./M
no me escrib*/mand*/envi*/molest*/contact*
elimin*/borr*/quit*/saqu* mi/mis numero/datos/nombre/contacto
dejen/deje/deja/dejad/dejenme/dejame/dejadme me? en paz
basta de M
cancel* mi/la? suscripcion/inscripcion
dejen/deje/deja/dejad/paren/pare/parad/cesen/basta de escrib*/mand*/envi*/molest*/fastid*
quit*/borr*/saqu*/elimin*/suprim*/sac* me? mi/mis/este/nuestro numero/datos/nombre/contacto/telefono/movil
quitarme/eliminarme/borrarme/sacarme/salirme/suprimirme de/del/./por
quiero/deseo/puedo/quisiera desuscribirme/salirme/salir .
no queremos/quiero/deseo recibir*los/recibir*las
salir de/del esta/este/la? lista/grupo/servicio
no quier*/dese*/nec* recibir*/seguir/estar/participar/formar/mas en/parte/recibiendo/de/estos/esta/este/
    la~ M/lista/grupo/.
anular/cancelar/anulen/cancelen la/mi? suscripcion/servicio
no/nunca me/nos llam*/contact*/escrib*/mand*/envi*/molest*
ya no quiero/deseo/necesito recibir/mas/estos/sus/estar~ M/nada/esto/.
no estoy interesad*
""",
    "Portuguese": """
M: mensagem/mensagens/avisos
only: parem, pare, chega, quero sair, me tira, me remove, me exclui, descadastrar, desisto, fim
only: sair, parar, cancelar, descadastrar, descadastro, remover
nao quero mais/receber/as/suas/essas~ M/nada/.
me tira/tire/tirem/remove/remova/removam da/do/deste/desse/desta/dessa/de/por/.
tira/tire/retire/apague/apaga o? meu numero/contato/nome
remova/remover/tire/descadastre me
pare/parem/para de mandar/enviar
chega/basta de M
nao me? mand*/envi*/escrev* mais/M/.
cancelar minha/a? inscricao/assinatura
me/nos tira*/tire*/remov*/exclu*/descadastr*/retir*/apag* da/do/de/deste/desta/daqui/dessa/desse/./por
tire*/tira*/remov*/apagu*/apag*/exclu*/retir* me? o/a/os/as/meu/minha/meus/este~ numero/contato/contacto/
    nome/dados/telefone/telemovel
tirem/tire/removam/retirem me/nos
nao quero/desejo/queremos/preciso mais/receber/as/suas/essas/de/participar/estar/na/isso/fazer/parte/os/
    avisos/isto~ M/nada/lista/grupo/isso/isto/.
ja nao quero/desejo/preciso
nao tenho mais? interesse
parem/pare/para/parar de me/mandar/enviar/escrever/incomodar
quero/queria/desejo/gostaria/como/posso/faco/de/para/pra/me~ sair/descadastrar/cancelar/desinscrever/
    desistir da/do/deste/
    grupo/lista/servico/daqui/.
cancel* a/o/minha/meu? inscricao/assinatura/cadastro/servico
nao me mand*/escrev*/envi*/contact*/incomod*
sair da/do/deste/desta/de lista/grupo/servico
deixem/deixa/deixe me em paz
""",
    "German": """
M: nachricht/nachrichten/meldungen/sms/mitteilungen/infos
only: kein interesse, raus hier, ich will raus, ich mochte raus, ich kundige, bitte kundigen
only: nicht mehr, keine mehr
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
mich/uns/meine/diese nummer/daten/handynummer/telefonnummer/bitte/aus/von/vom/der/dem/ihrer/eurer/diese/dieser/liste/
    verteiler/gruppe~ losch*/entfern*/streich*/abmeld*/austrag*/nehm*
losch*/entfern*/streich*/nehm* sie? bitte? mich/meine/uns/diese
nicht mehr schreiben/schicken/senden/angeschrieben/informiert/kontaktiert/dabei/belastigt
nichts mehr von/schreiben/schicken/senden/bekommen/erhalten/empfangen/horen
kein interesse mehr/an/.
mochte/will/mochten/wollen raus/kundigen/austreten/aussteigen/ausscheiden
lass* sie? mich/uns raus
aufhoren zu schreiben/senden/schicken
schluss mit? diesen/den/euren/ihren? M
wie komme/kann ich hier? raus/kundigen
hor*/hort auf
""",
    "Romanian": """
M: mesaj/mesaje/mesajele/sms/notificari/anunturi/nimic
only: incetati, inceteaza, am renuntat, nu mai vreau, nu ma intereseaza, destul
only: vreau sa renunt, dezabonare, renunt, iesire, stop mesaje, anulare, opriti, opreste
only: ajunge, gata, stergeti, sterge
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
sterg*/elimin*/scoat*/scot* te/i/o? numele/contactul/telefonul/nr/numarul/datele meu/mele/acesta/.
sa nu mai primesc/primim/trimit*/scri*
nu mai? vreau/vrem/doresc/dorim sa fiu/fim contactat*/in/pe/parte/deranjat*
nu mai? vreau/vrem/doresc/dorim sa/mai/primesc/primim/alte/aceste/de/la/primi~ M/.
nu ma mai? intereseaz*
renunt la mesaje/serviciu/abonament
iesi/ies/iesim din grup/lista/serviciu
anul* serviciu*/inregistrar*
ma retrag
""",
    "Albanian": """
M: mesazh/mesazhe/mesazhet/mesazheve/njoftime/njoftimet/sms
only: mos me shkruani, mjaft, mos dergoni, mos dergoni me, nuk dua, nuk dua me, s dua me
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
hiq*/fshi*/largo* te? dhenat/emrin/kontaktin e? mia/tim/.
mos me/na/dergo*? shkru*/dergo*/conto*/bezdis*/shqetes*/kontakto*/telefono* me/M/.
nuk/s dua/deshiroj/duam me/te/marr/t/i/jem/ne/asnje/asgje~ M/asgje/liste/list/grup/.
dal/largohem/iki nga grupi/lista/sherbimi
heq dore
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
contactos contacts contatti kontakte contatos contacte
"""
# No object of the German verb that follows.
GERMAN_BEFORE = """
mich uns me ich wir will möchte wollen möchten kann jetzt sofort hier bitte davon nicht wieder einfach dringend und zum
zur richtig gerne gern das es sie nun heute
"""
