"""vanished: what was published and has been taken down on the portal since: told to a person, or taken down here too.

Gone from the feed is not gone from the portal: feeds are windows. Only an item that should be in the window, and whose
own page says twice that it is no more, counts.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence

from channels.base import Channel
from pipeline import actions
from pipeline._reading import Reader
from pipeline.config import Config
from pipeline.enqueue import Renderer
from pipeline.model import Action, Identified
from pipeline.store import Store

TWICE = 600.0  # seconds between the two times its page must say so
LOOKED_AFTER = 7 * 86400.0  # seconds after an item was first seen
UNDECIDED = 7 * 86400.0  # seconds for which a person is asked what shall become of it
ASKED = 5  # items asked for at their own address in one poll

log = logging.getLogger(__name__)


async def suspect(store: Store, reader: Reader, feed: str, found: Sequence[Identified], now: float) -> None:
    """Note what a whole feed no longer shows although it shows older items, if its page is no more."""
    here = {one.item for one in found}
    store.run("items_are_here", items=json.dumps([item for item in here if item is not None]))
    dates = [one.entry.published for one in found if one.entry.published is not None]
    if not dates:
        return
    out = store.rows("items_out", feed=feed, since=now - LOOKED_AFTER, oldest=min(dates))
    for row in [row for row in out if row["id"] not in here][:ASKED]:
        if await asyncio.to_thread(reader.gone, row["link"]):
            store.run("item_is_missing", id=row["id"], now=now)


async def settle(
    config: Config,
    store: Store,
    channels: Mapping[str, Channel],
    render: Renderer,
    reader: Reader,
    now: float,
) -> None:
    """Ask a second time; what is gone then is taken down where the channel's `withdraw` says so."""
    for row in store.rows("items_missing", before=now - TWICE):
        if not await asyncio.to_thread(reader.gone, row["link"]):
            store.run("items_are_here", items=json.dumps([row["id"]]))
            continue
        log.info("item %d was taken down on the portal", row["id"])
        with store.transaction():
            store.run("item_taken_down", id=row["id"], now=now)
            _decide(store, row["id"], row["revision"], now)
            for channel in config.channels:
                if channel.withdraw and channel.name in channels:
                    actions.retract(store, config, channels, render, str(row["id"]), channel.name, now)


def _decide(store: Store, item: int, revision: int, now: float) -> None:
    store.run(
        "insert_decision",
        item_id=item,
        channel="",
        revision=revision,
        at=now,
        action=Action.SKIP,
        reason="taken down on the portal",
    )
