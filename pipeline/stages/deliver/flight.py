"""Requests in flight: each leaves at the sender's pace, after its line in the attempts file, and returns an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from channels.base import Channel, Content, Key, Recipient
from channels.meanings import Meaning
from channels.outcomes import Halt, Outcome, Rest, Retry, Uncertain
from pipeline.clock import Clock
from pipeline.model import Kind
from pipeline.stages.deliver.attempts import AttemptsFile
from pipeline.stages.deliver.breaker import Suspicion
from pipeline.stages.deliver.claims import Claimer, Ready, Target
from pipeline.stages.deliver.pace import Pacer
from pipeline.stages.settle.answers import Answer, Claimed
from pipeline.store import Error
from pipeline.store.deliveries import SEEN

STALE = 0.5  # seconds after which a claim is stale: only a new one sees departures since


class Flight:
    """The requests in flight of one holder of a sender."""

    def __init__(
        self, channel: Channel, claimer: Claimer, file: AttemptsFile, clock: Clock, nonce: str
    ) -> None:
        self._channel, self._claimer, self._file = channel, claimer, file
        self._clock, self._nonce = clock, nonce
        self.pacer = Pacer(channel.capabilities.rate)
        self.suspicion = Suspicion()
        self.flying: set[asyncio.Task[None]] = set()
        self.answers: list[Answer] = []  # not yet in the database
        self.broken: OSError | Error | None = None  # the disk or the database failed: nothing more may leave
        self.claimed_at = float("-inf")  # what waits to leave, by the monotonic clock
        self._flushing = False
        self._looked_at = float("-inf")

    @contextmanager
    def noting_failures(self) -> Iterator[None]:
        """Note the first failure of disk or database: it ends the drain once the requests in flight are answered."""
        try:
            yield
        except (OSError, Error) as error:
            self.broken = self.broken or error

    def look(self, claimed: Sequence[Claimed], now: float) -> set[int]:
        """The ids of claimed posts that may still go out; empty if the process stood still since the claim."""
        allowed = set[int]() if self._is_stale() else self._claimer.still_allowed(claimed, now)
        self._looked_at = self._clock.monotonic()
        return allowed

    def launch(self, queue: list[Ready]) -> list[Ready]:
        """Send as many as the pace allows now, and return the rest of the queue. Raises OSError before any has left."""
        now = self._clock.monotonic()
        # Only as many as can leave now: requests that wait for a connection would leave in a burst later.
        count = self.pacer.set_aside(now, self._channel.room(self.pacer.look(now, len(queue))))
        leaving = queue[:count]
        if leaving:
            self._file.leaving(claimed for claimed, _, _ in leaving)
        for claimed, content, recipient in leaving:
            task = asyncio.create_task(self._send(claimed, content, recipient))
            self.flying.add(task)
            task.add_done_callback(self.flying.discard)
        return queue[count:]

    async def _send(self, claimed: Claimed, content: Content, recipient: Recipient | Target) -> None:
        key = Key(self._nonce, claimed.delivery, claimed.attempt)
        self.pacer.wrote(self._clock.monotonic())
        stopped = True
        with self.noting_failures():
            stopped = self._is_stopped(claimed)
        try:
            if stopped:
                outcome: Outcome = Retry("", "", (0.0,), Rest.RECIPIENT, means=Meaning.STOPPED)
            elif isinstance(recipient, Target):
                outcome = await change(self._channel, content, recipient)
            else:
                outcome = await self._channel.send(content, recipient, key)
        except Exception as error:  # a defect of the channel must not hide what it may have sent
            outcome = Uncertain("defect", type(error).__name__, means=Meaning.DEFECT)
        answer = Answer.of(claimed, outcome, self._claimer.sender.vault.message)
        self._file.answered(answer)
        if not self._flushing:  # one write for all answers of a turn of the loop
            self._flushing = True
            asyncio.get_running_loop().call_soon(self._flush)
        self.answers.append(answer)
        self.suspicion.note(isinstance(outcome, Uncertain), self._clock.time())

    def _flush(self) -> None:
        self._flushing = False
        with self.noting_failures():  # the answers still go to the database
            self._file.flush()

    def _is_stopped(self, claimed: Claimed) -> bool:
        """Whether its post was stopped while the loop was held up, because answers given to staff meanwhile must be
        true."""
        if self._clock.monotonic() - self._looked_at < SEEN / 2:
            return False
        return self._is_stale() or claimed.post not in self._claimer.still_allowed(
            [claimed], self._clock.time()
        )

    def _is_stale(self) -> bool:
        return self._clock.monotonic() - self.claimed_at > STALE


def stops_more(outcome: Outcome) -> bool:
    """Whether nothing more may leave before this answer is in the database."""
    if isinstance(outcome, Retry):
        return outcome.rest in (Rest.SENDER, Rest.POST)
    return isinstance(outcome, Halt)


async def change(channel: Channel, content: Content, target: Target) -> Outcome:
    """Edit or take down a publication."""
    if target.kind == Kind.WITHDRAW:
        return await channel.withdraw(target.remote_id)
    return await channel.edit(content, target.remote_id)
