"""Open settings, store and vault for the commands."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.settings.reader import load

if TYPE_CHECKING:
    from pipeline.settings.values import Config
    from pipeline.store import Store
    from pipeline.store.vault import Vault


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Config, Store, Vault]]:
    from pipeline.citizens.first_steps import make_ready
    from pipeline.store.opening import demand_database, open_database

    config = load(folder)
    demand_database(config)  # first: else the sandbox's keys could be made in a folder that is not mounted
    vault = _vault(config)
    store = open_database(config)
    try:
        make_ready(config, store, vault, time.time())
        yield config, store, vault
    finally:
        store.close()


def _vault(config: Config) -> Vault:
    from pipeline.settings import credentials
    from pipeline.store.vault import Vault

    return Vault.open(lambda name: credentials.get(name, mode=config.live, data=config.data, env=os.environ))


def open_for_staff(config: Config) -> Store:
    """The store, for a command that needs no keys; a clerk's account may have none. Raises StoreError; VaultError if
    the keys that are set are not those the database was written with: then nothing it shows or starts can be right."""
    from pipeline.settings import credentials
    from pipeline.store.opening import open_database
    from pipeline.store.right_keys import what_is_wrong, wrong_key
    from pipeline.store.vault import VaultError

    store = open_database(config)
    try:
        there = credentials.has_own_keys(mode=config.live, data=config.data, env=os.environ)
        if there and (name := wrong_key(store, _vault(config), config.live)):
            raise VaultError(what_is_wrong(name, config.live, config.data))
    except BaseException:
        store.close()
        raise
    return store
