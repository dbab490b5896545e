"""What stops when another item takes an item's place, or tells that it is over. In the caller's transaction."""

from __future__ import annotations

from typing import Any

from pipeline.model import Action, Kind, Lane, PostState
from pipeline.reasons import Code, Reason, columns
from pipeline.store import Store, deliveries, posts


def replace_item(store: Store, old: int, new: int, now: float) -> None:
    """Let an item take the names of another one over, which ends: nobody is sent the old text any more, by hand
    neither."""
    store.take_names_over(replaced=old, item_id=new)
    store.item_follows(id=new, follows=old)
    stop_item(store, old, Reason(Code.REPLACED, item=new), now)


def end_item(store: Store, old: int, end: int, now: float) -> list[str]:
    """Let an item be over by another one, its end: whoever has not got it yet is not sent it any more. Returns the
    channels on which something was stopped."""
    return _followed(store, old, end, Reason(Code.ENDED, item=end), now)


def stop_item(store: Store, old: int, reason: Reason, now: float) -> list[str]:
    """Send an item to nobody any more, by hand neither. What takes it back goes on. Returns the channels."""
    deliveries.leave_tray(store, old, why=Code.SUPERSEDED)
    stopped = []
    for post in store.target_posts(item_id=old, channel=""):
        if not Kind(post["kind"]).takes_back and posts.cancel(store, post["id"], reason, now):
            note_end(store, old, post["channel"], post["revision"], reason, now)
            stopped.append(post["channel"])
    return stopped


def correct_item(store: Store, old: int, new: int, now: float) -> list[str]:
    """Let an item be corrected by another one: whoever has not got it yet is not sent it. Returns the channels."""
    return _followed(store, old, new, Reason(Code.CORRECTED_BY, item=new), now)


def _followed(store: Store, old: int, new: int, reason: Reason, now: float) -> list[str]:
    told = store.decisions_of_item(item_id=old)
    if not any(
        row["reason"] == reason.code and not row["channel"] for row in told
    ):  # channels are approved apart
        note_end(store, old, "", 1, reason, now)
    store.item_follows(id=new, follows=old)
    return stop_item(store, old, reason, now)


def hold_corrected(store: Store, old: int, new: int) -> None:
    """Let an item wait while a person is asked whether another one corrects it. An alert waits for nobody."""
    for post in store.target_posts(item_id=old, channel=""):
        if post["lane"] != Lane.EMERGENCY and post["state"] in (PostState.DUE, PostState.SENDING):
            posts.hold(store, post["id"], Reason(Code.CORRECTION_ASKED, item=new))


def note_end(store: Store, item: int, channel: str, revision: int, reason: Reason, now: float) -> None:
    """Record for `why` that an item ended on a channel."""
    decision: dict[str, Any] = {"item_id": item, "channel": channel, "revision": revision, "at": now}
    store.insert_decision([{**decision, "action": Action.SKIP, **columns(reason)}])
