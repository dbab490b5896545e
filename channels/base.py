"""What a channel is: its protocol, its capabilities as data, and the typed outcomes of one attempt.

Channels know nothing of the pipeline or of SQL. They take values and answer with values.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, runtime_checkable

from channels.meanings import Meaning
from channels.outcomes import Outcome, Reading, Refused, Standing, Unknown
from channels.playing import USUAL, Player
from channels.problems import ChannelError
from channels.remarks import Remarked
from channels.sentence import Sentence

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
    picture: str = ""  # its address at the portal, or `card:` and what a card is drawn from; "" = none
    alt: str = ""  # what the picture shows, in words
    media: str = ""  # the provider's id of that picture, once uploaded
    media_at: float = 0.0  # when it was uploaded, Unix seconds
    uploads: int = 0  # how often it was
    spare_picture: str = ""  # shown instead of a picture that cannot be had; "" = the text alone
    spare_alt: str = ""
    without_picture: Content | None = None  # goes instead where an approved template's picture cannot be had
    reply_to: str = ""  # provider id of the message this one answers

    def to_json(self) -> dict[str, Any]:
        found = {name: getattr(self, name) for name in self.__slots__}
        if self.without_picture is not None:
            found["without_picture"] = self.without_picture.to_json()
        return {name: value for name, value in found.items() if value not in ("", None, {}, 0)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Content:
        known = dict(value)
        if old := known.pop("otherwise", None):  # one field for both, until November 2026
            spare = {"spare_picture": old.get("picture", ""), "spare_alt": old.get("alt", "")}
            known |= {"without_picture": old} if old.get("template") else spare
        if instead := known.get("without_picture"):
            known["without_picture"] = cls.from_json(instead)
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Recipient:
    """The recipient of one delivery. A page has neither; a citizen has a phone number, a user id or both."""

    phone: str = field(default="", repr=False)  # E.164 with "+"
    user_id: str = field(default="", repr=False)  # WhatsApp business-scoped user id


@dataclass(frozen=True, slots=True)
class Key:
    """Names one attempt, and is never used again: it travels to the provider where that is possible and comes back."""

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
    limit: int  # length allowed, as `measure` counts
    base_url: str  # the provider's address, without trailing slash
    sandbox: str  # where the sandbox plays this provider: path under its address, e.g. "/graph"
    player: Player = USUAL  # how it does, for a channel of a council's own
    markup: str = ""  # characters that format text there: made harmless in what comes from a portal
    preview: bool = False  # shows a link that is sent apart from the text
    by_hand: bool = False  # a person publishes it, and says so
    approved_templates: bool = False  # texts must be approved by the provider beforehand
    edit: bool = False
    withdraw: bool = False
    # Citizens the provider lets us write to first in 24 hours; None = it does not count, 0 = ask it for its `standing`.
    daily_limit: int | None = None
    reserve: float = 0.0  # share of it that is kept for emergencies
    prices: tuple[Price, ...] = ()  # per delivered message; () = costs nothing
    fetches: bool = False  # the provider fetches pictures from `serve`, which must have a public address
    secrets: tuple[str, ...] = ()  # names of the secrets `open` needs, without prefix
    optional_secrets: tuple[str, ...] = ()  # names of those it uses if they are there


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
    picture: Callable[[str], Picture] | None = None  # gets a content's picture; raises ChannelError
    public: Callable[[str], str] | None = None  # its public https address; raises ChannelError


def picture_of(access: Access, content: Content) -> Picture:
    """A content's picture; quick once `pictured` has had it. Raises ChannelError."""
    if access.picture is None:
        raise ChannelError("no pictures here")
    return access.picture(content.picture)


async def pictured(access: Access, content: Content) -> Content:
    """A page's content and its picture, fetched or drawn. Instead of one that cannot be had the spare one is shown, or
    the text goes alone."""
    if not content.picture:
        return content
    try:
        await asyncio.to_thread(picture_of, access, content)
    except ChannelError:
        spare = replace(
            content,
            picture=content.spare_picture,
            alt=content.spare_alt,
            spare_picture="",
            spare_alt="",
            media="",
        )
        return await pictured(access, spare)
    return content


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
        """Length of the content as this channel counts characters."""

    def problems(self, content: Content) -> list[Sentence]:
        """Why the provider would refuse this content; empty = none."""

    def cost(self, content: Content) -> float:
        """Dollars that publishing it on the page costs; what citizens' messages cost are `prices`."""

    async def open(self) -> None:
        """Acquire what sending needs: imports, a connection. Called once in the loop that will send."""

    async def warm(self, due: int) -> None:
        """Before the first claim: connect as far as sending `due` deliveries at the cap needs it.

        Takes about a second at most, and never raises: what cannot be opened shows when it is needed.
        """

    def room(self, wanted: int) -> int:
        """How many of `wanted` requests would leave at once if `send` were called for them now.

        0 = none for the moment; more is being got ready. Where nothing can be opened it is 1, so that one may hear why.
        """

    async def close(self) -> None: ...

    async def prepare(self, content: Content) -> Content:
        """Uploads and containers: repeatable, never uncertain; the result is stored before sending."""

    async def send(self, content: Content, recipient: Recipient, key: Key) -> Outcome: ...

    async def edit(self, content: Content, remote_id: str) -> Outcome:
        """Make what we published say this instead. Doing it twice changes nothing, so doubt is a Retry."""

    async def withdraw(self, remote_id: str) -> Outcome:
        """Delete what we published; what is no longer there counts as deleted. Doubt is a Retry."""

    async def read_back(self, content: Content, since: float) -> Reading:
        """Look for content published since that Unix time."""

    async def standing(self) -> Standing | Unknown:
        """Ask what this sender may do; asked where `daily_limit` is 0."""

    async def examine(self) -> list[Remarked]:
        """Ask the provider whether our access is in order: what is wrong. Once a day."""

    def warnings(self, now: float) -> list[Remarked]:
        """What of its settings will not do for long. `now`: Unix seconds."""


def too_long(length: int, limit: int, title: str) -> Sentence:
    """That a text has more characters than the place called `title` takes."""
    return Sentence("{n} characters: {title} takes {limit}", n=length, title=title, limit=limit)


class Basic:
    """What a channel need not say itself: free text, nothing to prepare, to change or to look up."""

    capabilities: Capabilities
    Settings: type

    def measure(self, content: Content) -> int:
        return len(content.text)

    def problems(self, content: Content) -> list[Sentence]:
        caps = self.capabilities
        length = self.measure(content)
        if not content.text.strip():
            return [Sentence("the text is empty")]
        return [too_long(length, caps.limit, caps.title)] if length > caps.limit else []

    def cost(self, content: Content) -> float:
        return 0.0

    async def open(self) -> None: ...

    async def warm(self, due: int) -> None: ...

    def room(self, wanted: int) -> int:
        return wanted

    async def close(self) -> None: ...

    async def prepare(self, content: Content) -> Content:
        return content

    async def edit(self, content: Content, remote_id: str) -> Outcome:
        return Refused("", means=Meaning.CANNOT_EDIT)

    async def withdraw(self, remote_id: str) -> Outcome:
        return Refused("", means=Meaning.CANNOT_WITHDRAW)

    async def read_back(self, content: Content, since: float) -> Reading:
        return Unknown(f"{self.capabilities.title} cannot be asked")

    async def standing(self) -> Standing | Unknown:
        return Unknown(f"{self.capabilities.title} counts no recipients")

    async def examine(self) -> list[Remarked]:
        return []

    def warnings(self, now: float) -> list[Remarked]:
        return []
