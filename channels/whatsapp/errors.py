"""What Meta's error codes mean for us, as a table. Source: Meta's error-code page, November 2026."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from channels.outcomes import About, Halt, Outcome, Refused, Rest, Retry, Scope, Uncertain

MINUTE = 60.0  # seconds
BLOCK_HOURS = 6.0  # for which a sender that Meta takes for spam keeps silent


class Act(StrEnum):
    RETRY = "retry"  # temporary
    SLOW = "slow"  # a rate: the whole sender waits
    PAIR = "pair"  # a rate for this recipient alone
    SYNC = "sync"  # the template is not ready yet: this post waits
    NOMSG = "nomsg"  # this message is lost, the citizen stays
    UNREACHED = "unreached"  # the same; again and again for weeks, and the citizen is suspended
    SUSPEND = "suspend"  # nothing more to this citizen until a signal
    NO_MARKETING = "no_marketing"  # the citizen switched marketing off
    DEAD = "dead"  # somebody must mend data or code
    CONTENT = "content"  # the same; of several recipients in a row it is the post's own fault
    PICTURE = "picture"  # the post's picture is uploaded anew, then left out
    CAMP = "camp"  # this template's post stops
    ENDPOINT = "endpoint"  # the same, unless the other endpoint takes it
    STOP = "stop"  # the whole number stops
    BLOCK = "block"  # the same, and this post with it


@dataclass(frozen=True, slots=True)
class Meaning:
    act: Act
    text: str
    after: tuple[float, ...] = ()  # seconds before the next try, the one after that, …
    tries: int | None = None  # at most so many
    hours: float = 0.0  # after which a stopped number goes on by itself


def _all(codes: tuple[int, ...], meaning: Meaning) -> dict[int, Meaning]:
    return dict.fromkeys(codes, meaning)


MEANINGS: Mapping[int, Meaning] = {
    **_all((0, 104, 190), Meaning(Act.STOP, "token invalid or expired")),
    **_all((3, 10, 131005, *range(200, 300)), Meaning(Act.STOP, "permission missing")),
    1: Meaning(Act.RETRY, "bad request, or trouble at Meta", tries=2),
    **_all((2, 131000, 131016, 133004), Meaning(Act.RETRY, "temporary trouble at Meta")),
    **_all(
        (4, 80007),
        Meaning(
            Act.SLOW, "too many calls", after=(5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 40 * MINUTE, 60 * MINUTE)
        ),
    ),
    33: Meaning(Act.STOP, "phone number id wrong or deleted"),
    **_all((100, 131008, 131009, 135000), Meaning(Act.CONTENT, "a parameter is wrong")),
    **_all((368, 131031, 130497), Meaning(Act.STOP, "account restricted or locked")),
    130403: Meaning(Act.SUSPEND, "we blocked this citizen"),
    130429: Meaning(Act.SLOW, "too fast"),
    130472: Meaning(Act.NOMSG, "citizen is part of an experiment of Meta's"),
    131021: Meaning(Act.SUSPEND, "the service's own number"),
    131026: Meaning(Act.UNREACHED, "undeliverable: no WhatsApp, or an old app"),
    131030: Meaning(Act.DEAD, "number is not on the test list"),
    131037: Meaning(Act.STOP, "the number needs a display name"),
    **_all((131042, 131044), Meaning(Act.STOP, "payment problem")),
    **_all(
        (131045, 133000, 133005, 133006, 133008, 133009, 133010, 133016),
        Meaning(Act.STOP, "the number's registration"),
    ),
    133015: Meaning(Act.SLOW, "the number was just deregistered", after=(5 * MINUTE,)),
    131047: Meaning(Act.DEAD, "the 24-hour window is closed"),
    # The post waits for a person, so nothing is sent again by itself; but by night an emergency must not wait for one.
    131048: Meaning(Act.BLOCK, "spam limit on the number", hours=BLOCK_HOURS),
    131049: Meaning(Act.NOMSG, "Meta limits marketing to this citizen"),
    131050: Meaning(Act.NO_MARKETING, "citizen has switched marketing off"),
    131051: Meaning(Act.DEAD, "message type not supported"),
    131052: Meaning(Act.DEAD, "a citizen's picture cannot be fetched"),
    131053: Meaning(Act.PICTURE, "picture could not be used", after=(1.0,), tries=3),
    **_all(
        (131055, 134100, 131063, 134102), Meaning(Act.ENDPOINT, "this endpoint is closed to this category")
    ),
    131056: Meaning(Act.PAIR, "too many messages to this citizen", after=tuple(4.0**x for x in range(9))),
    131057: Meaning(Act.SLOW, "the number is being upgraded", after=(MINUTE, 2 * MINUTE, 5 * MINUTE)),
    131062: Meaning(Act.DEAD, "this message cannot go to a user id"),
    # It lasts for days, and every further message may lengthen it: a person must mend the categories first.
    131064: Meaning(Act.BLOCK, "limited because of wrong template categories"),
    **_all((132000, 132005, 132012, 132018), Meaning(Act.CONTENT, "parameters do not match the template")),
    132001: Meaning(Act.CAMP, "no such approved template in this language"),
    132007: Meaning(Act.CAMP, "the template breaks a policy"),
    132015: Meaning(Act.CAMP, "template paused"),  # in a status also: a held message was dropped
    132016: Meaning(Act.CAMP, "template disabled"),
    **_all((132068, 132069, 134011), Meaning(Act.DEAD, "of a kind of message we do not send")),
    134101: Meaning(Act.SYNC, "the template is being synchronised", after=(10 * MINUTE,)),
}
UNKNOWN = Meaning(Act.DEAD, "unknown code")
# On the marketing endpoint a wrong parameter may be a template that Meta's advertising side does not know yet.
UNSYNCED = Meaning(
    Act.SYNC, "a parameter is wrong, or the template not synchronised yet", (10 * MINUTE,), tries=1
)
UNSYNCED_CODE = 131009
# After these answers the message may be out all the same; as a status they are certain.
DOUBTFUL = frozenset((1, 2, 131000, 131016))
OTHER_ENDPOINT = frozenset(str(code) for code, meaning in MEANINGS.items() if meaning.act is Act.ENDPOINT)
_ABOUT = {
    Act.NOMSG: About.CITIZEN,
    Act.UNREACHED: About.UNREACHED,
    Act.SUSPEND: About.SUSPEND,
    Act.NO_MARKETING: About.NO_MARKETING,
    Act.CONTENT: About.CONTENT,
    Act.PICTURE: About.PICTURE,
}
_REST = {
    Act.RETRY: Rest.DELIVERY,
    Act.SLOW: Rest.SENDER,
    Act.PAIR: Rest.RECIPIENT,
    Act.SYNC: Rest.POST,
    Act.PICTURE: Rest.POST,
}
_SCOPE = {Act.CAMP: Scope.POST, Act.ENDPOINT: Scope.POST, Act.STOP: Scope.SENDER, Act.BLOCK: Scope.BOTH}


def outcome_of_error(
    status: int, error: Mapping[str, Any], retry_after: float | None, *, marketing: bool = False
) -> Outcome:
    """What an error in Meta's answer means.

    `error`: the object under "error"; `retry_after`: seconds; `marketing`: it came from /marketing_messages.
    """
    code = error.get("code")
    meaning = MEANINGS.get(code, UNKNOWN) if isinstance(code, int) else UNKNOWN
    if marketing and code == UNSYNCED_CODE:
        meaning = UNSYNCED
    name = str(code) if isinstance(code, int) else str(status)
    reason = f"{meaning.text} ({_detail(error)})" if _detail(error) else meaning.text
    if status >= 500 or error.get("is_transient") is True or code in DOUBTFUL:
        return Uncertain(name, reason)
    outcome = _outcome(name, reason, meaning)
    if status == 429 and not (isinstance(outcome, Retry) and outcome.rest is not Rest.DELIVERY):
        outcome = Retry(name, reason, rest=Rest.SENDER)
    if retry_after is not None and isinstance(outcome, Retry):
        outcome = replace(outcome, after=(retry_after,))
    return outcome


def outcome_of_status(code: int) -> Refused | Retry | Halt:
    """What a code in a `failed` status means: there every code is certain."""
    meaning = MEANINGS.get(code, UNKNOWN)
    return _outcome(str(code), meaning.text, meaning)


def _outcome(name: str, reason: str, meaning: Meaning) -> Refused | Retry | Halt:
    act = meaning.act
    if act in _REST:
        about = About.CONTENT if meaning is UNSYNCED else _ABOUT.get(act, About.NOTHING)
        return Retry(name, reason, meaning.after, _REST[act], meaning.tries, about)
    if act in _SCOPE:
        return Halt(name, reason, _SCOPE[act], meaning.hours)
    return Refused(name, reason, _ABOUT.get(act, About.NOTHING))


def _detail(error: Mapping[str, Any]) -> str:
    """Meta's own words, but for digits: they may hold a citizen's number."""
    data = error.get("error_data")
    words = str(data.get("details", "")) if isinstance(data, dict) else ""
    words = " ".join((words or str(error.get("message", ""))).split())[:120]
    return "".join("·" if c.isdigit() else c for c in words) if sum(c.isdigit() for c in words) > 6 else words
