"""`make hostile` in small: whoever attacks, citizens are answered and alerts arrive. Seconds are for the tool alone."""

from __future__ import annotations

import pytest

from tests.hostile import attacks, door, feeds
from tests.town import Town


def test_odd_heads_of_many_feeds_touch_no_other_feed(here: Town) -> None:
    assert feeds.play(here, "odd heads of a feed").holds


@pytest.mark.full
@pytest.mark.parametrize("name", ["", *attacks.ATTACKS])
def test_citizens_leave_while_strangers_attack(here: Town, name: str) -> None:
    door.show_picture(here)
    row = door.play(here, name, 1, 20)
    assert (row.refused, row.still_there) == (0, 0)
    assert row.descriptors < door.DESCRIPTORS
