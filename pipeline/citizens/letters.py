"""What the service tells citizens about itself, by approved templates: to all of them, or to some.

A letter to some is released by itself: its deliveries are made at once, and nobody else gets it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from channels.base import Channel, Content
from pipeline.config import Config
from pipeline.model import Lane, News
from pipeline.senders import reply_channel
from pipeline.store import Store, deliveries, posts

DAYS = 30.0  # for which a letter may wait, for approval or for Meta's limits


def write(config: Config, channels: Mapping[str, Channel], template: str, title: str, now: float) -> Content:
    """A letter's content; the template sees `title` as `item.title`. Raises TemplateError."""
    from pipeline.render import render
    from pipeline.stages.render.choice import context
    from pipeline.templates import TemplateSet

    news = News(title, "", "", config.council.portal, "", (), Lane.SERVICE, now)
    name = _channel(config)
    return render(TemplateSet(config.templates), name, template, news, channels[name], context(config))


def to_everyone(
    config: Config, store: Store, name: str, title: str, content: Content, now: float, *, held: str = ""
) -> int | None:
    """Its post, in the caller's transaction; None if a letter of that name was written before."""
    from pipeline.desk import Announcement, announce

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
    welcome: bool = False,
    held: str = "",
) -> int | None:
    """The same, to these subscribers alone.

    `welcome`: it is their welcome, and whoever does not get it gets no news; `held`: why a person must approve it.
    """
    post = to_everyone(config, store, name, title, content, now)
    if post is not None:
        posts.begin_for(store, post, now, held=held)
        deliveries.write_to(store, post, config.live, recipients, now)
        if welcome:
            store.run("welcome_by", post_id=post, ids=json.dumps(recipients))
    return post


def _channel(config: Config) -> str:
    channel = reply_channel(config)
    assert channel is not None  # who asks has subscribers, and they came through it
    return channel.name
