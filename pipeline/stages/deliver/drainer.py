"""The loop behind `deliver`: one holder's work from taking the lease to giving it up.

The loop contains nothing slow: fetches, uploads and read-backs are tasks of their own.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from typing import Any

from channels.value import dataclass
from pipeline.clock import Surroundings
from pipeline.events import event
from pipeline.model import RANK, Lane
from pipeline.reasons import Code, Reason, columns
from pipeline.stages.deliver.breaker import blocked_lanes
from pipeline.stages.deliver.claims import Claimer, Ready, Sender
from pipeline.stages.deliver.flight import Flight, stops_more
from pipeline.stages.deliver.lease import RENEWAL, Lease
from pipeline.stages.deliver.prepare import Preparer
from pipeline.stages.release import release
from pipeline.stages.settle import evidence, receipts
from pipeline.stages.settle.answers import Retries, record
from pipeline.stages.settle.probe import Prober
from pipeline.store import Error, Store

log = logging.getLogger(__name__)
CLAIM = 0.25  # seconds of sending claimed at once: so soon a departure or an emergency takes effect
TICK = 0.02  # seconds between looks at the clock
PATIENCE = 10.0  # seconds for which a drain waits for the next delivery before it gives the lease up
SWEEP = 2.0  # seconds between sweeps
REST = 0.5  # seconds at most between two looks for what has become due


@dataclass
class Drained:
    """The result of one drain."""

    held_by: str = ""  # somebody else drains this sender; nothing was done
    sent: int = 0  # requests with an answer of any kind


@dataclass(frozen=True)
class Shift:
    """The terms of one drain: its lanes, its role, and its patience."""

    lanes: Sequence[Lane] = tuple(RANK)
    role: str = "run"  # names the process to people
    patience: float = PATIENCE
    progress: Callable[[int], None] = lambda sent: None  # hears of every batch recorded


class Drainer:
    def __init__(
        self, store: Store, sender: Sender, shift: Shift, lease: Lease, around: Surroundings
    ) -> None:
        self.store, self.sender, self.shift, self.lease = store, sender, shift, lease
        self.around, self.clock = around, around.clock
        self.channel = sender.channel
        self.queue: list[Ready] = []  # claimed, not yet sent
        self.preparer = Preparer(store, self.channel)
        self.claimer = Claimer(store, sender, lease, self.preparer)
        self.flight = Flight(self.channel, self.claimer, lease.file, around.clock, store.nonce)
        self.batch = max(1, round(self.flight.pacer.rate * CLAIM))
        self.prober = Prober(sender.name, sender.mode, sender.write_probe)
        self.settling: asyncio.Task[None] | None = None
        self.swept = float("-inf")
        self.result = Drained()
        self.lost = False

    @property
    def flying(self) -> set[asyncio.Task[None]]:
        """The requests that have no answer yet."""
        return self.flight.flying

    async def run(self) -> Drained:
        """Send until done. If the disk fails, record what was under way, then raise OSError or the database's Error."""
        try:
            renewal = asyncio.create_task(self._renew())
            try:
                # Imports and connections come first: nothing slow may happen between a claim and its request.
                await self.channel.open()
                await self.channel.warm(self._expected())
                await self.clock.sleep(max(0.0, self.lease.not_before - self.clock.time()))
                while await self.step():
                    pass
            finally:
                await self._land()
                renewal.cancel()
                await self.channel.close()
            if self.flight.broken is not None:
                raise self.flight.broken
        except BaseException:
            self.lease.file.close(remove=False)  # it may still explain what was claimed
            raise
        self.lease.file.close(remove=not self.lost)
        return self.result

    def _expected(self) -> int:
        """An estimate of the messages of the first second, for which connections are opened in advance."""
        about: dict[str, Any] = {
            "channel": self.sender.name,
            "mode": self.sender.mode,
            "now": self.clock.time(),
        }
        most = round(self.flight.pacer.rate)
        return min(most, int(self.store.expected(**about, most=most)))

    async def _renew(self) -> None:
        while not self.lost:
            await self.clock.sleep(RENEWAL)
            with self.flight.noting_failures():
                self.lost = not self.lease.renew(self.clock.time())

    async def step(self) -> bool:
        """Do one tick. False when the drain is over."""
        now = self.clock.time()
        if self.lost or not self.lease.held():
            self.lost = True
            return False
        if self.around.stop.is_set() or self.flight.broken is not None:
            return False
        if not 0 <= now - self.swept < SWEEP:
            self._sweep(now)
        if not self.queue or any(stops_more(one.outcome) for one in self.flight.answers):
            self._record(now)
        if not self.queue:
            if self._in_the_way(now):
                return False
            self._claim(now)
            self.flight.claimed_at = self.clock.monotonic()
        if self.queue:
            self._return_what_was_stopped(now)
            self.queue = self.flight.launch(self.queue)
            await self.clock.sleep(TICK)
            return True
        if self.flying:
            # The pause ends early for posts that become due, released or ready.
            await asyncio.wait(self.flying, timeout=CLAIM, return_when=asyncio.FIRST_COMPLETED)
            return True
        if self.preparer.busy:
            await self.preparer.wait(CLAIM)
            return True
        return await self._rest()

    def _in_the_way(self, now: float) -> bool:
        """Whether an emergency waits for this sender that this drain would not send."""
        waits = self.store.emergency_waits(channel=self.sender.name, now=now) is not None
        return waits and Lane.EMERGENCY not in self.shift.lanes

    def _sweep(self, now: float) -> None:
        more = release.sweep(self.store, self.sender.name, mode=self.sender.mode, now=now)
        self.swept = now - SWEEP + CLAIM if more else now
        receipts.match_kept(self.store, now)
        if self.settling is None or self.settling.done():
            self.settling = asyncio.create_task(self._settle(now))

    async def _settle(self, now: float) -> None:
        try:
            silent = await evidence.settle_uncertain(
                self.store, self.sender.name, self.channel, now, self.sender.resend
            )
            self.prober.ask(self.store, silent, now)
        except Exception as error:  # a defect of one channel must not stop the sending
            log.error(event("looking back failed", channel=self.sender.name, error=type(error).__name__))

    # -- claiming ---------------------------------------------------------------------------------

    def _open_lanes(self, now: float) -> list[Lane]:
        """The lanes that may send now."""
        blocked = blocked_lanes(self.store, self.sender.name, self.channel.capabilities, now)
        return [lane for lane in self.shift.lanes if lane not in blocked]

    def _waiting_until(self) -> float:
        """The end of the current pause (Unix seconds): the provider asked for one, or we probe after many uncertain
        answers."""
        row = self.store.sender(name=self.sender.name)
        return max(row["not_before"] if row else 0.0, self.flight.suspicion.probe_at)

    def _claim(self, now: float) -> None:
        lanes = self._open_lanes(now)
        release.release_chunk(self.store, self.sender.releasing, lanes, now)
        if self._waiting_until() > now or (self.flight.suspicion.probing and self.flying):
            return
        if self.flight.suspicion.probing:
            self.queue = self.claimer.claim(lanes, 1, now)
        elif room := self._room(lanes):
            self.queue = self.claimer.claim(lanes, room, now)
        elif Lane.EMERGENCY in lanes and (room := self._room([Lane.EMERGENCY])):
            self.queue = self.claimer.claim([Lane.EMERGENCY], room, now)

    def _room(self, lanes: Sequence[Lane]) -> int:
        """The number of requests that may join those in flight. Hanging answers do not delay an emergency."""
        most = self.channel.capabilities.concurrency
        if list(lanes) == [Lane.EMERGENCY]:
            most += max(1, most // 4)
        return max(0, min(self.batch, most - len(self.flying)))

    def _return_what_was_stopped(self, now: float) -> None:
        """Return claims whose post was held, cancelled or stopped since, or refused by the provider.

        If the process stood still, citizens may have left: everything is returned and claimed again with consent
        checked.
        """
        allowed = self.flight.look([one for one, _, _ in self.queue], now)
        if stopped := [claimed for claimed, _, _ in self.queue if claimed.post not in allowed]:
            self.claimer.give_back(stopped, now)
            self.queue = [one for one in self.queue if one[0].post in allowed]

    # -- recording and ending ---------------------------------------------------------------------

    def _record(self, now: float) -> None:
        """Record all answers so far, in one transaction."""
        answers, self.flight.answers = self.flight.answers, []
        if not answers:
            return
        retries = Retries(self.sender.retries, self.around.chance)
        try:
            record(self.store, self.sender.name, answers, retries, now)
        except Error:
            self.flight.answers = [*answers, *self.flight.answers]
            raise
        for answer in answers:
            if answer.known_as:
                self.sender.keep_number(self.store, answer.claimed.recipient, answer.known_as, now)
        self.lease.file.recorded(answer.claimed for answer in answers)
        self.result.sent += len(answers)
        self.shift.progress(len(answers))
        if self.flight.suspicion.hopeless:
            halted: dict[str, Any] = {"name": self.sender.name, "until": 0.0, "protective": 1, "now": now}
            self.store.halt_sender(**halted, **columns(Reason(Code.MANY_UNCERTAIN)))

    async def _rest(self) -> bool:
        """Wait for the next delivery, or give up the lease. False when the drain is over."""
        now = self.clock.time()
        self._record(now)
        if self.settling is not None and not self.settling.done():
            await asyncio.wait([self.settling], timeout=CLAIM)
            return True
        with self.store.transaction():
            at = self._next_work(now)
            if at is None or at > now + self.shift.patience:
                if not self._awaits_evidence(now):
                    self.lease.give_up(now)
                    return False
                at = now + REST
        await self.clock.sleep(min(max(at - now, TICK), REST))
        return True

    def _awaits_evidence(self, now: float) -> bool:
        """Whether an emergency is in doubt about which the staff's number will soon tell: it may go once more."""
        wait, receipts = self.sender.resend.get(Lane.EMERGENCY, 0.0), self.channel.capabilities.receipts
        if not (wait and receipts and Lane.EMERGENCY in self.shift.lanes):
            return False
        since = now - wait - evidence.TELLS_WITHIN
        doubt = self.store.emergency_in_doubt(channel=self.sender.name, since=since, now=now)
        return doubt is not None and self.prober.has_staff(self.store)

    def _next_work(self, now: float) -> float | None:
        """The time of the next work on the open lanes (Unix seconds); None = nothing waits."""
        lanes, name, mode = self._open_lanes(now), self.sender.name, self.sender.mode
        due = self.store.next_due(channel=name, mode=mode, now=now, lanes=json.dumps(lanes))
        released = release.next_release_at(self.store, name, mode=mode, lanes=lanes, now=now)
        times = [at for at in (due, released) if at is not None]
        if not times:
            return None
        return max(min(times), self._waiting_until())

    async def _land(self) -> None:
        """Return unsent claims at once, wait for requests in flight, record their answers, give the lease up.

        If a failing disk prevents this, the next holder reads the answers in the attempts file.
        """
        if self.settling is not None:
            self.settling.cancel()
        if not self.lost:
            queue, self.queue = self.queue, []
            with self.flight.noting_failures():
                self.claimer.give_back([claimed for claimed, _, _ in queue], self.clock.time())
        await self.preparer.close()
        while self.flying:
            await asyncio.wait(self.flying, timeout=CLAIM)
            with self.flight.noting_failures():
                self._record(self.clock.time())
        with self.flight.noting_failures():
            self._record(self.clock.time())
        if not self.lost:  # else the new holder has already decided about everything
            with self.flight.noting_failures():
                self.lease.give_up(self.clock.time())
