"""release: when a post is due, one delivery for each recipient of that moment.

It runs in chunks inside the sender's drain, under its lease. Each chunk records its end, so a crash between two chunks
neither loses nor doubles a delivery.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from channels.value import dataclass
from pipeline.model import Lane, Mode
from pipeline.stages.release.gates import Gate, asked_of, opens
from pipeline.stages.release.versions import NO_VERSIONS, VersionWriter, give_versions
from pipeline.stages.release.waves import AT_ONCE, Waves, advance, reach, release_wave, spans
from pipeline.store import Store, deliveries, posts

if TYPE_CHECKING:
    from pipeline.store.statements import PostRow

CHUNK = 2500  # subscribers a transaction: some ten milliseconds, thirty where the disk writes back meanwhile

ALERTED = 10 * 86400.0  # seconds before its end in which an alert may have gone out
LOOK_BACK = 3 * 86400.0  # seconds for which posts that ended are still swept


@dataclass(frozen=True)
class Releasing:
    """The release's view of a sender."""

    channel: str
    mode: Mode
    broadcast: bool  # to citizens; else to a page
    waves: Waves = AT_ONCE
    gates: tuple[Gate, ...] = ()
    write_version: VersionWriter = NO_VERSIONS


def release_chunk(store: Store, sender: Releasing, lanes: Iterable[Lane], now: float) -> bool:
    """Release the next chunk of the most urgent due post of these lanes; False if none is due."""
    sought: dict[str, Any] = {
        "channel": sender.channel,
        "mode": sender.mode,
        "now": now,
        "lanes": _json(lanes),
    }
    for gate in sender.gates:
        gate.close(store, sender.channel, now)
    found = store.next_release(**sought)
    if found is None and not store.posts_in_wave(channel=sender.channel):
        return False
    if found is not None:
        for gate in asked_of(sender.gates, found):
            gate.look(store, found)
    with store.transaction():
        advance(store, sender.channel, now)
        found = store.next_release(**sought)
        if found is None:
            return False
        if not opens(store, sender.gates, found, now):
            return True
        post = posts.begin(store, found["id"], now, broadcast=sender.broadcast)
        if sender.broadcast:
            end = _release_to_subscribers(store, post, sender.waves, sender.mode, now)
            give_versions(store, post, sender.write_version, now)
        else:
            same, end = _same(post), 0
            deliveries.yield_to_newer(store, same, -1, 0, now)
            exercise = post["exercise"]
            store.release_to_page(**same, post_id=post["id"], mode=sender.mode, now=now, exercise=exercise)
        posts.released(store, post["id"], end, now)
    return True


def _release_to_subscribers(store: Store, post: PostRow, waves: Waves, mode: Mode, now: float) -> int:
    last, start = reach(post), post["release_from"]
    end = release_wave(store, post, waves, mode, now)
    end = min(start + CHUNK, last) if end is None else end
    same = _same(post)
    alerts = {"phase": store.phase_of_item(id=post["item_id"]), "since": post["created_at"] - ALERTED}
    for first, to in spans(start, end, last, post["turn_from"]):
        # An older revision's recipients come over to this one, unless they already have it.
        deliveries.yield_to_newer(store, same, first, to, now)
        parameters = {
            **same,
            **alerts,
            "post_id": post["id"],
            "exercise": post["exercise"],
            "mode": mode,
            "now": now,
            "above": first,
            "to": to,
        }
        store.release_to_subscribers(**parameters)
    return end


def _same(post: PostRow) -> dict[str, Any]:
    return {key: post[key] for key in ("item_id", "channel", "kind", "revision")}


def next_release_at(
    store: Store, channel: str, *, mode: Mode, lanes: Iterable[Lane], now: float
) -> float | None:
    """The time of the next release on these lanes (Unix seconds); None if no post waits."""
    at: float | None = store.next_release_due(channel=channel, mode=mode, now=now, lanes=_json(lanes))
    return at


def sweep(store: Store, channel: str, *, mode: Mode, now: float) -> bool:
    """End posts past their not-after or of another mode, and skip a slice of the deliveries that ended posts left
    behind.

    True if more is left for the next call.
    """
    with store.transaction():
        store.halt_is_over(name=channel, now=now)
        posts.end_overdue(store, channel, mode, now)
    with store.transaction():
        return deliveries.skip_leftovers(store, channel, now - LOOK_BACK, now)


def _json(lanes: Iterable[Lane]) -> str:
    return json.dumps(list(lanes))
