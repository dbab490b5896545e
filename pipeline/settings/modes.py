"""Files of a working folder that nobody else on the machine may read, whatever a umask or a hand has made of them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pipeline.settings.credentials import SANDBOX_KEYS
from pipeline.settings.values import Config

OTHERS = 0o077  # what group and others may do
IN_DATA = (
    "*.db",
    "*.db-*",
    f"{SANDBOX_KEYS}*",
    "departures.journal",
    "witness",
    "*.lock",
    "attempts",
    "attempts/*",
)


def only_ours() -> None:
    """Let whatever this process makes from now on be readable by its owner alone."""
    os.umask(os.umask(OTHERS) | OTHERS)


def open_to_others(config: Config) -> list[Path]:
    """The files and folders that others may read or write, although they hold citizens' data or keys."""
    return [path for path in _private(config) if _mode(path) & OTHERS]


def close_to_others(config: Config) -> list[Path]:
    """Take the rights of others away; returns those of another owner, where that cannot be done."""
    for path in open_to_others(config):
        with suppress(OSError):
            path.chmod(_mode(path) & ~OTHERS)
    return open_to_others(config)


def _private(config: Config) -> Iterator[Path]:
    yield from (config.folder / "secrets.env", config.folder / ".infostiglia.witness", config.data)
    for pattern in IN_DATA:
        yield from config.data.glob(pattern)


def _mode(path: Path) -> int:
    """0 = it is not there; of a link, what it leads to."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0
