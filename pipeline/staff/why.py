"""What `why` tells people of one item, in Italian. Reads the store, changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from channels.base import Channel
from pipeline.settings.values import Config
from pipeline.staff.actions import find_items
from pipeline.staff.post_lines import KINDS, STATES, moment, post_facts, reason_of, results_of
from pipeline.staff.words import italian
from pipeline.store import Store

LISTED = 20  # uncertain citizens named by `why`
ACTIONS = {"publish": "pubblica", "hold": "ferma", "skip": "non pubblica"}


def why(
    config: Config, store: Store, text: str, channels: Mapping[str, Channel] | None = None
) -> Iterator[str]:
    """What became of an item, channel by channel, and why."""
    channels = channels or {}
    items = find_items(store, text)
    if not items:
        yield f"Nessuna notizia corrisponde a «{text}»: non è mai comparsa nei feed letti."
    for item in items[:5]:
        yield f"{item['id']}  {item['title']}"
        yield f"   {item['link']}"
        yield f"   vista {moment(item['first_seen_at'], config)}, corsia {item['lane']}, revisione {item['revision']}"
        for row in store.rows("decisions_of_item", item_id=item["id"]):
            what = f"{ACTIONS.get(row['action'], row['action'])}: {italian(row['reason'])}"
            yield f"   {moment(row['at'], config)}  {row['channel']:<10} rev {row['revision']}: {what}"
        for post in store.rows("posts_of_item", item_id=item["id"]):
            known = post_facts(store, {**dict(post), "title": "", "link": ""}, channels, {})
            results = " ".join(part for part in (results_of(known), known["forecast"]) if part)
            reason = f": {reason_of(known)}" if post["reason"] else ""
            kind = f"{KINDS[post['kind']]} " if post["kind"] in KINDS else ""
            state = f"{kind}{STATES[post['state']]}{reason} {results}".rstrip()
            yield f"   {post['channel']:<10} rev {post['revision']} {state}"
            yield from _uncertain(store, post["id"])


def _uncertain(store: Store, post: int) -> Iterator[str]:
    """The uncertain recipients of a post and the reason; citizens by their row, never by their number."""
    rows = store.rows("uncertain_of_post", post_id=post)
    for row in rows[:LISTED]:
        citizen = f"cittadino n. {row['recipient']}" if row["recipient"] > 0 else "un cittadino"
        whom = citizen if row["recipient"] else "la pagina"
        yield f"              incerta: {whom}: {italian(row['reason'])}"
    if len(rows) > LISTED:
        yield f"              e altre {len(rows) - LISTED}"
