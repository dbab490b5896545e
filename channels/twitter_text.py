"""X's way of counting characters, and protection against accidental links.

Source: twitter-text configuration version 3; the tests check against its conformance cases (2020).
"""

from __future__ import annotations

import re
import unicodedata

import regex

from channels.twitter_links import links, weight

LIMIT = 280
# Weighs 2; all else weighs 1.
_HEAVY = re.compile("[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
_EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[0-9#*]\ufe0f?\u20e3")


def weighted_length(text: str, *, emoji: bool = True) -> int:
    """The length as X counts it; 280 are allowed. `emoji`: count each emoji as 2, as X does since configuration version
    3."""
    text = unicodedata.normalize("NFC", text)
    total, at = 0, 0
    for start, end in links(text):
        total += _weigh(text[at:start], emoji) + weight(text[start:end])
        at = end
    return total + _weigh(text[at:], emoji)


def _weigh(text: str, emoji: bool) -> int:
    if not emoji or not _EMOJI.search(text):
        return _plain_weight(text)
    total = 0
    for grapheme in regex.findall(r"\X", text):
        shown = not grapheme.isascii() and (len(grapheme) > 1 or _HEAVY.match(grapheme))
        total += 2 if shown and _EMOJI.search(grapheme) else _plain_weight(grapheme)
    return total


def _plain_weight(text: str) -> int:
    return len(text) + len(_HEAVY.findall(text))


def unlink(text: str) -> str:
    """Insert the space missing after a full stop: `via Roma.In caso` would become a link, and X charges for links."""
    return _NO_SPACE.sub(r"\1. ", text)


# What ends in the kind of a file is the name of one.
_FILES = "(?!(?i:csv|docx?|gif|html?|jpe?g|odt|p7m|pdf|png|pptx?|rtf|txt|xlsx?|xml|zip)\\b)"
# A word is taken whole (`++`), so that one of any length is looked at once. At least two letters stand before its stop.
_NO_SPACE = re.compile(
    rf"(?<![\w/@.])(\w++)\.(?<=[^\W\d_]{{2}}\.){_FILES}(?=[A-ZÀ-Ý][a-zà-ÿ]*+(?:\s|[,;:!?]|$))"
)
