"""Letters: the service's messages about itself, by approved templates, to all citizens or to some.

A letter to some is not released by a drain: its deliveries are created at once, and nobody else gets it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from channels.base import Channel, Content
from channels.value import dataclass
from pipeline.model import Lane, News
from pipeline.reasons import Reason
from pipeline.settings.values import Config, reply_channel
from pipeline.store import Store, deliveries, posts

DAYS = 30.0  # for which a letter may wait, for approval or for Meta's limits


def write(config: Config, channels: Mapping[str, Channel], template: str, title: str, now: float) -> Content:
    """A letter's content; the template sees `title` as `item.title`. Raises TemplateError."""
    from pipeline.stages.render.choice import context
    from pipeline.stages.render.render import render
    from pipeline.stages.render.templates import TemplateSet

    news = News(title, "", "", config.council.portal, "", (), Lane.SERVICE, now)
    name = _channel(config)
    return render(TemplateSet(config.templates), name, template, news, channels[name], context(config))


@dataclass(frozen=True)
class Letter:
    """A single message of the service about itself."""

    name: str  # an idempotency key
    title: str  # for the staff
    content: Content
    held: Reason | None = None  # why a person must approve it; None = it needs no approval


def to_everyone(config: Config, store: Store, letter: Letter, now: float) -> int | None:
    """Create its post in the caller's transaction and return the id; None if a letter of that name was written
    before."""
    from pipeline.desk.announce import Announcement, announce

    said = Announcement(letter.name, letter.title, _channel(config), letter.content, held=letter.held)
    return announce(store, said, mode=config.live, now=now, due_at=now, not_after=now + DAYS * 86400)


def is_written(config: Config, store: Store, name: str) -> bool:
    """Whether a letter of that name has been begun."""
    return store.desk_item(alias=f"desk:{name}:{_channel(config)}") is not None


@dataclass
class Growing:
    """A letter whose recipients are added one by one, in slices. If it ends meanwhile, another one goes to the rest."""

    config: Config
    store: Store
    letter: Letter  # approved before it is whole, it goes to those added since as well
    now: float
    welcome: bool = False  # it is their welcome: citizens who do not get it get no news
    _post: int = 0

    def add(self, recipient: int) -> None:
        """Add a recipient, in the caller's transaction."""
        if self.store.letter_is_open(id=self._post) is None:
            self._post = self._open()
        deliveries.write_to(self.store, self._post, self.config.live, [recipient], self.now)
        if self.welcome:
            self.store.welcome_by(post_id=self._post, ids=json.dumps([recipient]))

    def _open(self) -> int:
        """The open post of this name, or a new one if that has ended."""
        channel, number = _channel(self.config), 1
        while True:
            name = self.letter.name if number == 1 else f"{self.letter.name}:{number}"
            if found := self.store.open_letter(alias=f"desk:{name}:{channel}", channel=channel):
                return int(found)
            letter = replace(self.letter, name=name, held=None)
            post = to_everyone(self.config, self.store, letter, self.now)
            if post is not None:
                posts.begin_for(self.store, post, self.now, held=self.letter.held)
                return post
            number += 1


def _channel(config: Config) -> str:
    channel = reply_channel(config)
    assert channel is not None  # there are subscribers, and they came through it
    return channel.name
