"""What follows when the portal edits an item, by the state of its posts. Pure."""

from __future__ import annotations

from dataclasses import replace

from pipeline.known import KnownItem, KnownPost
from pipeline.model import Action, Change, Decision, Edits, Kind, Lane, PostState
from pipeline.phase import Phase
from pipeline.reasons import Code, Reason
from pipeline.stages.decide.edits import Edit
from pipeline.stages.decide.view import ChannelView

PUBLISHED = Reason(Code.EDIT_AFTER)
KINDS = {
    Edits.EDIT: Kind.EDIT,
    Edits.FOLLOW_UP: Kind.FOLLOW_UP,
    Edits.ASK: Kind.FOLLOW_UP,
    Edits.DELETE: Kind.WITHDRAW,
}
BETWEEN_EDITS = 3600.0  # seconds between two changes of what is out on a channel
OPEN = (PostState.DUE, PostState.HELD, PostState.PAUSED, PostState.SENDING)


def waits(item: KnownItem) -> bool:
    """Whether nobody can have an item that is still to go out: an edit then simply takes its place."""
    posts = item.posts.values()
    return any(post.state in OPEN for post in posts) and not any(map(may_be_out, posts))


def corrects(channel: ChannelView, edit: Edit, post: KnownPost | None) -> bool:
    """Whether this channel does anything about an edit of what is out."""
    if channel.edits is Edits.ASK and (edit is Edit.TRIFLE or (post is not None and not post.reached)):
        return False
    return channel.edits in KINDS and may_be_out(post)


def may_be_out(post: KnownPost | None) -> bool:
    """Whether an item is out on a channel or being sent, so that an edit corrects something."""
    return post is not None and (
        post.state is PostState.DONE or (post.released and post.state in (*OPEN, PostState.SUPERSEDED))
    )


def what_again(change: Change, post: KnownPost | None) -> tuple[Action, Reason]:
    """What becomes of an item on a channel when it was edited or came back, and why."""
    if post is None:
        return Action.SKIP, Reason(Code.EDIT_OF_NOTHING)
    if change is Change.RESTORED and post.state is PostState.CANCELLED and not post.released:
        return Action.PUBLISH, Reason(Code.REAPPEARED)
    if post.state is PostState.HELD:
        return Action.HOLD, Reason(Code.EDITED_HELD)
    if post.state in OPEN:
        return Action.PUBLISH, Reason(Code.EDITED_OPEN)
    if post.state is PostState.DONE:
        return Action.SKIP, PUBLISHED
    return Action.SKIP, Reason(Code.EDIT_OF_ENDED, state=str(post.state))


def kept_correction(one: Decision, item: KnownItem | None) -> Decision:
    """A later decision on a correction, which is still one."""
    if item is None or not item.corrects:
        return one
    urgent = one.lane is Lane.EMERGENCY or one.phase is not Phase.NEW
    return replace(one, corrects=item.corrects, phase=one.phase if urgent else Phase.CORRECTED)
