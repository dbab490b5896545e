"""One post in words: its state, its results, and the reason why it waits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from channels.base import Channel
from channels.sentence import Sentence
from pipeline.model import Kind
from pipeline.money.budget import forecast_of
from pipeline.reasons import read
from pipeline.settings.values import Config
from pipeline.staff.words import standing, worded
from pipeline.store import Store
from pipeline.words import put, say

STATES = {
    "due": Sentence("waiting"),
    "held": Sentence("HELD"),
    "paused": Sentence("PAUSED"),
    "sending": Sentence("being sent"),
    "done": Sentence("done"),
    "superseded": Sentence("superseded"),
    "cancelled": Sentence("cancelled"),
    "expired": Sentence("expired"),
}

KINDS: Mapping[str, Sentence] = {
    Kind.EDIT: Sentence("correction"),
    Kind.FOLLOW_UP: Sentence("correction"),
    Kind.WITHDRAW: Sentence("removal"),
    Kind.RETRACT: Sentence("retraction"),
}


def post_facts(
    store: Store, row: Any, channels: Mapping[str, Channel], forecasts: dict[tuple[object, ...], str]
) -> dict[str, Any]:
    counts = store.tallied_results(post_id=row["id"])
    kept = ("item_id", "channel", "kind", "lane", "state", "title", "link", "due_at")
    results = {key: count or 0 for key, count in dict(counts).items()} if counts else {}
    forecast = _forecast(store, row, channels, forecasts)
    return {**{key: row[key] for key in kept}, "reason": read(row), "results": results, "forecast": forecast}


def _forecast(
    store: Store, post: Any, channels: Mapping[str, Channel], forecasts: dict[tuple[object, ...], str]
) -> str:
    """The expected cost of a post that has not begun, in words; "" = it costs nothing, or it has begun."""
    channel = channels.get(post["channel"])
    waits = post["state"] in ("due", "held") and post["kind"] != Kind.REPLY
    if channel is None or not channel.capabilities.prices or not waits:
        return ""
    same = tuple(post[key] for key in ("channel", "mode", "lane", "category", "audience", "topics", "zones"))
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
    if not results.get("total"):
        return ""
    parts = [
        say("{sent} of {all}", sent=results["sent"], all=results["total"] - results["skipped"]),
        *(say("{n} failed", n=n) for n in (results["failed"],) if n),
        *(say("{n} uncertain", n=n) for n in (results["uncertain"],) if n),
        *(say("{n} sent again after silence", n=n) for n in (results["again"],) if n),
        *(say("{n} wait for the daily limit", n=n) for n in (results["no_room"],) if n),
    ]
    return f"[{', '.join(parts)}]"


def moment(at: float, config: Config) -> str:
    if not at:
        return say("never")
    return f"{datetime.fromtimestamp(at, ZoneInfo(config.council.timezone)):%d/%m/%Y %H:%M:%S}"
