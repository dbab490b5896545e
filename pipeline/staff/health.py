"""How the service is, for monitors: figures without personal data. Reads the store, changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from channels.base import Channel
from pipeline.settings.values import Config
from pipeline.staff.room import LEAST, free_bytes
from pipeline.staff.running import RAN_AT, not_running
from pipeline.staff.situation import Situation
from pipeline.staff.trouble import Grade
from pipeline.store import Store


@dataclass(frozen=True)
class Health:
    """The state of the service at one moment."""

    last_run: float | None  # seconds since a run gave a sign; None = there was none yet
    runs_come: bool  # as often as usual
    free_bytes: int  # on the disk of the data
    halted: Mapping[str, bool]  # by channel
    feeds: Mapping[str, tuple[float, int]]  # by feed: seconds since it was read, and failures in a row
    uncertain: int  # deliveries of which nobody knows whether they arrived
    active: int  # subscribers
    troubles: Mapping[tuple[str, str], int]  # by grade (wait, look) and code of the reason

    @property
    def problems(self) -> list[str]:
        """What a monitor should call somebody for, as fixed words."""
        found = {
            "no run": not self.runs_come,
            "disk nearly full": self.free_bytes < LEAST,
            "a sender is halted": any(self.halted.values()),
            "something waits for a person": any(grade == "wait" for grade, _ in self.troubles),
        }
        return [name for name, holds in found.items() if holds]

    @property
    def is_ready(self) -> bool:
        """Whether the service does its work: what citizens write is kept, and what the council publishes goes out."""
        return self.runs_come and self.free_bytes >= LEAST


def health(config: Config, store: Store, channels: Mapping[str, Channel], now: float) -> Health:
    """The state now (`now`: Unix seconds)."""
    ran_at = store.setting(name=RAN_AT)
    found = Situation(config, store, channels, now).troubles(Grade.LOOK)
    halted = {row["name"] for row in store.halted_senders()}
    return Health(
        last_run=max(0.0, now - float(ran_at)) if ran_at is not None else None,
        runs_come=not_running(config, store, now) is None,
        free_bytes=free_bytes(config),
        halted={name: name in halted for name in channels},
        feeds={
            row["name"]: (max(0.0, now - row["polled_at"]), row["failures"])
            for row in store.feeds()
            if row["polled_at"]
        },
        uncertain=store.uncertain_count(since=0.0),
        active=store.active_count(mode=config.live),
        troubles=Counter((one.grade.name.lower(), one.reason.code.value) for one in found),
    )
