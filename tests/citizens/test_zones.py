"""Zones by a list that citizens tap, page by page: the answer to ZONE, and the welcome. The written word works too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from channels._subscribers.choices import OwnWords
from channels._subscribers.commands import Command, command, read
from channels._subscribers.shown import zones_on
from channels.subscribers import Applied, Subscribers
from pipeline.citizens.subscribers import choice_of
from tests.citizens.door import NOW, Desk, element, open_desk, posted
from tests.town import Town, number, until

MANY = tuple(f"frazione {n}" for n in range(1, 24))
OWN = OwnWords(zones=("centro", "borgo san rocco di sotto il ponte"), languages=("it", "en"))


@pytest.fixture
def zoned(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as at:
        yield replace(at, door=Subscribers(at.stored, own=OWN))


def zones(at: Desk) -> frozenset[str]:
    row = at.store.subscriber(id=1)
    assert row is not None
    return choice_of(row).zones


@pytest.mark.parametrize(
    "text", ["ZONA", "zone", "Zone?", "scegli la zona", "quali frazioni ci sono", "zones", "choose my zone"]
)
def test_who_asks_for_the_zones_gets_them(text: str) -> None:
    assert (read(text, OWN).command, read(text, OWN).page) == (Command.ZONES, 1)
    assert command(text) is not Command.ZONES  # where there are none


def test_a_zone_by_its_name_and_talk_about_zones_stay_what_they_are() -> None:
    assert command("zona centro", OWN) is Command.PICK
    assert command("in zona stazione c'è un incidente", OWN) is Command.OTHER
    assert (read("ZONE 2", OWN).command, read("zone 2", OWN).page) == (Command.ZONES, 2)


def test_more_than_ten_zones_are_paged_and_each_is_on_one_page() -> None:
    own, page, seen = OwnWords(zones=MANY), 1, list[str]()
    while page:
        shown = zones_on(own, page)
        rows = shown["zone_rows"]
        assert isinstance(rows, list)
        assert 0 < len(rows) + bool(shown["next_zones"]) <= 10
        seen += rows
        following = shown["next_zones"]
        assert following is None or isinstance(following, int)
        page = following or 0
    assert tuple(seen) == MANY
    assert zones_on(own, 99) == zones_on(own, 1) == zones_on(own, 0)  # a page that there is not
    assert zones_on(OwnWords(zones=MANY[:10]), 1) == {"zone_rows": list(MANY[:10]), "next_zones": None}


def row(id_: str, title: str) -> dict[str, object]:
    """A tap on a row, as Meta posts it."""
    told = {"type": "list_reply", "list_reply": {"id": id_, "title": title, "description": ""}}
    return {
        **element(""),
        "id": f"wamid.{id_}",
        "type": "interactive",
        "interactive": told,
        "context": {"from": "393330000002", "id": "wamid.ours"},
    }


def test_a_tapped_row_is_a_choice_also_where_its_title_is_cut(zoned: Desk) -> None:
    zoned.says("iscrivimi")
    zoned.hears(posted(row("centro", "Centro")), at=NOW + 1)
    zoned.hears(posted(row("borgo san rocco di sotto il ponte", "Borgo San Rocco Di Sott…")), at=NOW + 2)
    assert zones(zoned) == frozenset(OWN.zones)
    assert zoned.replies() == ["benvenuto", "scelta", "scelta"]


def test_a_tapped_page_is_the_next_list(zoned: Desk) -> None:
    zoned.says("iscrivimi")
    zoned.hears(posted(row("ZONE 2", "Altre zone")), at=NOW + 1)
    assert (zones(zoned), zoned.replies()) == (frozenset(), ["benvenuto", "zone"])


def test_who_is_not_subscribed_is_told_how_and_consents_to_nothing_by_a_tap(zoned: Desk) -> None:
    assert (zoned.says("zone"), zoned.replies()) == (Applied.ANSWERED, ["zone"])
    zoned.hears(posted(row("centro", "Centro")), at=NOW + 1)
    assert (zoned.states(), zoned.replies()) == (["guest"], ["zone", "non_iscritto"])


def test_a_citizen_chooses_by_the_lists_of_the_real_service(here: Town) -> None:
    """Over HTTP from one end to the other: the list as Meta documents it, the tap as its webhook posts it."""
    listed = ", ".join(f"{zone}: [{zone}]" for zone in MANY)
    here.change(r"^zones: .*", f"zones: {{{listed}}}")
    citizen, got = number(1), 0

    def answer() -> dict[str, Any]:
        nonlocal got
        got += 1
        until(lambda: len(here.stage.phones().get(citizen, ())) == got)
        return here.stage.phones()[citizen][-1]

    with here.serving():
        here.stage.write([citizen], "iscrivimi")
        assert answer()["opens"] == "Scegli la zona"
        for title in ("Altre zone", "Altre zone", "Frazione 23"):
            here.stage.tap(citizen, title)
            last = answer()
        assert "zona frazione 23" in last["text"]
        here.stage.write([citizen], "frazione 2")  # the written word
        assert "zona frazione 2, frazione 23" in answer()["text"]
        here.stage.write([citizen], "livatimi di sta cosa")
        asked = answer()
        assert (asked["opens"], asked["rows"]) == ("", [["CANCELLAMI"] * 2, ["AIUTO"] * 2])
        here.stage.tap(citizen, "CANCELLAMI")
        assert "Cancellazione confermata" in answer()["text"]
