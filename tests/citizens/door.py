"""The door for citizens over a real database, and what a test says and sees there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from channels.base import Content
from channels.hearing import Incoming
from channels.subscribers import Applied, Subscribers
from pipeline.citizens.identity import read_address
from pipeline.citizens.journal import Journal
from pipeline.citizens.subscribers import StoredSubscribers, Terms
from pipeline.citizens.upkeep import keep_up
from pipeline.model import Mode
from pipeline.stages.settle import not_obeyed
from pipeline.stages.settle.applying import apply_inbox
from pipeline.stages.settle.inbox import Inbox
from pipeline.stages.settle.receipts import apply_receipts
from pipeline.store import Store
from pipeline.store.engine import connect
from pipeline.store.vault import Vault
from tests.databases import open_store
from tests.moves import any_move

NOW = 1_795_500_000.0
PHONE, USER = "+393330000001", "IT.77001"


@dataclass
class Desk:
    store: Store
    vault: Vault
    door: Subscribers
    stored: StoredSubscribers
    folder: Path
    ids: Iterator[int]

    def says(self, text: str, at: float = NOW, phone: str = PHONE, user: str = "", id_: str = "") -> Applied:
        message = Incoming(id_ or f"wamid.{next(self.ids)}", at, phone, user, text)
        with self.store.transaction():
            return self.door.apply(message, max(at, NOW))

    def hears(self, *bodies: object, at: float = NOW, ours: Sequence[Mapping[str, str]] = ()) -> None:
        """What Meta posts at a moment by our clock goes through the inbox: bytes, or what becomes JSON."""
        inbox = Inbox(self.folder / "inbox.db", self.vault, ours)
        raw = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in bodies]
        inbox.append(raw, at)
        while apply_inbox(self.store, inbox, self.door, apply_receipts, now=at):
            pass
        inbox.close()

    def aside(self) -> int:
        """How many bodies are kept because they could not be read."""
        with connect(self.folder / "inbox.db") as inbox:
            return int(inbox.execute("SELECT count(*) FROM body").fetchone()[0])

    def not_obeyed(self, at: float = NOW) -> dict[str, int]:
        return {str(one.why): one.count for one in not_obeyed.counts(self.store, at)}

    def who(self) -> list[tuple[str, str, str]]:
        """(state, phone, user id) of everybody."""
        found = []
        for row in self.store.connection.execute("SELECT * FROM subscriber ORDER BY id"):
            address = read_address(self.vault, row)
            found.append((row["state"], address.phone, address.user_id))
        return found

    def states(self) -> list[str]:
        return [row[0] for row in self.store.connection.execute("SELECT state FROM subscriber ORDER BY id")]

    def replies(self) -> list[str]:
        rows = self.store.connection.execute("SELECT title FROM item WHERE source = 'reply' ORDER BY id")
        return [row[0] for row in rows]

    def settle_replies(self, state: str = "sent") -> None:
        with any_move(self.store):
            self.store.connection.execute("UPDATE delivery SET state = ?", (state,))
        keep_up(self.store, NOW)

    def count(self, table: str) -> int:
        return int(self.store.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def stored_in(folder: Path, store: Store, vault: Vault) -> StoredSubscribers:
    """The citizens of that store. An answer is the name of its template; the journal is in this folder."""
    return StoredSubscribers(
        store,
        vault,
        Journal(folder),
        Terms(Mode.OFF, notice="2026-11", channel="whatsapp"),
        lambda name, facts: Content(text=name),
    )


@contextmanager
def open_desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk in this folder, for the length of a `with`."""
    store = open_store(tmp_path / "main.db")
    vault = Vault(b"e" * 32, b"l" * 32, b"p" * 32)
    stored = stored_in(tmp_path, store, vault)
    try:
        yield Desk(store, vault, Subscribers(stored), stored, tmp_path, count())
    finally:
        store.close()


def element(
    text: str, at: float = NOW, phone: str = PHONE, user: str = "", id_: str = "wamid.1"
) -> dict[str, object]:
    """A message as Meta posts it."""
    who = {"from": phone.removeprefix("+")} if phone else {}
    return {
        **who,
        **({"from_user_id": user} if user else {}),
        "id": id_,
        "timestamp": str(int(at)),
        "type": "text",
        "text": {"body": text},
    }


def posted(*elements: object, key: str = "messages", **envelope: object) -> dict[str, object]:
    """A body with these elements. `envelope`: number, account, object and field that it names, if any."""
    value: dict[str, object] = {key: list(elements)}
    if "number" in envelope:
        value["metadata"] = {"phone_number_id": envelope["number"]}
    change = {"value": value, "field": envelope.get("field", "messages")}
    entry: dict[str, object] = {"changes": [change]}
    if "account" in envelope:
        entry["id"] = envelope["account"]
    whole: dict[str, object] = {"entry": [entry]}
    return {"object": envelope["object"], **whole} if "object" in envelope else whole
