"""Evidence that we find ourselves about an uncertain attempt: by a look at the page, or by a meaningful silence.

Nothing is settled by default: an attempt without evidence for either side stays uncertain and is reported.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from channels.base import Channel, Content
from channels.outcomes import Absent, Found
from pipeline.model import Kind, Lane
from pipeline.reasons import Code, Reason
from pipeline.settings.values import RESEND_AFTER_SILENCE
from pipeline.store import Store, deliveries

if TYPE_CHECKING:
    from pipeline.store.statements import UncertainRow

LOOK_BACK = 7 * 86400.0  # seconds: older uncertain deliveries are left as they are
SKEW = 86400.0  # seconds by which our clock may differ from a provider's when we look for our own posts
ABSENT_TWICE = 60.0  # seconds between the two read-backs that must not find a post
HELD = 2 * 3600.0  # seconds for which silence proves nothing after the provider kept a message back
# Factor for the wait, if nothing was sent afterwards whose receipt could show that the webhook works.
LONGER = 3
TELLS_WITHIN = 60.0  # seconds after a wait in which the receipt of the staff's number may come
PAGE = 500  # uncertain deliveries looked at in one go


async def settle_uncertain(
    store: Store,
    sender: str,
    channel: Channel,
    now: float,
    resend: Mapping[Lane, float] = RESEND_AFTER_SILENCE,
) -> list[UncertainRow]:
    """Settle uncertain deliveries as far as evidence allows. Called by the holder of the sender's lease while it sends.

    `resend`: seconds of silence, by lane, after which a message without a receipt is sent once more; 0 = never.
    Returns those whose time has come, and for which only the receipt of a later message is missing.
    """
    rows, silent = store.uncertain(channel=sender, since=now - LOOK_BACK, limit=PAGE), []
    for row in rows:
        # A tray lists deliveries, so a text put into it once more is still listed once.
        if Kind(row["kind"]).is_repeatable or channel.capabilities.by_hand:
            _again(store, row, Reason(Code.DONE_AGAIN), now)
        elif channel.capabilities.read_back and not channel.capabilities.broadcast:  # a text names no citizen
            await _read_back(store, channel, row, now)
        elif channel.capabilities.receipts and (wait := _wait(store, row, resend, now)):
            if _silence_is_absence(store, sender, row, wait, now):
                _again(store, row, Reason(Code.RESENT), now)
            elif row["attempted_at"] + wait < now < row["not_after"]:
                silent.append(row)
    return silent


async def _read_back(store: Store, channel: Channel, row: UncertainRow, now: float) -> None:
    # The first look comes after one second, the second one when the post has been absent for ABSENT_TWICE.
    if now < (row["attempted_at"] + 1 if row["absent_at"] is None else row["absent_at"] + ABSENT_TWICE):
        return
    content = Content.from_json(json.loads(row["content"]))
    # The newest post with the same text comes first: if it is known to be an older post of ours, this one is not there.
    reading = await channel.read_back(content, row["attempted_at"] - SKEW)
    if isinstance(reading, Found) and _is_anothers(store, row, reading):
        reading = Absent()
    if isinstance(reading, Found):
        with store.transaction():
            deliveries.found(store, row, reading.remote_id, reading.url, now)
    elif isinstance(reading, Absent) and row["absent_at"] is None:
        store.settle_absent(id=row["id"], attempt=row["attempt"], now=now)
    elif isinstance(reading, Absent) and row["reason"] != Code.DUPLICATE:
        with store.transaction():
            again = _again(store, row, Reason(Code.RESENT_TO_PAGE), now)
            if not again and row["post_state"] not in ("held", "paused"):
                deliveries.absent_for_good(store, row, now)


def _is_anothers(store: Store, row: UncertainRow, reading: Found) -> bool:
    return store.known_of_another(remote_id=reading.remote_id, id=row["id"]) is not None


def _wait(store: Store, row: UncertainRow, resend: Mapping[Lane, float], now: float) -> float:
    """Seconds after which silence says something; 0 = never: it was sent again once already, or the provider keeps
    messages of this post back."""
    kept_back = store.post_was_held(post_id=row["post_id"], since=now - HELD) is not None
    return 0.0 if row["absent_at"] is not None or kept_back else resend.get(Lane(row["lane"]), 0.0)


def _silence_is_absence(store: Store, sender: str, row: UncertainRow, wait: float, now: float) -> bool:
    """Whether a receipt would have come by now if the provider had accepted the message.

    True only while the webhook is known to work: receipts of later messages have come, or receipts of the same time
    and `serve` was up for longer still.
    """
    sent_at = row["attempted_at"]
    newest = store.receipt_at(name=sender) or 0.0
    if newest > now:  # recorded before our clock was set back: it proves nothing about later messages
        return False
    uptime = store.uptime_since(since=sent_at)
    urgent = row["lane"] in (Lane.EMERGENCY, Lane.REPLY)
    if newest > sent_at + wait and now > sent_at + wait:
        return bool(urgent or uptime >= wait)
    # Nothing was sent afterwards that could have had a receipt: those of the same minute count, after a longer wait.
    return bool(newest > sent_at and uptime >= wait * LONGER)


def _again(store: Store, row: UncertainRow, reason: Reason, now: float) -> bool:
    """Let a delivery that is certainly not out be sent again. False if its post has ended, is too late or taken back.

    A delivery of a superseded post is left to the newer revision, by the sweep.
    """
    if row["post_state"] not in ("sending", "done", "superseded") or row["not_after"] <= now:
        return False
    with store.transaction():
        return deliveries.absent(store, row, reason, now)
