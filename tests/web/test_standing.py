"""What stands on top of the public pages: alerts, from the texts that went out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.alert import Alert
from pipeline.clock import Clock
from pipeline.desk.told import Told
from pipeline.settings.folder import lay_out
from pipeline.settings.reader import load
from pipeline.web.layout import Site
from pipeline.web.public import standing

NOW, HOUR = 1_795_500_000.0, 3600.0
ORANGE = Told(
    12, 1, NOW - HOUR, "Allerta arancione", "Piene.", "", alert=Alert.ORANGE, begins=NOW, until=NOW + 5 * HOUR
)
WATER = Told(20, 1, NOW - 2 * HOUR, "Acqua non potabile", "Non bere.", "", alert=Alert.DANGER)


class At(Clock):
    def time(self) -> float:
        return NOW


@pytest.fixture
def site(tmp_path: Path) -> Site:
    lay_out(tmp_path)
    return Site(load(tmp_path), At(), None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        ([ORANGE], [("Allerta arancione", NOW + 5 * HOUR, True)]),
        ([WATER], [("Acqua non potabile", None, True)]),  # a day is our guess: the page does not say it
        ([WATER, ORANGE], [("Allerta arancione", NOW + 5 * HOUR, True), ("Acqua non potabile", None, True)]),
        ([replace(ORANGE, alert=Alert.YELLOW)], [("Allerta arancione", NOW + 5 * HOUR, False)]),
        ([ORANGE, replace(ORANGE, item=13, at=NOW - 60, title="Revocata", ends=True, follows=12)], []),
        ([replace(ORANGE, until=NOW - 1)], []),
        ([replace(WATER, at=NOW - 25 * HOUR)], []),
        (
            [
                ORANGE,
                replace(
                    ORANGE, revision=2, at=NOW - 60, title="Allerta arancione fino alle 20", until=NOW + HOUR
                ),
            ],
            [("Allerta arancione fino alle 20", NOW + HOUR, True)],
        ),
    ],
    ids=["one", "without an end", "two", "yellow", "ended", "over", "a day old", "prolonged"],
)
def test_what_is_in_force(
    site: Site,
    texts: list[Told],
    shown: list[tuple[str, float | None, bool]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(standing, "told", lambda store, config, now: texts)
    found = standing.alerts_in_force(site, None)  # type: ignore[arg-type]
    assert [(one.title, one.until, one.is_grave) for one in found] == shown
