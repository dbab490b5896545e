"""Receipts by the thousand: shuffled, three times each, and many before our own record of the message.

RECEIPTS=100000 tries the full number (a minute).
"""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest

from channels.outcomes import Receipt, Sent
from channels.whatsapp.errors import outcome_of_status
from pipeline.stages.settle.answers import Answer, Claimed, Retries, record
from pipeline.stages.settle.receipts import apply_receipts, match_kept
from pipeline.store import Store
from tests.sending import Post

COUNT = int(os.environ.get("RECEIPTS", "3000"))
NOW = 1_795_500_000.0

# Meta's receipts of a message, in any order, and the rows that must result in the end.
STORIES = {
    ("sent", "delivered", "read"): ("sent", "delivered"),
    ("sent", "delivered"): ("sent", "delivered"),
    ("read",): ("sent", "delivered"),
    ("sent",): ("sent", "sent"),
    ("sent", "failed"): ("failed", "failed"),
    ("failed", "delivered"): ("sent", "delivered"),  # late, but it came
}


def claimed_by_all(folder: Path) -> Store:
    """One post, claimed for everyone, nothing answered yet."""
    post = Post(folder, "http://127.0.0.1:9", citizens=COUNT)
    post.store.connection.execute(
        "INSERT INTO item (source, title, lane, published_at, first_seen_at) VALUES ('f', 't', 'emergency', 1, 1)"
    )
    post.store.connection.execute(
        "INSERT INTO post (item_id, channel, kind, revision, lane, rank, mode, state, created_at, due_at, not_after,"
        " release_to, released_at) VALUES (1, 'whatsapp', 'publish', 1, 'emergency', 0, 'all', 'sending', 1, 1, 9e9, 1,"
        " 1)"
    )
    post.store.connection.execute(
        "INSERT INTO delivery (post_id, recipient, mode, due_at, state, attempt)"
        " SELECT 1, id, 'all', 1, 'sending', 1 FROM subscriber"
    )
    post.store.connection.execute("UPDATE subscriber SET unheard = 1")
    return post.store


def told(store: Store, chance: random.Random) -> tuple[list[Receipt], dict[int, tuple[str, str]]]:
    receipts, expected = [], {}
    failure = outcome_of_status(131047)
    for delivery in range(1, COUNT + 1):
        story, end = chance.choice(list(STORIES.items()))
        expected[delivery] = end
        key = f"{store.nonce}.{delivery}.1" if delivery % 3 else ""  # some come without it
        receipts += [
            Receipt(f"wamid.{delivery}", status, NOW, key, failure if status == "failed" else None)
            for status in story * 3
        ]
    chance.shuffle(receipts)
    return receipts, expected


def test_in_any_order_three_times_and_before_our_own_record_the_books_are_right(tmp_path: Path) -> None:
    chance = random.Random(7)
    store = claimed_by_all(tmp_path)
    receipts, expected = told(store, chance)
    answers = [Answer(Claimed(n, n, 1, 1), Sent(""), f"wamid.{n}") for n in range(1, COUNT + 1)]
    chance.shuffle(answers)
    parts = 20
    for part in range(parts):
        apply_receipts(store, receipts[part::parts], NOW)
        record(store, "whatsapp", answers[part::parts], Retries(5, chance), NOW)
        match_kept(store, NOW)
    rows = store.connection.execute("SELECT id, state, status FROM outcome").fetchall()
    assert {row["id"]: (row["state"], row["status"]) for row in rows} == expected
    assert store.connection.execute("SELECT state FROM post").fetchone()[0] == "done"
    heard = store.connection.execute("SELECT count(*) FROM subscriber WHERE unheard = 0").fetchone()[0]
    assert heard == sum(end[1] == "delivered" for end in expected.values())


def test_a_story_told_twice_in_full_changes_nothing(tmp_path: Path) -> None:
    chance = random.Random(8)
    store = claimed_by_all(tmp_path)
    receipts, _ = told(store, chance)
    apply_receipts(store, receipts, NOW)
    before = [tuple(row) for row in store.connection.execute("SELECT * FROM outcome")]
    chance.shuffle(receipts)
    apply_receipts(store, receipts, NOW + 60)
    assert [tuple(row) for row in store.connection.execute("SELECT * FROM outcome")] == before


# -- in sets -----------------------------------------------------------------------------------------

FEW = 120
FAILURES = (outcome_of_status(131047), outcome_of_status(131026), outcome_of_status(130429))
BOOKS = (
    "SELECT state, * FROM delivery ORDER BY id",
    "SELECT * FROM attempt ORDER BY delivery_id, number",
    "SELECT id, state, spent, rejected FROM post",
    "SELECT id, unheard, state FROM subscriber ORDER BY id",
    "SELECT millionths FROM spending",
    "SELECT post_id, what, n FROM tally WHERE n > 0 ORDER BY what",
)


def twice_tried(folder: Path) -> Store:
    """Deliveries of two attempts, and in every state that a receipt may find them in."""
    store = Post(folder, "http://127.0.0.1:9", citizens=FEW).store
    ask = store.connection.execute
    ask(
        "INSERT INTO item (source, title, lane, published_at, first_seen_at) VALUES ('f', 't', 'emergency', 1, 1)"
    )
    ask(
        "INSERT INTO post (item_id, channel, kind, revision, lane, rank, mode, state, created_at, due_at, not_after,"
        " release_to, released_at) VALUES (1, 'whatsapp', 'publish', 1, 'emergency', 0, 'all', 'sending', 1, 1, 9e9, 1,"
        " 1)"
    )
    ask(
        "INSERT INTO delivery (post_id, recipient, mode, due_at, attempt, state) SELECT 1, id, 'all', 1, 1 + id % 2,"
        " CASE id % 5 WHEN 0 THEN 'sending' WHEN 1 THEN 'uncertain' WHEN 2 THEN 'pending' WHEN 3 THEN 'failed'"
        " ELSE 'sent' END FROM subscriber ORDER BY id"
    )
    ask("INSERT INTO attempt (delivery_id, number, at, outcome) SELECT id, 1, 1, 'uncertain' FROM delivery")
    ask("UPDATE subscriber SET unheard = 1")
    store.save_price(category="UTILITY", millionths=20_000)
    return store


def mixed(store: Store, chance: random.Random) -> list[Receipt]:
    receipts = []
    for _ in range(FEW * 5):
        delivery, status = (
            chance.randint(1, FEW),
            chance.choice(["held", "sent", "failed", "delivered", "read"]),
        )
        key = f"{store.nonce}.{delivery}.{chance.randint(1, 3)}"
        failure = chance.choice(FAILURES) if status == "failed" else None
        told = {"category": "UTILITY", "free": chance.random() < 0.2} if status == "delivered" else {}
        receipts.append(Receipt(f"w{key[13:]}", status, NOW + chance.randint(0, 9), key, failure, **told))
    return receipts


@pytest.mark.parametrize("seed", range(2))
def test_a_set_ends_in_the_same_books_as_one_receipt_after_the_other(seed: int, tmp_path: Path) -> None:
    """Receipts of failures after those of arrivals: one of the possible orders."""
    books = []
    for size in (60, 1):
        store = twice_tried(tmp_path / str(size))
        receipts = mixed(store, random.Random(seed))
        for first in range(0, len(receipts), 60):
            together = receipts[first : first + 60]
            if size == 1:
                together.sort(key=lambda one: one.status == "failed")
            for place in range(0, len(together), size):
                apply_receipts(store, together[place : place + size], NOW)
        books.append([[tuple(row) for row in store.connection.execute(sql).fetchall()] for sql in BOOKS])
        store.close()
    assert books[0] == books[1]
    assert {row[0] for row in books[0][0]} >= {"sent", "failed", "pending"}


def test_many_receipts_take_no_more_statements_than_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, said = claimed_by_all(tmp_path), list[str]()
    nonce = store.nonce
    real = store.rows, store.count

    def rows(name: str, /, **parameters: Any) -> list[Any]:
        said.append(name)
        return real[0](name, **parameters)

    def count(name: str, /, **parameters: Any) -> int:
        said.append(name)
        return real[1](name, **parameters)

    monkeypatch.setattr(store, "rows", rows)
    monkeypatch.setattr(store, "count", count)
    took = []
    for first, last in ((1, 10), (11, 110)):
        said.clear()
        told = [
            Receipt(f"w{n}", "delivered", NOW, f"{nonce}.{n}.1", category="UTILITY")
            for n in range(first, last + 1)
        ]
        apply_receipts(store, told, NOW)
        took.append(list(said))
    assert took[0] == took[1]
    assert len(took[0]) <= 14
