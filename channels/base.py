"""What a channel is: its protocol, its capabilities as data, and the typed outcomes of one attempt.

Channels know nothing of the pipeline or of SQL. They take values and answer with values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable


class ChannelError(Exception):
    """A channel's setting or template is wrong. The message is one line: what, where, what to do."""


# -- what is sent ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Content:
    """What one channel publishes of one item: immutable once rendered, stored with the post as JSON.

    `text` is always the whole text as a citizen reads it, also where the provider is only sent
    the `parameters` of an approved `template`.
    """

    text: str
    link: str = ""  # sent apart from the text (Facebook's link preview); "" = none
    template: str = ""  # name of the template approved by the provider; "" = free text
    language: str = "it"
    category: str = ""  # the provider's price category of the template: MARKETING, UTILITY or ""
    parameters: Mapping[str, str] = field(default_factory=dict)  # body parameters by name
    button: str | None = None  # the one parameter of the URL button; None = the template has none
    footer: str = ""  # fixed words the provider shows below the text; part of the approved template
    picture: str = ""  # address of the header's picture, as the portal declares it
    media: str = ""  # the provider's id of that picture, once uploaded
    media_at: float = 0.0  # when it was uploaded, Unix seconds
    uploads: int = 0  # how often it was
    otherwise: Mapping[str, Any] = field(default_factory=dict)  # as JSON: what goes if the picture cannot
    reply_to: str = ""  # provider id of the message this one answers

    def to_json(self) -> dict[str, Any]:
        return {
            name: getattr(self, name)
            for name in self.__slots__
            if getattr(self, name) not in ("", None, {}, 0)
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Content:
        return cls(**value)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom one delivery goes to. A page has neither; a citizen has a phone number, a user id or both."""

    phone: str = field(default="", repr=False)  # E.164 with "+"
    user_id: str = field(default="", repr=False)  # WhatsApp business-scoped user id


@dataclass(frozen=True, slots=True)
class Key:
    """Names one attempt for ever: it travels to the provider where that is possible and comes back."""

    nonce: str  # of this database; new at `init` and at each restore
    delivery: int
    attempt: int

    def __str__(self) -> str:
        return f"{self.nonce}.{self.delivery}.{self.attempt}"

    @classmethod
    def parse(cls, text: str) -> Key | None:
        """The key written in `text`, or None if it is not one of ours."""
        match text.split("."):
            case [nonce, delivery, attempt] if nonce and all(
                part.isdecimal() and part.isascii() and len(part) < 19 for part in (delivery, attempt)
            ):
                return cls(nonce, int(delivery), int(attempt))
        return None


# -- what came of it ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sent:
    """Accepted by the provider, which is not yet delivered."""

    remote_id: str
    url: str = ""
    held: bool = False  # accepted, but the provider keeps it back for a while


class About(StrEnum):
    """Whom, beyond this one message, a refusal speaks of."""

    NOTHING = "nothing"
    SUSPEND = "suspend"  # the citizen: send nothing more until a signal from them
    NO_MARKETING = "no_marketing"  # the citizen: they switched marketing off in their app
    UNREACHED = "unreached"  # the citizen: nothing yet, but if it goes on for weeks they cannot be reached
    PICTURE = "picture"  # nothing; the post's picture is to be uploaded anew, or left out
    CONTENT = "content"  # perhaps the post: several in a row, and it is not the recipients


@dataclass(frozen=True, slots=True)
class Refused:
    """Certainly not sent, and trying again would not help."""

    code: str
    reason: str
    about: About = About.NOTHING


class Rest(StrEnum):
    """Who rests before a retry."""

    DELIVERY = "delivery"  # it was trouble: the try spends from the retry budget
    RECIPIENT = "recipient"  # a rate for this citizen alone; it spends nothing
    POST = "post"  # nothing more of this post until then; it spends nothing
    SENDER = "sender"  # nothing at all until then; it spends nothing


@dataclass(frozen=True, slots=True)
class Retry:
    """Certainly not sent; worth trying again."""

    code: str
    reason: str
    # Seconds before the first, second, … try in a row, the last for all that follow; () = the caller's own.
    after: tuple[float, ...] = ()
    rest: Rest = Rest.DELIVERY
    tries: int | None = None  # so many more and no further, whoever rests; None = as `rest` says
    about: About = About.NOTHING  # what it says once its tries are spent


class Scope(StrEnum):
    SENDER = "sender"  # nothing can be sent through this sender
    POST = "post"  # this post (its template) cannot be sent, others can
    BOTH = "both"  # the sender stops, and this post waits for a person even when it goes on


@dataclass(frozen=True, slots=True)
class Halt:
    """Certainly not sent, and going on would be wrong until a person has looked."""

    code: str
    reason: str
    scope: Scope = Scope.SENDER
    hours: float = 0.0  # after which the sender goes on by itself; 0 = when a person approves


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It may have been published. `duplicate` is a refusal that is evidence of an earlier success."""

    code: str
    reason: str
    duplicate: bool = False


Outcome = Sent | Refused | Retry | Halt | Uncertain


@dataclass(frozen=True, slots=True)
class Found:
    """Read-back: the post is there."""

    remote_id: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Absent:
    """Read-back: looked, and it is not there."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Read-back: could not look."""

    reason: str


Reading = Found | Absent | Unknown


@dataclass(frozen=True, slots=True)
class Standing:
    """What the provider lets a sender do at present."""

    limit: int  # citizens it may write to first in 24 hours; UNLIMITED = any number
    quality: str = ""  # in the provider's words


UNLIMITED = -1


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the provider later said of one attempt, as its webhook told us."""

    remote_id: str
    status: str  # sent | delivered | read | failed | held
    at: float  # the provider's own time, Unix seconds
    key: str = ""  # our Key as text, if the provider gave it back
    failure: Refused | Retry | Halt | None = None  # of `failed`: what it means; certain, unlike an answer
    category: str = (
        ""  # price category it is billed in: MARKETING, UTILITY, SERVICE; "" = this receipt does not tell
    )
    free: bool = False  # of a known category, and not billed


# -- what a channel can do ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Price:
    """What one delivered message costs from a day on, until a later line of the same category."""

    since: str  # ISO date
    prefix: str  # country code of the recipient
    category: str
    eur: float
    usd: float


@dataclass(frozen=True, slots=True)
class Capabilities:
    """A channel's nature as data; the engine decides by these and never by a channel's name."""

    title: str  # as shown to people, in Italian
    broadcast: bool  # one delivery per subscriber; otherwise one to the page
    receipts: bool  # the provider reports later by webhook
    read_back: bool  # what was posted can be looked up
    rate: float  # requests a second the provider allows at most
    concurrency: int  # requests in flight
    limit: int  # length allowed, in the unit of `measure`
    unit: str  # Italian name of that unit
    base_url: str  # the provider's address, without trailing slash
    sandbox: str  # where the sandbox plays this provider: path under its address, e.g. "/graph"
    markup: str = ""  # characters that format text there: made harmless in what comes from a portal
    approved_templates: bool = False  # texts must be approved by the provider beforehand
    edit: bool = False
    withdraw: bool = False
    # Citizens the provider lets us write to first in 24 hours; None = it does not count, 0 = ask it for its `standing`.
    daily_limit: int | None = None
    reserve: float = 0.0  # share of it that is kept for emergencies
    prices: tuple[Price, ...] = ()  # per delivered message; () = costs nothing
    secrets: tuple[str, ...] = ()  # names of the secrets `open` needs, without prefix


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as its bytes say it is."""

    content: bytes = field(repr=False)
    kind: str  # image/jpeg or image/png


@dataclass(frozen=True, slots=True)
class Access:
    """How a channel reaches its provider: decided by the mode, never by the channel."""

    base_url: str  # without trailing slash, e.g. https://graph.facebook.com
    secrets: Mapping[str, str] = field(repr=False, default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)  # the channel's own, checked by its Settings
    picture: Callable[[str], Picture] | None = None  # gets what the portal declares; raises ChannelError


@runtime_checkable
class Channel(Protocol):
    """One configured destination.

    `measure` and `fit` are pure. `send` makes exactly one publishing request and never raises for
    anything a provider or a network can do: every such thing is an Outcome.
    """

    capabilities: Capabilities
    Settings: type  # frozen dataclass of the channel's own settings in config.yaml

    def __init__(self, access: Access) -> None: ...

    def measure(self, content: Content) -> int:
        """Length of the content in this channel's unit."""

    def problems(self, content: Content) -> list[str]:
        """Why the provider would refuse this content, in Italian, one line each; empty = none."""

    async def open(self) -> None:
        """Acquire what sending needs (connections). Called once in the loop that will send."""

    async def close(self) -> None: ...

    async def prepare(self, content: Content) -> Content:
        """Uploads and containers: repeatable, never uncertain; the result is stored before sending."""

    async def send(self, content: Content, recipient: Recipient, key: Key) -> Outcome: ...

    async def read_back(self, content: Content, since: float) -> Reading:
        """Look for content published since that Unix time."""

    async def standing(self) -> Standing | Unknown:
        """Ask what this sender may do; asked where `daily_limit` is 0."""

    def warnings(self, now: float) -> list[str]:
        """What of its settings will not do for long, in Italian, one line each. `now`: Unix seconds."""
