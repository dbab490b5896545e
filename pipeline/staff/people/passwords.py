"""Passwords (argon2id) with one-time codes (TOTP), and printed recovery codes, for whoever has no passkey."""

from __future__ import annotations

import secrets
from functools import cache
from typing import TYPE_CHECKING

from pipeline.errors import ActionError
from pipeline.staff.people.roster import PersonState, digest_of, key_of
from pipeline.store import Store
from pipeline.store.vault import Vault

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from pipeline.staff.people.roster import Person

SHORTEST, LONGEST = 12, 200  # characters
STEP = 30  # seconds of one code
CODES = 10  # printed for one person
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that looks like another one
_PIECES, _PIECE = 4, 4  # of a printed code: 16 letters, 78 bits


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    # RFC 9106, the second of its two choices: 64 MB for a moment; sign-ins follow one another.
    return PasswordHasher(time_cost=3, memory_cost=65536, parallelism=1)


@cache
def _of_nobody() -> str:
    """A hash that nothing fits: for a name that is not there the same work is done."""
    return _hasher().hash(secrets.token_hex(16))


def hashed(password: str, name: str) -> str:
    """The hash of a new password, worked out in a tenth of a second. Raises ActionError for one easily guessed."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise ActionError("a password has {least} to {most} characters", least=SHORTEST, most=LONGEST)
    if key_of(name) in key_of(password) or len(set(password)) < 5:
        raise ActionError("this password is easily guessed: take another one, for instance four words")
    return _hasher().hash(password)


def address_of(secret: str, name: str, service: str) -> str:
    """What a QR code shows to an app for one-time codes."""
    import pyotp

    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=name, issuer_name=service)


def set_totp(store: Store, vault: Vault, person: Person, secret: str, code: str, now: float) -> bool:
    """Keep a secret once its first code has shown that the app has it. False if it has not."""
    step = _step_of(secret, code, now)
    if step is None:
        return False
    store.set_person_totp(id=person.id, totp=vault.encrypt(secret.encode()))
    store.use_totp_step(id=person.id, totp_step=step)
    return True


def print_codes(store: Store, person: Person) -> list[str]:
    """Ten fresh recovery codes; those before them end."""
    codes = [
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(_PIECE)) for _ in range(_PIECES))
        for _ in range(CODES)
    ]
    with store.transaction():
        store.drop_recovery(person=person.id)
        store.insert_recovery([{"hash": digest_of(_bare(code)), "person": person.id} for code in codes])
    return codes


def proven(store: Store, vault: Vault, typed: tuple[str, str, str], now: float) -> tuple[int, str] | None:
    """The person (number) and the method (password, recovery) if name, password and code (`typed`) are right.

    The work is the same whether the name is there or not.
    """
    from argon2.exceptions import InvalidHashError, VerificationError

    name, password, code = typed
    row = store.person_called(name_key=key_of(name))
    there = row is not None and row["state"] == PersonState.ACTIVE and bool(row["password"])
    try:
        _hasher().verify(row["password"] if row is not None and there else _of_nobody(), password[:LONGEST])
    except (VerificationError, InvalidHashError):
        there = False
    if row is None or not there:
        return None
    with store.transaction():
        if row["totp"] is not None:
            secret = vault.decrypt(row["totp"]).decode()
            step = _step_of(secret, code, now)
            if step is not None and store.use_totp_step(id=row["id"], totp_step=step):
                return row["id"], "password"
        if store.use_recovery(hash=digest_of(_bare(code)), person=row["id"]):
            return row["id"], "recovery"
    return None


def _step_of(secret: str, code: str, now: float) -> int | None:
    """The step of time whose code this is: the present one or a neighbour."""
    import hmac

    import pyotp

    typed, totp, found = "".join(code.split()), pyotp.TOTP(secret, interval=STEP), None
    for step in range(int(now // STEP) - 1, int(now // STEP) + 2):
        same = hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode("utf-8", "replace"))
        found = step if same else found
    return found


def _bare(code: str) -> str:
    """A printed code without what a person adds or leaves out."""
    return "".join(letter for letter in code.upper() if letter.isalnum())
