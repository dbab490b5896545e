"""All pages and forms for staff: address, who may, and the function that answers. There are no others.

The functions are named and imported at their first use, so that `serve` starts as fast as without them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from channels.value import dataclass
from pipeline.staff.people.roster import Role
from pipeline.web.staff import HOME

SIGN_IN = f"{HOME}/accesso"
FORM = 65536  # bytes of a form


@dataclass(frozen=True)
class Route:
    method: str  # GET or POST
    path: str  # below /ufficio; {n} = a number, {token} = letters of a link
    role: Role | None  # the least role; None = everybody, also strangers
    answer: str  # module and function in this folder
    fresh: bool = False  # only shortly after a sign-in
    json: bool = False  # a script asks, and reads JSON
    keeps: bool = False  # what was typed is not lost if the session has ended meanwhile


READER, EDITOR, ADMINISTRATOR = Role.READER, Role.EDITOR, Role.ADMINISTRATOR
ROUTES = (
    # Before somebody is signed in.
    Route("GET", "/accesso", None, "sign_in:show"),
    Route("POST", "/accesso", None, "sign_in:by_password"),
    Route("POST", "/accesso/challenge", None, "sign_in:challenge", json=True),
    Route("POST", "/accesso/passkey", None, "sign_in:by_passkey", json=True),
    Route("POST", "/accesso/proxy", None, "sign_in:by_proxy"),
    Route("GET", "/inizio/{token}", None, "begin:show"),
    Route("POST", "/inizio/{token}/challenge", None, "begin:challenge", json=True),
    Route("POST", "/inizio/{token}/passkey", None, "begin:by_passkey", json=True),
    Route("POST", "/inizio/{token}/password", None, "begin:by_password"),
    # Everybody's own.
    Route("POST", "/uscita", READER, "sign_in:out"),
    Route("GET", "/io", READER, "me:show"),
    Route("POST", "/io/challenge", READER, "me:challenge", fresh=True, json=True),
    Route("POST", "/io/passkey", READER, "me:add_passkey", fresh=True, json=True),
    Route("POST", "/io/passkey/togli", READER, "me:remove_passkey", fresh=True),
    Route("POST", "/io/password", READER, "me:set_password", fresh=True),
    Route("POST", "/io/codici", READER, "me:print_codes", fresh=True),
    Route("POST", "/io/altrove", READER, "me:sign_out_others"),
    # Today.
    Route("GET", "", READER, "today:show"),
    Route("GET", "/ferma", EDITOR, "today:ask_to_stop"),
    Route("POST", "/ferma", EDITOR, "today:stop"),
    Route("POST", "/riprendi", EDITOR, "today:resume"),
    # One item.
    Route("GET", "/notizia/{n}", READER, "item:show"),
    Route("GET", "/notizia/{n}/arrivo", READER, "item:reach"),
    Route("POST", "/notizia/{n}/approva", EDITOR, "item:approve"),
    Route("POST", "/notizia/{n}/trattieni", EDITOR, "item:hold"),
    Route("POST", "/notizia/{n}/annulla", EDITOR, "item:cancel"),
    Route("GET", "/notizia/{n}/rettifica", EDITOR, "item:ask_to_retract"),
    Route("POST", "/notizia/{n}/rettifica/anteprima", EDITOR, "item:preview_retraction_page"),
    Route("POST", "/notizia/{n}/rettifica", EDITOR, "item:retract"),
    Route("GET", "/notizia/{n}/reinvia", EDITOR, "item:ask_to_resend"),
    Route("POST", "/notizia/{n}/reinvia", EDITOR, "item:resend"),
    # An alert composed by hand.
    Route("GET", "/emergenza", EDITOR, "emergency:choose"),
    Route("GET", "/emergenza/{word}", EDITOR, "emergency:fill_in"),
    Route("GET", "/emergenza/{n}/aggiorna", EDITOR, "emergency:go_on"),
    Route("GET", "/emergenza/{n}/fine", EDITOR, "emergency:go_on"),
    Route("POST", "/emergenza/controlla", EDITOR, "emergency:check", keeps=True),
    Route("POST", "/emergenza/manda", EDITOR, "emergency:send", keeps=True),
    Route("POST", "/emergenza/leggi", EDITOR, "emergency:lint", json=True),
    Route("GET", "/esercitazione", EDITOR, "exercise:show"),
    Route("POST", "/esercitazione/controlla", EDITOR, "exercise:check"),
    Route("POST", "/esercitazione/manda", EDITOR, "exercise:send"),
    # What is shared by hand.
    Route("GET", "/condividere", EDITOR, "share:show"),
    Route("POST", "/condividere/{n}/fatto", EDITOR, "share:done"),
    Route("POST", "/condividere/{n}/rimetti", EDITOR, "share:undo"),
    # Subscribers: numbers of them, and one whose number is typed in full.
    Route("GET", "/iscritti", READER, "subscribers:show"),
    Route("POST", "/iscritti/cerca", EDITOR, "subscribers:look_up"),
    Route("POST", "/iscritti/cancella", EDITOR, "subscribers:end"),
    # How the service is.
    Route("GET", "/servizio", READER, "service:show"),
    # Who may do what.
    Route("GET", "/persone", ADMINISTRATOR, "people:show"),
    Route("POST", "/persone", ADMINISTRATOR, "people:ask", fresh=True),
    Route("POST", "/persone/{n}/ferma", ADMINISTRATOR, "people:stop", fresh=True),
    Route("POST", "/persone/richieste/{n}/approva", ADMINISTRATOR, "people:approve", fresh=True),
    Route("POST", "/persone/richieste/{n}/lascia", ADMINISTRATOR, "people:decline"),
)
_PARTS: Mapping[str, str] = {
    "{n}": r"(?P<n>[0-9]{1,18})",
    "{word}": r"(?P<word>[a-z][a-z0-9-]{0,40})",
    "{token}": r"(?P<token>[A-Za-z0-9_-]{16,64})",
}


def find(method: str, path: str) -> tuple[Route, Mapping[str, str]] | None:
    """The route of a request, and what stands in its path; None = there is none."""
    wanted = "GET" if method == "HEAD" else method
    for route, pattern in _patterns():
        if route.method == wanted and (match := pattern.fullmatch(path)):
            return route, match.groupdict()
    return None


@cache
def _patterns() -> list[tuple[Route, re.Pattern[str]]]:
    found = []
    for route in ROUTES:
        pattern = re.escape(route.path).replace(r"\{", "{").replace(r"\}", "}")
        for mark, part in _PARTS.items():
            pattern = pattern.replace(mark, part)
        found.append((route, re.compile(re.escape(HOME) + pattern)))
    return found
