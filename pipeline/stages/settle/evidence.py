"""What we find out ourselves of an attempt in doubt: by a look at the page, or by a silence that says something.

Evidence goes one way or the other, never by default: what nothing proves stays uncertain and is reported.
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
SKEW = 86400.0  # seconds by which our clock may differ from a provider's where we look for what we published
ABSENT_TWICE = 60.0  # seconds between two read-backs that do not find it
HELD = 2 * 3600.0  # seconds for which a message kept back for quality makes silence say nothing
# Times the wait, where nothing was sent afterwards whose receipt could show that the webhook works.
LONGER = 3
PAGE = 500  # uncertain deliveries looked at in one go


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
    rows = store.uncertain(channel=sender, since=now - LOOK_BACK, limit=PAGE)
    for row in rows:
        # Into a tray nothing is put twice either: it lists deliveries.
        if Kind(row["kind"]).is_repeatable or channel.capabilities.by_hand:
            _again(store, row, Reason(Code.DONE_AGAIN), now)
        elif channel.capabilities.read_back and not channel.capabilities.broadcast:  # a text names no citizen
            await _read_back(store, channel, row, now)
        elif channel.capabilities.receipts and _silence_is_absence(store, sender, row, resend, now):
            _again(store, row, Reason(Code.RESENT), now)


async def _read_back(store: Store, channel: Channel, row: UncertainRow, now: float) -> None:
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
        store.settle_absent(id=row["id"], attempt=row["attempt"], now=now)
    elif isinstance(reading, Absent) and row["reason"] != Code.DUPLICATE:
        with store.transaction():
            again = _again(store, row, Reason(Code.RESENT_TO_PAGE), now)
            if not again and row["post_state"] not in ("held", "paused"):
                deliveries.absent_for_good(store, row, now)


def _is_anothers(store: Store, row: UncertainRow, reading: Found) -> bool:
    return store.known_of_another(remote_id=reading.remote_id, id=row["id"]) is not None


def _silence_is_absence(
    store: Store, sender: str, row: UncertainRow, resend: Mapping[Lane, float], now: float
) -> bool:
    """Whether the provider would have told by now, if it had taken the message.

    Only while the webhook is known to work: receipts of later messages have come, or of this time, and `serve` was up
    for longer still.
    """
    sent_at, lane = row["attempted_at"], Lane(row["lane"])
    wait = resend.get(lane, 0.0)
    kept_back = store.post_was_held(post_id=row["post_id"], since=now - HELD) is not None
    if not wait or row["absent_at"] is not None or kept_back:
        return False  # sent again once already, or the provider keeps messages of this post back
    newest = store.receipt_at(name=sender) or 0.0
    if newest > now:  # from before our clock was set back: it says nothing of later messages
        return False
    uptime = store.uptime_since(since=sent_at)
    urgent = lane in (Lane.EMERGENCY, Lane.REPLY)
    if newest > sent_at + wait and now > sent_at + wait:
        return bool(urgent or uptime >= wait)
    # Nothing was sent afterwards that could have had a receipt: those of the same minute count, after a longer wait.
    return bool(newest > sent_at and uptime >= wait * LONGER)


def _again(store: Store, row: UncertainRow, reason: Reason, now: float) -> bool:
    """It is certainly not out. False if it may not go any more: its post has ended, it is too late, or taken back.

    Of a superseded post it is left to the newer revision, by the sweep.
    """
    if row["post_state"] not in ("sending", "done", "superseded") or row["not_after"] <= now:
        return False
    with store.transaction():
        return deliveries.absent(store, row, reason, now)
