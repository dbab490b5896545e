"""The inbox: what Meta posted, kept encrypted in a file of its own until it is applied.

A file of its own, so that a large release in the main database never delays the answer to a webhook.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from channels.approving import AccountNews, TemplateNews
from channels.hearing import Update
from channels.outcomes import Receipt
from channels.registry import parser
from channels.subscribers import Subscribers
from pipeline.errors import said
from pipeline.events import event
from pipeline.settings.values import Config
from pipeline.store import Store
from pipeline.store.engine import Connection, connect, preparing
from pipeline.store.errors import Error, OperationalError, StoreError
from pipeline.store.opening import remember, remembers
from pipeline.store.slices import SLICE
from pipeline.store.vault import Vault, VaultError

log = logging.getLogger(__name__)
HEARD = "whatsapp"  # the channel of ours whose provider reports to the webhook
SET = 100  # bodies of receipts taken at once
SET_BYTES = 300_000  # and no more than this of them together
WRITTEN = 20  # bodies with citizens' messages taken at once
CHUNK = 50  # receipts between two looks at the clock
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
CREATE INDEX IF NOT EXISTS body_unreadable ON body (received_at) WHERE unreadable = 1;
"""

# The key, not the value: every change says `"field": "messages"`, receipts too.
_MESSAGES = re.compile(rb'"messages"\s*:')

ReceiptApplier = Callable[[Store, Iterable[Receipt], float], None]
NewsApplier = Callable[[Store, Iterable[TemplateNews], Iterable[AccountNews], float], None]


def open_inbox(config: Config, vault: Vault) -> Inbox:
    """The inbox of a working folder, made if it is missing; where there was one, that is said. Raises StoreError."""
    if remembers(config, config.inbox.name) and not config.inbox.is_file():
        log.error(
            event(
                "inbox missing, and made anew: joins, departures and receipts that had arrived and were not applied "
                "yet are lost; whoever wrote CANCELLAMI in the last minutes may still be subscribed",
                file=config.inbox,
            )
        )
    inbox = Inbox(config.inbox, vault)
    remember(config, config.inbox.name)
    return inbox


class Inbox:
    """One connection, used by one thread at a time."""

    def __init__(self, path: Path, vault: Vault) -> None:
        """Makes the file if it is missing. Raises StoreError."""
        try:
            with preparing(path.parent):
                self._connection = connect(path, one_thread=False)
                self._connection.executescript(_SCHEMA)
        except (Error, OSError) as error:
            raise StoreError(
                "{path}: {error}; is the folder writable and the file an inbox of ours?",
                path=path,
                error=said(error),
            ) from error
        self._vault = vault

    def append(self, bodies: Sequence[bytes], now: float) -> None:
        """Keep raw bodies; on return they are on the disk."""
        rows = [(now, not _MESSAGES.search(body), self._vault.encrypt(body)) for body in bodies]
        with self._transaction():
            self._connection.executemany(
                "INSERT INTO body (received_at, receipts_only, content) VALUES (?, ?, ?)", rows
            )

    def take(self, limit: int) -> list[tuple[int, bytes]]:
        """The next bodies with citizens' messages, with their ids, the oldest first."""
        return self._take(limit, receipts_only=False)

    def take_receipts(self) -> list[tuple[int, bytes]]:
        """The next bodies without such messages, as many as are applied in one go."""
        return self._take(SET, receipts_only=True)

    def has_messages(self) -> bool:
        """Whether a citizen waits."""
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
                self.set_aside(id_)
            size += len(content)
            if receipts_only and size > SET_BYTES:
                break
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
        """Close what is kept with the newest key; what no key opens stays as it is, until it is purged.

        Body by body: an answer to a webhook never waits for all of them.
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

    def waiting(self) -> int:
        """How many bodies are still to be applied."""
        count: int = self._connection.execute("SELECT count(*) FROM body WHERE unreadable = 0").fetchone()[0]
        return count

    def close(self) -> None:
        self._connection.close()

    def _transaction(self) -> Connection:
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
) -> int:
    """Apply what waits; returns how many bodies. Those with citizens' messages first, each in one transaction.

    Killed between applying and forgetting a body, or run by two processes at once, it applies it twice,
    which changes nothing.
    """
    return _Applier(store, inbox, subscribers, apply_receipts, apply_news, now).apply()


@dataclass(frozen=True)
class _Applier:
    """One call of `apply_inbox`."""

    store: Store
    inbox: Inbox
    subscribers: Subscribers
    apply_receipts: ReceiptApplier
    apply_news: NewsApplier
    now: float

    def apply(self) -> int:
        return self._apply_written(WRITTEN) or self._apply_reports()

    def _apply_written(self, limit: int) -> int:
        bodies = self.inbox.take(limit)
        self._one_by_one(self._read(bodies))
        return len(bodies)

    def _apply_reports(self) -> int:
        """Many bodies in one transaction where they hold receipts alone: a commit costs more than ten receipts."""
        bodies = self.inbox.take_receipts()
        read = self._read(bodies)
        plain = [(id_, update) for id_, update in read if _only_receipts(update)]
        self._one_by_one([(id_, update) for id_, update in read if not _only_receipts(update)])
        try:
            self._in_slices([receipt for _, update in plain for receipt in update.receipts])
        except OperationalError:
            raise  # the database is busy or full: the set waits
        except Exception:  # one of them does not go: alone, it stops no other
            self._one_by_one(plain)
        else:
            self.inbox.done([id_ for id_, _ in plain])
        return len(bodies)

    def _read(self, bodies: Iterable[tuple[int, bytes]]) -> list[tuple[int, Update]]:
        found, parse = [], parser(HEARD)
        for id_, raw in bodies:
            try:
                found.append((id_, parse(raw)))
            except ValueError:
                self.inbox.set_aside(id_)
        return found

    def _one_by_one(self, bodies: Iterable[tuple[int, Update]]) -> None:
        finished = []
        for id_, update in bodies:
            try:
                if _only_receipts(update):
                    self._in_slices(update.receipts)
                else:
                    self._whole(update)
            except OperationalError:
                raise  # the database is busy or full: this body waits
            except Exception as error:  # one body nobody foresaw must not stop all others
                log.error(event("webhook body set aside", body=id_, error=type(error).__name__))
                self.inbox.set_aside(id_)
                continue
            finished.append(id_)
        self.inbox.done(finished)

    def _whole(self, update: Update) -> None:
        with self.store.transaction():
            for move in update.moves:
                self.subscribers.moved(move, self.now)
            for choice in update.marketing:
                self.subscribers.marketing(choice)
            for message in update.messages:
                self.subscribers.apply(message, self.now)
            self.apply_receipts(self.store, update.receipts, self.now)
            self.apply_news(self.store, update.templates, update.account, self.now)

    def _in_slices(self, receipts: Sequence[Receipt]) -> None:
        """A body may hold a thousand: between two slices drains can write, and departures are heard."""
        done = 0
        while done < len(receipts):
            if done:
                self._apply_written(SET)
            with self.store.transaction():
                end = time.monotonic() + SLICE
                while True:
                    self.apply_receipts(self.store, receipts[done : done + CHUNK], self.now)
                    done += CHUNK
                    if done >= len(receipts) or time.monotonic() >= end:
                        break


def _only_receipts(update: Update) -> bool:
    others = (update.messages, update.moves, update.marketing, update.templates, update.account)
    return not any(others)
