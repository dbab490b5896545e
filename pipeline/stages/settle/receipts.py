"""Receipts: a provider's later reports about an attempt. In any order, late or twice, they give the same result."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from channels.base import Key
from channels.meanings import Meaning
from channels.outcomes import Halt, Receipt, Refused, Rest, Retry
from channels.value import dataclass
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
from pipeline.stages.settle.translated import falls_back
from pipeline.store import Store, deliveries, posts
from pipeline.store.deliveries import Again

if TYPE_CHECKING:
    from pipeline.store.statements import DeliveriesForSettlingRow

    _Rows = Mapping[int, DeliveriesForSettlingRow]  # deliveries by their ids

STATUS_RANK = {"held": 1, "sent": 2, "failed": 3, "delivered": 4, "read": 4}  # forward only
RETRIES = 5  # times a passing failure is tried again
KEEP = 8 * 86400.0  # seconds a receipt that matches nothing waits for our own record


@dataclass(frozen=True, slots=True)
class _Told:
    """A receipt, and the attempt it belongs to."""

    delivery: int
    attempt: int
    receipt: Receipt

    @property
    def rank(self) -> int:
        """The rank of the receipt's status; 0 = an unknown status."""
        return STATUS_RANK.get(self.receipt.status, 0)

    @property
    def status(self) -> deliveries.Status:
        one = self.receipt
        status = "delivered" if one.status == "read" else one.status  # readings are private: not stored
        return deliveries.Status(self.delivery, self.attempt, status, self.rank, one.at, one.remote_id)


def apply_receipts(store: Store, receipts: Iterable[Receipt], now: float) -> None:
    """Apply receipts, in any order, late or twice. Receipts that match no attempt yet are kept and matched later.

    Each names its message by the keyed hash of the provider's id (`Vault.message`).
    """
    with store.transaction():
        told, strangers = _find_attempts(store, list(receipts))
        if strangers:
            store.keep_receipts(
                [{"message": one.remote_id, "body": _to_json(one), "now": now} for one in strangers]
            )
        _apply(store, told, now)


def match_kept(store: Store, now: float) -> None:
    """Apply kept receipts: those that came before our own record of their attempt."""
    rows = store.kept_receipts()
    with store.transaction():
        if rows:
            told = [_Told(row["delivery_id"], row["number"], _from_json(row["body"])) for row in rows]
            _apply(store, told, now)
            store.drop_receipts(ids=json.dumps([row["id"] for row in rows]))
        store.drop_old_receipts(before=now - KEEP)


def _to_json(receipt: Receipt) -> str:
    """All but its names: the message's has a column, and a key that is none of ours may hold anything."""
    failure = None if receipt.failure is None else to_json(receipt.failure)
    return json.dumps({**asdict(receipt), "remote_id": "", "key": "", "failure": failure})


def _from_json(body: str) -> Receipt:
    value: dict[str, Any] = json.loads(body)
    failure = value.pop("failure", None)
    return Receipt(**value, failure=None if failure is None else from_json(failure))  # type: ignore[arg-type]


def _find_attempts(store: Store, receipts: Sequence[Receipt]) -> tuple[list[_Told], list[Receipt]]:
    """Match receipts to attempts, by our key in them, else by the hash of the provider's id.
    Returns the matches, and the receipts without a known attempt."""
    keys, nonce = [Key.parse(one.key) for one in receipts], store.nonce
    ids = [one.remote_id for one, key in zip(receipts, keys, strict=True) if key is None and one.remote_id]
    rows = store.attempts_by_message(ids=json.dumps(ids)) if ids else []
    known = {row["message"]: (row["delivery_id"], row["number"]) for row in rows}
    told, strangers = [], []
    for one, key in zip(receipts, keys, strict=True):
        if key is not None:
            if _is_ours(key, nonce):
                told.append(_Told(key.delivery, key.attempt, one))
        elif one.remote_id in known:
            told.append(_Told(*known[one.remote_id], one))
        elif one.remote_id:
            strangers.append(one)
    return told, strangers


def _is_ours(key: Key, nonce: str) -> bool:
    """Whether a key names an attempt of this database, and not of an earlier database in its place."""
    return key.nonce == nonce


def _apply(store: Store, told: Sequence[_Told], now: float) -> None:
    """Keep the evidence of each attempt with that attempt; the delivery's state follows from all its attempts.

    Receipts are applied in sets: first all messages that arrived, then all that failed, one by one.
    """
    ids = {one.delivery for one in told}
    rows = {row["id"]: row for row in store.deliveries_for_settling(ids=json.dumps(list(ids)))} if ids else {}
    told = [
        one
        for one in told
        if one.delivery in rows and one.rank and one.receipt.channel in ("", rows[one.delivery]["channel"])
    ]
    if not told:
        return
    charge(store, _priced(told), now)
    _apply_arrived(store, [one for one in told if one.rank != deliveries.FAILED], rows, now)
    for one in _note(store, [one for one in told if one.rank == deliveries.FAILED], now):
        _apply_failure(store, one, now)
    _settle(store, told, rows, now)


def _note(store: Store, told: Iterable[_Told], now: float) -> list[_Told]:
    """Keep the highest receipt of each attempt. Returns those that the attempt's row did not have yet."""
    highest: dict[tuple[int, int], _Told] = {}
    for one in told:
        attempt = (one.delivery, one.attempt)
        if attempt not in highest or one.rank > highest[attempt].rank:
            highest[attempt] = one
    if not highest:
        return []
    return [
        highest[attempt]
        for attempt in deliveries.note_receipts(store, [one.status for one in highest.values()], now)
    ]


def _priced(told: Iterable[_Told]) -> dict[int, Receipt]:
    """The receipt with the price of each delivery: a delivery is charged once, by the first receipt with a category."""
    found: dict[int, Receipt] = {}
    for one in told:
        if one.rank == deliveries.DELIVERED and one.receipt.category:
            found.setdefault(one.delivery, one.receipt)
    return found


def _apply_arrived(store: Store, told: Iterable[_Told], rows: _Rows, now: float) -> None:
    """Apply the receipts of attempts that the provider accepted and has not failed to deliver."""
    news = _note(store, told, now)
    if any(rows[one.delivery]["state"] != DeliveryState.SENT for one in news):
        deliveries.proven(store, [one.status for one in news], now)
    arrived = [rows[one.delivery] for one in news if one.rank == deliveries.DELIVERED]
    heard = [
        row["recipient"] for row in arrived if row["audience"] != "chase"
    ]  # which says nothing of WhatsApp
    if heard:
        store.heard(ids=json.dumps(heard))


def _settle(store: Store, told: Iterable[_Told], rows: _Rows, now: float) -> None:
    """Note the time of the newest receipt of each channel and ask whether posts are done: once for many receipts."""
    seen: dict[str, float] = {}
    for one in told:
        channel = rows[one.delivery]["channel"]
        seen[channel] = max(one.receipt.at, seen.get(channel, 0.0))
    for channel, at in seen.items():
        # If our clock is behind, the provider's time lies in the future: never record a time later than now.
        store.seen_receipt(name=channel, at=min(at, now))
    posts.settle(store, {rows[one.delivery]["post_id"] for one in told}, now)


def _apply_failure(store: Store, told: _Told, now: float) -> None:
    """Apply the receipt of an attempt that the provider accepted and could not deliver."""
    delivery, attempt = told.delivery, told.attempt
    failure = told.receipt.failure or Refused("", means=Meaning.FAILED)
    [row] = store.deliveries_for_settling(ids=json.dumps([delivery]))  # anew: receipts may have changed it
    post, sender = row["post_id"], row["channel"]
    settled_by_it = row["state"] == DeliveryState.SENT or row["attempt"] == attempt
    translated = falls_back(store, delivery, post, failure)
    if settled_by_it and store.accepted(id=delivery) is None:
        if translated:  # its own text is sent
            failure = Retry(
                failure.code, means=failure.means, tries=None, rest=Rest.RECIPIENT, after=(FIRST,)
            )
        _fall_back(store, row, attempt, failure, now)
    if isinstance(failure, Halt) and not translated:
        posts.settle(store, (post,), now)  # a post that was done is `sending` again, so the halt can stop it
        halt(store, sender, post, failure, now)


def _fall_back(
    store: Store, row: DeliveriesForSettlingRow, attempt: int, failure: Refused | Retry | Halt, now: float
) -> None:
    """No attempt counts as accepted any more: the delivery becomes uncertain, is sent once more, or has failed."""
    delivery, post, reason = row["id"], row["post_id"], of_outcome(failure)
    newest = store.attempt_outcome(id=delivery, attempt=row["attempt"])
    if row["attempt"] != attempt and newest is not None and newest["outcome"] == "uncertain":
        deliveries.fails(store, row, DeliveryState.UNCERTAIN, read(newest))
        return
    again = _again_after(store, row, failure, now)
    if again is not None and deliveries.fails(store, row, DeliveryState.PENDING, reason, again):
        return
    if not deliveries.fails(store, row, DeliveryState.FAILED, reason):
        return
    failed = store.attempt_outcome(id=delivery, attempt=attempt)
    # The post's breaker counts no attempt that was answered before the last approval, neither answer nor refusal.
    recent = failed is not None and failed["at"] >= (store.counted_from(id=post) or 0.0)
    posts.pause_rejected(store, post, 0, int(recent and speaks_of_the_post(failure)))
    if not isinstance(failure, Halt):
        note_refusal(store, delivery, post, failure, now)


def _again_after(
    store: Store, row: DeliveriesForSettlingRow, failure: Refused | Retry | Halt, now: float
) -> Again | None:
    """The next try of a message that was certainly not delivered, if its failure passes or a person will mend it."""
    if row["post_state"] in ("cancelled", "expired") or row["not_after"] <= now:
        return None  # a delivery of a superseded post may be tried again: the sweep leaves it to the newer revision
    if isinstance(failure, Halt):
        return Again(FIRST)
    if not isinstance(failure, Retry):
        return None
    tried = Tried(row["channel"], row["post_id"], row["spent"], row["waits"])
    return plan(store, tried, failure, Retries(RETRIES, random.Random(row["id"])), now)
