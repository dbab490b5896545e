"""What is out, or may be: one row an item and channel, which edits, corrections and retractions go by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.store.base import Store

if TYPE_CHECKING:
    from pipeline.store.statements import PublicationRow


def note(store: Store, post: int, remote_id: str, url: str, now: float) -> None:
    """A post is out: published first, changed, or taken down. Saying it again changes nothing."""
    store.publish(post_id=post, remote_id=remote_id, url=url, now=now)
    store.publication_says(post_id=post)
    store.publication_is_gone(post_id=post, now=now)


def of(store: Store, item: int, channel: str) -> PublicationRow | None:
    """What is known of an item on a channel; None if nothing is, or may be, out there."""
    return store.publication(item_id=item, channel=channel)
