"""Signing in: by passkey, by password with a code, or because the council's proxy vouches for somebody; and out.

Every refusal has the same words and costs the same work, whether there is such a person or not.
"""

from __future__ import annotations

import logging
import re
from math import ceil

from aiohttp import web

from pipeline.saying import Seldom
from pipeline.staff import acts
from pipeline.staff.deeds import Deed, Deeds, Done
from pipeline.staff.people import passkeys, passwords, sessions
from pipeline.staff.people.roster import PersonState, key_of
from pipeline.staff.people.sessions import Proof
from pipeline.staff.people.throttle import Throttle
from pipeline.store import Store
from pipeline.web.staff import HOME
from pipeline.web.staff.cookies import A_YEAR, device_cookie, door_cookie, session_cookie, set_cookie
from pipeline.web.staff.network import network_of, proxy_name
from pipeline.web.staff.routes import SIGN_IN
from pipeline.web.staff.visit import Visit
from pipeline.words import say

log = logging.getLogger(__name__)
_refused = Seldom(log.warning)
_OURS = re.compile(r"/ufficio(?:/[A-Za-z0-9_-]+)*")


async def show(visit: Visit) -> web.Response:
    to = _ours(visit.request.query.get("to", ""))
    return visit.back(to) if visit.session else _page(visit, to)


def _page(visit: Visit, to: str, problem: str = "", status: int = 200) -> web.Response:
    vouched = proxy_name(visit.office, visit.request)
    return visit.page(
        "sign_in.html",
        say("Sign in"),
        status=status,
        to=to,
        problem=problem,
        vouched=vouched,
        typed=visit.get("name"),
    )


def _ours(path: str) -> str:
    """An address of ours to go on at; the first page in the place of any other."""
    return path if _OURS.fullmatch(path) else HOME


async def by_password(visit: Visit) -> web.Response:
    """Name, password, and a code: of an app, or a printed one."""
    name, to = visit.get("name")[:200], _ours(visit.get("to"))
    typed = (name, next(iter(visit.fields.get("password", ())), ""), visit.get("code")[:50])
    mark = visit.request.cookies.get(device_cookie(visit.office), "")
    device = sessions.device_of(visit.office.vault, mark, key_of(name))
    whose = ("device", device) if device else ("account", key_of(name))
    names = [whose, ("network", network_of(visit.office, visit.request))]

    def check(store: Store) -> Proof | float | None:
        throttle = Throttle(store, visit.office.vault, names)
        if left := throttle.enter(visit.now):
            return left
        found = passwords.proven(store, visit.office.vault, typed, visit.now)
        if found is None:
            return None
        throttle.succeeded()
        return Proof(*found)

    proof = await visit.ask(check)
    if isinstance(proof, Proof):
        return await signed_in(visit, proof, visit.back(to))
    _refused("sign-in refused", origin=visit.origin)
    if proof is None:
        return _page(visit, to, say("Name, password or code is not right."), 403)
    return _page(visit, to, _wait(proof), 429)


def _wait(seconds: float) -> str:
    n = ceil(seconds / 60)
    return say(
        "Too many attempts. Try again in {n} minutes, or use a passkey.",
        one="Too many attempts. Try again in {n} minute, or use a passkey.",
        n=n,
    )


async def challenge(visit: Visit) -> web.Response:
    """What a browser's passkey is to answer."""
    made = passkeys.signing_in(visit.challenger, visit.now)
    options = await visit.ask(lambda store: passkeys.request_options(visit.office.site, made))
    return web.json_response(text=options)


async def by_passkey(visit: Visit) -> web.Response:
    names = [("network", network_of(visit.office, visit.request))]

    def check(store: Store) -> int | float | None:
        throttle = Throttle(store, visit.office.vault, names)
        if left := throttle.enter(visit.now):
            return float(left)
        person = passkeys.proven(store, visit.office.site, visit.challenger, visit.body, visit.now)
        if person is not None:
            throttle.succeeded()
        return person

    person = await visit.ask(check)
    if person is None or isinstance(person, float):
        _refused("sign-in refused", origin=visit.origin)
        words = say("This passkey is not known here.") if person is None else _wait(person)
        return web.json_response({"error": words}, status=403 if person is None else 429)
    return await signed_in(visit, Proof(person, "passkey"), web.json_response({"to": HOME}))


async def by_proxy(visit: Visit) -> web.Response:
    """Whoever the council's own proxy has signed in."""
    name = proxy_name(visit.office, visit.request)
    row = await visit.ask(lambda store: store.person_called(name_key=key_of(name))) if name else None
    if row is None or row["state"] in (PersonState.STOPPED, PersonState.REMOVED):
        return _page(visit, HOME, say("Name, password or code is not right."), 403)
    number = row["id"]
    await visit.ask(lambda store: store.set_person_state(id=number, state=PersonState.ACTIVE))
    return await signed_in(visit, Proof(number, "proxy"), visit.back(_ours(visit.get("to"))))


async def signed_in(visit: Visit, proof: Proof, answer: web.Response) -> web.Response:
    """Begin the session of who has proven who they are, and write it down."""
    office, before = visit.office, visit.request.cookies.get(session_cookie(visit.office), "")

    def begin(store: Store) -> tuple[str, str]:
        row = store.person(id=proof.person)
        assert row is not None
        token = sessions.begin(store, office.vault, proof, before, visit.now)
        write_down(store, visit, row["name"], "sign-in", proof.method, Deed.SIGNED_IN)
        return token, row["name"]

    token, name = await visit.ask(begin)
    set_cookie(office, answer, session_cookie(office), token)
    set_cookie(
        office, answer, device_cookie(office), sessions.device_mark(office.vault, key_of(name)), A_YEAR
    )
    answer.del_cookie(door_cookie(office), path="/")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def write_down(store: Store, visit: Visit, who: str, verb: str, about: str, deed: Deed) -> None:
    """A line of the log of what staff do."""
    number = acts.begin(store, acts.Act(verb, about, who, origin=visit.origin), visit.now)
    acts.end(store, number, Deeds.of([Done(deed, "")]))


async def out(visit: Visit) -> web.Response:
    await visit.ask(lambda store: sessions.end(store, visit.cookie))
    answer = visit.back(SIGN_IN)
    answer.del_cookie(session_cookie(visit.office), path="/")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
