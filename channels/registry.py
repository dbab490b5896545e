"""Finds a channel's class by name, importing only the one asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from channels.base import Channel, Picture
from channels.problems import ChannelError

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.metadata import EntryPoint

    from channels.hearing import Update

GROUP = "infostiglia.channels"
# Ours, as pyproject.toml has them: to look for what is installed takes longer than all the rest of a run without news.
OWN = {
    "whatsapp": "channels.whatsapp:WhatsApp",
    "facebook": "channels.facebook:Facebook",
    "twitter": "channels.twitter:Twitter",
    "instagram": "channels.instagram:Instagram",
    "telegram": "channels.telegram:Telegram",
    "mastodon": "channels.mastodon:Mastodon",
    "assisted": "channels.assisted:Assisted",
    "apprise": "channels.apprise:Apprise",
}


class Speaker(Protocol):
    """Says something to the operators."""

    @property
    def limit(self) -> int:
        """Characters it takes."""

    def say(self, text: str, picture: Picture | None = None) -> bool:
        """Whether it was taken."""


def _points() -> dict[str, EntryPoint]:
    from importlib.metadata import entry_points

    return {point.name: point for point in entry_points(group=GROUP)}


def names() -> list[str]:
    """Names of all channels installed."""
    return sorted(_points())


def parser(name: str) -> Callable[[bytes], Update]:
    """Reads the body that the provider of this channel of ours posts to the webhook. It raises ValueError."""
    parse: Callable[[bytes], Update] = import_module(f"channels.{name}.webhook").parse
    return parse


def operators_service(addresses: str, name: str, base_url: str, timeout: float) -> Speaker:
    """What reaches the operators: the address of that name. Raises ChannelError."""
    from channels.apprise import Service, address

    return Service(address(addresses, name, base_url), timeout)


def load(name: str) -> type[Channel]:
    """The class of the channel of that name; ChannelError if none is installed."""
    if name in OWN:
        module, _, attribute = OWN[name].partition(":")
        own: type[Channel] = getattr(import_module(module), attribute)
        return own
    point = _points().get(name)
    if point is None:
        raise ChannelError(
            "no channel is called {name!r}; installed: {names}", name=name, names=", ".join(names())
        )
    loaded: type[Channel] = point.load()
    return loaded
