"""Opens the database of a working folder (a file or a server's), and notices if an earlier one has gone missing.

The mark lies beside config.yaml and not in `data`: an unmounted disk takes `data` away and leaves the mark.
A folder without a mark is new or of an old release; the next start with a database there writes it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from channels.sentence import Sentence
from pipeline.events import event
from pipeline.settings.credentials import database_password
from pipeline.settings.modes import close_to_others
from pipeline.settings.values import Config
from pipeline.store import engine
from pipeline.store.base import Store
from pipeline.store.carrying import Side, carry_over
from pipeline.store.embedded import lost, open_store
from pipeline.store.errors import LostError, StoreError
from pipeline.store.own_log import demand_own_log
from pipeline.store.witness import BESIDE, IN_DATA, Witness, inode_of

log = logging.getLogger(__name__)
MARK = ".infostiglia"
_WORDS = """\
# Databases that this folder has had; InfOstiglia wrote this. When one of them is missing, nothing is started:
# better no service than one that has forgotten its subscribers. To begin anew on purpose, delete this file.
"""


def open_database(config: Config) -> Store:
    """The store of a working folder. Raises StoreError, also if the database is missing although there was one, or has
    moved."""
    demand_database(config)
    close_to_others(config)
    name = home(config)
    with _telling_how_to_begin_anew(config):
        store = open_home(config, make=not remembers(config, name))
    if moved := store.setting(name="moved_to"):
        store.close()
        # Retired by `infostiglia move`, or not completely filled by it.
        raise StoreError(
            "{where}: the service is in {moved} since `infostiglia move`; name that here, or say the command again "
            "if it was not finished",
            where=config.where("database"),
            moved=moved,
        )
    remember(config, name)
    return store


def open_home(config: Config, *, make: bool = True) -> Store:
    """The store that config.yaml names, even if it has moved elsewhere. Raises StoreError."""
    witnesses = (config.folder / BESIDE, config.data / IN_DATA)
    if not config.database:
        demand_own_log(config.database_file, Witness(*witnesses))
        inode = inode_of(config.database_file)
        store = open_store(config.database_file, make=make)
        store.witness = Witness(*witnesses, database=config.database_file, inode=inode)
        settle = store.connection.settle
        store.demand_own_log = partial(demand_own_log, config.database_file, store.witness, settle)
        return store
    from pipeline.store.postgres import open_server  # most have no server

    store = open_server(config.database, database_password(os.environ), make=make)
    store.witness = Witness(*witnesses)
    return store


def engine_name(config: Config) -> str:
    """The engine and its version. Raises StoreError if it will not do, cannot be reached, or a server has lost our
    tables."""
    engine.demand_mended()  # the inbox is an SQLite file in any case
    names = [f"SQLite {engine.VERSION}"]
    if config.database:
        from pipeline.store.postgres import reach

        make = not remembers(config, home(config))
        with _telling_how_to_begin_anew(config):
            names.insert(0, reach(config.database, database_password(os.environ), make=make))
    return ", ".join(names)


def home(config: Config) -> str:
    """The mark's name for the database that config.yaml names."""
    return config.database or config.database_file.name


def existing_database(config: Config) -> Store | None:
    """The store for read-only use; None if no database has been created yet."""
    demand_database(config)
    there = remembers(config, home(config)) if config.database else config.database_file.exists()
    return open_database(config) if there else None


def demand_database(config: Config) -> None:
    """Raise StoreError if a database was here and is missing. Called before anything is written to its folder.

    The same if another database was here: a new address must not lead to a start without subscribers.
    """
    name, path = home(config), config.database_file
    if remembers(config, name):
        if not config.database and not (path.is_file() and path.stat().st_size):
            with _telling_how_to_begin_anew(config):
                raise LostError(lost(path))
    elif others := [other for other in _remembered(config) if other not in (name, config.inbox.name)]:
        raise StoreError(
            "{where}: the subscribers of this folder are in {other}: name that here; or delete {mark} to begin anew "
            "without subscribers",
            where=config.where("database"),
            other=others[-1],
            mark=config.folder / MARK,
        )


@contextmanager
def _telling_how_to_begin_anew(config: Config) -> Iterator[None]:
    try:
        yield
    except LostError as error:
        raise LostError(
            "{lost}, or delete {mark} to begin anew without subscribers",
            lost=error.sentence,
            mark=config.folder / MARK,
        ) from None


def remembers(config: Config, name: str) -> bool:
    """Whether the database called `name` has ever belonged to this folder."""
    return name in _remembered(config)


def _remembered(config: Config) -> list[str]:
    try:
        lines = (config.folder / MARK).read_text(encoding="utf-8").split("\n")
    except (FileNotFoundError, UnicodeDecodeError):
        return []
    return [line for line in lines if line and not line.startswith("#")]


def remember(config: Config, name: str) -> None:
    """Record the database in the mark. A read-only folder stays without; `check` reports that."""
    if remembers(config, name):
        return
    mark = config.folder / MARK
    try:
        with mark.open("a", encoding="utf-8") as out:
            out.write(f"{'' if out.tell() else _WORDS}{name}\n")
    except OSError as error:
        log.debug(event("database not noted", file=mark, error=error.strerror))


def move(config: Config, to: str, now: float) -> int:
    """Move everything to another database, update the mark, and return the number of rows.
    Raises StoreError or OSError.

    `to`: a database server's address; "" = the file in `data`.
    """
    there = replace(config, database=to)
    source, target = open_home(config, make=False), open_home(there)
    try:
        rows = carry_over(Side(home(config), source), Side(home(there), target), now)
    finally:
        source.close()
        target.close()
    mark, names = config.folder / MARK, [home(there), config.inbox.name]
    fresh = Path(f"{mark}.new")
    fresh.write_text(_WORDS + "".join(f"{name}\n" for name in names), encoding="utf-8")
    fresh.replace(mark)
    return rows


def mark_problem(config: Config) -> Sentence | None:
    """The warning of `check` that a lost database would go unnoticed; None = it would be noticed.

    Where the folder can be written, the next start writes the mark. Before the first start of all it must not be there.
    """
    name = home(config)
    writable = os.access(config.folder, os.W_OK)
    if writable or remembers(config, name) or not (config.database or config.database_file.exists()):
        return None
    return Sentence(
        "{mark}: missing, so that a lost database would not be noticed; create it: echo {name} >> {mark}",
        mark=config.folder / MARK,
        name=name,
    )
