"""The first steps of every process that has opened the database and has the keys, in their order."""

from __future__ import annotations

from pipeline.citizens.old_ids import hide_old_ids
from pipeline.settings.values import Config
from pipeline.store import Store
from pipeline.store.clock_leaps import note_time
from pipeline.store.going_back import notice_restore
from pipeline.store.right_keys import demand_right_keys
from pipeline.store.vault import Vault


def make_ready(config: Config, store: Store, vault: Vault, now: float) -> None:
    """Compare the keys, notice an older database and a clock that leapt, hide ids of older releases.
    Raises StoreError or VaultError."""
    demand_right_keys(store, vault, config.live, config.data)  # first: a wrong key would hide ids for good
    notice_restore(store)
    note_time(store, now)
    hide_old_ids(config.data, store, vault, now)
