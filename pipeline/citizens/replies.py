"""Replies: each is an item of its own, to one citizen, and goes before everything but an emergency."""

from __future__ import annotations

from channels.base import Content
from channels.value import dataclass
from pipeline.model import Kind, Lane, Mode
from pipeline.store import Store, deliveries, posts
from pipeline.store.posts import NewPost

REPLY_HOURS = 24.0  # how long a reply may still go: WhatsApp's window


@dataclass(frozen=True)
class Reply:
    template: str  # names it to staff
    channel: str
    content: Content
    mode: Mode
    alias: str = ""  # by which it is known which message it answers; "" = none
    reply_to: bytes | None = None  # the encrypted id of that message


def write_reply(store: Store, reply: Reply, subscriber: int, now: float) -> int:
    """Make a reply in the caller's transaction. Returns its post."""
    item = store.insert_reply_item(title=reply.template, now=now)
    if reply.alias:
        store.insert_alias([{"name": reply.alias, "item_id": item}])
    new = NewPost(
        item_id=item,
        channel=reply.channel,
        kind=Kind.REPLY,
        lane=Lane.REPLY,
        mode=reply.mode,
        content=reply.content,
        due_at=now,
        not_after=now + REPLY_HOURS * 3600,
        reply_to=reply.reply_to,
    )
    post = posts.make(store, new, now)
    assert post is not None  # each reply is an item of its own
    posts.begin_for(store, post, now)
    deliveries.write_to(store, post, reply.mode, [subscriber], now)
    return post
