"""The gate of a channel's rhythm: so many posts an hour and a day, and a gap between two.

It lets a jam of any origin (a night, an outage, an approval of many) leave piece by piece. What would get its turn too
late goes into the digest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING

from pipeline.model import Kind, Lane
from pipeline.quiet import shown
from pipeline.reasons import Code, Reason
from pipeline.stages.release.gates import GO, Gate, Opening, wait_or_end
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.store.statements import PostRow

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
COUNTED = (Kind.PUBLISH, Kind.FOLLOW_UP)  # a retraction is always urgent, a digest has its own rhythm


@dataclass(frozen=True)
class Rhythm:
    """The most posts of a channel, and the least time between two; 0 = not limited."""

    gap_minutes: float = 0.0
    an_hour: int = 0
    a_day: int = 0
    digests: bool = False  # whether news that cannot go out has a digest to go into
    zone: tzinfo = UTC

    def turn(self, begun: Sequence[float], now: float) -> tuple[float, Reason | None]:
        """When the next post may begin (Unix seconds), and why not at once. `begun`: when those of the last day did,
        ascending."""
        at, wait = max(self._waits(begun, now), default=(now, Reason(Code.NEW)), key=lambda one: one[0])
        return (at, wait) if at > now else (now, None)

    def _waits(self, begun: Sequence[float], now: float) -> Iterator[tuple[float, Reason]]:
        if begun and self.gap_minutes:
            at = begun[-1] + self.gap_minutes * MINUTE
            yield at, Reason(Code.GAP, until=shown(at, now, self.zone), minutes=round(self.gap_minutes))
        for most, span, code in (
            (self.an_hour, HOUR, Code.HOUR_IS_FULL),
            (self.a_day, DAY, Code.DAY_IS_FULL),
        ):
            if 0 < most <= len(begun):
                at = begun[-most] + span
                yield at, Reason(code, until=shown(at, now, self.zone), count=most)


class RhythmGate(Gate):
    """Asked once: what has begun is carried on, also by a newer revision."""

    def __init__(self, rhythm: Rhythm) -> None:
        self._rhythm = rhythm

    def ask(self, store: Store, post: PostRow, now: float) -> Opening:
        if post["lane"] not in (Lane.SERVICE, Lane.NEWS) or post["kind"] not in COUNTED or post["exercise"]:
            return GO
        begun = store.begun_since(channel=post["channel"], since=now - DAY)
        if any(row["item_id"] == post["item_id"] for row in begun):
            return GO
        at, wait = self._rhythm.turn([row["at"] for row in begun], now)
        return GO if wait is None else wait_or_end(post, wait, at, digests=self._rhythm.digests)
