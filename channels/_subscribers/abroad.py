"""Departures in dialects and in languages other than Italian, found by the phrases of `tongues` (and `_east`).
Pure.

Joining is possible in Italian only, with the one word on the poster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from channels._subscribers import aim, meanings, plain, tongues, tongues_east
from channels._subscribers.phrases import Phrases, lines_of
from channels._subscribers.plain import Plain, fold
from channels._subscribers.town import of_the_town

MOST_WORDS = 12  # in a longer message meanings stand together by chance
_TOGETHER = (
    ("stop", "messages"),
    ("not", "want", "messages"),
    ("remove", "us"),
    ("go", "us"),
)
_SIGNS = ({"stop", "messages"}, {"not", "messages"}, {"remove"}, {"go", "us"}, {"stop", "us"})


def leaves_abroad(message: Plain) -> str:
    """The words of the message that ask to leave in another language; "" if there are none."""
    words = message.words
    core = " ".join(word for word in words if word not in _POLITE)
    if core in _ONLY or _is_misspelt(core):
        return core
    if _QUIET.inside(words) or _NOT_US.inside(words):
        return ""
    chinese = _CHINESE.search(core)
    said = [(begin, end) for begin, end in _PHRASES.found(words)]
    found = next((words[begin:end] for begin, end in said if not _is_elsewhere(words, begin, end)), [])
    return chinese[0] if chinese else " ".join(found or ([] if said else _meant_together(words)))


def may_leave_abroad(message: Plain) -> bool:
    """Whether a short message in another language has a word of ending, or a negation beside one of messages."""
    words = message.words
    if len(words) > MOST_WORDS or any(map(of_the_town, words)):
        return False
    meant = {name for name, phrases in _MEANINGS.items() if phrases.inside(words)}
    return (len(words) == 1 and "go" in meant) or any(needed <= meant for needed in _SIGNS)


def _is_misspelt(word: str) -> bool:
    return 6 < len(word) < 15 and any(plain.slips(word, meant) <= 1 for meant in _KEYWORDS)


def _is_elsewhere(words: list[str], begin: int, end: int) -> bool:
    """Whether the object of a phrase is another matter: `darme de baja del padrón`, `meinen Hund abmelden`."""
    before = words[max(0, begin - 2) : begin]
    if (
        words[begin].startswith(_GERMAN)
        and before[-1:]
        and before[-1] not in _MAY_LEAVE
        and not _is_ours(before[-1:])
    ):
        return True
    if before[:1] and before[0] in _OBJECTS_BEFORE and not _is_ours(before[1:]):
        return True
    after = words[end : end + 4]
    return after[:1] != [] and after[0] in _OBJECTS_AFTER and not _is_ours(after[1:])


def _is_ours(nouns: list[str]) -> bool:
    known = (_MEANINGS["messages"], _MEANINGS["us"])
    return not nouns or any(word in _OURS or any(one.inside([word]) for one in known) for word in nouns)


def _meant_together(words: list[str]) -> list[str]:
    """The words of a short message that together mean a departure, in any order."""
    if len(words) > MOST_WORDS or _ANOTHER_MATTER.inside(words) or any(map(of_the_town, words)):
        return []
    said = {
        meaning: [word for word in words if phrases.inside([word])] for meaning, phrases in _MEANINGS.items()
    }
    for together in _TOGETHER:
        named = {word for meaning in together for word in said[meaning]}
        if all(said[meaning] for meaning in together) and len(named) >= len(together):
            return [word for word in words if word in named]
    return []


def asks_for_quiet(message: Plain) -> bool:
    """Whether the message only objects to messages at night."""
    return _QUIET.inside(message.words) and _PHRASES.inside(message.words)


def _of(language: str) -> str:
    """The phrases of one language, with `M` replaced by its words for messages."""
    lines = [line for line in lines_of(language) if not line.startswith("only:")]
    messages = lines[0].removeprefix("M:").strip()
    return "\n".join(lines[1:]).replace("M", messages)


def _only(language: str) -> Iterator[str]:
    lines = (line.removeprefix("only:") for line in lines_of(language) if line.startswith("only:"))
    return (" ".join(fold(phrase).split()) for line in lines for phrase in line.split(","))


_POLITE = frozenset(fold(tongues.POLITE).split()) | plain.POLITE
_LANGUAGES = (*tongues.LANGUAGES.values(), *tongues_east.LANGUAGES.values())
_ONLY = frozenset(phrase for language in _LANGUAGES for phrase in _only(language)).union(
    fold(tongues.CHINESE_ONLY).split()
)
_PHRASES = Phrases("\n".join(map(_of, _LANGUAGES)))
_KEYWORDS = tongues.KEYWORDS.split()
_CHINESE = re.compile("|".join(fold(tongues.CHINESE).split()))  # there are no blanks between its words
_QUIET = Phrases(tongues.QUIET.replace(",", "\n"))
_NOT_US = Phrases("/".join(tongues.NOT_US.split()))
_MEANINGS = {meaning: Phrases("".join(words.split())) for meaning, words in meanings.MEANINGS.items()}
_OURS = aim.MINE | aim.LIST | aim.MESSAGES | frozenset(fold(tongues.OURS).split())
_OBJECTS_BEFORE = frozenset("mein meine meinen meiner den die das unseren unsere".split())
# German names the object before the verb: `Hund abmelden`.
_GERMAN = ("abmeld", "abbestell", "austrag")
_MAY_LEAVE = frozenset(fold(tongues.GERMAN_BEFORE).split()) | _POLITE
_OBJECTS_AFTER = frozenset(tongues.BEFORE_OBJECTS.split())
_ANOTHER_MATTER = Phrases("".join(meanings.ANOTHER_MATTER.split()))
