"""The sandbox's state: everything known to portal, Meta, X and citizens."""

from __future__ import annotations

import base64
import hashlib
import random
import re
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from channels.approving import Registration
from channels.playing import Player
from pipeline.sandbox.faults import Faults
from pipeline.sandbox.portal import Portal
from pipeline.settings.credentials import sandbox_secret


@dataclass(frozen=True)
class Place:
    """The provider of a channel of the council's own."""

    name: str  # of the channel in config.yaml
    path: str  # under the sandbox's address, e.g. "/board"
    player: Player


@dataclass(frozen=True)
class SandboxSettings:
    """The sandbox's settings. The defaults fit the shipped config.yaml."""

    url: str = "http://127.0.0.1:8099"  # its own address, as others see it
    webhook_url: str = "http://127.0.0.1:8080/webhook"  # where the service listens
    templates: tuple[Registration, ...] = ()  # WhatsApp templates taken as approved
    number: str = "+393330000000"  # the service's own
    phone_number_id: str = "100000000000001"
    waba_id: str = "100000000000009"
    app_id: str = "100000000000007"
    page_id: str = "200000000000002"
    user_id: str = "300000000000003"
    ig_user_id: str = "400000000000004"
    rate: int = 80  # WhatsApp messages accepted in any sliding second
    limit: int = 100_000  # citizens to whom one may write first in 24 hours, more being refused
    seed: int = 1
    own: tuple[Place, ...] = ()
    types: tuple[str, ...] = ("whatsapp", "facebook", "twitter")  # of channels that publish here
    keep: Path | None = None  # file in which portal, posts and ids outlive a restart; None = they do not


@dataclass
class Known:
    """A template at Meta."""

    id: str
    registration: Registration
    status: str = "APPROVED"
    category: str = "MARKETING"
    quality: str = "UNKNOWN"


@dataclass
class Message:
    """A message on a phone."""

    at: float
    text: str
    template: str = ""
    reply_to: str = ""
    picture: str = ""  # key in `World.media`; "" = none
    button: str = ""  # words of the button below it; "" = none
    link: str = ""  # where the button leads
    id: str = ""  # by which an answer names it
    opens: str = ""  # the button that opens `rows` as a list
    rows: tuple[tuple[str, str], ...] = ()  # (title, id) of what can be tapped


@dataclass
class Accepted:
    """An accepted publishing request, whether or not its answer reached the sender."""

    at: float
    channel: str
    recipient: str  # number or user id; "" = the page
    text: str
    key: str
    remote_id: str
    template: str = ""
    answered: bool = True  # False: the sender never learnt of it
    told: dict[str, float] = field(
        default_factory=dict
    )  # receipts: status -> its time, as the sender reads it


@dataclass
class Post:
    """A post on a page or a profile."""

    id: str
    at: float
    text: str
    link: str = ""
    picture: bool = False
    alt: str = ""
    to: str = ""  # Apprise: the name of the address
    image: str = ""  # the picture's key in `World.media`; "" = none, or not kept


class World:
    def __init__(self, settings: SandboxSettings) -> None:
        self.settings = settings
        self.chance = random.Random(settings.seed)
        self.known = {
            (t.name, t.language): Known(f"88{n:06d}", t, category=t.category)
            for n, t in enumerate(settings.templates)
        }
        self.media: dict[str, bytes] = {}
        self.portal = Portal(settings.url, time.time())
        self.faults = Faults(self.chance, (place.name for place in settings.own))
        self.accepted: list[Accepted] = []
        self.requests: deque[dict[str, Any]] = deque(maxlen=100_000)
        self.phones: dict[str, list[Message]] = {}
        self.last_wrote: dict[str, float] = {}  # opens the 24-hour window
        self.written: deque[tuple[str, Message]] = deque(
            maxlen=500
        )  # by citizens to the service, with their numbers
        self.read_at = 0.0  # when somebody last read the portal's feed
        self.page: list[Post] = []
        self.tweets: list[Post] = []
        self.squares: dict[str, list[Post]] = {"telegram": [], "mastodon": [], "instagram": [], "apprise": []}
        self.busiest = 0  # most WhatsApp requests in one sliding second
        self.reached: dict[str, float] = {}  # citizens sent a template, and when last
        self._seconds: deque[float] = deque()
        self.ids: Counter[str] = Counter()  # given so far, by kind

    def message_id(self, citizen: str, *, written: bool) -> str:
        """A new id of a message, as Meta makes them: base64 of a structure that holds the citizen's number or user id.

        `written`: by the citizen, else to the citizen. The structure: a list of fields, each a tag and a value; texts
        have their length before them.
        """
        self.ids["message"] += 1
        name = citizen.lstrip("+").encode()
        mark, size = (b"\x12", 20) if written else (b"\x11", 18)
        own = hashlib.sha256(b"%d" % self.ids["message"]).hexdigest().upper()[:size].encode()
        fields = b"\x1c\x18" + bytes([len(name)]) + name + b"\x15\x02\x00"
        fields += mark + b"\x18" + bytes([len(own)]) + own + b"\x00"
        return "wamid." + base64.b64encode(fields).decode()

    def next_id(self, kind: str) -> str:
        """A new id in the provider's style."""
        self.ids[kind] += 1
        number = self.ids[kind]
        if kind == "page":
            return f"{self.settings.page_id}_{1220000000000000 + number}"
        return str(1990000000000000000 + number)

    @property
    def templates(self) -> dict[tuple[str, str], Registration]:
        """All templates, in any state."""
        return {key: one.registration for key, one in self.known.items()}

    def too_fast(self, now: float) -> bool:
        """Count a WhatsApp request; True if this second has had too many."""
        while self._seconds and now - self._seconds[0] >= 1:
            self._seconds.popleft()
        self._seconds.append(now)
        self.busiest = max(self.busiest, len(self._seconds))
        return len(self._seconds) > self.settings.rate

    def beyond_limit(self, recipient: str, now: float) -> bool:
        """Whether a template to this citizen would exceed the daily limit. If not, it is counted."""
        within = [at for at in self.reached.values() if at > now - 86400]
        if len(within) >= self.settings.limit and self.reached.get(recipient, 0.0) <= now - 86400:
            return True
        self.reached[recipient] = now
        return False

    def keep_picture(self, uploaded: Any) -> str:
        """Keep an uploaded file for the sandbox's page, and return its key in `media`."""
        self.ids["seen"] += 1  # kept over a restart, as the posts are that name it
        key = f"seen:{self.ids['seen']}"
        self.media[key] = uploaded.file.read()
        return key

    def secret(self, name: str) -> str:
        return sandbox_secret(name)

    def phone(self, recipient: str) -> list[Message]:
        return self.phones.setdefault(recipient, [])


def account_of(number: str) -> str:
    """The number of the WhatsApp account of whom one writes to: accounts of most of Brazil have no 9, Mexico's have a
    1 and Argentina's a 9."""
    for form, account in (
        (r"\+55([3-9]\d)9(\d{8})", r"+55\1\2"),
        (r"\+52(?!1\d{10}$)(\d{10})", r"+521\1"),
        (r"\+54(?!9\d{10}$)(\d{10})", r"+549\1"),
    ):
        number = re.sub(f"^{form}$", account, number)
    return number


@dataclass(frozen=True)
class Refusal:
    """A provider's refusal of a request: code, words, and HTTP status."""

    code: int
    text: str
    status: int = 400
    extra: dict[str, Any] = field(default_factory=dict)
