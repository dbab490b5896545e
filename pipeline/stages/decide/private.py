"""What looks like personal data in an item: codes that prove themselves, and names beside what is nobody's business.

Pure, in linear time. What it finds holds an item for a person; ordinary news of a council passes: offices' accounts,
births that are celebrated, the dead, persons of public life, streets and schools called after somebody.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from functools import cached_property

from pipeline.patterns import lazy_re
from pipeline.settings.rule import Personal
from pipeline.stages.decide.person_names import Name, Sort, names_in

NEAR = 80  # characters within which a name belongs to what stands beside it


def personal_data_of(text: str) -> frozenset[Personal]:
    """The kinds of personal data that a text seems to have."""
    reading = _Reading(text)
    return frozenset(kind for kind, found in _FOUND.items() if found(reading))


class _Reading:
    """A text, and the persons whom it names."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def persons(self) -> list[Name]:
        """Everybody who is named, but for offices."""
        return [name for name in names_in(self.text) if name.sort is not Sort.PUBLIC]

    @cached_property
    def names(self) -> list[Name]:
        """Those of them who have no title, and so do not speak or treat."""
        return [name for name in self.persons if name.sort is Sort.PERSON]

    @cached_property
    def _starts(self) -> list[int]:
        return [name.start for name in self.names]

    def names_between(self, start: int, end: int) -> list[Name]:
        """The names that begin within a part of the text."""
        return self.names[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def around(self, start: int, end: int, reach: int = NEAR) -> bool:
        """Whether somebody is named beside a part of the text, in the same line."""
        before, after = max(0, start - reach), end + reach
        begin = self.text.rfind("\n", before, start)
        stop = self.text.find("\n", end, after)
        return bool(self.names_between(max(before, begin), after if stop < 0 else stop))

    def line_of(self, start: int, end: int, reach: int = 160) -> str:
        """The sentence or line around a part of the text, as far as `reach`, in small letters."""
        before, after = self.text[max(0, start - reach) : start], self.text[end : end + reach]
        begin = max(before.rfind("\n"), before.rfind(". "), before.rfind("! "))
        stops = [at for at in (after.find("\n"), after.find(". ")) if at >= 0]
        return f"{before[begin + 1 :]} … {after[: min(stops, default=reach)]}".casefold()


# -- codes -------------------------------------------------------------------------------------------

_DIGIT = "[0-9LMNP-V]"  # of a tax code; letters where two persons would have the same
_TAX_CODE = lazy_re(
    rf"(?<![A-Z0-9])([A-Z]{{3}}) ?([A-Z]{{3}}) ?({_DIGIT}{{2}}[A-EHLMPR-T]{_DIGIT}{{2}}) ?([A-Z]{_DIGIT}{{3}}) ?([A-Z])"
    r"(?![A-Z0-9])",
    re.I,
)
_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (
            *(1, 0, 5, 7, 9, 13, 15, 17, 19, 21),
            *(1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14),
        ),
        strict=False,
    )
) | dict(zip("UVWXYZ", (16, 10, 22, 25, 24, 23), strict=True))
_IBAN = lazy_re(r"(?<![A-Z0-9])([A-Z]{2}) ?(\d\d)((?: ?[A-Z0-9]){11,30})(?![A-Z0-9])", re.I)
_LENGTHS = {
    "IT": 27,
    "SM": 27,
    "DE": 22,
    "FR": 27,
    "ES": 24,
    "RO": 24,
    "LT": 20,
    "BE": 16,
    "AT": 20,
    "CH": 21,
}
# Whose account may be known to everybody.
_INSTITUTION = lazy_re(
    r"\b(?:comun[ei]|municipio|tesoreri[ae]|tesorier[ei]|pagopa|ente|enti|provincia|regione|stato|"
    r"ministero|unione|consorzio|"
    r"azienda|asst|ats|asl|istituto|scuola|parrocchi\w+|diocesi|caritas|croce|pro loco|associazion\w+|"
    r"fondazione|comitato|"
    r"onlus|odv|aps|asd|ssd|cooperativa|coop|s\.?r\.?l|s\.?p\.?a|avis|aido|auser|anpi|alpini|banda|"
    r"polisportiva|gruppo|"
    r"tributi|tari|imu|canone|diritti di segreteria)\b"
)
_OF_PERSON = lazy_re(
    r"\b(?:sig\.?r?a?|signor\w*|beneficiari\w+|a (?:lui|lei|loro)|richiedent[ei]|a favore d\w+)(?![a-z])"
)


def _has_tax_code(reading: _Reading) -> bool:
    return any(_proves_itself("".join(found.groups()).upper()) for found in _TAX_CODE.finditer(reading.text))


def _proves_itself(code: str) -> bool:
    """Whether the last character of a tax code is right for the others."""
    total = sum(_ODD[c] if n % 2 == 0 else _even(c) for n, c in enumerate(code[:15]))
    return chr(ord("A") + total % 26) == code[15]


def _even(char: str) -> int:
    return int(char) if char.isdigit() else ord(char) - ord("A")


def _has_iban(reading: _Reading) -> bool:
    return any(_is_iban(found) and _is_persons(reading, found) for found in _IBAN.finditer(reading.text))


def _is_iban(found: re.Match[str]) -> bool:
    country, check, rest = found[1].upper(), found[2], found[3].replace(" ", "").upper()
    rest = rest[: _LENGTHS.get(country, len(rest) + 4) - 4]  # a word may follow without a stop
    if len(rest) + 4 != _LENGTHS.get(country, 0):
        return False
    return int("".join(str(int(char, 36)) for char in f"{rest}{country}{check}")) % 97 == 1


def _is_persons(reading: _Reading, found: re.Match[str]) -> bool:
    """Whether an account is somebody's own: a person is named for it, or no institution is."""
    line = reading.line_of(found.start(), found.end())
    if _OF_PERSON.search(line):
        return True
    return _INSTITUTION.search(line) is None


# -- names beside what is nobody's business ------------------------------------------------------------

_LIST = lazy_re(
    r"\b(?:graduatori[ae]|ammess[ie]|esclus[ieao]|idone[iea]|assegnatari[oe]?|beneficiari[oe]?|moros[ie]|"
    r"debitor[ie]|"
    r"aventi diritto|richiedenti|destinatari|convocat[ie])\b",
    re.I,
)
_GAMES = lazy_re(
    r"\b(?:cors[ae] (?:campestre|ciclistic\w+|podistic\w+|non competitiv\w+)|gar[ae] (?:di|ciclistic\w+|"
    r"podistic\w+|sportiv\w+)|"
    r"torneo|tornei|maratona|campionat[oi]|classifica|podio|premio (?:letterario|di poesia)|"
    r"concorso (?:fotografico|"
    r"letterario|di poesia|di pittura|musicale)|giuria|briscola|trofeo|squadr[ae]|calcio|volley)\b",
    re.I,
)
_MONTH = "gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre"
_YEAR = r"(?P<year>(?:19[2-9]|20[0-3])\d)"
_DATE = rf"\d{{1,2}}°?(?:[/.-]\d{{1,2}}[/.-]| (?:{_MONTH}) ){_YEAR}\b"
_BORN = lazy_re(rf"\b(?:nat[oa]\b[^.\n]{{0,50}}?|data di nascita\W{{1,3}}){_DATE}", re.I)
_DATED = lazy_re(rf"[ ,;:–(-]{{1,4}}(?:n\. ?(?:il )?)?{_DATE}")  # after a name
_LAST_BIRTH = 2015  # a later year beside a name is mostly that of an event
_CELEBRATED = lazy_re(
    r"\b(?:benvenut[oaie]|fiocco (?:rosa|azzurro)|felicitazion[ei]|auguri|congratulazion[ei]|prim[oa] nat[oa]|"
    r"nuov[ie] nat[ie])\b",
    re.I,
)
_DEAD = lazy_re(
    r"\b(?:lutto|cordoglio|funeral[ei]|esequie|dece(?:duto|duta|sso)|scompars[oaie]|mort[oaei]|memoria|ricord\w+|"
    r"commemora\w*|anniversario|intitola\w*|centenario|biografi\w+|mostra|concerto|poeta|poetessa|pittore|"
    r"pittrice|"
    r"compositore|partigian\w+)\b",
    re.I,
)
_AGE_AFTER = lazy_re(
    r"[ ,(]{1,3}(?:di )?(?:appena |soli |ann[io] )?(?:\d|1[0-7]) anni\b(?! (?:fa|dopo|di|da|dalla|dal|"
    r"alla|al|per|come|prima))",
    re.I,
)
_AGE_BEFORE = lazy_re(
    r"(?<!dopo )(?<!da )(?<!per )\b(?:a|ad|di|suoi) (?:soli |appena )?(?:\d|1[0-7]) anni\b(?! (?:fa|dopo|"
    r"da|dalla|dal|di))"
    r"[^.\n]{0,50}$",
    re.I,
)
_NUMBERED = "tre|quattr|cinqu|se|sett|ott|nov|diec|undic|dodic|tredic|quattordic|quindic|sedic|diciassett"
_AGED = lazy_re(rf",? (?:{_NUMBERED})enne\b", re.I)
_YOUNG = lazy_re(
    rf"\b(?:alunn[oaie]|student[ei]|studentess[ae]|scolar[oaie]|bambin[oaie]|bimb[oaie]|ragazz[oaie]|"
    rf"alliev[oaie]|minorenn[ei]|"
    rf"neonat[oa]|piccol[oa]|(?:{_NUMBERED})enn[ei])(?:(?: \w+at[oaie]| vincitor[ei]| vincitric[ei]|"
    rf" meritevol[ei]| di nome)? ?:? )$",
    re.I,
)
_GROWN = lazy_re(r"\b(?:universit\w+|laure\w+|dottorand\w+)\b", re.I)
_ILL = lazy_re(
    r"\b(?:affett[oa] da|malat[oa] di|ammalat[oa]|diagnosi|disabil\w+|invalid[oaie]|invalidità|handicap|"
    r"non autosufficient[ei]|"
    r"ricoverat[oa]|t\.?s\.?o|trattamento sanitario|tumore|cancro|leucemia|sclerosi|s\.?l\.?a|alzheimer|"
    r"parkinson|patologi[ae]|"
    r"positiv[oa] al|contagiat[oa]|tossicodipenden\w+|alcolist[ai]|depression[ei]|autis\w+|legge 104)(?!\w)",
    re.I,
)
_MOBILE = lazy_re(r"(?<![\d/])(?:\+39 ?)?3[2-9]\d[ ./-]?\d{3} ?\d{3,4}(?!\d)")
_OFFICE = lazy_re(
    r"\b(?:ufficio|uffici|sportello|segreteria|comune|protezione civile|pro loco|associazion\w+|"
    r"polisportiva|parrocchia|"
    r"avis|auser|croce|gruppo|centro|biblioteca|guardia|reperibil\w+|informazion[ei]|info|prenotazion[ei]|"
    r"iscrizion[ei]|"
    r"prenotar\w+|iscriver\w+|responsabile|coordinatore|referente|custode|servizio)\b"
)


def _has_ranking(reading: _Reading) -> bool:
    text = reading.text
    if not _LIST.search(text) or _GAMES.search(text):
        return False
    starts = [name.start for name in reading.persons]
    return any(_two_follow(reading.persons, starts, found.end()) for found in _LIST.finditer(text))


def _two_follow(persons: list[Name], starts: list[int], at: int) -> bool:
    """Whether two persons are named after a word of a list, the second near the first."""
    n = bisect_left(starts, at)
    if n + 1 >= len(persons):
        return False
    first, second = persons[n], persons[n + 1]
    return first.start < at + 2 * NEAR and second.start < first.end + NEAR


def _has_birth(reading: _Reading) -> bool:
    text = reading.text
    if not re.search(_DATE, text, re.I) or _CELEBRATED.search(text) or _DEAD.search(text):
        return False
    if any(reading.around(*found.span()) for found in _BORN.finditer(text)):
        return True
    dates = (_DATED.match(text, name.end) for name in reading.names)
    return any(found is not None and int(found["year"]) <= _LAST_BIRTH for found in dates)


def _has_minor(reading: _Reading) -> bool:
    return any(_is_minor(reading.text, name) for name in reading.names)


def _is_minor(text: str, name: Name) -> bool:
    before, after = text[max(0, name.start - NEAR) : name.start], text[name.end : name.end + NEAR]
    if _AGE_AFTER.match(after) or _AGED.match(after) or _AGE_BEFORE.search(before):
        return True
    return _YOUNG.search(before) is not None and not _GROWN.search(before + after)


def _has_health(reading: _Reading) -> bool:
    text = reading.text
    return any(
        _names_somebody(reading, found) and not _DEAD.search(reading.line_of(*found.span()))
        for found in _ILL.finditer(text)
    )


def _names_somebody(reading: _Reading, found: re.Match[str]) -> bool:
    """Whether somebody is named in the same sentence."""
    text, (start, end) = reading.text, found.span()
    before, after = max(0, start - NEAR), end + NEAR
    begin = max(text.rfind(stop, before, start) for stop in (". ", "\n", "! ", "; "))
    stops = [at for stop in (". ", "\n", "! ", "; ") if (at := text.find(stop, end, after)) >= 0]
    return bool(reading.names_between(max(before, begin), min(stops, default=after)))


def _has_mobile(reading: _Reading) -> bool:
    return any(_is_somebodys(reading, *found.span()) for found in _MOBILE.finditer(reading.text))


def _is_somebodys(reading: _Reading, start: int, end: int) -> bool:
    named = reading.names_between(max(0, start - NEAR // 2), start)
    return bool(named) and not _OFFICE.search(reading.line_of(start, end))


_FOUND: Mapping[Personal, Callable[[_Reading], bool]] = {
    Personal.TAX_CODE: _has_tax_code,
    Personal.IBAN: _has_iban,
    Personal.RANKING: _has_ranking,
    Personal.BIRTH: _has_birth,
    Personal.MINOR: _has_minor,
    Personal.HEALTH: _has_health,
    Personal.MOBILE: _has_mobile,
}
