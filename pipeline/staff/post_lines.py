"""One post in words: its state, what became of it, and why it stands still."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from channels.base import Channel
from pipeline.model import Kind
from pipeline.money.budget import forecast_of
from pipeline.settings.values import Config
from pipeline.staff.words import italian, standing
from pipeline.store import Store

STATES = {
    "due": "in attesa",
    "held": "FERMA",
    "paused": "SOSPESA",
    "sending": "in invio",
    "done": "fatta",
    "superseded": "sostituita",
    "cancelled": "annullata",
    "expired": "scaduta",
}

KINDS: Mapping[str, str] = {
    Kind.EDIT: "correzione",
    Kind.FOLLOW_UP: "correzione",
    Kind.WITHDRAW: "rimozione",
    Kind.RETRACT: "rettifica",
}


def post_facts(
    store: Store, row: Any, channels: Mapping[str, Channel], forecasts: dict[tuple[object, ...], str]
) -> dict[str, Any]:
    counts = store.row("tallied_results", post_id=row["id"])
    kept = ("item_id", "channel", "kind", "lane", "state", "reason", "title", "link", "due_at")
    results = {key: counts[key] or 0 for key in counts.keys()} if counts else {}  # noqa: SIM118 (a Row)
    forecast = _forecast(store, row, channels, forecasts)
    return {**{key: row[key] for key in kept}, "results": results, "forecast": forecast}


def _forecast(
    store: Store, post: Any, channels: Mapping[str, Channel], forecasts: dict[tuple[object, ...], str]
) -> str:
    """What a post that has not begun would cost; "" = nothing, or it has begun."""
    channel = channels.get(post["channel"])
    waits = post["state"] in ("due", "held") and post["kind"] != Kind.REPLY
    if channel is None or not channel.capabilities.prices or not waits:
        return ""
    same = tuple(post[key] for key in ("channel", "mode", "lane", "category", "audience", "topics", "zones"))
    if same not in forecasts:
        forecasts[same] = str(forecast_of(store, post, channel.capabilities.rate))
    return forecasts[same]


def reason_of(post: Mapping[str, Any]) -> str:
    """Why a post stands as it does; of one that stands still, with the command that goes on."""
    if post["state"] not in ("held", "paused"):
        return italian(post["reason"])
    return standing(post["reason"], state=post["state"], item=post["item_id"], channel=post["channel"])


def results_of(post: Mapping[str, Any]) -> str:
    results = post["results"]
    if not results.get("total"):
        return ""
    doubts = f", {results['uncertain']} incerte" if results["uncertain"] else ""
    failed = f", {results['failed']} fallite" if results["failed"] else ""
    again = f", {results['again']} rimandate dopo silenzio" if results["again"] else ""
    no_room = f", {results['no_room']} attendono il limite giornaliero" if results["no_room"] else ""
    return f"[{results['sent']} di {results['total'] - results['skipped']}{failed}{doubts}{again}{no_room}]"


def moment(at: float, config: Config) -> str:
    return (
        f"{datetime.fromtimestamp(at, ZoneInfo(config.council.timezone)):%d/%m/%Y %H:%M:%S}" if at else "mai"
    )
