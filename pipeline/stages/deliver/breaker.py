"""Automatic halts: the lanes of a sender that are stopped, and why. Emergencies pass merely protective halts."""

from __future__ import annotations

from collections import deque

from channels.base import Capabilities
from pipeline.concerns import Concern
from pipeline.model import Lane
from pipeline.reasons import Code, Reason, read
from pipeline.stages.settle.answers import BACKOFF
from pipeline.store import Store
from pipeline.store.going_back import has_gone_back

HEARTBEAT = 60.0  # seconds without a sign of `serve` after which news waits: nobody hears a departure
SILENCE = 600.0  # seconds in which sends must have had some receipt
COUNTED = 60.0  # seconds after the first of them in which sends are counted
SILENT_SENDS = 20  # this many sends without one mean that the webhook does not reach us
IN_A_ROW = 10
OF_LAST = 100


class Suspicion:
    """A counter of uncertain answers in one drain. After many, only single probes go, at growing intervals."""

    def __init__(self) -> None:
        self._row = 0
        self._last: deque[bool] = deque(maxlen=OF_LAST)
        self.probes = 0
        self.probing = False
        self.probe_at = 0.0  # Unix seconds of the next probe

    def note(self, uncertain: bool, now: float) -> None:
        self._row = self._row + 1 if uncertain else 0
        self._last.append(uncertain)
        if not self.probing:
            if self._row >= IN_A_ROW or (len(self._last) == OF_LAST and sum(self._last) * 10 >= OF_LAST):
                self.probing, self.probes, self.probe_at = True, 0, now + BACKOFF[0]
        elif uncertain:
            self.probes += 1
            self.probe_at = now + BACKOFF[min(self.probes, len(BACKOFF) - 1)]
        else:
            self.__init__()  # type: ignore[misc]

    @property
    def hopeless(self) -> bool:
        return self.probes >= len(BACKOFF)


def blocked_lanes(store: Store, sender: str, capabilities: Capabilities, now: float) -> dict[Lane, Reason]:
    """The lanes of a sender that may not send now, with the reasons."""
    if has_gone_back(store):
        return dict.fromkeys(Lane, Reason(Concern.GONE_BACK))
    row = store.sender(name=sender)
    halted = read(row, "halted") if row is not None else None
    if row is not None and halted is not None and not 0 < row["halted_until"] <= now:
        return {lane: halted for lane in Lane if not (row["protective"] and lane is Lane.EMERGENCY)}
    if not (capabilities.broadcast and capabilities.receipts):
        return {}
    # Counted along in the sender's row: sends of the first minute since the newest receipt, all older than that.
    silent = row is not None and 0 < row["silent_from"] <= now - SILENCE - COUNTED
    if row is not None and silent and row["silent_sends"] >= SILENT_SENDS:
        reason = Reason(Code.WEBHOOK_SILENT)
        return {Lane.SERVICE: reason, Lane.NEWS: reason}
    beat = store.uptime_last() or 0.0
    if now - beat > HEARTBEAT:
        return {Lane.NEWS: Reason(Code.NO_SERVE)}
    return {}
