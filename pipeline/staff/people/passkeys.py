"""Passkeys (WebAuthn). A browser shows whom it knows, so that no name is typed, and none can be guessed.

A challenge is sealed and bound to the browser that asked for it; nothing is written down for strangers. One that was
answered is written down as spent until it ends.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from channels.value import dataclass
from pipeline.staff.people.roster import PersonState, digest_of
from pipeline.store import Store
from pipeline.store.vault import Vault

if TYPE_CHECKING:
    from pipeline.staff.people.roster import Person

LASTS = 300.0  # seconds in which a challenge is answered
_SEAL = 16  # bytes


@dataclass(frozen=True)
class Site:
    """The site that passkeys are made for: whoever imitates it gets nothing."""

    origin: str  # https://comune.example
    title: str  # as the browser shows it

    @property
    def host(self) -> str:
        return urlsplit(self.origin).hostname or ""


@dataclass(frozen=True)
class Challenger:
    """Makes and knows challenges of one browser (`cookie`: what only that one has)."""

    vault: Vault
    cookie: str

    def challenge(self, purpose: str, now: float) -> bytes:
        head = secrets.token_bytes(16) + int(now + LASTS).to_bytes(8, "big")
        return head + self._seal(purpose, head)

    def knows(self, purpose: str, challenge: bytes, now: float) -> bool:
        """Whether it is one of ours, for this purpose and this browser, and has not ended."""
        head, seal = challenge[:24], challenge[24:]
        good = len(head) == 24 and hmac.compare_digest(seal, self._seal(purpose, head))
        return good and now < int.from_bytes(head[16:24], "big")

    def _seal(self, purpose: str, head: bytes) -> bytes:
        return self.vault.proof(f"challenge {purpose} {head.hex()} {self.cookie}")[:_SEAL]


def creation_options(store: Store, site: Site, person: Person, challenge: bytes) -> str:
    """What a browser needs to make a passkey, as JSON."""
    import webauthn
    from webauthn.helpers import base64url_to_bytes, options_to_json, structs

    row = store.person(id=person.id)
    assert row is not None
    wanted = structs.AuthenticatorSelectionCriteria(
        resident_key=structs.ResidentKeyRequirement.REQUIRED,
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    known = [
        structs.PublicKeyCredentialDescriptor(id=base64url_to_bytes(key["credential"]))
        for key in store.passkeys_of(person=person.id)
    ]
    return options_to_json(
        webauthn.generate_registration_options(
            rp_id=site.host,
            rp_name=site.title,
            user_id=bytes.fromhex(row["handle"]),
            user_name=person.name,
            user_display_name=person.name,
            challenge=challenge,
            authenticator_selection=wanted,
            exclude_credentials=known,
        )
    )


def request_options(site: Site, challenge: bytes) -> str:
    """What a browser needs to prove with a passkey who is there, as JSON."""
    import webauthn
    from webauthn.helpers import options_to_json, structs

    return options_to_json(
        webauthn.generate_authentication_options(
            rp_id=site.host,
            challenge=challenge,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        )
    )


def keep(store: Store, site: Site, challenger: Challenger, answer: str, person: Person, now: float) -> bool:
    """Keep a new passkey of a person. False if the answer of the browser is not right."""
    import webauthn
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        said = _read(answer)
        challenge = _challenge_of(said)
        if not challenger.knows(_making(person), challenge, now):
            return False
        made = webauthn.verify_registration_response(
            credential=said,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return False
    with store.transaction():
        if not _spend(store, challenge, now):
            return False
        return bool(
            store.insert_passkey(
                credential=bytes_to_base64url(made.credential_id),
                person=person.id,
                public_key=made.credential_public_key,
                sign_count=made.sign_count,
                now=now,
            )
        )


def making(challenger: Challenger, person: Person, now: float) -> bytes:
    """A challenge for a new passkey of that person."""
    return challenger.challenge(_making(person), now)


def signing_in(challenger: Challenger, now: float) -> bytes:
    """A challenge for whoever signs in."""
    return challenger.challenge("sign in", now)


def proven(store: Store, site: Site, challenger: Challenger, answer: str, now: float) -> int | None:
    """The number of the person whose passkey has answered; None = it is not right."""
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        said = _read(answer)
        challenge, credential = _challenge_of(said), str(said["id"])
        known = store.passkey(credential=credential)
        if known is None or known["state"] != PersonState.ACTIVE:
            return None
        if not challenger.knows("sign in", challenge, now) or not _is_theirs(said, known["handle"]):
            return None
        shown = webauthn.verify_authentication_response(
            credential=said,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=known["public_key"],
            credential_current_sign_count=known["sign_count"],
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    with store.transaction():
        if not _spend(store, challenge, now):
            return None
        store.passkey_used(credential=credential, sign_count=shown.new_sign_count, now=now)
    return int(known["person"])


def _making(person: Person) -> str:
    return f"make {person.id}"


def _read(answer: str) -> dict[str, Any]:
    """Raises ValueError, also for what is nested so deeply that reading it fails."""
    import json

    try:
        said = json.loads(answer)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(said, dict):
        raise ValueError("no object")
    return said


def _challenge_of(said: dict[str, Any]) -> bytes:
    """The challenge that the browser says it has answered; whether it has, the library verifies."""
    import json

    from webauthn.helpers import base64url_to_bytes

    told = json.loads(base64url_to_bytes(str(said["response"]["clientDataJSON"])))
    return base64url_to_bytes(str(told["challenge"]))


def _is_theirs(said: dict[str, Any], handle: str) -> bool:
    """Whether the user handle, if the authenticator gives one, is that of the passkey's person."""
    from webauthn.helpers import base64url_to_bytes

    told = said["response"].get("userHandle")
    return told is None or hmac.compare_digest(base64url_to_bytes(str(told)).hex(), handle)


def _spend(store: Store, challenge: bytes, now: float) -> bool:
    """Whether nobody has answered it before. In the caller's transaction."""
    return store.spend(name=digest_of(challenge.hex()), end=now + 2 * LASTS) == 1
