"""The definition of a channel: its protocol, its capabilities as data, and the values it is handed.

Channels know nothing of the pipeline or of SQL. They take values and answer with values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from typing import Any, Protocol, runtime_checkable

from channels.meanings import Meaning
from channels.options import Options
from channels.outcomes import Outcome, Reading, Refused, Standing, Unknown
from channels.playing import USUAL, Player
from channels.problems import ChannelError
from channels.remarks import Remarked
from channels.sentence import Sentence
from channels.threads import in_thread
from channels.value import dataclass

# -- content --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Content:
    """The rendering of one item for one channel: immutable, stored with the post as JSON.

    `text` is always the whole text as a citizen reads it, also where only the `parameters` of a `template` are sent.
    """

    text: str
    link: str = ""  # whose page is previewed, e.g. sent apart from the text; "" = none
    template: str = ""  # name of the template approved by the provider; "" = free text
    language: str = "it"
    category: str = ""  # the provider's price category of the template: MARKETING, UTILITY or ""
    parameters: Mapping[str, str] = field(default_factory=dict)  # body parameters by name
    button: str | None = None  # the one parameter of the URL button; None = the template has none
    footer: str = ""  # fixed words the provider shows below the text; part of the approved template
    picture: str = ""  # its address at the portal, or `card:` and the data of a card; "" = none
    alt: str = ""  # the picture's description in words
    media: str = ""  # the provider's id of that picture, once uploaded
    media_at: float = 0.0  # when it was uploaded, Unix seconds
    uploads: int = 0  # how often it was
    silent: bool = False  # it shall ring on no phone
    spare_picture: str = ""  # shown if the picture is unavailable; "" = only the text
    spare_alt: str = ""
    options: Options | None = None
    without_picture: Content | None = None  # goes instead where an approved template's picture cannot be had
    reply_to: str = ""  # provider id of the message this one answers; not in JSON: it holds a number

    def to_json(self) -> dict[str, Any]:
        found = {name: getattr(self, name) for name in self.__slots__ if name != "reply_to"}
        for name in ("without_picture", "options"):
            if found[name] is not None:
                found[name] = found[name].to_json()
        return {name: value for name, value in found.items() if value not in ("", None, {}, 0)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Content:
        known = dict(value)
        if old := known.pop("otherwise", None):  # one field for both, until November 2026
            spare = {"spare_picture": old.get("picture", ""), "spare_alt": old.get("alt", "")}
            known |= {"without_picture": old} if old.get("template") else spare
        if instead := known.get("without_picture"):
            known["without_picture"] = cls.from_json(instead)
        if options := known.get("options"):
            known["options"] = Options.from_json(options)
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Recipient:
    """The recipient of one delivery: a citizen's phone number, user id or both, or their address; a page has none."""

    phone: str = field(default="", repr=False)  # E.164 with "+"
    user_id: str = field(default="", repr=False)  # WhatsApp business-scoped user id
    address: str = field(default="", repr=False)  # on a channel that writes to addresses of their own choice


@dataclass(frozen=True, slots=True)
class Key:
    """The name of one attempt, never reused. Where the provider allows it, it is sent along and returned in
    receipts."""

    nonce: str  # of this database; new at `init` and at each restore
    delivery: int
    attempt: int

    def __str__(self) -> str:
        return f"{self.nonce}.{self.delivery}.{self.attempt}"

    @classmethod
    def parse(cls, text: str) -> Key | None:
        """The key that `str` made `text` from, or None if `text` is no such key."""
        match text.split("."):
            case [nonce, delivery, attempt] if nonce and all(
                part.isdecimal() and part.isascii() and len(part) < 19 for part in (delivery, attempt)
            ):
                return cls(nonce, int(delivery), int(attempt))
        return None


# -- capabilities ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Price:
    """The price of one delivered message from a day on, until a later entry for the same category."""

    since: str  # ISO date
    prefix: str  # country code of the recipient
    category: str
    eur: float
    usd: float


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The properties of a channel as data. The engine decides by these, never by a channel's name."""

    title: str  # as shown to people, in Italian
    broadcast: bool  # one delivery per subscriber; otherwise one to the page
    receipts: bool  # the provider reports deliveries later, by webhook
    read_back: bool  # its posts can be looked up
    rate: float  # requests a second the provider allows at most
    concurrency: int  # requests in flight
    limit: int  # length allowed, as `measure` counts
    base_url: str  # the provider's address, without trailing slash
    sandbox: str  # where the sandbox plays this provider: path under its address, e.g. "/graph"
    player: Player = USUAL  # its behaviour there, for a channel of one's own
    markup: str = ""  # signs that format text there, or call somebody (@): harmless in what a portal writes
    preview: bool = False  # shows the page of a link that is sent apart from the text
    by_hand: bool = False  # a person publishes, and ticks it off
    approved_templates: bool = False  # texts must be approved by the provider beforehand
    edit: bool = False
    withdraw: bool = False
    silent: bool = False  # can publish without ringing on phones
    # Citizens the provider lets us write to first in 24 hours; None = it does not count, 0 = ask it for its `standing`.
    daily_limit: int | None = None
    reserve: float = 0.0  # share of it that is kept for emergencies
    prices: tuple[Price, ...] = ()  # per delivered message; () = costs nothing
    address: str = ""  # "email", "phone", "any": writes to citizens' own, only if an emergency missed them
    fetches: bool = False  # the provider fetches pictures from `serve`, which must have a public address
    secrets: tuple[str, ...] = ()  # names of the secrets `open` needs, without prefix
    optional_secrets: tuple[str, ...] = ()  # names of those it uses if they are there


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture; `kind` comes from its bytes, not from what a server claims."""

    content: bytes = field(repr=False)
    kind: str  # image/jpeg or image/png


@dataclass(frozen=True, slots=True)
class Access:
    """The channel's way to its provider. The mode (`live`) decides it, never the channel."""

    base_url: str  # without trailing slash, e.g. https://graph.facebook.com
    secrets: Mapping[str, str] = field(repr=False, default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)  # the channel's own, checked by its Settings
    picture: Callable[[str], Picture] | None = None  # gets a content's picture; raises ChannelError
    public: Callable[[str], str] | None = None  # its public https address; raises ChannelError


def picture_of(access: Access, content: Content) -> Picture:
    """The picture of a content. Immediate once `pictured` has fetched it. Raises ChannelError."""
    if access.picture is None:
        raise ChannelError("no pictures here")
    return access.picture(content.picture)


async def pictured(access: Access, content: Content) -> Content:
    """The content with a picture that has been fetched or drawn: the spare one if the first fails, none if both do."""
    if not content.picture:
        return content
    try:
        await in_thread(picture_of, access, content)
    except ChannelError:
        spare = replace(content, picture=content.spare_picture, alt=content.spare_alt, media="")
        return await pictured(access, replace(spare, spare_picture="", spare_alt=""))
    return content


@runtime_checkable
class Channel(Protocol):
    """One configured destination.

    `measure` and `problems` are pure. `send` makes exactly one publishing request; whatever a provider or a network
    does is an Outcome and never an exception.
    """

    capabilities: Capabilities
    Settings: type  # frozen dataclass of the channel's own settings in config.yaml

    def __init__(self, access: Access) -> None: ...

    def measure(self, content: Content) -> int:
        """The length of the content in the channel's own unit, to be compared with `limit`."""

    def problems(self, content: Content) -> list[Sentence]:
        """The reasons why the provider would refuse this content; [] = none."""

    def cost(self, content: Content) -> float:
        """The price of publishing this on a page, in dollars. Messages to citizens are priced by `prices`."""

    async def open(self) -> None:
        """Do the imports and open the connections that sending needs. Called once, in the event loop that will send."""

    async def warm(self, due: int) -> None:
        """Open the connections that `due` deliveries at full pace will need. Called before the first claim.
        Takes about a second at most and never raises: a connection that fails here fails again, visibly, in `send`.
        """

    def room(self, wanted: int) -> int:
        """The number of requests, at most `wanted`, that would leave at once if `send` were called now.
        0 = none at the moment, connections are being opened. 1 if none can be opened: a single `send` then learns why.
        """

    async def close(self) -> None: ...

    async def prepare(self, content: Content) -> Content:
        """Do the uploads that publish nothing. Repeatable and never uncertain; the result is stored before sending."""

    async def send(self, content: Content, recipient: Recipient, key: Key) -> Outcome: ...

    async def edit(self, content: Content, remote_id: str) -> Outcome:
        """Replace the text of a published post. Idempotent, so doubt is a Retry."""

    async def withdraw(self, remote_id: str) -> Outcome:
        """Delete a published post; one that is already gone counts as deleted. Idempotent, so doubt is a Retry."""

    async def read_back(self, content: Content, since: float) -> Reading:
        """Look for this content among posts published after `since` (Unix seconds)."""

    async def standing(self) -> Standing | Unknown:
        """Ask the provider for this sender's limit. Called only where `daily_limit` is 0."""

    async def examine(self) -> list[Remarked]:
        """Ask the provider for problems with our access; [] = none. Called once a day."""

    def warnings(self, now: float) -> list[Remarked]:
        """Warnings about settings that will soon stop working. `now`: Unix seconds."""


def too_long(length: int, limit: int, title: str) -> Sentence:
    """The message that a text of `length` characters exceeds the `limit` of the channel called `title`."""
    return Sentence("{n} characters: {title} takes {limit}", n=length, title=title, limit=limit)


class Basic:
    """Defaults for a simple channel: free text, nothing to prepare, no edits, no deletions, no read-back."""

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
