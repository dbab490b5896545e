"""The results of an attempt, of a read-back, and of a later receipt. Doubt is never taken for success."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum

from channels.discreet import WithWords
from channels.meanings import Meaning
from channels.value import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider accepted the message. That does not mean it was delivered."""

    remote_id: str
    url: str = ""
    held: bool = False  # accepted, but the provider keeps it back for a while
    # The recipient's number as the provider knows it, where it is another than the one we wrote to.
    known_as: str = field(default="", repr=False)


class About(StrEnum):
    """The subject of a refusal, beyond this one message."""

    NOTHING = "nothing"
    CITIZEN = "citizen"  # the citizen, without consequence: only this message does not reach them
    SUSPEND = "suspend"  # the citizen: send nothing more until a signal from them
    NO_MARKETING = "no_marketing"  # the citizen: they switched marketing off in their app
    UNREACHED = "unreached"  # the citizen: nothing yet, but if it goes on for weeks they cannot be reached
    PICTURE = "picture"  # nothing; upload the post's picture again, or leave it out
    CONTENT = "content"  # perhaps the post: several such refusals in a row are its fault

    @property
    def of_the_citizen(self) -> bool:
        """Whether it concerns only the citizen, so that it does not count as a refusal of the post."""
        return self in (About.CITIZEN, About.SUSPEND, About.NO_MARKETING, About.UNREACHED)


@dataclass(frozen=True, slots=True)
class Refused(WithWords):
    """The message was certainly not sent, and a retry would not help."""

    code: str  # the provider's own, or a word of ours
    said: str = ""  # in the provider's own words
    about: About = About.NOTHING
    means: Meaning = Meaning.SAYS


class Rest(StrEnum):
    """The scope of a retry's pause."""

    DELIVERY = "delivery"  # temporary trouble: the try counts against the retry budget
    RECIPIENT = "recipient"  # a rate limit for this citizen only; not counted
    POST = "post"  # nothing more of this post until then; not counted
    SENDER = "sender"  # nothing at all until then; not counted


def asked_wait(said: object, most: float = 86400.0) -> tuple[float, ...]:
    """`Retry.after` by what a provider says, a number or its text (seconds); () if that is no time to wait.

    `most`: after so many seconds it is asked again, whatever it says.
    """
    try:
        seconds = float(said)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return ()
    return (min(seconds, most),) if seconds >= 0 else ()  # which NaN is not either


@dataclass(frozen=True, slots=True)
class Retry(WithWords):
    """The message was certainly not sent; a retry may succeed."""

    code: str
    said: str = ""
    # Seconds before the first, second, … retry in a row, the last for all further ones; () = the caller's default.
    after: tuple[float, ...] = ()
    rest: Rest = Rest.DELIVERY
    tries: int | None = None  # number of retries, whatever `rest` says; None = as `rest` says
    about: About = About.NOTHING  # the meaning once the retries are used up
    means: Meaning = Meaning.SAYS


class Scope(StrEnum):
    SENDER = "sender"  # nothing can be sent through this sender
    POST = "post"  # this post (its template) cannot be sent, others can
    BOTH = "both"  # the sender stops, and this post waits for a person even after it resumes


@dataclass(frozen=True, slots=True)
class Halt(WithWords):
    """The message was certainly not sent, and sending must stop until a person has looked."""

    code: str
    said: str = ""
    scope: Scope = Scope.SENDER
    hours: float = 0.0  # until the sender resumes by itself; 0 = when a person approves
    means: Meaning = Meaning.SAYS


@dataclass(frozen=True, slots=True)
class Uncertain(WithWords):
    """The message may have been published. `duplicate`: refused as a duplicate, which is evidence of an earlier
    success."""

    code: str
    said: str = ""
    duplicate: bool = False
    means: Meaning = Meaning.SAYS


Outcome = Sent | Refused | Retry | Halt | Uncertain


@dataclass(frozen=True, slots=True)
class Found:
    """Read-back: the post is there."""

    remote_id: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Absent:
    """Read-back: the post is not there."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Read-back: the provider could not be asked."""

    reason: str


Reading = Found | Absent | Unknown


@dataclass(frozen=True, slots=True)
class Standing:
    """The provider's current limit for a sender."""

    limit: int  # citizens it may write to first in 24 hours; UNLIMITED = any number
    quality: str = ""  # in the provider's words


UNLIMITED = -1


@dataclass(frozen=True, slots=True)
class Receipt:
    """A provider's later report on one attempt, received by webhook."""

    remote_id: str  # the provider's id of the message; where the inbox has read it, its keyed hash
    status: str  # sent | delivered | read | failed | held
    at: float  # the provider's own time, Unix seconds
    key: str = ""  # our Key as text, if the provider gave it back
    failure: Refused | Retry | Halt | None = None  # the meaning of `failed`; certain, unlike an answer's
    # Price category it is billed in: MARKETING, UTILITY, SERVICE; "" = this receipt does not tell.
    category: str = ""
    free: bool = False  # in a known category, and not billed
    channel: str = ""  # that alone it may speak of; "" = that of the account


def repeatable(outcome: Outcome) -> Outcome:
    """The outcome of an idempotent request: doubt becomes a Retry."""
    if isinstance(outcome, Uncertain):
        return Retry(outcome.code, outcome.said, after=(60.0, 300.0, 900.0), means=outcome.means)
    return outcome
