"""The gate of the emergency lane: what the program does not call an emergency leaves as one by two names only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Lane
from pipeline.reasons import Code, Reason
from pipeline.stages.release.gates import GO, Gate, Opening, Wait
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.store.statements import PostRow


class LaneGate(Gate):
    """Asked before every chunk: whatever let a post go, its second name must be there."""

    once = False

    def ask(self, store: Store, post: PostRow, now: float) -> Opening:
        if post["lane"] != Lane.EMERGENCY:
            return GO
        row = store.raising(item_id=post["item_id"])
        if row is None or row["approved_at"] is not None:
            return GO
        return Wait(Reason(Code.RAISE_ASKED, who=row["asked_by"] or "?", said=row["because"] or "?"))
