"""How the council's own sign-in may vouch for staff on their pages, as a value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import ip_network

from channels.sentence import Sentence
from channels.value import dataclass


@dataclass(frozen=True)
class Staff:
    """The pages for staff, at /ufficio of `serve`."""

    proxies: tuple[str, ...] = ()  # addresses or networks of the council's own proxies
    header: str = ""  # in which these say whom they have signed in; "" = nobody signs in that way


def header_problem(value: str) -> Sentence | None:
    if not value or re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{2,59}", value):
        return None
    return Sentence("must be the name of a header, e.g. X-Remote-User")


def proxies_problem(value: Sequence[str]) -> Sentence | None:
    for one in value:
        try:
            ip_network(one, strict=False)
        except ValueError:
            return Sentence("{text!r} is no address or network, e.g. 10.0.0.5", text=one)
    return None
