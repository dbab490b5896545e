"""Opens the databases of a working folder, and notices that one which was there is gone.

The mark lies beside config.yaml, not in `data`: a disk that is not mounted takes `data` along and leaves the mark.
A folder without it is new, or of a release that made none; the next start with a database there writes it.
"""

from __future__ import annotations

import logging
from pathlib import Path

from channels.sentence import Sentence
from pipeline.events import event
from pipeline.settings.values import Config
from pipeline.store.embedded import Store, lost, open_store
from pipeline.store.engine import StoreError

log = logging.getLogger(__name__)
MARK = ".infostiglia"
_WORDS = """\
# Databases that this folder has had; InfOstiglia wrote this. When one of them is missing, nothing is started:
# better no service than one that has forgotten its subscribers. To begin anew on purpose, delete this file.
"""


def open_database(config: Config) -> Store:
    """The store of a working folder. Raises StoreError, also where there was one and it is missing."""
    demand_database(config)
    store = open_store(config.database, make=not remembers(config, config.database))
    remember(config, config.database)
    return store


def existing_database(config: Config) -> Store | None:
    """The same for what only looks: None where no database has been made yet."""
    demand_database(config)
    return open_database(config) if config.database.exists() else None


def demand_database(config: Config) -> None:
    """Raise StoreError if there was a database and it is missing; before anything is written into its folder."""
    path = config.database
    if remembers(config, path) and not (path.is_file() and path.stat().st_size):
        raise StoreError(
            "{lost}, or delete {mark} to begin anew without subscribers",
            lost=lost(path),
            mark=config.folder / MARK,
        )


def remembers(config: Config, path: Path) -> bool:
    """Whether a database of this name has been in this folder's `data`."""
    try:
        return path.name in (config.folder / MARK).read_text(encoding="utf-8").split("\n")
    except (FileNotFoundError, UnicodeDecodeError):
        return False


def remember(config: Config, path: Path) -> None:
    """Note that this database is there. Where the folder may not be written to it stays unnoted; `check` says so."""
    if remembers(config, path):
        return
    mark = config.folder / MARK
    try:
        with mark.open("a", encoding="utf-8") as out:
            out.write(f"{'' if out.tell() else _WORDS}{path.name}\n")
    except OSError as error:
        log.debug(event("database not noted", file=mark, error=error.strerror))


def mark_problem(config: Config) -> Sentence | None:
    """What `check` says where a lost database would not be noticed; None = it would."""
    if not config.database.exists() or remembers(config, config.database):
        return None
    return Sentence(
        "{mark}: missing, so that a lost database would not be noticed; create it: echo {name} >> {mark}",
        mark=config.folder / MARK,
        name=config.database.name,
    )
