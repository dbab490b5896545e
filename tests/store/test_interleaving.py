"""Every UPDATE repeats the state it relies on: during another change that is not committed yet it changes nothing.

These tests run without the council's lock: nothing else keeps the writers apart, each statement must be safe alone.
PostgreSQL lets the second writer of a row wait for the first, and asks the statement's condition anew.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.store import Store
from pipeline.store.allowance import Allowance
from tests.databases import VARIABLE, open_store
from tests.store.test_postgres import NOW, beside, with_delivery

NO_REASON: dict[str, Any] = {"reason": "", "facts": ""}
CLAIM: dict[str, Any] = {
    **Allowance(10).parameters,
    "mode": "all",
    "now": NOW,
}
CONTENT = {"content": "{}", "category": "", "template": ""}
SAID = '[{"delivery": 1, "number": 1}]'

CLAIMED = ("UPDATE delivery SET state = 'sending', attempt = attempt + 1",)
SENT = (*CLAIMED, "UPDATE delivery SET state = 'sent'")
UNCERTAIN = (*CLAIMED, "UPDATE delivery SET state = 'uncertain'")
ONCE_MORE = ("UPDATE delivery SET state = 'pending'", *CLAIMED)
PAUSED = ("UPDATE post SET state = 'paused', reason = 'refusals'",)
GONE_ON = (
    "UPDATE post SET state = 'sending', reason = ''",
    "UPDATE post SET state = 'paused', reason = 'rejected'",
)
DUE = (
    "DELETE FROM delivery",
    "DELETE FROM post",
    "INSERT INTO post (id, item_id, channel, kind, revision, lane, rank, mode, state, created_at, due_at, not_after)"
    " VALUES (1, 1, 'whatsapp', 'publish', 1, 'news', 3, 'all', 'due', 1, 1, 9e9)",
)
CANCELLED = ("UPDATE post SET state = 'cancelled'",)

Work = Callable[[Store], Any]
# The state when one process looked; the change by another meanwhile; the first one's statement, based on its look.
RELIES: dict[str, tuple[tuple[str, ...], tuple[str, ...], Work]] = {
    "a claim, and a receipt proves an earlier attempt": (
        (),
        ("UPDATE delivery SET state = 'sent'",),
        lambda store: len(store.claim_deliveries(post_id=1, holder="me", epoch=1, **CLAIM)),
    ),
    "a receipt that failed, and what failed is being sent once more": (
        SENT,
        ONCE_MORE,
        lambda store: store.receipt_fails(
            id=1, attempt=1, state="failed", due_at=None, spends=0, waits=0, **NO_REASON
        ),
    ),
    "a proof of the first attempt, and the second is under way": (
        UNCERTAIN,
        ONCE_MORE,
        lambda store: len(store.receipts_prove(attempts=SAID)),
    ),
    "a person who has looked, and the next attempt is in doubt": (
        UNCERTAIN,
        (*ONCE_MORE, "UPDATE delivery SET state = 'uncertain'"),
        lambda store: store.settle_by_hand(id=1, attempt=1, state="sent", now=NOW, **NO_REASON),
    ),
    "what is left to a newer revision, and it is being sent": (
        (),
        CLAIMED,
        lambda store: store.leave_to_newer(id=1),
    ),
    "an approval, and the post has stopped for another reason": (
        PAUSED,
        GONE_ON,
        lambda store: store.approve_post(
            id=1, was="paused", why="refusals", old="", **CONTENT, now=NOW, not_after=NOW
        ),
    ),
    "an approval, and the post is of another category by now": (
        PAUSED,
        ("UPDATE post SET content = 'marketing'",),
        lambda store: store.approve_post(
            id=1, was="paused", why="refusals", old="", **CONTENT, now=NOW, not_after=NOW
        ),
    ),
    "a release, and the post is cancelled": (
        DUE,
        CANCELLED,
        lambda store: len(store.begin_release(id=1, broadcast=1, now=NOW) or ()),
    ),
    "money set apart, and the post is cancelled": (
        DUE,
        CANCELLED,
        lambda store: store.commit_money(id=1, estimate=5, now=NOW),
    ),
    "a letter, and it is cancelled": (
        DUE,
        CANCELLED,
        lambda store: store.release_letter(id=1, now=NOW, **NO_REASON),
    ),
    "a chunk of a release, and the post is paused": (
        ("UPDATE post SET release_to = 5",),
        PAUSED,
        lambda store: store.release_progress(id=1, to=5, now=NOW),
    ),
    "a chunk of a release, and another was further": (
        ("UPDATE post SET release_to = 5",),
        ("UPDATE post SET release_from = 4",),
        lambda store: store.release_progress(id=1, to=3, now=NOW),
    ),
    "a wave, and the post is paused": (
        (),
        PAUSED,
        lambda store: store.set_wave(id=1, wave="all", until=0.0, **NO_REASON),
    ),
    "a sender that goes on, and it is stopped by hand": (
        ("UPDATE sender SET halted = 'token'",),
        ("UPDATE sender SET halted = 'stopped_by_hand'",),
        lambda store: store.resume_sender(name="whatsapp", seen="token", now=NOW),
    ),
    "a lease, and another has taken it": (
        (),
        ("UPDATE sender SET holder = 'other', epoch = 2",),
        lambda store: store.lease_take(name="whatsapp", holder="late", epoch=2, expires_at=NOW),
    ),
    "a citizen who is forgotten, and has just come back": (
        ("UPDATE subscriber SET state = 'leaving', forget_at = 1",),
        ("UPDATE subscriber SET state = 'active', forget_at = NULL",),
        lambda store: store.forget_subscribers(now=NOW, limit=10),
    ),
    "a citizen of another mode, and leaves": (
        ("UPDATE subscriber SET mode = 'testers'",),
        ("UPDATE subscriber SET state = 'leaving'",),
        lambda store: store.adopt_subscribers(mode="all", limit=10),
    ),
    "a zone that has another name, and the citizen chooses": (
        ("UPDATE subscriber SET zones = ' a '",),
        ("UPDATE subscriber SET zones = ' c '",),
        lambda store: store.rechoose_zones(new=" b ", old=" a ", limit=10),
    ),
    "a topic that has another name, and the citizen chooses": (
        ("UPDATE subscriber SET no_topics = ' a '",),
        ("UPDATE subscriber SET no_topics = ' c '",),
        lambda store: store.rechoose_topics(new=" b ", old=" a ", limit=10),
    ),
    "a lease that is shortened, and it is by now": (
        ("UPDATE sender SET expires_at = 9e9",),
        ("UPDATE sender SET expires_at = 5",),
        lambda store: store.lease_shorten(name="whatsapp", epoch=1, expires_at=NOW),
    ),
}


@pytest.mark.parametrize("case", RELIES)
def test_what_was_seen_is_asked_again_when_it_is_changed(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "postgresql")
    seen, meanwhile, work = RELIES[case]
    store, path = open_store(tmp_path / "main.db"), tmp_path / "main.db"
    with_delivery(store)
    for statement in seen:
        store.connection.execute(statement)

    def late() -> int:
        mine = open_store(path)
        mine.connection._begin = b"BEGIN"  # type: ignore[attr-defined]  # without the council's lock
        changed: int = work(mine)
        mine.close()
        return changed

    with store.transaction():
        for statement in meanwhile:
            store.connection.execute(statement)
        thread, changed = beside(late)
        assert changed == [], "it waits for the row"
    thread.join(10)
    assert changed == [0]
    store.close()
