"""Asks providers once a day whether our access is in order, before a broadcast fails."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from channels.approving import AccountNews
from channels.base import Channel
from channels.remarks import Remarked
from pipeline.events import event
from pipeline.providers.templates import note_account
from pipeline.store import Store

DAY = 86400.0 - 600  # seconds between two questions; a little less, so that the time of day does not wander
PATIENCE = 10.0  # seconds for an answer

log = logging.getLogger(__name__)


def unexamined(store: Store, names: Iterable[str], now: float) -> list[str]:
    """The channels whose provider was not asked within the day."""
    return [name for name in names if now - float(store.setting(name=_mark(name)) or 0) >= DAY]


async def examine(store: Store, name: str, channel: Channel, now: float) -> None:
    """Ask one provider. Problems are shown by `status` and reported to the operators; a failure to ask is not.

    It opens and closes `channel`, which must not be the adapter of a running drain.
    """
    for told in await _examined(channel):
        note_account(store, name, AccountNews("access", told), now)
    store.set_setting(name=_mark(name), value=str(now))


def _mark(name: str) -> str:
    return f"examined:{name}"


async def _examined(channel: Channel) -> list[Remarked]:
    try:
        await channel.open()
        async with asyncio.timeout(PATIENCE):
            return await channel.examine()
    except Exception as error:  # a defect of one channel must not stop a run
        log.warning(
            event("access not examined", channel=channel.capabilities.title, error=type(error).__name__)
        )
        return []
    finally:
        await channel.close()
