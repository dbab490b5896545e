"""Zones by the places that an item names: narrowing loses people, so in doubt an item is the whole town's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.model import Entry
from pipeline.settings.street_names import street_key
from pipeline.stages.decide.places import Places
from pipeline.stages.decide.zoned import zoned

STREETS = {
    "Via Roma": ("centro",),
    "Piazza Giuseppe Garibaldi": ("centro",),
    "Viale Trento": ("borgo",),
    "Via XX Settembre": ("borgo",),
    "Via Cavour": ("centro", "borgo"),
    "Strada Provinciale 12": ("correggioli",),
    "Via San Lorenzo": ("comuna",),
}
PLACES = Places(
    {
        "centro": ("Centro",),
        "borgo": ("Borgo San Rocco",),
        "correggioli": ("Correggioli",),
        "comuna": ("Comuna Bellis",),
    },
    {street_key(street): zones for street, zones in STREETS.items()},
    frozenset({"comune", "di", "ostiglia"}),
)
LABELLED = Path(__file__).with_name("places_labelled.txt")


def entry(title: str, text: str = "", *categories: str) -> Entry:
    return Entry("g", "https://c.example.it/1", title, "", text, categories, 0.0)


def zones(title: str, text: str = "", *categories: str, places: Places = PLACES) -> set[str]:
    return set(zoned(entry(title, text), categories, places).zones)


def labelled(part: str) -> list[tuple[str, str, set[str]]]:
    [lines] = re.findall(rf"^\[{part}\]\n(.*?)(?=^\[|\Z)", LABELLED.read_text(), re.M | re.S)
    rows = [[cell.strip() for cell in line.split("|")] for line in lines.splitlines() if line]
    return [(title, text, set(named.split()) - {"-"}) for title, text, named in rows]


def lost(title: str, text: str, meant: set[str]) -> bool:
    """Whether somebody whom it concerns would not get it."""
    found = zones(title, text)
    return bool(found) and (not meant or not meant <= found)


@pytest.mark.parametrize("part", ["tuned", "held out"])
def test_nobody_loses_an_item_by_its_words(part: str) -> None:
    assert [row for row in labelled(part) if lost(*row)] == []


@pytest.mark.parametrize(("part", "share"), [("tuned", 0.95), ("held out", 0.85)])
def test_most_items_of_a_place_are_recognised(part: str, share: float) -> None:
    local = [row for row in labelled(part) if row[2]]
    found = [row for row in local if zones(*row[:2]) == row[2]]
    assert len(local) >= 20
    assert len(found) >= share * len(local), [row for row in local if row not in found]


@pytest.mark.parametrize(
    "written",
    [
        "Via Roma", "via roma", "VIA ROMA", "V. Roma", "v.Roma", "via Roma n. 5", "via Roma, 12", "Roma (via)",
    ],
)  # fmt: skip
def test_a_street_is_one_in_all_its_spellings(written: str) -> None:
    known = Places(
        {"centro": ()}, {street_key(written.partition(" n.")[0].partition(", 12")[0]): ("centro",)}
    )
    assert zones("Lavori in via Roma", places=known) == {"centro"}
    if "(" not in written:
        assert zones(f"Lavori in {written}") == {"centro"}


@pytest.mark.parametrize(
    "written", ["P.zza Garibaldi", "P.za G. Garibaldi", "PIAZZA GARIBALDI", "piazza Giuseppe Garibaldi"]
)
def test_a_street_is_known_by_its_last_name_too(written: str) -> None:
    assert zones(f"Chiusa {written} per lavori") == {"centro"}


def test_a_street_of_two_zones_is_of_both_and_two_places_are_of_all_their_zones() -> None:
    assert zones("Lavori in via Cavour") == {"centro", "borgo"}
    assert zones("Lavori in via Roma angolo viale Trento, e a Correggioli") == {
        "centro",
        "borgo",
        "correggioli",
    }


def test_a_category_counts_and_words_only_add_to_it() -> None:
    assert zones("Titolo", "", "Correggioli") == {"correggioli"}
    assert zones("Lavori in via Roma", "", "Correggioli") == {"centro", "correggioli"}
    assert zones("Lavori in via Sconosciuta", "", "Correggioli") == {"correggioli"}


def test_it_tells_by_which_words() -> None:
    by = zoned(entry("Lavori in v.le Trento", "", "Centro"), ("Centro",), PLACES).by
    assert by == (("centro", "Centro"), ("borgo", "viale Trento"))


def test_a_town_without_zones_reads_no_places() -> None:
    assert zoned(entry("Lavori a Correggioli"), (), Places()).zones == ()
