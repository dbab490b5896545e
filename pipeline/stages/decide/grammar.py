"""The patterns that tell an end, or an exercise, from a beginning, by the words of a title. Pure.

Imported only for words of which `phases.py` does not see at a glance that they tell nothing: they take long to compile.
An alert that is over must not look like an alert, and one that lasts must never look as if it were over. So an end
counts only where the grammar says so: a noun ("revoca", "fine") at the beginning of a clause, a verb without negation,
future or condition before it, and next to the thing that ends. In doubt nothing has ended.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.model import Lane
from pipeline.patterns import lazy_re
from pipeline.phase import Phase
from pipeline.stages.decide.levels import COLOUR
from pipeline.stages.decide.vocabulary import (
    ALERT,
    ARTICLES,
    ENDS_SO,
    FILL,
    OFFICE,
    PAPERS,
    RESTRICTION,
    SERVICE,
    STATES,
)

# What stands before a verb or noun and says that it is not (yet) so.
_NOT = lazy_re(
    r"(?:\b(?:non|mai|nessun\w*|senza|ne|no|mancat[aoie]|smenti\w+|fals[aoie]|bufala)"
    r"(?: (?:e|ancora|stat[aoie]|viene|verra|sara|si|piu|affatto|risulta|c|ci|alcun\w*|la|l|una|alla|all|sulla|"
    r"di|definitivamente)){0,4}|"
    r"\b(?:sara|saranno|verra|verranno|potra|potrebbe|dovra|dovrebbe|puo|deve|se|quando|qualora|finche|affinche)"
    r"(?: (?:essere|l|la|lo|il|presto|poi|domani|non|stat[aoie])){0,4}|"
    r"\b(?:fino|sino|salvo|attesa|attende|attendono|vista|verso|richiest[aoie]|chied\w+|prima|dopo|lavori|"
    r"intervent[oi]|possibil[ei]|"
    r"eventual[ei]|previst[aoie]|prorogat[aoie]|proroga|rinviat[aoie]|posticipat[aoie]|slitta|ipotesi|"
    r"condizion[ei]|contro|ricorso|"
    r"rischi[oa]|per|rimbors\w+|polemic\w+|protest\w+|perche|chiariment[oi])"
    r"(?: (?:a|al|alla|allo|all|di|d|del|della|dell|la|l|il|lo|sulla|su|alle|per|una|un|essere|ogni)){0,4}) $"
)
_OPENING = lazy_re(
    r"(?:^|\| )(?:(?:comunicazione|comunicato|comunica|si|avviso|avvisi|aggiornamento|aggiornamenti|"
    r"ordinanz[ae]|decreto|"
    r"provvedimento|disposizione|dispost[ao]|emess[ao]|oggetto|nota|info|news|ultim\w+|urgente|sindacal[ei]|"
    r"contingibil[ei]|regionale|"
    r"protezione|civile|meteo\w*|allerta|emergenza|acqua|viabilita|scuol[ae]|uffic[io]|comunal[ei]|"
    r"confermat[ao]|ecco|con|ora|"
    r"finalmente|imminente|del|della|dell|di|n|nr|num|\d+|e|la|l|il|lo|le) ){0,8}$"
)
_TIME = lazy_re(
    r"\b(?:domani|dopodomani|stasera|stanotte|alle|entro|lunedi|martedi|mercoledi|giovedi|venerdi|sabato|"
    r"domenica|mezzanotte|"
    r"mezzogiorno|ore)\b"
)
_PAPERS = lazy_re(rf"\b{PAPERS}")
_ABOUT_MONEY = lazy_re(r"^(?:i |gli |le |il )?(?:rimbors[oi]|bigliett[oi])\b")
_PARTLY = lazy_re(
    r"\b(?:parzial\w+|in parte|a tratti|a senso unico|senso unico alternato|una corsia|corsia unica|graduale|"
    r"gradualmente|provvisori\w+|"
    r"a singhiozzo|nuov[aoi] (?:ordinanza|chiusura|interruzione|sospensione|divieto)|"
    r"(?:ripristino|riapertura)(?: [^| ]+){0,4} (?:in corso|entro)|solo per|con limitazioni|"
    r"previst[aoie]|stimat[aoie])\b"
)
_LASTS = lazy_re(
    r"\b(?:rest\w+|riman\w+|perman\w+|persist\w+|continu\w+|prosegu\w+|scatta|diventa|sale|scende|passa|"
    r"declassat\w|prorogat\w|estes\w|nuov\w)"
    r"(?: \w+){0,4} (?:allert[ae]|giall[ao]|arancione|ross[ao]|emergenza|pericolo|criticita|vigore|valid[ao]|"
    r"attiv[ao])\b|"
    r"\b(?:allert[ae]|emergenza|pericolo)(?: \w+){0,4} (?:resta|rimane|permane|persiste|continua|prosegue|"
    r"prorogat\w|estes\w)\b|"
    r"\b(?:da|dall allerta) (?:giall[ao]|arancione|ross[ao]) (?:a|ad|in) |"
    r"\b(?:emess|emanat|diramat)[aoie](?: (?!revoc|fine|termine|cessa|conclu)\w+){0,5} (?:allert[ae]|criticita)\b"
)
# An evacuation that is done has not ended.
_CARRIED_OUT = lazy_re(
    r"\b(?:conclus|terminat|finit|complet)\w*(?: (?:l|la|le|le operazioni di)){0,2} evacuazion|"
    r"\bevacuazion[ei](?: \w+){0,5} (?:conclus|terminat|finit|complet)\w+"
)

_OVER = r"(?:revocat|cessat|rientrat|terminat|conclus|finit|annullat|ritirat|disattivat|sospes|scadut|decadut|esaurit)"
_OVER_NOW = (  # "revoca dell'allerta" is a noun
    r"(?:revoca|revocano|cessa|cessano|rientra|rientrano|termina|terminano|finisce|scade|si conclude)(?! (?:d\w{0,4}|"
    r"ordinanz[ae]|n)\b)"
)
_OVER_NOUN = r"(?:revoca|cessazione|cessato|fine|termine|conclusione|annullamento|rientro|disattivazione)"
_STATE = r"(?:(?:pre)?allerta|(?:pre)?allarme|emergenza|pericolo|calamita|criticita|attenzione|mobilitazione|crisi)"
_ALERT_ENDS = (
    lazy_re(rf"\b{_OVER}[aoie]{FILL}{ALERT}"),  # revocata l'allerta
    lazy_re(
        r"\bsuperat[ao](?: (?:l|la|il|fase|di|critica)){0,4} (?:emergenza|piena|pericolo)\b"
    ),  # and no threshold
    lazy_re(
        rf"(?:^|\| )(?P<at>(?:revocat|cessat|annullat|conclus|terminat)[ao]) \| (?:[^| ]+ ){{0,3}}?{ALERT}"
    ),
    lazy_re(  # allerta meteo gialla revocata; allerta: è rientrata
        rf"\b(?:allert[ae]|emergenz[ae]|evacuazion[ei]|criticita|piena|contaminazione)(?: [^| ]+){{0,8}}?(?: \|)?"
        rf"(?: (?:e|ora|gia|stata|state|ufficialmente|definitivamente|risulta|meteo|da|dal|dalle|ore|oggi|ieri|"
        rf"\d+)){{0,8}}? (?P<at>{_OVER}[ae])\b{ENDS_SO}"
    ),
    lazy_re(
        r"\b(?:ritrovat|rintracciat)[aoie](?: [^| ]+){0,6}(?: \|)? scompars[aoie]\b"
        r"(?! (?:l|il|la|lo|un|una)\b)"
    ),
    lazy_re(r"\bdisinnesco(?: [^| ]+){0,5} (?P<at>(?:conclus|completat|terminat)o)\b"),
    lazy_re(
        rf"\b(?:(?:pre)?allarm[ei]|pericol[oi]|stato di {_STATE}|codice (?:giallo|arancione|rosso))"
        rf"(?: [^| ]+){{0,6}}?(?: \|)?(?: (?:e|ora|gia|stat[oi])){{0,4}}?"
        rf" (?P<at>{_OVER}[oi])\b(?! {ARTICLES} )"
    ),
)
# An end that is only expected: until then it lasts.
_EXPECTED = lazy_re(
    r"\b(?:revoca|(?:fine|termine|cessazione|rientro|conclusione)(?: [^| ]+){0,6}) "
    r"(?:previst|stimat|attes|ipotizzat|annunciat)[aoie]\b|"
    r"\b(?:fine|termine|cessazione|conclusione)(?: [^| ]+){0,6}(?: \|(?: (?:alle|dalle|ore|di|\d+)){1,5})? "
    r"(?:domani|dopodomani|stasera|stanotte)\b"
)
_NORMAL = (
    lazy_re(r"\b(?:(?:tutto|situazione)(?: e)? rientrat[ao]|(?:tornat[aoie]|torna) alla normalita)\b"),
)
_ALERT_ENDS_NOW = (
    lazy_re(rf"\b{_OVER_NOW}{FILL}{ALERT}"),
    lazy_re(r"\b(?:allert[ae]|emergenz[ae]|allarme|pericolo)(?: [^| ]+){0,5} (?P<at>rientra|cessa)\b"),
)
_ALERT_END = (
    lazy_re(rf"\b{_OVER_NOUN}{FILL}{ALERT}"),
    lazy_re(
        r"\b(?:allert[ae]|emergenz[ae]|allarme)\b[^|]{0,80}\| (?P<at>revoca|fine|cessazione|cessat[oa])"
        r"(?: (?:anticipata|immediata|ufficiale|definitiva))?(?: dal\w*| \||$)"
    ),
)
_BACK = (
    lazy_re(
        r"\b(?:riapert[aoie]|riapre|riaprono|ripristinat[aoie]|riattivat[aoie]|riparat[aoie]|sbloccat[aoi])\b"
    ),
    lazy_re(
        rf"\b(?:torna|tornano|tornat[aoie]|di nuovo|nuovamente)(?: (?:e|ad essere|a essere|in)){{0,2}} {STATES}\b"
    ),
    lazy_re(
        r"\b(?:torna|tornano|tornat[ao])(?: (?:l|la|il)) (?:acqua|luce|corrente|gas|energia|linea|servizio|"
        r"viabilita)\b"
    ),
    lazy_re(r"\b(?:acqua|luce|corrente|gas|energia|linea)(?: e)? (?P<at>tornat[ao])\b"),
    lazy_re(rf"\b(?:{_OVER}|tolt|levat|rimoss|risolt|eliminat|abolit|abrogat)[aoie]?{FILL}{RESTRICTION}"),
    lazy_re(
        rf"\b{RESTRICTION}(?: [^| ]+){{0,8}}? (?P<at>(?:revocat|cessat|rientrat|terminat|risolt|riparat|"
        rf"conclus|rimoss)[aoie])\b"
    ),
    lazy_re(rf"\b{RESTRICTION}[^|]{{0,80}} \|(?: e| stat[aoie]){{0,2}} (?P<at>revocat[aoie])(?: \||$)"),
    lazy_re(rf"\b(?:{_OVER_NOW}){FILL}{RESTRICTION}"),
    lazy_re(
        rf"\b(?:riprend[eo]n?o?|ripres[aoie])(?: (?:e|regolarmente|da \w+|oggi|domani|dopo))*{FILL}{SERVICE}"
    ),
)
# In news: what is back, next to the word that says so, and not just the street where it is.
_OF_SERVICES = lazy_re(
    rf"\b(?:ria|ripr|ripar|sblocc|torn|revoc|cess|termin|conclus|tolt|levat|rimoss|risolt|sospes|abrog|fine)\w*"
    rf"(?: al (?:traffico|transito|pubblico))?{FILL}"
    rf"(?:{RESTRICTION}|{SERVICE})|(?:^|\| )(?:{ARTICLES} )?(?:{RESTRICTION}|{SERVICE})"
)
_BACK_NOUN = (
    lazy_re(rf"\b(?:revoca|cessazione|fine|termine|conclusione){FILL}{RESTRICTION}"),
    lazy_re(rf"\b{RESTRICTION}[^|]{{0,80}}\| (?P<at>revoca)(?: \||$)"),
    lazy_re(
        r"\b(?:riapertura|ripristino(?!(?: d\w*)? (?:manto|asfalto|fondo|pavimentazione|segnaletica|condott[ae])\b)|"
        r"riattivazione|ritorno alla normalita)\b"
    ),
    lazy_re(r"\bripresa\b" + FILL + SERVICE),
)
_OFF = (
    lazy_re(r"\b(?:annullat|rinviat|posticipat)[aoie]\b"),
    lazy_re(r"\b(?:annulla|annullano|slitta|slittano|posticipa)\b"),
    lazy_re(
        r"\bcancellat[aoie]\b(?= (?:l|la|lo|il|i|gli|le) (?:\w+ ){0,3}(?:"
        r"concert|spettacol|fest|sagr|fier|mercat|event|manifestazion|"
        r"incontr|corsa|gara|partit|processione|proiezion|serat|visit|gita|tren|cors[ea] ))"
    ),
    lazy_re(
        r"\b(?:concerto|spettacolo|festa|sagra|fiera|mercato|evento|manifestazione|incontro|"
        r"serata) (?:[^| ]+ ){0,4}?(?P<at>cancellat[aoi])\b"
    ),
    lazy_re(r"\b(?:a|in) data da (?:destinarsi|definire|stabilire)\b"),
    lazy_re(r"\bnon si (?:terra|terranno|svolge|svolgera|svolgeranno|fara|fa)\b"),
)
_OFF_NOUN = (lazy_re(r"\b(?:annullamento|rinvio|posticipo|slittamento)\b"),)
_EXERCISE = lazy_re(
    r"\besercitazion[ei]\b|\bprov[ae] (?:di |d |generale di )?(?:evacuazione|antincendio)\b|"
    r"\bprov[ae](?: \w+){0,4} (?:siren[ae]|it alert|allarme)\b|"
    r"\b(?:test|collaudo)(?: \w+){0,4} (?:it alert|siren[ae]|allarme|allertamento|allerta)\b|"
    r"\bit alert(?: [\w|]+){0,3} (?:test|prova)\b|"
    r"\b(?:messaggio|allarme|allerta) di (?:prova|test)\b|"
    r"\bsimulazion[ei](?: \w+){0,4} (?:evacuazione|emergenza|incidente|terremoto|alluvione|soccors[oi]|"
    r"protezione civile|incendio|piena|allerta)\b"
)
# Said of the whole title: it denies what it names, or tells of later.
_DENIED = lazy_re(
    r"\b(?:prematur\w+|troppo presto|fake news|bufal[ae]|fals[aoie] (?:la |le )?(?:notizi|voc|messagg)\w+|"
    r"smenti\w+|non e ver[oa])\b"
)
_SHUT = lazy_re(r"\b(?:chius\w+|interruzion\w+|sospes\w+|sospension\w+|guast\w+|mancanza|senza)\b")
_LATER = lazy_re(
    r"\b(?:riapre|riaprono|riapertura|ripristino|torna|tornano)(?: [^| ]+){0,3}? (?:in corso|entro|"
    r"previst[aoie]|dal|domani|il \d|lunedi|martedi|"
    r"mercoledi|giovedi|venerdi|sabato|domenica|alle|dalle|nel)\b"
)
_NO_EXERCISE = lazy_re(r"\bnon (?:e|si tratta di|e solo)(?: \w+){0,2} esercitazione\b")
_OF_PROTECTION = lazy_re(
    r"\b(?:(?:pre)?allert[ae]|(?:pre)?allarm[ei]|evacuazion[ei]|codice|stato di emergenza|piena)\b"
)
_OF_DANGER = lazy_re(
    rf"\b(?:protezione civile|antincendio|soccors[oi]|siren[ae]|it alert|terremoto|alluvione)\b|\b{ALERT}"
)


def phase_of(words: str, lane: Lane, *, asks: bool) -> Phase:
    """The phase that a title's folded words tell. `asks`: whether it asks a question."""
    if asks:  # who asks tells nothing
        return Phase.EXERCISE if lane is not Lane.NEWS and _EXERCISE.search(words) else Phase.NEW
    if _DENIED.search(words):
        return Phase.NEW
    off = _ends(words, _OFF, _OFF_NOUN) and not (_is_paper(words) or _ABOUT_MONEY.search(words))
    if _EXERCISE.search(words) and not _NO_EXERCISE.search(words):
        if off:
            return Phase.CALLED_OFF
        if lane is not Lane.NEWS or _OF_DANGER.search(words):
            return Phase.EXERCISE
    if is_over(words):
        told_as_news = lane is Lane.NEWS and not _OF_PROTECTION.search(words)  # of refugees, of homes
        return Phase.NEW if told_as_news else Phase.ALERT_OVER
    if _names_an_alert(words) and lane is Lane.EMERGENCY:
        return Phase.NEW
    if off:
        return Phase.CALLED_OFF
    return Phase.NOTICE_OVER if _is_back(words, news=lane is Lane.NEWS) else Phase.NEW


def _is_back(words: str, *, news: bool) -> bool:
    """Whether folded words say that something works again. `news`: only roads, offices and services are meant."""
    if not _ends(words, _BACK, _BACK_NOUN) or _is_paper(words) or _PARTLY.search(words):
        return False
    if _LATER.search(words) and _SHUT.search(words):  # closed now
        return False
    return not news or _OF_SERVICES.search(words) is not None


@lru_cache(4096)
def _is_paper(words: str) -> bool:
    """Whether folded words are about papers, terms or courts, whose end is nobody's business but one person's."""
    return _PAPERS.search(re.sub(OFFICE, "", words)) is not None


def is_over(words: str) -> bool:
    """Whether folded words say that an alert is over, and that no other one goes on."""
    if (
        any(one.search(words) for one in (_LASTS, _CARRIED_OUT, _EXPECTED))
        or len(set(COLOUR.findall(words))) > 1
    ):
        return False
    if _ends(words, _ALERT_ENDS, _ALERT_END):
        return True
    if _names_an_alert(words) and _ends(words, _NORMAL, ()):
        return True
    return not _TIME.search(words) and _ends(words, _ALERT_ENDS_NOW, ())


def _names_an_alert(words: str) -> bool:
    """Whether folded words name an alert."""
    return (
        re.search(
            r"\b(?:allert[ae]|allarme|emergenz[ae]|evacuazion[ei]|codice (?:giallo|arancione|rosso))\b", words
        )
        is not None
    )


def _ends(words: str, verbs: tuple[re.Pattern[str], ...], nouns: tuple[re.Pattern[str], ...]) -> bool:
    for pattern in verbs:
        for found in pattern.finditer(words):
            if not _NOT.search(words[: _start(found)]):
                return True
    return any(_OPENING.search(words[: _start(found)]) for noun in nouns for found in noun.finditer(words))


def _start(found: re.Match[str]) -> int:
    return found.start("at") if "at" in found.re.groupindex else found.start()
