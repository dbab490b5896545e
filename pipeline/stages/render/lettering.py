"""The letters of cards: their font, what it can draw, words in lines, and whether they can be read. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from pipeline.text import without_loose_end

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

WHITE, INK = "#ffffff", "#000000"
_NOWHERE = "\U0010ffff"  # in no font: what is drawn for it is the box of a missing sign


@cache
def font(size: int, *, bold: bool = False) -> FreeTypeFont:
    import font_source_sans_pro as fonts
    from PIL import ImageFont

    return ImageFont.truetype(fonts.SourceSansProBold if bold else fonts.SourceSansPro, size)


def drawable(text: str) -> str:
    """The text without what the font lacks: words of other writings, emoji. "" if no word is left."""
    words = filter(None, map(_drawable_word, unicodedata.normalize("NFC", text).split()))
    kept = " ".join(words)
    return kept if any(char.isalnum() for char in kept) else ""


def _drawable_word(word: str) -> str:
    """The word without signs that the font lacks; "" if it lacks one of its letters: half a word says nothing."""
    if word.isascii():
        return "".join(char for char in word if char.isprintable())
    lacking = {char for char in word if not _is_drawn(char)}
    if any(char.isalnum() for char in lacking):
        return ""
    return "".join(char for char in word if char not in lacking)


@cache
def _is_drawn(char: str) -> bool:
    if unicodedata.category(char) in ("Cc", "Cf", "Mn", "Me"):
        return False
    return bytes(font(40).getmask(char)) != bytes(font(40).getmask(_NOWHERE))


def wrapped(text: str, font: FreeTypeFont, width: int, most: int) -> list[str]:
    """At most `most` lines that fit the width; the last is cut at a word, with an ellipsis."""
    lines = [""]
    for word in (piece for whole in text.split() for piece in _pieces(whole, font, width)):
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) <= most:
        return [line for line in lines if line]
    last = lines[most - 1]
    while last and font.getlength(last + " …") > width:
        last = last.rpartition(" ")[0]
    return [*lines[: most - 1], f"{without_loose_end(last)} …".strip()]


def has_room(text: str, font: FreeTypeFont, width: int, most: int) -> bool:
    """Whether the text fits into so many lines, with all its words whole."""
    whole = all(font.getlength(word) <= width for word in text.split())
    return whole and len(wrapped(text, font, width, most + 1)) <= most


def _pieces(word: str, font: FreeTypeFont, width: int) -> Iterator[str]:
    """The pieces of a word: several, with hyphens, if it is longer than a line."""
    hyphen = "-" if word.isalpha() else ""
    while font.getlength(word) > width:
        length = len(word) - 1
        while length > 1 and font.getlength(word[:length] + hyphen) > width:
            length = min(length - 1, int(length * width / font.getlength(word[:length] + hyphen)))
        length = max(length, 1)
        yield word[:length] + hyphen
        word = word[length:]
    yield word


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (#rrggbb), 1 to 21, as WCAG 2 defines it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def text_on(colour: str) -> str:
    """White or black, whichever has more contrast on `colour`. One of them always has enough."""
    return max((WHITE, INK), key=lambda text: contrast(colour, text))
