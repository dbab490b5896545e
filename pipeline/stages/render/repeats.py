"""Words that would be said twice: by a text and its title, by a title and the label before it. Pure.

All of it is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from pipeline.patterns import lazy_re

_WORD = lazy_re(r"\w+")
# A full stop inside `tel. 112` or `n. 12` ends no sentence.
_SENTENCE = lazy_re(r"(?:[^.!?…\n]|[.!?…](?!\s*\Z|\n| [«“(]?[A-ZÀ-Ý]))*+(?:[.!?…]+[»”)]*|\n|\Z)[ \n]*")
_JOINTS = frozenset("di del della dello dell dei degli delle de d la il lo i gli le l".split())
# What is added behind a link's words: `pipeline.stages.parse.linked`.
_NOTE = lazy_re(r" \((?:https?://[^\s()]+|[\w.+-]+@[\w.-]+|su(?:l sito)? [^()\n]{1,40}|link sulla pagina)\)")
_QUALITIES = frozenset(
    "immediata preventiva precauzionale temporanea parziale totale obbligatoria volontaria".split()
)
_SHORTEST = 4  # letters of a word by which a label is recognised
# Titles that only say of which kind the text is.
_KINDS = frozenset(
    """avviso avvisi comunicazione comunicazioni comunicato comunicati notizia notizie news informazione informazioni
    allerta attenzione annuncio novità importante urgente pubblico comunale di del servizio comune alla ai agli
    cittadinanza cittadini popolazione residenti utenti utenza""".split()
)
_SAID = 0.8  # share of a sentence's words by which a text says it, too
REST = 250  # characters of a sentence that a portal cut off
TITLE = 120  # characters of a text that stand for a title which says nothing

_CALLS = lazy_re(  # the words of "in caso di pericolo chiamate il 112"
    r"chiam|telefon|contatt|compor|digit|rivol|caso|casi|peric|emerg|urgen|neces|bisogn|diffic|numer|unic|europ|socc|semp|subit|"
    r"immed|event|eve|ogni|qual|situaz|altr|graz|siete|sono|attiv|anche|solo|112|\d"
)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, with the space behind each: joined they are the text."""
    return (found[0] for found in _SENTENCE.finditer(text) if found[0])


def without_title(text: str, title: str) -> str:
    """The text without the title that it begins with; "" if it says no more than the title."""
    end, told = 0, _WORD.finditer(text)
    for word, found in zip_longest(_WORD.findall(title), told):
        if found is None:
            return ""
        if word is None:
            break
        if found[0].casefold() != word.casefold():
            return text
        end = found.end()
    rest = text[end:]
    if not re.match(r"\s*(?:[.:;!?…»”)–—\n]|-|\Z)", rest):  # the sentence goes on
        return text
    rest = rest.lstrip(" \n.:;!?…»”)–—-")
    return rest[:1].upper() + rest[1:]


def laid_out(summary: str, text: str) -> str:
    """The summary as the text has it, with its last sentence whole, if it is the text's beginning as portals take it:
    in one line, without the lists and the links, and cut anywhere."""
    if summary == text:
        return summary
    left = sum(map(str.isalnum, summary))
    notes = {found.start(): found.end() for found in _NOTE.finditer(text)}
    letters, at = filter(str.isalnum, summary), 0
    while left and at < len(text):
        if at in notes:
            at = notes[at]
            continue
        if text[at].isalnum():
            if text[at] != next(letters):
                return summary
            left -= 1
        at += 1
    if left or not summary:
        return summary
    at = notes.get(at, at)
    rest = next(sentences(text[at:]), "").rstrip()
    if len(rest) <= REST:
        return text[:at] + rest
    return text[: text.rfind(" ", 0, at + 1)] + "…"


def with_lead(summary: str, text: str) -> str:
    """The text, with those sentences of the summary before it that it does not say itself."""
    known = {word.casefold() for word in _WORD.findall(text)}

    def is_said(sentence: str) -> bool:
        words = [
            word.casefold() for word in _WORD.findall(sentence) if len(word) >= _SHORTEST or word.isdigit()
        ]
        return sum(word in known for word in words) >= _SAID * len(words)

    lead = "".join(one for one in sentences(summary) if not is_said(one)).strip() if summary != text else ""
    return "\n\n".join(part for part in (lead, text) if part)


def unsaid(title: str, label: str) -> str:
    """The title without the words at its beginning that the label before it has said: `ALLERTA: gialla`."""
    said, end = {_stem(word) for word in _WORD.findall(label)}, 0
    for found in _WORD.finditer(title):
        known = _stem(found[0]) in said and len(found[0]) >= _SHORTEST
        if not known and not (end and found[0].casefold() in _JOINTS):
            break
        end = found.end() if known else end
    rest = title[end:].lstrip(" :,;.-–—'’")
    first = _WORD.match(rest)
    whole = not end or first is None or first[0].casefold() in _JOINTS | _QUALITIES
    return title if whole else rest


def without_council(title: str, council: str) -> str:
    """The title without the council's name before or behind it: whoever reads it knows who tells it."""
    read, name = title.rstrip(" ."), council.casefold()
    before, after = read[: -len(name)].rstrip(), title[len(name) :].lstrip()
    rest = title
    if read.casefold().endswith(name) and before.endswith(tuple("-–—|")):
        rest = before.rstrip(" -–—|")
    elif title.casefold().startswith(name) and after.startswith(tuple("-–—|:")):
        rest = after.lstrip(" -–—|:")
    return f"{rest[0].upper()}{rest[1:]}" if name and len(rest.split()) > 1 else title


def _stem(word: str) -> str:
    """The word without its ending, so that `avvisi` is `avviso`."""
    return word.casefold().rstrip("aeio")


def without(text: str, number: str) -> str:
    """The text without the short sentences that only say to call this number, because the template says it itself;
    who has seen a missing child must read on that they are to call."""
    if number not in text:
        return text
    kept = [one for one in sentences(text) if not _only_calls(one, number)]
    return "".join(kept).rstrip()


def _only_calls(sentence: str, number: str) -> bool:
    if len(sentence) > 200 or re.findall(r"\d+", sentence) != [number]:
        return False
    return all(len(word) < _SHORTEST or _CALLS.match(word) for word in _WORD.findall(sentence.casefold()))


def telling_title(title: str, text: str) -> str:
    """The title, or the text's first sentence instead of one like `AVVISO`, of which nobody learns what it is about."""
    says_nothing = _KINDS.issuperset(word.casefold() for word in _WORD.findall(title))
    first = next(sentences(text), "").strip() if says_nothing else ""
    return first.rstrip(".") if first and len(first) <= TITLE else title
