"""What `status` tells people, in Italian. Reads the store, changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from channels.base import Channel
from pipeline.desk import digest
from pipeline.money.budget import Month, month
from pipeline.portals.vanished import UNDECIDED
from pipeline.settings.values import Config
from pipeline.staff.limits import limit_warnings
from pipeline.staff.post_lines import KINDS, STATES, moment, post_facts, reason_of, results_of
from pipeline.staff.spending import month_lines
from pipeline.staff.words import italian, standing
from pipeline.stages.deliver.breaker import blocked_lanes
from pipeline.stages.release.template_gate import APPROVED
from pipeline.store import Store
from pipeline.store.opening import open_database

DELIVERIES = {
    "sent": "inviate",
    "sending": "in invio",
    "pending": "da inviare",
    "uncertain": "INCERTE",
    "failed": "fallite",
    "skipped": "saltate",
}
STATUSES = {
    "APPROVED": "approvato",
    "PENDING": "in esame",
    "REJECTED": "RIFIUTATO",
    "PAUSED": "SOSPESO",
    "DISABLED": "DISATTIVATO",
    "MISSING": "NON REGISTRATO",
}
ACCOUNT_NEWS = 7 * 86400.0  # seconds for which what the provider said of the account is shown


def status(config: Config, store: Store, channels: Mapping[str, Channel], now: float) -> dict[str, Any]:
    """Everything at a glance, as data; `status_lines` words it."""
    forecasts: dict[tuple[object, ...], str] = {}  # each walks all citizens; posts of one lane have the same
    return {
        "mode": str(config.live),
        "feeds": [dict(row) for row in store.rows("feeds")],
        "subscribers": {row["state"]: row["n"] for row in store.rows("subscriber_counts")},
        "deliveries": _deliveries(store),
        "money": asdict(month(store, config, now)),
        "posts": [
            post_facts(store, row, channels, forecasts) for row in store.rows("written_posts", limit=30)
        ],
        "held": [post_facts(store, row, channels, forecasts) for row in store.rows("held_posts")],
        "taken_down": [dict(row) for row in store.rows("taken_down", since=now - UNDECIDED)],
        "blocked": {
            name: {str(lane): reason for lane, reason in blocked.items()}
            for name, channel in channels.items()
            if (blocked := blocked_lanes(store, name, channel.capabilities, now))
        },
        "warnings": list(warnings(config, channels, now)),
        "digests": {name: why for name in channels if (why := digest.trouble_of(store, name, now))},
        "uncertain": store.value("uncertain_count", since=0),
        "unconfirmed": {
            row["channel"]: row["n"]
            for row in store.rows("unanswered_posts", before=now - 86400, since=now - 7 * 86400)
        },
        "templates": [
            {"channel": name, **{key: row[key] for key in ("name", "status", "quality", "reason")}}
            for name in channels
            for row in store.rows("templates", channel=name)
            if row["status"] != APPROVED or row["quality"] == "RED"
        ],
        "account": [
            {"channel": name, **{key: row[key] for key in ("kind", "text", "at")}}
            for name in channels
            for row in store.rows("account_news", channel=name, since=now - ACCOUNT_NEWS)
        ],
        "serve_seen_at": store.value("uptime_last"),
    }


def warnings(config: Config, channels: Mapping[str, Channel], now: float) -> Iterator[str]:
    """What will not do for long, one line each: settings of channels, and subscribers near the daily limit."""
    for name, channel in channels.items():
        yield from (f"{name} ATTENZIONE: {line}" for line in channel.warnings(now))
    if config.database.exists():
        store = open_database(config)
        for name, line in limit_warnings(store, channels, config.live):
            yield f"{name} ATTENZIONE: {line}"
        store.close()


def _deliveries(store: Store) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in store.rows("tallied_deliveries"):
        found.setdefault(row["channel"], {})[row["state"]] = row["n"]
    for row in store.rows("open_deliveries"):
        states = found.setdefault(row["channel"], {})
        for state in ("pending", "sending"):
            if row[state]:
                states[state] = states.get(state, 0) + row[state]
    return found


def status_lines(config: Config, found: Mapping[str, Any], now: float) -> Iterator[str]:
    """The same for a person at a terminal."""
    yield f"Modalità: {found['mode']}"
    for feed in found["feeds"]:
        when = moment(feed["polled_at"], config)
        trouble = f"  ERRORE ({feed['failures']} volte): {feed['error']}" if feed["error"] else ""
        yield f"Feed {feed['name']}: letto {when}{trouble}"
        yield from (f"   {line}" for line in _learnt(feed, config))
    active = found["subscribers"].get("active", 0)
    seen = found["serve_seen_at"]
    alive = "in ascolto" if seen and now - seen < 60 else "NON in ascolto: avvia `infostiglia serve`"
    yield f"Iscritti: {active}   Servizio WhatsApp: {alive}"
    yield from month_lines(Month(**found["money"]))
    for name, states in found["deliveries"].items():
        parts = ", ".join(f"{states[state]} {word}" for state, word in DELIVERIES.items() if state in states)
        yield f"Consegne {name}: {parts}"
    yield from found["warnings"]
    for one in found["templates"]:
        why = f": {one['reason']}" if one["reason"] else ""
        quality = ", qualità BASSA" if one["quality"] == "RED" else ""
        yield f"{one['channel']}: modello {one['name']} {STATUSES.get(one['status'], one['status'])}{quality}{why}"
    for one in found["account"]:
        said = f"{one['kind']} {one['text']}".strip()
        yield f"{one['channel']} AVVISA ({moment(one['at'], config)}): {said}"
    for name, blocked in found["blocked"].items():
        why = standing(next(iter(blocked.values())), channel=name)
        yield f"{name} FERMO per {', '.join(blocked)}: {why}"
    yield from (
        f"{name} RIEPILOGO: {standing(reason, channel=name)}" for name, reason in found["digests"].items()
    )
    if found["uncertain"]:
        yield f"INCERTE: {found['uncertain']} consegne senza prova; vedi `infostiglia why`"
    for item in found["taken_down"]:
        title = item["title"][:60]
        yield f"«{title}» non è più sul portale ma qui è ancora pubblicata: `infostiglia retract {item['id']}`"
    for name, count in found["unconfirmed"].items():
        yield f"{name}: {count} inviate da più di un giorno senza ricevute"
    if found["held"]:
        yield ""
        yield "Da guardare (infostiglia approve NUMERO, o tutto; cancel NUMERO):"
        yield from _by_item(found["held"], with_reason=True)
    yield ""
    yield "Ultime pubblicazioni:"
    yield from _by_item(found["posts"], with_reason=False)


def _learnt(feed: Mapping[str, Any], config: Config) -> Iterator[str]:
    """What a person should know of a feed besides its errors."""
    if feed["adopted"]:
        yield f"il portale lo ha spostato: ora è letto da {feed['moved_to']} (riportarlo in config.yaml)"
    elif feed["moved_to"]:
        yield f"il portale dice di averlo spostato a {feed['moved_to']} dal {moment(feed['moved_since'], config)}"
    if feed["identity_why"]:
        by = {"link": "dagli indirizzi", "title": "da titolo e data"}.get(feed["identity"], feed["identity"])
        yield f"le notizie sono riconosciute {by}: {italian(feed['identity_why'])}"
    if feed["alarm"]:
        yield f"ATTENZIONE: {italian(feed['alarm'])}"


def _by_item(posts: Sequence[Mapping[str, Any]], *, with_reason: bool) -> Iterator[str]:
    """One line an item with what became of it on each channel."""
    items: dict[int, list[Mapping[str, Any]]] = {}
    for post in posts:
        items.setdefault(post["item_id"], []).append(post)
    for number, own in items.items():
        yield f"  {number:>5}  {own[0]['title'][:70]}"
        yield "         " + "   ".join(
            f"{p['channel']} {KINDS.get(p['kind'], '')} {STATES[p['state']]} {results_of(p)}".replace(
                "  ", " "
            ).strip()
            for p in own
        )
        yield from (f"         {p['channel']}: {p['forecast']}" for p in own if p["forecast"])
        reasons = (reason_of(p) for p in own if with_reason or (p["state"] == "sending" and p["reason"]))
        yield from (f"         {reason}" for reason in dict.fromkeys(reasons))
        if any(p["results"].get("no_room") for p in own):
            yield f"         {standing('daily limit', item=number)}"
