"""The place that an Italian text names: `in piazza Garibaldi`, `presso il Teatro Sociale`, `Dove: …`. Pure, linear."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.patterns import lazy_re

LONGEST = 80  # characters of a place
_LABEL = lazy_re(r"^(?:dove|luogo|sede|presso)\s*:\s*(?P<place>[^\n]{3,100})$", re.I | re.M)
_KIND = (
    r"(?:via|viale|piazza|piazzale|p\.zza|largo|corso|vicolo|parco|giardini|giardino|lungo[pf]\w+|argine|teatro|cinema|"
    r"auditorium|biblioteca|museo|palazzo|palazzetto|palestra|stadio|campo sportivo|centro (?:civico|sociale|"
    r"sportivo|anziani|"
    r"culturale|commerciale|polivalente|giovanile)|sala|salone|chiesa|santuario|oratorio|parrocchia|municipio|"
    r"castello|rocca|torre|villa|corte|"
    r"ostello|scuola|scuole|cortile|loggia|loggiato|area feste|bocciodromo|ex \w+|casa (?:della|del|di)|"
    r"monumento|cimitero|porto|attracco|pinacoteca|circolo|spazio|atrio|aula|arena)"
)
_SMALL = (
    r"(?:comunale|comunali|civic[ao]|consiliare|parrocchiale|polivalente|sociale|centrale|pubblic[ao]|"
    r"municipale|nuovo|nuova|"
    r"di|del|della|dello|dell'|dei|degli|delle|d'|ai|al|e|san|santa|santo|don|riunioni|conferenze|mostre|media|"
    r"primaria|"
    r"secondaria|elementare|materna|dell'\w+|delle)"
)
_WORD = r"(?:(?:dell'|d'|l')?[A-ZÀ-Ý0-9\"«“](?:[\w'À-ÿ\"»”-]*|\.(?= [A-Z])))"
_TO = (
    r"(?:(?<=[,–·-] )|\b(?i:in|al|alla|allo|all'|nel|nella|nello|nell'|ne?i|alle|ai|nelle|"
    r"presso(?: (?:il|la|lo|i|le|l'))?|sul|sulla|sull')(?: |(?<=')))"
)
_LAST = r"(?:comunale|civica|consiliare|parrocchiale|polivalente|sociale|centrale|riunioni|conferenze|ragazzi|dell'\w+)"
_PLACE = lazy_re(
    rf"{_TO}(?P<place>(?i:{_KIND})(?= |,|[.;:)!]|$)(?: (?:{_WORD}|{_SMALL}(?= ))){{0,7}}(?: {_LAST})?)"
)
_LINE = lazy_re(rf"^(?P<place>(?i:{_KIND})(?: (?:{_WORD}|{_SMALL})){{0,7}})\.?$", re.M)
_LOOSE = lazy_re(r"(?: (?:di|del|della|dello|dei|degli|delle|ai|al|e|san|santa|don|d'|dell'))+$")


def place_in(line: str, texts: Sequence[str]) -> str:
    """The place: of a label, of the line that names the day, or the only one there is; "" = that is not certain."""
    labels = {found["place"].strip(" .") for text in texts for found in _LABEL.finditer(text)}
    if labels:
        return labels.pop()[:LONGEST] if len(labels) == 1 else ""
    for told in (_places(line), [place for text in texts for place in _places(text)]):
        named = {place.casefold(): place for place in told}
        if len(named) == 1:
            return next(iter(named.values()))
        if named:
            return ""
    return ""


def _places(text: str) -> Iterator[str]:
    for found in (*_PLACE.finditer(text), *_LINE.finditer(text)):
        place = _LOOSE.sub("", found["place"]).strip(' .,"')
        if len(place) <= LONGEST:
            yield place[:1].upper() + place[1:]
