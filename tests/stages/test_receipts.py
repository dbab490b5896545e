"""Receipts by the thousand: shuffled, three times each, and many before our own record of the message.

RECEIPTS=100000 tries the full number (a minute).
"""

from __future__ import annotations

import os
import random
from pathlib import Path

from channels.outcomes import Receipt, Sent
from channels.whatsapp.errors import outcome_of_status
from pipeline.stages.settle.answers import Answer, Claimed, Retries, record
from pipeline.stages.settle.receipts import apply_receipts, match_kept
from pipeline.store import Store
from tests.sending import Post

COUNT = int(os.environ.get("RECEIPTS", "3000"))
NOW = 1_795_500_000.0

# What Meta says of a message, in any order, and what must stand in the books in the end.
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
    answers = [Answer(Claimed(n, n, 1, 1), Sent(f"wamid.{n}")) for n in range(1, COUNT + 1)]
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
