"""The words of codes that staff read: lanes, states of posts, modes, standings of templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce

from channels.sentence import Sentence

LANES: Mapping[str, Sentence] = {
    "emergency": Sentence("emergency"),
    "reply": Sentence("reply to a citizen"),
    "service": Sentence("service notice"),
    "news": Sentence("news"),
}

STATES: Mapping[str, Sentence] = {
    "due": Sentence("waiting"),
    "held": Sentence("HELD"),
    "paused": Sentence("PAUSED"),
    "sending": Sentence("being sent"),
    "done": Sentence("done"),
    "superseded": Sentence("superseded"),
    "cancelled": Sentence("cancelled"),
    "expired": Sentence("expired"),
}

MODES: Mapping[str, Sentence] = {
    "off": Sentence("off (only the sandbox)"),
    "testers": Sentence("testers (only the listed numbers)"),
    "all": Sentence("all (everybody)"),
}

# Standings of templates, as Meta names them.
STANDINGS: Mapping[str, Sentence] = {
    "APPROVED": Sentence("approved"),
    "PENDING": Sentence("being reviewed"),
    "REJECTED": Sentence("REJECTED"),
    "PAUSED": Sentence("PAUSED by Meta"),
    "DISABLED": Sentence("DISABLED"),
    "MISSING": Sentence("NOT REGISTERED"),
}

ELEMENTS: Mapping[str, Sentence] = {
    "source": Sentence("from whom it comes"),
    "hazard": Sentence("what the danger is"),
    "place": Sentence("where"),
    "impact": Sentence("what may happen"),
    "action": Sentence("what to do"),
    "time": Sentence("since when"),
    "until": Sentence("until when"),
}


def term(terms: Mapping[str, Sentence], code: object) -> object:
    """The words of a code; a code that has none, such as a newer release's, is shown as it is."""
    return terms.get(str(code), code)


def lanes_worded(lanes: Iterable[str]) -> Sentence:
    """Several lanes in one sentence."""
    return _listed(LANES[str(lane)] for lane in lanes)


def elements_worded(elements: Iterable[str]) -> Sentence:
    """Elements of a warning in one sentence: `dove, fino a quando`."""
    return _listed(ELEMENTS[str(one)] for one in elements)


def _listed(words: Iterable[Sentence]) -> Sentence:
    return reduce(lambda first, second: Sentence("{first}, {second}", first=first, second=second), words)
