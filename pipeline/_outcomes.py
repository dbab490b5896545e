"""What came of attempts, written down: in the attempts file as JSON, in the database as states."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from channels.base import About, Halt, Outcome, Refused, Retry, Scope, Sent, Uncertain
from pipeline.store import Store

BACKOFF = (2.0, 8.0, 30.0, 120.0)  # seconds before the second, third, … try

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
    outcome: Outcome = kind(**fields)
    return outcome


def backoff(spent: int, chance: random.Random) -> float:
    """Seconds to wait after `spent` tries: longer each time, and never the same for all."""
    return BACKOFF[min(spent, len(BACKOFF) - 1)] * chance.uniform(0.8, 1.2)


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
    why = f"{code}: {reason}" if code else reason
    match outcome:
        case Sent(remote_id, url, held):
            store.run("answer_sent", id=claimed.delivery, remote_id=remote_id, held=held)
            if claimed.recipient == 0:
                store.run("insert_remote_post", post_id=claimed.post, remote_id=remote_id, url=url, now=now)
        case Refused(about=about):
            store.run("answer_failed", **row, reason=why)
            mark_recipient(store, claimed.delivery, about, now)
        case Retry(after=after, spends=spends, slow_down=slow_down):
            spent = store.value("spent", id=claimed.delivery)
            due_at = now + (backoff(spent, chance) if after is None else after)
            store.run("answer_retry", **row, due_at=due_at, spends=int(spends), retries=retries, reason=why)
            if slow_down:
                store.run("slow_sender", name=sender, not_before=due_at)
        case Halt(scope=scope):
            store.run("answer_retry", **row, due_at=now, spends=0, retries=retries, reason=why)
            halt(store, sender, claimed.post, scope, why, now)
        case Uncertain(duplicate=duplicate):
            # A duplicate refusal is evidence of an earlier success: no absence may ever reopen it.
            store.run("answer_uncertain", **row, reason=f"duplicate: {why}" if duplicate else why)


def mark_recipient(store: Store, delivery: int, about: About, now: float) -> None:
    """What a provider says about a citizen's number holds for the next messages too."""
    if about is About.SUSPEND:
        store.run("suspend_subscriber", id=delivery, now=now)
    elif about is About.NO_MARKETING:
        store.run("no_marketing", id=delivery, now=now)


def halt(store: Store, sender: str, post: int, scope: Scope, reason: str, now: float) -> None:
    """Stop the post or the whole sender until a person has looked."""
    if scope is Scope.POST:
        store.run("pause_post", id=post, reason=reason)
    else:
        store.run("halt_sender", name=sender, reason=reason, now=now, protective=0)
