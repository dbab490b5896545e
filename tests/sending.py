"""A sender for tests without a town: a real database, the real engine, a stub for Meta, and a clock that hurries."""

from __future__ import annotations

import asyncio
import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

from channels.base import Access, Content, Recipient
from channels.whatsapp import WhatsApp
from pipeline.clock import Clock, Surroundings
from pipeline.desk.announce import Announcement, announce
from pipeline.model import Lane, Mode
from pipeline.stages.deliver.drain import Drained, Sender, Shift, drain
from pipeline.stages.deliver.lease import RENEWAL
from pipeline.stages.settle.inbox import heard
from pipeline.stages.settle.receipts import apply_receipts
from pipeline.store.vault import Vault
from tests.databases import open_store
from tests.town import number

NEWS = Content(text="Ponte chiuso.", template="notizia", category="MARKETING", parameters={"titolo": "Ponte"})


VAULT = Vault(b"e" * 32, b"l" * 32, b"p" * 32)


class HurriedClock(Clock):
    """A clock that jumps ahead when the drain sleeps. Other sleepers wait until it has passed their time."""

    def __init__(self) -> None:
        self.now = 1_795_500_000.0

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        until = self.now + seconds
        if seconds < RENEWAL:
            self.now = until
        while self.now < until:  # noqa: ASYNC110 (others move it)
            await asyncio.sleep(0.001)
        await asyncio.sleep(0)


class Post:
    """A sender for the one channel `whatsapp`, with citizens 1 to `citizens`. `url`: the address of a stub for Meta."""

    def __init__(self, folder: Path, url: str, *, citizens: int = 1, **settings: Any) -> None:
        self.store = open_store(folder / "main.db")
        self.clock = HurriedClock()
        self.said = 0
        access = Access(url, {"WHATSAPP_TOKEN": "secret"}, {"phone_number_id": "1", **settings})
        self.access = access
        self.sender = Sender(
            name="whatsapp",
            channel=WhatsApp(access),
            mode=Mode.ALL,
            retries=5,
            folder=folder / "attempts",
            read_address=lambda row: Recipient(number(row["id"])),
            vault=VAULT,
        )
        self.store.ensure_sender(name="whatsapp")
        self.store.uptime_begin(now=self.clock.time() + 1e6)
        with self.store.transaction():
            self.store.connection.executemany(
                "INSERT INTO subscriber (state, mode, welcome, since, asked_at, changed_at)"
                " VALUES ('active', 'all', 'accepted', 1, 1, 1)",
                ((),) * citizens,
            )

    def announce(
        self, content: Content = NEWS, lane: Lane = Lane.SERVICE, audience: Any = "", hours: float = 20
    ) -> int:
        self.said += 1
        now = self.clock.time()
        with self.store.transaction():
            post = announce(
                self.store,
                Announcement(f"n{self.said}", "Ponte", "whatsapp", content, lane=lane, audience=audience),
                mode=Mode.ALL,
                now=now,
                due_at=now,
                not_after=now + hours * 3600,
            )
        assert post is not None
        return post

    def drain(self, patience: float = 0.0) -> Drained:
        """Drain once, with fresh state as in a new process. `patience`: seconds to wait for further deliveries."""
        sender = replace(self.sender, channel=WhatsApp(self.access))
        return asyncio.run(
            drain(self.store, sender, Shift(patience=patience), Surroundings(self.clock, random.Random(1)))
        )

    def status(self, delivery: int, status: str, code: int = 0, attempt: int = 1) -> None:
        """Apply a receipt of Meta's for an attempt. `status`: sent, delivered, read or failed (with `code`)."""
        element: dict[str, Any] = {
            "id": f"wamid.{delivery}.{attempt}",
            "status": status,
            "timestamp": str(int(self.clock.time())),
            "biz_opaque_callback_data": f"{self.store.nonce}.{delivery}.{attempt}",
        }
        if code or status == "failed":
            element["errors"] = [{"code": code, "title": "x"}]
        body = {"entry": [{"changes": [{"value": {"statuses": [element]}, "field": "messages"}]}]}
        apply_receipts(self.store, heard(json.dumps(body).encode(), VAULT).receipts, self.clock.time())

    def value(self, sql: str, *values: Any) -> Any:
        return self.store.connection.execute(sql, values).fetchone()[0]

    def rows(self, sql: str, *values: Any) -> list[Any]:
        return [tuple(row) for row in self.store.connection.execute(sql, values).fetchall()]
