"""Receipts: what a provider says later of an attempt. In any order, late or twice, they end in the same books."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from channels.base import Key
from channels.meanings import Meaning
from channels.outcomes import Halt, Receipt, Refused, Retry
from pipeline.model import DeliveryState
from pipeline.money.budget import charge
from pipeline.reasons import of_outcome, read
from pipeline.stages.settle.answers import (
    FIRST,
    Retries,
    Tried,
    from_json,
    halt,
    note_refusal,
    plan,
    speaks_of_the_post,
    to_json,
)
from pipeline.store import Store, deliveries, posts
from pipeline.store.deliveries import Again

if TYPE_CHECKING:
    from pipeline.store.statements import DeliveryForSettlingRow

STATUS_RANK = {"held": 1, "sent": 2, "failed": 3, "delivered": 4, "read": 4}  # forward only
RETRIES = 5  # times a passing failure is tried again
KEEP = 8 * 86400.0  # seconds a receipt that matches nothing waits for our own record


def apply_receipts(store: Store, receipts: Iterable[Receipt], now: float) -> None:
    """Apply them in any order, late or twice; those that match nothing yet are kept and matched later."""
    with store.transaction():
        touched, nonce = _Touched(), store.nonce
        for receipt in receipts:
            attempt = _attempt_of(store, receipt, nonce)
            if attempt is not None:
                _apply(store, *attempt, receipt, touched, now)
            elif receipt.remote_id and Key.parse(receipt.key) is None:
                store.keep_receipt(remote_id=receipt.remote_id, body=_to_json(receipt), now=now)
        touched.settle(store, now)


def match_kept(store: Store, now: float) -> None:
    """Receipts that came before our own record of the message."""
    rows = store.kept_receipts()
    with store.transaction():
        touched = _Touched()
        for row in rows:
            _apply(store, row["delivery_id"], row["number"], _from_json(row["body"]), touched, now)
            store.drop_receipt(id=row["id"])
        touched.settle(store, now)
        store.drop_old_receipts(before=now - KEEP)


@dataclass
class _Touched:
    """What is done once for many receipts."""

    posts: set[int] = field(default_factory=set)
    seen: dict[str, float] = field(default_factory=dict)  # channel -> newest provider time

    def note(self, row: DeliveryForSettlingRow, at: float) -> None:
        self.posts.add(row["post_id"])
        self.seen[row["channel"]] = max(at, self.seen.get(row["channel"], 0.0))

    def settle(self, store: Store, now: float) -> None:
        for channel, at in self.seen.items():
            # To a clock of ours that is behind, the provider speaks of the future: none is younger than its coming.
            store.seen_receipt(name=channel, at=min(at, now))
        posts.settle(store, self.posts, now)


def _to_json(receipt: Receipt) -> str:
    failure = None if receipt.failure is None else to_json(receipt.failure)
    return json.dumps({**asdict(receipt), "failure": failure})


def _from_json(body: str) -> Receipt:
    value: dict[str, Any] = json.loads(body)
    failure = value.pop("failure", None)
    return Receipt(**value, failure=None if failure is None else from_json(failure))  # type: ignore[arg-type]


def _attempt_of(store: Store, receipt: Receipt, nonce: str) -> tuple[int, int] | None:
    """The delivery and the number of the attempt that a receipt speaks of."""
    key = Key.parse(receipt.key)
    if key is not None:
        return (key.delivery, key.attempt) if key.nonce == nonce else None
    row = store.attempt_by_remote(remote_id=receipt.remote_id)
    return None if row is None else (row["delivery_id"], row["number"])


def _apply(
    store: Store, delivery: int, attempt: int, receipt: Receipt, touched: _Touched, now: float
) -> None:
    """Evidence of one attempt stays with that attempt; the delivery follows from all of them."""
    row = store.delivery_for_settling(id=delivery)
    rank = STATUS_RANK.get(receipt.status)
    if row is None or rank is None:
        return
    touched.note(row, receipt.at)
    if rank == deliveries.DELIVERED and receipt.category:  # of two that say so only one tells the price
        charge(store, delivery, receipt.category, receipt.free, now)
    status = "delivered" if receipt.status == "read" else receipt.status  # readings are nobody's business
    said = deliveries.Status(status, rank, receipt.at, receipt.remote_id)
    if not deliveries.note_receipt(store, delivery, attempt, said, now):
        return
    if rank == deliveries.FAILED:
        _apply_failure(store, row, attempt, receipt.failure or Refused("", means=Meaning.FAILED), now)
        return
    if row["state"] != DeliveryState.SENT:
        deliveries.proven(store, row, attempt, now)
    if rank == deliveries.DELIVERED:
        store.heard(id=delivery)


def _apply_failure(
    store: Store, row: DeliveryForSettlingRow, attempt: int, failure: Refused | Retry | Halt, now: float
) -> None:
    """The provider accepted this very attempt and could not deliver it."""
    delivery, post, sender = row["id"], row["post_id"], row["channel"]
    settled_by_it = row["state"] == DeliveryState.SENT or row["attempt"] == attempt
    if settled_by_it and not deliveries.was_accepted(store, delivery):
        _fall_back(store, row, attempt, failure, now)
    if isinstance(failure, Halt):
        posts.settle(store, (post,), now)  # a post that was done goes on, and is what stops
        halt(store, sender, post, failure, now)


def _fall_back(
    store: Store, row: DeliveryForSettlingRow, attempt: int, failure: Refused | Retry | Halt, now: float
) -> None:
    """No attempt stands any more: the newest is in doubt, or it is sent once more, or that was it."""
    delivery, post, reason = row["id"], row["post_id"], of_outcome(failure)
    newest = store.attempt_outcome(id=delivery, attempt=row["attempt"])
    if row["attempt"] != attempt and newest is not None and newest["outcome"] == "uncertain":
        deliveries.fails(store, delivery, DeliveryState.UNCERTAIN, read(newest))
        return
    again = _again_after(store, row, failure, now)
    if again is not None and deliveries.fails(store, delivery, DeliveryState.PENDING, reason, again):
        return
    if not deliveries.fails(store, delivery, DeliveryState.FAILED, reason):
        return
    failed = store.attempt_outcome(id=delivery, attempt=attempt)
    # Answers and refusals are counted by one clock: of attempts answered before the last approval neither counts.
    recent = failed is not None and failed["at"] >= (store.counted_from(id=post) or 0.0)
    posts.pause_rejected(store, post, 0, int(recent and speaks_of_the_post(failure)))
    if not isinstance(failure, Halt):
        note_refusal(store, delivery, post, failure, now)


def _again_after(
    store: Store, row: DeliveryForSettlingRow, failure: Refused | Retry | Halt, now: float
) -> Again | None:
    """It was certainly not delivered: what passes, or what a person will mend, is tried once more."""
    if row["post_state"] in ("cancelled", "expired") or row["not_after"] <= now:
        return None  # of a superseded post it is left to the newer revision
    if isinstance(failure, Halt):
        return Again(FIRST)
    if not isinstance(failure, Retry):
        return None
    tried = Tried(row["channel"], row["post_id"], row["spent"], row["waits"])
    return plan(store, tried, failure, Retries(RETRIES, random.Random(row["id"])), now)
