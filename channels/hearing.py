"""What a provider reports to our webhook, as values, and the signature by which its requests are known. Pure."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

from channels.approving import AccountNews, TemplateNews
from channels.outcomes import Receipt


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a citizen did: wrote, or tapped a button. Nothing of it is kept unless it is a command."""

    id: str
    at: float  # Unix seconds
    phone: str = field(default="", repr=False)  # E.164 with "+"; "" if the provider does not tell
    user_id: str = field(default="", repr=False)  # business-scoped
    text: str = field(default="", repr=False)  # "" for pictures and the like


@dataclass(frozen=True, slots=True)
class Moved:
    """A citizen's number or user id has changed; the provider says so."""

    id: str
    at: float  # Unix seconds
    old_phone: str = field(default="", repr=False)
    old_user_id: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)  # "" = it cannot be shared: the old one is theirs no more
    user_id: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Marketing:
    """A citizen used the switch in their app for marketing messages; it is no departure."""

    at: float  # Unix seconds
    stop: bool
    phone: str = field(default="", repr=False)
    user_id: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Update:
    messages: tuple[Incoming, ...] = ()
    moves: tuple[Moved, ...] = ()
    marketing: tuple[Marketing, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    templates: tuple[TemplateNews, ...] = ()
    account: tuple[AccountNews, ...] = ()
    ignored: int = 0  # elements of other kinds, or malformed


# The header that carries the signature of a request's body.
SIGNATURE = "X-Hub-Signature-256"


def sign(secret: str, raw: bytes) -> str:
    """The value of the header `SIGNATURE` for these bytes."""
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def signature_ok(secret: str, raw: bytes, header: str | None) -> bool:
    """Whether whoever knows the secret signed these very bytes; compared in constant time."""
    return hmac.compare_digest(sign(secret, raw).encode(), (header or "").encode("utf-8", "replace"))
