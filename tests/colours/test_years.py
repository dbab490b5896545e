"""Years of bulletins for twenty zones, replayed: each change once, nothing stale, never a guess.

Two months of them here; `FULL=1`: six years, as long as the real archive.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from pipeline import model
from pipeline.colour import ColourPlace, Hazard, Key, KnownColour, Reading
from pipeline.model import Source
from pipeline.stages.decide.colours import outlook
from pipeline.stages.parse.parse import parse
from tests.colours.archive import ZONES, Document, bulletins, hours
from tests.colours.judge import Told, expected_of_bulletins, expected_of_hours, faults

ROME = ZoneInfo("Europe/Rome")
FULL = bool(os.environ.get("FULL"))
DAYS = 6 * 365 if FULL else 61
FIRST = date(2024, 10, 1)  # the clock changes on the 27th, and in a year twice
RISKS = {Hazard.HYDRAULIC: "idraulico", Hazard.STORMS: "temporali", Hazard.HYDROGEOLOGICAL: "idrogeologico"}


class Replay:
    """What the program says as it reads one document after another, for one council."""

    def __init__(self, place: ColourPlace) -> None:
        self.place = place
        self.told: list[Told] = []
        self._known: dict[Key, KnownColour] = {}

    def read(self, documents: Sequence[Document], name: Callable[[Reading], tuple[str, str]]) -> None:
        """The documents of one poll."""
        found: list[Reading] = []
        for one in documents:
            parsed = parse(model.Document(one.body, one.url, ROME, source=Source.COLOURS, about=self.place))
            found += parsed.colours.found
        at = documents[0].at
        yesterday = datetime.fromtimestamp(at - 86400, ROME).date().isoformat()
        known = {
            key: one for key, one in self._known.items() if one.reading.day >= yesterday
        }  # as the store forgets
        seen = outlook(known.values(), found, at)
        self._known = known | {one.key: one for one in seen.known}
        for change in seen.changes:
            zone, risk = name(change.known.reading)
            self.told.append(Told(at, zone, risk, change.known.reading.day, change.colour.level))


def polls(documents: Iterable[Document]) -> Iterable[list[Document]]:
    """The documents by the poll that fetched them."""
    together: list[Document] = []
    for one in documents:
        if together and together[0].at != one.at:
            yield together
            together = []
        together.append(one)
    if together:
        yield together


@pytest.mark.parametrize("seed", [1, 2] if FULL else [1])
def test_years_of_bulletins_for_twenty_zones(seed: int) -> None:
    archive = list(bulletins(seed, FIRST, DAYS))
    told: list[Told] = []
    for code, _, council in ZONES:
        replay = Replay(ColourPlace("bulletin", "", "", f"Comune di {council}"))
        for documents in polls(archive):
            replay.read(documents, lambda reading, zone=code: (zone, RISKS[reading.hazard]))  # type: ignore[misc]
        told += replay.told
    expected = expected_of_bulletins(archive)
    assert len(expected) > 10 * DAYS
    assert faults(told, expected) == []


@pytest.mark.parametrize("seed", range(5 if FULL else 2))
def test_a_year_of_hours(seed: int) -> None:
    archive = list(hours(seed, FIRST, DAYS))
    replay = Replay(ColourPlace("allertalom", "020038"))
    for document in archive:
        replay.read([document], lambda reading: ("", ""))
    expected = expected_of_hours(archive)
    assert len(expected) > DAYS // 10
    assert faults(replay.told, expected) == []


def test_the_judge_finds_what_is_missing_doubled_or_stale() -> None:
    archive = list(bulletins(3, FIRST, 10))
    expected = expected_of_bulletins(archive)
    assert faults(expected, expected) == []
    assert len(faults(expected[1:], expected)) == 1
    assert len(faults([*expected, expected[0]], expected)) == 1
    late = replace(expected[0], at=expected[0].at + 3 * 86400)
    assert len(faults([late, *expected[1:]], expected)) == 3
