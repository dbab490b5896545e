"""Keeps what identifies people: encrypted, looked up by keyed hash, proven by another keyed hash."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Callable

from pipeline.config import ConfigError, MissingSecret

VERSION = b"\x01"  # first byte of everything encrypted, so that keys and ciphers can change
_NONCE = 12


class VaultError(Exception):
    """Something kept cannot be read with these keys."""


class Vault:
    """Three keys of 32 bytes, for three purposes that never mix."""

    def __init__(self, encryption: bytes, lookup: bytes, proof: bytes, old: bytes | None = None) -> None:
        """`old`: the encryption key before this one, while both are in use."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._cipher = AESGCM(encryption)
        self._ciphers = [self._cipher, *([AESGCM(old)] if old else [])]
        self._lookup, self._proof = lookup, proof

    def __repr__(self) -> str:
        return "Vault()"

    @classmethod
    def open(cls, secret: Callable[[str], str]) -> Vault:
        """With the keys that `secret` gives by name. Raises ConfigError."""
        try:
            old = _key("KEY_ENCRYPTION_OLD", secret("KEY_ENCRYPTION_OLD"))
        except MissingSecret:
            old = None
        encryption, lookup, proof = (
            _key(name, secret(name)) for name in ("KEY_ENCRYPTION", "KEY_LOOKUP", "KEY_PROOF")
        )
        return cls(encryption, lookup, proof, old)

    def encrypt(self, value: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return VERSION + nonce + self._cipher.encrypt(nonce, value, VERSION)

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
        """Whether what the key before this one closed can still be opened."""
        return len(self._ciphers) > 1

    def renewed(self, value: bytes | None) -> bytes | None:
        """The same, closed with the newest key. Raises VaultError."""
        return None if value is None else self.encrypt(self.decrypt(value))

    def lookup(self, identity: str) -> bytes:
        """Finds a number or user id again without keeping it readable."""
        return hmac.new(self._lookup, identity.encode(), hashlib.sha256).digest()

    def proof(self, message_id: str) -> bytes:
        """Recognises a message without keeping its id."""
        return hmac.new(self._proof, message_id.encode(), hashlib.sha256).digest()


def _key(name: str, text: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise ConfigError(
            f"INFOSTIGLIA_{name}: must be 32 bytes as base64url, as `infostiglia init` prints them"
        )
    return key
