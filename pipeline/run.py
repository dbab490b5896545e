"""run: one tick. Repair, send what is due and read the feeds meanwhile; again if sending outlasts the interval.

Cron may start it at any frequency: an OS lock allows one poll at a time, a lease one holder per sender.
Emergencies wait for nothing. Other lanes wait until the feeds have been read, at most `NEWS_WAIT` seconds, so that what
the portal has mended or taken down since does not go out as it was.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field
from functools import partial
from typing import TYPE_CHECKING

from channels.value import dataclass
from pipeline.citizens import notice, roles, yearly
from pipeline.citizens.retention import retain
from pipeline.citizens.unconfirmed import undo_unconfirmed
from pipeline.citizens.unreachable import end_unreachable
from pipeline.citizens.upkeep import keep_up
from pipeline.council import OpenCouncil
from pipeline.drains import Drains, Progress
from pipeline.events import event
from pipeline.model import Identified
from pipeline.money.budget import save_prices
from pipeline.poll import poll
from pipeline.portals.pictures import KEPT
from pipeline.portals.polled import Polled
from pipeline.providers import limits, templates
from pipeline.providers.access import examine, unexamined
from pipeline.settings.values import Config
from pipeline.staff import alerts
from pipeline.staff.running import note_run, note_sign
from pipeline.staff.situation import Situation
from pipeline.staff.trouble import Grade, Trouble
from pipeline.stages.deliver.edits_again import try_edits_again
from pipeline.stages.release.election_gate import ElectionGate
from pipeline.stages.release.release import sweep
from pipeline.store.clock_leaps import clock_is_set, is_steady
from pipeline.tasks import end, side_by_side, unless_stopped

if TYPE_CHECKING:
    from pipeline.stages.enqueue import Renderer

log = logging.getLogger(__name__)
# Seconds after which the last receipts have mostly come, and for which the records are there in any case.
LAST_RECEIPTS, KEEPABLE = 86400.0, 20 * 86400.0
NEWS_WAIT = 5.0  # seconds other lanes than emergencies wait for the poll
KNOW_FIRST = 0.5  # seconds a sender waits for its provider's answer about it


@dataclass
class Report:
    """The results of one run, and what waits for a person."""

    polled: Polled = field(default_factory=Polled)
    poll_elsewhere: bool = False  # another run polls
    sent: dict[str, int] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)  # senders another run drains
    # Senders that the disk has stopped, with the error; or "clock", which has not been set.
    broken: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, Trouble] = field(default_factory=dict)  # what waits for a person, by its key

    @property
    def exit_code(self) -> int:
        """The exit code: 1 partly, 3 something waits for a person, 0 done. (2, configuration, never gets here.)"""
        if self.polled.failures or self.polled.unread or self.broken:
            return 1
        return 3 if self.waiting else 0


async def run(council: OpenCouncil, progress: Progress = lambda sender, sent: None) -> Report:
    """Run one tick, until nothing is due or `council.stop` is set."""
    report = Report()
    if not clock_is_set(council.clock.time(), council.clock.earliest):
        report.broken["clock"] = "not set"
        log.error(event("the clock of this machine is not set: nothing is read or sent until it is"))
        return report
    _repair(council)
    telling = _Telling(council)
    drains = Drains(council, progress, ended=telling.begin)
    drains.hold_back([name for names in _unanswered(council) for name in names], KNOW_FIRST)
    try:
        await drains.beside(_tick(council, report, drains, telling))
    finally:
        await telling.end()
    report.sent, report.elsewhere, report.broken = drains.sent, drains.elsewhere, drains.broken
    return report


async def _tick(council: OpenCouncil, report: Report, drains: Drains, telling: _Telling) -> None:
    """Do a tick's work other than sending, while the drains run."""
    while not council.stop.is_set():
        note_sign(council.store, council.clock.time())
        opening = asyncio.get_running_loop().call_later(NEWS_WAIT, drains.open_all)
        asking = _ask_providers(council, drains)
        await unless_stopped(council.stop, side_by_side(_read(council, report, drains, telling), asking))
        opening.cancel()
        await drains.settle(council.config.schedule.poll_seconds)
        if not drains.busy:
            break
    await drains.settle(0.0)
    if not council.stop.is_set():
        await _keep_up(council)
    situation = Situation(council.config, council.store, council.channels, council.clock.time())
    troubles = situation.troubles(Grade.LOOK)
    report.waiting = {one.key: one for one in troubles if one.grade is Grade.WAIT}
    await unless_stopped(council.stop, telling.once_more(troubles))


async def _keep_up(council: OpenCouncil) -> None:
    """Do the upkeep that waits until nothing is left to send."""
    store, clock = council.store, council.clock
    keep_up(store, clock.time())
    if not council.stands_still and (
        told := yearly.confirm(council.config, council.channels, store, clock.time())
    ):
        log.info(event("yearly confirmation written", subscribers=told))
    if is_steady(store, clock.time()):
        unlinked, erased = retain(council.config, store, clock.time(), stopping=council.stop.is_set)
        council.pictures.forget(clock.time() - KEPT)
        if unlinked or erased:
            log.info(event("retention", unlinked_deliveries=unlinked, erased_consents=erased))
    period = {"since": clock.time() - KEEPABLE, "before": clock.time() - LAST_RECEIPTS}
    if council.config.self_test.day or any(
        store.reach_to_keep(channel=c, **period) for c in council.channels
    ):
        from pipeline.staff.measuring import measure

        measure(council, period)
    if undone := undo_unconfirmed(store, council.vault, clock.time()):
        log.info(event("import undone: not confirmed", subscribers=undone))
    if lost := end_unreachable(store, council.vault, council.reply_channel, clock.time()):
        log.info(event("unreachable for months, let go", subscribers=lost))
    names = unexamined(store, council.channels, clock.time())
    asking = [examine(store, name, council.apart(name), clock.time()) for name in names]
    await unless_stopped(council.stop, side_by_side(*asking))


class _Telling:
    """The alerts of a run, sent in parallel so that the operators' service never delays a broadcast."""

    def __init__(self, council: OpenCouncil) -> None:
        self._council = council
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        if self._council.operators is not None and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(alerts.tell(self._council))

    async def once_more(self, troubles: Sequence[Trouble]) -> None:
        """Send the last alerts, when nothing else is left to do; `troubles`: those of this moment."""
        if self._task is not None:
            await self._task
        await alerts.tell(self._council, troubles)

    async def end(self) -> None:
        if self._task is not None:
            await end(self._task)


def _repair(council: OpenCouncil) -> None:
    """Apply, before anything new, what citizens and the provider have sent. Leases repair themselves when taken."""
    store, config, now = council.store, council.config, council.clock.time()
    note_run(store, now)
    while council.apply_inbox():
        pass
    council.inbox.purge(now)
    keep_up(store, now)
    save_prices(store, config, council.channels, now)
    council.chase()
    gate = ElectionGate.of(config)
    for name, channel in council.channels.items():
        sweep(store, name, mode=config.live, now=now)
        gate.close(store, name, now)
        if not channel.capabilities.broadcast:
            try_edits_again(store, name, config.live, now)
        if channel.capabilities.by_hand:
            gate.clear_tray(store, name, now)
    roles.keep(config, store, council.vault, now)
    notice.keep(config, council.channels, store, now)


async def _read(council: OpenCouncil, report: Report, drains: Drains, telling: _Telling) -> None:
    """Read the feeds, then release the other lanes, and check whether published items are still on the portal."""
    shown = await _poll_once(council, report, drains)
    if report.polled.due:  # in time to stop them
        telling.begin()
    drains.open_all()
    if shown or council.store.items_missing(before=council.clock.time(), limit=1):
        from pipeline.portals.vanished import Vanished

        def take_down(item: int, channel: str, now: float) -> None:
            from pipeline.staff.actions import retract
            from pipeline.staff.corrections import Publisher

            publisher = Publisher(council.store, council.config, council.channels, _renderer(council))
            retract(publisher, str(item), channel, now)

        open_reader = council.outside.reader
        vanished = Vanished(council.config, council.store, take_down, council.stop, open_reader)
        await vanished.look(shown, council.clock.time())


async def _poll_once(
    council: OpenCouncil, report: Report, drains: Drains
) -> Mapping[str, Sequence[Identified]]:
    """Poll once. Returns the entries of each feed that has changed, by the feed's name."""
    with poll_lock(council.config) as locked:
        if not locked:
            report.poll_elsewhere = True
            return {}
        polled = Polled()
        try:
            now, open_reader = council.clock.time(), council.outside.reader
            await poll(council.config, council.store, council.channels, now, polled, open_reader)
        finally:
            report.polled.due += polled.due
            report.polled.items += polled.items
            report.polled.failures, report.polled.unread = polled.failures, polled.unread
            report.polled.alarms |= polled.alarms
        drains.open_all()
        _write_reminders(council)
        await _write_digests(council)
    return polled.shown


def _write_reminders(council: OpenCouncil) -> None:
    config, name = council.config, council.reply_channel
    if not config.events.reminders or not name or council.stands_still:
        return
    from pipeline.desk.reminders import Reminders

    Reminders(config, council.store, name, partial(_renderer, council)).write(council.clock.time())


async def _write_digests(council: OpenCouncil) -> None:
    config = council.config
    if not config.digest.every_days or council.stands_still:  # it may have gone out already
        return
    from pipeline.desk.digest import Desk

    now = council.clock.time()
    with council.outside.reader(config, now) as reader:
        desk = Desk(config, council.store, council.channels, partial(_renderer, council), reader.gone)
        await desk.write(now)


def _renderer(council: OpenCouncil) -> Renderer:
    """A renderer of this moment. Most ticks need none, and it costs more to import than all the rest of them."""
    from pipeline.stages.render.choice import Renderer, in_period

    return Renderer(in_period(council.config, council.clock.time()), council.channels)


async def _ask_providers(council: OpenCouncil, drains: Drains) -> None:
    """Ask providers for the state of our templates and for our limits, at most once a day."""
    store, config, now = council.store, council.config, council.clock.time()
    texts, counts = _unanswered(council)
    await side_by_side(
        *(templates.synchronise(store, name, council.apart(name), config.live, now) for name in texts),
        *(limits.ask(store, {name: council.apart(name)}, now) for name in counts),
    )
    drains.go_on()


def _unanswered(council: OpenCouncil) -> tuple[list[str], list[str]]:
    """(senders whose templates, senders whose limit) must be asked for."""
    store, channels, now = council.store, council.channels, council.clock.time()
    return templates.unread(store, channels, council.config.live, now), limits.unasked(store, channels, now)


@contextmanager
def poll_lock(config: Config) -> Iterator[bool]:
    """The lock of the one polling process; False if another has it. The system releases it however the process ends."""
    file = os.open(config.data / "poll.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True
    finally:
        os.close(file)
