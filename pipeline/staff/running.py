"""Does cron still start `infostiglia run`? Only `serve` can notice that it does not, and tells the operators."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.concerns import Concern
from pipeline.reasons import Reason
from pipeline.settings.values import Config
from pipeline.store import Store

RAN_AT, GAP = (
    "ran_at",
    "run_gap",
)  # settings: when a run last gave a sign, and the usual time between two
SHORTEST = 900.0  # seconds without a run that nobody need hear of
FADING = 0.9  # share of the longest time between two runs that counts at the next one
INTERVALS = 3  # usual intervals without a run that nobody need hear of


def note_run(store: Store, now: float) -> None:
    """Record that a run begins, and the usual time between two: a ping's run in between changes it little."""
    usual = max(_listened(store, now), FADING * float(store.setting(name=GAP) or 0.0))
    with store.transaction():
        store.set_setting(name=GAP, value=str(usual))
        store.set_setting(name=RAN_AT, value=str(now))


def note_sign(store: Store, now: float) -> None:
    """Record that a long run is still at work."""
    store.set_setting(name=RAN_AT, value=str(now))


def note_start(store: Store, now: float) -> None:
    """Count from now in a folder where no run has ever been."""
    if store.setting(name=RAN_AT) is None:
        store.set_setting(name=RAN_AT, value=str(now))


def not_running(config: Config, store: Store, now: float) -> Reason | None:
    """The reason to look after cron; None if runs come as usual, whatever that is: every five minutes or every hour.

    Only time in which `serve` was up counts, so that a machine that was off or asleep raises no alarm.
    """
    usual = max(config.schedule.poll_seconds, float(store.setting(name=GAP) or 0.0))
    if _listened(store, now) <= max(SHORTEST, INTERVALS * usual):
        return None
    since = datetime.fromtimestamp(
        float(store.setting(name=RAN_AT) or 0.0), ZoneInfo(config.council.timezone)
    )
    return Reason(Concern.NOT_RUNNING, since=f"{since:%d/%m %H:%M}")


def _listened(store: Store, now: float) -> float:
    """Seconds for which `serve` has been up since the last sign of a run."""
    ran_at = store.setting(name=RAN_AT)
    if ran_at is None or float(ran_at) > now:
        return 0.0
    return float(store.uptime_since(since=float(ran_at)) or 0.0)
