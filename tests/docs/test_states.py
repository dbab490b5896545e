"""States: the tables of the architecture are those of the code, and nobody else writes a state."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.store import queries
from pipeline.store.errors import IntegrityError
from pipeline.store.states import DELIVERIES, POSTS, documented
from tests.databases import open_store
from tests.town import ROOT

OWNERS = {"posts.py", "deliveries.py"}


def test_the_tables_of_the_architecture_are_those_of_the_code() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert page == documented(page), (
        "python -m pipeline.store.states < docs/architecture.md prints it as it should be"
    )


def writers() -> set[str]:
    """Statements that write the state of a post or of a delivery, or make one."""
    return {name for name, sql in queries.load().items() if _writes(sql)}


def _writes(sql: str) -> bool:
    if re.search(r"INSERT INTO (?:post|delivery)\b", sql):
        return True
    update = re.search(r"UPDATE (?:post|delivery) SET(.*?)\bWHERE\b", sql, re.S)
    return update is not None and re.search(r"\bstate =", update[1]) is not None


def test_only_the_owners_write_a_state() -> None:
    called: dict[str, set[str]] = {}
    for file in (ROOT / "pipeline").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        for name in writers():
            if re.search(rf"store\.{name}\b", text):
                called.setdefault(name, set()).add(file.name)
    assert len(called) > 25
    # The release makes deliveries, in chunks of its own; waves make the first of them.
    allowed = OWNERS | {"release.py", "waves.py"}
    assert {name: files for name, files in called.items() if files - allowed} == {}
    moves = {name: files for name, files in called.items() if not name.startswith("release_")}
    assert {name: files for name, files in moves.items() if files - OWNERS} == {}


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        *(("post", old, new) for old in POSTS for new in POSTS if old != new and new not in POSTS[old].to),
        *(
            ("delivery", old, new)
            for old in DELIVERIES
            for new in DELIVERIES
            if old != new and new not in DELIVERIES[old].to
        ),
    ],
)
def test_the_database_refuses_every_other_move(table: str, old: str, new: str, tmp_path: Path) -> None:
    store = open_store(tmp_path / "main.db")
    store.connection.execute(
        "INSERT INTO item (source, title, lane, published_at, first_seen_at) VALUES ('f', 't', 'news', 1, 1)"
    )
    store.connection.execute(
        "INSERT INTO post (item_id, channel, kind, revision, lane, rank, mode, state, created_at, due_at, not_after)"
        " VALUES (1, 'x', 'publish', 1, 'news', 3, 'all', ?, 1, 1, 9)",
        (old if table == "post" else "due",),
    )
    store.connection.execute(
        "INSERT INTO delivery (post_id, recipient, mode, state, due_at) VALUES (1, 0, 'all', ?, 1)",
        (old if table == "delivery" else "pending",),
    )
    with pytest.raises(IntegrityError):
        store.connection.execute(f"UPDATE {table} SET state = ?", (new,))
    store.close()
