"""The gate of election periods (L. 28/2000, art. 9): may a post leave while one is on?

News never does, not even when the period is over: what was made before its end, and is not out, ends. A service notice
needs that a person has called its very revision indispensable, in writing, since the period began. Emergencies, ends of
alerts, answers to citizens and what takes something back pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pipeline.model import Action, Kind, Lane
from pipeline.reasons import Code, Reason, columns
from pipeline.settings.drills import STAFF_ONLY
from pipeline.settings.election import DAY, Election, last_begun
from pipeline.settings.values import Config
from pipeline.stages.release.gates import GO, End, Gate, Opening, Wait
from pipeline.store import Store, deliveries, posts

if TYPE_CHECKING:
    from pipeline.store.statements import ElectionPostsRow, PostRow, TargetPostsRow, UnreachedPostsRow

FORGOTTEN = 60 * DAY  # seconds after a period in which no post of its time can be open any more


class ElectionGate(Gate):
    """Asked before every chunk, because a period may begin in mid-broadcast."""

    once = False

    def __init__(self, elections: Sequence[Election], zone: tzinfo) -> None:
        self._elections, self._zone = elections, zone

    @classmethod
    def of(cls, config: Config) -> ElectionGate:
        return cls(config.elections, ZoneInfo(config.council.timezone))

    def ask(self, store: Store, post: PostRow, now: float) -> Opening:
        reason = self.objection(store, post, now)
        if reason is None:
            return GO
        return End(reason) if reason.code is Code.ELECTION_NEWS else Wait(reason)

    def objection(
        self, store: Store, post: PostRow | TargetPostsRow | UnreachedPostsRow, now: float
    ) -> Reason | None:
        """Why a post may not leave now; None = it may. ELECTION_NEWS is for ever, ELECTION_SERVICE until approved."""
        election = self._last_begun(now)
        if (
            election is None
            or Kind(post["kind"]).takes_back
            or post["exercise"] == STAFF_ONLY
            or Lane(post["lane"]) in (Lane.EMERGENCY, Lane.REPLY)
        ):
            return None
        if Lane(post["lane"]) is Lane.NEWS:
            before = post["created_at"] < election.ends(self._zone)
            return Reason(Code.ELECTION_NEWS, election=election.name) if before else None
        stopped = now < election.ends(self._zone) and not self._may_leave(store, post, election)
        return Reason(Code.ELECTION_SERVICE, election=election.name) if stopped else None

    def _may_leave(
        self, store: Store, post: PostRow | TargetPostsRow | UnreachedPostsRow, election: Election
    ) -> bool:
        starts = election.starts(self._zone)
        return store.is_indispensable(post_id=post["id"], since=starts) is not None

    def close(self, store: Store, channel: str, now: float) -> None:
        """Stop what is open on a channel and may not leave any more, whatever has begun: news end, notices wait."""
        election = self._last_begun(now)
        if election is None:
            return
        ends = election.ends(self._zone)
        about: dict[str, Any] = {"channel": channel, "since": election.starts(self._zone), "before": ends}
        found = store.election_posts(**about, full=int(now < ends))
        if found:
            with store.transaction():
                for post in found:
                    _stop(store, post, election, now)

    def clear_tray(self, store: Store, channel: str, now: float) -> None:
        """Take the news that nobody has shared yet out of the tray of a channel where people share by hand."""
        if election := self._last_begun(now):
            for row in store.news_in_tray(channel=channel, before=election.ends(self._zone)):
                deliveries.leave_tray(store, row["item_id"], channel, why=Code.CANCELLED)

    def _last_begun(self, now: float) -> Election | None:
        election = last_begun(self._elections, now, self._zone) if self._elections else None
        return election if election and now < election.ends(self._zone) + FORGOTTEN else None


def _stop(store: Store, post: ElectionPostsRow, election: Election, now: float) -> None:
    if Lane(post["lane"]) is Lane.SERVICE:
        posts.pause(store, post["id"], Reason(Code.ELECTION_SERVICE, election=election.name))
        return
    reason = Reason(Code.ELECTION_NEWS, election=election.name)
    if posts.cancel(store, post["id"], reason, now):
        decision: dict[str, Any] = {
            "item_id": post["item_id"],
            "channel": post["channel"],
            "revision": post["revision"],
            "at": now,
            "action": Action.SKIP,
            **columns(reason),
        }
        store.insert_decision([decision])
