"""Conversion of HTML to the plain text people read. Pure; knows nothing of feeds or channels."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

from pipeline import markup
from pipeline.markup import Links
from pipeline.patterns import lazy_re

MONTHS = tuple(
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split()
)
ENGLISH_MONTHS = tuple("jan feb mar apr may jun jul aug sep oct nov dec".split())  # as mail writes them
WEEKDAYS = tuple("lunedì martedì mercoledì giovedì venerdì sabato domenica".split())
DEEPEST = 5  # times that a text is unpacked: portals escape what is escaped already


def text_of(html: str, links: Links | None = None, *, keep_lines: bool = False) -> str:
    """The plain text of `html`: paragraphs separated by an empty line, lines by a newline; no invisible characters.

    However often it is escaped, no tags and entities are left. `links`: names the addresses of links to be shown.
    `keep_lines`: it is plain text, in which there may be tags all the same.
    """
    text, structured = html, keep_lines
    for _ in range(DEEPEST):
        if "<" not in text and "&" not in text:
            break
        before = text
        text, marked = markup.read(text, links, keep_lines=structured)
        structured = structured or marked
        if text == before:
            break
    if "[" in text:
        text = _SHORTCODE.sub("", text)
    return tidy(_CLOAKED.sub("", text) if "java" in text.lower() else text)


# What page builders of WordPress leave where they are switched off: [vc_row], [caption id="…"].
_SHORTCODE = lazy_re(
    r"\[/?(?:vc|et_pb|fusion|av|su)_\w{1,40}(?: [^\[\]\n]{0,500})?\]"
    r"|\[/(?:caption|embed|gallery|video|audio)\]|\[embed\]"
    r"|\[(?:caption|gallery|video|audio|contact-form-7) [\w-]{1,20}=[^\[\]\n]{0,500}\]"
)


# What stands for an e-mail address where there is no JavaScript.
_CLOAKED = lazy_re(
    r"(?:quest[oa'’] ?|l['’])?\s?indirizzo (?:di )?(?:e-?mail|posta elettronica)[^.\n]{0,30}protett[oa][^.\n]{0,40}"
    r"(?:spam|bot)[^.\n]{0,20}[.,]?[^.\n]{0,60}java ?script"
    r"(?: (?:per|attivo|abilitato|poter\w*|veder\w*|visualizzar\w*|legger\w*)\b){0,5}\.?"
    r"|this e-?mail address is being protected from spam ?bots\.[^.\n]{0,60}javascript(?: enabled)?(?: to view it)?\.?",
    re.I,
)


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


_CONTROL = lazy_re(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")  # Unicode's Cc, but for the line feed
# The zero-width joiner holds emoji families together.
_INVISIBLE_BUT_JOINERS = lazy_re("[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# Accents on one letter beyond the twentieth, and of a row of flags all after twenty: no writing needs them, and what
# counts characters takes quadratic time over them.
_ACCENTS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]"
_FLAGS = "[\U0001f1e6-\U0001f1ff]"
_PILED_UP = lazy_re(rf"(?<={_ACCENTS}{{20}}){_ACCENTS}+|(?<={_FLAGS}{{40}}){_FLAGS}+")


def is_visible(text: str) -> bool:
    """Whether there is anything to see: a letter, a digit or a sign, which joiners, lone marks and fillers are not."""
    if text[:1].isascii() and text[:1].isalnum():  # the usual case
        return True
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
    """A title in one plain line."""
    return one_line(text_of(html))


def month_number(name: str) -> int:
    """The number of a month, by its Italian or English name or the beginning of it. Raises ValueError."""
    short = name[:3].lower()
    italian = [month[:3] for month in MONTHS]
    return (italian if short in italian else ENGLISH_MONTHS).index(short) + 1
