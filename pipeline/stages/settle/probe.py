"""Evidence of our own: while an emergency is in doubt and nothing is sent whose receipt could show that the webhook
works, one message goes to the staff's number. Its receipt makes the silence about the others meaningful.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from channels.base import Content
from channels.value import dataclass
from pipeline.model import Kind, Lane, Mode
from pipeline.store import Store, deliveries, posts
from pipeline.store.posts import NewPost

if TYPE_CHECKING:
    from pipeline.store.statements import UncertainRow

MOST = 3  # messages to the staff for one emergency
APART = 60.0  # seconds between two of them
LIFE = 600.0  # seconds after which it would show nothing any more

Writer = Callable[[Store], Content | None]  # None: its template is missing, or may not be sent


@dataclass(frozen=True)
class Prober:
    """Writes to the staff's number by one channel."""

    channel: str
    mode: Mode
    write: Writer = lambda store: None

    def has_staff(self, store: Store) -> bool:
        """Whether there is somebody to write to."""
        return store.staff_number(mode=self.mode) is not None

    def ask(self, store: Store, silent: Iterable[UncertainRow], now: float) -> bool:
        """Write to the staff about emergencies in doubt of which only a later receipt could tell (`silent`).

        Returns whether a message was made: at most one a minute and three for an emergency.
        """
        about = {row["post_id"] for row in silent if row["lane"] == Lane.EMERGENCY}
        staff = store.staff_number(mode=self.mode) if about else None
        name = _free_name(store, min(about), now) if staff else ""
        content = self.write(store) if name else None
        if staff is None or content is None:
            return False
        with store.transaction():
            self._make(store, name, content, staff["id"], now)
        return True

    def _make(self, store: Store, name: str, content: Content, staff: int, now: float) -> None:
        item = store.insert_reply_item(title="controllo", now=now)
        store.insert_alias([{"name": name, "item_id": item}])
        new = NewPost(
            item_id=item,
            channel=self.channel,
            kind=Kind.REPLY,
            lane=Lane.REPLY,
            mode=self.mode,
            content=content,
            due_at=now,
            not_after=now + LIFE,
        )
        post = posts.make(store, new, now)
        assert post is not None  # each is an item of its own
        posts.begin_for(store, post, now)
        deliveries.write_to(store, post, self.mode, [staff], now)


def _free_name(store: Store, post: int, now: float) -> str:
    """The name of the next message about a post; "" if the last one is too young, or was the last."""
    for number in range(1, MOST + 1):
        name = f"probe:{post}:{number}"
        item = store.desk_item(alias=name)
        if item is None:
            return name
        made = store.item(id=item)
        if made is None or made["first_seen_at"] > now - APART:
            return ""
    return ""
