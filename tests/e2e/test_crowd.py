"""The first days: 180 join within an hour, then a thousand; a citizen who leaves in mid-broadcast gets no more."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.e2e.crowd import broadcast_while_leaving, citizens, join
from tests.town import town

RATE = 100  # so slow that on a busy machine, too, many leave before their turn


@pytest.mark.full
@pytest.mark.timeout(600)
def test_a_crowd_is_welcomed_once_each_and_who_leaves_in_mid_broadcast_gets_nothing_more(
    tmp_path: Path,
) -> None:
    with town(tmp_path / "town", rate=RATE) as here:
        here.tick()
        with here.serving():
            everybody = citizens(1180)
            assert join(here, everybody[:180], 60).otherwise == 0
            assert join(here, everybody[180:], 120).otherwise == 0
            left = broadcast_while_leaving(here, everybody, random.Random(5), RATE)
        assert left.left == 236
        assert left.spared > 20, "nobody left before their turn: the test shows nothing"
        assert (left.late, left.missing, left.twice) == (0, 0, 0), left
        kept = here.rows("SELECT count(*) FROM subscriber WHERE phone IS NOT NULL")
        assert kept == [(1180 - 236,)]
