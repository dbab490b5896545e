"""The inbox: the bodies of Meta's webhook, kept encrypted in a file of its own until they are applied.

The file is separate so that a large release in the main database never delays the answer to a webhook.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from channels.hearing import Update
from channels.registry import parser
from channels.reporting import is_report, reported
from pipeline.errors import said
from pipeline.events import event
from pipeline.model import Mode
from pipeline.settings.values import Config
from pipeline.store.engine import Connection, connect, preparing
from pipeline.store.errors import Error, StoreError
from pipeline.store.opening import remember, remembers
from pipeline.store.vault import Vault, VaultError

log = logging.getLogger(__name__)
HEARD = "whatsapp"  # the kind of channel whose provider reports to the webhook
SHIPPED_ACCOUNT = "100000000000009"  # in the config.yaml that `init` lays out: the sandbox's
SET = 100  # bodies of receipts taken at once
SET_BYTES = 300_000  # and no more than this of them together
KEEP_UNREADABLE = 7 * 86400.0  # seconds
# Why a body is set aside, in its column: no reader understands it, or no key of ours opens it.
UNREAD, SEALED = 1, 2

_SCHEMA = (
    """CREATE TABLE IF NOT EXISTS body (
        -- Never used again: another process that has applied a body too may delete it a moment later.
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        received_at REAL NOT NULL,
        receipts_only INTEGER NOT NULL,  -- citizens' messages are applied first
        unreadable INTEGER NOT NULL DEFAULT 0,
        content BLOB NOT NULL            -- encrypted
    )""",
    "CREATE INDEX IF NOT EXISTS body_waiting ON body (receipts_only, id) WHERE unreadable = 0",
    "CREATE INDEX IF NOT EXISTS body_unreadable ON body (received_at) WHERE unreadable = 1",
    "CREATE INDEX IF NOT EXISTS body_sealed ON body (received_at) WHERE unreadable = 2",
)

# The key, not the value: every change says `"field": "messages"`, receipts too.
_MESSAGES = re.compile(rb'"messages"\s*:')


def open_inbox(config: Config, vault: Vault) -> Inbox:
    """The inbox of a working folder, made if it is missing; if there was one, logs an error. Raises StoreError."""
    if remembers(config, config.inbox.name) and not config.inbox.is_file():
        log.error(
            event(
                "inbox missing, and made anew: joins, departures and receipts that had arrived and were not applied "
                "yet are lost; whoever wrote CANCELLAMI in the last minutes may still be subscribed",
                file=config.inbox,
            )
        )
    inbox = Inbox(config.inbox, vault, _addressed(config))
    inbox.open_sealed()
    remember(config, config.inbox.name)
    return inbox


def _addressed(config: Config) -> list[Mapping[str, Any]]:
    """The settings of the channels that reports may be addressed to."""
    ours = [channel.settings for channel in config.channels if channel.type == HEARD]
    if config.live is Mode.OFF:
        return ours
    # An account that nobody has filled in is none: departures are heard all the same.
    return [{**one, "waba_id": ""} if one.get("waba_id") == SHIPPED_ACCOUNT else one for one in ours]


class Inbox:
    """The inbox's file, by one connection that only one thread uses at a time."""

    def __init__(self, path: Path, vault: Vault, ours: Sequence[Mapping[str, Any]] = ()) -> None:
        """Makes the file if it is missing. `ours`: the settings of the channels that reports may be addressed to.
        Raises StoreError."""
        self.ours = ours
        try:
            with preparing(path.parent):
                self._connection = connect(path, one_thread=False)
                for statement in _SCHEMA:
                    self._connection.execute(statement)
                self._renew()
        except (Error, OSError) as error:
            raise StoreError(
                "{path}: {error}; is the folder writable and the file an inbox of ours?",
                path=path,
                error=said(error),
            ) from error
        self._vault = vault
        self._newly_sealed = 0

    def _is_renewed(self) -> bool:
        made = self._connection.execute("SELECT sql FROM sqlite_master WHERE name = 'body'").fetchone()
        return "AUTOINCREMENT" in made["sql"]

    def _renew(self) -> None:
        """Give a file that an older release made the table of this one."""
        if self._is_renewed():
            return
        with self._transaction() as inbox:
            if self._is_renewed():  # by another process meanwhile
                return
            inbox.execute("ALTER TABLE body RENAME TO older")
            for name in ("body_waiting", "body_unreadable", "body_sealed"):
                inbox.execute(f"DROP INDEX {name}")
            for statement in _SCHEMA:
                inbox.execute(statement)
            columns = "id, received_at, receipts_only, unreadable, content"
            inbox.execute(f"INSERT INTO body ({columns}) SELECT {columns} FROM older")
            inbox.execute("DROP TABLE older")

    def append(self, bodies: Sequence[bytes], now: float) -> None:
        """Store raw bodies. On return they are on the disk."""
        rows = [(now, not _MESSAGES.search(body), self._vault.encrypt(body)) for body in bodies]
        with self._transaction():
            self._connection.executemany(
                "INSERT INTO body (received_at, receipts_only, content) VALUES (?, ?, ?)", rows
            )

    def take(self, limit: int) -> list[tuple[int, bytes]]:
        """The next bodies with citizens' messages, with their ids, the oldest first."""
        return self._take(limit, receipts_only=False)

    def take_receipts(self) -> list[tuple[int, bytes]]:
        """The next bodies without citizens' messages, as many as are applied in one go."""
        return self._take(SET, receipts_only=True)

    def has_messages(self) -> bool:
        """Whether a citizen's message waits to be applied."""
        row = self._connection.execute(
            "SELECT EXISTS (SELECT 1 FROM body WHERE unreadable = 0 AND receipts_only = 0)"
        ).fetchone()
        return bool(row[0])

    def _take(self, limit: int, *, receipts_only: bool) -> list[tuple[int, bytes]]:
        # Index: body_waiting.
        rows = self._connection.execute(
            "SELECT id, content FROM body WHERE unreadable = 0 AND receipts_only = ? ORDER BY id LIMIT ?",
            (receipts_only, limit),
        )
        found, size = [], 0
        for id_, content in rows.fetchall():
            try:
                found.append((id_, self._vault.decrypt(content)))
            except VaultError:
                self.set_aside(id_, SEALED)
                self._newly_sealed += 1
            size += len(content)
            if receipts_only and size > SET_BYTES:
                break
        return found

    def done(self, ids: Sequence[int]) -> None:
        with self._transaction():
            self._connection.executemany("DELETE FROM body WHERE id = ?", [(id_,) for id_ in ids])

    def received_at(self, ids: Sequence[int]) -> Mapping[int, float]:
        """When each of these bodies arrived, Unix seconds."""
        rows = self._connection.execute(
            "SELECT id, received_at FROM body WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(ids),),
        )
        return {row["id"]: row["received_at"] for row in rows.fetchall()}

    def set_aside(self, id_: int, why: int = UNREAD) -> None:
        """Keep it for a while, for a person to look at, or for the right key."""
        self._connection.execute("UPDATE body SET unreadable = ? WHERE id = ?", (why, id_))

    def newly_sealed(self) -> int:
        """How many bodies no key of ours has opened since this was last asked."""
        count, self._newly_sealed = self._newly_sealed, 0
        return count

    def open_sealed(self) -> None:
        """Let what a wrong key could not open wait again, once the key opens it."""
        first = self._connection.execute(
            "SELECT content FROM body WHERE unreadable = 2 ORDER BY received_at LIMIT 1"
        ).fetchone()
        if first is not None and self._renewed(first["content"]) is not None:
            self._connection.execute("UPDATE body SET unreadable = 0 WHERE unreadable = 2")

    def purge(self, now: float) -> None:
        for why in (UNREAD, SEALED):  # in the text, for each has an index of its own
            sql = f"DELETE FROM body WHERE unreadable = {why} AND received_at < ?"
            self._connection.execute(sql, (now - KEEP_UNREADABLE,))

    def encrypt_anew(self) -> None:
        """Encrypt all bodies with the newest key. A body that no key can open stays as it is until it is purged.

        It works in sets of bodies, so that an answer to a webhook never waits for all of them.
        """
        after = 0
        while rows := self._connection.execute(
            "SELECT id, content FROM body WHERE id > ? ORDER BY id LIMIT ?", (after, SET)
        ).fetchall():
            after = rows[-1]["id"]
            renewed = [(content, row["id"]) for row in rows if (content := self._renewed(row["content"]))]
            with self._transaction():
                self._connection.executemany("UPDATE body SET content = ? WHERE id = ?", renewed)

    def _renewed(self, content: bytes) -> bytes | None:
        try:
            return self._vault.renewed(content)
        except VaultError:
            return None

    def read(self, body: bytes) -> Update:
        """See `heard`."""
        return heard(body, self._vault, self.ours)

    def waiting(self) -> int:
        """The number of bodies still to be applied."""
        count: int = self._connection.execute("SELECT count(*) FROM body WHERE unreadable = 0").fetchone()[0]
        return count

    def close(self) -> None:
        self._connection.close()

    def _transaction(self) -> Connection:
        self._connection.execute("BEGIN IMMEDIATE")
        return self._connection


def heard(body: bytes, vault: Vault, ours: Sequence[Mapping[str, Any]] = ()) -> Update:
    """What a body tells. `ours`: see `parser`. Raises ValueError.

    From here on receipts name their messages by keyed hashes: the provider's id holds the citizen's number.
    """
    if is_report(body):
        return reported(body)
    update = parser(HEARD)(body, ours)
    receipts = (replace(one, remote_id=vault.message(one.remote_id)) for one in update.receipts)
    return replace(update, receipts=tuple(receipts))
