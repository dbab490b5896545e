"""Plays a portal's past: every tick by `pipeline.run`, at the moments when something changes or is due."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from random import Random
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from channels.base import Channel
from channels.outcomes import Receipt
from channels.subscribers import Choice, Wants
from pipeline import council_channels
from pipeline.citizens.subscribers import choice_columns
from pipeline.clock import Surroundings
from pipeline.council import OpenCouncil
from pipeline.council_channels import Outside
from pipeline.model import Mode
from pipeline.poll import poll
from pipeline.run import Report, run
from pipeline.settings.values import ChannelConfig, Config
from pipeline.simulate.loop import VirtualClock, VirtualLoop
from pipeline.simulate.outcome import Waits
from pipeline.simulate.portal import PastReader, Portal
from pipeline.simulate.provider import Double, Providers, Surface
from pipeline.simulate.stage import Crowd, keys
from pipeline.stages.parse.box import Boxes
from pipeline.stages.settle.receipts import apply_receipts
from pipeline.store import Store
from pipeline.store.clock_leaps import note_time

DAY = 86400.0
T = TypeVar("T")
FAR = 1e9  # seconds
MOST_LATER = 6 * 3600.0  # seconds at most between two looks at what is overdue
RECEIPTS = 3.0  # seconds after a tick in which its receipts come


class _PastCouncil(OpenCouncil):
    """A council whose drains run in the thread of the poll, and share its connection."""

    @contextmanager
    def another_store(self) -> Iterator[Store]:
        yield self.store


class Simulation:
    """A council that lives in the past. It has the event loop of its thread."""

    def __init__(
        self,
        config: Config,
        portal: Portal,
        start: float,
        crowd: Crowd,
        providers: Providers | None = None,
    ) -> None:
        """`config`: as `staged` makes it; `start`: Unix seconds."""
        self.config, self.portal, self.ticks = config, portal, 0
        self._loop, self._boxes = VirtualLoop(start), Boxes()
        self.clock = VirtualClock(self._loop)
        known = (self.clock.time, self._receive, self._hidden)
        self._surface = Surface(crowd.weight, *known, providers or Providers())
        self.council = _PastCouncil(config, keys(), Surroundings(self.clock, Random(1)), self._outside())
        self.store: Store = self.council.store
        self.waits = Waits()
        _join(self.council, crowd, start)

    def _outside(self) -> Outside:
        return Outside(
            channel=self._double,
            operators=lambda config, env: None,
            reader=lambda config, now: PastReader(config, now, self.portal, self._boxes),
            beside=lambda work, name: work(),
        )

    def _double(self, config: Config, env: Mapping[str, str], channel: ChannelConfig) -> Channel:
        own = council_channels.build(config, env, channel, with_secrets=False)
        return Double(channel.name, own, self._surface)

    def _receive(self, receipts: Sequence[Receipt]) -> None:
        apply_receipts(self.store, receipts, self.clock.time())

    def _hidden(self, message: str) -> str:
        return self.council.vault.message(message)

    # -- time -------------------------------------------------------------------------------------

    def play(self, until: float, progress: Callable[[float], None] = lambda reached: None) -> None:
        """Play from now to a moment (Unix seconds). `progress` hears the moments reached."""
        moments = Moments(self.config, self.store, self.portal)
        at: float | None = self.clock.time()
        while at is not None and at <= until:
            self.tick(at)
            progress(at)
            at = moments.next(self.clock.time())
        self.rest(until)

    def rest(self, until: float) -> None:
        """Let time pass without a tick: this machine is off."""
        self._loop.now = max(self._loop.now, until)

    def tick(self, at: float) -> Report:
        """One run at a moment, and the poll before it that would have found nothing."""
        before = at - self.config.schedule.poll_seconds
        if before > self.clock.time():
            self.rest(before)
            self._run(self._quiet_poll())
        self.rest(at)
        note_time(self.store, self.clock.time())
        self.ticks += 1
        report = self._run(self._whole_tick())
        self.waits.look(self.store)
        return report

    async def _quiet_poll(self) -> None:
        """The last of the polls that are left out: only that it was made says how fresh a feed is."""
        council = self.council
        await poll(
            council.config,
            council.store,
            council.channels,
            self.clock.time(),
            open_reader=council.outside.reader,
        )

    async def _whole_tick(self) -> Report:
        report = await run(self.council)
        if report.sent:
            await asyncio.sleep(RECEIPTS)
        return report

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        asyncio.set_event_loop(self._loop)
        return self._loop.run_until_complete(work)

    def close(self) -> None:
        self._boxes.close()
        self.council.close()
        self._loop.close()
        asyncio.set_event_loop(None)


class Moments:
    """The times at which a run would do something, on the grid of the polls."""

    def __init__(self, config: Config, store: Store, portal: Portal) -> None:
        self._config, self._store, self._portal = config, store, portal
        self._zone = ZoneInfo(config.council.timezone)
        self._overdue = 0  # looks in a row at something that is due and does not go

    def next(self, now: float) -> float | None:
        """The next such time after `now` (Unix seconds)."""
        step = self._config.schedule.poll_seconds
        due = [at for at in self._due(now) if at is not None]
        later = min(step * 2**self._overdue, MOST_LATER)
        self._overdue = self._overdue + 1 if min(due) <= now else 0
        at = min(max(one, now + (later if one <= now else 1.0)) for one in due)
        return math.ceil(at / step) * step

    def _due(self, now: float) -> Iterator[float | None]:
        yield self._portal.next_change(now)
        yield self._store.next_moment()
        yield self._hour(now)

    def _hour(self, now: float) -> float:
        """The next hour of digests: the day's upkeep is done then too."""
        hour = self._config.digest.hour
        day = datetime.fromtimestamp(now, self._zone).replace(hour=hour, minute=0, second=0, microsecond=0)
        for days in range(3):
            at = datetime(day.year, day.month, day.day, hour, tzinfo=self._zone).timestamp() + days * DAY
            if at > now:
                return at
        return now + DAY


def _join(council: OpenCouncil, crowd: Crowd, since: float) -> None:
    """Citizens who joined a year ago, some of whom chose the digest; and a webhook that is heard to the end of time."""
    store, vault = council.store, council.vault
    with store.transaction():
        store.uptime_begin(now=since + FAR)
        for n in range(crowd.sample):
            number = f"+39333000{n:04d}"
            citizen = store.insert_subscriber(
                state="active",
                phone_lookup=vault.lookup(number),
                phone=vault.encrypt(number.encode()),
                user_lookup=None,
                user_id=None,
                mode=Mode.ALL,
                welcome="accepted",
                tester=0,
                since=since - 365 * DAY,
                forget_at=None,
            )
            if n < crowd.of_digest:
                wanted = choice_columns(Choice(Wants.DIGEST))
                store.subscriber_prefers(id=citizen, at=since - DAY, **wanted)
