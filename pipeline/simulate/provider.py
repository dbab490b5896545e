"""The providers of a simulation: each takes what it is given, and publishes nothing.

One citizen of a simulation may stand for many: a message then costs as much as all of theirs, and takes as much of the
daily limit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from channels.base import Basic, Channel, Content, Key, Recipient
from channels.outcomes import UNLIMITED, Outcome, Receipt, Sent, Standing, Unknown
from channels.sentence import Sentence

SOON = 0.4  # seconds from a message to its receipt


@dataclass(frozen=True)
class Surface:
    """What the doubles of one simulation share."""

    weight: float  # citizens for whom one stands
    now: Callable[[], float]
    receive: Callable[[Sequence[Receipt]], None]  # takes receipts as the webhook would
    hidden: Callable[[str], str]  # the keyed hash of a message's id
    trouble: Callable[[str, float], Outcome | None]  # of a channel's provider at a moment; None = it works
    on_the_way: list[Receipt] = field(default_factory=list)

    def report(self, receipt: Receipt) -> None:
        """Let the webhook hear of a message soon, together with those that leave meanwhile."""
        if not self.on_the_way:
            asyncio.get_running_loop().call_later(SOON, self._arrive)
        self.on_the_way.append(receipt)

    def _arrive(self) -> None:
        self.receive(list(self.on_the_way))
        self.on_the_way.clear()


class Double(Basic):
    """Measures, prices and refuses as the channel itself does, and sends nothing."""

    def __init__(self, name: str, own: Channel, surface: Surface) -> None:
        self._name, self._own, self._surface = name, own, surface
        self.Settings = own.Settings
        caps, weight = own.capabilities, surface.weight
        if caps.broadcast:
            prices = tuple(replace(one, eur=one.eur * weight, usd=one.usd * weight) for one in caps.prices)
            limit = max(1, round(caps.daily_limit / weight)) if caps.daily_limit else caps.daily_limit
            caps = replace(caps, prices=prices, daily_limit=limit)
        self.capabilities = caps

    def measure(self, content: Content) -> int:
        return self._own.measure(content)

    def problems(self, content: Content) -> list[Sentence]:
        return self._own.problems(content)

    def cost(self, content: Content) -> float:
        return self._own.cost(content)

    async def send(self, content: Content, recipient: Recipient, key: Key) -> Outcome:
        if trouble := self._trouble():
            return trouble
        remote_id = f"simulated.{self._name}.{key.delivery}.{key.attempt}"
        if self.capabilities.receipts:
            hidden, at = self._surface.hidden(remote_id), self._surface.now()
            self._surface.report(Receipt(hidden, "delivered", at, str(key), category=content.category))
        return Sent(remote_id)

    async def edit(self, content: Content, remote_id: str) -> Outcome:
        return self._trouble() or Sent(remote_id)

    async def withdraw(self, remote_id: str) -> Outcome:
        return self._trouble() or Sent(remote_id)

    def _trouble(self) -> Outcome | None:
        return self._surface.trouble(self._name, self._surface.now())

    async def standing(self) -> Standing | Unknown:
        return Standing(UNLIMITED)
