"""Words and phrases found in a text whatever its accents, capitals and punctuation. Pure, in linear time.

A phrase is one word or several in order (`acqua non potabile`); `*` at the end of a word stands for any ending.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile("[\u0300-\u036f]+")
_ANY = "\0"  # in place of `*`, where one phrase is compared with another


def plain(text: str) -> str:
    """The words of a text, lower-case and without accents, each between two blanks: ` avviso dell acqua `."""
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def pattern_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of the phrases in a text made by `plain`."""
    return re.compile(f" (?:{'|'.join(map(_as_pattern, phrases))})(?= )")


def whole_pattern_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern for `fullmatch`: a text made by `plain` that is one of the phrases. A `*` at the end of a phrase stands
    for further words too: `albo*` is `albo pretorio`."""
    return re.compile(f" (?:{'|'.join(_as_pattern(one) + '.*' * one.endswith('*') for one in phrases)}) ")


def can_be_found(phrase: str) -> bool:
    """Whether a phrase has a letter or digit in each part, and a `*` only at the end of a word."""
    words = phrase.split()
    return bool(words) and all(_is_word(word) for word in words)


def _is_word(word: str) -> bool:
    stem = word.removesuffix("*")
    return "*" not in stem and plain(stem).strip() != ""


def always_finds(pattern: re.Pattern[str], phrase: str) -> bool:
    """Whether the pattern finds something wherever the phrase is found."""
    return pattern.search(_sample(phrase)) is not None


def always_is(whole: re.Pattern[str], phrase: str) -> bool:
    """Whether each text that is the phrase is one of the pattern's too. `whole`: made by `whole_pattern_of`."""
    return whole.fullmatch(_sample(phrase)) is not None


def _sample(phrase: str) -> str:
    stems = (f"{plain(word.removesuffix('*')).strip()}{_ANY * word.endswith('*')}" for word in phrase.split())
    return f" {' '.join(stems)} "


def _as_pattern(phrase: str) -> str:
    return " ".join(
        re.escape(plain(word.removesuffix("*")).strip()) + "[^ ]*" * word.endswith("*")
        for word in phrase.split()
    )
