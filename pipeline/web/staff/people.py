"""Who may do what, for administrators. One asks for a change, another one approves it; stopping needs one alone."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from pipeline.errors import ActionError
from pipeline.staff.deeds import Deed
from pipeline.staff.people import roster
from pipeline.staff.people.pages import link_of
from pipeline.staff.people.roster import Change, Person, PersonState, Role
from pipeline.store import Store
from pipeline.web.staff.sign_in import write_down
from pipeline.web.staff.visit import Visit
from pipeline.words import say

PAGE = "/ufficio/persone"


async def show(visit: Visit) -> web.Response:
    return await _page(visit)


async def _page(visit: Visit, link: str = "", whose: str = "") -> web.Response:
    def look(store: Store) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        return [dict(row) for row in store.people()], [dict(row) for row in store.rights_changes()]

    people, changes = await visit.ask(look)
    return visit.page(
        "people.html",
        say("People"),
        people=people,
        changes=changes,
        roles=roster.ROLES,
        states=roster.STATES,
        words=_words(),
        link=link,
        whose=whose,
    )


def _words() -> dict[str, str]:
    return {
        Change.ADD: say("add"),
        Change.ROLE: say("change the role of"),
        Change.RESET: say("let begin anew"),
        Change.REMOVE: say("remove"),
    }


async def ask(visit: Visit) -> web.Response:
    change, role = _one_of(Change, visit.get("change")), _one_of(Role, visit.get("role") or Role.READER)

    def note(store: Store) -> None:
        with store.transaction():
            roster.ask(store, visit.person, change, visit.get("name"), role, visit.now)
            about = f"{change} {visit.get('name')} {role if change in (Change.ADD, Change.ROLE) else ''}"
            write_down(store, visit, visit.person.name, "people", about.strip(), Deed.RIGHTS_ASKED)

    await visit.ask(note)
    return visit.back(PAGE)


async def approve(visit: Visit) -> web.Response:
    number = int(visit.parts["n"])

    def do(store: Store) -> tuple[str, str]:
        with store.transaction():
            asked, link = roster.approve(store, visit.person, number, visit.now)
            about = f"{asked['change']} {asked['name']} {asked['role']}"
            write_down(store, visit, visit.person.name, "people", about.strip(), Deed.RIGHTS_CHANGED)
            return link, asked["name"]

    link, name = await visit.ask(do)
    return await _page(visit, link_of(visit.config, link), name) if link else visit.back(PAGE)


async def decline(visit: Visit) -> web.Response:
    number = int(visit.parts["n"])
    await visit.ask(lambda store: store.take_rights_change(id=number))
    return visit.back(PAGE)


async def stop(visit: Visit) -> web.Response:
    """End somebody's sessions at once. It takes nobody's rights away for good: two administrators give them back."""
    number = int(visit.parts["n"])

    def do(store: Store) -> None:
        with store.transaction():
            row = store.person(id=number)
            if row is None or row["state"] == PersonState.REMOVED:
                raise ActionError("this person is no longer there")
            roster.stop(store, Person(row["id"], row["name"], Role(row["role"])))
            write_down(store, visit, visit.person.name, "people", f"stop {row['name']}", Deed.RIGHTS_CHANGED)

    await visit.ask(do)
    return visit.back(PAGE)


def _one_of(kind: Any, value: str) -> Any:
    try:
        return kind(value)
    except ValueError:
        raise ActionError("this choice is not there") from None
