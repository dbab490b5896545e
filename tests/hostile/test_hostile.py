"""`make hostile` in small: whoever attacks, citizens are answered and alerts arrive. Seconds are for the tool alone."""

from __future__ import annotations

import pytest

from tests.hostile import attacks, door, on_run
from tests.town import Town


def test_odd_heads_of_many_feeds_touch_no_other_feed(here: Town) -> None:
    assert on_run.play(here, "odd heads of a feed", 5, leaving=2.0).arrives


@pytest.mark.full
@pytest.mark.parametrize("name", ["texts of a feed", "pictures of a feed"])
def test_hostile_texts_and_pictures_hold_up_neither_alerts_nor_departures(here: Town, name: str) -> None:
    assert on_run.play(here, name, 20).arrives


@pytest.mark.full
@pytest.mark.parametrize("name", ["", *attacks.ATTACKS])
def test_citizens_leave_while_strangers_attack(here: Town, name: str) -> None:
    door.show_picture(here)
    row = door.play(here, name, 1, 20)
    assert (row.left.refused, row.left.still_there) == (0, 0)
    assert row.descriptors < door.DESCRIPTORS
