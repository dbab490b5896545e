"""A provider's own words without what they must not carry on: citizens' numbers and ids, tokens, message ids. Pure.

Meta has been seen to repeat a recipient's number and our token in the text of an error. Such texts reach the log, the
database, `status` and the alerts, so everything that comes in as a provider's words passes through here once.
"""

from __future__ import annotations

import base64
import re

LONGEST = 500  # characters that are looked at, more than any place keeps
HIDDEN = "…"
# What may stand between two digits of a number that a person or a program has written.
_BLANK = r"[\s.\-‐-―−/()\[\]_·•*\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
_ESCAPED = r"%20|%2[dD]|%C2%A0|&nbsp;|&#160;|\\[nrt]|\\u00[aA]0"  # the same in URLs, HTML and JSON
_BETWEEN = rf"(?:{_BLANK}|{_ESCAPED}){{0,3}}"
_SECRET_NAME = r"[\w-]*(?:token|secret|password|passwd|signature|proof|api_?key|bearer)[\w-]*"
_SECRETS = (
    # A parameter of an address, or a field, whose name says that its value is secret; in prose only a value that is
    # no word.
    re.compile(rf"(?i)(\b{_SECRET_NAME}[\"']?\s*(?:=|%3d)\s*[\"']?)[^\s&\"',;<>]+"),
    re.compile(rf"(?i)(\b{_SECRET_NAME}[\"']?[:\s]\s*[\"']?)(?=[^\s&\"',;<>]*\d)[^\s&\"',;<>]{{6,}}"),
    re.compile(r"(//)[^\s/@]+@"),  # user and password of an address
    re.compile(r"(/bot)\d+:[\w-]+"),  # Telegram's
    re.compile(r"(\bwamid\.)\S+"),
    re.compile(r"(\b[A-Z]{2}\.(?:ENT\.)?)(?=[A-Za-z]*\d)[A-Za-z0-9]{5,}"),  # a user id of WhatsApp's
)
# Secrets without a name: hexadecimal, base64 and the like; not the names of templates and fields.
_OPAQUE = re.compile(
    r"""(?x) (?<![\w+/=%-]) (?:
        (?= [\w+/=%|-]*\d ) (?= [\w+/=%|-]*[A-Z] ) (?= [\w+/=%|-]*[a-z] ) [\w+/=%|-]{12,}
        | (?= [a-z]*\d ) (?= \d*[a-z] ) [a-z0-9]{16,} (?! _ )
        | (?= [\w+/=]*[a-z][A-Z] ) (?= [\w+/=]*[A-Z][a-z]*[A-Z] ) [A-Za-z0-9+/=_-]{20,}
        | (?= [\w|-]*[A-Z0-9|] ) [\w|-]{30,} )"""
)
_BASE64 = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{10,}")
_STANDARD = str.maketrans("-_", "+/")
_NUMBER = re.compile(rf"(?:\+|%2B)?\d(?:{_BETWEEN}\d){{6,}}")
_DATE = re.compile(r"20\d\d-[01]\d-[0-3]\d(?: [0-2]\d)?")


def discreet(words: str) -> str:
    """The words in one line, what identifies a citizen or opens an account replaced by `…`."""
    if not words:
        return ""
    said = " ".join(words[:LONGEST].split())
    for secret in _SECRETS:
        said = secret.sub(rf"\1{HIDDEN}", said)
    return _NUMBER.sub(_hidden, _BASE64.sub(_without_number, _OPAQUE.sub(HIDDEN, said)))


def _without_number(word: re.Match[str]) -> str:
    """`…` for base64 of a number, which need not have a digit itself."""
    whole = word[0].translate(_STANDARD)[: len(word[0]) // 4 * 4]
    return HIDDEN if re.search(rb"\d{7}", base64.b64decode(whole)) else word[0]


def _hidden(number: re.Match[str]) -> str:
    return number[0] if _DATE.fullmatch(number[0]) else HIDDEN


class WithWords:
    """A value whose `said` holds a provider's words: they are made discreet wherever the value is made."""

    __slots__ = ()
    said: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "said", discreet(self.said))
