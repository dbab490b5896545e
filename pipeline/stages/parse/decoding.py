"""The characters of a document, whatever encoding it claims. A byte that cannot be read costs one character. Pure."""

from __future__ import annotations

import codecs
import re

from channels.value import dataclass
from pipeline.model import Document
from pipeline.patterns import lazy_re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins as UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = lazy_re(r"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
# Read as the larger encoding that browsers read.
_LARGER = {"iso8859-1": "cp1252", "ascii": "cp1252", "shift_jis": "cp932"}
_HIGH = re.compile(rb"[\x80-\xff]")
_RUN = re.compile(rb"[\x80-\xff]+")
# What UTF-8 has before each accented letter, and what fills gaps: Western languages have few Â, Ã, þ and ÿ.
_HALF = re.compile(rb"[\xc2\xc3\xfe\xff]")
# Control characters in ISO-8859, which no document has; dashes and quotation marks in Windows-1252.
_CONTROLS = re.compile(rb"[\x80-\x9f]")
# Letters by which a text of another script shows the encoding that it does not name.
_OTHERS = {
    "cp932": lazy_re(r"[\u3041-\u30ff]"),
    "koi8-r": lazy_re(r"[\u0430-\u044f]"),
    "cp1251": lazy_re(r"[\u0430-\u044f]"),
}
_SAMPLE = 400  # bytes that show whether every second one is zero


@dataclass(frozen=True)
class Decoded:
    """`lost`: the number of characters that could not be read, each of which is U+FFFD in `text`."""

    text: str
    lost: int = 0


def decoded(document: Document) -> Decoded:
    """The document's characters. What it claims of its encoding counts only where the bytes do not contradict."""
    body = document.body
    for mark, name in _BOMS:
        if body.startswith(mark):
            body = body[len(mark) :]
            return _by_bytes(body, "") if name == "utf-8" else _replaced(body, name)
    if name := _wide(body[:_SAMPLE]):
        return _replaced(body, name)
    return _by_bytes(body, _declared(document))


def _declared(document: Document) -> str:
    """The encoding that the server, else the document's head, claims, as Python calls it; "" if that is none."""
    for head in (document.content_type, document.body[:1500].decode("ascii", "replace")):
        for name in _DECLARED.findall(head):
            if known := _known(name) or _known(name.lower().removeprefix("x-")):
                return known
    return ""


def _known(name: str) -> str:
    """Python's name of an encoding of text; "" if there is none of this name."""
    try:
        b"a".decode(name)
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return "" if found in ("punycode", "idna", "unicode_escape", "raw_unicode_escape") else found


def _wide(head: bytes) -> str:
    """UTF-16 or UTF-32 without a mark at the beginning, by their zeros; "" if it is neither."""
    size = len(head) // 4
    if not size:
        return ""
    zeros = [head[at::4].count(0) > size / 2 for at in range(4)]
    forms = {
        (False, True, True, True): "utf-32-le",
        (True, True, True, False): "utf-32-be",
        (False, True, False, True): "utf-16-le",
        (True, False, True, False): "utf-16-be",
    }
    return forms.get((zeros[0], zeros[1], zeros[2], zeros[3]), "")


def _by_bytes(body: bytes, declared: str) -> Decoded:
    """The text of bytes that are no wide characters."""
    if declared.startswith(("iso2022", "hz", "utf-7")):  # all of their bytes are ASCII's
        return _replaced(body, declared)
    try:
        return Decoded(body.decode().lstrip("\ufeff"))
    except UnicodeDecodeError:
        pass
    utf8 = _replaced(body, "utf-8")
    good = sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]+", utf8.text)))
    if good >= utf8.lost:
        return utf8  # most of it is: some bytes were damaged
    return min(
        [_replaced(body, name) for name in _candidates(body, declared)] or [utf8], key=lambda one: one.lost
    )


def _candidates(body: bytes, declared: str) -> list[str]:
    """The encodings that bytes which are no UTF-8 may have, the likeliest first."""
    western = _is_western(body)
    fits = _is_single(declared) and not (declared.startswith("iso8859") and _CONTROLS.search(body))
    names = ["cp1252"] if western and not fits else []
    names += [_LARGER.get(declared, declared)] if declared and not declared.startswith("utf") else []
    return names if western else [*names, *_other_scripts(body)]


def _is_western(body: bytes) -> bool:
    """Whether bytes above ASCII stand alone, as accented letters do among others."""
    high, runs, halves = (len(found.findall(body)) for found in (_HIGH, _RUN, _HALF))
    return 10 * runs >= 7 * high and 2 * halves < high


def _other_scripts(body: bytes) -> list[str]:
    """The encoding in which most of the bytes above ASCII are letters of another script, if there is one."""
    letters = {name: len(found.findall(_replaced(body, name).text)) for name, found in _OTHERS.items()}
    name = max(letters, key=letters.__getitem__)
    return [name] if letters[name] >= max(10, len(_HIGH.findall(body)) / 5) else []


def _is_single(name: str) -> bool:
    """Whether an encoding has one byte for each character, so that it reads any bytes."""
    return name.startswith(("cp12", "iso8859", "koi8", "mac", "cp4", "cp8"))


def _replaced(body: bytes, name: str) -> Decoded:
    text = body.decode(name, "replace").lstrip("\ufeff")
    return Decoded(text, text.count("\ufffd"))
