"""The public archive shows what has really gone out, in the words that people have got, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.store import Error, Store, publications, queries
from tests.databases import drop_under, open_store

NOW = 1_795_500_000.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "archive.db")
    yield opened
    opened.close()
    drop_under(tmp_path)


def an_item(store: Store, title: str = "Fiera", **about: Any) -> int:
    values = {"source": "portal", "lane": "news", "text": "Testo.", "exercise": "", "revision": 1, **about}
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    sql = (
        f"INSERT INTO item (title, published_at, first_seen_at, {names}) VALUES (:title, {NOW}, {NOW}, {marks}) "
        "RETURNING id"
    )
    return int(store.connection.execute(sql, {"title": title, **values}).fetchone()[0])


def a_post(store: Store, item: int, *, sent: int = 1, **about: Any) -> int:
    """A post of an item, and the number of recipients who have got it; it is noted as `settle` notes it."""
    values = {
        "channel": "whatsapp",
        "kind": "publish",
        "revision": 1,
        "mode": "all",
        "headline": "",
        "deferred": 0,
    }
    values |= about
    names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    sql = (
        f"INSERT INTO post (item_id, lane, rank, state, created_at, due_at, not_after, {names}) "
        f"VALUES ({item}, 'news', 3, 'done', {NOW}, {NOW}, {NOW}, {marks}) RETURNING id"
    )
    post = int(store.connection.execute(sql, values).fetchone()[0])
    for recipient in range(1, sent + 1):
        store.connection.execute(
            "INSERT INTO delivery (post_id, recipient, mode, state, due_at) VALUES (?, ?, 'all', 'sent', 0)",
            (post, recipient),
        )
    if sent:
        publications.note(store, post, "", "", NOW)
    return post


def titles(store: Store, *words: str, mode: str = "all", skip: int = 0) -> list[str]:
    rows = store.archive(mode=mode, words=json.dumps(words), limit=10, skip=skip)
    return [row["title"] for row in rows]


def test_what_has_gone_out_is_in_it_and_what_waits_is_not(store: Store) -> None:
    a_post(store, an_item(store, "Uscita"))
    a_post(store, an_item(store, "In attesa"), sent=0)
    an_item(store, "Esclusa")
    assert titles(store) == ["Uscita"]


@pytest.mark.parametrize(
    "about",
    [{"exercise": "Piena del Po"}, {"exercise": "-"}, {"source": "desk"}, {"source": "reply"}],
    ids=["drill", "staff", "letter", "reply"],
)
def test_exercises_letters_and_replies_are_never_in_it(store: Store, about: dict[str, str]) -> None:
    a_post(store, an_item(store, **about))
    assert titles(store) == []


def test_an_alert_typed_by_hand_is_in_it(store: Store) -> None:
    item = an_item(store, "Argine rotto", source="desk")
    store.connection.execute(
        "INSERT INTO composed (item_id, revision, step, hazard, at, draft) VALUES (?, 1, 'begin', 'flood', 0, '{}')",
        (item,),
    )
    a_post(store, item)
    assert titles(store) == ["Argine rotto"]


def test_news_that_came_in_a_digest_only_is_in_it_and_the_digest_is_not(store: Store) -> None:
    item, digest = an_item(store, "Mercatino"), an_item(store, "Riepilogo", source="desk")
    a_post(store, item, sent=0, deferred=1)
    [post] = store.connection.execute(
        "INSERT INTO post (item_id, channel, kind, revision, lane, rank, mode, state, created_at, due_at, not_after) "
        f"VALUES ({digest}, 'whatsapp', 'digest', 1, 'news', 3, 'all', 'done', 0, 0, 0) RETURNING id"
    ).fetchone()
    store.insert_digest_item(
        [{"post_id": post, "bit": 1, "item_id": item, "deferred": 1, "topics": "", "zones": ""}]
    )
    assert titles(store) == []
    store.connection.execute(
        "INSERT INTO delivery (post_id, recipient, mode, state, due_at) VALUES (?, 1, 'all', 'sent', 0)",
        (post,),
    )
    publications.note(store, post, "", "", NOW)
    assert titles(store) == ["Mercatino"]


def test_an_edit_that_nobody_has_got_is_neither_shown_nor_found(store: Store) -> None:
    item = an_item(store, "Graduatoria")
    a_post(store, item, headline="Graduatoria")
    store.connection.execute(
        "UPDATE item SET title = 'Graduatoria di Mario Rossi', text = 'Mario Rossi', revision = 2 WHERE id = ?",
        (item,),
    )
    a_post(store, item, sent=0, kind="edit", revision=2, headline="Graduatoria di Mario Rossi")
    row = store.archived(id=item, mode="all")
    assert row is not None
    assert (row["title"], row["text"]) == ("Graduatoria", "")
    assert titles(store, "%mario%") == []
    a_post(store, item, kind="follow-up", revision=2, headline="Graduatoria di Mario Rossi")
    assert titles(store, "%mario%") == ["Graduatoria di Mario Rossi"]


def test_what_was_taken_back_says_so(store: Store) -> None:
    item = an_item(store)
    a_post(store, item)
    assert not store.archive(mode="all", words="[]", limit=1, skip=0)[0]["taken_back"]
    store.take_back(item_id=item, channel="whatsapp", revision=1, now=NOW)
    assert store.archive(mode="all", words="[]", limit=1, skip=0)[0]["taken_back"]


def test_what_was_only_taken_back_was_never_out(store: Store) -> None:
    item = an_item(store)
    a_post(store, item, sent=0)
    store.take_back(item_id=item, channel="whatsapp", revision=1, now=NOW)
    assert titles(store) == []


def test_a_trial_is_not_in_the_archive_of_the_service(store: Store) -> None:
    a_post(store, an_item(store), mode="testers")
    assert titles(store) == []
    assert titles(store, mode="testers") == ["Fiera"]


def test_every_word_must_be_found_in_any_case(store: Store) -> None:
    a_post(store, an_item(store, "SCUOLE chiuse", text="Per la neve, 100% sicuro."))
    assert titles(store, "%scuol_%", "%neve%") == ["SCUOLE chiuse"]
    assert titles(store, "%scuol_%", "%pioggia%") == []
    assert titles(store, "%100!%%") == ["SCUOLE chiuse"]
    assert titles(store, "%10!%%") == []


def test_pages_follow_each_other_without_a_gap(store: Store) -> None:
    for n in range(15):
        a_post(store, an_item(store, f"n{n}"))
    assert [*titles(store), *titles(store, skip=10)] == [f"n{n}" for n in reversed(range(15))]
    assert titles(store, skip=20) == []


def test_a_connection_that_only_reads_writes_nothing(store: Store) -> None:
    item = an_item(store)
    store.connection.only_read()
    with pytest.raises(Error):
        store.set_setting(name="x", value="1")
    assert store.item(id=item) is not None


def test_the_migration_finds_what_went_out_before_it(store: Store) -> None:
    out = an_item(store, "Uscita")
    a_post(store, out)
    a_post(store, an_item(store, "In attesa"), sent=0)
    taken_back = an_item(store, "Solo ritirata")
    a_post(store, taken_back, sent=0)
    store.take_back(item_id=taken_back, channel="whatsapp", revision=1, now=NOW)
    a_post(store, an_item(store, "Lettera", source="desk"))
    a_post(store, an_item(store, "Esercitazione", exercise="-"))
    store.connection.execute("UPDATE item SET shown_at = NULL")
    for statement in queries.schema(36):
        if "UPDATE item" in statement:
            store.connection.execute(statement)
    assert titles(store) == ["Uscita"]
    shown = store.connection.execute("SELECT title FROM item WHERE shown_at IS NOT NULL").fetchall()
    assert [row[0] for row in shown] == ["Uscita"]
