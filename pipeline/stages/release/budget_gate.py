"""The gate of the month's budget: may a broadcast begin?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Kind
from pipeline.money.budget import Budget, Judgement, estimate, is_set_apart, judge, set_apart
from pipeline.reasons import Code, Reason
from pipeline.stages.release.gates import GO, End, Gate, Opening
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.store.statements import PostRow


class BudgetGate(Gate):
    """A gate that sets a broadcast's money apart when it begins. Over budget the post ends; it never waits for next
    month."""

    def __init__(self, budget: Budget, *, digests: bool = False) -> None:
        """`digests`: whether what has no room has a digest to go into."""
        self._budget, self._digests = budget, digests
        self._estimated = (0, 0)  # a post, and its expected cost

    def look(self, store: Store, post: PostRow) -> None:
        """Count the citizens outside of the transaction, because that is slow for large towns."""
        self._estimated = post["id"], estimate(store, post)

    def ask(self, store: Store, post: PostRow, now: float) -> Opening:
        if is_set_apart(store, post):
            return GO
        known, cost = self._estimated
        cost = cost if known == post["id"] else estimate(store, post)
        judgement = judge(store, self._budget, post, cost, now)
        if judgement in (Judgement.GOES, Judgement.GOES_OVER):
            set_apart(store, post, cost, now)
            return GO
        deferred = self._digests and post["kind"] == Kind.PUBLISH
        return End(Reason(Code.OVER_BUDGET if deferred else Code.NO_BUDGET), deferred=deferred, estimate=cost)
