"""Announcements: the service's own messages, such as digests, a changed notice, a new number.

They are items of the source `desk`. `name` is an idempotency key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from channels.base import Content
from pipeline.alert import Alert
from pipeline.model import Kind, Lane, Mode
from pipeline.phase import Phase
from pipeline.reasons import Reason
from pipeline.store import Store, posts
from pipeline.store.posts import NewPost

Audience = Literal["", "now", "digest", "everyone"]


@dataclass(frozen=True)
class Announcement:
    """One message of the service on one channel."""

    name: str  # e.g. "digest:2026-W48": never said twice
    title: str  # as staff know it
    channel: str
    content: Content
    lane: Lane = Lane.SERVICE
    kind: Kind = Kind.PUBLISH
    audience: Audience = "everyone"
    held: Reason | None = None  # the reason why a person must approve it first; None = none
    exercise: str = ""  # the drill that it is an exercise of; "" = it is real


def announce(
    store: Store, said: Announcement, *, mode: Mode, now: float, due_at: float, not_after: float
) -> int | None:
    """Create its post in the caller's transaction and return the id; None if the name has been announced before."""
    alias = f"desk:{said.name}:{said.channel}"
    if store.desk_item(alias=alias) is not None:
        return None
    about = {"phase": Phase.EXERCISE if said.exercise else Phase.NEW, "exercise": said.exercise}
    item = store.insert_desk_item(title=said.title, text=said.content.text, lane=said.lane, **about, now=now)
    store.insert_alias([{"name": alias, "item_id": item}])
    new = NewPost(
        item_id=item,
        channel=said.channel,
        kind=said.kind,
        lane=said.lane,
        mode=mode,
        content=said.content,
        audience=said.audience,
        held=said.held,
        due_at=due_at,
        not_after=not_after,
        alert=Alert.BY_HAND if said.lane is Lane.EMERGENCY else Alert.NONE,
    )
    return posts.make(store, new, now)
