"""What `status` tells people. Reads the store, changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from channels.base import Channel
from channels.sentence import Sentence, template
from pipeline.desk import digest
from pipeline.money.budget import Month, month
from pipeline.portals.vanished import UNDECIDED
from pipeline.reasons import Code, Reason, read
from pipeline.settings.values import Config
from pipeline.staff.limits import limit_warnings
from pipeline.staff.post_lines import KINDS, STATES, moment, post_facts, reason_of, results_of
from pipeline.staff.spending import month_lines
from pipeline.staff.words import standing, worded
from pipeline.stages.deliver.breaker import blocked_lanes
from pipeline.stages.release.template_gate import APPROVED
from pipeline.store import Store, StoreError
from pipeline.store.opening import existing_database
from pipeline.words import put, say

DELIVERIES = {
    "sent": template("{n} sent"),
    "sending": template("{n} being sent"),
    "pending": template("{n} to be sent"),
    "uncertain": template("{n} UNCERTAIN"),
    "failed": template("{n} failed"),
    "skipped": template("{n} skipped"),
}
STATUSES = {
    "APPROVED": Sentence("approved"),
    "PENDING": Sentence("being reviewed"),
    "REJECTED": Sentence("REJECTED"),
    "PAUSED": Sentence("PAUSED by Meta"),
    "DISABLED": Sentence("DISABLED"),
    "MISSING": Sentence("NOT REGISTERED"),
}
ACCOUNT_NEWS = 7 * 86400.0  # seconds for which what the provider said of the account is shown


def status(config: Config, store: Store, channels: Mapping[str, Channel], now: float) -> dict[str, Any]:
    """Everything at a glance, as data; `status_lines` words it."""
    forecasts: dict[tuple[object, ...], str] = {}  # each walks all citizens; posts of one lane have the same
    return {
        "mode": str(config.live),
        "feeds": [_feed(row) for row in store.feeds()],
        "subscribers": {row["state"]: row["n"] for row in store.subscriber_counts()},
        "deliveries": _deliveries(store),
        "money": asdict(month(store, config, now)),
        "posts": [post_facts(store, row, channels, forecasts) for row in store.written_posts(limit=30)],
        "held": [post_facts(store, row, channels, forecasts) for row in store.held_posts()],
        "taken_down": [dict(row) for row in store.taken_down(since=now - UNDECIDED)],
        "blocked": {
            name: {str(lane): reason for lane, reason in blocked.items()}
            for name, channel in channels.items()
            if (blocked := blocked_lanes(store, name, channel.capabilities, now))
        },
        "warnings": [put(line) for line in warnings(config, channels, now)],
        "digests": {name: why for name in channels if (why := digest.trouble_of(store, name, now))},
        "uncertain": store.uncertain_count(since=0),
        "unconfirmed": {
            row["channel"]: row["n"]
            for row in store.unanswered_posts(before=now - 86400, since=now - 7 * 86400)
        },
        "templates": [
            {"channel": name, **{key: row[key] for key in ("name", "status", "quality")}, "reason": read(row)}
            for name in channels
            for row in store.templates(channel=name)
            if row["status"] != APPROVED or row["quality"] == "RED"
        ],
        "account": [
            {"channel": name, **{key: row[key] for key in ("kind", "text", "at")}}
            for name in channels
            for row in store.account_news(channel=name, since=now - ACCOUNT_NEWS)
        ],
        "serve_seen_at": store.uptime_last(),
    }


def _feed(row: Mapping[str, Any]) -> dict[str, Any]:
    reasons = {name: f"{name}_facts" for name in ("error", "alarm")} | {"identity_why": "identity_facts"}
    kept = {key: value for key, value in dict(row).items() if key not in reasons.values()}
    return kept | {name: read(row, name, facts) for name, facts in reasons.items()}


def warnings(config: Config, channels: Mapping[str, Channel], now: float) -> Iterator[Sentence]:
    """What will not do for long: settings of channels, and subscribers near the daily limit."""
    for name, channel in channels.items():
        yield from (_warning(name, found) for found in channel.warnings(now))
    try:
        store = existing_database(config)
    except StoreError:  # `problems` says so
        store = None
    if store is not None:
        for name, found in limit_warnings(store, channels, config.live):
            yield _warning(name, found)
        store.close()


def _warning(channel: str, found: Sentence) -> Sentence:
    return Sentence("{channel} ATTENTION: {warning}", channel=channel, warning=found)


def _deliveries(store: Store) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in store.tallied_deliveries():
        found.setdefault(row["channel"], {})[row["state"]] = row["n"]
    for open_ in store.open_deliveries():
        states = found.setdefault(open_["channel"], {})
        for state, count in (("pending", open_["pending"]), ("sending", open_["sending"])):
            if count:
                states[state] = states.get(state, 0) + count
    return found


def status_lines(config: Config, found: Mapping[str, Any], now: float) -> Iterator[str]:
    """The same for a person at a terminal."""
    yield say("Mode: {mode}", mode=found["mode"])
    for feed in found["feeds"]:
        yield from _feed_lines(feed, config)
    active = found["subscribers"].get("active", 0)
    seen = found["serve_seen_at"]
    alive = say("listening") if seen and now - seen < 60 else say("NOT listening: start `infostiglia serve`")
    yield say("Subscribers: {n}   WhatsApp service: {alive}", n=active, alive=alive)
    yield from month_lines(Month(**found["money"]))
    for name, states in found["deliveries"].items():
        parts = (say(words, n=states[state]) for state, words in DELIVERIES.items() if state in states)
        yield say("Deliveries {channel}: {counts}", channel=name, counts=", ".join(parts))
    yield from found["warnings"]
    yield from _provider_lines(found, config)
    yield from (
        say("{channel} DIGEST: {reason}", channel=name, reason=standing(reason, channel=name))
        for name, reason in found["digests"].items()
    )
    if found["uncertain"]:
        yield say("UNCERTAIN: {n} deliveries without proof; see `infostiglia why`", n=found["uncertain"])
    for item in found["taken_down"]:
        yield say(
            "«{title}» is no longer on the portal but still published here: `infostiglia retract {number}`",
            title=item["title"][:60],
            number=item["id"],
        )
    for name, count in found["unconfirmed"].items():
        yield say("{channel}: {n} sent more than a day ago without receipts", channel=name, n=count)
    if found["held"]:
        yield ""
        yield say("To look at (infostiglia approve NUMBER, or tutto; cancel NUMBER):")
        yield from _by_item(found["held"], with_reason=True)
    yield ""
    yield say("Last published:")
    yield from _by_item(found["posts"], with_reason=False)


def _feed_lines(feed: Mapping[str, Any], config: Config) -> Iterator[str]:
    line = say("Feed {name}: read {when}", name=feed["name"], when=moment(feed["polled_at"], config))
    if feed["error"]:
        line += "  " + say("ERROR ({n} times): {error}", n=feed["failures"], error=feed["error"])
    yield line
    yield from (f"   {learnt}" for learnt in _learnt(feed, config))


def _provider_lines(found: Mapping[str, Any], config: Config) -> Iterator[str]:
    """What providers say of templates and accounts, and which channels stand still."""
    for one in found["templates"]:
        yield say(
            "{channel}: template {name} {status}{quality}{why}",
            channel=one["channel"],
            name=one["name"],
            status=STATUSES.get(one["status"], one["status"]),
            quality=Sentence(", quality LOW") if one["quality"] == "RED" else "",
            why=f": {one['reason']}" if one["reason"] else "",
        )
    for one in found["account"]:
        said, when = f"{one['kind']} {one['text']}".strip(), moment(one["at"], config)
        yield say("{channel} TELLS ({when}): {said}", channel=one["channel"], when=when, said=said)
    for name, blocked in found["blocked"].items():
        why = standing(next(iter(blocked.values())), channel=name)
        yield say("{channel} STOPPED for {lanes}: {why}", channel=name, lanes=", ".join(blocked), why=why)


def _learnt(feed: Mapping[str, Any], config: Config) -> Iterator[str]:
    """What a person should know of a feed besides its errors."""
    if feed["adopted"]:
        yield say(
            "the portal has moved it: it is read from {url} now (write that into config.yaml)",
            url=feed["moved_to"],
        )
    elif feed["moved_to"]:
        since = moment(feed["moved_since"], config)
        yield say("the portal says that it moved to {url} on {since}", url=feed["moved_to"], since=since)
    if feed["identity_why"]:
        known = {"link": Sentence("by their addresses"), "title": Sentence("by title and date")}
        by, why = known.get(feed["identity"], feed["identity"]), worded(feed["identity_why"])
        yield say("its items are recognised {by}: {why}", by=by, why=why)
    if feed["alarm"]:
        yield say("ATTENTION: {warning}", warning=worded(feed["alarm"]))


def _kind(post: Mapping[str, Any]) -> str:
    return put(KINDS.get(post["kind"], ""))


def _by_item(posts: Sequence[Mapping[str, Any]], *, with_reason: bool) -> Iterator[str]:
    """One line an item with what became of it on each channel."""
    items: dict[int, list[Mapping[str, Any]]] = {}
    for post in posts:
        items.setdefault(post["item_id"], []).append(post)
    for number, own in items.items():
        yield f"  {number:>5}  {own[0]['title'][:70]}"
        yield "         " + "   ".join(
            " ".join(
                part for part in (p["channel"], _kind(p), put(STATES[p["state"]]), results_of(p)) if part
            )
            for p in own
        )
        yield from (f"         {p['channel']}: {p['forecast']}" for p in own if p["forecast"])
        reasons = (reason_of(p) for p in own if with_reason or (p["state"] == "sending" and p["reason"]))
        yield from (f"         {reason}" for reason in dict.fromkeys(reasons))
        if any(p["results"].get("no_room") for p in own):
            yield f"         {standing(Reason(Code.DAILY_LIMIT), item=number)}"
