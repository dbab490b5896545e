"""The costs of the sending core: claim, breaker and record; longest transaction; release. Called by `make bench`."""

from __future__ import annotations

import os
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from channels.base import Content, Recipient
from channels.outcomes import Sent
from channels.whatsapp import WhatsApp
from pipeline.model import Lane, Mode
from pipeline.reasons import Code, Reason
from pipeline.stages.deliver.breaker import blocked_lanes
from pipeline.stages.deliver.claims import Claimer, Sender
from pipeline.stages.deliver.lease import Lease
from pipeline.stages.deliver.limits import Room
from pipeline.stages.release import release
from pipeline.stages.settle.answers import Answer, Retries, record
from pipeline.store import Store, open_store, posts
from tests.sending import VAULT
from tests.town import number

EARLIER = 9  # broadcasts that everybody has got before
CONTENT = Content(
    text="Ponte chiuso.", template="notizia", category="MARKETING", parameters={"titolo": "Ponte"}
)


class _Channel:
    """The part of a channel that the claimer uses."""

    def __init__(self) -> None:
        # With a limit that delays nobody, so that the count of citizens written to is measured as well.
        self.capabilities = replace(WhatsApp.capabilities, rate=1000.0, daily_limit=10**9)


class _Ready:
    busy: tuple[int, ...] = ()

    def ready(self, post: Any, now: float) -> Content:
        return CONTENT


@contextmanager
def town_with_news(citizens: int, earlier: int = EARLIER) -> Iterator[Store]:
    """So many subscribers, broadcasts that all of them have got, with receipts, and one that has just begun."""
    with tempfile.TemporaryDirectory() as made:
        store, now = open_store(Path(made) / "infostiglia.db"), time.time()
        ask = store.connection.execute
        ask("PRAGMA synchronous = OFF")
        ask("PRAGMA cache_size = -200000")
        with store.transaction():
            ask(
                "INSERT INTO subscriber (id, state, mode, welcome, phone_lookup, phone, since, asked_at, changed_at)"
                " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
                " SELECT i, 'active', 'all', 'accepted', randomblob(32), randomblob(40), 1, 1, 1 FROM n",
                (citizens,),
            )
            ask(
                "INSERT INTO sender (name, holder, epoch, receipt_at) VALUES ('whatsapp', 'me', 1, ?)", (now,)
            )
            ask("INSERT INTO uptime (started_at, seen_at) VALUES (?, 9e9)", (now - 86400,))
        for n in range(1, earlier + 2):
            last = n == earlier + 1
            at = now - (earlier + 1 - n) * 3600
            with store.transaction():
                ask(
                    "INSERT INTO item (id, source, title, lane, published_at, first_seen_at)"
                    " VALUES (?, 'f', 't', 'service', 1, 1)",
                    (n,),
                )
                ask(
                    "INSERT INTO post (id, item_id, channel, kind, revision, lane, rank, mode, state, created_at,"
                    " due_at, not_after, release_to, released_at, done_at) VALUES (:n, :n, 'whatsapp', 'publish', 1,"
                    " 'service', 2, 'all', :state, :at, :at, 9e9, :last, :at, :done)",
                    {
                        "n": n,
                        "state": "sending" if last else "done",
                        "at": at,
                        "last": citizens,
                        "done": None if last else at,
                    },
                )
                ask(
                    "INSERT INTO delivery (post_id, recipient, mode, state, due_at, attempt, attempted_at)"
                    " SELECT ?, id, 'all', ?, ?, ?, ? FROM subscriber",
                    (n, "pending" if last else "sent", at, 0 if last else 1, at),
                )
                if not last:
                    ask(
                        "INSERT INTO attempt (delivery_id, number, at, outcome, message, status, rank, status_at)"
                        " SELECT id, 1, ?, 'sent', lower(hex(randomblob(16))), 'delivered', 4, ? FROM delivery"
                        " WHERE post_id = ?",
                        (at, at, n),
                    )
        ask("PRAGMA synchronous = FULL")
        ask("PRAGMA cache_size = -2000")
        ask("PRAGMA wal_checkpoint(TRUNCATE)")
        os.sync()  # otherwise the first measured checkpoint waits for all of this
        yield store
        store.close()


def claimed_and_recorded(store: Store, size: int, count: int) -> float:
    """CPU seconds for 1,000 deliveries: breaker, claim and record of `count`, `size` at once."""
    channel, now = _Channel(), time.time()
    sender = Sender("whatsapp", channel, Mode.ALL, 5, Path(), lambda row: Recipient(number(row["id"])), VAULT)  # type: ignore[arg-type]
    lease = Lease(store, "whatsapp", "me", 1, None, 0.0)  # type: ignore[arg-type]
    claimer = Claimer(store, sender, lease, _Ready())  # type: ignore[arg-type]
    chance, done, start = random.Random(1), 0, _cpu()
    while done < count:
        now = time.time()
        lanes = [
            lane for lane in Lane if lane not in blocked_lanes(store, "whatsapp", channel.capabilities, now)
        ]
        taken = claimer.claim(lanes, size, now)
        assert taken, "nothing left"
        answers = [
            Answer.of(one, Sent(f"wamid.HBgM{one.delivery:040}"), VAULT.message) for one, _, _ in taken
        ]
        record(store, "whatsapp", answers, Retries(5, chance), now)
        done += len(taken)
    return (_cpu() - start) / done * 1000


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


# -- the write lock ---------------------------------------------------------------------------------


class Locked(Store):
    """A store that notes how long each transaction, or writing statement of its own, takes. Milliseconds."""

    def __init__(self, store: Store) -> None:
        super().__init__(store.connection)
        self.took: list[float] = []

    @contextmanager
    def transaction(self) -> Iterator[None]:
        if self.connection.in_transaction:
            yield
            return
        start = time.perf_counter()
        with super().transaction():
            yield
        self.took.append((time.perf_counter() - start) * 1000)

    def count(self, name: str, /, **parameters: Any) -> int:
        inside, start = self.connection.in_transaction, time.perf_counter()
        count = super().count(name, **parameters)
        if not inside:
            self.took.append((time.perf_counter() - start) * 1000)
        return count


def longest(citizens: int) -> Iterator[tuple[str, float]]:
    """(what, milliseconds) of the longest transaction in each part of a broadcast's life."""
    with town_with_news(citizens, 1) as opened:
        store, now, post = Locked(opened), time.time(), 2

        def worst() -> float:
            found, store.took = max(store.took), []
            return found

        claimed_and_recorded(store, 250, 5000)
        yield "claim and record", worst()
        room = Room(store, "whatsapp", replace(WhatsApp.capabilities, daily_limit=citizens // 2))
        row = store.post(id=post)
        assert row is not None
        room.wait(row, now + 90_000, now)
        yield "waiting for room under the daily limit", worst()
        with store.transaction():
            posts.cancel(store, post, Reason(Code.CANCELLED_BY_HAND), now)
        yield "cancel", worst()
        while release.sweep(store, "whatsapp", mode=Mode.ALL, now=now):
            pass
        yield "sweep of what it left", worst()
        _due(store, 3)
        _release(store)
        yield "release", worst()


def released(citizens: int) -> float:
    """Time of a release by that of the bare insert, in the same transactions."""
    with town_with_news(citizens, 1) as store:
        _due(store, 3)
        _due(store, 4, state="sending")
        start = time.perf_counter()
        _release(store)
        ours, start = time.perf_counter() - start, time.perf_counter()
        for first in range(0, citizens, release.CHUNK):
            with store.transaction():
                store.connection.execute(
                    "INSERT INTO delivery (post_id, recipient, mode, due_at)"
                    " SELECT 4, id, 'all', 1 FROM subscriber WHERE id > ? AND id <= ?",
                    (first, first + release.CHUNK),
                )
        return ours / (time.perf_counter() - start)


def _due(store: Store, post: int, state: str = "due") -> None:
    store.connection.execute(
        "INSERT INTO item (id, source, title, lane, published_at, first_seen_at) VALUES (?, 'f', 't', 'service', 1, 1)",
        (post,),
    )
    store.connection.execute(
        "INSERT INTO post (id, item_id, channel, kind, revision, lane, rank, mode, state, created_at, due_at,"
        " not_after, released_at)"
        " VALUES (:n, :n, 'whatsapp', 'publish', 1, 'service', 2, 'all', :state, 1, 1, 9e9, :at)",
        {"n": post, "state": state, "at": None if state == "due" else 1.0},
    )


def _release(store: Store) -> None:
    now = time.time()
    while release.release_chunk(
        store, release.Releasing("whatsapp", Mode.ALL, broadcast=True), list(Lane), now
    ):
        pass


def report(rounds: int, citizens: int) -> Iterator[str]:
    """Lines for people."""
    with town_with_news(citizens) as store:
        for size in (20, 250):
            found = [claimed_and_recorded(store, size, 2000) for _ in range(rounds)]
            yield (
                f"claim, breaker and record of {size}, {citizens} citizens, tenth broadcast: CPU "
                f"{median(found):.3f} s per 1,000 ({min(found):.3f} to {max(found):.3f})"
            )
    locked: dict[str, list[float]] = {}
    for _ in range(rounds):
        for what, milliseconds in longest(citizens):
            locked.setdefault(what, []).append(milliseconds)
    for what, times in locked.items():
        yield f"longest transaction, {what}: {median(times):.0f} ms ({min(times):.0f} to {max(times):.0f})"
    ratio = median(released(citizens) for _ in range(rounds))
    yield f"release to {citizens} by the bare insert: {ratio:.2f} times"
