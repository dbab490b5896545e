"""Publications that are out, or may be: one row per item and channel, the basis of edits, corrections and
retractions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.store.base import Store

if TYPE_CHECKING:
    from pipeline.store.statements import PublicationRow


def note(store: Store, post: int, remote_id: str, url: str, now: float) -> None:
    """Record that a post is out: published, changed, or taken down. Idempotent."""
    store.publish(post_id=post, remote_id=remote_id, url=url, now=now)
    store.goes_out(post_id=post, now=now)
    store.publication_says(post_id=post)
    store.publication_is_gone(post_id=post, now=now)


def of(store: Store, item: int, channel: str) -> PublicationRow | None:
    """The publication of an item on a channel; None if nothing is, or may be, out."""
    return store.publication(item_id=item, channel=channel)
