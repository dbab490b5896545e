"""What an emergency warns of, by its wording: an alert of a colour, an evacuation, or another danger. Pure.

A yellow alert wakes nobody, as far as the settings leave it at that; so only what names this colour is one.
"""

from __future__ import annotations

from pipeline.alert import Alert
from pipeline.colour import GRADES
from pipeline.model import Entry, Lane
from pipeline.patterns import lazy_re
from pipeline.phase import Phase
from pipeline.stages.decide.hazards import hazards_in
from pipeline.stages.decide.lanes import Urgency
from pipeline.stages.decide.levels import orders_to_leave
from pipeline.stages.decide.phases import folded

_LOOKED_AT = 400  # characters of a text
_COLOURS = {
    **{"giall": Alert.YELLOW, "aranci": Alert.ORANGE, "ross": Alert.RED},
    **{"ordinari": Alert.YELLOW, "moderat": Alert.ORANGE, "elevat": Alert.RED},  # criticità
}
_ORDER = (Alert.YELLOW, Alert.ORANGE, Alert.RED)
# A colour in a name (via Rossi, Croce Rossa) is no level.
_COLOUR = lazy_re(
    r"(?<!via )(?<!viale )(?<!piazza )(?<!ponte )(?<!monte )(?<!croce )(?<!lago )(?<!villa )"
    r"\b(?:(giall|aranci|ross)(?:[ao]|one)|(?<=criticita )(ordinari|moderat|elevat)a)\b"
)
_CHANGES = lazy_re(
    r"\bda(?:ll allerta)? (?:giall[ao]|arancione|ross[ao]) (?:a|ad|in) (?:allerta )?(giall|aranci|ross)(?:[ao]|one)\b"
)
_LEVELS = lazy_re(
    r"\b(?:(?:pre)?allert\w*|criticita|codice|livello|bollettino|maltempo|\w*meteo\w*|temporal\w+|piogg\w+|nev\w+|"
    r"vento|idraulic\w+|idrogeologic\w+)\b"
)
# What is a danger of its own, whatever the colour of the day.
_GRAVE = frozenset("gas missing blast smoke building bomb quake".split())
_HAPPENED = lazy_re(r"\b(?:non potabile|esondat\w+|rott\w+ arginal\w+|argin[ei] rott\w)\b")


def alert_of(entry: Entry, urgency: Urgency) -> Alert:
    """The grade of an entry's emergency; NONE = it is none."""
    if urgency.phase is Phase.ALERT_OVER:
        return Alert.OVER
    if urgency.lane is not Lane.EMERGENCY:
        return Alert.NONE
    if entry.colour:
        return GRADES[entry.colour.level]
    if urgency.named is not None:
        return Alert.BY_HAND
    title = folded(entry.title)
    if orders_to_leave(entry.title):
        return Alert.EVACUATION
    if _is_grave(title) or not _LEVELS.search(title):
        return Alert.DANGER
    return _level(title) or _level(folded((entry.summary or entry.text)[:_LOOKED_AT])) or Alert.DANGER


def _is_grave(title: str) -> bool:
    return not _GRAVE.isdisjoint(hazards_in(title)) or _HAPPENED.search(title) is not None


def _level(words: str) -> Alert:
    """The highest level that is named, or the one that it changes to; NONE = none is named."""
    if change := _CHANGES.search(words):
        return _COLOURS[change[1]]
    if not _LEVELS.search(words):
        return Alert.NONE
    named = {_COLOURS[colour or degree] for colour, degree in _COLOUR.findall(words)}
    return max(named, key=_ORDER.index, default=Alert.NONE)
