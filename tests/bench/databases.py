"""The costs of sending in each database: claims, answers and receipts; commits reach the disk."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from channels.outcomes import Receipt
from pipeline.model import Mode
from pipeline.stages.settle.receipts import apply_receipts
from pipeline.store import Store, deliveries
from pipeline.store.allowance import Allowance
from pipeline.store.deliveries import Attempt, Holder
from tests import databases

CITIZENS, MESSAGES, AT_ONCE, NOW = 20_000, 1900, 19, 1_795_500_000.0
HOLDER = Holder("me", 1)


def report(rounds: int) -> Iterator[str]:
    """A line for each figure and database."""
    os.environ[databases.FOLDER] = tempfile.mkdtemp(prefix="pg-")
    try:
        for name in ("sqlite", "postgresql"):
            os.environ[databases.VARIABLE] = name
            found = [_costs() for _ in range(rounds)]
            for place, what in enumerate(
                ("claimed, 19 at once", "answers recorded, 19 at once", "receipts applied")
            ):
                values = [one[place] for one in found]
                yield (
                    f"{name}: {what}, per 1,000".ljust(60)
                    + f" {statistics.median(values):>9.1f} ms          ({min(values):.1f} to {max(values):.1f})"
                )
    finally:
        databases.stop_all()


def _costs() -> tuple[float, float, float]:
    """Milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        store = databases.open_store(Path(folder) / "main.db")
        if databases.on_postgres():
            store.connection.execute("ALTER SYSTEM SET fsync = on")  # tests do without
            store.connection.execute("SELECT pg_reload_conf()")
        _fill(store)
        claims = answers = 0.0
        for _ in range(MESSAGES // AT_ONCE):
            start = time.perf_counter()
            rows = deliveries.claim(store, 1, HOLDER, Mode.ALL, Allowance(AT_ONCE), NOW)
            claimed = time.perf_counter()
            taken = [Attempt(row["id"], row["attempt"], 1, "sent", message=f"w{row['id']}") for row in rows]
            with store.transaction():
                deliveries.accepted(store, taken, NOW)
            claims, answers = claims + claimed - start, answers + time.perf_counter() - claimed
        nonce, numbers = store.nonce, range(1, MESSAGES + 1)
        told = [Receipt(f"w{n}", "delivered", NOW, key=f"{nonce}.{n}.1") for n in numbers]
        start = time.perf_counter()
        for first in range(0, MESSAGES, 100):
            with store.transaction():
                apply_receipts(store, told[first : first + 100], NOW)
        receipts = time.perf_counter() - start
        store.close()
        databases.drop_under(Path(folder))
        return claims * 1e6 / MESSAGES, answers * 1e6 / MESSAGES, receipts * 1e6 / MESSAGES


def _fill(store: Store) -> None:
    ask = store.connection.execute
    with store.transaction():
        store.connection.executemany(
            "INSERT INTO subscriber (state, mode, welcome, since, asked_at, changed_at)"
            " VALUES ('active', 'all', 'accepted', 1, 1, 1)",
            ((),) * CITIZENS,
        )
        ask("INSERT INTO sender (name, holder, epoch) VALUES ('whatsapp', 'me', 1)")
        ask(
            "INSERT INTO item (source, title, lane, published_at, first_seen_at) VALUES ('f', 't', 'news', 1, 1)"
        )
        ask(
            "INSERT INTO post (item_id, channel, kind, revision, lane, rank, mode, state, created_at, due_at,"
            " not_after, release_to, released_at)"
            " VALUES (1, 'whatsapp', 'publish', 1, 'news', 3, 'all', 'sending', 1, 1, 9e9, 0, 1)"
        )
        ask("INSERT INTO delivery (post_id, recipient, mode, due_at) SELECT 1, id, 'all', 1 FROM subscriber")
    if databases.on_postgres():
        ask("ANALYZE")  # as its autovacuum does
