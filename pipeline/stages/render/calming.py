"""What a portal has written in capitals, in normal writing: acronyms, codes, addresses, Roman numbers and names stay.

Pure. Which word of a shouted text is a name is known of towns, of persons with a usual first name, and of streets; of
others only if the same item writes them with a small second letter somewhere. What is not known gets small letters.
"""

from __future__ import annotations

import re
from functools import partial

from pipeline.patterns import lazy_re

_ACRONYMS = frozenset(
    """imu tari isee spid cie pnrr asl ats asst ss sp sr avis urp pec erp aler coc ztl raee suap inps rsa anpr enel aido
    aipo anas anci arpa arera ausl acli ater atm caf cai cup dpcm fai fism gal iban inail iva lipu mef nas odg oss
    pagopa pas rai rup sai sia siae sisal suaf tasi tea tim unesco usl wwf adsl isbn onlus uisp cip ccv ares areu fse
    irpef pos qr red isa unicef""".split()
)
# Provincial capitals and regions that mean nothing else, and those around Ostiglia.
_TOWNS = frozenset(
    """agrigento alessandria ancona aosta arezzo ascoli avellino bari barletta belluno benevento bergamo biella bologna
    bolzano brescia brindisi cagliari caltanissetta campobasso caserta catania catanzaro chieti como cosenza cremona
    crotone cuneo enna ferrara firenze foggia forlì frosinone genova gorizia grosseto imperia isernia latina lecce lecco
    livorno lucca macerata mantova matera messina milano modena monza napoli novara nuoro oristano padova palermo parma
    pavia perugia pesaro pescara piacenza pisa pistoia pordenone ragusa ravenna reggio rieti rimini roma rovigo salerno
    sassari savona siena siracusa sondrio taranto teramo terni torino trapani trento treviso trieste udine varese
    venezia verbania vercelli verona vibo vicenza viterbo abruzzo basilicata calabria campania friuli lazio liguria
    lombardia piemonte puglia sardegna sicilia toscana umbria veneto italia europa ostiglia revere sermide serravalle
    sustinente borgocarbonara melara legnago po mincio adige oglio secchia tartaro fissero""".split()
)
# First names that are words as well, which a text in capitals does not tell apart.
_WORDS_TOO = frozenset(
    """alba ali ambra angelica angelo asia aurora azzurra benedetta benedetto bianca camilla costanza cristiana
    cristiano diana domenica elia eva fausto felice fiore flora fortunato franca franco gemma gioia grazia italia
    italo letizia libero luce marina massima massimo mina modesto natale norma olimpia onesto pace pasquale perla
    prospero regina romana romano rosa salvatore santa sante santo serena sereno severino severo silvestro sole
    speranza stella tosca vera vero viola vittoria vittorio""".split()
)
_ROMAN = lazy_re(r"(?!VI\b)[IVX]{2,}")  # `vi` is a word as well
# In a tax code, the name of a file, an address; C.O.C., FF.AA.; A-B-C.
_CODE = lazy_re(r"[\d_@]|://|(?<!\w)(?:[^\W\d]{1,2}\.){2,}(?!\w)|(?<!\w)(?:[^\W\d]-)+[^\W\d](?!\w)")
_INITIAL = lazy_re(r"(?<![\w'’.])([^\W\dn])\. ?([^\W\d])(?=\w)")  # of a name: G. Verdi; n. is a number
# Not behind an abbreviation, nor behind the name of a company (S.R.L.).
_NEXT_SENTENCE = lazy_re(r"(?:(?<=[^\W\d]{4}[.!?] )|(?<=\d[.!?] )|(?<=[!?] )|(?<=\n))[^\W\d_]")
_KINDS = r"via|viale|piazza|piazzale|piazzetta|vicolo|corso|largo|contrada"
_NAMED = lazy_re(
    rf"((?:[«“]|\b(?:{_KINDS}|san|santa|santo|sant'|don|papa|frazione|località) ?))([^\W\d])", re.I
)
# The second word of a street's name, where the name ends: by a sign, by a number, or by a little word.
_STREET = lazy_re(
    rf"\b((?:{_KINDS}) [^\W\d_]+ )([^\W\d_]{{3,}})"
    r"(?=[.,;:)!?\n]|\Z| \d| (?:n|per|e|ed|in|da|dal|dalle|dalla|dai|a|al|alle|alla|ai|fino|tra|fra|il|sarà|è|con|"
    r"verso|incrocio)\b)"
)
_NO_NAME = lazy_re(
    r".*(?:at|ut|it|us|es|ott|ert|ort)[oaie]$|(?:per|dal|dalle|dalla|alle|alla|fino|fra|tra|con|verso|nel|nella|sul|sulla|"
    r"oggi|domani|ieri|lavori|asfaltatura|cantiere|mercato|ore|lunedi|martedi|mercoledi|giovedi|venerdi|sabato|domenica|"
    r"lunedì|martedì|mercoledì|giovedì|venerdì|sera|notte|mattina|comune|saranno|divieto|senso|zona|tratto|angolo|civico)$"
)
_ROMAN_MONTH = lazy_re(
    r"(\b[IVX]+ )(gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)\b"
)
# An accent as old keyboards write it: SARA', CITTA', PERCHE'. Shortened words keep their apostrophe.
_OLD_ACCENT = lazy_re(r"(?<![\w'’])([^\W\d_]{2,})([aeiou])['’](?!\w)")
_ACCENTS = str.maketrans("aeiou", "àèìòù")
_ACUTE = lazy_re(r".*(?:ch|n|tr)$")  # perché, né, ventitré
_SOME = lazy_re(r"(?<!\w)Po(?=['’](?!\w))")  # un po', and not the river
_QUOTED = lazy_re(r"(?<!\w)['‘]\w")
FEWEST = 12  # letters of what is taken for shouting by itself: a shorter one may be an acronym


def calm(text: object, names: str = "", *, amid: bool = False) -> str:
    """A text in capitals turned into normal writing. Acronyms, codes, addresses, Roman numbers and `names` stay.

    `amid`: all around it is in capitals too, so that a short one is no acronym.
    """
    value = str(text)
    if not is_loud(value, 1 if amid else FEWEST):
        return value
    known = {name.casefold(): name for name in re.findall(r"\w+", names)}
    quiet = re.sub(r"\S+", lambda found: _unless_a_code(found[0], known), value)
    quiet = _SOME.sub("po", quiet)
    if not _QUOTED.search(quiet):
        quiet = _OLD_ACCENT.sub(_accented, quiet)
    quiet = _persons(_NAMED.sub(lambda m: m[1] + m[2].upper(), quiet))
    quiet = _STREET.sub(
        lambda m: m[1] + (m[2] if _NO_NAME.match(m[2]) else m[2][0].upper() + m[2][1:]), quiet
    )
    quiet = _ROMAN_MONTH.sub(lambda m: m[1] + m[2].capitalize(), quiet)
    quiet = _INITIAL.sub(lambda m: m[0].upper(), quiet)
    quiet = _NEXT_SENTENCE.sub(lambda m: m[0].upper(), quiet)
    return re.sub(r"\w", lambda m: m[0].upper(), quiet, count=1)


def is_loud(text: str, fewest: int = FEWEST) -> bool:
    """Whether a text of so many letters is in capitals."""
    capitals = sum(map(str.isupper, text))
    if capitals < 0.8 * fewest:  # nearly every text, whose letters need not be counted
        return False
    letters = sum(map(str.isalpha, text))
    return letters >= fewest and capitals >= 0.8 * letters


def _unless_a_code(chunk: str, known: dict[str, str]) -> str:
    return chunk if _CODE.search(chunk) else re.sub(r"\w+", partial(_lowered, known), chunk)


def _lowered(known: dict[str, str], found: re.Match[str]) -> str:
    word = found[0]
    low = word.lower()
    if low in known:
        return known[low]
    if low in _ACRONYMS or _ROMAN.fullmatch(word) or _is_unspeakable(low):
        return word
    return low.capitalize() if low in _TOWNS else low


def _is_unspeakable(word: str) -> bool:
    """Whether a word has no vowel: SRL, CRT. But for what stands beside numbers, no Italian word is so."""
    return 2 < len(word) < 6 and word.isascii() and word.isalpha() and not set(word) & set("aeiouy")


def _accented(found: re.Match[str]) -> str:
    stem, vowel = found[1], found[2]
    if len(stem) == 2 and (stem + vowel) not in (
        "sara",
        "pero",
        "cosi",
        "giu",
        "piu",
        "puo",
        "gia",
        "cio",
        "eta",
    ):
        return found[0]
    return stem + ("é" if vowel == "e" and _ACUTE.match(stem) else vowel.translate(_ACCENTS))


def _persons(text: str) -> str:
    """The text with the names of persons: a usual first name, and the word behind it that ends as surnames do."""
    from pipeline.stages.decide.person_names import FIRST

    def named(found: re.Match[str]) -> str:
        return found[0].capitalize() if found[0] in FIRST - _WORDS_TOO else found[0]

    text = re.sub(r"(?<!\w)[a-zà-ÿ]{3,}(?!\w)", named, text)
    return re.sub(
        r"(?<!\w)([A-ZÀ-Ý][a-zà-ÿ]{2,}) ([a-zà-ÿ]{3,}i)(?!\w)",
        lambda m: (
            f"{m[1]} {m[2].capitalize()}" if m[1].casefold() in FIRST and not _NO_NAME.match(m[2]) else m[0]
        ),
        text,
    )


def proper_names(text: str) -> str:
    """The words that a text, if it is not in capitals itself, writes with a capital letter amid its sentences alone."""
    if sum(map(str.isupper, text)) > 0.3 * sum(map(str.isalpha, text)):
        return ""
    usual = set(re.findall(r"(?<!\w)[a-zà-ÿ]+", text))
    names = re.findall(r"(?<=[a-zà-ÿ,] )[A-ZÀ-Ý][a-zà-ÿ]{2,}", text)
    return " ".join(name for name in dict.fromkeys(names) if name.lower() not in usual)
