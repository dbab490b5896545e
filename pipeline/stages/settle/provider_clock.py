"""The provider's clock: the newest time it has told in signed reports. Our own clock may jump; this one cannot."""

from __future__ import annotations

from collections.abc import Iterable

from channels.moment import Moment
from pipeline.store import Store

SETTING = "told_at"


def read_time(store: Store) -> float:
    """The newest time in the provider's reports, Unix seconds; 0 = there is none yet."""
    return float(store.setting(name=SETTING) or 0)


def moment_of(store: Store, heard: float) -> Moment:
    """The moment of a report that arrived at `heard` by our clock."""
    return Moment(heard, read_time(store))


def record_times(store: Store, times: Iterable[float], heard: float) -> None:
    """Record the newest of the times that a report told, in the caller's transaction. A replay sets no clock."""
    now = moment_of(store, heard)
    newest = max((at for at in times if now.sets_the_clock(at)), default=0.0)
    if newest > now.told:
        store.set_setting(name=SETTING, value=str(newest))


def remembered_from(store: Store, now: float, seconds: float) -> float:
    """The time before which short memories are forgotten: by whichever clock is behind, so that no jump empties
    them."""
    return min(now, read_time(store) or now) - seconds
