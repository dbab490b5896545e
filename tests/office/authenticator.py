"""A passkey of a device that does not exist: answers challenges as an authenticator and a browser do together."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Authenticator:
    """Its count of signatures stays 0, as that of passkeys does that are on several devices."""

    def __init__(self, origin: str, *, verifies: bool = True) -> None:
        """`verifies`: it asks for a finger, a face or a PIN."""
        self.origin, self._flags = origin, PRESENT | (VERIFIED if verifies else 0)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._id, self.handle = secrets.token_bytes(32), ""

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        self.handle = options["user"]["id"]
        numbers = self._key.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        attested = bytes(16) + struct.pack(">H", len(self._id)) + self._id + public
        data = self._data(options["rp"]["id"], ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._client("webauthn.create", options["challenge"])
        return self._answer(clientDataJSON=said, attestationObject=attestation)

    def prove(self, options: dict[str, Any]) -> dict[str, Any]:
        data = self._data(options["rpId"], 0)
        said = self._client("webauthn.get", options["challenge"])
        signature = self._key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        answer = self._answer(clientDataJSON=said, authenticatorData=data, signature=signature)
        answer["response"]["userHandle"] = self.handle
        return answer

    def _data(self, host: str, more: int) -> bytes:
        return hashlib.sha256(host.encode()).digest() + struct.pack(">BI", self._flags | more, 0)

    def _client(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _answer(self, **parts: bytes) -> dict[str, Any]:
        name = bytes_to_base64url(self._id)
        response: dict[str, Any] = {key: bytes_to_base64url(value) for key, value in parts.items()}
        return {"id": name, "rawId": name, "type": "public-key", "response": response}
