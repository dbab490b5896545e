"""The inbox: what Meta posted, kept encrypted in a file of its own until it is applied.

A file of its own, so that a large release in the main database never delays the answer to a webhook.
"""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from channels.approving import AccountNews, TemplateNews
from channels.outcomes import Receipt
from channels.subscribers import Subscribers
from channels.whatsapp import webhook
from pipeline.store import Store
from pipeline.store.embedded import connect
from pipeline.vault import Vault, VaultError

log = logging.getLogger(__name__)
FEW = 3  # bodies of receipts applied before the next look for messages
KEEP_UNREADABLE = 7 * 86400.0  # seconds

_SCHEMA = """
CREATE TABLE IF NOT EXISTS body (
    id INTEGER PRIMARY KEY,
    received_at REAL NOT NULL,
    receipts_only INTEGER NOT NULL,  -- citizens' messages are applied first
    unreadable INTEGER NOT NULL DEFAULT 0,
    content BLOB NOT NULL            -- encrypted
);
CREATE INDEX IF NOT EXISTS body_waiting ON body (receipts_only, id) WHERE unreadable = 0;
"""

# The key, not the value: every change says `"field": "messages"`, receipts too.
_MESSAGES = re.compile(rb'"messages"\s*:')

ReceiptApplier = Callable[[Store, Iterable[Receipt], float], None]
NewsApplier = Callable[[Store, Iterable[TemplateNews], Iterable[AccountNews], float], None]


class Inbox:
    """One connection, used by one thread at a time."""

    def __init__(self, path: Path, vault: Vault) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._connection = connect(path, one_thread=False)
        self._connection.executescript(_SCHEMA)
        self._vault = vault

    def append(self, bodies: Sequence[bytes], now: float) -> None:
        """Keep raw bodies; on return they are on the disk."""
        rows = [(now, not _MESSAGES.search(body), self._vault.encrypt(body)) for body in bodies]
        with self._transaction():
            self._connection.executemany(
                "INSERT INTO body (received_at, receipts_only, content) VALUES (?, ?, ?)", rows
            )

    def take(self, limit: int) -> list[tuple[int, bytes]]:
        """The next bodies with their ids, oldest first: those with citizens' messages, else a few of the others.

        Few, because a body may hold a thousand receipts, and a departure that arrives meanwhile must not wait for many.
        """
        rows = self._connection.execute(
            "SELECT id, content, receipts_only FROM body WHERE unreadable = 0 ORDER BY receipts_only, id LIMIT ?",
            (limit,),
        ).fetchall()
        written = [row for row in rows if not row["receipts_only"]]
        rows = written or rows[:FEW]
        found = []
        for row in rows:
            try:
                found.append((row["id"], self._vault.decrypt(row["content"])))
            except VaultError:
                self.set_aside(row["id"])
        return found

    def done(self, ids: Sequence[int]) -> None:
        with self._transaction():
            self._connection.executemany("DELETE FROM body WHERE id = ?", [(id_,) for id_ in ids])

    def set_aside(self, id_: int) -> None:
        """Unreadable: kept for a while, for a person to look at."""
        self._connection.execute("UPDATE body SET unreadable = 1 WHERE id = ?", (id_,))

    def purge(self, now: float) -> None:
        self._connection.execute(
            "DELETE FROM body WHERE unreadable = 1 AND received_at < ?", (now - KEEP_UNREADABLE,)
        )

    def encrypt_anew(self) -> None:
        """Close what is kept with the newest key; what no key opens stays as it is, until it is purged."""
        with self._transaction():
            for row in self._connection.execute("SELECT id, content FROM body").fetchall():
                try:
                    content = self._vault.renewed(row["content"])
                except VaultError:
                    continue
                self._connection.execute("UPDATE body SET content = ? WHERE id = ?", (content, row["id"]))

    def waiting(self) -> int:
        """How many bodies are still to be applied."""
        count: int = self._connection.execute("SELECT count(*) FROM body WHERE unreadable = 0").fetchone()[0]
        return count

    def close(self) -> None:
        self._connection.close()

    def _transaction(self) -> sqlite3.Connection:
        self._connection.execute("BEGIN IMMEDIATE")
        return self._connection


def apply_inbox(
    store: Store,
    inbox: Inbox,
    subscribers: Subscribers,
    apply_receipts: ReceiptApplier,
    apply_news: NewsApplier = lambda store, templates, account, now: None,
    *,
    now: float,
    limit: int = 20,
) -> int:
    """Apply what waits, each body in one transaction; returns how many bodies.

    Killed between applying and forgetting a body, or run by two processes at once, it applies it twice,
    which changes nothing.
    """
    bodies = inbox.take(limit)
    finished = []
    for id_, raw in bodies:
        try:
            update = webhook.parse(raw)
        except ValueError:
            inbox.set_aside(id_)
            continue
        try:
            with store.transaction():
                for move in update.moves:
                    subscribers.moved(move, now)
                for choice in update.marketing:
                    subscribers.marketing(choice)
                for message in update.messages:
                    subscribers.apply(message, now)
                apply_receipts(store, update.receipts, now)
                apply_news(store, update.templates, update.account, now)
        except sqlite3.OperationalError:
            raise  # the database is busy or full: this body waits
        except Exception as error:  # one body nobody foresaw must not stop all others
            log.error("webhook body set aside: %s", type(error).__name__)
            inbox.set_aside(id_)
            continue
        finished.append(id_)
    inbox.done(finished)
    return len(bodies)
