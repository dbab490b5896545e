"""A citizen whom nothing reaches for four months is unsubscribed, but never because of a fault of ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.citizens.ledger import verify
from pipeline.citizens.unreachable import DAY, end_unreachable
from pipeline.store import Store
from pipeline.store.vault import Vault
from tests.databases import open_store
from tests.town import number

NOW = 1_795_500_000.0
VAULT = Vault(b"e" * 32, b"l" * 32, b"p" * 32)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Fifty citizens, all reached; the webhook up and heard of."""
    one = open_store(tmp_path / "main.db")
    for n in range(1, 51):
        one.insert_subscriber(
            state="active",
            phone_lookup=VAULT.lookup(number(n)),
            phone=VAULT.encrypt(number(n).encode()),
            user_lookup=None,
            user_id=None,
            mode="all",
            welcome="accepted",
            tester=0,
            since=1.0,
            forget_at=None,
        )
    one.ensure_sender(name="whatsapp")
    one.seen_receipt(name="whatsapp", at=NOW - DAY)
    one.connection.execute("INSERT INTO uptime VALUES (?, ?)", (NOW - 200 * DAY, NOW))
    yield one
    one.close()


def silent(store: Store, *citizens: int, sends: int = 2, days: float = 121) -> None:
    for citizen in citizens:
        store.connection.execute(
            "UPDATE subscriber SET unheard = ?, unheard_since = ? WHERE id = ?",
            (sends, NOW - days * DAY, citizen),
        )


def test_the_number_goes_the_ledger_says_why_and_the_way_back_is_open(store: Store) -> None:
    silent(store, 7)
    assert end_unreachable(store, VAULT, "whatsapp", NOW) == 1
    row = store.subscriber_by_phone(lookup=VAULT.lookup(number(7)))
    assert row is None
    lines = store.connection.execute("SELECT subscriber_id, action, words FROM consent").fetchall()
    assert [tuple(line) for line in lines] == [(7, "left", "non raggiungibile")]
    assert verify(store).problem is None
    assert store.connection.execute("SELECT count(*) FROM departure").fetchone()[0] == 0
    assert end_unreachable(store, VAULT, "whatsapp", NOW) == 0


@pytest.mark.parametrize(("sends", "days"), [(1, 400), (2, 119), (9, 30)])
def test_one_message_or_less_than_four_months_prove_nothing(store: Store, sends: int, days: float) -> None:
    silent(store, 7, sends=sends, days=days)
    assert end_unreachable(store, VAULT, "whatsapp", NOW) == 0


def test_nobody_goes_because_our_webhook_was_down(store: Store) -> None:
    silent(store, 7)
    store.connection.execute("UPDATE uptime SET started_at = ?", (NOW - 20 * DAY,))
    assert end_unreachable(store, VAULT, "whatsapp", NOW) == 0


def test_nobody_goes_while_no_receipt_comes_at_all(store: Store) -> None:
    silent(store, 7)
    store.connection.execute("UPDATE sender SET receipt_at = ?", (NOW - 30 * DAY,))
    assert end_unreachable(store, VAULT, "whatsapp", NOW) == 0


def test_many_at_once_are_our_fault_and_stay(store: Store) -> None:
    silent(store, *range(1, 20))
    assert end_unreachable(store, VAULT, "whatsapp", NOW) == 0
