"""No statement that runs at every tick may walk a table that grows with the years."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.store import open_store, queries

# Looked at by people, or once a day or at a change of settings; or kept small by themselves.
RARE = frozenset(
    """delivery_counts recent_posts unconfirmed find_items subscriber_counts unlink_deliveries
    consent_chain consent_head audience past_items restored_posts proof_keys
    exported encrypted expired_proofs drop_old_receipts kept_receipts""".split()
)
BIG = r"(?:item|post|delivery|attempt|subscriber|consent|alias|decision|remote_post|[a-z])"
# Partial indexes that hold only what is under way.
SMALL = (
    r"(?:delivery_(?:uncertain|sending)|post_(?:sending|held|unreleased)"
    r"|subscriber_(?:welcome|canary|tester|zones|topics))"
)


@pytest.mark.parametrize("name", sorted(set(queries.load()) - RARE))
def test_its_plan_walks_no_table_that_grows(name: str, tmp_path: Path) -> None:
    store = open_store(tmp_path / "plans.db")
    statement = queries.load()[name]
    parameters = dict.fromkeys(re.findall(r"(?<!:):(\w+)", statement), 1)
    plan = [row[3] for row in store.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    store.close()
    walks = [
        step
        for step in plan
        if re.match(rf"SCAN {BIG}\b(?! VIRTUAL)(?! USING (?:COVERING )?INDEX {SMALL})", step)
    ]
    assert walks == [], plan
