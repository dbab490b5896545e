"""Records of the answers to attempts: as JSON in the attempts file, as states in the database."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, field, replace
from typing import TYPE_CHECKING, Any

from channels.meanings import Meaning
from channels.outcomes import About, Halt, Outcome, Refused, Rest, Retry, Scope, Sent, Uncertain
from channels.value import dataclass
from pipeline.model import DeliveryState
from pipeline.reasons import Code, Reason, columns, of_outcome
from pipeline.stages.settle.translated import falls_back
from pipeline.store import Store, deliveries, posts, publications
from pipeline.store.deliveries import Again, Attempt

if TYPE_CHECKING:
    pass

BACKOFF = (2.0, 8.0, 30.0, 120.0)  # seconds before the second, third, … try
FIRST = 0.0  # due time of a delivery that goes before all others of its post
IN_A_ROW = 3  # recipients in a row refused with one code, after which the post itself is taken to be at fault
UNREACHED = 5  # messages in a row that did not reach a citizen,
UNREACHED_FOR = 30 * 86400.0  # the first of them so many seconds ago, after which the citizen is suspended

_KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in (Sent, Refused, Retry, Halt, Uncertain)}


@dataclass(frozen=True, slots=True)
class Claimed:
    """One delivery that the holder of the lease has claimed, to be sent exactly once under this attempt number."""

    delivery: int
    recipient: int  # 0 = the page itself
    attempt: int
    post: int


@dataclass(frozen=True, slots=True)
class Answer:
    claimed: Claimed
    outcome: Outcome
    message: str = ""  # of a citizen's message the keyed hash of its id; the outcome is without the id
    known_as: str = field(default="", repr=False)  # the outcome's own, which no file has

    @classmethod
    def of(cls, claimed: Claimed, outcome: Outcome, hide: Callable[[str], str]) -> Answer:
        """The form in which an answer is kept. A page's id is public, and needed to change the page; that of a
        citizen's message holds the number. `hide`: gives the hash of an id."""
        if claimed.recipient == 0 or not isinstance(outcome, Sent):
            return cls(claimed, outcome)
        hidden = replace(outcome, remote_id="", url="", known_as="")
        return cls(claimed, hidden, hide(str(outcome.remote_id)), outcome.known_as)


@dataclass(frozen=True)
class Retries:
    """How often a temporary refusal is tried again, and the chance that spreads these tries over time."""

    most: int
    chance: random.Random


@dataclass(frozen=True)
class Tried:
    """A delivery with a temporary refusal: its sender and post, and the tries it has used."""

    sender: str
    post: int
    spent: int  # of its retry budget
    waits: int  # times it has waited for its recipient or its post


def to_json(outcome: Outcome) -> dict[str, Any]:
    fields = {name: value for name, value in asdict(outcome).items() if name != "known_as"}
    return {"kind": type(outcome).__name__, **fields}


def from_json(value: dict[str, Any]) -> Outcome:
    """Raises KeyError, TypeError or ValueError if the value is no outcome."""
    fields = dict(value)
    if "reason" in fields:  # the value comes from the attempts file of an older release
        fields["said"] = fields.pop("reason")
    if "means" in fields:
        fields["means"] = Meaning(fields["means"])
    kind = _KINDS[fields.pop("kind")]
    if "about" in fields:
        fields["about"] = About(fields["about"])
    if "scope" in fields:
        fields["scope"] = Scope(fields["scope"])
    if "rest" in fields:
        fields["rest"], fields["after"] = Rest(fields["rest"]), tuple(fields["after"])
    outcome: Outcome = kind(**fields)
    return outcome


def record(store: Store, sender: str, answers: Sequence[Answer], retries: Retries, now: float) -> None:
    """Record answers in one transaction. Applying them again, or late, changes nothing."""
    with store.transaction():
        took = [one for one in answers if isinstance(one.outcome, Sent)]
        _record_sent(store, sender, took, now)
        theirs = [one for one in answers if not isinstance(one.outcome, Sent)]
        translated = {
            one.claimed.delivery for one in theirs if _record_other(store, sender, one, retries, now)
        }
        answered, rejected = Counter(one.claimed.post for one in took), Counter[int]()
        for answer in answers:
            if isinstance(answer.outcome, Refused) and answer.claimed.delivery not in translated:
                answered[answer.claimed.post] += 1
                rejected[answer.claimed.post] += speaks_of_the_post(answer.outcome)
        for post, count in answered.items():
            posts.pause_rejected(store, post, count, rejected[post])
        posts.settle(store, (answer.claimed.post for answer in answers), now)


def speaks_of_the_post(refusal: Refused | Retry | Halt) -> bool:
    """Whether a refusal counts towards the breaker of its post. A refusal that concerns only one citizen does not."""
    return (
        not refusal.about.of_the_citizen if isinstance(refusal, Refused) else not isinstance(refusal, Retry)
    )


def _record_sent(store: Store, sender: str, answers: Sequence[Answer], now: float) -> None:
    """Record accepted attempts, all in one statement: nearly every answer of a broadcast is one of these."""
    if not answers:
        return
    deliveries.accepted(store, [_attempt(answer) for answer in answers], now)
    for post in {answer.claimed.post for answer in answers}:
        store.no_fault(id=post)
        publications.note(store, post, *_name_on_page(answers, post), now)
    store.sender_goes_on(name=sender)
    if any(answer.claimed.recipient > 0 for answer in answers):
        store.note_sends(name=sender, sends=len(answers), now=now)


def _name_on_page(answers: Sequence[Answer], post: int) -> tuple[str, str]:
    """The provider's id and the address of a post on a page; "" for messages to citizens."""
    for answer in answers:
        if answer.claimed.post == post and answer.claimed.recipient == 0 and isinstance(answer.outcome, Sent):
            return answer.outcome.remote_id, answer.outcome.url
    return "", ""


def _record_other(store: Store, sender: str, answer: Answer, retries: Retries, now: float) -> bool:
    """Record an attempt that was not accepted. True if only its translation is at fault, which speaks of no post."""
    claimed, outcome, attempt = answer.claimed, answer.outcome, _attempt(answer)
    if isinstance(outcome, Sent):
        return False
    reason = of_outcome(outcome)
    if not isinstance(outcome, Uncertain) and falls_back(store, claimed.delivery, claimed.post, outcome):
        deliveries.not_accepted(store, attempt, DeliveryState.PENDING, reason, now, Again(FIRST))
        return True
    match outcome:
        case Refused():
            if deliveries.not_accepted(store, attempt, DeliveryState.FAILED, reason, now):
                note_refusal(store, claimed.delivery, claimed.post, outcome, now)
        case Retry():
            row = store.tries(id=claimed.delivery)
            assert row is not None
            tried = Tried(sender, claimed.post, row["spent"], row["waits"])
            again = plan(store, tried, outcome, retries, now)
            if again is not None:
                deliveries.not_accepted(store, attempt, DeliveryState.PENDING, reason, now, again)
            elif deliveries.not_accepted(store, attempt, DeliveryState.FAILED, reason, now):
                note_refusal(store, claimed.delivery, claimed.post, outcome, now)
        case Halt():
            deliveries.not_accepted(store, attempt, DeliveryState.PENDING, reason, now, Again(now))
            halt(store, sender, claimed.post, outcome, now)
        case Uncertain():
            deliveries.not_accepted(store, attempt, DeliveryState.UNCERTAIN, reason, now)
    return False


def _attempt(answer: Answer) -> Attempt:
    claimed, outcome = answer.claimed, answer.outcome
    took = outcome if isinstance(outcome, Sent) else None
    return Attempt(
        claimed.delivery,
        claimed.attempt,
        claimed.post,
        type(outcome).__name__.lower(),
        code=getattr(outcome, "code", ""),
        reason=None if isinstance(outcome, Sent) else of_outcome(outcome),
        remote_id=took.remote_id if took and claimed.recipient == 0 else "",
        message=answer.message,
        held=took.held if took else False,
    )


def plan(store: Store, tried: Tried, retry: Retry, retries: Retries, now: float) -> Again | None:
    """The time of the next try and its cost; also records the pause. None if the delivery's tries are spent."""
    counts = retry.tries is not None or retry.rest is Rest.DELIVERY
    if counts and tried.spent >= (retries.most if retry.tries is None else retry.tries):
        return None
    spends, steps = int(counts), retry.after or BACKOFF

    def step(number: int) -> float:
        seconds = steps[min(number, len(steps) - 1)]
        return seconds if retry.after else seconds * retries.chance.uniform(0.8, 1.2)

    if retry.about is About.PICTURE:
        store.drop_media(id=tried.post)
    match retry.rest:
        case Rest.DELIVERY:
            return Again(now + step(tried.spent), spends)
        case Rest.RECIPIENT:
            return Again(now + step(tried.waits), spends, waits=1)
        case Rest.POST:
            store.post_rests(id=tried.post, not_before=now + step(tried.waits))
            return Again(FIRST, spends, waits=1)
    pauses = store.pauses(name=tried.sender, now=now) or 0
    store.slow_sender(name=tried.sender, now=now, not_before=now + step(pauses))
    return Again(FIRST, spends)


def note_refusal(store: Store, delivery: int, post: int, refusal: Refused | Retry, now: float) -> None:
    """Record the consequences of a refusal for later messages: of its citizen, or of its post."""
    match refusal.about:
        case About.SUSPEND:
            store.suspend_subscriber(id=delivery, now=now)
        case About.NO_MARKETING:
            store.no_marketing(id=delivery, now=now)
        case About.UNREACHED:
            store.suspend_unheard(id=delivery, now=now, times=UNREACHED, since=now - UNREACHED_FOR)
        case About.CONTENT:
            in_a_row = store.note_fault(id=post, code=refusal.code)
            if in_a_row is not None and in_a_row >= IN_A_ROW:
                reason = of_outcome(refusal)
                posts.pause_refused(store, post, Reason(Code.ALL_REFUSED, because=reason), now)
                deliveries.reopen_refused(store, post, reason, now)


def halt(store: Store, sender: str, post: int, stop: Halt, now: float) -> None:
    """Stop the post, the whole sender or both until a person has looked, or for some hours."""
    if stop.scope is not Scope.SENDER:
        posts.pause(store, post, of_outcome(stop))
    if stop.scope is not Scope.POST:
        until = now + stop.hours * 3600 if stop.hours else 0.0
        store.halt_sender(name=sender, now=now, until=until, protective=0, **columns(of_outcome(stop)))
