"""Words sorted by meaning, in the languages of `tongues`, for messages that no phrase foresees. Pure.

`abroad` says which combinations of meanings are departures. Italian is absent: its word order says more.
"""

MEANINGS = {
    "stop": """
stop/enough/genug/assez/gata/mjaft/boll/baraka*/barka/safi/basta/wa9f*/w9f*/7bes*/7bs*/n7bes*/hbes*/habs*/ndal*/opri*/arret*/bloqu*/hort/stopp/dosit/hvatit/khvatit/باراكا/بركا/كفى/وقف*/اوقف*/توقف*/حبس*/хватит/досить/годі/стоп/прекрат*/припин*/зупин*/band/bandh/bondho/बंद/
रोक*/ਬੰਦ/ਰੋਕ*/বন্ধ/بند
""",
    "not": """
don/dont/not/no/nu/nuk/mos/s/ma/mab*/maba*/mat*/ne/pas/nicht/keine/kein/nao/ما/لا/ماب*/не/ni/mia/minga/miga/brisa/nen/nun/mica/
mat/na/nahi/मत/न/ना/नहीं/ਨਾ/ਨਹੀਂ/না/نہ
""",
    "want": """
want/wish/need/vreau/vrem/doresc/dua/duam/deshiroj/bghit*/baghi*/bghina*/veux/voudrais/quiero/deseo/queremos/mochte/will/
quero/vui/vori/voria/voeuri/voeuli/voj/vojo/voio/vuoglio/vogghiu/بغيت*/باغي*/اريد/ارغب/хочу/хочемо/бажаю/chahiye/चाहिए/ਚਾਹੀਦ*/চাই/چاہیے
""",
    "messages": """
message/messages/msg/msgs/texts/sms/notification*/mesaj*/mesazh*/njoftim*/mensaj*/mensag*/nachricht*/povidoml*/soobsh*/lmessag*/misaj*/mesag*/messagg/
missaggi/messagi/mesaggi/رسائل/الرسائل/رسالة/الميساج*/ميساج*/المساج*/مساج*/сообщ*/повідомл*/розсилк*/рассылк*/संदेश/मैसेज/ਮੈਸੇਜ/
ਸੁਨੇਹ*/মেসেজ/বার্তা/میسج/پیغام*
""",
    "remove": """
remove/delete/unsubscribe/erase/sterg*/scoate*/hiq*/fshi*/largoni/largome*/largoj/7ayed*/7ayd*/7iyd*/hayed*/hayd*/hiyed*/hiyd*/
zow*/zewl*/zewel*/zwel*/ms7*/mas7*/mes7*/n7iyed*/supprim*/enlev*/retir*/effac*/borra*/borre*/saqu*/losch*/entfern*/streich*/видал*/удал*/
прибер*/убер*/حيد*/نحيد*/احذف*/حذف*/امسح*/شيل*/ازيل*/ازال*/زول*/hata*/nikal*/हटा*/ਹਟਾ*/সরা*/মুছ*/ہٹا*/scancel*
""",
    "us": """
list/lista/liste/lliste/listen/listes/group/groupe/grup/grupi/grupul/grupo/gruppe/service/servicio/subscription/numri*/numrin/
number/numero/numer/numeru/numarul/nummer/nmrti/nemrti/ra9mi/القائمة/الليستة/لائحة/الكروب/المجموعة/رقمي/نمرتي/список*/списк*/номер/
групи/группы/list/number/लिस्ट/नंबर/ਲਿਸਟ/ਨੰਬਰ/লিস্ট/নম্বর/لسٹ/نمبر
""",
    "go": """
leave/quit/exit/ies/iesim/dalim/iki/nkhroj/nkhrej/nkherj/nkhrouj/khroj/sortir/quitter/salir/salirme/sair/raus/نخرج/الخروج/اخرج/
вийти/выйти/asci/ascire/nesciri/sorti
""",
}
# No leaving, in whatever language the rest is.
ANOTHER_MATTER = """
why/miss/lose/pourquoi/warum/pse/3lach/علاش/لماذا/почему/чому/porque/kyun/pay/paguaj/platesc/paga*/call/hospital/
spital*/water/apa/uje/light/car/house/street/rruga
"""
