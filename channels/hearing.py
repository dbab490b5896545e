"""The events a provider reports to our webhook, as values, and the signature that authenticates them. Pure."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

from channels.approving import AccountNews, TemplateNews
from channels.outcomes import Receipt


@dataclass(frozen=True, slots=True)
class Incoming:
    """A citizen's message or tap on a button. Nothing of it is stored unless it is a command."""

    id: str
    at: float  # Unix seconds
    phone: str = field(default="", repr=False)  # E.164 with "+"; "" if the provider does not tell
    user_id: str = field(default="", repr=False)  # business-scoped
    text: str = field(default="", repr=False)  # "" for pictures and the like


@dataclass(frozen=True, slots=True)
class Moved:
    """The provider's notice that a citizen's number or user id has changed."""

    id: str
    at: float  # Unix seconds
    old_phone: str = field(default="", repr=False)
    old_user_id: str = field(default="", repr=False)
    phone: str = field(
        default="", repr=False
    )  # "" = the new one is not told: the old one is no longer theirs
    user_id: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Marketing:
    """The provider's notice that a citizen switched marketing messages on or off in their app. It is no departure."""

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
    """The value of the header `SIGNATURE` for the body `raw`."""
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def signature_ok(secret: str, raw: bytes, header: str | None) -> bool:
    """Whether `header` is the signature of exactly these bytes with this secret. Compared in constant time."""
    return hmac.compare_digest(sign(secret, raw).encode(), (header or "").encode("utf-8", "replace"))
