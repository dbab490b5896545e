"""The gate of channels whose news only come in digests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Kind, Lane
from pipeline.reasons import Code, Reason
from pipeline.stages.release.gates import GO, End, Gate, Opening
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.store.statements import PostRow


class GatherGate(Gate):
    """A gate that puts every piece of news off to the next digest."""

    def ask(self, store: Store, post: PostRow, now: float) -> Opening:
        if post["kind"] == Kind.PUBLISH and post["lane"] == Lane.NEWS:
            return End(Reason(Code.GATHERED), deferred=True)
        return GO
