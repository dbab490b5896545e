"""The people of the staff: names, roles, states, one-time links, and changes of rights by two administrators."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING

from channels.sentence import Sentence
from channels.value import dataclass
from pipeline.errors import ActionError
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.store.statements import RightsChangesRow

LINK_LASTS = 3600.0  # seconds
LONGEST_NAME = 60  # characters


class Role(StrEnum):
    """What a person may do; each role may all that the ones before it may. Stored, so a value never changes."""

    READER = "reader"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"

    def may(self, least: Role) -> bool:
        """Whether this role is enough where `least` is needed."""
        return _RANK[self] >= _RANK[least]


_RANK = {role: rank for rank, role in enumerate(Role)}


class PersonState(StrEnum):
    """Stored, so a value never changes."""

    INVITED = "invited"  # has a link, and no way to sign in yet
    ACTIVE = "active"
    STOPPED = "stopped"  # may not sign in until two administrators say so
    REMOVED = "removed"


class Change(StrEnum):
    """A change of rights. Stored, so a value never changes."""

    ADD = "add"
    ROLE = "role"
    RESET = "reset"
    REMOVE = "remove"


ROLES = {
    Role.READER: Sentence("reader"),
    Role.EDITOR: Sentence("editor"),
    Role.ADMINISTRATOR: Sentence("administrator"),
}
STATES = {
    PersonState.INVITED: Sentence("invited, has not signed in yet"),
    PersonState.ACTIVE: Sentence("active"),
    PersonState.STOPPED: Sentence("stopped"),
    PersonState.REMOVED: Sentence("removed"),
}


@dataclass(frozen=True)
class Person:
    """One of the staff, signed in or about to."""

    id: int
    name: str
    role: Role


def key_of(name: str) -> str:
    """A name without what people spell now so, now so: capitals, doubled blanks, forms of letters."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def digest_of(token: str) -> str:
    """The hash under which a random token is kept. It has 128 bits and more, and needs no salt."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def add(store: Store, name: str, role: Role, now: float) -> int:
    """Add a person. Returns their number. Raises ActionError."""
    shown = " ".join(unicodedata.normalize("NFKC", name).split())
    if not shown or len(shown) > LONGEST_NAME or not shown.isprintable():
        raise ActionError("a name has 1 to {n} letters", n=LONGEST_NAME)
    number = store.insert_person(
        name=shown, name_key=key_of(shown), role=role, handle=secrets.token_hex(32), now=now
    )
    if number is None:
        raise ActionError("«{name}» is there already", name=shown)
    return int(number)


def find(store: Store, name: str) -> Person:
    """The person of that name. Raises ActionError."""
    row = store.person_called(name_key=key_of(name))
    if row is None:
        raise ActionError("nobody of the staff is called «{name}»", name=name)
    return Person(row["id"], row["name"], Role(row["role"]))


def invite(store: Store, person: int, now: float) -> str:
    """The last part of a fresh one-time link; the ones before it end."""
    token = secrets.token_urlsafe(24)
    with store.transaction():
        store.drop_invitations(person=person)
        store.insert_invitation(hash=digest_of(token), person=person, end=now + LINK_LASTS)
    return token


def invited(store: Store, token: str, now: float) -> Person | None:
    """Whom a one-time link invites; None = it has ended, or never was."""
    row = store.invitation(hash=digest_of(token), now=now)
    if row is None or row["state"] in (PersonState.REMOVED, PersonState.STOPPED):
        return None
    return Person(row["person"], row["name"], Role(row["role"]))


def activate(store: Store, person: Person) -> None:
    """Let a person in who has now a way to sign in. The link that brought them ends. In the caller's transaction."""
    store.drop_invitations(person=person.id)
    store.set_person_state(id=person.id, state=PersonState.ACTIVE)


def set_role(store: Store, person: Person, role: Role) -> None:
    """Give a person another role, from their next request on. Raises ActionError for the last administrator."""
    with store.transaction():
        if not role.may(Role.ADMINISTRATOR):
            _demand_another(store, person)
        store.set_person_role(id=person.id, role=role)


def forget_proofs(store: Store, person: int) -> None:
    """Take away all ways to sign in, and end all sessions. In the caller's transaction."""
    store.drop_passkeys(person=person)
    store.drop_recovery(person=person)
    store.drop_invitations(person=person)
    store.set_person_password(id=person, password="")
    store.set_person_totp(id=person, totp=None)
    store.drop_sessions(person=person, hash="")


def reset(store: Store, person: Person, now: float) -> str:
    """Take away all ways to sign in. Returns the last part of a link by which the person begins anew."""
    with store.transaction():
        forget_proofs(store, person.id)
        store.set_person_state(id=person.id, state=PersonState.INVITED)
        return invite(store, person.id, now)


def stop(store: Store, person: Person) -> None:
    """End all sessions at once, and let the person sign in no more. Raises ActionError for the last administrator."""
    with store.transaction():
        _demand_another(store, person)
        store.drop_sessions(person=person.id, hash="")
        store.drop_invitations(person=person.id)
        store.set_person_state(id=person.id, state=PersonState.STOPPED)


def remove(store: Store, person: Person) -> None:
    """Remove a person. The name stays in the log of what they did. Raises ActionError for the last administrator."""
    with store.transaction():
        _demand_another(store, person)
        forget_proofs(store, person.id)
        store.set_person_state(id=person.id, state=PersonState.REMOVED)


def _demand_another(store: Store, person: Person) -> None:
    """Whoever is the last administrator stays: else nobody could approve anything."""
    if person.role is not Role.ADMINISTRATOR:
        return
    others = [
        row
        for row in store.people()
        if row["id"] != person.id
        and row["role"] == Role.ADMINISTRATOR
        and row["state"] in (PersonState.ACTIVE, PersonState.INVITED)
    ]
    if not others:
        raise ActionError("«{name}» is the only administrator: add another one first", name=person.name)


# -- two administrators ----------------------------------------------------------------------------


def ask(store: Store, asked_by: Person, change: Change, name: str, role: Role, now: float) -> int:
    """Ask for a change of rights, which another administrator approves. Raises ActionError."""
    if change is not Change.ADD:
        name = find(store, name).name
    elif store.person_called(name_key=key_of(name)) is not None:
        raise ActionError("«{name}» is there already", name=name)
    return int(
        store.insert_rights_change(
            now=now, asked_by=asked_by.name, change=change, name=name[:LONGEST_NAME], role=role
        )
    )


def approve(store: Store, approver: Person, number: int, now: float) -> tuple[RightsChangesRow, str]:
    """Make the change that somebody else has asked for. Returns it, and the last part of a link ("" = it needs none).

    Raises ActionError.
    """
    with store.transaction():
        asked = store.take_rights_change(id=number)
        if asked is None:
            raise ActionError("this change is no longer asked for")
        if key_of(asked["asked_by"]) == key_of(approver.name):
            raise ActionError("you have asked for this yourself: another administrator approves it")
        change, link = Change(asked["change"]), ""
        if change is Change.ADD:
            link = invite(store, add(store, asked["name"], Role(asked["role"]), now), now)
        elif change is Change.ROLE:
            set_role(store, find(store, asked["name"]), Role(asked["role"]))
        elif change is Change.RESET:
            link = reset(store, find(store, asked["name"]), now)
        else:
            remove(store, find(store, asked["name"]))
    return asked, link
