"""The events a provider reports to our webhook, as values, and the signature that authenticates them. Pure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import field

from channels.approving import AccountNews, TemplateNews
from channels.outcomes import Receipt
from channels.value import dataclass


@dataclass(frozen=True, slots=True)
class Incoming:
    """A citizen's message or tap on a button. Nothing of it is stored unless it is a command."""

    id: str
    at: float  # Unix seconds
    phone: str = field(default="", repr=False)  # E.164 with "+"; "" if the provider does not tell
    user_id: str = field(default="", repr=False)  # business-scoped
    text: str = field(default="", repr=False)  # "" for pictures without a caption and the like
    also: str = field(default="", repr=False)  # of a button: its other wording
    edited: bool = False  # the text replaces that of an earlier message

    @property
    def applied_as(self) -> str:
        """The id under which it is applied once. An edit has one of its own, and so has each further edit."""
        return f"edit:{self.at}:{self.id}" if self.edited else self.id


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
    foreign: Mapping[str, int] = field(default_factory=dict)  # reports that are not for us, by what says so
    unread: int = 0  # elements that cannot be read
    heard: float = 0.0  # when it arrived, by our clock, Unix seconds

    def times(self) -> Iterator[float]:
        """When the provider says that it happened, Unix seconds."""
        for some in (self.messages, self.moves, self.marketing):
            yield from (one.at for one in some)
        yield from (one.at for one in self.receipts if not one.channel)  # of a gateway it is our own time

    def only_receipts(self) -> bool:
        return not any((self.messages, self.moves, self.marketing, self.templates, self.account))

    def parts(self) -> Iterator[Update]:
        """Each element by itself, in the order in which they are applied."""
        yield from (Update(moves=(one,), heard=self.heard) for one in self.moves)
        yield from (Update(marketing=(one,), heard=self.heard) for one in self.marketing)
        yield from (Update(messages=(one,), heard=self.heard) for one in self.messages)
        yield from (Update(receipts=(one,), heard=self.heard) for one in self.receipts)
        yield from (Update(templates=(one,), heard=self.heard) for one in self.templates)
        yield from (Update(account=(one,), heard=self.heard) for one in self.account)


# The header that carries the signature of a request's body.
SIGNATURE = "X-Hub-Signature-256"


def sign(secret: str, raw: bytes) -> str:
    """The value of the header `SIGNATURE` for the body `raw`."""
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def signature_ok(secret: str, raw: bytes, header: str | None) -> bool:
    """Whether `header` is the signature of exactly these bytes with this secret. Compared in constant time."""
    return hmac.compare_digest(sign(secret, raw).encode(), (header or "").encode("utf-8", "replace"))
