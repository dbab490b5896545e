"""Vanished items: published here, then taken down on the portal. Staff are told, or they are taken down here too.

Gone from the feed does not mean gone from the portal, because feeds are windows. Only an item counts that should be in
the window and whose own page says twice that it has been removed.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from channels.value import dataclass
from pipeline.events import event
from pipeline.model import Action, Identified
from pipeline.portals.reading import Reader, reader_of
from pipeline.reasons import Code, Reason, columns
from pipeline.settings.values import Config, enabled
from pipeline.store import Store

TWICE = 600.0  # seconds between the two times its page must say so
LOOKED_AFTER = 7 * 86400.0  # seconds after an item was first seen
UNDECIDED = 7 * 86400.0  # seconds for which a person is asked what shall become of it
ASKED = 5  # items asked for at their own address in one poll

log = logging.getLogger(__name__)


@dataclass
class Vanished:
    """The search for vanished items. It runs in parallel to the sending, which it must not delay."""

    config: Config
    store: Store
    take_down: Callable[[int, str, float], object]  # (item, channel, now): take down its post there
    stop: asyncio.Event  # when set, no more pages are asked
    open_reader: Callable[[Config, float], Reader] = reader_of

    async def look(self, shown: Mapping[str, Sequence[Identified]], now: float) -> None:
        """Search. `shown`: the current entries of feeds that have changed."""
        with self.open_reader(self.config, now) as reader:
            for feed, found in shown.items():
                await self._suspect(reader, feed, found, now)
            await self._settle(reader, now)

    async def _suspect(self, reader: Reader, feed: str, found: Sequence[Identified], now: float) -> None:
        """Mark items that have left a feed that still shows older ones, if their page is gone."""
        here = {one.item for one in found}
        self.store.items_are_here(items=json.dumps([item for item in here if item is not None]))
        dates = [one.entry.published for one in found if one.entry.published is not None]
        if not dates:
            return
        out = self.store.items_out(feed=feed, since=now - LOOKED_AFTER, oldest=min(dates))
        for row in [row for row in out if row["id"] not in here][:ASKED]:
            if await self._gone(reader, row["link"]):
                self.store.item_is_missing(id=row["id"], now=now)

    async def _settle(self, reader: Reader, now: float) -> None:
        """Check marked items a second time; take down those still gone on channels with `withdraw`."""
        for row in self.store.items_missing(before=now - TWICE, limit=ASKED):
            if self.stop.is_set():
                return
            if not await self._gone(reader, row["link"]):
                self.store.items_are_here(items=json.dumps([row["id"]]))
                continue
            log.info(event("taken down on the portal", item=row["id"]))
            with self.store.transaction():
                self._take_down(row["id"], row["revision"], now)

    async def _gone(self, reader: Reader, link: str) -> bool:
        return not self.stop.is_set() and await reader.gone(link)

    def _take_down(self, item: int, revision: int, now: float) -> None:
        self.store.item_taken_down(id=item, now=now)
        decision: dict[str, Any] = {
            "item_id": item,
            "channel": "",
            "revision": revision,
            "at": now,
            "action": Action.SKIP,
            **columns(Reason(Code.TAKEN_DOWN)),
        }
        self.store.insert_decision([decision])
        for one in enabled(self.config):
            if one.withdraw:
                self.take_down(item, one.name, now)
