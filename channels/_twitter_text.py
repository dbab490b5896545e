"""X's way of counting, and of seeing links where none are meant.

Source: twitter-text configuration version 3; the tests check against its conformance cases (2020).
"""

from __future__ import annotations

import re
import unicodedata

import regex

LIMIT = 280
LINK = 23  # whatever its length
_LIGHT = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))  # weigh 1, all else 2
# Top-level domains that occur in Italian and official texts; .in and .la are what a missing space makes.
_DOMAINS = """
    it com org net eu info edu gov mil int biz name pro aero coop museum app dev io ai me tv cc ly co uk us
    de fr es ch at be nl pt ie dk se no fi pl cz sk hu ro gr si hr mt cy bg lt lv ee lu va sm ad mc li al rs
    mk ua ru tr in la do ma so ne news online site shop store blog cloud jp cn kr tw hk sg au nz ca br mx ar
""".split()
_TLD = "|".join(sorted(set(_DOMAINS), key=len, reverse=True))
_IN = r"[^\s<>\"\u202a-\u202e\u2066-\u2069]"  # of an address; marks of direction end it
_URL = re.compile(
    rf"(?:https?://{_IN}+?\.{_IN}+|(?<![\w@.$#/-])(?:[\w](?:[\w-]*[\w])?\.)+(?:{_TLD})(?![\w@])(?:/{_IN}*)?)",
    re.IGNORECASE,
)
_EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[0-9#*]\ufe0f?\u20e3")
_TAIL = ".,:;!?'\")]}»”’"


def links(text: str) -> list[tuple[int, int]]:
    """Where X sees links: start and end."""
    found = []
    for match in _URL.finditer(text):
        end = match.end()
        while end > match.start() and text[end - 1] in _TAIL:
            end -= 1
        if _possible(text[match.start() : end]):
            found.append((match.start(), end))
    return found


def _possible(link: str) -> bool:
    """No label of a host name is longer than 63 in the form names have on the wire, and no link than 4096."""
    host = re.sub(r"^https?://", "", link, flags=re.I).split("/")[0]
    lengths = [
        len(label) if label.isascii() else 4 + len(label.encode("punycode")) for label in host.split(".")
    ]
    return len(link) <= 4096 and all(0 < length <= 63 for length in lengths)


def weighted_length(text: str, *, emoji: bool = True) -> int:
    """Length as X counts it: 280 are allowed. `emoji`: each weighs 2 whole, as since configuration version 3."""
    text = unicodedata.normalize("NFC", text)
    total, at = 0, 0
    for start, end in links(text):
        total += _weigh(text[at:start], emoji) + LINK
        at = end
    return total + _weigh(text[at:], emoji)


def _weigh(text: str, emoji: bool) -> int:
    total = 0
    for grapheme in regex.findall(r"\X", text):
        shown = not grapheme.isascii() and (len(grapheme) > 1 or not _light(grapheme))
        if emoji and shown and _EMOJI.search(grapheme):
            total += 2
        else:
            total += sum(1 if _light(c) else 2 for c in grapheme)
    return total


def _light(character: str) -> bool:
    return any(low <= ord(character) <= high for low, high in _LIGHT)


def unlink(text: str) -> str:
    """A space where one was forgotten after a full stop: `via Roma.In caso` would become a link, and cost."""
    return re.sub(r"(?<![\w/@.])(\w*[^\W\d_]{2,})\.(?=[A-ZÀ-Ý][a-zà-ÿ]*(?:\s|[,;:!?]|$))", r"\1. ", text)
