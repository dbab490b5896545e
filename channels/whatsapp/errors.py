"""The outcomes of Meta's error codes, as a table. Source: Meta's error-code page, November 2026."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from channels.discreet import discreet
from channels.meanings import Meaning
from channels.outcomes import About, Halt, Outcome, Refused, Rest, Retry, Scope, Uncertain
from channels.value import dataclass

MINUTE = 60.0  # seconds
BLOCK_HOURS = 6.0  # of silence for a sender that Meta takes for spam


class Act(StrEnum):
    RETRY = "retry"  # temporary
    SLOW = "slow"  # a rate: the whole sender waits
    PAIR = "pair"  # a rate limit only for this recipient
    SYNC = "sync"  # the template is not ready yet: this post waits
    NOMSG = "nomsg"  # this message is lost, the citizen stays
    UNREACHED = "unreached"  # the same; if it lasts for weeks the citizen is suspended
    SUSPEND = "suspend"  # nothing more to this citizen until a signal
    NO_MARKETING = "no_marketing"  # the citizen switched marketing off
    DEAD = "dead"  # a person must correct data or code
    CONTENT = "content"  # the same; of several recipients in a row it is the post's own fault
    PICTURE = "picture"  # the post's picture is uploaded anew, then left out
    CAMP = "camp"  # this template's post stops
    ENDPOINT = "endpoint"  # the same, unless the other endpoint takes it
    STOP = "stop"  # the whole number stops
    BLOCK = "block"  # the same, and this post with it


@dataclass(frozen=True, slots=True)
class Rule:
    """The meaning of a code, and the reaction to it."""

    act: Act
    means: Meaning
    after: tuple[float, ...] = ()  # seconds before the next try, the one after that, …
    tries: int | None = None  # at most so many
    hours: float = 0.0  # after which a stopped number goes on without a person


def _all(codes: tuple[int, ...], rule: Rule) -> dict[int, Rule]:
    return dict.fromkeys(codes, rule)


RULES: Mapping[int, Rule] = {
    **_all((0, 104, 190), Rule(Act.STOP, Meaning.TOKEN)),
    **_all((3, 10, 131005, *range(200, 300)), Rule(Act.STOP, Meaning.PERMISSION)),
    1: Rule(Act.RETRY, Meaning.META_REQUEST, tries=2),
    **_all((2, 131000, 131016, 133004), Rule(Act.RETRY, Meaning.META_TROUBLE)),
    **_all(
        (4, 80007),
        Rule(
            Act.SLOW,
            Meaning.META_CALLS,
            after=(5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 40 * MINUTE, 60 * MINUTE),
        ),
    ),
    33: Rule(Act.STOP, Meaning.NUMBER_UNKNOWN),
    **_all((100, 131008, 131009, 135000), Rule(Act.CONTENT, Meaning.PARAMETER)),
    **_all((368, 131031, 130497), Rule(Act.STOP, Meaning.META_BLOCKED)),
    130403: Rule(Act.SUSPEND, Meaning.CITIZEN_BLOCKED),
    130429: Rule(Act.SLOW, Meaning.TOO_FAST),
    130472: Rule(Act.NOMSG, Meaning.EXPERIMENT),
    131021: Rule(Act.SUSPEND, Meaning.OWN_NUMBER),
    131026: Rule(Act.UNREACHED, Meaning.UNDELIVERABLE),
    131030: Rule(Act.DEAD, Meaning.NOT_TEST_NUMBER),
    131037: Rule(Act.STOP, Meaning.DISPLAY_NAME),
    **_all((131042, 131044), Rule(Act.STOP, Meaning.PAYMENT)),
    **_all(
        (131045, 133000, 133005, 133006, 133008, 133009, 133010, 133016),
        Rule(Act.STOP, Meaning.REGISTRATION),
    ),
    133015: Rule(Act.SLOW, Meaning.DEREGISTERED, after=(5 * MINUTE,)),
    131047: Rule(Act.DEAD, Meaning.WINDOW_CLOSED),
    # The post waits for a person, so nothing is repeated automatically; but an emergency at night must not wait.
    131048: Rule(Act.BLOCK, Meaning.SPAM_LIMIT, hours=BLOCK_HOURS),
    131049: Rule(Act.NOMSG, Meaning.MARKETING_LIMIT),
    131050: Rule(Act.NO_MARKETING, Meaning.NO_MARKETING),
    131051: Rule(Act.DEAD, Meaning.MESSAGE_TYPE),
    131052: Rule(Act.DEAD, Meaning.CITIZENS_PICTURE),
    131053: Rule(Act.PICTURE, Meaning.PICTURE, after=(1.0,), tries=3),
    **_all((131055, 134100, 131063, 134102), Rule(Act.ENDPOINT, Meaning.ENDPOINT)),
    131056: Rule(Act.PAIR, Meaning.TOO_MANY_TO_ONE, after=tuple(4.0**x for x in range(9))),
    131057: Rule(Act.SLOW, Meaning.UPGRADE, after=(MINUTE, 2 * MINUTE, 5 * MINUTE)),
    131062: Rule(Act.DEAD, Meaning.NOT_BY_USER_ID),
    # It lasts for days, and each message may lengthen it: a person must correct the categories first.
    131064: Rule(Act.BLOCK, Meaning.WRONG_CATEGORIES),
    **_all((132000, 132005, 132012, 132018), Rule(Act.CONTENT, Meaning.TEMPLATE_PARAMETERS)),
    132001: Rule(Act.CAMP, Meaning.NO_TEMPLATE),
    132007: Rule(Act.CAMP, Meaning.TEMPLATE_POLICY),
    132015: Rule(Act.CAMP, Meaning.TEMPLATE_PAUSED_BY_META),  # in a status also: a held message was dropped
    132016: Rule(Act.CAMP, Meaning.TEMPLATE_DISABLED),
    **_all((132068, 132069, 134011), Rule(Act.DEAD, Meaning.NOT_OURS)),
    134101: Rule(Act.SYNC, Meaning.SYNCHRONISING, after=(10 * MINUTE,)),
}
UNKNOWN = Rule(Act.DEAD, Meaning.UNKNOWN_CODE)
# On the marketing endpoint a wrong parameter may be a template that Meta's advertising side does not know yet.
UNSYNCED = Rule(Act.SYNC, Meaning.UNSYNCED, (10 * MINUTE,), tries=1)
UNSYNCED_CODE = 131009
# After these answers the message may be out all the same; as a status they are certain.
DOUBTFUL = frozenset((1, 2, 131000, 131016))
OTHER_ENDPOINT = frozenset(str(code) for code, rule in RULES.items() if rule.act is Act.ENDPOINT)
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
    status: int, error: Mapping[str, Any], after: tuple[float, ...], *, marketing: bool = False
) -> Outcome:
    """The outcome of an error in Meta's answer.

    `error`: the object under "error"; `after`: as in Retry, () = not told; `marketing`: it came from
    /marketing_messages.
    """
    code = error.get("code")
    rule = RULES.get(code, UNKNOWN) if isinstance(code, int) else UNKNOWN
    if marketing and code == UNSYNCED_CODE:
        rule = UNSYNCED
    name, said = str(code) if isinstance(code, int) else str(status), _detail(error)
    if status >= 500 or error.get("is_transient") is True or code in DOUBTFUL:
        return Uncertain(name, said, means=Meaning.META_TROUBLE if rule is UNKNOWN else rule.means)
    outcome = _outcome(name, said, rule)
    if status == 429 and not (isinstance(outcome, Retry) and outcome.rest is not Rest.DELIVERY):
        outcome = Retry(
            name, said, rest=Rest.SENDER, means=Meaning.META_CALLS if rule is UNKNOWN else rule.means
        )
    if after and isinstance(outcome, Retry):
        outcome = replace(outcome, after=after)
    return outcome


def outcome_of_status(code: int) -> Refused | Retry | Halt:
    """The outcome of a code in a `failed` status, where every code is certain."""
    return _outcome(str(code), "", RULES.get(code, UNKNOWN))


def _outcome(name: str, said: str, rule: Rule) -> Refused | Retry | Halt:
    act = rule.act
    if act in _REST:
        about = About.CONTENT if rule is UNSYNCED else _ABOUT.get(act, About.NOTHING)
        return Retry(name, said, rule.after, _REST[act], rule.tries, about, rule.means)
    if act in _SCOPE:
        return Halt(name, said, _SCOPE[act], rule.hours, rule.means)
    return Refused(name, said, _ABOUT.get(act, About.NOTHING), rule.means)


def _detail(error: Mapping[str, Any]) -> str:
    """Meta's own words."""
    data = error.get("error_data")
    words = data.get("details") if isinstance(data, dict) else ""
    return discreet(str(words or error.get("message", "")))[:120]
