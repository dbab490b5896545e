"""Sessions of signed-in staff: a random cookie, of which only a hash is kept; with an idle and an absolute end."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from channels.value import dataclass
from pipeline.staff.people.roster import Person, PersonState, Role, digest_of
from pipeline.store import Store
from pipeline.store.vault import Vault

IDLE, WHOLE = 4 * 3600.0, 16 * 3600.0  # seconds
FRESH = 900.0  # seconds after a sign-in in which the ways to sign in may be changed
SEEN = 60.0  # seconds between two marks that a session is in use


@dataclass(frozen=True)
class Session:
    person: Person
    method: str  # passkey, password, recovery, proxy
    begun_at: float  # Unix seconds

    def is_fresh(self, now: float) -> bool:
        return now - self.begun_at < FRESH


@dataclass(frozen=True)
class Proof:
    """What has just been shown: who it is, and how."""

    person: int
    method: str  # passkey, password, recovery, proxy


def begin(store: Store, vault: Vault, proof: Proof, before: str, now: float) -> str:
    """A fresh cookie for a person who has just proven who they are. What the browser had (`before`) ends: nobody can
    have put a session there that is now signed in."""
    head = secrets.token_urlsafe(32)
    token = f"{head}.{_session_seal(vault, head)}"
    with store.transaction():
        store.drop_old_sessions(before=now - IDLE, start=now - WHOLE)
        store.drop_spent(now=now)
        store.drop_old_invitations(now=now)
        store.drop_session(hash=digest_of(before))
        store.insert_session(hash=digest_of(token), person=proof.person, method=proof.method, now=now)
        store.person_seen(id=proof.person, now=now)
    return token


def is_ours(vault: Vault, token: str) -> bool:
    """Whether a cookie was made here. What strangers invent asks nothing of the database."""
    head, _, seal = token.partition(".")
    return hmac.compare_digest(seal.encode("utf-8", "replace"), _session_seal(vault, head).encode())


def _session_seal(vault: Vault, head: str) -> str:
    return vault.proof(f"session {head}").hex()[:24]


def session_of(store: Store, token: str, now: float) -> Session | None:
    """The session of a cookie; None = it has ended, or never was. Role and state are those of this moment."""
    row = store.session(hash=digest_of(token))
    if row is None or row["state"] != PersonState.ACTIVE:
        return None
    if not (0 <= now - row["seen_at"] < IDLE and now - row["begun_at"] < WHOLE):
        return None
    if now - row["seen_at"] > SEEN:
        store.session_seen(hash=row["hash"], now=now)
    return Session(Person(row["person"], row["name"], Role(row["role"])), row["method"], row["begun_at"])


def end(store: Store, token: str) -> None:
    store.drop_session(hash=digest_of(token))


def form_token(cookie: str) -> str:
    """What every form of this browser carries. Only who has the cookie can make it."""
    return hmac.new(cookie.encode("utf-8", "replace"), b"form", hashlib.sha256).hexdigest()


def fits(cookie: str, token: str) -> bool:
    return bool(cookie) and hmac.compare_digest(form_token(cookie), token.encode("ascii", "replace").decode())


# -- a device that has signed in before ------------------------------------------------------------


def device_mark(vault: Vault, name_key: str) -> str:
    """A cookie that says: this browser has signed in as that person before. It opens nothing."""
    nonce = secrets.token_urlsafe(9)
    return f"{nonce}.{_device_seal(vault, nonce, name_key)}"


def device_of(vault: Vault, mark: str, name_key: str) -> str:
    """The device's own name in the counts of failures; "" = it has not signed in as that person."""
    nonce, _, seal = mark.partition(".")
    good = hmac.compare_digest(seal.encode("utf-8", "replace"), _device_seal(vault, nonce, name_key).encode())
    return nonce if nonce and good else ""


def _device_seal(vault: Vault, nonce: str, name_key: str) -> str:
    return vault.proof(f"device {nonce} {name_key}").hex()[:32]
