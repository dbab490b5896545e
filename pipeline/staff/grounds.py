"""The grounds on which a notice goes out in an election period: a person's words, kept for ever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.model import Action
from pipeline.reasons import Code, Reason, columns
from pipeline.staff.deeds import Obstacle
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.store.statements import TargetPostsRow


@dataclass(frozen=True)
class Grounds:
    """Why a notice is indispensable, and who says so."""

    said: str = ""
    by: str = ""

    def obstacle(self, objection: Reason) -> Obstacle | None:
        """What is left in the way of a post to which an election period objects; None = these grounds do."""
        if objection.code is Code.ELECTION_NEWS:
            return Obstacle.ELECTION_NEWS
        return None if self.said else Obstacle.NEEDS_GROUNDS

    def note(self, store: Store, post: TargetPostsRow, objection: Reason, now: float) -> None:
        """Record them with the item's decisions, which are never deleted."""
        reason = Reason(Code.INDISPENSABLE, election=objection.facts["election"], by=self.by, said=self.said)
        decision: dict[str, Any] = {
            "item_id": post["item_id"],
            "channel": post["channel"],
            "revision": post["revision"],
            "at": now,
            "action": Action.PUBLISH,
            **columns(reason),
        }
        store.insert_decision([decision])


NO_GROUNDS = Grounds()
