"""release: when a post is due, one delivery for each recipient of that moment.

Done in chunks inside the sender's drain, by the holder of its lease; every chunk marks how far it came, so
a crash between two of them loses nothing and doubles nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pipeline.model import Lane, Mode
from pipeline.money.budget import Budget, estimate, may_begin
from pipeline.stages.release.template_gate import template_waits
from pipeline.stages.release.waves import AT_ONCE, Waves, advance, reach, release_wave, spans
from pipeline.store import Store, deliveries, posts

if TYPE_CHECKING:
    from pipeline.store.statements import PostRow

CHUNK = 2500  # subscribers a transaction: some ten milliseconds, thirty where the disk writes back meanwhile

LOOK_BACK = 3 * 86400.0  # seconds for which posts that ended are still swept


def release_chunk(
    store: Store,
    channel: str,
    *,
    broadcast: bool,
    mode: Mode,
    lanes: Iterable[Lane],
    now: float,
    waves: Waves = AT_ONCE,
    budget: Budget | None = None,
) -> bool:
    """Release the next chunk of the most urgent due post of these lanes; False if none is due.

    `budget`: asked before a broadcast begins; None = the channel costs nothing.
    """
    sought: dict[str, Any] = {"channel": channel, "mode": mode, "now": now, "lanes": _json(lanes)}
    found = store.next_release(**sought)
    # Counting who would get it takes a moment where there are many: not while others wait for the write lock.
    cost = estimate(store, found) if budget is not None and found is not None and not begun(found) else None
    if found is None and not store.posts_in_wave(channel=channel):
        return False
    with store.transaction():
        advance(store, channel, now)
        found = store.next_release(**sought)
        if found is None:
            return False
        if why := template_waits(store, found):
            posts.pause_before(store, found["id"], why)
            return True
        if budget is not None and not begun(found) and not may_begin(store, budget, found, now, cost):
            return True
        post = posts.begin(store, found["id"], broadcast=broadcast)
        if broadcast:
            end = _release_to_subscribers(store, post, waves, mode, now)
        else:
            same, end = _same(post), 0
            deliveries.yield_to_newer(store, same, -1, 0, now)
            store.release_to_page(**same, post_id=post["id"], mode=mode, now=now)
        posts.released(store, post["id"], end, now)
    return True


def begun(post: PostRow) -> bool:
    """Whether some of its recipients may have it already."""
    return post["release_to"] is not None


def _release_to_subscribers(store: Store, post: PostRow, waves: Waves, mode: Mode, now: float) -> int:
    last, start = reach(post), post["release_from"]
    end = release_wave(store, post, waves, mode, now)
    end = min(start + CHUNK, last) if end is None else end
    same = _same(post)
    for first, to in spans(start, end, last, post["turn_from"]):
        # An older revision's recipients come over to this one, unless they already have it.
        deliveries.yield_to_newer(store, same, first, to, now)
        parameters = {**same, "post_id": post["id"], "mode": mode, "now": now, "above": first, "to": to}
        store.release_to_subscribers(**parameters)
    return end


def _same(post: PostRow) -> dict[str, Any]:
    return {key: post[key] for key in ("item_id", "channel", "kind", "revision")}


def next_release_at(
    store: Store, channel: str, *, mode: Mode, lanes: Iterable[Lane], now: float
) -> float | None:
    """When the next post of these lanes is to be released (Unix seconds); None if none waits."""
    at: float | None = store.next_release_due(channel=channel, mode=mode, now=now, lanes=_json(lanes))
    return at


def sweep(store: Store, channel: str, *, mode: Mode, now: float) -> bool:
    """End what is past its time or of another mode, and skip a slice of what posts that have ended left behind.

    True if more is left: asked again soon, it goes on.
    """
    with store.transaction():
        store.halt_is_over(name=channel, now=now)
        posts.end_overdue(store, channel, mode, now)
    with store.transaction():
        return deliveries.skip_leftovers(store, channel, now - LOOK_BACK, now)


def _json(lanes: Iterable[Lane]) -> str:
    return json.dumps(list(lanes))
