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
    plan = plan_of(name, tmp_path)
    walks = [
        step
        for step in plan
        if re.match(rf"SCAN {BIG}\b(?! VIRTUAL)(?! USING (?:COVERING )?INDEX {SMALL})", step)
    ]
    assert walks == [], plan


@pytest.mark.parametrize(
    ("name", "step"),
    [
        # A chunk looks at its own subscribers, not at all: else a release to a million is two hundred times a million.
        ("release_to_subscribers", "subscriber_state (state=? AND mode=? AND id>? AND id<?)"),
        ("next_active", "subscriber_state (state=? AND mode=? AND id>? AND id<?)"),
        ("release_to_canaries", "subscriber USING INDEX subscriber_canary"),
        ("claim_deliveries", "delivery_pending (post_id=? AND due_at<?)"),
        ("next_post", "post_open (channel=? AND state=? AND rank=?)"),
    ],
)
def test_its_plan_goes_by_the_index_that_was_made_for_it(name: str, step: str, tmp_path: Path) -> None:
    assert any(step in line for line in plan_of(name, tmp_path))


def plan_of(name: str, folder: Path) -> list[str]:
    store = open_store(folder / "plans.db")
    statement = queries.load()[name]
    parameters = dict.fromkeys(re.findall(r"(?<!:):(\w+)", statement), 1)
    plan = [row[3] for row in store.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    store.close()
    return plan
