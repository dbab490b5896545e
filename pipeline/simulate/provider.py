"""The providers of a simulation: each takes what it is given, and publishes nothing.

One citizen of a simulation may stand for many: a message then costs as much as all of theirs, and takes as much of the
daily limit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from channels.base import Basic, Channel, Content, Key, Recipient
from channels.outcomes import UNLIMITED, Outcome, Receipt, Sent, Standing, Unknown, repeatable
from channels.sentence import Sentence

SOON = 0.4  # seconds from a message to its receipt


@dataclass(frozen=True)
class Taken:
    """A request that a provider has accepted."""

    at: float  # Unix seconds
    channel: str
    recipient: str  # the citizen's number; "" = the page
    text: str  # "" = a post is taken down
    remote_id: str
    anew: bool  # else it changes or takes down the post of that id


class Providers:
    """What the providers do: all of them always work, and nobody listens."""

    def trouble(self, channel: str, now: float) -> Outcome | None:
        """The answer of a provider that does not work at that moment; None = it works."""
        return None

    def take(self, taken: Taken) -> None:
        """Hear of a request that was accepted."""


@dataclass(frozen=True)
class Surface:
    """What the doubles of one simulation share."""

    weight: float  # citizens for whom one stands
    now: Callable[[], float]
    receive: Callable[[Sequence[Receipt]], None]  # takes receipts as the webhook would
    hidden: Callable[[str], str]  # the keyed hash of a message's id
    providers: Providers
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
        remote_id = f"simulated.{self._name}.{key.delivery}.{key.attempt}"
        outcome = self._asked(recipient.phone, content.text, remote_id, anew=True)
        if not isinstance(outcome, Sent):
            return outcome
        if self.capabilities.receipts:
            hidden, at = self._surface.hidden(remote_id), self._surface.now()
            self._surface.report(Receipt(hidden, "delivered", at, str(key), category=content.category))
        return outcome

    async def edit(self, content: Content, remote_id: str) -> Outcome:
        return repeatable(self._asked("", content.text, remote_id, anew=False))

    async def withdraw(self, remote_id: str) -> Outcome:
        return repeatable(self._asked("", "", remote_id, anew=False))

    def _asked(self, recipient: str, text: str, remote_id: str, *, anew: bool) -> Outcome:
        now, providers = self._surface.now(), self._surface.providers
        if trouble := providers.trouble(self._name, now):
            return trouble
        providers.take(Taken(now, self._name, recipient, text, remote_id, anew))
        return Sent(remote_id)

    async def standing(self) -> Standing | Unknown:
        return Standing(UNLIMITED)
