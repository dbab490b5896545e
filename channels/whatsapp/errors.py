"""What Meta's error codes mean for us, as a table. Source: Meta's error-code page, November 2026."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from channels.base import About, Halt, Outcome, Refused, Retry, Scope, Uncertain


class Act(StrEnum):
    RETRY = "retry"  # temporary
    SLOW = "slow"  # a rate: the whole sender waits
    PAIR = "pair"  # a rate for this recipient alone
    NOMSG = "nomsg"  # this message is lost, the citizen stays
    SUSPEND = "suspend"  # nothing more to this citizen until a signal
    NO_MARKETING = "no_marketing"  # the citizen switched marketing off
    DEAD = "dead"  # somebody must mend data or code
    CAMP = "camp"  # this template's post stops
    STOP = "stop"  # the whole number stops


@dataclass(frozen=True, slots=True)
class Meaning:
    act: Act
    text: str
    after: float | None = None  # seconds before the next try


def _all(codes: tuple[int, ...], meaning: Meaning) -> dict[int, Meaning]:
    return dict.fromkeys(codes, meaning)


MEANINGS: Mapping[int, Meaning] = {
    **_all((0, 190), Meaning(Act.STOP, "token invalid or expired")),
    **_all((3, 10, 131005, *range(200, 300)), Meaning(Act.STOP, "permission missing")),
    **_all((1, 2, 131000, 131016, 133004), Meaning(Act.RETRY, "temporary trouble at Meta")),
    **_all((4, 80007), Meaning(Act.SLOW, "too many calls", after=300)),
    33: Meaning(Act.STOP, "phone number id wrong or deleted"),
    **_all((100, 131008, 131009, 135000), Meaning(Act.DEAD, "a parameter is wrong")),
    **_all((368, 131031, 130497), Meaning(Act.STOP, "account restricted or locked")),
    130403: Meaning(Act.SUSPEND, "we blocked this citizen"),
    130429: Meaning(Act.SLOW, "too fast"),
    130472: Meaning(Act.NOMSG, "citizen is part of an experiment of Meta's"),
    131021: Meaning(Act.SUSPEND, "the service's own number"),
    131026: Meaning(Act.NOMSG, "undeliverable: no WhatsApp, or an old app"),
    131030: Meaning(Act.DEAD, "number is not on the test list"),
    131037: Meaning(Act.STOP, "the number needs a display name"),
    **_all((131042, 131044), Meaning(Act.STOP, "payment problem")),
    **_all(
        (131045, 133000, 133005, 133006, 133008, 133009, 133010, 133015, 133016),
        Meaning(Act.STOP, "the number's registration"),
    ),
    131047: Meaning(Act.DEAD, "the 24-hour window is closed"),
    131048: Meaning(Act.STOP, "spam limit on the number"),
    131049: Meaning(Act.NOMSG, "Meta limits marketing to this citizen"),
    131050: Meaning(Act.NO_MARKETING, "citizen has switched marketing off"),
    131051: Meaning(Act.DEAD, "message type not supported"),
    131053: Meaning(Act.CAMP, "picture could not be used"),
    **_all((131055, 134100, 131063, 134102), Meaning(Act.CAMP, "this endpoint is closed to this category")),
    131056: Meaning(Act.PAIR, "too many messages to this citizen", after=16),
    131057: Meaning(Act.SLOW, "the number is being upgraded", after=120),
    131062: Meaning(Act.DEAD, "this message cannot go to a user id"),
    131064: Meaning(Act.STOP, "limited because of wrong template categories"),
    **_all((132000, 132005, 132012, 132018), Meaning(Act.DEAD, "parameters do not match the template")),
    132001: Meaning(Act.CAMP, "no such approved template in this language"),
    132007: Meaning(Act.CAMP, "the template breaks a policy"),
    132015: Meaning(Act.CAMP, "template paused"),
    132016: Meaning(Act.CAMP, "template disabled"),
    134101: Meaning(Act.SLOW, "the template is being synchronised", after=600),
}
UNKNOWN = Meaning(Act.DEAD, "unknown code")
# After these answers the message may be out all the same; as a status they are certain.
DOUBTFUL = frozenset((1, 2, 131000, 131016))
_ABOUT = {Act.SUSPEND: About.SUSPEND, Act.NO_MARKETING: About.NO_MARKETING}


def outcome_of_error(status: int, error: Mapping[str, Any], retry_after: float | None) -> Outcome:
    """What an error in Meta's answer means. `error`: the object under "error"; `retry_after`: seconds."""
    code = error.get("code")
    meaning = MEANINGS.get(code, UNKNOWN) if isinstance(code, int) else UNKNOWN
    name = str(code) if isinstance(code, int) else str(status)
    reason = f"{meaning.text} ({_detail(error)})" if _detail(error) else meaning.text
    if status >= 500 or error.get("is_transient") is True or code in DOUBTFUL:
        return Uncertain(name, reason)
    if status == 429 and meaning.act not in (Act.SLOW, Act.PAIR):
        return Retry(name, reason, retry_after, spends=False, slow_down=True)
    after = retry_after if retry_after is not None else meaning.after
    match meaning.act:
        case Act.RETRY:
            return Retry(name, reason, after)
        case Act.SLOW:
            return Retry(name, reason, after, spends=False, slow_down=True)
        case Act.PAIR:
            return Retry(name, reason, after, spends=False)
        case Act.CAMP:
            return Halt(name, reason, Scope.POST)
        case Act.STOP:
            return Halt(name, reason, Scope.SENDER)
    return Refused(name, reason, _ABOUT.get(meaning.act, About.NOTHING))


def verdict_of_status(code: int) -> tuple[bool, About, Halt | None, str]:
    """What a code in a `failed` status means: (worth trying again, about the citizen, halt, reason)."""
    meaning = MEANINGS.get(code, UNKNOWN)
    halt = None
    if meaning.act in (Act.CAMP, Act.STOP):
        halt = Halt(str(code), meaning.text, Scope.POST if meaning.act is Act.CAMP else Scope.SENDER)
    passing = meaning.act in (Act.RETRY, Act.SLOW, Act.PAIR)
    return passing, _ABOUT.get(meaning.act, About.NOTHING), halt, meaning.text


def _detail(error: Mapping[str, Any]) -> str:
    """Meta's own words, but for digits: they may hold a citizen's number."""
    data = error.get("error_data")
    words = str(data.get("details", "")) if isinstance(data, dict) else ""
    words = " ".join((words or str(error.get("message", ""))).split())[:120]
    return "".join("·" if c.isdigit() else c for c in words) if sum(c.isdigit() for c in words) > 6 else words
