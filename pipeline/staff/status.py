"""The report of `status`. Reads the store, changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from channels.base import Channel
from channels.sentence import Sentence, template
from pipeline.money.budget import Month, month
from pipeline.reasons import Code, Reason, read
from pipeline.settings.values import Config
from pipeline.staff.post_lines import (
    KINDS,
    failure_lines,
    moment,
    post_facts,
    reason_of,
    results_of,
    state_of,
)
from pipeline.staff.situation import Situation
from pipeline.staff.spending import month_lines
from pipeline.staff.trouble import Grade, Trouble
from pipeline.staff.words import standing, worded
from pipeline.store import Store
from pipeline.terms import MODES, term
from pipeline.words import euro, put, say

DELIVERIES = {
    "sent": template("{n} sent"),
    "shared": template("{n} shared"),
    "in_tray": template("{n} in the tray, to be shared"),
    "sending": template("{n} being sent"),
    "pending": template("{n} to be sent"),
    "uncertain": template("{n} UNCERTAIN"),
    "failed": template("{n} failed"),
    "skipped": template("{n} skipped"),
}


def status(config: Config, store: Store, channels: Mapping[str, Channel], now: float) -> dict[str, Any]:
    """The whole report as data; `status_lines` puts it into words."""
    forecasts: dict[tuple[object, ...], str] = {}  # each reads all citizens; similar posts share one
    troubles = Situation(config, store, channels, now).troubles()
    return {
        "mode": str(config.live),
        "feeds": [_feed(row) for row in store.feeds()],
        "subscribers": {row["state"]: row["n"] for row in store.subscriber_counts()},
        "deliveries": _deliveries(store, channels),
        "money": asdict(month(store, config, now)),
        "self_test": _self_test(config, store, channels),
        "posts": [post_facts(store, row, channels, forecasts) for row in store.written_posts(limit=30)],
        "situation": troubles,
        "held": [_held(store, one, channels, forecasts) for one in troubles if one.post],
        "uncertain": store.uncertain_count(since=0),
        "serve_seen_at": store.uptime_last(),
    }


def _self_test(config: Config, store: Store, channels: Mapping[str, Channel]) -> dict[str, Any] | None:
    if not config.self_test.day:
        return None
    from pipeline.staff.tests_of_reach import self_test_forecast

    found = self_test_forecast(config, store, channels)
    return None if found is None else {"people": found.citizens, "millionths": found.millionths}


def _feed(row: Mapping[str, Any]) -> dict[str, Any]:
    reasons = {name: f"{name}_facts" for name in ("error", "alarm")} | {"identity_why": "identity_facts"}
    kept = {key: value for key, value in dict(row).items() if key not in reasons.values()}
    return kept | {name: read(row, name, facts) for name, facts in reasons.items()}


def _held(
    store: Store, one: Trouble, channels: Mapping[str, Channel], forecasts: dict[tuple[object, ...], str]
) -> dict[str, Any]:
    return post_facts(store, one.post, channels, forecasts) | {"reason": one.reason}


def _deliveries(store: Store, channels: Mapping[str, Channel]) -> dict[str, dict[str, int]]:
    """The deliveries of each channel by state. What waits in the tray is sent by nobody yet."""
    found: dict[str, dict[str, int]] = {}
    for row in store.tallied_deliveries():
        found.setdefault(row["channel"], {})[row["state"]] = row["n"]
    for open_ in store.open_deliveries():
        states = found.setdefault(open_["channel"], {})
        for state, count in (("pending", open_["pending"]), ("sending", open_["sending"])):
            if count:
                states[state] = states.get(state, 0) + count
    for name, states in found.items():
        if name in channels and channels[name].capabilities.by_hand:
            waiting = len(store.tray(channel=name))
            counts = {"shared": states.pop("sent", 0) - waiting, "in_tray": waiting}
            states |= {state: count for state, count in counts.items() if count > 0}
    return found


def status_lines(config: Config, found: Mapping[str, Any], now: float) -> Iterator[str]:
    """The report as lines for a person at a terminal."""
    yield say("Mode: {mode}", mode=term(MODES, found["mode"]))
    for feed in found["feeds"]:
        yield from _feed_lines(feed, config)
    active = found["subscribers"].get("active", 0)
    seen = found["serve_seen_at"]
    alive = say("listening") if seen and now - seen < 60 else say("NOT listening")
    yield say("Subscribers: {n}   WhatsApp service: {alive}", n=active, alive=alive)
    yield from month_lines(Month(**found["money"]))
    if test := found["self_test"]:
        at, cost = config.self_test, euro(test["millionths"])
        facts = {"day": f"{at.day}", "hour": f"{at.hour}", "n": f"{test['people']}", "cost": cost}
        yield put(Sentence("Monthly test: day {day}, {hour}:00, to {n} of the staff, {cost}", **facts))
    for name, states in found["deliveries"].items():
        parts = (say(words, n=states[state]) for state, words in DELIVERIES.items() if state in states)
        yield say("Deliveries {channel}: {counts}", channel=name, counts=", ".join(parts))
    yield from _troubles(found["situation"], found["held"])
    yield ""
    yield say("Last published:")
    listed = {post["id"] for post in found["held"]}  # above, with their costs
    yield from _by_item([post for post in found["posts"] if post["id"] not in listed], with_reason=False)


def _troubles(situation: Sequence[Trouble], held: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """First the troubles of which operators get alerts, then those that explain them or may grow into one."""
    look = [one for one in situation if one.grade >= Grade.LOOK]
    if look:
        yield ""
        yield say("To look at ({n}):", n=len(look))
        yield from (_line(one) for one in look if one.post is None)
        yield from _by_item(held, with_reason=True)
    if know := [one for one in situation if one.grade < Grade.LOOK]:
        yield ""
        yield say("To know:")
        yield from map(_line, know)


def _line(one: Trouble) -> str:
    return f"  {put(one.about)}: {one.words}"


def _feed_lines(feed: Mapping[str, Any], config: Config) -> Iterator[str]:
    yield say("Feed {name}: read {when}", name=feed["name"], when=moment(feed["polled_at"], config))
    if feed["identity_why"]:
        known = {"link": Sentence("by their addresses"), "title": Sentence("by title and date")}
        by, why = known.get(feed["identity"], feed["identity"]), worded(feed["identity_why"])
        yield "   " + say("its items are recognised {by}: {why}", by=by, why=why)


def _kind(post: Mapping[str, Any]) -> str:
    return put(KINDS.get(post["kind"], ""))


def _by_item(posts: Sequence[Mapping[str, Any]], *, with_reason: bool) -> Iterator[str]:
    """One line for each item, then its state on each channel."""
    items: dict[int, list[Mapping[str, Any]]] = {}
    for post in posts:
        items.setdefault(post["item_id"], []).append(post)
    for number, own in items.items():
        yield f"  {number:>5}  {own[0]['title'][:70]}"
        yield "         " + "   ".join(
            " ".join(part for part in (p["channel"], _kind(p), put(state_of(p)), results_of(p)) if part)
            for p in own
        )
        yield from (f"         {p['channel']}: {p['forecast']}" for p in own if p["forecast"])
        reasons = (
            reason_of(p) for p in own if with_reason or (p["state"] in ("due", "sending") and p["reason"])
        )
        yield from (f"         {reason}" for reason in dict.fromkeys(reasons))
        yield from (
            f"         {p['channel']}: {line}" for p in own for line in failure_lines(p["failed_because"])
        )
        if any(p["results"].get("no_room") for p in own):
            yield f"         {standing(Reason(Code.DAILY_LIMIT), item=number)}"
