"""The report of `why` about one item. Reads the store, changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from channels.base import Channel
from channels.sentence import Sentence
from pipeline.model import Kind, Lane
from pipeline.reasons import read
from pipeline.settings.values import Config
from pipeline.staff import acts
from pipeline.staff.finding import find_items
from pipeline.staff.lane_line import lane_line
from pipeline.staff.paths import has_paths, path_lines
from pipeline.staff.post_lines import (
    KINDS,
    failure_lines,
    failures,
    moment,
    post_facts,
    reason_of,
    results_of,
    state_of,
)
from pipeline.staff.words import worded
from pipeline.staff.zones import zones_line_of
from pipeline.stages.decide.elements import missing_in
from pipeline.stages.news import news_of_row
from pipeline.store import Store
from pipeline.terms import LANES, elements_worded, term
from pipeline.words import put, say

LISTED = 20  # uncertain citizens named by `why`
ACTIONS = {
    "publish": Sentence("publishes"),
    "hold": Sentence("holds"),
    "skip": Sentence("does not publish"),
}


def why(
    config: Config, store: Store, text: str, channels: Mapping[str, Channel] | None = None
) -> Iterator[str]:
    """The history of each matching item: its decisions and posts, channel by channel, with reasons."""
    channels = channels or {}
    items = find_items(store, text)
    if not items:
        yield say("No item matches «{text}»: it was never in the feeds read.", text=text)
    for item in items[:5]:
        yield f"{item['id']}  {item['title']}"
        yield f"   {item['link']}"
        yield "   " + say(
            "seen {when}, lane {lane}, revision {revision}",
            when=moment(item["first_seen_at"], config),
            lane=term(LANES, item["lane"]),
            revision=item["revision"],
        )
        if item["level"] is not None:
            yield "   " + say("lane chosen by its official colour")
        elif chosen := lane_line(news_of_row(item), item["source"], config):
            yield f"   {put(chosen)}"
        if item["lane"] == Lane.EMERGENCY and not item["phase"]:
            yield from _missing(f"{item['title']}\n{item['text']}")
        for row in store.decisions_of_item(item_id=item["id"]):
            what = f"{put(ACTIONS.get(row['action'], row['action']))}: {worded(read(row))}"
            yield f"   {moment(row['at'], config)}  {row['channel']:<10} rev {row['revision']}: {what}"
        posts = store.posts_of_item(item_id=item["id"])
        for post in posts:
            known = post_facts(store, {**dict(post), "title": "", "link": ""}, channels, {})
            results = " ".join(part for part in (results_of(known), known["forecast"]) if part)
            reason = f": {reason_of(known)}" if known["reason"] else ""
            kind = f"{put(KINDS[post['kind']])} " if post["kind"] in KINDS else ""
            state = f"{kind}{put(state_of(known))}{reason} {results}".rstrip()
            yield f"   {post['channel']:<10} rev {post['revision']} {state}"
            if config.zones and post["kind"] == Kind.PUBLISH and post["lane"] != Lane.EMERGENCY:
                yield "              " + zones_line_of(post["zones_by"] or "[]")
            if known["in_tray"]:
                yield "              " + say("`infostiglia tray` shows it")
            failed = failures(store, post["id"]) if known["results"].get("failed") else ()
            yield from (f"              {line}" for line in failure_lines(failed))
            yield from _uncertain(store, post["id"])
        if has_paths(item):
            yield from (f"   {line}" for line in path_lines(config, store, posts))
        yield from (
            f"   {line}" for line in acts.lines_of_item(config, store.acts_on_item(item_id=item["id"]))
        )


def _missing(text: str) -> Iterator[str]:
    """What an alert does not tell."""
    if missing := missing_in(text):
        yield "   " + say("its text does not tell: {elements}", elements=elements_worded(missing))


def _uncertain(store: Store, post: int) -> Iterator[str]:
    """The uncertain recipients of a post and the reason; citizens by their row, never by their number."""
    rows = store.uncertain_of_post(post_id=post)
    for row in rows[:LISTED]:
        whom, reason = _whom(row["recipient"]), worded(read(row))
        yield "              " + say("uncertain: {whom}: {reason}", whom=whom, reason=reason)
    if len(rows) > LISTED:
        yield "              " + say("and {n} more", n=len(rows) - LISTED)


def _whom(recipient: int) -> Sentence:
    if recipient == 0:
        return Sentence("the page")
    return Sentence("citizen no. {n}", n=recipient) if recipient > 0 else Sentence("a citizen")
