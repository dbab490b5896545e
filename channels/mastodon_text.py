"""Mastodon's way of counting characters: an address with its scheme counts 23, `@name@host` only `@name`.

Source: its StatusLengthValidator and twitter_regex.rb (4.x). A host is one as on X; what follows it is more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import regex

from channels.twitter_links import BEFORE, HOST, LINK, tops_in, weight

_IN_PATH = r"[^\s<>()?]"
_BRACKETS = rf"\((?:{_IN_PATH}++|{_IN_PATH}*+\({_IN_PATH}++\){_IN_PATH}*+)\)"
_NOT_LAST = "!*\"'「」;:=,.$%[]~&|@"  # in a path; in a query those below, too
_QUERY = r"\?[a-z0-9!?*'();:&=+$/%#\[\]\-_.,~|@^\u00a0-\U0010ffff]*+"
_NOT_LAST_IN_QUERY = "!?*'();:+$%[].,~|@^"
_WORD = re.compile(r"\S+")
# A name that such a letter or an address follows is none.
_MENTION = regex.compile(
    r"(?<![=/\w])@(?P<name>[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)@\w++(?:[.-]\w++)*+(?!@|://)", regex.IGNORECASE
)


def length(text: str) -> int:
    """The length in graphemes, as Mastodon counts it."""
    total, at = 0, 0
    for start, end, counted in sorted((*_addresses(text), *_mentions(text))):
        if start >= at:
            total += _graphemes(text[at:start]) + counted
            at = end
    return total + _graphemes(text[at:])


def _addresses(text: str) -> Iterator[tuple[int, int, int]]:
    """The addresses with a scheme: start, end, and the characters each counts."""
    if "://" not in text:
        return
    pattern = _address(tops_in(text))
    for word in _WORD.finditer(text):
        if "://" in word[0]:
            for found in pattern.finditer(text, max(word.start() - 1, 0), word.end()):
                start, end = found.start("link"), _end(found)
                counted = weight(text[start:end])
                yield start, end, LINK if counted == LINK else max(LINK, _graphemes(text[start:end]))


@lru_cache(16)
def _address(tops: tuple[str, ...]) -> Any:
    pattern = rf"{BEFORE}(?P<link>https?://{HOST}(?::[0-9]++)?(?P<path>/(?:{_IN_PATH}++|{_BRACKETS})*+)?(?P<query>{_QUERY})?)"
    return regex.compile(pattern, regex.IGNORECASE, tops=tops)


def _end(found: Any) -> int:
    """The position behind the address: marks that close a sentence are no part of it."""
    path, query = found["path"] or "", found["query"] or ""
    shorter = path[:1] + path[1:].rstrip(_NOT_LAST)
    if shorter != path:
        return int(found.start("path")) + len(shorter)
    asked = query.rstrip(_NOT_LAST_IN_QUERY)
    return int(found.end()) - len(query) + len(asked)


def _mentions(text: str) -> Iterator[tuple[int, int, int]]:
    for found in _MENTION.finditer(text):
        yield found.start(), found.end(), 1 + len(found["name"])


def _graphemes(text: str) -> int:
    return len(regex.findall(r"\X", text))
