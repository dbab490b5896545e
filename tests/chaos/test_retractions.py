"""An alert that is taken back while it is being sent, and killed: see `retractions.py`, which plays more and larger."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.retractions import play


@pytest.mark.parametrize("seed", [2, *(pytest.param(seed, marks=pytest.mark.full) for seed in range(3, 8))])
def test_who_got_the_alert_gets_the_correction_and_nobody_else(tmp_path: Path, seed: int) -> None:
    verdict = play(tmp_path / "town", seed, citizens=300, rate=80)
    assert verdict.wrong == []
    assert verdict.told > 0
