"""Repairs a feed's XML before it is parsed: what stops parsers, and what does not belong to it. Pure, linear."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.entities import html5

from pipeline.patterns import lazy_re
from pipeline.text import one_line


@dataclass(frozen=True)
class Mended:
    """`junk`: the words that were before or after the feed; "" = none."""

    text: str
    junk: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether its last entry ends."""
        begins = ends = -1
        for found in _ENTRY.finditer(self.text):
            begins, ends = (begins, found.start()) if found[1] else (found.start(), ends)
        return ends >= begins


_ENTRY = lazy_re(r"<(/?)(?:[\w.-]+:)?(?:item|entry)(?=[\s>])", re.I)
_ROOT = lazy_re(r"<(?:[\w.-]+:)?(?:rss|feed|rdf)(?=[\s>])", re.I)
_BEGIN = lazy_re(r"<(?:\?xml\s|!DOCTYPE\s+(?:rss|rdf|feed)|(?:[\w.-]+:)?(?:rss|feed|rdf)[\s>])", re.I)
_PROLOG = lazy_re(r"<\?xml\b[^>]{0,300}\?>")
_END = lazy_re(r"</(?:[\w.-]+:)?(?:rss|feed|rdf)\s*>", re.I)
_COMMENT = lazy_re(r"<!--.*?-->|<\?.*?\?>", re.S)
_MOST_JUNK = 10_000  # characters before a feed; what has more is another document
_PAGE = lazy_re(r"\s*<(?:!doctype\s+html|html[\s>])", re.I)


def mended(text: str) -> Mended:
    """The feed alone, without what stops XML parsers: bare ampersands, HTML's entities, control characters."""
    text, junk = _alone(_PICTURE.sub("data:,", text))
    text = _entities(_REFERENCE.sub(_legal, _ILLEGAL.sub("", text)))
    return Mended('<?xml version="1.0" encoding="utf-8"?>' + text, junk)


# A picture within the text, in base64: megabytes that nobody reads.
_PICTURE = lazy_re(
    r"data:[a-z]{1,20}/[\w.+-]{1,60};base64,"
    r"(?:[A-Za-z0-9+/=%]++|\s++(?=[A-Za-z0-9+/=]{30})|(?:&(?:amp;)*+#\w{1,4};)++)*+"
)


def _alone(text: str) -> tuple[str, str]:
    """(the feed without its prolog, the words before or after it)."""
    first = _BEGIN.search(text, 0, _MOST_JUNK)
    if first is None or _PAGE.match(text):
        return _PROLOG.sub("", text, count=1), ""
    before = text[: first.start()]
    text = _PROLOG.sub("", text[first.start() :], count=1)
    last = max((found.end() for found in _END.finditer(text)), default=0)
    if not last or not _ROOT.search(text, 0, _MOST_JUNK):
        last = len(text)
    junk = _COMMENT.sub(" ", f"{before} {text[last:]}")
    return text[:last], one_line(junk)[:80]


_ILLEGAL = lazy_re(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = lazy_re(r"&#(\d+|[xX][0-9a-fA-F]+);?")
_ENTITY = lazy_re(r"&(#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)?")


def _legal(found: re.Match[str]) -> str:
    """The numeric reference; removed if it stands for no character, because the parser would refuse the whole feed."""
    digits = found[1].lower()
    number = int(digits.lstrip("x"), 16 if digits.startswith("x") else 10) if len(digits) < 9 else 0
    character = number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or number > 0xFFFF
    return found[0] if character and number < 0x110000 else ""


def _entities(text: str) -> str:
    """The text with HTML's entities as numeric ones, without bare `<` and `&`; but for CDATA, which may have them."""
    own = frozenset(f"{name};" for name in _OWN.findall(text)) | _OF_XML
    parts, at = [], 0
    while (begin := text.find("<![CDATA[", at)) >= 0 and (end := text.find("]]>", begin)) >= 0:
        parts += [_escaped(text[at:begin], own), text[begin : end + 3]]
        at = end + 3
    return "".join((*parts, _escaped(text[at:], own)))


_OWN = lazy_re(r"<!ENTITY\s+(\w+)")
_OF_XML = frozenset(("amp;", "lt;", "gt;", "quot;", "apos;"))
_BARE = lazy_re(r"<(?![A-Za-z_:/!?])")


def _escaped(text: str, own: frozenset[str]) -> str:
    return _ENTITY.sub(lambda found: _entity(found, own), _BARE.sub("&lt;", text))


def _entity(found: re.Match[str], own: frozenset[str]) -> str:
    """An HTML entity (`&egrave;`) as a numeric one. Not `&lang=it` in a link, which would become an angle bracket."""
    name = found[1] or ""
    if name.startswith("#") or name in own:
        return found[0]
    if name in html5:
        return "".join(f"&#{ord(char)};" for char in html5[name])
    return "&amp;" + found[0][1:]
