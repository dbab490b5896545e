"""Waves: a broadcast goes to the staff first, then to a first group, and to everybody once these have received it.

The gate is the release: citizens not released yet have no delivery, so claims cost nothing more. Where a post stands is
written in its row (`wave`, `wave_until`), in the transaction that releases; a kill at any point repeats nothing.
`'' → canary → first (→ held) → all`; emergencies and short lists go to all at once. What fails in the first wave is the
breaker's business, as ever: it pauses the post.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from channels.value import dataclass
from pipeline.model import Lane, Mode
from pipeline.reasons import Code, Reason, columns
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.store.statements import PostRow

Wave = Literal["", "canary", "first", "held", "all"]

RECEIPTS = 60.0  # seconds after which the rest goes without most of the receipts
HELD = 2 * 3600.0  # seconds the rest waits for messages held for quality
IN_WAVES = (Lane.SERVICE, Lane.NEWS)


@dataclass(frozen=True, slots=True)
class Waves:
    canary_seconds: float = 0.0  # between the staff and the others; 0 = the staff is not asked first
    first: int = 0  # recipients of the first wave; 0 = none


AT_ONCE = Waves()


def spans(start: int, end: int, last: int, turn: int) -> Iterator[tuple[int, int]]:
    """The id ranges (above, up to) of subscribers at places `start` to `end`: from `turn` to `last`, then from 0."""
    head = last - turn
    if start < head:
        yield turn + start, turn + min(end, head)
    if end > head:
        yield max(start, head) - head, end - head


def reach(post: PostRow) -> int:
    """The last subscriber a begun post may go to."""
    last = post["release_to"]
    assert last is not None
    return last


def release_wave(store: Store, post: PostRow, waves: Waves, mode: Mode, now: float) -> int | None:
    """The place up to which the next wave of a broadcast reaches; None = no limit.

    Called by the release in its transaction, with the post as `begin_release` left it. The canaries, whose ids may be
    anywhere, are released here.
    """
    if Lane(post["lane"]) not in IN_WAVES or post["wave"] == "all" or post["exercise"]:
        return None
    if post["wave"] == "" and waves.canary_seconds and _release_canaries(store, post, mode, now):
        _set(store, post["id"], "canary", now + waves.canary_seconds, Reason(Code.CANARY))
        return int(post["release_from"])
    end = _place_of(store, post, mode, waves.first) if waves.first else None
    if end is None:
        _set(store, post["id"], "all", 0.0)
    else:
        _set(store, post["id"], "first", now + RECEIPTS, Reason(Code.FIRST_WAVE))
    return end


def advance(store: Store, channel: str, now: float) -> None:
    """Continue posts whose first wave has arrived or has had enough time. In the caller's transaction."""
    for post in store.posts_in_wave(channel=channel):
        found = store.wave_results(post_id=post["id"])
        assert found is not None
        over = post["wave_until"] <= now
        if post["wave"] == "first":
            out = found["out"] * 2 >= found["total"]
            arrived = found["answered"] * 2 > found["total"] or found["total"] == 0
            if not (out and (arrived or over)):
                continue
            if found["held"]:
                _set(store, post["id"], "held", now + HELD, Reason(Code.KEPT_BACK))
                continue
        elif found["held"] and not over:
            continue
        _set(store, post["id"], "all", 0.0)


def _release_canaries(store: Store, post: PostRow, mode: Mode, now: float) -> int:
    return store.release_to_canaries(
        post_id=post["id"], channel=post["channel"], kind=post["kind"], mode=mode, last=reach(post), now=now
    )


def _place_of(store: Store, post: PostRow, mode: Mode, count: int) -> int | None:
    """The place of the `count`-th recipient; None if there are no more than `count`."""
    last, turn = reach(post), post["turn_from"]
    place, left = 0, count
    for start, end in spans(0, last, last, turn):
        ids = store.next_active(mode=mode, limit=left + 1, above=start, to=end)
        if len(ids) > left:
            return place if left == 0 else place + ids[left - 1]["id"] - start
        left -= len(ids)
        place += end - start
    return None


def _set(store: Store, post: int, wave: Wave, until: float, reason: Reason | None = None) -> None:
    store.set_wave(id=post, wave=wave, until=until, **columns(reason))
