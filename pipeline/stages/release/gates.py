"""May a post begin? The release asks the gates of its sender in turn; the first that does not say go decides.

A gate is one question, asked in the release's own transaction. To add one: a subclass here or in a module beside, and
its place in `pipeline.council_channels.sender`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pipeline.reasons import Reason
from pipeline.store import Store, posts

if TYPE_CHECKING:
    from pipeline.store.statements import PostRow


@dataclass(frozen=True)
class Go:
    """It may."""


@dataclass(frozen=True)
class Wait:
    """Not yet. `until`: asked again then (Unix seconds); None = paused until somebody, or something, lets it go on."""

    reason: Reason
    until: float | None = None


@dataclass(frozen=True)
class End:
    """Never. `deferred`: its news go into a digest; `estimate`: what it would have cost, millionths of a euro."""

    reason: Reason
    deferred: bool = False
    estimate: int = 0


Opening: TypeAlias = Go | Wait | End
GO = Go()


class Gate:
    """One question about a post that is about to be released."""

    once = True  # asked before the first recipient only; else before every chunk of recipients

    def look(self, store: Store, post: PostRow) -> None:
        """What takes a moment, before others have to wait for the write lock."""

    def ask(self, store: Store, post: PostRow, now: float) -> Opening:
        """In the transaction that would release it."""
        raise NotImplementedError


def has_begun(post: PostRow) -> bool:
    """Whether some of its recipients may have it already."""
    return post["release_to"] is not None


def asked_of(gates: tuple[Gate, ...], post: PostRow) -> tuple[Gate, ...]:
    """The gates that are still to be asked of it."""
    return tuple(gate for gate in gates if not (gate.once and has_begun(post)))


def opens(store: Store, gates: tuple[Gate, ...], post: PostRow, now: float) -> bool:
    """Whether all gates are open. Of one that is not, the post keeps the reason, and waits or ends."""
    for gate in asked_of(gates, post):
        match gate.ask(store, post, now):
            case Wait(reason, None):
                posts.pause_before(store, post["id"], reason)
                return False
            case Wait(reason, until) if until is not None:
                posts.wait_before(store, post["id"], reason, until)
                return False
            case End(reason, deferred, estimate):
                posts.put_off(store, post, reason, deferred=deferred, estimate=estimate, now=now)
                return False
    return True
