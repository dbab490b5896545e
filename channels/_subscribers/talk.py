"""Talk, thanks and questions: what a subscriber writes without a thought of leaving. Pure.

A departure may be put in any words, so no list of them is ever whole. Here it is the other way round: only a message
that has the shape of talk gets the automatic text; a subscriber who writes anything else is asked whether they want to
leave (`Said.strange`). Nobody is let go by what stands here.

The shape: a sign of a wish (a negation, a word near one of ending, displeasure, "do … to me", "but") makes a message
strange, unless it names a thing of the town and nothing of ours. Without a sign it is talk if it thanks, asks, or is a
sentence in Italian that does not address us. Dialects, other languages and a few unknown words are strange.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from channels._subscribers import talk_words as known
from channels._subscribers.aim import FAMILY, LIST, MESSAGES, MINE
from channels._subscribers.enough import ITALIAN
from channels._subscribers.everyday import EVERYDAY, NOT_EVERYDAY
from channels._subscribers.names import FAMILY as FAMILY_NAMES
from channels._subscribers.names import GIVEN
from channels._subscribers.phrases import Phrases
from channels._subscribers.plain import BREAK, MOST_WORDS_MISSPELT, Plain, slips, squeezed
from channels._subscribers.town import of_the_town

_SHORT = 3  # words: of so few each must be known
_BRIEF = 6  # words of a question that only contradicts: `ma non era il 15?`
_REQUEST = re.compile(
    r"\w{2,}(?:(?:[aei]te|[aei]ti|[aei]r)(?:m[ie]|ci)|ami|atim)"
)  # `livatimi`, `sgombratemi`
_YOU_TO_ME = re.compile(r"\b(?:mi|ci) (?!fate|dite)\w{3,}[aei]te\b")  # `mi svegliate`
_CODE = re.compile(r"(?=(?:\D*\d){3})\w{6,}")  # of taxes, acts, number plates
_ITALIAN_END = re.compile(r"\w*[aeiou]|\d+")


def _words(text: str) -> Phrases:
    return Phrases("/".join(text.split()))


_COURTESY = _words(known.COURTESY)
_THANKS = _words(known.THANKS)
_DISPLEASED = _words(known.DISPLEASED)
_NEGATIONS = _words(known.NEGATIONS)
_ENDINGS = _words(known.ENDINGS)
_BUT = frozenset(known.BUT.split())
_ADDRESS = _words(known.ADDRESS)
_TO_THE_OFFICE = _words(known.TO_THE_OFFICE)
_MATTERS = _words(known.MATTERS)
_SMALL = frozenset(known.SMALL.split())
_QUESTIONS = Phrases(known.QUESTIONS)
_HARMLESS = Phrases(known.HARMLESS)
_NEUTRAL = Phrases(known.NEUTRAL, {"FAMILY": "/".join(sorted(FAMILY))})
_LIFE = Phrases(known.LIFE)
_EVERYDAY = _words(EVERYDAY)
_NOT_EVERYDAY = _words(NOT_EVERYDAY)
_NOT_OF_THE_TOWN = frozenset(known.NOT_OF_THE_TOWN.split())
_TYPED = tuple(known.TYPED.split())
_DEATHS = Phrases("mort*/morir*/funeral*/mancat*/mancare/decedut*/defunt*\n perso mio/mia/nostro/nostra")
_OF = frozenset("di del dello della dell dei degli delle verde".split())
_US = MESSAGES | LIST | MINE | frozenset("you this these voi vi".split())
_OURS = (MESSAGES | LIST | MINE | frozenset(known.OURS.split())) - frozenset(known.NOT_OURS.split())


def is_talk(message: Plain, own: Collection[str] = ()) -> bool:
    """Whether a message that no rule reads is talk. `own`: topics and zones of this service."""
    words = message.words
    if all(map(_is_courtesy, words)):
        return not message.angry
    if _HARMLESS.inside(words):
        return True
    ours, asks = bool(_OURS.intersection(_without_others(words))), _asks(message)
    rest = _NEUTRAL.without(words)
    signs = _signs(rest)
    if _DISPLEASED.inside(words) or message.angry or (ours and signs):
        return False
    if _LIFE.inside(words) and not message.asks:
        return False
    grieves = _DEATHS.inside(words) and bool(FAMILY.intersection(words))
    if grieves and (ours or not asks):
        return False  # whose number was it?
    if things := [n for n, word in enumerate(words) if word in own or _is_of_the_town(word)]:
        farewell = "but" in signs and _THANKS.inside(words)  # `grazie, ma per me la corsa finisce qui`
        return asks or not (farewell or any(map(_is_request, words[things[-1] :])))
    if ours and not (message.asks or _THANKS.inside(words)):
        return False  # `chi mi ha messo in questa lista`
    if asks and "no" in signs and "piu" in words:
        return False  # `c'è un modo per non essere più avvisati?`
    if asks:
        contradicts = signs <= {"no", "but"} and len(words) <= _BRIEF
        return signs <= {"no"} or contradicts or (signs <= {"no", "end"} and _has_an_object(message.core))
    told = words if len(words) > _SHORT else rest
    return not signs and (_THANKS.inside(words) or (not ours and _is_chat(told)))


def without_harmless(message: Plain) -> Plain:
    """The message without the phrases that only somebody writes who stays."""
    return replace(message, tokens=tuple(_HARMLESS.without(message.tokens)))


def _without_others(words: Sequence[str]) -> list[str]:
    """The words without `numero dell'ufficio`, which is none of the writer's."""
    return [
        word
        for word, after in zip(words, (*words[1:], ""), strict=True)
        if after not in _OF or word not in MINE
    ]


def _signs(words: Sequence[str]) -> set[str]:
    """The signs of a wish to leave: `no`, `end`, `but`, `me`."""
    short = len(words) <= MOST_WORDS_MISSPELT
    found = {"no"} if _NEGATIONS.inside(words) or any(word in ITALIAN for word in words) else set()
    found |= {"but"} if _BUT.intersection(words) else set()
    if any(_ends(word) or (short and _is_near_an_ending(word)) for word in words):
        found.add("end")
    if any(map(_is_request, words)) or _YOU_TO_ME.search(" ".join(words)):
        found.add("me")
    return found


def _is_request(word: str) -> bool:
    """Whether it asks us to do something unknown to the writer: `sgombratemi`."""
    return bool(_REQUEST.fullmatch(word)) and not _TO_THE_OFFICE.inside([word])


def _ends(word: str) -> bool:
    return _ENDINGS.inside([squeezed(word)])


def _is_near_an_ending(word: str) -> bool:
    """Whether it may be a word of ending, mistyped: `stpo`, `togieltemi`."""
    allowed = 0.5 if len(word) < 6 else 1.0 if len(word) < 9 else 2.0
    near = (typed for typed in _TYPED if abs(len(typed) - len(word)) <= allowed)
    return len(word) > 3 and any(slips(word, typed) <= allowed for typed in near)


def _is_of_the_town(word: str) -> bool:
    return _MATTERS.inside([word]) or (of_the_town(word) and word not in _NOT_OF_THE_TOWN)


def _asks(message: Plain) -> bool:
    opens = (
        begin == 0 or message.tokens[begin - 1] == BREAK for begin, _ in _QUESTIONS.found(message.tokens)
    )
    return message.asks or _opens_question(message.core) or any(opens)


def _opens_question(core: Sequence[str]) -> bool:
    return any(begin == 0 for begin, _ in _QUESTIONS.found(core))


def _has_an_object(core: Sequence[str]) -> bool:
    """Whether a question opens with its word, and ends with the thing it is about: `quando smettono di martellare`."""
    opens = _opens_question(core)
    last = core[-1] if core else ""
    return opens and not (last in _SMALL or _ends(last) or len(last) < 4 or _US.intersection(core))


def _is_chat(words: Sequence[str]) -> bool:
    """Whether it is Italian, said to nobody in particular: a sentence, or a few words that are all known."""
    if len(words) <= _SHORT:
        return all(map(_is_known, words))
    if _ADDRESS.inside(words):
        return False
    foreign = [word for word in words if not (_ITALIAN_END.fullmatch(word) or _is_known(word))]
    small = [word for word in words if word in _SMALL or word.isdecimal()]
    return len(foreign) * 8 <= len(words) and len(small) * 5 >= len(words)


def _is_known(word: str) -> bool:
    return (
        word in _SMALL
        or _CODE.fullmatch(word) is not None
        or word in GIVEN
        or word in FAMILY
        or word in FAMILY_NAMES
        or _is_courtesy(word)
        or _TO_THE_OFFICE.inside([word])
        or _THANKS.inside([word])
        or (_EVERYDAY.inside([word]) and not _NOT_EVERYDAY.inside([word]))
    )


def _is_courtesy(word: str) -> bool:
    return _COURTESY.inside([word]) or word.isdecimal()
