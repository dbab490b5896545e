"""Daily limits of citizens we may write to first: asked of the provider once a day, or reported by its webhook."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from channels.base import Channel
from channels.outcomes import Standing, Unknown
from pipeline.store import Store

ASK = 86400.0  # seconds between two questions
ASK_AGAIN = 3600.0  # seconds after a question that had no answer
PATIENCE = 5.0  # seconds for an answer: an emergency may be waiting


def note_limit(store: Store, sender: str, limit: int, now: float, quality: str = "") -> None:
    """Store the provider's limit, asked or reported by webhook. `limit`: UNLIMITED = any number."""
    store.ensure_sender(name=sender)
    store.note_limit(name=sender, limit=limit, quality=quality, now=now)


def unasked(store: Store, channels: Mapping[str, Channel], now: float) -> list[str]:
    """The senders whose provider has a limit and was not asked within the day."""
    return [
        name
        for name, channel in channels.items()
        if channel.capabilities.daily_limit == 0
        and ((row := store.sender(name=name)) is None or now - row["asked_at"] >= ASK)
    ]


async def ask(store: Store, channels: Mapping[str, Channel], now: float) -> None:
    """Ask providers for their limits, at most once a day. A limit that cannot be read stays as it was.

    It closes `channels`, which must not be the adapters of a running drain.
    """
    for name in unasked(store, channels, now):
        standing = await _standing(channels[name])
        if isinstance(standing, Standing):
            note_limit(store, name, standing.limit, now, standing.quality)
        else:
            store.ensure_sender(name=name)
            store.asked(name=name, at=now - ASK + ASK_AGAIN)


async def _standing(channel: Channel) -> Standing | Unknown:
    try:
        async with asyncio.timeout(PATIENCE):
            return await channel.standing()
    except TimeoutError:
        return Unknown("no answer")
    finally:
        await channel.close()
