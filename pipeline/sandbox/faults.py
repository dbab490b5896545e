"""Faults on demand: the failures of real providers and networks."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

CHANNELS = (
    *("whatsapp", "facebook", "twitter", "telegram", "mastodon", "instagram", "apprise"),
    *("portal", "templates", "media", "container", "edit"),
)
KINDS = {
    "delay": "answer after `seconds`",
    "refuse": "refuse with the provider's error `code`",
    "cut_before": "close the connection without accepting",
    "cut_after": "accept, then close the connection without an answer",
    "status": "answer with the HTTP `status`; with `accept` after accepting",
    "wrong_json": "answer 200 without an id; with `accept` after accepting",
    "held": "accept, but keep the message back (WhatsApp)",
    "state": "a container of Instagram's is in this `state`: IN_PROGRESS, ERROR, EXPIRED or MISSING",
    "receipts_none": "send no receipts for the message",
    "receipts_late": "send its receipts `seconds` later",
    "receipts_doubled": "send every receipt twice",
    "receipts_shuffled": "send receipts in any order",
    "receipts_failed": "report the message as failed with `code`",
}
STATES = ("IN_PROGRESS", "ERROR", "EXPIRED", "MISSING")  # of a container


@dataclass
class Fault:
    kind: str
    channel: str = "whatsapp"
    count: int | None = 1  # requests it still strikes; None = until cleared
    to: str = ""  # only requests to this recipient
    share: float = 1.0  # of the requests it strikes
    seconds: float = 0.0
    code: int = 0
    status: int = 500
    accept: bool = False
    retry_after: float = 0.0
    state: str = "ERROR"


class Faults:
    def __init__(self, chance: random.Random, own: Iterable[str] = ()) -> None:
        """`own`: names of channels of the council's own, which may be struck too."""
        self._chance, self._channels = chance, (*CHANNELS, *own)
        self.active: list[Fault] = []

    def add(self, values: dict[str, Any]) -> Fault:
        """Switch a fault on. Raises ValueError, in one line, for an unknown fault."""
        if values.get("kind") not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        if values.get("channel", "whatsapp") not in self._channels:
            raise ValueError(f"channel must be one of {', '.join(self._channels)}")
        try:
            fault = Fault(**values)
        except TypeError:
            raise ValueError(f"unknown option; known: {', '.join(asdict(Fault('delay')))}") from None
        if fault.state not in STATES:
            raise ValueError(f"state must be one of {', '.join(STATES)}")
        self.active.append(fault)
        return fault

    def take(self, kind: str, channel: str, to: str = "") -> Fault | None:
        """The fault of this kind that strikes this request, or None. Uses up one of its strikes."""
        for fault in self.active:
            strikes = fault.kind == kind and fault.channel == channel and fault.to in ("", to)
            if strikes and self._chance.random() < fault.share:
                if fault.count is not None:
                    fault.count -= 1
                    if fault.count <= 0:
                        self.active.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        self.active.clear()
