"""run: one tick. Repair, poll, drain; and poll again if draining lasts longer than the interval.

Cron may start it as often as it likes: an OS lock keeps one poll at a time, a lease one holder a sender.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from pipeline import alerts, approvals, fetch, limits, troubles
from pipeline._reading import limits_of
from pipeline.citizens import notice, roles, yearly
from pipeline.citizens.retention import retain
from pipeline.citizens.unreachable import end_unreachable
from pipeline.config import Config
from pipeline.deliver import PATIENCE, Drained, drain
from pipeline.digest import Desk
from pipeline.examine import examine
from pipeline.model import Identified, Lane
from pipeline.money import save_prices
from pipeline.office import Office
from pipeline.pictures import KEPT
from pipeline.poll import Polled, Renderer, poll
from pipeline.release import sweep
from pipeline.settle import LOOK_BACK
from pipeline.store.upkeep import keep_up
from pipeline.vanished import Vanished

log = logging.getLogger(__name__)
Progress = Callable[[str, int], None]  # hears a sender's name and how many were just recorded
SERVE_PATIENCE = 20.0  # seconds to wait for `serve` to finish its replies


@dataclass
class Report:
    """What one run did, and what is left for a person."""

    polled: Polled = field(default_factory=Polled)
    poll_elsewhere: bool = False  # another run polls
    sent: dict[str, int] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)  # senders another run drains
    waiting: dict[str, str] = field(default_factory=dict)  # what waits for a person, and why
    uncertain: int = 0

    @property
    def exit_code(self) -> int:
        """1 partly, 3 something waits for a person or is uncertain, 0 done. (2, configuration, never gets here.)"""
        if self.polled.failures:
            return 1
        return 3 if self.waiting or self.uncertain or self.polled.alarms else 0


async def run(office: Office, progress: Progress = lambda sender, sent: None) -> Report:
    """One tick, until nothing is due or `office.stop` is set."""
    report, clock = Report(), office.clock
    drains: dict[str, asyncio.Task[Drained]] = {}
    while True:
        _repair(office)
        shown = await _poll_once(office, report)
        for name, channel in office.channels.items():
            await approvals.synchronise(office.store, name, channel, office.config.live, clock.time())
        if not drains:  # it closes the channels it asks
            await limits.ask(office.store, office.channels, clock.time())
        _start_drains(office, drains, progress)
        await _vanished(office).look(shown, clock.time())
        next_poll = clock.monotonic() + office.config.schedule.poll_seconds
        while drains and (clock.monotonic() < next_poll or office.stop.is_set()):
            await _finish_some(drains, report, max(0.05, next_poll - clock.monotonic()))
            await alerts.tell(office)
        if not drains:
            break
    keep_up(office.store, clock.time())
    if told := yearly.confirm(office.config, office.channels, office.store, clock.time()):
        log.info("yearly confirmation: subscribers=%d", told)
    unlinked, erased = retain(office.config, office.store, clock.time(), stopping=office.stop.is_set)
    office.pictures.forget(clock.time() - KEPT)
    if unlinked or erased:
        log.info("retention: deliveries unlinked=%d ledger lines erased=%d", unlinked, erased)
    if lost := end_unreachable(office.store, office.vault, office.reply_channel, clock.time()):
        log.info("unreachable for months, let go: subscribers=%d", lost)
    await examine(office.store, office.channels, clock.time())
    _count_waiting(office, report)
    await alerts.tell(office)
    return report


def _repair(office: Office) -> None:
    """Before anything new: what citizens and the provider said meanwhile. Leases repair themselves when taken."""
    store, config, now = office.store, office.config, office.clock.time()
    while office.apply_inbox():
        pass
    office.inbox.purge(now)
    keep_up(store, now)
    save_prices(store, config, office.channels, now)
    for name in office.channels:
        sweep(store, name, mode=config.live, now=now)
    roles.keep(config, store, office.vault)
    notice.keep(config, office.channels, store, now)


def _vanished(office: Office) -> Vanished:
    render = Renderer(office.config, office.channels)
    return Vanished(office.config, office.store, office.channels, render, office.stop)


async def _poll_once(office: Office, report: Report) -> Mapping[str, Sequence[Identified]]:
    """What feeds that have changed show now."""
    with poll_lock(office.config) as locked:
        if not locked:
            report.poll_elsewhere = True
            return {}
        polled = await poll(office.config, office.store, office.channels, office.clock.time())
        await _write_digests(office, report)
    report.polled.due += polled.due
    report.polled.items += polled.items
    report.polled.failures = polled.failures
    report.polled.alarms |= polled.alarms
    return polled.shown


async def _write_digests(office: Office, report: Report) -> None:
    config = office.config
    with fetch.client(limits_of(config)) as http:
        desk = Desk(
            config,
            office.store,
            office.channels,
            Renderer(config, office.channels),
            lambda link: fetch.gone(http, link),
        )
        report.waiting |= {
            f"{name} digest": why for name, why in (await desk.write(office.clock.time())).items()
        }


@contextmanager
def poll_lock(config: Config) -> Iterator[bool]:
    """Held by the one process that polls; the system lets go of it when the process ends, however it ends."""
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


def _start_drains(office: Office, drains: dict[str, asyncio.Task[Drained]], progress: Progress) -> None:
    """Drain every sender with something due soon, half sent or uncertain, unless it is being drained."""
    now = office.clock.time()
    names = json.dumps(list(office.channels))
    for row in office.store.rows("open_channels", channels=names, now=now + PATIENCE, since=now - LOOK_BACK):
        name = row["channel"]
        if name in office.channels and name not in drains:
            drains[name] = asyncio.create_task(_drain(office, name, progress))


async def _drain(office: Office, name: str, progress: Progress) -> Drained:
    deadline = office.clock.monotonic() + SERVE_PATIENCE
    while True:
        drained = await drain(
            office.store,
            office.sender(name),
            clock=office.clock,
            chance=office.chance,
            stop=office.stop,
            progress=lambda sent: progress(name, sent),
        )
        # `serve` only answers citizens, and is done in a moment.
        patient = office.clock.monotonic() < deadline and not office.stop.is_set()
        if not drained.held_by.startswith("serve") or not patient:
            return drained
        await office.clock.sleep(0.2)


async def _finish_some(drains: dict[str, asyncio.Task[Drained]], report: Report, patience: float) -> None:
    """Wait until a drain ends, at most `patience` seconds, and note what became of those that have."""
    done, _ = await asyncio.wait(drains.values(), timeout=patience, return_when=asyncio.FIRST_COMPLETED)
    for name in [name for name, task in drains.items() if task in done]:
        drained = drains.pop(name).result()
        report.sent[name] = report.sent.get(name, 0) + drained.sent
        if drained.held_by and name not in report.elsewhere:
            report.elsewhere.append(name)


def _count_waiting(office: Office, report: Report) -> None:
    """What only a person, or more time, can settle."""
    report.waiting |= {trouble.key: trouble.reason for trouble in troubles.waiting(office)}
    since = office.clock.time() - troubles.NEWS
    report.uncertain = office.store.value("uncertain_count", since=since)


async def drain_replies(office: Office) -> None:
    """What `serve` does after applying: answer citizens, and give the lease up when none waits."""
    name, now = office.reply_channel, office.clock.time()
    if name and office.store.row("waiting_replies", channel=name, now=now) is not None:
        await drain(
            office.store,
            office.sender(name),
            (Lane.REPLY,),
            role="serve",
            patience=0.0,
            clock=office.clock,
            chance=office.chance,
            stop=office.stop,
        )
