"""Moves all data from one database to the other kind, and retires the first one.

The setting `moved_to` stands in the database that is not in service. It is written there before it is removed from the
other: after a kill in between the command is repeated, and the two never both send.
"""

from __future__ import annotations

from collections.abc import Iterator

from channels.value import dataclass
from pipeline.store.base import Store
from pipeline.store.errors import StoreError

SLICE = 1000  # rows read and written at once
QUIET = 60.0  # seconds without a sign of `serve`
LAST = "tally"  # triggers count it along while deliveries and attempts are written
NAMES = "setting"


@dataclass(frozen=True)
class Side:
    """A database and its name in config.yaml and in the mark."""

    name: str
    store: Store

    @property
    def moved_to(self) -> str:
        return str(self.store.setting(name="moved_to") or "")


def carry_over(source: Side, target: Side, now: float) -> int:
    """Move everything and return the number of rows. After a StoreError the command may be repeated."""
    if source.moved_to not in ("", target.name):
        raise StoreError("{name}: has moved to {to} already", name=source.name, to=source.moved_to)
    rows = 0
    if not source.moved_to:
        _demand_room(target)
        with source.store.transaction():
            _demand_quiet(source, now)
            with target.store.transaction():
                target.store.connection.let_write()
                rows = _copy(source.store, target.store)
                target.store.set_setting(name="moved_to", value=source.name)
            source.store.set_setting(name="moved_to", value=target.name)
            source.store.connection.refuse_writes()
    target.store.forget_setting(name="moved_to")
    return rows


def _demand_room(target: Side) -> None:
    """Raise StoreError unless the target is new or was retired by a move, so that no data is overwritten."""
    if target.moved_to:
        return
    filled = [
        table for table in target.store.connection.tables() if table != NAMES and _is_filled(target, table)
    ]
    if filled:
        raise StoreError(
            "{name}: there is an installation already ({table}); use an empty database",
            name=target.name,
            table=filled[0],
        )


def _is_filled(target: Side, table: str) -> bool:
    return bool(target.store.connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall())


def _demand_quiet(source: Side, now: float) -> None:
    """Raise StoreError if a process is sending, which would not notice the move. Called under the write lock."""
    store = source.store
    if (row := store.held_leases(now=now)) is not None:
        raise StoreError(
            "{holder} is sending through {sender}: wait for its end, and say it again",
            holder=row["holder"],
            sender=row["name"],
        )
    seen = store.uptime_last()
    if seen is not None and now - seen < QUIET:
        raise StoreError(
            "`infostiglia serve` was here {ago} s ago: stop it and cron, and say this again {quiet} s later",
            ago=round(max(now - seen, 0)),
            quiet=round(QUIET),
        )


def _copy(source: Store, target: Store) -> int:
    tables = source.connection.tables()
    order = [*(table for table in tables if table != LAST), LAST]
    for table in reversed(order):
        target.connection.execute(f"DELETE FROM {table}")
    count = 0
    for table in order:
        target.connection.execute(f"DELETE FROM {table}")
        for rows in _slices(source, table, tables[table]):
            names = ", ".join(tables[table])
            marks = ", ".join("?" * len(tables[table]))
            target.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
            count += len(rows)
    target.connection.count_on()
    return count


def _slices(source: Store, table: str, columns: list[str]) -> Iterator[list[tuple[object, ...]]]:
    for rows in source.connection.slices(f"SELECT {', '.join(columns)} FROM {table}", SLICE):
        yield [tuple(row) for row in rows]
