"""Finds a channel's class by name, importing only the one asked for."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points

from channels.base import Channel, ChannelError

GROUP = "infostiglia.channels"


def _points() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def names() -> list[str]:
    """Names of all channels installed."""
    return sorted(_points())


def load(name: str) -> type[Channel]:
    """The class of the channel of that name; ChannelError if none is installed."""
    point = _points().get(name)
    if point is None:
        raise ChannelError(f"no channel is called {name!r}; installed: {', '.join(names())}")
    loaded: type[Channel] = point.load()
    return loaded
