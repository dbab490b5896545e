"""The first sign-in, by a one-time link: a passkey, or a password with an app's codes. Looking at the page uses nothing
up: messengers open links to show what is behind them."""

from __future__ import annotations

from aiohttp import web

from pipeline.errors import ActionError
from pipeline.staff.deeds import Deed
from pipeline.staff.people import passkeys, passwords, roster
from pipeline.staff.people.roster import Person
from pipeline.staff.people.sessions import Proof
from pipeline.store import Store
from pipeline.web.staff.second_factor import qr_of, secret_of
from pipeline.web.staff.sign_in import signed_in, write_down
from pipeline.web.staff.visit import Visit
from pipeline.words import put, say


async def show(visit: Visit) -> web.Response:
    person = await _invited(visit)
    return _page(visit, person) if person else _ended(visit)


async def _invited(visit: Visit) -> Person | None:
    token = visit.parts["token"]
    return await visit.ask(lambda store: roster.invited(store, token, visit.now))


def _page(visit: Visit, person: Person, problem: str = "", status: int = 200) -> web.Response:
    secret = secret_of(visit, f"begin {visit.parts['token']}")
    return visit.page(
        "begin.html",
        say("Welcome, {name}", name=person.name),
        status=status,
        invited=person,
        role=roster.ROLES[person.role],
        secret=secret,
        qr=qr_of(passwords.address_of(secret, person.name, visit.config.service.name)),
        problem=problem,
        shortest=passwords.SHORTEST,
    )


def _ended(visit: Visit) -> web.Response:
    return visit.refused(
        404,
        say("This link has ended"),
        say("It holds for one hour, and once. Ask whoever sent it for another one."),
    )


async def challenge(visit: Visit) -> web.Response:
    person = await _invited(visit)
    if person is None:
        return _ended(visit)
    made = passkeys.making(visit.challenger, person, visit.now)
    options = await visit.ask(lambda store: passkeys.creation_options(store, visit.office.site, person, made))
    return web.json_response(text=options)


async def by_passkey(visit: Visit) -> web.Response:
    def make(store: Store) -> Person | None:
        with store.transaction():
            person = roster.invited(store, visit.parts["token"], visit.now)
            site, challenger = visit.office.site, visit.challenger
            if person is None or not passkeys.keep(store, site, challenger, visit.body, person, visit.now):
                return None
            roster.activate(store, person)
            write_down(store, visit, person.name, "access", "passkey", Deed.ACCESS_CHANGED)
            return person

    person = await visit.ask(make)
    if person is None:
        words = say("The passkey could not be made. Load this page anew, and try once more.")
        return web.json_response({"error": words}, status=403)
    return await signed_in(visit, Proof(person.id, "passkey"), web.json_response({"to": "/ufficio/io"}))


async def by_password(visit: Visit) -> web.Response:
    """A password, and the first code of an app: both are kept, or neither."""
    secret = secret_of(visit, f"begin {visit.parts['token']}")
    typed, code = next(iter(visit.fields.get("password", ())), ""), visit.get("code")

    invited = await _invited(visit)
    if invited is None:
        return _ended(visit)

    def make(store: Store) -> list[str] | None:
        hashed = passwords.hashed(typed, invited.name)
        with store.transaction():
            person = roster.invited(store, visit.parts["token"], visit.now)
            if person is None:
                return None
            store.set_person_password(id=person.id, password=hashed)
            if not passwords.set_totp(store, visit.office.vault, person, secret, code, visit.now):
                raise ActionError("the code is not right: is the clock of the phone?")
            roster.activate(store, person)
            write_down(store, visit, person.name, "access", "password", Deed.ACCESS_CHANGED)
            return passwords.print_codes(store, person)

    try:
        codes = await visit.ask(make)
    except ActionError as error:
        return _page(visit, invited, put(error.sentence), 409)
    if codes is None:
        return _ended(visit)
    page = visit.page("codes.html", say("Print these codes"), codes=codes, whose=invited.name)
    return await signed_in(visit, Proof(invited.id, "password"), page)
