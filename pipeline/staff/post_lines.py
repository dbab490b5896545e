"""One post in words: its state, its results, and the reason why it waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from channels.base import Channel
from channels.sentence import Sentence
from pipeline.model import Kind
from pipeline.money.budget import forecast_of
from pipeline.reasons import Code, Reason, read
from pipeline.settings.values import Config
from pipeline.staff.words import standing, worded
from pipeline.store import Store
from pipeline.terms import STATES
from pipeline.words import put, say

# States of posts that are done and did not reach all they were meant for.
IN_TRAY, NOT_OUT, TO_NOBODY = (
    Sentence("in the tray, to be shared"),
    Sentence("NOT PUBLISHED"),
    Sentence("to nobody"),
)
UNCERTAIN = Sentence("UNCERTAIN")
FEW = 2_000  # deliveries of a post that may be walked for its failures: of a large town's posts only `why` tells them

KINDS: Mapping[str, Sentence] = {
    Kind.EDIT: Sentence("correction"),
    Kind.FOLLOW_UP: Sentence("correction"),
    Kind.WITHDRAW: Sentence("removal"),
    Kind.RETRACT: Sentence("retraction"),
    Kind.REMINDER: Sentence("reminder"),
}


def post_facts(
    store: Store, row: Any, channels: Mapping[str, Channel], forecasts: dict[tuple[object, ...], str]
) -> dict[str, Any]:
    counts = store.tallied_results(post_id=row["id"])
    kept = ("id", "item_id", "revision", "channel", "kind", "lane", "state", "title", "link", "due_at")
    counted: dict[str, Any] = dict(counts) if counts else {}
    results = {key: count or 0 for key, count in counted.items()}
    forecast = _forecast(store, row, channels, forecasts)
    return {
        **{key: row[key] for key in kept},
        "reason": read(row),
        "results": results,
        "forecast": forecast,
        "in_tray": _waits_in_tray(store, row, channels),
        "failed_because": failures(store, row["id"]) if _failed_few(results) else [],
    }


def _failed_few(results: Mapping[str, int]) -> bool:
    return bool(results.get("failed")) and results["total"] <= FEW


def failures(store: Store, post: int) -> list[tuple[int, int, Reason]]:
    """Why deliveries of a post failed: number, one recipient (0 = the page), and reason; the most frequent first."""
    rows = store.failed_of_post(post_id=post)
    return [(row["n"], row["recipient"], read(row) or Reason(Code.UNKNOWN)) for row in rows]


def failure_lines(failed: Sequence[tuple[int, int, Reason]]) -> Iterator[str]:
    """The failures of a post in words."""
    for n, recipient, reason in failed:
        if recipient <= 0 and n == 1:
            yield say("failed on the page: {reason}", reason=worded(reason))
        else:
            yield say("{n} failed: {reason}", n=n, reason=worded(reason))


def _waits_in_tray(store: Store, post: Mapping[str, Any], channels: Mapping[str, Channel]) -> bool:
    channel = channels.get(post["channel"])
    if channel is None or not channel.capabilities.by_hand or post["state"] != "done":
        return False
    return any(row["post_id"] == post["id"] for row in store.tray(channel=post["channel"]))


def state_of(post: Mapping[str, Any]) -> Sentence:
    """The state of a post in words: "done" only if it has reached somebody."""
    results = post["results"]
    if post["in_tray"]:
        return IN_TRAY
    if post["state"] != "done" or results.get("sent"):
        return STATES[post["state"]]
    if not results.get("total"):  # an edited one may find that all have the earlier text
        return TO_NOBODY if post["revision"] == 1 else STATES["done"]
    if results["uncertain"]:
        return UNCERTAIN
    return NOT_OUT if results["failed"] else TO_NOBODY


def _forecast(
    store: Store, post: Any, channels: Mapping[str, Channel], forecasts: dict[tuple[object, ...], str]
) -> str:
    """The expected cost of a post that has not begun, in words; "" = it costs nothing, or it has begun."""
    channel = channels.get(post["channel"])
    waits = post["state"] in ("due", "held") and post["kind"] != Kind.REPLY
    if channel is None or not channel.capabilities.prices or not waits:
        return ""
    facts = ("channel", "mode", "lane", "category", "audience", "topics", "zones")
    own = ("kind", "item_id") if Kind(post["kind"]).goes_to_who_has_it else ()
    same = tuple(post[key] for key in (*facts, *own))
    if same not in forecasts:
        forecasts[same] = put(forecast_of(store, post, channel.capabilities.rate).words)
    return forecasts[same]


def reason_of(post: Mapping[str, Any]) -> str:
    """The reason of a post's state; for a held or paused post, also the command that goes on."""
    if post["state"] not in ("held", "paused"):
        return worded(post["reason"])
    return standing(post["reason"], state=post["state"], item=post["item_id"], channel=post["channel"])


def results_of(post: Mapping[str, Any]) -> str:
    results = post["results"]
    if not results.get("total") or post["in_tray"]:
        return ""
    parts = [
        say("{sent} of {all}", sent=results["sent"], all=results["total"] - results["skipped"]),
        *(say("{n} failed", n=n) for n in (results["failed"],) if n),
        *(say("{n} uncertain", n=n) for n in (results["uncertain"],) if n),
        *(say("{n} sent again after silence", n=n) for n in (results["again"],) if n),
        *(say("{n} wait for the daily limit", n=n) for n in (results["no_room"],) if n),
        *(say("{n} wait for their own quiet hours", n=n) for n in (results["own_quiet"],) if n),
    ]
    return f"[{', '.join(parts)}]"


def moment(at: float, config: Config) -> str:
    if not at:
        return say("never")
    return f"{datetime.fromtimestamp(at, ZoneInfo(config.council.timezone)):%d/%m/%Y %H:%M:%S}"
