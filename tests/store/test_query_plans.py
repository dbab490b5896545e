"""No statement that runs at every tick may walk a table that grows with the years: checked for a town of 100,000.

Checked twice: as the program leaves the database, and with the statistics of somebody's ANALYZE, which tempt the
planner to other indexes. Statements of every second or every claim are also counted, in steps of SQLite's own machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from pipeline.store import Store, open_store, queries
from tests.statements import parameters_of

# Statements run for people, once a day or at a change of settings; or on tables that stay small.
RARE = frozenset(
    """find_items items_since subscriber_counts
    consent_chain consent_head audience past_items restored_posts proof_keys holds_messages
    exported encrypted closed_identities newest_proof_key expired_proofs drop_old_receipts
    kept_receipts posts_to_unlink no_silence_counts last_post
    forget_misjudged misjudged_posts
    mend_items mend_pending revive_posts mend_posts mend_subscribers mend_told mend_answered
    mend_welcomes all_posts all_decisions yearly_tests choices_made""".split()
)
BIG = r"(?:item|post|delivery|attempt|subscriber|consent|alias|decision|remote_post|[a-z])"
# Partial indexes that hold only a few rows, such as the open ones.
SMALL = (
    r"(?:delivery_(?:uncertain|sending)|attempt_(?:held|unheard)|post_(?:sending|held|unreleased|written|reply_to)"
    r"|subscriber_(?:welcome|unwelcomed|canary|tester|zones|topics|forget|drill))"
)
# Indexes of all rows that begin with the channel or the feed.
BY_OWNER = r"(?:post_open|post_ended|post_begun|item_source)"
PEOPLE, REPLIES, NOW = 100_000, 20_000, 1_795_500_000.0
TOWN = f"""
INSERT INTO item (id, source, title, lane, published_at, first_seen_at)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {REPLIES})
    SELECT i, CASE WHEN i <= 2000 THEN 'portal' ELSE 'reply' END, 't', 'news', {NOW} - i, {NOW} - i FROM n;
INSERT INTO alias (name, item_id) SELECT 'guid:' || id, id FROM item;
-- One broadcast is out, one has just begun, one waits; two thousand are long done, and all else are replies.
INSERT INTO post (id, item_id, channel, kind, revision, lane, rank, mode, state, created_at, due_at, not_after,
    release_to, released_at, done_at)
    SELECT id, id, 'whatsapp', CASE WHEN id <= 2000 THEN 'publish' ELSE 'reply' END, 1,
        CASE WHEN id <= 2000 THEN 'news' ELSE 'reply' END, CASE WHEN id <= 2000 THEN 3 ELSE 1 END, 'all',
        CASE id WHEN 2 THEN 'sending' WHEN 3 THEN 'held' ELSE 'done' END, {NOW} - 3600, {NOW} - 3600, {NOW} + 86400,
        {PEOPLE}, {NOW} - 3600, CASE WHEN id IN (2, 3) THEN NULL ELSE {NOW} - 60 END FROM item;
INSERT INTO subscriber (id, state, phone_lookup, mode, welcome, since, asked_at, changed_at, reached_at, reply_delivery)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {PEOPLE})
    SELECT i, 'active', CAST('p' || i AS BLOB), 'all', 'accepted', 1, 1, 1, {NOW} - 3600, NULL FROM n;
INSERT INTO delivery (post_id, recipient, mode, state, due_at, attempt, attempted_at)
    SELECT 1, id, 'all', 'sent', {NOW} - 3600, 1, {NOW} - 3000 FROM subscriber;
INSERT INTO delivery (post_id, recipient, mode, state, due_at, attempt, attempted_at)
    SELECT 2, id, 'all', CASE WHEN id <= 1000 THEN 'sent' ELSE 'pending' END, {NOW} - 60, 1, {NOW} - 30 FROM subscriber;
INSERT INTO delivery (post_id, recipient, mode, state, due_at, attempt, attempted_at)
    SELECT id, id, 'all', 'sent', {NOW} - 3600, 1, {NOW} - 3600 FROM post WHERE id > 3;
INSERT INTO attempt (delivery_id, number, at, outcome, message, status, rank, status_at)
    SELECT id, 1, {NOW} - 30, 'sent', 'w' || id, CASE post_id WHEN 2 THEN '' ELSE 'delivered' END,
        CASE post_id WHEN 2 THEN 0 ELSE 4 END, {NOW} - 20 FROM delivery WHERE state = 'sent';
UPDATE item SET shown_at = first_seen_at WHERE source = 'portal';
UPDATE subscriber SET welcome_delivery = (SELECT d.id FROM delivery d WHERE d.post_id = 4) WHERE id = 4;
INSERT INTO consent (subscriber_id, action, at, message, words, notice, identity)
    SELECT id, 'subscribed', 1, x'', 'iscrivimi', '1', CAST('i' || id AS BLOB) FROM subscriber;
INSERT INTO applied_message (message, at) SELECT CAST('m' || id AS BLOB), {NOW} - 86400 FROM subscriber;
INSERT INTO departure (identity, at) SELECT CAST('d' || id AS BLOB), {NOW} - 86400 FROM subscriber WHERE id <= 5000;
INSERT INTO told (identity, at) SELECT CAST('t' || id AS BLOB), {NOW} - 86400 FROM subscriber WHERE id <= 50000;
INSERT INTO answered (identity, at, template) SELECT CAST('a' || id AS BLOB), {NOW} - 3600, 'aiuto' FROM subscriber;
INSERT INTO uptime (started_at, seen_at) VALUES ({NOW} - 86400, {NOW});
INSERT INTO sender (name, receipt_at) VALUES ('whatsapp', {NOW} - 20)
"""


@pytest.fixture(scope="module", params=["as it is", "after ANALYZE"])
def crowded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(tmp_path_factory.mktemp("plans") / "plans.db")
    store.connection.execute("PRAGMA synchronous = OFF")
    with store.transaction():
        for statement in TOWN.split(";\n"):
            store.connection.execute(statement)
    if request.param == "after ANALYZE":
        store.connection.execute("ANALYZE")
    yield store
    store.close()


def test_no_plan_walks_a_table_that_grows(crowded: Store) -> None:
    """One test for all statements: hundreds of tests take longer than what they do."""
    walks = {name: walks_of(plan_of(name, crowded)) for name in sorted(set(queries.load()) - RARE)}
    assert {name: steps for name, steps in walks.items() if steps} == {}


def walks_of(plan: list[str]) -> list[str]:
    whole = rf"SCAN {BIG}\b(?! VIRTUAL)(?! USING (?:COVERING )?INDEX {SMALL})"
    # A channel has all its posts of the years, replies included, and a feed all its items.
    of_one_owner = rf"SEARCH .*INDEX {BY_OWNER} \((?:channel|source)=\?\)"
    return [step for step in plan if re.match(whole, step) or re.match(of_one_owner, step)]


def test_what_is_a_walk() -> None:
    assert len(walks_of(["SCAN post", "SEARCH p USING INDEX post_open (channel=?)"])) == 2
    assert (
        walks_of(
            ["SEARCH p USING INDEX post_open (channel=? AND state=?)", "SCAN d USING INDEX delivery_sending"]
        )
        == []
    )


@pytest.mark.parametrize(
    ("name", "step"),
    [
        # A chunk reads only its own subscribers: otherwise a release to a million reads two hundred times a million.
        ("release_to_subscribers", "subscriber_state (state=? AND mode=? AND id>? AND id<?)"),
        ("next_active", "subscriber_state (state=? AND mode=? AND id>? AND id<?)"),
        ("release_to_canaries", "INDEX subscriber_canary"),
        ("claim_deliveries", "delivery_pending (post_id=? AND due_at<?)"),
        ("next_post", "post_open (channel=? AND state=? AND rank=?)"),
        ("pending_welcomes", "INDEX subscriber_welcome"),
        ("upkeep_due", "INDEX subscriber_forget"),
        ("forget_subscribers", "INDEX subscriber_forget"),
    ],
)
def test_its_plan_goes_by_the_index_that_was_made_for_it(name: str, step: str, crowded: Store) -> None:
    assert any(step in line for line in plan_of(name, crowded)), plan_of(name, crowded)


@pytest.mark.parametrize(
    ("name", "given", "steps"),
    [
        # Every second of `serve`, always.
        ("pending_welcomes", {"after": 0, "limit": 1000}, 100),
        ("upkeep_due", {"now": NOW, "remembered": NOW - 8e5, "told": NOW - 3e6, "replied": NOW - 9e4}, 200),
        ("waiting_replies", {"channel": "whatsapp", "now": NOW}, 600),
        ("uptime_last", {}, 100),
        ("sender", {"name": "whatsapp"}, 100),
        # Several times a second while anything is sent, and at every tick.
        ("open_posts", {"channels": '["whatsapp"]', "now": NOW, "soon": NOW}, 300),
        ("uncertain", {"channel": "whatsapp", "since": NOW - 7e5, "limit": 100}, 100),
        ("claimed", {"channel": "whatsapp"}, 100),
        ("unreleased_items", {"feed": "portal"}, 300),
        ("has_seen_lately", {"feed": "portal", "since": NOW - 2e4}, 100),
        # At every tick of `run`, where nothing has changed.
        ("forget_subscribers", {"now": NOW, "limit": 500}, 200),
        ("adopt_subscribers", {"mode": "all", "limit": 500}, 200),
        ("chosen_zones", {}, 100),
        ("chosen_topics", {}, 100),
        ("gone_languages", {"languages": "[]"}, 100),
        ("unmark_tester", {"lookups": "[]"}, 200),
        ("long_unheard", {"before": NOW - 1e7}, 100),
        # Each time somebody looks.
        ("tallied_results", {"post_id": 1}, 300),
        ("tallied_deliveries", {}, 100_000),
        ("written_posts", {"limit": 30}, 50_000),
        ("warnings", {"since": NOW - 864_000, "composed_since": NOW, "mode": "all"}, 200_000),
        ("reach_in_short", {"item_id": 1, "channel": "whatsapp"}, 300),
        ("archive", {"mode": "all", "words": "[]", "limit": 21, "skip": 0}, 10_000),
        ("archived", {"mode": "all", "id": 1}, 300),
        ("goes_out", {"post_id": 1, "now": NOW}, 100),
        ("unanswered_posts", {"before": NOW - 86400, "since": NOW - 604800}, 50_000),
        # By hand, of an item that everybody has.
        ("cancel_post", {"id": 1, "reason": "", "facts": "", "now": NOW}, 500),
        ("hold_by_hand", {"id": 1, "reason": "", "facts": ""}, 500),
        # At every claim.
        ("next_post", {"channel": "whatsapp", "rank": 3, "mode": "all", "now": NOW, "but": "[]"}, 500),
        ("may_leave", {"posts": "[2]", "holder": "", "epoch": 0, "now": NOW}, 200),
        ("settle_posts", {"posts": "[2]", "now": NOW}, 300),
        ("corrected", {"posts": "[2]"}, 300),
        ("correct_late", {"ids": "[100001, 100002]", "now": NOW}, 400),
        ("expected", {"channel": "whatsapp", "mode": "all", "now": NOW, "most": 78}, 2000),
        # For each answer and each receipt.
        ("answer_sent", {"attempts": '[{"delivery": 100001, "number": 1}]'}, 300),
        ("accepted", {"id": 1}, 100),
        ("attempts_by_message", {"ids": '["w100001"]'}, 150),
        ("post_was_held", {"post_id": 2, "since": 0}, 300),
    ],
)
def test_its_work_does_not_grow_with_the_town(
    name: str, given: dict[str, object], steps: int, crowded: Store
) -> None:
    assert set(given) == set(parameters_of(queries.load()[name])), f"give {name} its parameters, above"
    assert steps_of(name, given, crowded) <= steps


def plan_of(name: str, store: Store) -> list[str]:
    statement = queries.load()[name]
    parameters = dict.fromkeys(parameters_of(statement), 1)
    return [row[3] for row in store.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]


def steps_of(name: str, given: dict[str, object], store: Store) -> int:
    """Of SQLite's machine, to the next ten; the statement is undone."""
    counted = [0]

    def step() -> int:
        counted[0] += 1
        return 0

    store.connection.execute("BEGIN")
    store.connection.set_progress_handler(step, 10)
    try:
        store.rows(name, **given)
    finally:
        store.connection.set_progress_handler(None, 0)
        store.connection.rollback()
    return counted[0] * 10
