"""The words by which bulletins name a hazard and a level. Pure. What is not known here is never guessed.

"ORDINARIA CRITICITA' PER RISCHIO IDRAULICO / ALLERTA GIALLA": the degree before the stroke and the colour after it must
agree, and nothing else may be said.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from channels.value import dataclass
from pipeline.colour import Hazard, Level
from pipeline.patterns import lazy_re

_COLOURS = {
    "nessuna allerta": Level.GREEN,
    "allerta verde": Level.GREEN,
    "allerta gialla": Level.YELLOW,
    "allerta arancione": Level.ORANGE,
    "allerta rossa": Level.RED,
}
_DEGREES = {"ordinaria": Level.YELLOW, "moderata": Level.ORANGE, "elevata": Level.RED}
_CALM = frozenset(("assenza di fenomeni significativi prevedibili", "assenza di fenomeni significativi"))
_NO_VALUE = frozenset(
    ("", "null", "none", "nd", "n d", "nan", "non disponibile", "dato non disponibile", "no value", "no data")
)
_HAZARDS = {
    "temporali": Hazard.STORMS,
    "vento": Hazard.WIND,
    "vento forte": Hazard.WIND,
    "idrogeologico": Hazard.HYDROGEOLOGICAL,
    "idro geologico": Hazard.HYDROGEOLOGICAL,
    "idraulico": Hazard.HYDRAULIC,
    "neve": Hazard.SNOW,
    "incendi boschivi": Hazard.FIRE,
    "incendio boschivo": Hazard.FIRE,
}
# "CRITICITÃ€" is what "CRITICITÀ" becomes under the wrong encoding.
_DEGREE = lazy_re(r"(ordinaria|moderata|elevata) criticita\w{0,3}(?: per (?:il )?(?:rischio )?(.+))?")
_CALLED = lazy_re(r"(?:allerta (?:gialla|arancione|rossa) )?(?:per )?(?:il )?(?:rischio )?(.+)")


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says; None = nothing of it."""

    level: Level | None = None
    hazard: Hazard | None = None
    is_known: bool = True  # False: words that are not understood


UNKNOWN = Said(is_known=False)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Small letters without accents and signs, one blank between words."""
    folded = unicodedata.normalize("NFD", text.replace("\u00a0", " ").casefold())
    return " ".join(re.sub(r"[^a-z0-9/]+", " ", folded.encode("ascii", "ignore").decode()).split())


def said_by(text: object) -> Said:
    """The level, and the hazard if it is named, of a bulletin's words about one zone."""
    if text is None:
        return Said()
    if not isinstance(text, str) or len(text) > 300:
        return UNKNOWN
    whole = plain(text)
    if whole.replace("/", "").strip() in _NO_VALUE:
        return Said()
    parts = [part.strip() for part in whole.split("/")]
    found = [_part(part) for part in parts]
    levels, hazards = {one.level for one in found}, {one.hazard for one in found} - {None}
    if len(parts) > 2 or len(levels) != 1 or len(hazards) > 1 or not all(one.is_known for one in found):
        return UNKNOWN
    return Said(levels.pop(), hazards.pop() if hazards else None)


def _part(words: str) -> Said:
    if words in _CALM:
        return Said(Level.GREEN)
    if words in _COLOURS:
        return Said(_COLOURS[words])
    found = _DEGREE.fullmatch(words)
    if found is None:
        return UNKNOWN
    hazard = _HAZARDS.get(found[2]) if found[2] else None
    return UNKNOWN if found[2] and hazard is None else Said(_DEGREES[found[1]], hazard)


def hazard_called(text: str) -> Hazard | None:
    """The hazard of a key or an event: "Per rischio idraulico", "Allerta gialla per temporali"; None = unknown."""
    found = _CALLED.fullmatch(plain(text))
    return _HAZARDS.get(found[1]) if found else None


def colour_called(text: str) -> Level | None:
    """The level that an event's words name, e.g. "Allerta gialla per temporali"; None = none, or several."""
    found = {level for words, level in _COLOURS.items() if re.search(rf"\b{words}\b", plain(text))}
    return found.pop() if len(found) == 1 else None
