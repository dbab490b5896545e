"""The values passed from stage to stage. No I/O, no clock: times are parameters, Unix seconds (UTC, float)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from zoneinfo import ZoneInfo

from channels.value import dataclass
from pipeline.addresses import NO_SITES, OwnSites
from pipeline.alert import Alert
from pipeline.colour import NO_COLOURS, NOWHERE, Colour, ColourPlace, Readings
from pipeline.happening import Event
from pipeline.phase import Phase
from pipeline.reasons import Code, Reason


class Lane(StrEnum):
    """The urgency of a post. `RANK` has the order of draining."""

    EMERGENCY = "emergency"
    REPLY = "reply"  # internal: answers to citizens
    SERVICE = "service"
    NEWS = "news"


RANK: Mapping[Lane, int] = {Lane.EMERGENCY: 0, Lane.REPLY: 1, Lane.SERVICE: 2, Lane.NEWS: 3}


class PostState(StrEnum):
    DUE = "due"
    HELD = "held"  # a person must look
    PAUSED = "paused"  # stopped by the program or by hand; goes on when the reason is gone
    SENDING = "sending"
    DONE = "done"
    SUPERSEDED = "superseded"  # a newer revision took over
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Edits(StrEnum):
    """The reaction of a channel to an edit of published news."""

    USUAL = ""  # an edit, if the channel can edit; else `ask`
    IGNORE = "ignore"
    ASK = "ask"  # a person decides whether those who got the old one are told
    EDIT = "edit"  # the published post gets the new text
    FOLLOW_UP = "follow-up"  # a message of its own, to those who got the old one
    DELETE = "delete"  # the published post is taken down


class Kind(StrEnum):
    """The purpose of a post."""

    PUBLISH = "publish"  # tells the item
    EDIT = "edit"  # gives the published post the new text
    FOLLOW_UP = "follow-up"  # tells those who got the old text the new one
    WITHDRAW = "withdraw"  # takes the published post down
    RETRACT = "retract"  # tells exactly those who got it that it was wrong
    DIGEST = "digest"  # the news of a period in one message
    REMINDER = "reminder"  # of an event, the day before, to those who know of it and want that
    REPLY = "reply"  # answers a citizen

    @property
    def is_repeatable(self) -> bool:
        """Whether the request is idempotent, because it changes something that exists."""
        return self in (Kind.EDIT, Kind.WITHDRAW)

    @property
    def takes_back(self) -> bool:
        """Whether it takes back something published."""
        return self in (Kind.WITHDRAW, Kind.RETRACT)

    @property
    def goes_to_who_has_it(self) -> bool:
        """Whether only those get it who have, or may have, what was published of the item."""
        return self in (Kind.FOLLOW_UP, Kind.RETRACT, Kind.REMINDER)

    @property
    def tells_an_item(self) -> bool:
        """Whether a template makes its text from an item of the portal."""
        return self in (Kind.PUBLISH, Kind.EDIT, Kind.FOLLOW_UP, Kind.REMINDER)


class DeliveryState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNCERTAIN = "uncertain"


class Mode(StrEnum):
    """`live` in config.yaml; stamped on subscribers, posts and deliveries."""

    OFF = "off"  # sandbox only, nothing leaves the machine
    TESTERS = "testers"  # WhatsApp to listed subscribed numbers, pages nothing
    ALL = "all"


# -- parse ----------------------------------------------------------------------------------------


class Source(StrEnum):
    """The format of a portal's news: `type` of a feed in config.yaml."""

    FEED = "feed"  # RSS, RDF, Atom, JSON Feed
    WORDPRESS = "wordpress"  # its REST interface
    PLONE = "plone"  # its REST interface
    CALENDAR = "calendar"  # iCalendar
    PAGE = "page"  # a web page whose links are read
    COLOURS = "colours"  # the colours of a council's zone, by those who set them


@dataclass(frozen=True, slots=True)
class Select:
    """CSS selectors for a page of news; "" = by the built-in rules. All but `item` look inside the item."""

    item: str = ""
    link: str = ""
    title: str = ""
    date: str = ""
    summary: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A fetched document and the settings for parsing it."""

    body: bytes
    url: str  # where it was found, after redirects
    zone: ZoneInfo  # of dates that name none
    content_type: str = ""
    source: Source = Source.FEED
    select: Select = Select()
    ours: OwnSites = NO_SITES  # whose addresses texts keep; by default the document's own site
    now: float = 0.0  # Unix seconds: what a calendar calls the next date
    category: str = ""  # of entries that carry none
    about: ColourPlace = NOWHERE  # of colours: whose


@dataclass(frozen=True, slots=True)
class Entry:
    """One element of a fetched feed, as parsed; thrown away after the poll."""

    guid: str  # "" if the feed gives none
    link: str  # absolute; "" if none
    title: str  # plain text, one line
    summary: str  # plain text, the feed's own teaser; "" if none
    text: str  # plain text, paragraphs separated by one empty line; "" if none
    categories: tuple[str, ...] = ()
    published: float | None = None
    image: str = ""  # declared picture, absolute; "" if none
    image_alt: str = ""  # its description by the portal, one line; "" if none
    reject: Code | None = None  # why it must never go out; None = it may
    until: float | None = None  # when it ceases to be news: the end of an event
    event: Event | None = None  # what it invites to
    lane: Lane | None = None  # the most urgent one that other feeds give to it; None = no other feed shows it
    marks: str = ""  # what tells of an edit where the texts change by themselves; "" = the texts
    cut: bool = False  # the document ends within it
    colour: Colour | None = None  # that it tells of

    @property
    def place(self) -> str:
        """Of its event; "" = none."""
        return self.event.place if self.event else ""

    @property
    def is_damaged(self) -> bool:
        """Whether some of what people read is lost."""
        return self.cut or any("\ufffd" in part for part in (self.title, self.summary, self.text))


@dataclass(frozen=True, slots=True)
class Parsed:
    entries: tuple[Entry, ...]  # in the feed's order
    degraded: str = ""  # why absent or changed entries prove nothing; "" = sound
    flaw: Reason | None = None  # what a person should have mended; also where every entry is there
    last: Entry | None = None  # the entry within which a broken document ends
    older: str = ""  # address of the next page, with older entries; "" = none is known
    hub: str = ""  # WebSub: who tells of news, and under which name; "" = nobody
    topic: str = ""
    shortened: int = 0  # entries that were too long, and were cut
    colours: Readings = NO_COLOURS  # of a source of colours


# -- identify -------------------------------------------------------------------------------------


class Identity(StrEnum):
    """The property that identifies an item in a feed. A weaker one helps where the stronger is missing."""

    AUTO = "auto"  # guid, until the feed proves its guids useless
    GUID = "guid"
    LINK = "link"
    TITLE = "title"  # with the date


@dataclass(frozen=True, slots=True)
class Identified:
    """An entry and the item it belongs to, if known."""

    entry: Entry
    aliases: tuple[str, ...]  # every name this entry goes by, strongest first
    item: int | None  # id of the known item, or None
    doubt: Reason | None = None  # why it may be a known item all the same
    shared: Shared | None = None  # of a known item: what it has from the feeds that show it


@dataclass(frozen=True, slots=True)
class Shared:
    """What a known item has from the feeds that show it."""

    told_by: str  # the feed whose words it has, because it says most
    also: Mapping[str, tuple[tuple[str, ...], Lane]]  # by feed: categories, lane; empty while there is one
    borrowed: bool  # the entry's words are the item's, because another feed says more
    grows: bool  # the entry says more than the feed before, and is no edit
    gains: bool  # something that those who still wait for it should have
    changed: bool  # to be stored


# -- decide ---------------------------------------------------------------------------------------


class Change(StrEnum):
    NEW = "new"
    EDITED = "edited"
    RAISED = "raised"  # an alert that became another one: a new item takes its names over
    RESTORED = "restored"
    SHARED = "shared"  # another feed adds to it, or another release reads it otherwise: no edit
    SAME = "same"


class Action(StrEnum):
    PUBLISH = "publish"
    HOLD = "hold"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision about an item on one channel, and its reason. Never deleted: `infostiglia why` shows it."""

    channel: str
    action: Action
    reason: Reason
    due: float = 0.0
    not_after: float = 0.0
    kind: Kind = Kind.PUBLISH
    about: int = 0  # another item, an event that this one calls off: those who were told of it are told


@dataclass(frozen=True, slots=True)
class Decision:
    identified: Identified
    change: Change
    revision: int  # of the item after this decision, from 1
    content_hash: str
    lane: Lane
    category: str
    verdicts: tuple[Verdict, ...]
    topics: tuple[str, ...] = ()  # its topics; () = none that could be refused
    zones: tuple[str, ...] = ()  # its zones; () = the whole town
    zones_by: tuple[tuple[str, str], ...] = ()  # zone, and the words or the category that name it
    audience: str = ""  # now: who wants no digest; everyone: whatever they chose; "" = by lane
    phase: Phase = Phase.NEW
    ends: int | None = None  # the item of the alert that it ends, where there is no doubt
    alert: Alert = Alert.NONE  # of an emergency: what it warns of
    corrects: tuple[int, ...] = ()  # the items that it corrects, the newest first
    named: Lane | None = None  # the portal's lane, where two people let it travel as an emergency


# -- render ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class News:
    """An item as templates see it (`item`), independent of its source."""

    title: str
    summary: str
    text: str
    link: str
    category: str
    categories: tuple[str, ...]
    lane: Lane
    published: float  # first publication, Unix seconds
    image: str = ""
    image_alt: str = ""  # the picture's description by the portal; "" = none
    phase: Phase = Phase.NEW
    event: Event | None = None  # what it invites to
    calendar: str = ""  # name of its entry for people's calendars, or its address; "" = none
    by: str = ""  # who organises it; "" = the council
    source: str = ""  # the feed whose item it is
    hashtags: tuple[str, ...] = ()  # that a rule sets instead of its categories
    templates: tuple[str, ...] = ()  # the narrow ones that fit best what a person has composed
    holds: str = ""  # when that holds: "Dalle 15:00 alle 20:00 di …"
    advice: str = ""  # the first thing to do then
