"""Protection of personal identifiers: encryption, a keyed hash for look-up, and another one for proofs."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from channels.sentence import OneLineError
from pipeline.settings.values import ConfigError, MissingSecretError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"  # first byte of everything encrypted, so that keys and ciphers can change
_NONCE = 12
_MESSAGE = 16  # bytes of a message's hash: enough for no two of a council's messages ever to meet


class VaultError(OneLineError):
    """Stored data that cannot be read with these keys."""


class Vault:
    """Three keys of 32 bytes, for three purposes that never mix."""

    def __init__(
        self,
        encryption: bytes,
        lookup: bytes,
        proof: bytes,
        old: bytes | None = None,
        old_proof: bytes | None = None,
    ) -> None:
        """`old`, `old_proof`: the previous keys, as long as data encrypted or hashed with them exists."""
        self._encryption = [encryption, *([old] if old else [])]
        self._lookup, self._proofs = lookup, [proof, *([old_proof] if old_proof else [])]

    def __repr__(self) -> str:
        return "Vault()"

    @property
    def check_values(self) -> dict[str, list[str]]:
        """By each key's name its check value, the newest key's first. It recognises a key and reveals nothing of it."""
        keys = {"KEY_ENCRYPTION": self._encryption, "KEY_LOOKUP": [self._lookup], "KEY_PROOF": self._proofs}
        return {name: [_check_value(key) for key in own] for name, own in keys.items()}

    def only(self, encryption: int) -> Vault:
        """A vault that has only one of the encryption keys: 0 = the newest, 1 = the one before."""
        return Vault(self._encryption[encryption], self._lookup, self._proofs[0])

    @classmethod
    def open(cls, secret: Callable[[str], str]) -> Vault:
        """A vault with the keys that `secret` returns by name. Raises ConfigError."""

        def before(name: str) -> bytes | None:
            try:
                return _key(name, secret(name))
            except MissingSecretError:
                return None

        encryption, lookup, proof = (
            _key(name, secret(name)) for name in ("KEY_ENCRYPTION", "KEY_LOOKUP", "KEY_PROOF")
        )
        return cls(encryption, lookup, proof, before("KEY_ENCRYPTION_OLD"), before("KEY_PROOF_OLD"))

    @cached_property
    def _ciphers(self) -> list[AESGCM]:
        """The ciphers, newest key first. Created on first use, because a run without news decrypts nothing."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return [AESGCM(key) for key in self._encryption]

    def encrypt(self, value: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return VERSION + nonce + self._ciphers[0].encrypt(nonce, value, VERSION)

    def decrypt(self, value: bytes) -> bytes:
        """Raises VaultError."""
        from cryptography.exceptions import InvalidTag

        for cipher in self._ciphers if value[:1] == VERSION else ():
            try:
                return cipher.decrypt(value[1 : 1 + _NONCE], value[1 + _NONCE :], VERSION)
            except (InvalidTag, ValueError):
                continue
        raise VaultError("encrypted with another key, or damaged: is KEY_ENCRYPTION the right one?")

    @property
    def has_old_key(self) -> bool:
        """Whether data encrypted with the previous key can still be decrypted."""
        return len(self._encryption) > 1

    def renewed(self, value: bytes | None) -> bytes | None:
        """The value encrypted again with the newest key; None stays None. Raises VaultError."""
        return None if value is None else self.encrypt(self.decrypt(value))

    def lookup(self, identity: str) -> bytes:
        """The keyed hash by which a number or user id is found."""
        return hmac.new(self._lookup, identity.encode(), hashlib.sha256).digest()

    def message(self, id_: str) -> str:
        """The keyed hash that stands for the id of a citizen's message, because the id holds the number. "" of "".

        BLAKE2 has a key and a domain (`person`) by itself, and takes a third of HMAC's time: each answer needs one.
        """
        if not id_:
            return ""
        text = id_.encode("utf-8", "replace")
        return hashlib.blake2b(text, digest_size=_MESSAGE, key=self._lookup, person=b"message").hexdigest()

    def proof(self, text: str) -> bytes:
        """The keyed hash by which a message or a person is recognised without storing their identifier."""
        return self.proofs(text)[0]

    def proofs(self, text: str) -> list[bytes]:
        """The proof under every key in use, newest first, so that entries from before a change of keys are found."""
        return [hmac.new(key, text.encode(), hashlib.sha256).digest() for key in self._proofs]

    @property
    def proof_keys(self) -> list[str]:
        """The names of the proof keys in use, newest first. They reveal nothing about the keys."""
        return [hashlib.sha256(b"proof key" + key).hexdigest()[:8] for key in self._proofs]


def _check_value(key: bytes) -> str:
    return hmac.new(key, b"infostiglia: the check value of a key", hashlib.sha256).hexdigest()[:32]


def _key(name: str, text: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise ConfigError(
            "INFOSTIGLIA_{name}: must be 32 bytes as base64url, as `infostiglia init` prints them", name=name
        )
    return key
