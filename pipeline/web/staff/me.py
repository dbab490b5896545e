"""A person's own ways to sign in: passkeys, password with codes, printed codes; and their sessions elsewhere."""

from __future__ import annotations

from aiohttp import web

from pipeline.errors import ActionError
from pipeline.staff.deeds import Deed
from pipeline.staff.people import passkeys, passwords, roster
from pipeline.staff.people.roster import digest_of
from pipeline.store import Store
from pipeline.web.staff.second_factor import qr_of, secret_of
from pipeline.web.staff.sign_in import write_down
from pipeline.web.staff.visit import Visit
from pipeline.words import put, say

PAGE = "/ufficio/io"


async def show(visit: Visit) -> web.Response:
    return await _page(visit)


async def _page(visit: Visit, problem: str = "", status: int = 200) -> web.Response:
    person, fresh = visit.person, bool(visit.session and visit.session.is_fresh(visit.now))

    def look(store: Store) -> dict[str, object]:
        row = store.person(id=person.id)
        keys = store.passkeys_of(person=person.id)
        assert row is not None
        return {
            "keys": [
                {"id": key["credential"], "made": key["made_at"], "used": key["used_at"]} for key in keys
            ],
            "has_password": bool(row["password"]),
            "codes": store.recovery_left(person=person.id),
        }

    known = await visit.ask(look)
    secret = secret_of(visit, "me")
    address = passwords.address_of(secret, person.name, visit.config.service.name) if fresh else ""
    return visit.page(
        "me.html",
        say("Your access"),
        status=status,
        **known,
        role=roster.ROLES[person.role],
        fresh=fresh,
        secret=secret,
        qr=qr_of(address) if address else "",
        problem=problem,
        shortest=passwords.SHORTEST,
    )


async def challenge(visit: Visit) -> web.Response:
    person, made = visit.person, passkeys.making(visit.challenger, visit.person, visit.now)
    options = await visit.ask(lambda store: passkeys.creation_options(store, visit.office.site, person, made))
    return web.json_response(text=options)


async def add_passkey(visit: Visit) -> web.Response:
    def make(store: Store) -> bool:
        site, challenger = visit.office.site, visit.challenger
        if not passkeys.keep(store, site, challenger, visit.body, visit.person, visit.now):
            return False
        write_down(store, visit, visit.person.name, "access", "passkey", Deed.ACCESS_CHANGED)
        return True

    if await visit.ask(make):
        return web.json_response({"to": PAGE})
    words = say("The passkey could not be made. Load this page anew, and try once more.")
    return web.json_response({"error": words}, status=403)


async def remove_passkey(visit: Visit) -> web.Response:
    """The last way to sign in stays."""

    def drop(store: Store) -> None:
        with store.transaction():
            row, keys = store.person(id=visit.person.id), store.passkeys_of(person=visit.person.id)
            if len(keys) < 2 and not (row and row["password"]):
                raise ActionError("this is your only way to sign in: add another one first")
            if store.drop_passkey(credential=visit.get("passkey"), person=visit.person.id):
                write_down(store, visit, visit.person.name, "access", "passkey -", Deed.ACCESS_CHANGED)

    await visit.ask(drop)
    return visit.back(PAGE)


async def set_password(visit: Visit) -> web.Response:
    """A new password with a new app's codes; all other sessions end."""
    secret, code = secret_of(visit, "me"), visit.get("code")
    typed = next(iter(visit.fields.get("password", ())), "")

    def change(store: Store) -> list[str]:
        hashed = passwords.hashed(typed, visit.person.name)
        with store.transaction():
            store.set_person_password(id=visit.person.id, password=hashed)
            if not passwords.set_totp(store, visit.office.vault, visit.person, secret, code, visit.now):
                raise ActionError("the code is not right: is the clock of the phone?")
            store.drop_sessions(person=visit.person.id, hash=digest_of(visit.cookie))
            write_down(store, visit, visit.person.name, "access", "password", Deed.ACCESS_CHANGED)
            return passwords.print_codes(store, visit.person)

    try:
        codes = await visit.ask(change)
    except ActionError as error:
        return await _page(visit, put(error.sentence), 409)
    return visit.page("codes.html", say("Print these codes"), codes=codes, whose=visit.person.name)


async def print_codes(visit: Visit) -> web.Response:
    def make(store: Store) -> list[str]:
        write_down(store, visit, visit.person.name, "access", "codes", Deed.ACCESS_CHANGED)
        return passwords.print_codes(store, visit.person)

    codes = await visit.ask(make)
    return visit.page("codes.html", say("Print these codes"), codes=codes, whose=visit.person.name)


async def sign_out_others(visit: Visit) -> web.Response:
    await visit.ask(lambda store: store.drop_sessions(person=visit.person.id, hash=digest_of(visit.cookie)))
    return visit.back(PAGE)
