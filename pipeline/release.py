"""release: when a post is due, one delivery for each recipient of that moment.

Done in chunks inside the sender's drain, by the holder of its lease; every chunk marks how far it came, so
a crash between two of them loses nothing and doubles nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pipeline import approvals
from pipeline.model import Lane, Mode
from pipeline.money import Budget, may_begin
from pipeline.store import Row, Store
from pipeline.waves import AT_ONCE, Waves, advance, release_wave, spans

CHUNK = 5000  # subscribers a transaction, well below a tenth of a second

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
    with store.transaction():
        advance(store, channel, now)
        found = store.row("next_release", channel=channel, mode=mode, now=now, lanes=_json(lanes))
        if found is None:
            return False
        if why := approvals.waits(store, found):
            store.run("pause_unreleased", id=found["id"], reason=why)
            return True
        if budget is not None and found["release_to"] is None and not may_begin(store, budget, found, now):
            return True
        post = store.row("begin_release", id=found["id"], broadcast=int(broadcast))
        assert post is not None
        if broadcast:
            _release_to_subscribers(store, post, waves, mode, now)
        else:
            same = _same(post)
            store.run("yield_to_newer", **same, **{"from": -1, "to": 0})
            store.run("release_to_page", **same, post_id=post["id"], mode=mode, now=now)
            store.run("release_progress", id=post["id"], to=0, now=now)
        store.run("finish_post", id=post["id"], now=now)
    return True


def _release_to_subscribers(store: Store, post: Row, waves: Waves, mode: Mode, now: float) -> None:
    last, start = post["release_to"], post["release_from"]
    end = release_wave(store, post, waves, mode, now)
    end = min(start + CHUNK, last) if end is None else end
    same = _same(post)
    for first, to in spans(start, end, last, post["turn_from"]):
        # An older revision's recipients come over to this one, unless they already have it.
        store.run("yield_to_newer", **same, **{"from": first, "to": to})
        parameters = {**same, "post_id": post["id"], "mode": mode, "now": now, "from": first, "to": to}
        store.run("release_to_subscribers", **parameters)
    store.run("release_progress", id=post["id"], to=end, now=now)


def _same(post: Row) -> dict[str, Any]:
    return {key: post[key] for key in ("item_id", "channel", "kind", "revision")}


def next_release_at(
    store: Store, channel: str, *, mode: Mode, lanes: Iterable[Lane], now: float
) -> float | None:
    """When the next post of these lanes is to be released (Unix seconds); None if none waits."""
    at: float | None = store.value(
        "next_release_due", channel=channel, mode=mode, now=now, lanes=_json(lanes)
    )
    return at


def sweep(store: Store, channel: str, *, mode: Mode, now: float) -> None:
    """End what is past its time or of another mode, and skip what is left of posts that have ended."""
    since = now - LOOK_BACK
    with store.transaction():
        store.run("halt_is_over", name=channel, now=now)
        store.run("expire_posts", channel=channel, now=now)
        store.run("drop_other_modes", channel=channel, mode=mode, now=now)
        for row in store.rows("late_leftovers", channel=channel, since=since):
            store.run("leave_to_newer", id=row["id"])
            store.run(
                "insert_delivery", post_id=row["newer"], recipient=row["recipient"], mode=row["mode"], now=now
            )
            store.run("reopen_post", id=row["newer"])
        store.run("skip_abandoned", channel=channel, since=since)
        for state in ("cancelled", "expired"):
            store.run("skip_ended", channel=channel, state=state, since=since)


def _json(lanes: Iterable[Lane]) -> str:
    return json.dumps(list(lanes))
