"""Does `serve` still go by the config.yaml that is there? It reads it once, when it is started."""

from __future__ import annotations

import json
from hashlib import sha256

from pipeline.concerns import Concern
from pipeline.reasons import Reason
from pipeline.settings.values import Config
from pipeline.stages.deliver.breaker import HEARTBEAT
from pipeline.store import Store

SERVED = "serve_settings"  # setting: mode and check value of the settings that `serve` was started with


def note_settings(config: Config, store: Store) -> None:
    """Record what `serve` goes by from now on."""
    store.set_setting(name=SERVED, value=json.dumps({"mode": str(config.live), "sum": _sum(config)}))


def old_settings(config: Config, store: Store, now: float) -> Reason | None:
    """The reason to start `serve` anew; None if it goes by these settings, or is not running."""
    kept = store.setting(name=SERVED)
    if kept is None or now - (store.uptime_last() or 0.0) > HEARTBEAT:
        return None
    served = json.loads(kept)
    if served["mode"] != config.live:
        return Reason(Concern.OLD_MODE, before=served["mode"], mode=str(config.live))
    return None if served["sum"] == _sum(config) else Reason(Concern.OLD_SETTINGS)


def _sum(config: Config) -> str:
    """A check value of all settings; comments, and the lines where settings stand, do not count."""
    return sha256(repr(config).encode()).hexdigest()
