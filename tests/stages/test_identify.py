"""identify: which item an entry is."""

from __future__ import annotations

import pytest

from pipeline.model import Entry, Identity, Known, KnownName
from pipeline.stages.identify import canonical_link, dated_name, identify, names_of, settle


def entry(guid: str = "", link: str = "", title: str = "t", published: float | None = None) -> Entry:
    return Entry(guid, link, title, "", "", published=published)


@pytest.mark.parametrize(
    "other",
    [
        "http://www.comune.example.it/a/b/",
        "https://comune.example.it/a/b",
        "https://COMUNE.example.it/a/b/#top",
        "https://comune.example.it:443/a/b/?utm_source=x&utm_medium=y",
        "https://comune.example.it/a/b?fbclid=1",
    ],
)
def test_spellings_of_one_address_are_one_link(other: str) -> None:
    assert canonical_link(other) == canonical_link("https://www.comune.example.it/a/b/")


@pytest.mark.parametrize(
    "other", ["https://c.example.it/?p=2", "https://c.example.it/x?p=1", "https://d.example.it/?p=1"]
)
def test_different_pages_stay_different(other: str) -> None:
    assert canonical_link(other) != canonical_link("https://c.example.it/?p=1")


def test_a_guid_survives_the_move_to_https() -> None:
    assert names_of(entry("http://c.example.it/?p=1"), "f") == names_of(
        entry("https://www.c.example.it/?p=1"), "f"
    )


def test_without_guid_and_link_title_and_date_serve_within_the_feed() -> None:
    assert names_of(entry(title="A", published=1.0), "f") == names_of(entry(title=" a ", published=1.0), "f")
    assert names_of(entry(title="A", published=1.0), "f") != names_of(entry(title="A", published=2.0), "f")
    assert names_of(entry(title="A", published=1.0), "f") != names_of(entry(title="A", published=1.0), "g")


def test_a_known_link_under_a_new_guid_is_the_same_item() -> None:
    known = {"link:c.example.it/a": 7}
    [one] = identify([entry("new-guid", "https://c.example.it/a")], "f", Identity.AUTO, Known(known))
    assert one.item == 7


def test_where_guid_and_link_disagree_the_guid_wins() -> None:
    known = {"guid:g": 1, "link:c.example.it/a": 2}
    [one] = identify([entry("g", "https://c.example.it/a")], "f", Identity.AUTO, Known(known))
    assert one.item == 1


def test_of_several_entries_of_one_item_the_first_stays() -> None:
    entries = [entry("g", title="first"), entry("g", title="second"), entry("h", title="other")]
    assert [one.entry.title for one in identify(entries, "f", Identity.AUTO, Known())] == ["first", "other"]


def test_two_entries_known_as_one_item_by_different_names_are_one() -> None:
    known = {"guid:g": 1, "link:c.example.it/a": 1}
    found = identify([entry("g"), entry("h", "https://c.example.it/a")], "f", Identity.AUTO, Known(known))
    assert [one.item for one in found] == [1]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([entry("a", "https://c.it/a"), entry("b", "https://c.it/b")], Identity.AUTO),
        ([entry("0", "https://c.it/a"), entry("0", "https://c.it/b")], Identity.LINK),
        ([entry("0", "https://c.it", "A"), entry("0", "https://c.it", "B")], Identity.TITLE),
        ([entry("", "https://c.it", "A"), entry("", "https://c.it", "B")], Identity.TITLE),
        ([entry("", "https://c.it/a", "A"), entry("", "https://c.it/b", "A")], Identity.AUTO),
        # Listed twice, and retitled the second time.
        ([entry("g", "https://c.it/a", "A", 1.0), entry("g", "https://c.it/a", "A bis", 1.0)], Identity.AUTO),
        # Different guids at one address: the guids still name them.
        ([entry("g", "https://c.it", "A"), entry("h", "https://c.it", "B")], Identity.AUTO),
    ],
)
def test_names_that_stand_for_several_items_are_trusted_no_more(
    entries: list[Entry], expected: Identity
) -> None:
    identity, why = settle(entries, Identity.AUTO)
    assert (identity, bool(why)) == (expected, expected is not Identity.AUTO)


def test_what_config_says_of_identity_is_not_weakened_but_by_links_that_name_nothing() -> None:
    shared = [entry("0", "https://c.it/a"), entry("0", "https://c.it/b")]
    assert settle(shared, Identity.GUID) == (Identity.GUID, None)
    assert settle(shared, Identity.LINK) == (Identity.LINK, None)


def test_a_renamed_item_is_found_by_title_and_date_unless_the_known_one_is_still_there() -> None:
    renamed = entry("new", "https://new.it/a", "Ponte chiuso", 100.0)
    known = Known({dated_name(renamed): 7})
    assert [one.item for one in identify([renamed], "f", Identity.AUTO, known)] == [7]
    still = entry("old", "https://c.it/a", "Ponte chiuso", 100.0)
    known = Known({dated_name(renamed): 7, "guid:old": 7})
    assert [one.item for one in identify([renamed, still], "f", Identity.AUTO, known)] == [None, 7]


@pytest.mark.parametrize(
    ("title", "published", "item"),
    [
        ("Ponte chiuso", 999.0, 7),  # re-dated
        ("Ponte riaperto", 100.0, 7),  # retitled
        ("Ponte riaperto", 999.0, None),  # the page may have been used for other news
    ],
)
def test_a_known_address_under_a_new_guid_is_the_known_item_if_title_or_date_agree(
    title: str, published: float, item: int | None
) -> None:
    known = Known({"link:c.it/a": 7}, {7: KnownName("Ponte chiuso", 100.0, has_guid=True)})
    [one] = identify([entry("new", "https://c.it/a", title, published)], "f", Identity.AUTO, known)
    assert (one.item, bool(one.doubt)) == (item, item is None)


def test_an_address_known_without_a_guid_is_the_item_whatever_else_changes() -> None:
    known = Known({"link:c.it/a": 7}, {7: KnownName("Ponte", 100.0, has_guid=False)})
    [one] = identify([entry("new", "https://c.it/a", "Altro", 999.0)], "f", Identity.AUTO, known)
    assert one.item == 7
