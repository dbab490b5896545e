"""Rules for where `serve` and the sandbox listen, and for the paths of their pages."""

from __future__ import annotations

import re
from contextlib import suppress
from ipaddress import ip_address

from channels.sentence import Sentence

# The other pages of `serve` (`pipeline/web/serve.py`), each with all paths below it.
PAGES = (
    "/ /iscriviti /notizie /registro /privacy /accessibilita /box /locandina /locandina.pdf /foglio /foglio.pdf "
    "/ufficio /tray /assets /health /healthz /metrics /cap /events /pictures /consents /ping /websub"
).split()


def listening_problem(value: str) -> Sentence | None:
    """Of a host to listen at. "" would be all there are, which 0.0.0.0 says."""
    with suppress(ValueError):
        if "%" not in value and ip_address(value):
            return None
    named = len(value) < 254 and re.fullmatch(
        r"[A-Za-z0-9_][A-Za-z0-9_-]{0,62}(\.[A-Za-z0-9_-]{1,63})*", value
    )
    return None if named else Sentence("must be an IP address or a host's name, without port or scheme")


def port_problem(value: int) -> Sentence | None:
    return None if 0 < value < 65536 else Sentence("must be between 1 and 65535")


def path_problem(value: str) -> Sentence | None:
    if not value.startswith("/"):
        return Sentence("must begin with /")
    if not re.fullmatch(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?", value):
        return Sentence("must be letters, digits, - and _ between slashes, e.g. /webhook")
    for page in PAGES:
        if value == page or value.startswith(f"{page}/"):
            return Sentence("{page} is another page of `serve`; use e.g. /webhook", page=page)
    return None
