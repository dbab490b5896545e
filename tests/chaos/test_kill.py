"""The worst failures: `run` is killed at any moment, and its connections are."""

from __future__ import annotations

import random

import pytest

from tests.chaos.city import assert_once_or_uncertain, run_until_done
from tests.town import Town


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.full)])
def test_killed_at_random_points_while_serve_stays_up(city: Town, seed: int) -> None:
    with city.serving():
        item = city.stage.publish("Avviso a tutti", "Testo.")
        killed = run_until_done(city, random.Random(seed))
        assert killed >= 4
        assert_once_or_uncertain(city, item["link"])


def test_a_connection_cut_after_acceptance_is_never_sent_again(city: Town) -> None:
    city.stage.fault("cut_after", count=None, share=0.02)
    with city.serving():
        item = city.stage.publish("Avviso a tutti", "Testo.")
        run_until_done(city, random.Random(6), hit=2)
        assert_once_or_uncertain(city, item["link"])
