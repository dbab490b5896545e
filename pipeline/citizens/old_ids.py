"""Ids of citizens' messages that releases before schema 16 kept: they become keyed hashes, and the file forgets them.

Each id holds the number of a citizen. The migration of the schema has no key, so every process that opens the database
with the keys goes on with the work, and the setting `ids_hidden` says how far it is. A killed process leaves complete
slices behind.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import said
from pipeline.events import event
from pipeline.stages.deliver.old_attempts import hide_ids_in_files
from pipeline.store import Error, Store
from pipeline.store.engine import preparing
from pipeline.store.slices import in_slices
from pipeline.store.vault import Vault

if TYPE_CHECKING:
    from pipeline.store.statements import PlainIdsRow, PlainReceiptsRow, PlainRepliesRow

log = logging.getLogger(__name__)
MARK = "ids_hidden"  # its value:
ROWS, FILE = "rows", "file"  # no row holds an id; nor does the file, in what was deleted
PAGE = 1000  # rows changed by one statement
TRIED, PAUSE = (
    "ids_rewrite_tried",
    86400.0,
)  # the setting with the time of the last try that failed; seconds to the next


def hide_old_ids(data: Path, store: Store, vault: Vault, now: float) -> None:
    """Hide the ids that an older release has left, in the database and in the attempts files in the folder `data`.

    Raises StoreError.
    """
    try:
        hide_ids_in_files(data / "attempts", store, vault.message)
    except OSError as error:
        log.warning(event("old attempts file not written anew", error=error.strerror))
    if store.setting(name=MARK) == FILE:
        return
    if 0 <= now - float(store.setting(name=TRIED) or "-inf") < PAUSE:
        return  # each try fills a full disk to the brim, and keeps all other writers waiting
    # Not the lock of `data`: meanwhile `serve` starts and hears, and staff can look.
    with preparing(data / "attempts"):
        if store.setting(name=MARK) is None:
            _hide_in_database(store, vault)
        if store.setting(name=MARK) == ROWS:
            _rewrite(store, now)


def _hide_in_database(store: Store, vault: Vault) -> None:
    if store.holds_messages() is None:
        store.set_setting(name=MARK, value=FILE)  # a new one
        return
    log.info(event("hiding ids of citizens' messages; a million messages take a minute"))
    oldest = range(0, store.last_delivery() or 0, PAGE)
    in_slices(store, oldest, lambda above: store.drop_oldest_ids(above=above, to=above + PAGE))
    in_slices(store, _attempts(store), lambda page: store.hide_ids(attempts=_hidden(vault, page)))
    in_slices(store, _receipts(store), lambda page: store.hide_receipts(_hidden_receipts(vault, page)))
    in_slices(store, _replies(store), lambda page: store.hide_reply_to(_hidden_replies(vault, page)))
    store.set_setting(name=MARK, value=ROWS)


def _rewrite(store: Store, now: float) -> None:
    try:
        store.connection.rewrite()
    except Error as error:  # tried again tomorrow
        store.set_setting(name=TRIED, value=str(now))
        log.warning(event("deleted ids may still be readable in the database's file", error=said(error)))
    else:
        store.set_setting(name=MARK, value=FILE)
        store.forget_setting(name=TRIED)


def _attempts(store: Store) -> Iterator[list[PlainIdsRow]]:
    """Pages of attempts. One that has been hidden is in no further page."""
    above = 0
    while page := store.plain_ids(above=above, limit=PAGE):
        yield page
        above = page[-1]["delivery_id"] - 1


def _hidden(vault: Vault, page: Iterable[PlainIdsRow]) -> str:
    return json.dumps(
        [
            {
                "delivery": row["delivery_id"],
                "number": row["number"],
                "message": vault.message(row["remote_id"]),
            }
            for row in page
        ]
    )


def _receipts(store: Store) -> Iterator[list[PlainReceiptsRow]]:
    while page := store.plain_receipts(limit=PAGE):
        yield page


def _hidden_receipts(vault: Vault, page: Iterable[PlainReceiptsRow]) -> Iterator[Mapping[str, Any]]:
    for row in page:
        body = {**json.loads(row["body"]), "remote_id": "", "key": ""}
        yield {"id": row["id"], "message": vault.message(row["remote_id"]), "body": json.dumps(body)}


def _replies(store: Store) -> Iterator[list[PlainRepliesRow]]:
    above = 0
    while page := store.plain_replies(above=above, limit=PAGE):
        yield page
        above = page[-1]["id"]


def _hidden_replies(vault: Vault, page: Iterable[PlainRepliesRow]) -> Iterator[Mapping[str, Any]]:
    for row in page:
        answered = str(json.loads(row["content"]).get("reply_to", ""))
        yield {"id": row["id"], "reply_to": vault.encrypt(answered.encode())}
