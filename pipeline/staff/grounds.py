"""The grounds on which a notice goes out in an election period: a person's words, kept for good."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.model import Action
from pipeline.reasons import Code, Reason, columns
from pipeline.settings.values import Config
from pipeline.staff.deeds import Obstacle
from pipeline.stages.release.election_gate import ElectionGate
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.store.statements import TargetPostsRow


@dataclass(frozen=True)
class Grounds:
    """Why a notice is indispensable, and who says so."""

    said: str
    by: str


def obstacle_of(objection: Reason) -> Obstacle:
    """What an election period puts in the way of an approval."""
    return Obstacle.ELECTION_NEWS if objection.code is Code.ELECTION_NEWS else Obstacle.NEEDS_GROUNDS


def call_indispensable(
    store: Store, config: Config, posts: Iterable[TargetPostsRow], grounds: Grounds, now: float
) -> None:
    """Record with the decisions, which are never deleted, why notices may leave in an election period."""
    gate = ElectionGate.of(config)
    for post in posts:
        objection = gate.objection(store, post, now)
        if objection is None or objection.code is not Code.ELECTION_SERVICE:
            continue
        facts = {"election": objection.facts["election"], "by": grounds.by, "said": grounds.said}
        decision: dict[str, Any] = {
            "item_id": post["item_id"],
            "channel": post["channel"],
            "revision": post["revision"],
            "at": now,
            "action": Action.PUBLISH,
            **columns(Reason(Code.INDISPENSABLE, **facts)),
        }
        store.insert_decision([decision])
