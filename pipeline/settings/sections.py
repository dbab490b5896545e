"""The shorter sections of config.yaml as typed values: money, digests, alerts, servers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from channels.value import dataclass
from pipeline.alert import Alert


@dataclass(frozen=True)
class Retention:
    proof_months: float = 24  # for which the proof of consent outlives a departure
    deliveries_days: float = 30  # after which nobody can tell who got a message


@dataclass(frozen=True)
class Prices:
    """Euros for one delivered message, by category; 0 = the price in the channel's own list."""

    marketing: float = 0.0
    utility: float = 0.0
    service: float = 0.0


@dataclass(frozen=True)
class Money:
    monthly_budget: float = 0.0  # euros; 0 = none, which only the sandbox allows
    reserve: float = 0.3  # share of it that news leave to service notices
    free_service_messages: int = 1000  # replies a month that the provider does not bill
    prices: Prices = field(default_factory=Prices)


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


@dataclass(frozen=True)
class DigestConfig:
    every_days: int = 7  # 0 = no digests
    weekday: Weekday = Weekday.FRIDAY
    hour: int = 18  # of the council's time zone
    for_all: bool = False  # news only come in digests, to everybody

    @property
    def gathers(self) -> bool:
        """Whether news go out in digests only."""
        return self.for_all and self.every_days > 0


@dataclass(frozen=True)
class Events:
    reminders: bool = False  # citizens may ask for a message on the day before
    reminder_hour: int = 17  # of the council's time zone
    ics: bool = False  # texts of events have the address of an entry for people's calendars


@dataclass(frozen=True)
class Alerts:
    to: str = ""  # which of the addresses in APPRISE_URLS; "" = no alerts
    repeat_hours: float = 24  # after which a lasting trouble is in an alert again


def _minutes() -> dict[Alert, float]:
    return {
        **dict.fromkeys((Alert.EVACUATION, Alert.RED), 5.0),
        **dict.fromkeys((Alert.ORANGE, Alert.DANGER, Alert.BY_HAND), 10.0),
        Alert.OVER: 30.0,
        Alert.YELLOW: 0.0,
    }


@dataclass(frozen=True)
class ChaseConfig:
    """The chase of citizens whom an emergency has not reached."""

    # Grade -> minutes without a receipt until it goes by the citizen's next path; 0, or a grade left out = never.
    minutes: Mapping[Alert, float] = field(default_factory=_minutes)


@dataclass(frozen=True)
class Approval:
    two_people: bool = False  # what staff ask for (a correction, a resend) waits for somebody else
    remind_hours: float = 2  # after which a held item is told once more; 0 = never
    deputy: str = ""  # which of the addresses in APPRISE_URLS is told as well; "" = none
    deputy_hours: float = 4  # after which


@dataclass(frozen=True)
class SelfTest:
    """An exercise for the staff alone, once a month."""

    day: int = 0  # of the month, from which it goes out; 0 = none
    hour: int = 10  # of the council's time zone


@dataclass(frozen=True)
class Cap:
    """Our own alerts as CAP 1.2, at /cap of `serve`."""

    sender: str = ""  # who we are, e.g. "protezionecivile@comune.example.it"; "" = there is no such feed
    istat: str = ""  # the council's code, six digits
    area: str = ""  # its territory: "45.07,11.13 8" (centre and km), or the corners of a polygon


@dataclass(frozen=True)
class Pages:
    """The pages of `serve` for citizens."""

    accessibility_url: str = (
        ""  # the council's accessibility declaration, made with AgID's form; "" = none yet
    )
    feedback: str = ""  # e-mail or web address for who cannot use a page; "" = the switchboard alone


@dataclass(frozen=True)
class Webhook:
    host: str = "127.0.0.1"
    port: int = 8080
    path: str = "/webhook"
    public_url: str = ""  # where the world reaches `serve`; "" = no portal or hub tells us of news


@dataclass(frozen=True)
class SandboxConfig:
    host: str = "127.0.0.1"
    port: int = 8099
    at_once: bool = (
        False  # while live is off: every run reads the feeds, and nothing waits for `settle_seconds`
    )

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"
