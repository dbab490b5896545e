"""Words about other paths of a citizen: `EMAIL nome@example.it`, `CODICE 123456`, `EMAIL NO`. Pure, and strict: what
says anything else is none of these."""

from __future__ import annotations

import re
from collections.abc import Sequence

from channels.value import dataclass

_TAKEN_BACK = ("no", "stop", "basta", "togli", "via")
_CODE = re.compile(r"\s*(?:codice|code)[\s:]+(\d{6})[\s.!]*", re.IGNORECASE)
LONGEST = 200  # characters of such a message


@dataclass(frozen=True, slots=True)
class PathSaid:
    """What a message says about a path: an address, the code that confirms one, or that it is taken back."""

    channel: str = ""
    address: str = ""
    code: str = ""


def read_path(text: str, channels: Sequence[str]) -> PathSaid | None:
    """The meaning of a message, or None. `channels`: the names of those that a citizen may name."""
    if not channels or len(text) > LONGEST:
        return None
    if code := _CODE.fullmatch(text):
        return PathSaid(code=code[1])
    name, _, rest = text.strip().partition(" ")
    channel = next((one for one in channels if one.casefold() == name.rstrip(":").casefold()), "")
    rest = rest.strip()
    if not channel or not rest:
        return None
    if rest.rstrip(".!").casefold() in _TAKEN_BACK:
        return PathSaid(channel)
    # An address has a sign that no sentence has at its place: `email guasta da ieri` is none.
    return PathSaid(channel, rest) if re.fullmatch(r"\S*[@\d]\S*|\+?[\d ]{6,}", rest) else None
