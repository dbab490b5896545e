"""The colour of an alert, and whether it orders people to leave. Pure."""

from __future__ import annotations

from pipeline.patterns import lazy_re

_STEMS = {"giall": "gialla", "aranci": "arancione", "ross": "rossa"}
LEVELS = tuple(_STEMS.values())
COLOUR = lazy_re(r"\b(giall|aranci|ross)(?:[ao]|one)\b")
# A colour means a level only next to the word "allerta", not in the name of a street or an association.
_NAMED = lazy_re(rf"\b(?:allert\w*|codice|livello)\s+(?:[\w-]+\s+){{0,2}}?{COLOUR.pattern}")
_OVER = lazy_re(r"revoc|cessat|\bfine\b|termin")
_LOOKED_AT = 400  # characters of a text
_LEAVES = lazy_re(r"\b(?:evacuazion[ei]|evacuare|sgombero (?:immediato|urgente))\b")
_LEAVES_NOT = lazy_re(
    r"\b(?:nessun\w*|non|senza|pian[oi]|prov[ae]|possibil\w*|eventual\w*|preallerta|procedur\w*|vi[ae] di)\b"
)


def orders_to_leave(title: str) -> bool:
    """Whether an alert's title tells people to leave their homes."""
    read = title.casefold()
    return _LEAVES.search(read) is not None and _LEAVES_NOT.search(read) is None


def level_of(*texts: str) -> str:
    """The colour of the alert that the first of these texts names which names one; "" = none, or several."""
    for text in texts:
        read = text[:_LOOKED_AT].casefold()
        if _NAMED.search(read) and not _OVER.search(read):
            found = {_STEMS[stem] for stem in COLOUR.findall(read)}
            return found.pop() if len(found) == 1 else ""
    return ""
