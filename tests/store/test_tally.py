"""The running counts of `status` equal a fresh count, for any moves of deliveries in any order."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pipeline.store import Store, queries
from pipeline.store import open_store as open_file
from tests.databases import VARIABLE, open_store
from tests.moves import any_move

STATES = ("pending", "sending", "sent", "uncertain", "failed", "skipped")
TOLD = (("", 0), ("sent", 2), ("failed", 3), ("delivered", 4), ("read", 4))


def with_posts(store: Store) -> None:
    for n in (1, 2):
        store.connection.execute(
            "INSERT INTO item (id, source, title, lane, published_at, first_seen_at)"
            " VALUES (?, 'f', 't', 'news', 1, 1)",
            (n,),
        )
        store.connection.execute(
            "INSERT INTO post (id, item_id, channel, kind, revision, lane, rank, mode, state, created_at,"
            " due_at, not_after) VALUES (?, ?, 'whatsapp', 'publish', 1, 'news', 3, 'all', 'sending', 1, 1, 9e9)",
            (n, n),
        )


def shake(store: Store, chance: random.Random, steps: int) -> None:
    """Any delivery in any state, one way and another."""
    for _ in range(steps):
        state, (told, rank) = chance.choice(STATES), chance.choice(TOLD)
        values = {
            "state": state,
            "told": told,
            "rank": rank,
            "n": chance.randint(1, 40),
        }
        values["absent"] = 1.0 if chance.random() < 0.1 else None
        values["reason"] = "daily_limit" if chance.random() < 0.2 else ""
        statement = chance.choice(
            (
                "UPDATE delivery SET state = :state, reason = :reason WHERE recipient = :n",
                "INSERT INTO attempt (delivery_id, number, at, outcome, rank) SELECT id, 1, 1, 'sent', :rank"
                " FROM delivery WHERE recipient = :n"
                " ON CONFLICT (delivery_id, number) DO UPDATE SET rank = max(attempt.rank, excluded.rank)",
                "UPDATE delivery SET absent_at = :absent WHERE recipient = :n",
                "UPDATE delivery SET state = :state WHERE recipient % 7 = :n % 7",
                "UPDATE delivery SET recipient = -id WHERE recipient = :n",
                "INSERT INTO delivery (post_id, recipient, mode, state, due_at, attempt)"
                " VALUES (1 + :n % 2, :n, 'all', :state, 1, 1) ON CONFLICT DO NOTHING",
            )
        )
        needed = {key: value for key, value in values.items() if f":{key}" in statement}
        store.connection.execute(statement, needed)


def agrees(store: Store) -> bool:
    for post in (1, 2):
        counted, walked = store.tallied_results(post_id=post), store.post_results(post_id=post)
        assert counted is not None
        assert walked is not None
        names = walked.keys()
        assert {name: counted[name] for name in names} == {name: walked[name] or 0 for name in names}
    return True


@pytest.mark.parametrize("seed", range(5))
def test_what_is_counted_along_is_what_a_count_finds(seed: int, tmp_path: Path) -> None:
    store, chance = open_store(tmp_path / "main.db"), random.Random(seed)
    with_posts(store)
    with any_move(store), store.transaction():
        for _ in range(20):
            shake(store, chance, 20)
            assert agrees(store)


def test_a_database_of_before_is_counted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "sqlite")  # PostgreSQL's schema begins with this tally
    numbers = queries.numbers()
    with monkeypatch.context() as older:
        older.setattr(queries, "numbers", lambda: [number for number in numbers if number < 13])
        store = open_file(tmp_path / "main.db")
        with_posts(store)
        with any_move(store):
            shake(store, random.Random(7), 300)
        store.close()
    store = open_file(tmp_path / "main.db")
    assert agrees(store)
    with any_move(store):
        shake(store, random.Random(8), 100)
    assert agrees(store)
