"""A citizen's number and user id: as columns of a row, as keys of the ledger and of departures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from channels.base import Recipient
from pipeline.citizens.journal import Journal
from pipeline.citizens.ledger import Person
from pipeline.citizens.number_forms import other_forms
from pipeline.store import Store
from pipeline.store.vault import Vault

if TYPE_CHECKING:
    from pipeline.store.statements import AddressesRow, ConsentsOfRow, SubscriberRow


def columns(vault: Vault, phone: str, user_id: str) -> dict[str, bytes | None]:
    """Both as a row of `subscriber` holds them: found by a keyed hash, and encrypted. "" = not known."""
    return {
        "phone_lookup": vault.lookup(phone) if phone else None,
        "phone": vault.encrypt(phone.encode()) if phone else None,
        "user_lookup": vault.lookup(user_id) if user_id else None,
        "user_id": vault.encrypt(user_id.encode()) if user_id else None,
    }


def row_of(store: Store, vault: Vault, phone: str, user_id: str) -> SubscriberRow | None:
    """The row by user id, else by number: the id is the person's own, the number may have passed to someone else."""
    row = store.subscriber_by_user(lookup=vault.lookup(user_id)) if user_id else None
    return row if row is not None else row_of_number(store, vault, phone)


def row_of_number(store: Store, vault: Vault, phone: str) -> SubscriberRow | None:
    """The row by the number, or by another form of it: see `second_number.py`."""
    forms = (phone, *other_forms(phone)) if phone else ()
    found = (store.subscriber_by_phone(lookup=vault.lookup(one)) for one in forms)
    return next((row for row in found if row is not None), None)


def record_departure(
    store: Store, vault: Vault, journal: Journal, identities: Iterable[str], at: float
) -> None:
    """Record a departure in the database, and in the journal before the commit. In the caller's transaction."""
    known = [identity for identity in identities if identity]
    record_in_database(store, vault, known, at)
    seen = journal.append([vault.lookup(identity) for identity in known], at)
    store.set_setting(name="journal", value=str(seen))


def record_in_database(store: Store, vault: Vault, identities: Iterable[str], at: float) -> None:
    """Record a departure only in the database, in the caller's transaction."""
    for identity in identities:
        if identity:
            store.depart(identity=departure_of(vault, identity), at=at)


def departure_of(vault: Vault, identity: str) -> bytes:
    """The keyed hash under which a departure is stored."""
    return vault.proof(f"departure:{identity}")


def last_departure(store: Store, vault: Vault, phone: str, user_id: str) -> float:
    """The time someone with this number or user id last asked to leave (Unix seconds; 0 = not in the remembered
    period)."""
    known = zip(vault.proofs(f"departure:{phone}"), vault.proofs(f"departure:{user_id}"), strict=True)
    return max(store.last_departure(phone=one, user=other) or 0.0 for one, other in known)


def departure_ever(store: Store, vault: Vault, phone: str, user_id: str) -> float:
    """The same, however long ago, as far as the ledger knows. It forgets citizens who asked to be erased, and the
    others only after years."""
    known = [line for one in (phone, user_id) if one for line in lines_of(store, vault, one)]
    ever = max((line["at"] for line in known if line["action"] == "left"), default=0.0)
    return max(ever, last_departure(store, vault, phone, user_id))


def person_of(vault: Vault, identity: str) -> Person:
    """The ledger's key of a person: found only by someone who has the number."""
    return Person(vault.proof(f"consent:{identity}"), vault.proof_keys[0])


def people_of(vault: Vault, identity: str) -> list[bytes]:
    """All keys the ledger may have for a person, one for every proof key in use."""
    return vault.proofs(f"consent:{identity}")


def lines_of(store: Store, vault: Vault, identity: str) -> list[ConsentsOfRow]:
    """A person's lines in the ledger, the oldest first."""
    found = [row for one in people_of(vault, identity) for row in store.consents_of(identity=one)]
    return sorted(found, key=lambda row: int(row["id"]))


def read_address(vault: Vault, row: AddressesRow) -> Recipient:
    """A citizen's decrypted address, from a row of `addresses`. Kept only for the moment of sending."""
    return Recipient(
        phone=vault.decrypt(row["phone"]).decode() if row["phone"] else "",
        user_id=vault.decrypt(row["user_id"]).decode() if row["user_id"] else "",
    )
