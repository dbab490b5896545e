"""Meta's own shapes, all of them, through the real inbox: shuffled, doubled, mutilated, split in other ways."""

from __future__ import annotations

import copy
import json
import os
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.subscribers import Subscribers
from pipeline.stages.settle.applying import apply_inbox
from pipeline.stages.settle.inbox import Inbox
from pipeline.stages.settle.receipts import apply_receipts
from pipeline.store.vault import Vault
from tests.citizens.door import stored_in
from tests.databases import open_store
from tests.town import SHARED

NOW = 1_795_600_000.0
FOLDER = SHARED / "samples" / "webhooks"
pytestmark = [pytest.mark.usefixtures("shared"), pytest.mark.database]

State = tuple[list[Any], list[Any], list[Any]]


def bodies() -> list[dict[str, Any]]:
    """All samples in the order of their names; messages with ids and seconds of their own, as real ones have."""
    found = [json.loads(file.read_bytes()) for file in sorted(FOLDER.glob("*.json"))]
    for second, message in enumerate(_all(found, "messages")):
        message["id"] = f"wamid.sample{second}"
        message["timestamp"] = str(int(message["timestamp"]) + second)
    for second, choice in enumerate(_all(found, "user_preferences")):
        choice["timestamp"] = int(choice["timestamp"]) + second
    return found


def _all(found: Sequence[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    changes = [
        change for one in found for entry in one.get("entry", []) for change in entry.get("changes", [])
    ]
    return [element for change in changes for element in change["value"].get(key, [])]


def moves(one: dict[str, Any]) -> bool:
    """Whether a body moves an identity: bodies before and after it concern two names of one person."""
    return any(message["type"] == "system" for message in _all([one], "messages"))


def applied(raws: Sequence[bytes], *, at_once: int = 1) -> State:
    """The rows after these bodies, with nothing left in the inbox."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store, vault = open_store(folder / "main.db"), Vault(b"e" * 32, b"l" * 32, b"p" * 32)
        inbox, door = Inbox(folder / "inbox.db", vault), Subscribers(stored_in(folder, store, vault))
        for first in range(0, len(raws), at_once):
            inbox.append(raws[first : first + at_once], NOW)
            while apply_inbox(store, inbox, door, apply_receipts, now=NOW):
                pass
        assert inbox.waiting() == 0
        # A person who only wrote without a subscription and one who has left are the same: no subscriber.
        citizens = store.connection.execute(
            "SELECT hex(coalesce(phone_lookup, user_lookup)), no_marketing FROM subscriber"
            " WHERE state = 'active' ORDER BY 1"
        ).fetchall()
        departures = store.connection.execute("SELECT hex(identity), at FROM departure ORDER BY 1").fetchall()
        receipts = store.connection.execute("SELECT DISTINCT message FROM receipt ORDER BY 1").fetchall()
        inbox.close()
        store.close()
        return (
            [tuple(row) for row in citizens],
            [tuple(row) for row in departures],
            [tuple(row) for row in receipts],
        )


def raw(one: Any) -> bytes:
    return json.dumps(one).encode()


@settings(max_examples=40 if os.environ.get("FULL") else 10, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from((1, 7, 1000)))
def test_in_any_order_doubled_and_in_any_batches_the_end_is_the_same(
    chance: random.Random, at_once: int
) -> None:
    usual = [one for one in bodies() if not moves(one)]
    expected = applied([raw(one) for one in usual])
    assert expected[0], "nobody is subscribed at the end: the test shows nothing"
    assert expected[1], "nobody has left"
    again = usual + chance.sample(usual, chance.randrange(len(usual)))
    chance.shuffle(again)
    assert applied([raw(one) for one in again], at_once=at_once) == expected


def mutilate(one: Any, chance: random.Random) -> Any:
    """The body with one value, anywhere in it, removed or replaced."""
    places: list[tuple[Any, Any]] = []

    def walk(value: Any) -> None:
        keys = (
            value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
        )
        for key in list(keys):
            places.append((value, key))
            walk(value[key])

    one = copy.deepcopy(one)
    walk(one)
    holder, key = chance.choice(places)
    if chance.random() < 0.3:
        del holder[key]
    else:
        odd = (
            None,
            True,
            -1,
            1e300,
            "",
            "\ud800",
            "x" * 5000,
            [],
            {},
            [[[]]],
            {"a": {"b": []}},
            "393330000001",
        )
        holder[key] = chance.choice(odd)
    return one


SENTINEL = {
    "from": "393330000099",
    "id": "wamid.sentinel",
    "timestamp": "1795449600",
    "type": "text",
    "text": {"body": "iscrivimi"},
}


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False))
def test_what_is_mutilated_never_loses_what_stands_beside_it(chance: random.Random) -> None:
    broken = mutilate(chance.choice(bodies()), chance)
    sound = {"id": "1", "changes": [{"value": {"messages": [SENTINEL]}, "field": "messages"}]}
    entries = [*(broken["entry"] if isinstance(broken.get("entry"), list) else []), sound]
    chance.shuffle(entries)
    citizens, _, _ = applied([raw({"object": "whatsapp_business_account", "entry": entries})])
    lookup = Vault(b"e" * 32, b"l" * 32, b"p" * 32).lookup("+393330000099").hex().upper()
    assert lookup in [one for one, _ in citizens]
