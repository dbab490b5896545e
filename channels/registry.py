"""Finds a channel's class by name, and imports no other channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from channels.base import Channel, Picture
from channels.problems import ChannelError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from channels.hearing import Update

GROUP = "infostiglia.channels"
# Ours, as in pyproject.toml: a search of installed packages takes longer than all the rest of a run without news.
OWN = {
    "whatsapp": "channels.whatsapp:WhatsApp",
    "facebook": "channels.facebook:Facebook",
    "twitter": "channels.twitter:Twitter",
    "instagram": "channels.instagram:Instagram",
    "telegram": "channels.telegram:Telegram",
    "mastodon": "channels.mastodon:Mastodon",
    "assisted": "channels.assisted:Assisted",
    "apprise": "channels.apprise:Apprise",
    "gateway": "channels.gateway:Gateway",
    "contact": "channels.contact:Contact",
}


class Parser(Protocol):
    """Reads one body of a webhook."""

    def __call__(self, raw: bytes, channels: Sequence[Mapping[str, Any]] = ()) -> Update:
        """`channels`: the settings of those that it may be addressed to. Raises ValueError if it is no report."""


class Speaker(Protocol):
    """A service that reaches the operators."""

    @property
    def limit(self) -> int:
        """The longest text it accepts, in characters."""

    def say(self, text: str, picture: Picture | None = None) -> bool:
        """Send `text`. False if the service did not accept it."""


def _points() -> dict[str, EntryPoint]:
    from importlib.metadata import entry_points

    return {point.name: point for point in entry_points(group=GROUP)}


def names() -> list[str]:
    """The names of all installed channels, sorted."""
    return sorted(_points())


def parser(name: str) -> Parser:
    """The parser of webhook bodies for a built-in channel."""
    parse: Parser = import_module(f"channels.{name}.webhook").parse
    return parse


def operators_service(addresses: str, name: str, base_url: str, timeout: float) -> Speaker:
    """The service at the address called `name`. `timeout`: seconds. Raises ChannelError."""
    from channels.apprise import Service, address

    return Service(address(addresses, name, base_url), timeout)


def load(name: str) -> type[Channel]:
    """The class of the channel called `name`. Raises ChannelError if none is installed."""
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
