"""The states of deliveries: every statement that writes one is called from here.

Evidence belongs to the attempt: what the provider answered and what its receipts say stands in the attempt's own row,
and the delivery's state follows from its attempts. So a receipt of one attempt never settles another; and whatever we
believed, an attempt proven to be accepted makes its delivery `sent`. `pipeline.store.states` has the allowed moves.
After a move `posts.settle` is asked: by the functions here, or once by who records many answers or receipts together.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.model import DeliveryState, Mode
from pipeline.reasons import Code, Reason, columns
from pipeline.store import posts, publications
from pipeline.store.base import Store

if TYPE_CHECKING:
    from pipeline.store.statements import (
        ClaimDeliveriesRow,
        DeliveriesForSettlingRow,
        UncertainOfItemRow,
        UncertainRow,
    )

SEEN = 0.1  # seconds after which whoever holds or cancels a post may be told so: by then nothing more of it leaves
SLICE = 1000  # deliveries moved in one statement, so that nobody waits long for the write lock

HELD, SENT, FAILED, DELIVERED = 1, 2, 3, 4  # ranks of what a provider says of an attempt: forward only


@dataclass(frozen=True)
class Holder:
    """The lease that claims, as the sender's row has it while it lasts."""

    name: str
    epoch: int


@dataclass(frozen=True)
class Attempt:
    """One attempt and what came of it."""

    delivery: int
    number: int
    post: int
    outcome: str  # sent, refused, retry, halt, uncertain
    code: str = ""
    reason: Reason | None = None
    remote_id: str = ""  # of a page
    message: str = ""  # of a citizen's message the keyed hash of its id
    held: bool = False  # accepted, and the provider keeps it back


# -- claiming -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Allowance:
    """How many deliveries may be claimed, and to whom."""

    limit: int
    full: bool = False  # the provider's daily limit is used up: only to whom was written within the day
    reached_since: float = 0.0  # when that day began
    room_at: float = 0.0  # when the others may be written to


def claim(
    store: Store, post: int, holder: Holder, mode: Mode, allowance: Allowance, now: float
) -> list[ClaimDeliveriesRow]:
    """Take the next deliveries of a post: those `sending` are to be sent, the others were skipped or wait.

    Nothing is taken if, at this very moment, the post, the sender or the lease does not allow it.
    """
    return store.claim_deliveries(
        post_id=post,
        holder=holder.name,
        epoch=holder.epoch,
        mode=mode,
        now=now,
        limit=allowance.limit,
        full=int(allowance.full),
        reached_since=allowance.reached_since,
        room_at=allowance.room_at,
    )


def may_leave(store: Store, claimed_posts: Iterable[int], holder: Holder, now: float) -> set[int]:
    """Of posts claimed a moment ago those that may still go out: nobody has stopped them meanwhile."""
    rows = store.may_leave(
        posts=json.dumps(list(claimed_posts)), holder=holder.name, epoch=holder.epoch, now=now
    )
    return {row["id"] for row in rows}


def give_back(store: Store, claimed: Sequence[tuple[int, int, int]], now: float) -> None:
    """Claimed as (delivery, attempt, post), but the request certainly never left."""
    store.unclaim([{"id": id_, "attempt": attempt, "now": now} for id_, attempt, _ in claimed])
    posts.settle(store, (post for _, _, post in claimed), now)


# -- answers --------------------------------------------------------------------------------------


def accepted(store: Store, attempts: Sequence[Attempt], now: float) -> None:
    """The provider took these, in one go. Applying them again, or late, changes nothing."""
    each = {(one.delivery, one.number): one for one in attempts}
    store.answer_sent(attempts=_keep(store, each.values(), now))
    correct(store, [one.delivery for one in attempts], {one.post for one in attempts}, now)


@dataclass(frozen=True)
class Again:
    """When a delivery is tried again, and what that costs of its tries."""

    due_at: float | None = None  # None = its time stays as it is
    spends: int = 0  # of its retry budget
    waits: int = 0


NOT_AGAIN = Again()


def not_accepted(
    store: Store,
    attempt: Attempt,
    to: DeliveryState,
    reason: Reason | None,
    now: float,
    again: Again = NOT_AGAIN,
) -> bool:
    """The provider did not take it, or nobody knows. False if that is no news, or another attempt is proven."""
    _keep(store, [attempt], now)
    row = store.answer_other(
        id=attempt.delivery,
        attempt=attempt.number,
        state=to,
        **columns(reason),
        **vars(again),
    )
    if row is not None and to is DeliveryState.UNCERTAIN:
        correct(store, [attempt.delivery], {attempt.post}, now)
    return row is not None and row["state"] == to


def _keep(store: Store, attempts: Iterable[Attempt], now: float) -> str:
    rows = [
        {"delivery": one.delivery, "number": one.number, "outcome": one.outcome, "code": one.code}
        | ({"status": "held", "rank": HELD} if one.held else {"status": "", "rank": 0})
        | {"remote_id": one.remote_id, "message": one.message, **columns(one.reason)}
        for one in attempts
    ]
    given = json.dumps(rows)
    store.answer_attempts(attempts=given, now=now)
    return given


def correct(store: Store, ids: Sequence[int], of: Iterable[int], now: float) -> None:
    """The recipients of these deliveries who have a wrong text, or may have it, get the correction under way."""
    if not store.corrected(posts=json.dumps(list(of))):
        return
    opened = {row["post_id"] for row in store.correct_late(ids=json.dumps(list(ids)), now=now)}
    posts.settle(store, opened, now)


# -- receipts -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Status:
    """What the provider says of one attempt."""

    delivery: int
    number: int
    status: str
    rank: int  # forward only
    at: float  # by the provider's clock
    message: str  # keyed hash of its id


def note_receipts(store: Store, said: Iterable[Status], now: float) -> list[tuple[int, int]]:
    """Keep what is said, once of each attempt. Those (delivery, number) of which the provider had not said as much."""
    rows = store.note_receipts(attempts=json.dumps([vars(one) for one in said]), now=now)
    return [(row["delivery_id"], row["number"]) for row in rows]


def proven(store: Store, said: Iterable[Status], now: float) -> None:
    """What is said shows that these attempts were accepted."""
    if rows := store.receipts_prove(attempts=json.dumps([vars(one) for one in said])):
        correct(store, [row["id"] for row in rows], {row["post_id"] for row in rows}, now)


def fails(
    store: Store,
    row: DeliveriesForSettlingRow,
    to: DeliveryState,
    reason: Reason | None,
    again: Again = NOT_AGAIN,
) -> bool:
    """The provider could not deliver what it had accepted: it is tried once more (`pending`), or that was it.

    False if that is no longer what became of `row`.
    """
    about = {**columns(reason), **vars(again)}
    return store.receipt_fails(id=row["id"], attempt=row["attempt"], state=to, **about) == 1


# -- evidence of our own, and of people -------------------------------------------------------------


def found(store: Store, row: UncertainRow, remote_id: str, url: str, now: float) -> None:
    """It is on the page. `row` as `uncertain` has it; if it was sent again meanwhile, nobody knows which one is."""
    if store.newest_attempt(id=row["id"], attempt=row["attempt"]) is None:
        return
    attempt = Attempt(row["id"], row["attempt"], row["post_id"], "sent", remote_id=remote_id)
    accepted(store, [attempt], now)
    publications.note(store, row["post_id"], remote_id, url, now)
    posts.settle(store, (row["post_id"],), now)


def absent(store: Store, row: UncertainRow, reason: Reason, now: float) -> bool:
    """It is certainly not out: it may be sent once more. False if it has been taken back meanwhile."""
    again = store.settle_again(id=row["id"], attempt=row["attempt"], now=now, **columns(reason)) == 1
    posts.settle(store, (row["post_id"],) if again else (), now)
    return again


def absent_for_good(store: Store, row: UncertainRow, now: float) -> None:
    """It is not out, and has been taken back: nothing is left to do."""
    store.settle_never(id=row["id"], attempt=row["attempt"])
    posts.settle(store, (row["post_id"],), now)


def settled_by_hand(
    store: Store, row: UncertainOfItemRow, to: DeliveryState, reason: Reason | None, now: float
) -> bool:
    """A person has looked. `row` as `uncertain_of_item` has it."""
    why = columns(reason)
    moved = store.settle_by_hand(id=row["id"], attempt=row["attempt"], state=to, now=now, **why) == 1
    if moved and to is DeliveryState.SENT:
        correct(store, [row["id"]], (row["post_id"],), now)
    posts.settle(store, (row["post_id"],) if moved else (), now)
    return moved


def yield_to_newer(store: Store, same: Mapping[str, Any], first: int, to: int, now: float) -> None:
    """What older revisions have not sent to recipients above `first`, up to `to`, is left to this one.

    `same`: item, channel, kind and revision of the newer post.
    """
    rows = store.yield_to_newer(**same, above=first, to=to)
    posts.settle(store, {row["post_id"] for row in rows}, now)


# -- of posts that have ended -----------------------------------------------------------------------


def skip_leftovers(store: Store, channel: str, since: float, now: float) -> bool:
    """A slice of what ended posts have not sent: left to a newer revision, else skipped. True if there may be more.

    `since`: Unix seconds; posts that ended earlier are left as they are.
    """
    late = store.late_leftovers(channel=channel, since=since, limit=SLICE)
    for row in late:
        if store.leave_to_newer(id=row["id"]):
            store.insert_delivery(post_id=row["newer"], recipient=row["recipient"], mode=row["mode"], now=now)
    posts.settle(store, {row["newer"] for row in late}, now)
    moved = [len(late)]
    for statement, reason in (
        (store.skip_abandoned, Code.SUPERSEDED),
        (store.skip_ended, Code.CANCELLED),
        (store.skip_ended, Code.EXPIRED),
    ):
        rows = statement(channel=channel, since=since, reason=reason, limit=SLICE)
        posts.settle(store, {row["post_id"] for row in rows}, now)
        moved.append(len(rows))
    return max(moved) == SLICE


def leave_tray(store: Store, item: int, channel: str) -> bool:
    """What waits to be shared by hand, and was not yet, need not be corrected."""
    return store.leave_tray(item_id=item, channel=channel) > 0


def reopen_refused(store: Store, post: int, reason: Reason, now: float) -> None:
    """Of a post that was itself at fault: whom it struck loses nothing, and gets it when it has been mended."""
    store.reopen_refused(post_id=post, reason=str(reason.code), now=now)


def open_again(store: Store, post: int, now: float) -> None:
    """A retraction asked for once more goes to whom it has not reached."""
    store.rest_again(post_id=post, now=now)


def write_to(store: Store, post: int, mode: Mode, recipients: Sequence[int], now: float) -> None:
    """A post to a few: one delivery each."""
    store.write_to(post_id=post, mode=mode, now=now, ids=json.dumps(recipients))
