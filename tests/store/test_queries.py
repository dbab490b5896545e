"""SQL kept by name, and conditions that several statements share."""

from __future__ import annotations

import re

import pytest

from pipeline.store import queries


def test_a_shared_condition_stands_in_each_statement_that_includes_it() -> None:
    statements = queries.load()
    for condition, sharing in (
        ("o.taken_back_at IS NOT NULL", ("settle_again", "receipt_fails")),
        ("INDEXED BY delivery_uncertain", ("cancel_post", "hold_by_hand")),
        ("s.mode = :mode", ("release_to_subscribers", "release_to_canaries", "audience")),
    ):
        assert all(condition in statements[name] for name in sharing)
    assert not [name for name, sql in statements.items() if re.search(r"\{\w+\}", sql)]


def test_a_condition_that_is_nowhere_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"the statement x includes \{nowhere\}"):
        queries._whole("x", "SELECT 1 WHERE {nowhere}", {"elsewhere": "1 = 1"})
    assert queries._whole("x", "SELECT 1 WHERE {here}", {"here": "-- why\n1 = 1"}) == "SELECT 1 WHERE 1 = 1"
