"""The gate of the staff's pages: closed unless the table of routes opens it for the role of who asks.

Every form carries a token that only its browser can know, and must come from our own pages; every answer stands in no
frame and is kept by nobody.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from importlib import import_module
from urllib.parse import parse_qs, quote, urlsplit

from aiohttp import web

from pipeline.errors import ActionError
from pipeline.pages import from_another_site
from pipeline.staff.people import sessions
from pipeline.staff.people.roster import key_of
from pipeline.staff.people.sessions import Session
from pipeline.web.bodies import guest_of, read_body
from pipeline.web.door import Door
from pipeline.web.staff.cookies import door_cookie, session_cookie, set_cookie
from pipeline.web.staff.network import masked, network_of, proxy_name
from pipeline.web.staff.routes import FORM, SIGN_IN, Route, find
from pipeline.web.staff.visit import Office, Visit
from pipeline.words import put, say

MOST_FIELDS = 300
_Answer = Callable[[Visit], Awaitable[web.Response]]


class Gate:
    """`enter` answers every request below /ufficio."""

    def __init__(self, office: Office, door: Door) -> None:
        self._office, self._door = office, door

    def close(self) -> None:
        self._office.lookups.close()
        self._office.strangers.close()

    async def enter(self, request: web.Request) -> web.Response:
        found = find(request.method, request.path)
        if found is None:
            raise web.HTTPNotFound(text="no such page")
        route, parts = found
        office = self._office
        visit = await self._visit(request, parts)
        answer = await self._answered(route, visit)
        if visit.cookie != request.cookies.get(door_cookie(office), "") and visit.session is None:
            set_cookie(office, answer, door_cookie(office), visit.cookie)
        return answer

    async def _visit(self, request: web.Request, parts: Mapping[str, str]) -> Visit:
        office = self._office
        token = request.cookies.get(session_cookie(office), "")
        session: Session | None = None
        if sessions.is_ours(office.vault, token):
            now = office.clock.time()
            session = await office.lookups.do(lambda store: sessions.session_of(store, token, now))
        if (
            session is not None and session.method == "proxy"
        ):  # as long as the council's proxy vouches for them
            vouched = key_of(proxy_name(office, request)) == key_of(session.person.name)
            session = session if vouched else None
        cookie = token if session else request.cookies.get(door_cookie(office), "")
        if len(cookie) < 20:
            cookie = secrets.token_urlsafe(24)
        return Visit(office, request, parts, cookie, session, masked(network_of(office, request)))

    async def _answered(self, route: Route, visit: Visit) -> web.Response:
        if route.role is not None:
            if visit.session is None:
                return _kept(await self._read(route, visit)) if route.keeps else _signed_out(route, visit)
            if not visit.person.role.may(route.role):
                return visit.refused(
                    403, say("You may not do this"), say("Your role does not allow it. Ask an administrator.")
                )
        if route.method == "POST":
            if refusal := self._from_elsewhere(visit):
                return refusal
            visit = await self._read(route, visit)
            token = visit.request.headers.get("X-Form") if route.json else visit.get("form")
            if not sessions.fits(visit.cookie, token or ""):
                return _kept(visit) if route.keeps else _strange(visit)
        if route.fresh and not (visit.session and visit.session.is_fresh(visit.now)):
            return visit.refused(
                403,
                say("Sign in once more"),
                say("Ways to sign in are changed within 15 minutes of a sign-in. Sign out, and in again."),
            )
        try:
            return await _function(route)(visit)
        except ActionError as error:
            return visit.refused(409, say("This cannot be done"), put(error.sentence))

    def _from_elsewhere(self, visit: Visit) -> web.Response | None:
        request, public = visit.request, urlsplit(self._office.home).netloc
        foreign = from_another_site(request.headers, {request.host, public})
        return _strange(visit) if foreign else None

    async def _read(self, route: Route, visit: Visit) -> Visit:
        """The visit with what was sent. Raises 413, 415 and what `read_body` raises."""
        wanted = "application/json" if route.json else "application/x-www-form-urlencoded"
        if visit.request.content_type != wanted:
            raise web.HTTPUnsupportedMediaType(text="not this kind of form")
        raw = await read_body(self._door, visit.request, FORM)
        text = raw.decode("utf-8", "replace").replace("\0", "")
        self._door.release(guest_of(visit.request))
        if route.json:
            return replace(visit, body=text or "{}")
        try:
            fields = parse_qs(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
        except ValueError:
            raise web.HTTPRequestEntityTooLarge(MOST_FIELDS, MOST_FIELDS + 1) from None
        return replace(visit, fields=fields)


def _signed_out(route: Route, visit: Visit) -> web.Response:
    """For who is not signed in: the way there. What was typed into a form stays in the browser, one step back."""
    if route.method == "GET" and not route.json:
        return visit.back(f"{SIGN_IN}?to={quote(visit.request.path)}")
    title = say("You are no longer signed in")
    advice = say(
        "Sign in in another tab, come back here, and send the form again: nothing that you typed is lost."
    )
    if route.json:
        return web.json_response({"error": f"{title}. {advice}"}, status=401)
    return visit.refused(401, title, advice)


def _kept(visit: Visit) -> web.Response:
    """What was typed, to be looked at and sent once more: the session has ended meanwhile, or another one has begun."""
    kept = [(name, value) for name, values in visit.fields.items() if name != "form" for value in values]
    title = say("Nothing is lost") if visit.session else say("You are no longer signed in")
    return visit.page("kept.html", title, status=403 if visit.session else 401, kept=kept)


def _strange(visit: Visit) -> web.Response:
    return visit.refused(
        403,
        say("This form did not come from our own page"),
        say("Nothing was done. Open the page anew, and try again from there."),
    )


def _function(route: Route) -> _Answer:
    module, _, name = route.answer.partition(":")
    found: _Answer = getattr(import_module(f"pipeline.web.staff.{module}"), name)
    return found
