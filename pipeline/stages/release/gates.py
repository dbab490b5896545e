"""Gates: may a post begin? The release asks its sender's gates in turn; the first answer other than `GO` decides.

A gate is one question, asked in the release's transaction. To add one, write a subclass in this room and give it a
place
in `pipeline.council_channels.sender`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from channels.value import dataclass
from pipeline.model import Kind, Lane
from pipeline.reasons import Code, Reason
from pipeline.store import Store, posts

if TYPE_CHECKING:
    from pipeline.store.statements import PostRow


@dataclass(frozen=True)
class Go:
    """The post may begin."""


@dataclass(frozen=True)
class Wait:
    """The post must wait. `until`: the gate is asked again then (Unix seconds); None = paused until something resumes
    it."""

    reason: Reason
    until: float | None = None


@dataclass(frozen=True)
class End:
    """The post ends. `deferred`: its news go into a digest; `estimate`: its cost, in millionths of a euro."""

    reason: Reason
    deferred: bool = False
    estimate: int = 0


Opening: TypeAlias = Go | Wait | End
GO = Go()


class Gate:
    """One question about a post that is about to be released."""

    once = True  # asked before the first recipient only; else before every chunk of recipients
    at_claims = (
        False  # asked before each claim as well, because it closes at a moment, whatever has been released
    )

    def close(self, store: Store, channel: str, now: float) -> None:
        """Stop what has begun on a channel and may not go on. Called before each chunk, outside of its transaction."""

    def look(self, store: Store, post: PostRow) -> None:
        """Do slow work in advance, outside of the transaction that blocks other writers."""

    def ask(self, store: Store, post: PostRow, now: float) -> Opening:
        """The answer about a post, in the transaction that would release it. `now`: Unix seconds."""
        raise NotImplementedError


def has_begun(post: PostRow) -> bool:
    """Whether some of its recipients may have it already."""
    return post["release_to"] is not None


def wait_or_end(post: PostRow, reason: Reason, until: float, *, digests: bool) -> Opening:
    """The answer to a post that must wait: where its time passes meanwhile it ends before it begins, and news goes into
    the next digest. `digests`: whether its channel has some."""
    if until < post["not_after"] or has_begun(post):
        return Wait(reason, until)
    deferred = digests and post["lane"] == Lane.NEWS and post["kind"] == Kind.PUBLISH
    code = Code.NO_TIME_LEFT_DIGEST if deferred else Code.NO_TIME_LEFT
    return End(Reason(code, because=reason), deferred=deferred)


def asked_of(gates: tuple[Gate, ...], post: PostRow) -> tuple[Gate, ...]:
    """The gates that must be asked about a post: without those asked only once, if it has begun."""
    return tuple(gate for gate in gates if not (gate.once and has_begun(post)))


def opens(store: Store, gates: tuple[Gate, ...], post: PostRow, now: float) -> bool:
    """Whether all gates are open to a release. If one is not, the post waits or ends, with the gate's reason."""
    return _are_open(store, asked_of(gates, post), post, now)


def stay_open(store: Store, gates: tuple[Gate, ...], post: PostRow, now: float) -> bool:
    """The same of a post whose deliveries are about to be claimed."""
    return _are_open(store, tuple(gate for gate in gates if gate.at_claims), post, now)


def _are_open(store: Store, gates: tuple[Gate, ...], post: PostRow, now: float) -> bool:
    for gate in gates:
        match gate.ask(store, post, now):
            case Wait(reason, None):
                posts.pause_before(store, post["id"], reason)
                return False
            case Wait(reason, until) if until is not None:
                posts.wait(store, post["id"], reason, until)
                return False
            case End(reason, deferred, estimate):
                posts.put_off(store, post, reason, deferred=deferred, estimate=estimate, now=now)
                return False
    return True
