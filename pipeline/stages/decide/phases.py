"""Whether an item tells of a beginning, of an end, or of an exercise, by the words of its title. Pure.

Most titles have no word that could tell of an end; of the others `grammar.py` decides.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from pipeline.model import Lane
from pipeline.patterns import lazy_re
from pipeline.phase import Phase

_READ = 1_000  # characters of a title that are looked at
_BREAK = lazy_re(r"(?<!\d)[.:,/](?!\d)|(?<=\D)[.:,/]|[.:,](?=\s|$)|[;!?()\[\]|«»“”\"\n]|\s[-–—]\s|[–—]")
_NUMBERED = lazy_re(r"\b(nr?|art|prot)\.\s*")
_ACCENTS = lazy_re(r"[\u0300-\u036f]+")
_NO_WORD = lazy_re(r"[^\w|]+")
# Without one of these words, no pattern of `grammar.py` finds an end or an exercise.
_TELLS = lazy_re(
    r"\b(?:revoca|cessa|rientr[ao]|termina|conclu[sd]|fini(?:t|sce)|(?:fine|termine)\b|annulla|ritirat|ritorno|ritrovat|"
    r"rintracciat|riap(?:ert|r)|riparat|ripristin|ripre[ns]|riattiv|sbloccat|torna|di nuovo|nuovamente|tolt|levat|"
    r"rimoss|risolt|eliminat|abolit|abrogat|disattiva|disinnesco|sospes|scadut|scade\b|decadut|esaurit|superat|cancellat|"
    r"rinvi(?:at|o)|posticip|slitta|(?:a|in) data da|non si|esercitazion|prov[ae]\b|test\b|collaudo|simulazion)"
)


@lru_cache(4096)  # an entry is asked for several times in a poll
def phase_of(title: str, lane: Lane) -> Phase:
    """The phase that a title tells. `lane`: of the item's categories; news need a road, an office or a service."""
    words = folded(title)
    if not _TELLS.search(words):
        return Phase.NEW
    from pipeline.stages.decide import grammar  # imported here, because most titles do not need it

    return grammar.phase_of(words, lane, asks="?" in title)


def is_over(words: str) -> bool:
    """Whether folded words say that an alert is over, and that no other one goes on."""
    if not _TELLS.search(words):
        return False
    from pipeline.stages.decide import grammar

    return grammar.is_over(words)


@lru_cache(256)  # the title is read several times while its entry is judged
def folded(text: str) -> str:
    """A text as the patterns read it: small letters without accents, clauses separated by " | "."""
    plain = text[:_READ].casefold()
    if "." in plain:
        plain = _NUMBERED.sub(r"\1 ", plain)
    if not plain.isascii():
        plain = _ACCENTS.sub("", unicodedata.normalize("NFD", plain))
    return " ".join(_NO_WORD.sub(" ", _BREAK.sub(" | ", plain)).split())
