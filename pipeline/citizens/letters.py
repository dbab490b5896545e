"""What the service tells citizens about itself, by approved templates: to all of them, or to some.

A letter to some is released by itself: its deliveries are made at once, and nobody else gets it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from channels.base import Channel, Content
from pipeline.config import Config
from pipeline.desk import Announcement, announce
from pipeline.model import Lane, News
from pipeline.poll import context
from pipeline.render import render
from pipeline.senders import reply_channel
from pipeline.store import Store
from pipeline.templates import TemplateSet

DAYS = 30.0  # for which a letter may wait, for approval or for Meta's limits


def write(config: Config, channels: Mapping[str, Channel], template: str, title: str, now: float) -> Content:
    """A letter's content; the template sees `title` as `item.title`. Raises TemplateError."""
    news = News(title, "", "", config.council.portal, "", (), Lane.SERVICE, now)
    name = _channel(config)
    return render(TemplateSet(config.templates), name, template, news, channels[name], context(config))


def to_everyone(
    config: Config, store: Store, name: str, title: str, content: Content, now: float, *, held: str = ""
) -> int | None:
    """Its post, in the caller's transaction; None if a letter of that name was written before."""
    said = Announcement(name, title, _channel(config), content, held=held)
    return announce(store, said, mode=config.live, now=now, due_at=now, not_after=now + DAYS * 86400)


def to_some(
    config: Config,
    store: Store,
    name: str,
    title: str,
    content: Content,
    now: float,
    recipients: Sequence[int],
    *,
    held: str = "",
) -> int | None:
    """The same, to these subscribers alone. `held`: why a person must approve it."""
    post = to_everyone(config, store, name, title, content, now)
    if post is not None:
        ids = json.dumps(recipients)
        store.run("release_letter", id=post, reason=held, now=now)
        store.run("write_to", post_id=post, mode=config.live, now=now, ids=ids)
    return post


def open_letter(
    config: Config, store: Store, name: str, title: str, content: Content, now: float, *, held: str
) -> int:
    """A letter that more citizens are added to by `add_to`: that of this name, or a new one if it has ended.

    It waits for a person; approved before it is whole, it goes to those added since as well.
    """
    channel, number = _channel(config), 1
    with store.transaction():
        while True:
            one = name if number == 1 else f"{name}:{number}"
            if found := store.value("open_letter", alias=f"desk:{one}:{channel}", channel=channel):
                return int(found)
            if (post := to_everyone(config, store, one, title, content, now)) is not None:
                store.run("release_letter", id=post, reason=held, now=now)
                return post
            number += 1


def add_to(config: Config, store: Store, post: int, recipient: int, now: float) -> bool:
    """Write a letter to one more citizen, as their welcome, in the caller's transaction; False if it has ended."""
    if store.row("letter_is_open", id=post) is None:
        return False
    ids = json.dumps([recipient])
    store.run("write_to", post_id=post, mode=config.live, now=now, ids=ids)
    store.run("welcome_by", post_id=post, ids=ids)
    return True


def _channel(config: Config) -> str:
    channel = reply_channel(config)
    assert channel is not None  # who asks has subscribers, and they came through it
    return channel.name
