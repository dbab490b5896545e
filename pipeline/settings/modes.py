"""The rights of files in a working folder: which ones no other account may read or change, in spite of any umask."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pipeline.settings.credentials import SANDBOX_KEYS
from pipeline.settings.values import FILE, Config

OTHERS = 0o077  # the rights of group and others
STRANGERS = 0o002  # the right of others to write; several editors may share the settings in a group
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
    """Let only the owner read the files that this process makes from now on."""
    os.umask(os.umask(OTHERS) | OTHERS)


def open_to_others(config: Config) -> list[Path]:
    """The files and folders with citizens' data or keys that others may read or write, and those with settings and
    templates that anybody may write: an address changed there would be given our tokens."""
    return [path for path, rights in _closed(config) if _mode(path) & rights]


def close_to_others(config: Config) -> list[Path]:
    """Take the rights of others away; returns those of another owner, where that cannot be done."""
    still = []
    for path, rights in _closed(config):
        if (mode := _mode(path)) & rights:
            with suppress(OSError):
                path.chmod(mode & ~rights)
            if _mode(path) & rights:
                still.append(path)
    return still


def _closed(config: Config) -> Iterator[tuple[Path, int]]:
    """Each file or folder with the rights that nobody else may have."""
    yield from ((path, OTHERS) for path in _private(config))
    for path in (config.folder, config.folder / FILE, config.templates, *config.templates.rglob("*")):
        yield path, STRANGERS


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
