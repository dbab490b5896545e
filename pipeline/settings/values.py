"""The contents of config.yaml as typed values. `pipeline.settings.reader` reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from channels.sentence import OneLineError, Sentence
from channels.value import dataclass
from pipeline.model import Edits, Identity, Lane, Mode, Select, Source
from pipeline.quiet import QuietHours
from pipeline.settings.colours import Colours
from pipeline.settings.drills import Drill
from pipeline.settings.election import Election
from pipeline.settings.rule import SHIPPED, Rule
from pipeline.settings.sections import (
    Alerts,
    Approval,
    Cap,
    ChaseConfig,
    DigestConfig,
    Events,
    Money,
    Pages,
    Retention,
    SandboxConfig,
    SelfTest,
    Webhook,
)
from pipeline.settings.staff import Staff
from pipeline.settings.times import AT_ONCE, Times, patron_of

FILE = "config.yaml"
NOT_AFTER_HOURS = {Lane.EMERGENCY: 6.0, Lane.SERVICE: 24.0, Lane.NEWS: 48.0}
# Seconds without a receipt after which a message that may not have arrived is sent once more. Replies are as urgent as
# emergencies, and no setting.
RESEND_AFTER_SILENCE = {Lane.EMERGENCY: 60.0, Lane.REPLY: 60.0, Lane.SERVICE: 7200.0, Lane.NEWS: 7200.0}


class ConfigError(OneLineError):
    """A wrong setting, in one line: file, line, key, problem, remedy. Exit code 2."""


class ConfigErrors(ConfigError):
    """Several wrong settings, each with a line of its own in `faults`. As one line it is the first of them."""

    def __init__(self, faults: Sequence[ConfigError]) -> None:
        super().__init__(faults[0].sentence)
        self.faults = faults


class MissingSecretError(ConfigError):
    """A secret that is neither in the environment nor among the credentials."""


@dataclass(frozen=True)
class Council:
    name: str  # e.g. "Comune di Ostiglia"
    portal: str  # address of the portal's home page
    hosts: tuple[str, ...] = ()  # whose links go out to citizens; () = the portal's
    phone: str = ""  # switchboard, told to citizens who write to the service
    timezone: str = "Europe/Rome"
    colour: str = "#004d99"  # of pictures drawn for items that have none
    crest: str = ""  # file of a PNG or JPEG shown on them; "" = none
    cards: Mapping[Lane, str] = field(default_factory=dict)  # lane -> file of a ground of one's own
    province: str = ""  # whose holidays count too, e.g. "MN"; "" = only those of all Italy
    patron: str = ""  # day and month of the town's own holiday, "18/3"


@dataclass(frozen=True)
class Service:
    number: str  # the service's WhatsApp number, E.164
    privacy_url: str
    privacy_version: str
    name: str = "InfOstiglia"
    # Citizens who write anything else get an answer, once a month, that nobody reads it.
    automatic_text: bool = True
    replies_a_day: int = 10  # to one citizen in 24 hours; beyond it commands are obeyed without a word
    privacy_text: str = ""  # file with the notice's text, kept with its version; "" = none
    # Subscribers who want only emergencies and got none for a year get one message.
    yearly_confirmation: bool = False


@dataclass(frozen=True)
class Feed:
    name: str
    url: str
    type: Source = Source.FEED
    category: str = "Notizie"  # of items that carry none
    lane: Lane = Lane.NEWS  # of items whose categories name no other
    identity: Identity = Identity.AUTO
    select: Select = field(default_factory=Select)  # for `type: page`
    news_page: str = ""  # page of the same news, watched for news that the feed lacks; "" = none
    ignore: tuple[str, ...] = ()  # regular expressions: a change of what they match is no edit
    headers: Mapping[str, str] = field(default_factory=dict)  # sent with every request to its site
    events_only: bool = False  # an association's: its events only, never an emergency
    by: str = ""  # who organises what it tells; "" = the council
    page_picture: bool = False  # items without a picture get the one that their own page declares
    colours: Colours = field(default_factory=Colours)  # for `type: colours`
    page_event: bool = False  # new and edited items get the event that their own page declares (JSON-LD)

    @property
    def accept(self) -> str:
        """The value of the Accept header. Plone serves JSON to programs and pages to people at the same address."""
        return "application/json" if self.type in (Source.PLONE, Source.WORDPRESS) else "*/*"


@dataclass(frozen=True)
class ChannelConfig:
    name: str  # also the folder under templates/
    type: str  # entry point of group infostiglia.channels; default: the name
    enabled: bool = True
    base_url: str = ""  # the provider's address; "" = the channel's default
    templates: Mapping[Lane, str] = field(default_factory=dict)  # lane -> template name
    by_category: Mapping[str, str] = field(default_factory=dict)  # category -> template name
    exclude: tuple[str, ...] = ()  # categories not published here
    utm: str = ""  # added to the links there, for the portal's statistics: "utm_source=…"; "" = nothing
    digest: bool = False  # of a page: its news come in digests
    edits: Edits = Edits.USUAL  # what an edit of news that is out leads to
    withdraw: bool = False  # items taken down by the portal are taken down here too; else staff get an alert
    times: Times | None = None  # its own times; None = those of all channels
    settings: Mapping[str, Any] = field(default_factory=dict)  # the channel's own, by its Settings


@dataclass(frozen=True)
class Schedule:
    poll_seconds: float = 300  # shortest time between two polls of a feed
    settle_seconds: float = 300  # an item waits this long so that typo fixes land first; not emergencies
    not_after_hours: Mapping[Lane, float] = field(
        default_factory=lambda: dict(NOT_AFTER_HOURS)
    )  # never sent later

    def hours_for(self, lane: Lane) -> float:
        """The hours after which an item of that lane is never sent; a day for a lane without a value."""
        return self.not_after_hours.get(lane, NOT_AFTER_HOURS.get(lane, 24.0))


@dataclass(frozen=True)
class Safety:
    max_age_days: float = 7  # older at first sight = history, not news
    future_hours: float = 48  # dated further ahead = held
    flood_items: int = 5  # more new items than this at once (and than 3 usual days) = held
    emergency_cap: int = 3  # emergencies passing the flood breaker at once
    emergencies_an_hour: int = 6  # that the portal can start without a person; further ones are held
    emergencies_a_day: int = 20
    retries: int = 5  # attempts spent on temporary refusals before a delivery fails
    # Seconds of silence after which an uncertain message is sent once more; 0 = never, a lane left out = as usual.
    resend_after_silence: Mapping[Lane, float] = field(default_factory=lambda: dict(RESEND_AFTER_SILENCE))
    canary_seconds: float = 120  # between the staff under `canary` and the others
    first_wave: int = 100  # recipients whose receipts are awaited before the rest; 0 = none
    allow_private_networks: bool = False  # feeds on addresses of a private network

    @property
    def resend(self) -> Mapping[Lane, float]:
        """`resend_after_silence` in seconds for every lane, defaults included."""
        return {**RESEND_AFTER_SILENCE, **self.resend_after_silence}


@dataclass(frozen=True)
class Config:
    """The whole of config.yaml, which lies in `folder`. The program keeps all its data in `data`."""

    folder: Path
    live: Mode
    council: Council
    service: Service
    feeds: tuple[Feed, ...]
    channels: tuple[ChannelConfig, ...]  # enabled or not
    lanes: Mapping[str, Lane] = field(default_factory=dict)  # casefolded category -> lane
    rules: tuple[Rule, ...] = ()  # of the desk, the council's own
    rules_off: tuple[str, ...] = ()  # names of rules that do not hold, the shipped ones too
    elections: tuple[Election, ...] = ()  # periods in which only what is indispensable goes out
    drills: tuple[Drill, ...] = ()  # days of exercises, on which whoever sends a real alert says so
    self_test: SelfTest = field(default_factory=SelfTest)
    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # word -> categories; news only
    zones: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # word -> categories; news and service
    streets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by `street_key` -> its zones
    languages: tuple[str, ...] = ("it",)  # of citizens; the first is that of who chose none
    schedule: Schedule = field(default_factory=Schedule)
    times: Times = field(default_factory=Times)
    safety: Safety = field(default_factory=Safety)
    retention: Retention = field(default_factory=Retention)
    money: Money = field(default_factory=Money)
    digest: DigestConfig = field(default_factory=DigestConfig)
    events: Events = field(default_factory=Events)
    alerts: Alerts = field(default_factory=Alerts)
    approval: Approval = field(default_factory=Approval)
    cap: Cap = field(default_factory=Cap)
    pages: Pages = field(default_factory=Pages)
    chase: ChaseConfig = field(default_factory=ChaseConfig)
    staff: Staff = field(default_factory=Staff)
    webhook: Webhook = field(default_factory=Webhook)
    sandbox: SandboxConfig = field(default_factory=SandboxConfig)
    testers: tuple[str, ...] = ()  # numbers, E.164, for `live: testers`
    canary: tuple[str, ...] = ()  # numbers, E.164, of staff who get a broadcast before everyone
    data: Path = Path("data")  # absolute after loading
    database: str = ""  # postgresql://user@host/name; "" = the file in `data`
    lines: Mapping[str, int] = field(default_factory=dict, repr=False)  # dotted key -> line of config.yaml

    @property
    def desk_rules(self) -> tuple[Rule, ...]:
        """The rules that hold: the council's own, in their order, then those that come with the program."""
        return tuple(rule for rule in (*self.rules, *SHIPPED) if rule.name not in self.rules_off)

    @property
    def database_file(self) -> Path:
        """The path of the embedded database."""
        return self.data / "infostiglia.db"

    @property
    def inbox(self) -> Path:
        return self.data / "inbox.db"

    @property
    def templates(self) -> Path:
        return self.folder / "templates"

    def times_of(self, channel: str) -> Times:
        """The times of the channel called `channel`."""
        own = next((one.times for one in self.channels if one.name == channel), None)
        return own or self.times

    def quiet_hours(self, channel: str) -> QuietHours:
        """The quiet hours of the channel called `channel`."""
        times, council = self.times_of(channel), self.council
        quiet, patron = times.quiet, patron_of(council.patron)
        return QuietHours(
            *(quiet.from_, quiet.to, quiet.late_to, ZoneInfo(council.timezone), council.province, patron),
            passes=frozenset(times.quiet_passes),
        )

    def where(self, key: str) -> str:
        """`config.yaml:12: key`, for messages about that key or the nearest one above it."""
        at = key
        while at and at not in self.lines:
            at = at.rpartition(".")[0]
        return f"{FILE}:{self.lines.get(at, 1)}: {key}"

    def error(self, key: str, problem: Sentence) -> ConfigError:
        """An error about `key`, with its line in config.yaml."""
        return ConfigError("{where}: {problem}", where=self.where(key), problem=problem)


def hurried(config: Config) -> Config:
    """The settings as they hold: whoever tries the program out with `sandbox.at_once` waits for nothing."""
    if config.live is not Mode.OFF or not config.sandbox.at_once:
        return config
    schedule = replace(config.schedule, poll_seconds=1, settle_seconds=0)
    channels = tuple(replace(channel, times=None) for channel in config.channels)
    return replace(config, schedule=schedule, times=AT_ONCE, channels=channels)


def enabled(config: Config) -> list[ChannelConfig]:
    """The enabled channels."""
    return [channel for channel in config.channels if channel.enabled]


def reply_channel(config: Config) -> ChannelConfig | None:
    """The channel over which citizens join and get replies."""
    return next((channel for channel in enabled(config) if channel.type == "whatsapp"), None)
