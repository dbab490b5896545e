"""The provider's clock: the newest time it has told in signed reports. Our own clock may jump; this one cannot."""

from __future__ import annotations

from collections.abc import Iterable

from channels.moment import Moment
from pipeline.store import Store

SETTING = "told_at"


def told_at(store: Store) -> float:
    """Unix seconds; 0 = the provider has told no time yet."""
    return float(store.setting(name=SETTING) or 0)


def moment(store: Store, heard: float) -> Moment:
    """The moment of a report that arrived at `heard` by our clock."""
    return Moment(heard, told_at(store))


def note(store: Store, times: Iterable[float], heard: float) -> None:
    """Record the newest of the times that a report told, in the caller's transaction. A replay sets no clock."""
    now = moment(store, heard)
    newest = max((at for at in times if now.sets_the_clock(at)), default=0.0)
    if newest > now.told:
        store.set_setting(name=SETTING, value=str(newest))


def remembered_from(store: Store, now: float, seconds: float) -> float:
    """The time before which short memories are forgotten: by whichever clock is behind, so that no jump empties
    them."""
    return min(now, told_at(store) or now) - seconds
