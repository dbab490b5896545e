"""What came of attempts, written down: in the attempts file as JSON, in the database as states."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from channels.outcomes import About, Halt, Outcome, Refused, Rest, Retry, Scope, Sent, Uncertain
from pipeline.store import Row, Store

BACKOFF = (2.0, 8.0, 30.0, 120.0)  # seconds before the second, third, … try
FIRST = 0.0  # due time of what goes before all others of its post
IN_A_ROW = 3  # recipients refused with one code, after which it is the post's own fault
UNREACHED = 5  # messages in a row that did not reach a citizen,
UNREACHED_FOR = 30 * 86400.0  # the first of them so many seconds ago, after which they are suspended

_KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in (Sent, Refused, Retry, Halt, Uncertain)}


@dataclass(frozen=True, slots=True)
class Claimed:
    """One delivery that a holder has taken, to be sent exactly once under this attempt number."""

    delivery: int
    recipient: int  # 0 = the page itself
    attempt: int
    post: int


@dataclass(frozen=True, slots=True)
class Answer:
    claimed: Claimed
    outcome: Outcome


def to_json(outcome: Outcome) -> dict[str, Any]:
    return {"kind": type(outcome).__name__, **asdict(outcome)}


def from_json(value: dict[str, Any]) -> Outcome:
    """Raises KeyError, TypeError or ValueError if it is none."""
    fields = dict(value)
    kind = _KINDS[fields.pop("kind")]
    if "about" in fields:
        fields["about"] = About(fields["about"])
    if "scope" in fields:
        fields["scope"] = Scope(fields["scope"])
    if "rest" in fields:
        fields["rest"], fields["after"] = Rest(fields["rest"]), tuple(fields["after"])
    outcome: Outcome = kind(**fields)
    return outcome


def why(outcome: Outcome) -> str:
    """As it is kept with the delivery."""
    code, reason = getattr(outcome, "code", ""), getattr(outcome, "reason", "")
    return f"{code}: {reason}" if code else reason


def record(
    store: Store, sender: str, answers: Sequence[Answer], *, now: float, retries: int, chance: random.Random
) -> None:
    """Write answers down, in one transaction. Applying them again, or late, changes nothing."""
    with store.transaction():
        answered: Counter[int] = Counter()
        rejected: Counter[int] = Counter()
        for answer in answers:
            _record_one(store, sender, answer, now=now, retries=retries, chance=chance)
            if isinstance(answer.outcome, Sent | Refused):
                answered[answer.claimed.post] += 1
                rejected[answer.claimed.post] += isinstance(answer.outcome, Refused)
        for post, count in answered.items():
            store.run("count_answers", id=post, answered=count, rejected=rejected[post])
            if rejected[post]:
                store.run("pause_rejected", id=post)
        if any(isinstance(answer.outcome, Sent) for answer in answers):
            store.run("sender_goes_on", name=sender)
        for post in {answer.claimed.post for answer in answers}:
            store.run("finish_post", id=post, now=now)


def _record_one(
    store: Store, sender: str, answer: Answer, *, now: float, retries: int, chance: random.Random
) -> None:
    claimed, outcome = answer.claimed, answer.outcome
    row = {"id": claimed.delivery, "attempt": claimed.attempt}
    code, reason = getattr(outcome, "code", ""), getattr(outcome, "reason", "")
    store.run(
        "insert_attempt", **row, now=now, outcome=type(outcome).__name__.lower(), code=code, reason=reason
    )
    match outcome:
        case Sent(remote_id, url, held):
            store.run("answer_sent", id=claimed.delivery, remote_id=remote_id, held=held)
            store.run("no_fault", id=claimed.post)
            if claimed.recipient == 0:
                store.run("insert_remote_post", post_id=claimed.post, remote_id=remote_id, url=url, now=now)
                store.run("note_withdrawal", post_id=claimed.post, now=now)
        case Refused():
            if store.run("answer_failed", **row, reason=why(outcome)):
                note_refusal(store, claimed.delivery, claimed.post, outcome, now)
        case Retry():
            delivery = store.row("tries", id=claimed.delivery)
            again = plan(
                store, sender, claimed.post, delivery, outcome, now=now, retries=retries, chance=chance
            )
            if again is not None:
                store.run("answer_retry", **row, reason=why(outcome), **again)
            elif store.run("answer_failed", **row, reason=why(outcome)):
                note_refusal(store, claimed.delivery, claimed.post, outcome, now)
        case Halt():
            store.run("answer_retry", **row, due_at=now, spends=0, waits=0, reason=why(outcome))
            halt(store, sender, claimed.post, outcome, now)
        case Uncertain(duplicate=duplicate):
            # A duplicate refusal is evidence of an earlier success: no absence may ever reopen it.
            text = f"duplicate: {why(outcome)}" if duplicate else why(outcome)
            store.run("answer_uncertain", **row, reason=text)


def plan(
    store: Store,
    sender: str,
    post: int,
    delivery: Row | None,
    retry: Retry,
    *,
    now: float,
    retries: int,
    chance: random.Random,
) -> dict[str, float] | None:
    """When a delivery goes again and what it costs, whoever rests being told so; None if its tries are spent.

    `delivery`: what it has `spent` and how often it waited; `retries`: the caller's own budget of tries.
    """
    assert delivery is not None
    counts = retry.tries is not None or retry.rest is Rest.DELIVERY
    if counts and delivery["spent"] >= (retries if retry.tries is None else retry.tries):
        return None
    spends, steps = int(counts), retry.after or BACKOFF

    def step(number: int) -> float:
        seconds = steps[min(number, len(steps) - 1)]
        return seconds if retry.after else seconds * chance.uniform(0.8, 1.2)  # never the same for all

    if retry.about is About.PICTURE:
        store.run("drop_media", id=post)
    match retry.rest:
        case Rest.DELIVERY:
            return {"due_at": now + step(delivery["spent"]), "spends": spends, "waits": 0}
        case Rest.RECIPIENT:
            return {"due_at": now + step(delivery["waits"]), "spends": spends, "waits": 1}
        case Rest.POST:
            store.run("post_rests", id=post, not_before=now + step(delivery["waits"]))
            return {"due_at": FIRST, "spends": spends, "waits": 1}
    pauses = store.value("pauses", name=sender, now=now) or 0
    store.run("slow_sender", name=sender, now=now, not_before=now + step(pauses))
    return {"due_at": FIRST, "spends": spends, "waits": 0}


def note_refusal(store: Store, delivery: int, post: int, refusal: Refused | Retry, now: float) -> None:
    """What a refusal says beyond its message holds for the next ones too."""
    match refusal.about:
        case About.SUSPEND:
            store.run("suspend_subscriber", id=delivery, now=now)
        case About.NO_MARKETING:
            store.run("no_marketing", id=delivery, now=now)
        case About.UNREACHED:
            store.run("suspend_unheard", id=delivery, now=now, times=UNREACHED, since=now - UNREACHED_FOR)
        case About.CONTENT:
            in_a_row = store.value("note_fault", id=post, code=refusal.code)
            if in_a_row is not None and in_a_row >= IN_A_ROW:
                # Whom it struck loses nothing: they get it when the post has been mended.
                store.run("pause_refused", id=post, reason=f"all refused: {why(refusal)}", now=now)
                store.run("reopen_refused", post_id=post, like=f"{refusal.code}: %", now=now)


def halt(store: Store, sender: str, post: int, stop: Halt, now: float) -> None:
    """Stop the post, the whole sender or both until a person has looked, or for some hours."""
    if stop.scope is not Scope.SENDER:
        store.run("pause_post", id=post, reason=why(stop))
    if stop.scope is not Scope.POST:
        until = now + stop.hours * 3600 if stop.hours else 0.0
        store.run("halt_sender", name=sender, reason=why(stop), now=now, until=until, protective=0)
