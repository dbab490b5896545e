"""settle: what the provider says later (receipts) and what we find out ourselves (read-back, silence).

Evidence goes one way or the other, never by default: what nothing proves stays uncertain and is reported.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from channels.base import Channel, Content, Key
from channels.outcomes import Absent, Found, Halt, Receipt, Refused, Retry
from pipeline._outcomes import FIRST, from_json, halt, note_refusal, plan, to_json, why
from pipeline.model import REPEATABLE, Lane
from pipeline.money import charge
from pipeline.store import Row, Store

STATUS_RANK = {"held": 1, "sent": 2, "failed": 3, "delivered": 4, "read": 4}  # forward only
RETRIES = 5  # times a passing failure is tried again
KEEP = 8 * 86400.0  # seconds a receipt that matches nothing waits for our own record
LOOK_BACK = 7 * 86400.0  # seconds: older uncertain deliveries are left as they are
ABSENT_TWICE = 60.0  # seconds between two read-backs that do not find it
URGENT_WAIT = 60.0  # seconds of silence that count as absence for emergencies and replies
SILENCE = 2 * 3600.0  # seconds of webhook-up time that do for the others
PAGE = 500  # uncertain deliveries looked at in one go

# -- receipts --------------------------------------------------------------------------------------


def apply_receipts(store: Store, receipts: Iterable[Receipt], now: float) -> None:
    """Apply them in any order, late or twice; those that match nothing yet are kept and matched later."""
    with store.transaction():
        touched, nonce = _Touched(), store.nonce
        for receipt in receipts:
            delivery = _delivery_of(store, receipt, nonce)
            if delivery is not None:
                _apply(store, delivery, receipt, touched, now)
            elif receipt.remote_id:
                store.run("keep_receipt", remote_id=receipt.remote_id, body=_to_json(receipt), now=now)
        touched.settle(store, now)


def match_kept(store: Store, now: float) -> None:
    """Receipts that came before our own record of the message."""
    rows = store.rows("kept_receipts")
    with store.transaction():
        touched = _Touched()
        for row in rows:
            _apply(store, row["delivery_id"], _from_json(row["body"]), touched, now)
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
            store.run("seen_receipt", name=channel, at=at)
        for post in self.posts:
            store.run("finish_post", id=post, now=now)


def _to_json(receipt: Receipt) -> str:
    failure = None if receipt.failure is None else to_json(receipt.failure)
    return json.dumps({**asdict(receipt), "failure": failure})


def _from_json(body: str) -> Receipt:
    value: dict[str, Any] = json.loads(body)
    failure = value.pop("failure", None)
    return Receipt(**value, failure=None if failure is None else from_json(failure))  # type: ignore[arg-type]


def _delivery_of(store: Store, receipt: Receipt, nonce: str) -> int | None:
    key = Key.parse(receipt.key)
    if key is not None:
        return key.delivery if key.nonce == nonce else None
    found: int | None = store.value("delivery_by_remote", remote_id=receipt.remote_id)
    return found


def _apply(store: Store, delivery: int, receipt: Receipt, touched: _Touched, now: float) -> None:
    row = store.row("delivery_for_settling", id=delivery)
    rank = STATUS_RANK.get(receipt.status)
    if row is None or rank is None:
        return
    touched.note(row, receipt.at)
    key = Key.parse(receipt.key)
    earlier = key is not None and key.attempt != row["attempt"]
    if receipt.status == "failed":
        if not earlier:
            _apply_failure(store, row, receipt, now)
        return
    delivered = rank == STATUS_RANK["delivered"]
    if delivered and receipt.category:  # of two that say so only one tells the price
        charge(store, delivery, receipt.category, receipt.free, now)
    if row["state"] == "sent" and row["remote_id"] and row["provider_rank"] >= rank:
        return  # nothing new
    store.run("receipt_proves", id=delivery, remote_id=receipt.remote_id, delivered=int(delivered))
    if _note_status(store, delivery, receipt) and delivered:
        store.run("heard", id=delivery)


def _note_status(store: Store, delivery: int, receipt: Receipt) -> bool:
    """False if the provider had already said as much or more."""
    status = "delivered" if receipt.status == "read" else receipt.status  # readings are nobody's business
    rank = STATUS_RANK[receipt.status]
    return store.run("receipt_status", id=delivery, status=status, rank=rank, at=receipt.at) == 1


def _apply_failure(store: Store, row: Row, receipt: Receipt, now: float) -> None:
    """The provider accepted this very attempt and could not deliver it."""
    delivery, post, sender = row["id"], row["post_id"], row["channel"]
    store.run("receipt_proves", id=delivery, remote_id=receipt.remote_id, delivered=0)
    if not _note_status(store, delivery, receipt):
        return
    failure = receipt.failure or Refused("", "failed")
    if _goes_again(store, row, failure, now):
        store.run("reopen_post", id=post)
    else:
        store.run("receipt_failed", id=delivery, reason=why(failure))
        store.run("count_answers", id=post, answered=0, rejected=1)
        store.run("pause_rejected", id=post)
        if not isinstance(failure, Halt):
            note_refusal(store, delivery, post, failure, now)
    if isinstance(failure, Halt):
        halt(store, sender, post, failure, now)


def _goes_again(store: Store, row: Row, failure: Refused | Retry | Halt, now: float) -> bool:
    """It was certainly not delivered: what passes, or what a person will mend, is tried once more."""
    if row["post_state"] not in ("sending", "done", "paused") or row["not_after"] <= now:
        return False
    again: dict[str, float] | None = None
    if isinstance(failure, Halt):
        again = {"due_at": FIRST, "spends": 0, "waits": 0}
    elif isinstance(failure, Retry):
        again = plan(
            store,
            row["channel"],
            row["post_id"],
            row,
            failure,
            now=now,
            retries=RETRIES,
            chance=random.Random(row["id"]),
        )
    if again is None:
        return False
    attempt = {"id": row["id"], "attempt": row["attempt"]}
    return store.run("receipt_reopens", **attempt, **again, reason=why(failure)) == 1


# -- finding out ourselves -------------------------------------------------------------------------


async def settle_uncertain(store: Store, sender: str, channel: Channel, now: float) -> None:
    """Settle what evidence allows. Called by the holder of the sender's lease."""
    rows = store.rows("uncertain", channel=sender, since=now - LOOK_BACK, limit=PAGE)
    if not rows:
        return
    # Into a tray nothing is put twice either: it lists deliveries.
    repeatable = [row for row in rows if row["kind"] in REPEATABLE or channel.capabilities.by_hand]
    for row in repeatable:
        _again(store, row, "not known to be done: done again", now)
    rows = [row for row in rows if row not in repeatable]
    if channel.capabilities.read_back:
        for row in rows:
            await _read_back(store, channel, row, now)
    elif channel.capabilities.receipts:
        newest = store.value("receipt_at", name=sender) or 0.0
        for row in rows:
            if _silence_is_absence(store, row, newest, now):
                _again(store, row, "no receipt: sent again", now)


async def _read_back(store: Store, channel: Channel, row: Row, now: float) -> None:
    # A first look after a second, the second one when its absence has lasted.
    if now < (row["attempted_at"] + 1 if row["absent_at"] is None else row["absent_at"] + ABSENT_TWICE):
        return
    reading = await channel.read_back(
        Content.from_json(json.loads(row["content"])), row["attempted_at"] - 120
    )
    if isinstance(reading, Found):
        with store.transaction():
            store.run("answer_sent", id=row["id"], remote_id=reading.remote_id, held=0)
            store.run(
                "insert_remote_post",
                post_id=row["post_id"],
                remote_id=reading.remote_id,
                url=reading.url,
                now=now,
            )
    elif isinstance(reading, Absent) and row["absent_at"] is None:
        store.run("settle_absent", id=row["id"], now=now)
    elif isinstance(reading, Absent) and not row["reason"].startswith("duplicate:"):
        again = _again(store, row, "not found on the page: sent again", now)
        if not again:
            store.run("settle_never", id=row["id"], attempt=row["attempt"])


def _silence_is_absence(store: Store, row: Row, newest_receipt: float, now: float) -> bool:
    if row["absent_at"] is not None or store.row("post_was_held", post_id=row["post_id"]) is not None:
        return False  # sent again once already, or the provider keeps messages of this post back
    sent_at = row["attempted_at"]
    if row["lane"] in (Lane.EMERGENCY, Lane.REPLY):
        return bool(now > sent_at + URGENT_WAIT and newest_receipt > sent_at + URGENT_WAIT)
    uptime = store.value("uptime_since", since=sent_at)
    return bool(uptime >= SILENCE and newest_receipt > sent_at + SILENCE)


def _again(store: Store, row: Row, reason: str, now: float) -> bool:
    """False if it may not go any more: its post has ended, it is too late, or it has been taken back."""
    if row["post_state"] not in ("sending", "done") or row["not_after"] <= now:
        return False
    with store.transaction():
        if not store.run("settle_again", id=row["id"], attempt=row["attempt"], reason=reason, now=now):
            return False
        store.run("reopen_post", id=row["post_id"])
    return True
