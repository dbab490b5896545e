"""The states of deliveries: every statement that writes one is called from here.

Evidence belongs to the attempt: the provider's answer and its receipts are kept in the attempt's own row,
and the delivery's state follows from its attempts. So a receipt of one attempt never settles another; and whatever we
believed, an attempt proven to be accepted makes its delivery `sent`. `pipeline.store.states` has the allowed moves.
`posts.settle` follows every move: the functions here call it, or the caller once for many answers or receipts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from channels.value import dataclass
from pipeline.model import DeliveryState, Mode
from pipeline.reasons import Code, Reason, columns
from pipeline.store import posts, publications
from pipeline.store.allowance import Allowance
from pipeline.store.base import Store

if TYPE_CHECKING:
    from pipeline.store.statements import (
        AlertsToChaseRow,
        ClaimDeliveriesRow,
        DeliveriesForSettlingRow,
        UncertainOfItemRow,
        UncertainRow,
    )

SEEN = 0.1  # seconds from a hold or cancel until nothing more of a post leaves: staff are answered only then
SLICE = 1000  # deliveries moved in one statement, so that no other writer waits long for the lock

HELD, SENT, FAILED, DELIVERED = 1, 2, 3, 4  # ranks of a provider's reports on an attempt: they only rise


@dataclass(frozen=True)
class Holder:
    """The lease of the process that claims; the sender's row has the same name and epoch while the lease lasts."""

    name: str
    epoch: int


@dataclass(frozen=True)
class Attempt:
    """One attempt and its outcome."""

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


def claim(
    store: Store, post: int, holder: Holder, mode: Mode, allowance: Allowance, now: float
) -> list[ClaimDeliveriesRow]:
    """Take the next deliveries of a post: send those that are now `sending`; the others were skipped or wait.

    Nothing is taken if, at this very moment, the post, the sender or the lease does not allow it.
    """
    return store.claim_deliveries(
        post_id=post,
        holder=holder.name,
        epoch=holder.epoch,
        mode=mode,
        now=now,
        **allowance.parameters,
    )


def may_leave(store: Store, claimed_posts: Iterable[int], holder: Holder, now: float) -> set[int]:
    """The ids of those claimed posts that may still go out: nobody has stopped them since the claim."""
    rows = store.may_leave(
        posts=json.dumps(list(claimed_posts)), holder=holder.name, epoch=holder.epoch, now=now
    )
    return {row["id"] for row in rows}


def give_back(store: Store, claimed: Sequence[tuple[int, int, int]], now: float) -> None:
    """Return claims, each (delivery, attempt, post), whose requests certainly never left."""
    store.unclaim([{"id": id_, "attempt": attempt, "now": now} for id_, attempt, _ in claimed])
    posts.settle(store, (post for _, _, post in claimed), now)


# -- answers --------------------------------------------------------------------------------------


def accepted(store: Store, attempts: Sequence[Attempt], now: float) -> None:
    """Record attempts that the provider accepted, all in one go. Applying them again, or late, changes nothing."""
    each = {(one.delivery, one.number): one for one in attempts}
    store.answer_sent(attempts=_keep(store, each.values(), now))
    correct(store, [one.delivery for one in attempts], {one.post for one in attempts}, now)


@dataclass(frozen=True)
class Again:
    """The time of a delivery's next try, and its cost."""

    due_at: float | None = None  # Unix seconds; None = its time stays as it is
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
    """Record an attempt that was refused, or is in doubt. False if it changes nothing, or another attempt is proven."""
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
    """Send the correction under way also to recipients of these deliveries who have the wrong text, or may have it."""
    if not store.corrected(posts=json.dumps(list(of))):
        return
    opened = {row["post_id"] for row in store.correct_late(ids=json.dumps(list(ids)), now=now)}
    posts.settle(store, opened, now)


# -- receipts -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Status:
    """A provider's report on one attempt."""

    delivery: int
    number: int
    status: str
    rank: int  # it only rises
    at: float  # Unix seconds, by the provider's clock
    message: str  # keyed hash of its id


def note_receipts(store: Store, said: Iterable[Status], now: float) -> list[tuple[int, int]]:
    """Keep reports, one for each attempt. Returns those attempts (delivery, number) whose rank has risen."""
    rows = store.note_receipts(attempts=json.dumps([vars(one) for one in said]), now=now)
    return [(row["delivery_id"], row["number"]) for row in rows]


def proven(store: Store, said: Iterable[Status], now: float) -> None:
    """Mark as sent the deliveries whose attempts are proven, by these reports, to be accepted."""
    if rows := store.receipts_prove(attempts=json.dumps([vars(one) for one in said])):
        correct(store, [row["id"] for row in rows], {row["post_id"] for row in rows}, now)


def fails(
    store: Store,
    row: DeliveriesForSettlingRow,
    to: DeliveryState,
    reason: Reason | None,
    again: Again = NOT_AGAIN,
) -> bool:
    """The provider could not deliver an accepted message: the delivery moves to `to` (`pending` = sent once more).

    False if the delivery has changed since `row` was read.
    """
    about = {**columns(reason), **vars(again)}
    return store.receipt_fails(id=row["id"], attempt=row["attempt"], state=to, **about) == 1


# -- evidence of our own, and of people -------------------------------------------------------------


def found(store: Store, row: UncertainRow, remote_id: str, url: str, now: float) -> None:
    """Settle a delivery that is on the page (`row`: from `uncertain`); ignored if it was sent again meanwhile."""
    if store.newest_attempt(id=row["id"], attempt=row["attempt"]) is None:
        return
    attempt = Attempt(row["id"], row["attempt"], row["post_id"], "sent", remote_id=remote_id)
    accepted(store, [attempt], now)
    publications.note(store, row["post_id"], remote_id, url, now)
    posts.settle(store, (row["post_id"],), now)


def absent(store: Store, row: UncertainRow, reason: Reason, now: float) -> bool:
    """Make a delivery that is certainly not out `pending` again. False if its post has been taken back meanwhile."""
    again = store.settle_again(id=row["id"], attempt=row["attempt"], now=now, **columns(reason)) == 1
    posts.settle(store, (row["post_id"],) if again else (), now)
    return again


def absent_for_good(store: Store, row: UncertainRow, now: float) -> None:
    """End a delivery that is not out and has been taken back: nothing is left to do."""
    store.settle_never(id=row["id"], attempt=row["attempt"])
    posts.settle(store, (row["post_id"],), now)


def settled_by_hand(
    store: Store, row: UncertainOfItemRow, to: DeliveryState, reason: Reason | None, now: float
) -> bool:
    """Record a person's finding about an uncertain delivery. `row`: from `uncertain_of_item`. False if it has moved."""
    why = columns(reason)
    moved = store.settle_by_hand(id=row["id"], attempt=row["attempt"], state=to, now=now, **why) == 1
    if moved and to is DeliveryState.SENT:
        correct(store, [row["id"]], (row["post_id"],), now)
    posts.settle(store, (row["post_id"],) if moved else (), now)
    return moved


def yield_to_newer(store: Store, same: Mapping[str, Any], first: int, to: int, now: float) -> None:
    """Leave to this revision all that older ones have not sent to recipients above `first`, up to `to`.

    `same`: item, channel, kind and revision of the newer post.
    """
    rows = store.yield_to_newer(**same, above=first, to=to)
    posts.settle(store, {row["post_id"] for row in rows}, now)


# -- of posts that have ended -----------------------------------------------------------------------


def skip_leftovers(store: Store, channel: str, since: float, now: float) -> bool:
    """Leave a slice of the unsent deliveries of ended posts to a newer revision, else skip it. True if more may remain.

    `since`: Unix seconds; posts that ended earlier are left as they are.
    """
    if not store.has_leftovers(channel=channel, since=since):
        return False
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


def leave_tray(store: Store, item: int, channel: str = "", why: Code = Code.RETRACTED) -> bool:
    """Skip texts that wait in the tray and have not been shared (no correction is needed). True if there were any."""
    return store.leave_tray(item_id=item, channel=channel, reason=why) > 0


def reopen_refused(store: Store, post: int, reason: Reason, now: float) -> None:
    """Reopen deliveries that failed by the post's own fault: their recipients get the post once it is mended."""
    store.reopen_refused(post_id=post, reason=str(reason.code), now=now)


def open_again(store: Store, post: int, now: float) -> None:
    """Open a retraction, asked for once more, for the recipients whom it has not reached."""
    store.rest_again(post_id=post, now=now)


def write_to(store: Store, post: int, mode: Mode, recipients: Sequence[int], now: float) -> None:
    """Make one delivery of a post for each of a few recipients."""
    store.write_to(post_id=post, mode=mode, now=now, ids=json.dumps(recipients))


def chase(store: Store, post: int, original: AlertsToChaseRow, recipients: Sequence[int], now: float) -> None:
    """Make one delivery of a post for each recipient who has none yet, in the language of the original."""
    about: dict[str, Any] = {"post_id": post, "original": original["id"], "mode": original["mode"]}
    store.chase_them(**about, now=now, ids=json.dumps(recipients))
    posts.settle(store, (post,), now)
