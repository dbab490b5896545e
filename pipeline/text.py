"""Conversion of HTML to the plain text people read. Pure; knows nothing of feeds or channels."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from html.parser import HTMLParser

LONGEST = 200_000  # characters of HTML that are looked at

_BLOCKS = frozenset(
    """address article aside blockquote dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
    header hr li main nav ol p pre section table tr ul""".split()
)
# What is left of a text whose last tag does not end. The standard library's `close` looks for that end once more behind
# each `<`: forty seconds for 40,000 characters.
_TAG = re.compile(r"<[^<>]*>|<!--")
_HIDDEN = frozenset(("script", "style", "template", "noscript", "iframe", "svg", "head"))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self.hidden += 1
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag in _BLOCKS and tag != "li":
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(re.sub(r"\s+", " ", data))


def text_of(html: str) -> str:
    """The plain text of `html`: paragraphs separated by an empty line, lines by a newline; no invisible characters."""
    html = html[:LONGEST]
    if "<" in html or "&" in html:
        reader = _Reader()
        try:
            reader.feed(html)
        except AssertionError:  # how the standard library refuses a broken `<![`
            pass
        else:
            reader.handle_data(unescape(_TAG.sub(" ", reader.rawdata)))
        text = "".join(reader.parts)
    else:
        text = html
    return tidy(text)


def ended(html: str) -> str:
    """The HTML up to a tag that does not end: a parser's `close` would take quadratic time over it."""
    reader = HTMLParser()
    try:
        reader.feed(html)
    except AssertionError:
        return html
    return html[: len(html) - len(reader.rawdata)]


def tidy(text: str) -> str:
    """Drop control, zero-width and bidi characters and superfluous white space; keep the paragraphs."""
    if not text.isascii():
        text = _PILED_UP.sub("", text)
    if text.isprintable() and unicodedata.is_normalized("NFC", text):  # the usual case: none of these
        return one_line(text)
    text = unicodedata.normalize("NFC", _INVISIBLE_BUT_JOINERS.sub("", text))
    lines = [one_line(line) for line in _CONTROL.sub(" ", text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")  # Unicode's Cc, but for the line feed
# The zero-width joiner holds emoji families together.
_INVISIBLE_BUT_JOINERS = re.compile("[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# Accents on one letter beyond the twentieth, and of a row of flags all after twenty: no writing needs them, and what
# counts characters takes quadratic time over them.
_ACCENTS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]"
_FLAGS = "[\U0001f1e6-\U0001f1ff]"
_PILED_UP = re.compile(rf"(?<={_ACCENTS}{{20}}){_ACCENTS}+|(?<={_FLAGS}{{40}}){_FLAGS}+")


def is_visible(text: str) -> bool:
    """Whether there is anything to see: a letter, a digit or a sign, which joiners, lone marks and fillers are not."""
    return any(unicodedata.category(char)[0] not in "CZM" and char not in _BLANK for char in text)


# Fillers of Hangul, and Braille without a dot: letters by name.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")


def one_line(text: str) -> str:
    """The text in one line, all white space reduced to single spaces."""
    return " ".join(text.split())


# Words that only begin something: prepositions, articles, `and`, and what comes before the name of a street.
_BEGINNINGS = frozenset(
    """a ad ai agli al alla alle allo con col coi da dai dagli dal dalla dalle dallo di dei degli del della delle dello
    e ed in il i gli la le lo nei negli nel nella nelle nello o od per su sui sugli sul sulla sulle sullo tra fra un una
    uno presso dopo entro fino verso senza contro via viale piazza piazzale vicolo corso largo località frazione c d l
    all dall dell nell sull un n nn art artt""".split()
)


def without_loose_end(text: str) -> str:
    """The beginning of a text that was cut, without words that only begin something: no `Lavori in via`."""
    whole = text = text.rstrip(_LOOSE)
    for _ in range(5):  # in a row there are no more
        if text[(start := _last_word(text)) :].casefold() not in _BEGINNINGS:
            break
        text = text[:start].rstrip(_LOOSE)
    return text or whole


_LOOSE = " \n,;:-–—.(«\"'’“"


def _last_word(text: str) -> int:
    """The position of the last word."""
    return max(map(text.rfind, (" ", "\n", "'", "’", "(", "«", "“", '"'))) + 1


def line_of(html: str) -> str:
    """A title in one plain line. Entities are decoded twice, because portals escape them twice."""
    return one_line(text_of(unescape(html)))
