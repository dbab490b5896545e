"""The titles of late, read once in a poll: they are always those that the store has at this moment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.model import Change, Decision, Entry, Identified, Identity, Lane
from pipeline.stages.decide.known import LATELY, Titles, known_of
from pipeline.store import Store
from tests.databases import open_store

NOW = 1_795_500_000.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    here = open_store(tmp_path / "store.db")
    yield here
    here.close()


def item(store: Store, title: str, *, ago: float = 0.0) -> int:
    made = int(
        store.insert_item(
            source="portal",
            title=title,
            summary="",
            text="",
            link="",
            image="",
            image_alt="",
            place="",
            category="",
            categories="[]",
            lane=Lane.NEWS,
            published_at=NOW,
            now=NOW - ago,
            revision=1,
            content_hash="",
            withdrawn_at=None,
            phase="",
        )
    )
    store.insert_alias([{"name": f"guid:portal {made}", "item_id": made}])
    return made


def rename(store: Store, titles: Titles, number: int, title: str) -> None:
    """An edit of the item, as a poll stores it."""
    store.connection.execute(f"UPDATE item SET title = '{title}' WHERE id = {number}")
    one = Identified(entry(title), (), number)
    titles.rename([Decision(one, Change.EDITED, 2, "", Lane.NEWS, "", ())])


def entry(title: str) -> Entry:
    return Entry("9", "", title, "", "")


def namesakes(store: Store, titles: Titles, title: str) -> list[int]:
    found = known_of(store, [entry(title)], "portal", Identity.AUTO, titles).namesakes
    return list(found.get(title.casefold(), ()))


def test_the_newest_comes_first(store: Store) -> None:
    first, second = item(store, "Mercato", ago=60.0), item(store, "MERCATO")
    assert namesakes(store, Titles(NOW), "Mercato") == [second, first]


def test_what_was_made_since_is_found(store: Store) -> None:
    titles = Titles(NOW)
    assert namesakes(store, titles, "Mercato") == []
    made = item(store, "Mercato")
    assert namesakes(store, titles, "Mercato") == [made]


def test_an_item_has_the_title_of_its_last_edit_alone(store: Store) -> None:
    titles, made = Titles(NOW), item(store, "Mercato")
    assert namesakes(store, titles, "Mercato") == [made]
    rename(store, titles, made, "Fiera")
    assert namesakes(store, titles, "Mercato") == []
    assert namesakes(store, titles, "Fiera") == [made]


def test_an_item_whose_names_another_one_has_taken_is_no_namesake(store: Store) -> None:
    titles, old = Titles(NOW), item(store, "Allerta")
    assert namesakes(store, titles, "Allerta") == [old]
    new = item(store, "Allerta")
    store.take_names_over(replaced=old, item_id=new)
    assert namesakes(store, titles, "Allerta") == [new]


def test_an_edit_does_not_make_an_old_item_one_of_late(store: Store) -> None:
    titles, old = Titles(NOW), item(store, "Mercato", ago=LATELY + 1)
    assert namesakes(store, titles, "Mercato") == []
    rename(store, titles, old, "Fiera")
    assert namesakes(store, titles, "Fiera") == []
