"""The loop behind `deliver`: what one holder does from taking the lease to giving it up.

Nothing slow stands in it: what must be fetched, uploaded or looked up is done by tasks beside it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from channels.base import Channel, Content, Key, Recipient
from channels.outcomes import Halt, Outcome, Rest, Retry, Uncertain
from pipeline import _lease, release, settle
from pipeline._breaker import Suspicion, blocked_lanes
from pipeline._claims import Claimer, Ready, Sender, Target
from pipeline._clock import Clock
from pipeline._outcomes import Answer, Claimed, record
from pipeline._pace import Pacer
from pipeline.model import Lane
from pipeline.stages.deliver.prepare import Preparer
from pipeline.store import Error, Store

log = logging.getLogger(__name__)
CLAIM = 0.25  # seconds of sending claimed at once: so soon a departure or an emergency takes effect
TICK = 0.02  # seconds between looks at the clock
PATIENCE = 10.0  # seconds for which a drain waits for the next delivery before it gives the lease up
SWEEP = 2.0  # seconds between sweeps
SEEN = 0.1  # seconds after which whoever holds or cancels a post may be told so: by then nothing more of it leaves


@dataclass
class Drained:
    """What became of one drain."""

    held_by: str = ""  # somebody else drains this sender; nothing was done
    sent: int = 0


class Drainer:
    def __init__(
        self,
        store: Store,
        sender: Sender,
        lanes: Sequence[Lane],
        lease: _lease.Lease,
        patience: float,
        clock: Clock,
        chance: random.Random,
        stop: asyncio.Event,
        progress: Callable[[int], None],
    ) -> None:
        self.store, self.sender, self.lanes, self.lease = store, sender, lanes, lease
        self.patience, self.clock, self.chance = patience, clock, chance
        self.stop, self.progress = stop, progress
        self.channel = sender.channel
        self.pacer = Pacer(self.channel.capabilities.rate)
        self.batch = max(1, round(self.pacer.rate * CLAIM))
        self.nonce = store.nonce
        self.suspicion = Suspicion()
        self.queue: list[Ready] = []  # claimed, not yet sent
        self.flying: set[asyncio.Task[None]] = set()
        self.answers: list[Answer] = []  # not yet in the database
        self.preparer = Preparer(store, self.channel)
        self.claimer = Claimer(store, sender, lease, self.preparer)
        self.settling: asyncio.Task[None] | None = None
        self.swept, self.looked_at = float("-inf"), float("-inf")
        self.result = Drained()
        self.lost = False
        self.broken: OSError | Error | None = None  # the disk or the database failed: nothing more may leave
        self.flushing = False

    async def run(self) -> Drained:
        """Raises OSError or the database's Error when the disk fails, after what was under way has been recorded."""
        try:
            renewal = asyncio.create_task(self._renew())
            try:
                # Imports and connections first: between a claim and its request nothing may take time.
                await self.channel.open()
                await self.channel.warm(self._expected())
                await self.clock.sleep(max(0.0, self.lease.not_before - self.clock.time()))
                while await self.step():
                    pass
            finally:
                await self._land()
                renewal.cancel()
                await self.channel.close()
            if self.broken is not None:
                raise self.broken
        except BaseException:
            self.lease.file.close(remove=False)  # it may still explain what was claimed
            raise
        self.lease.file.close(remove=not self.lost)
        return self.result

    def _expected(self) -> int:
        """About how many messages a first second may have to send: so many connections are made ready."""
        about = {"channel": self.sender.name, "mode": self.sender.mode, "now": self.clock.time()}
        most = round(self.pacer.rate)
        return min(most, int(self.store.value("expected", **about, most=most)))

    async def _renew(self) -> None:
        while not self.lost:
            await self.clock.sleep(_lease.RENEWAL)
            with self._noting_failures():
                self.lost = not self.lease.renew(self.clock.time())

    @contextmanager
    def _noting_failures(self) -> Iterator[None]:
        """The first failure of disk or database ends the drain, but not before what is in the air has come down."""
        try:
            yield
        except (OSError, Error) as error:
            self.broken = self.broken or error

    async def step(self) -> bool:
        """One tick; False when the drain is over."""
        now = self.clock.time()
        if self.lost or not self.lease.held():
            self.lost = True
            return False
        if self.stop.is_set() or self.broken is not None:
            return False
        if now - self.swept >= SWEEP:
            self._sweep(now)
        if not self.queue or any(_stops_more(one.outcome) for one in self.answers):
            self._record(now)
        if not self.queue:
            if self._in_the_way(now):
                return False
            self._claim(now)
        if self.queue:
            self._return_what_was_stopped(now)
            self._send()
            await self.clock.sleep(TICK)
            return True
        if self.flying:
            # Also to be woken for what is due, released or ready meanwhile.
            await asyncio.wait(self.flying, timeout=CLAIM, return_when=asyncio.FIRST_COMPLETED)
            return True
        if self.preparer.busy:
            await self.preparer.wait(CLAIM)
            return True
        return await self._rest()

    def _in_the_way(self, now: float) -> bool:
        """An emergency waits for this sender, and this drain would not send it."""
        if Lane.EMERGENCY in self.lanes:
            return False
        return self.store.row("emergency_waits", channel=self.sender.name, now=now) is not None

    def _sweep(self, now: float) -> None:
        more = release.sweep(self.store, self.sender.name, mode=self.sender.mode, now=now)
        self.swept = now - SWEEP + CLAIM if more else now
        settle.match_kept(self.store, now)
        if self.settling is None or self.settling.done():
            self.settling = asyncio.create_task(self._settle(now))

    async def _settle(self, now: float) -> None:
        try:
            await settle.settle_uncertain(self.store, self.sender.name, self.channel, now, self.sender.resend)
        except Exception as error:  # a defect of one channel must not stop the sending
            log.error("looking back on %s: %s", self.sender.name, type(error).__name__)

    # -- claiming ---------------------------------------------------------------------------------

    def _open_lanes(self, now: float) -> list[Lane]:
        """Lanes that may go now."""
        blocked = blocked_lanes(self.store, self.sender.name, self.channel.capabilities, now)
        return [lane for lane in self.lanes if lane not in blocked]

    def _waiting_until(self) -> float:
        """The provider asked for a pause, or we are probing after many uncertain answers."""
        row = self.store.row("sender", name=self.sender.name)
        return max(row["not_before"] if row else 0.0, self.suspicion.probe_at)

    def _claim(self, now: float) -> None:
        lanes = self._open_lanes(now)
        caps = self.channel.capabilities
        release.release_chunk(
            self.store,
            self.sender.name,
            broadcast=caps.broadcast,
            mode=self.sender.mode,
            lanes=lanes,
            now=now,
            waves=self.sender.waves,
            budget=self.sender.budget,
        )
        if self._waiting_until() > now or (self.suspicion.probing and self.flying):
            return
        if self.suspicion.probing:
            self.queue = self.claimer.claim(lanes, 1, now)
            return
        if room := self._room(lanes):
            self.queue = self.claimer.claim(lanes, room, now)
        elif Lane.EMERGENCY in lanes and (room := self._room([Lane.EMERGENCY])):
            self.queue = self.claimer.claim([Lane.EMERGENCY], room, now)

    def _room(self, lanes: Sequence[Lane]) -> int:
        """Requests that may join those in flight; an emergency does not wait for answers that hang."""
        most = self.channel.capabilities.concurrency
        if list(lanes) == [Lane.EMERGENCY]:
            most += max(1, most // 4)
        return max(0, min(self.batch, most - len(self.flying)))

    def _return_what_was_stopped(self, now: float) -> None:
        """Since the claim somebody may have held, cancelled or stopped it, or the provider may have said no."""
        allowed, self.looked_at = (
            self.claimer.still_allowed([one for one, _, _ in self.queue], now),
            self.clock.monotonic(),
        )
        if stopped := [claimed for claimed, _, _ in self.queue if claimed.post not in allowed]:
            self.claimer.give_back(stopped, now)
            self.queue = [one for one in self.queue if one[0].post in allowed]

    # -- sending ----------------------------------------------------------------------------------

    def _send(self) -> None:
        now = self.clock.monotonic()
        # No more than leave this very moment: what would wait for a connection would leave in a heap later.
        count = self.pacer.set_aside(now, self.channel.room(self.pacer.look(now, len(self.queue))))
        leaving = self.queue[:count]
        if leaving:
            self.lease.file.leaving(claimed for claimed, _, _ in leaving)
        self.queue = self.queue[count:]
        for claimed, content, recipient in leaving:
            task = asyncio.create_task(self._send_one(claimed, content, recipient))
            self.flying.add(task)
            task.add_done_callback(self.flying.discard)

    async def _send_one(self, claimed: Claimed, content: Content, recipient: Recipient | Target) -> None:
        key = Key(self.nonce, claimed.delivery, claimed.attempt)
        self.pacer.wrote(self.clock.monotonic())
        stopped = True
        with self._noting_failures():
            stopped = self._is_stopped(claimed)
        try:
            if stopped:
                outcome: Outcome = Retry("", "stopped before it left", after=(0.0,), rest=Rest.RECIPIENT)
            elif isinstance(recipient, Target):
                outcome = await _change(self.channel, content, recipient)
            else:
                outcome = await self.channel.send(content, recipient, key)
        except (
            Exception
        ) as error:  # a defect of the channel must not stop the others, nor hide what it may have sent
            outcome = Uncertain("defect", type(error).__name__)
        answer = Answer(claimed, outcome)
        self.lease.file.answered(answer)
        if not self.flushing:  # all of one turn of the loop in one write
            self.flushing = True
            asyncio.get_running_loop().call_soon(self._flush)
        self.answers.append(answer)
        self.suspicion.note(isinstance(outcome, Uncertain), self.clock.time())

    def _flush(self) -> None:
        self.flushing = False
        with self._noting_failures():  # the answers still go to the database
            self.lease.file.flush()

    def _is_stopped(self, claimed: Claimed) -> bool:
        """The loop was held up since the look at its post: what people were told meanwhile must be true."""
        if self.clock.monotonic() - self.looked_at < SEEN / 2:
            return False
        return claimed.post not in self.claimer.still_allowed([claimed], self.clock.time())

    def _record(self, now: float) -> None:
        """Everything answered so far, in one transaction."""
        answers, self.answers = self.answers, []
        if not answers:
            return
        name, retries = self.sender.name, self.sender.retries
        try:
            record(self.store, name, answers, now=now, retries=retries, chance=self.chance)
        except Error:
            self.answers = [*answers, *self.answers]
            raise
        self.lease.file.recorded(answer.claimed for answer in answers)
        self.result.sent += len(answers)
        self.progress(len(answers))
        if self.suspicion.hopeless:
            reason = "many uncertain answers in a row: is the provider or the network down?"
            self.store.run(
                "halt_sender", name=self.sender.name, reason=reason, now=now, until=0.0, protective=1
            )

    # -- ending -----------------------------------------------------------------------------------

    async def _rest(self) -> bool:
        """Nothing can be sent this moment: wait for the next delivery, or give the lease up."""
        now = self.clock.time()
        self._record(now)
        if self.settling is not None and not self.settling.done():
            await asyncio.wait([self.settling], timeout=CLAIM)
            return True
        with self.store.transaction():
            at = self._next_work(now)
            if at is None or at > now + self.patience:
                self.lease.give_up(now)
                return False
        await self.clock.sleep(min(max(at - now, TICK), 0.5))
        return True

    def _next_work(self, now: float) -> float | None:
        """When there is something to do on the open lanes (Unix seconds); None = nothing waits."""
        lanes = self._open_lanes(now)
        name, mode = self.sender.name, self.sender.mode
        due = self.store.value("next_due", channel=name, mode=mode, now=now, lanes=json.dumps(lanes))
        released = release.next_release_at(self.store, name, mode=mode, lanes=lanes, now=now)
        times = [at for at in (due, released) if at is not None]
        if not times:
            return None
        return max(min(times), self._waiting_until())

    async def _land(self) -> None:
        """Return unsent claims at once, wait for requests in flight, record their answers, give the lease up.

        What a failing disk prevents of it, the next holder reads in the attempts file.
        """
        if self.settling is not None:
            self.settling.cancel()
        if not self.lost:
            queue, self.queue = self.queue, []
            with self._noting_failures():
                self.claimer.give_back([claimed for claimed, _, _ in queue], self.clock.time())
        await self.preparer.close()
        while self.flying:
            await asyncio.wait(self.flying, timeout=CLAIM)
            with self._noting_failures():
                self._record(self.clock.time())
        with self._noting_failures():
            self._record(self.clock.time())
        if not self.lost:  # else whoever took over has already decided about everything
            with self._noting_failures():
                self.lease.give_up(self.clock.time())


def _stops_more(outcome: Outcome) -> bool:
    """Whether what is claimed must not leave before this answer is in the database."""
    if isinstance(outcome, Retry):
        return outcome.rest in (Rest.SENDER, Rest.POST)
    return isinstance(outcome, Halt)


async def _change(channel: Channel, content: Content, target: Target) -> Outcome:
    """Edit or take down what was published."""
    if target.kind == "withdraw":
        return await channel.withdraw(target.remote_id)
    return await channel.edit(content, target.remote_id)
