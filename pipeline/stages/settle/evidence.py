"""settle: what the provider says later (receipts) and what we find out ourselves (read-back, silence).

Evidence goes one way or the other, never by default: what nothing proves stays uncertain and is reported.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from channels.base import Channel, Content, Key
from channels.outcomes import Absent, Found, Halt, Receipt, Refused, Retry
from pipeline.model import REPEATABLE, DeliveryState, Lane
from pipeline.money.budget import charge
from pipeline.settings.values import RESEND_AFTER_SILENCE
from pipeline.stages.deliver.answers import (
    FIRST,
    Again,
    from_json,
    halt,
    note_refusal,
    plan,
    speaks_of_the_post,
    to_json,
    why,
)
from pipeline.store import Row, Store, deliveries, posts

STATUS_RANK = {"held": 1, "sent": 2, "failed": 3, "delivered": 4, "read": 4}  # forward only
RETRIES = 5  # times a passing failure is tried again
KEEP = 8 * 86400.0  # seconds a receipt that matches nothing waits for our own record
LOOK_BACK = 7 * 86400.0  # seconds: older uncertain deliveries are left as they are
SKEW = 86400.0  # seconds by which our clock may differ from a provider's where we look for what we published
ABSENT_TWICE = 60.0  # seconds between two read-backs that do not find it
HELD = 2 * 3600.0  # seconds for which a message kept back for quality makes silence say nothing
LONGER = (
    3  # times the wait, where nothing was sent afterwards whose receipt could show that the webhook works
)
PAGE = 500  # uncertain deliveries looked at in one go

# -- receipts --------------------------------------------------------------------------------------


def apply_receipts(store: Store, receipts: Iterable[Receipt], now: float) -> None:
    """Apply them in any order, late or twice; those that match nothing yet are kept and matched later."""
    with store.transaction():
        touched, nonce = _Touched(), store.nonce
        for receipt in receipts:
            attempt = _attempt_of(store, receipt, nonce)
            if attempt is not None:
                _apply(store, *attempt, receipt, touched, now)
            elif receipt.remote_id and Key.parse(receipt.key) is None:
                store.run("keep_receipt", remote_id=receipt.remote_id, body=_to_json(receipt), now=now)
        touched.settle(store, now)


def match_kept(store: Store, now: float) -> None:
    """Receipts that came before our own record of the message."""
    rows = store.rows("kept_receipts")
    with store.transaction():
        touched = _Touched()
        for row in rows:
            _apply(store, row["delivery_id"], row["number"], _from_json(row["body"]), touched, now)
            store.run("drop_receipt", id=row["id"])
        touched.settle(store, now)
        store.run("drop_old_receipts", before=now - KEEP)


@dataclass
class _Touched:
    """What is done once for many receipts."""

    posts: set[int] = field(default_factory=set)
    seen: dict[str, float] = field(default_factory=dict)  # channel -> newest provider time

    def note(self, row: Row, at: float) -> None:
        self.posts.add(row["post_id"])
        self.seen[row["channel"]] = max(at, self.seen.get(row["channel"], 0.0))

    def settle(self, store: Store, now: float) -> None:
        for channel, at in self.seen.items():
            # To a clock of ours that is behind, the provider speaks of the future: none is younger than its coming.
            store.run("seen_receipt", name=channel, at=min(at, now))
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
    row = store.row("attempt_by_remote", remote_id=receipt.remote_id)
    return None if row is None else (row["delivery_id"], row["number"])


def _apply(
    store: Store, delivery: int, attempt: int, receipt: Receipt, touched: _Touched, now: float
) -> None:
    """Evidence of one attempt stays with that attempt; the delivery follows from all of them."""
    row = store.row("delivery_for_settling", id=delivery)
    rank = STATUS_RANK.get(receipt.status)
    if row is None or rank is None:
        return
    touched.note(row, receipt.at)
    if rank == deliveries.DELIVERED and receipt.category:  # of two that say so only one tells the price
        charge(store, delivery, receipt.category, receipt.free, now)
    status = "delivered" if receipt.status == "read" else receipt.status  # readings are nobody's business
    said = (status, rank, receipt.at, receipt.remote_id)
    if not deliveries.note_receipt(store, delivery, attempt, *said, now):
        return
    if rank == deliveries.FAILED:
        _apply_failure(store, row, attempt, receipt.failure or Refused("", "failed"), now)
        return
    if row["state"] != DeliveryState.SENT:
        deliveries.proven(store, row, attempt, now)
    if rank == deliveries.DELIVERED:
        store.run("heard", id=delivery)


def _apply_failure(store: Store, row: Row, attempt: int, failure: Refused | Retry | Halt, now: float) -> None:
    """The provider accepted this very attempt and could not deliver it."""
    delivery, post, sender = row["id"], row["post_id"], row["channel"]
    settled_by_it = row["state"] == DeliveryState.SENT or row["attempt"] == attempt
    if settled_by_it and not deliveries.was_accepted(store, delivery):
        _fall_back(store, row, attempt, failure, now)
    if isinstance(failure, Halt):
        posts.settle(store, (post,), now)  # a post that was done goes on, and is what stops
        halt(store, sender, post, failure, now)


def _fall_back(store: Store, row: Row, attempt: int, failure: Refused | Retry | Halt, now: float) -> None:
    """No attempt stands any more: the newest is in doubt, or it is sent once more, or that was it."""
    delivery, post, reason = row["id"], row["post_id"], why(failure)
    newest = store.row("attempt_outcome", id=delivery, attempt=row["attempt"])
    if row["attempt"] != attempt and newest is not None and newest["outcome"] == "uncertain":
        deliveries.fails(store, delivery, DeliveryState.UNCERTAIN, newest["reason"])
        return
    again = _again_after(store, row, failure, now)
    if again is not None and deliveries.fails(store, delivery, DeliveryState.PENDING, reason, **again):
        return
    if not deliveries.fails(store, delivery, DeliveryState.FAILED, reason):
        return
    failed = store.row("attempt_outcome", id=delivery, attempt=attempt)
    # Answers and refusals are counted by one clock: of attempts answered before the last approval neither counts.
    recent = failed is not None and failed["at"] >= (store.value("counted_from", id=post) or 0.0)
    posts.pause_rejected(store, post, 0, int(recent and speaks_of_the_post(failure)))
    if not isinstance(failure, Halt):
        note_refusal(store, delivery, post, failure, now)


def _again_after(store: Store, row: Row, failure: Refused | Retry | Halt, now: float) -> Again | None:
    """It was certainly not delivered: what passes, or what a person will mend, is tried once more."""
    if row["post_state"] in ("cancelled", "expired") or row["not_after"] <= now:
        return None  # of a superseded post it is left to the newer revision
    if isinstance(failure, Halt):
        return {"due_at": FIRST, "spends": 0, "waits": 0}
    if not isinstance(failure, Retry):
        return None
    chance = random.Random(row["id"])
    sender, post = row["channel"], row["post_id"]
    return plan(store, sender, post, row, failure, now=now, retries=RETRIES, chance=chance)


# -- finding out ourselves -------------------------------------------------------------------------


async def settle_uncertain(
    store: Store,
    sender: str,
    channel: Channel,
    now: float,
    resend: Mapping[Lane, float] = RESEND_AFTER_SILENCE,
) -> None:
    """Settle what evidence allows. Called by the holder of the sender's lease, beside its sending.

    `resend`: seconds of silence, by lane, after which a message without a receipt is sent once more; 0 = never.
    """
    rows = store.rows("uncertain", channel=sender, since=now - LOOK_BACK, limit=PAGE)
    for row in rows:
        # Into a tray nothing is put twice either: it lists deliveries.
        if row["kind"] in REPEATABLE or channel.capabilities.by_hand:
            _again(store, row, "not known to be done: done again", now)
        elif channel.capabilities.read_back:
            await _read_back(store, channel, row, now)
        elif channel.capabilities.receipts and _silence_is_absence(store, sender, row, resend, now):
            _again(store, row, "no receipt: sent again", now)


async def _read_back(store: Store, channel: Channel, row: Row, now: float) -> None:
    # A first look after a second, the second one when its absence has lasted.
    if now < (row["attempted_at"] + 1 if row["absent_at"] is None else row["absent_at"] + ABSENT_TWICE):
        return
    content = Content.from_json(json.loads(row["content"]))
    # The newest first: if one that reads alike is known to be an older one of ours, this one is not there.
    reading = await channel.read_back(content, row["attempted_at"] - SKEW)
    if isinstance(reading, Found) and _is_anothers(store, row, reading):
        reading = Absent()
    if isinstance(reading, Found):
        with store.transaction():
            deliveries.found(store, row, reading.remote_id, reading.url, now)
    elif isinstance(reading, Absent) and row["absent_at"] is None:
        store.run("settle_absent", id=row["id"], attempt=row["attempt"], now=now)
    elif isinstance(reading, Absent) and not row["reason"].startswith("duplicate:"):
        with store.transaction():
            again = _again(store, row, "not found on the page: sent again", now)
            if not again and row["post_state"] not in ("held", "paused"):
                deliveries.absent_for_good(store, row, now)


def _is_anothers(store: Store, row: Row, reading: Found) -> bool:
    return store.row("known_of_another", remote_id=reading.remote_id, id=row["id"]) is not None


def _silence_is_absence(
    store: Store, sender: str, row: Row, resend: Mapping[Lane, float], now: float
) -> bool:
    """Whether the provider would have told by now, if it had taken the message.

    Only while the webhook is known to work: receipts of later messages have come, or of this time, and `serve` was up
    for longer still.
    """
    sent_at, lane = row["attempted_at"], Lane(row["lane"])
    wait = resend.get(lane, 0.0)
    kept_back = store.row("post_was_held", post_id=row["post_id"], since=now - HELD) is not None
    if not wait or row["absent_at"] is not None or kept_back:
        return False  # sent again once already, or the provider keeps messages of this post back
    newest = store.value("receipt_at", name=sender) or 0.0
    if newest > now:  # from before our clock was set back: it says nothing of later messages
        return False
    uptime = store.value("uptime_since", since=sent_at)
    urgent = lane in (Lane.EMERGENCY, Lane.REPLY)
    if newest > sent_at + wait and now > sent_at + wait:
        return bool(urgent or uptime >= wait)
    # Nothing was sent afterwards that could have had a receipt: those of the same minute count, after a longer wait.
    return bool(newest > sent_at and uptime >= wait * LONGER)


def _again(store: Store, row: Row, reason: str, now: float) -> bool:
    """It is certainly not out. False if it may not go any more: its post has ended, it is too late, or taken back.

    Of a superseded post it is left to the newer revision, by the sweep.
    """
    if row["post_state"] not in ("sending", "done", "superseded") or row["not_after"] <= now:
        return False
    with store.transaction():
        return deliveries.absent(store, row, reason, now)
