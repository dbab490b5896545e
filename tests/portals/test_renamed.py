"""A category that the portal renames is noticed, and the line of config.yaml is named."""

from __future__ import annotations

import json

import pytest

from pipeline.portals.renamed import ABSENT, by_name
from tests.town import Town

NOW = 1_795_500_000.0
DAY = 86400.0


def test_items_under_another_category_are_noticed_until_the_line_is_changed(here: Town) -> None:
    items = [here.stage.publish(f"Avviso {n}", "Testo.", categories=["Avvisi"]) for n in range(3)]
    here.tick()
    for item in items:
        here.stage.edit(item["id"], categories=["Avvisi ai cittadini"])
    here.tick()
    text = (here.folder / "config.yaml").read_text(encoding="utf-8").split("\n")
    line = next(
        n for n, one in enumerate(text, 1) if one.strip().startswith("service: [") and "Avvisi" in one
    )
    said = f"il portale sembra chiamare «avvisi» ora «Avvisi ai cittadini»: scriverlo in config.yaml:{line}: "
    for command in ("status", "check"):
        assert said in here.call(command).stdout
    here.change(r'service: \["?Avvisi"?', 'service: ["Avvisi ai cittadini"')
    assert "sembra chiamare" not in here.call("status").stdout


def test_one_item_that_changes_its_category_renames_nothing(here: Town) -> None:
    items = [here.stage.publish(f"Avviso {n}", "Testo.", categories=["Avvisi"]) for n in range(3)]
    here.tick()
    for item in items[:2]:
        here.stage.edit(item["id"], categories=["Cultura"])  # the third is still under the old one
    here.tick()
    assert "sembra chiamare" not in here.call("status").stdout


def rows(*seen: tuple[str, float]) -> list[dict[str, object]]:
    """Items: their category, and how many days ago they were seen."""
    return [{"categories": json.dumps([name]), "first_seen_at": NOW - days * DAY} for name, days in seen]


OLD = (("Allerta", 60.0), ("Allerta", 50.0), ("Allerta", 40.0))


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        ((*OLD, ("Allerte meteo", 3.0)), [("allerta", "Allerte meteo")]),
        ((*OLD, ("Cultura", 3.0)), []),  # sounds like nothing
        ((*OLD, ("Allerte meteo", 45.0)), []),  # was there beside it
        ((*OLD, ("Allerta", 2.0), ("Allerte meteo", 1.0)), []),  # not absent for long
        ((("Allerta", 60.0), ("Allerte meteo", 3.0)), []),  # hardly known
    ],
)
def test_a_name_tells_where_the_old_one_was_not_seen_for_long(
    seen: tuple[tuple[str, float], ...], found: list[tuple[str, str]]
) -> None:
    assert ABSENT < 40 * DAY
    assert list(by_name(rows(*seen), frozenset({"allerta"}), NOW)) == found  # type: ignore[arg-type]
