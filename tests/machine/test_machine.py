"""Claims, answers, receipts in any order, people at a terminal, kills, takeovers and time against a simple model.

The model is the provider's own book (`world.py`): requests that left, were accepted, and their results. The steps are
in `hands.py` and `stories.py`, the checks in `checks.py`.
`HYPOTHESIS_STEPS=100000 pytest tests/machine` takes more steps than the two thousand of every day; on PostgreSQL, where
each takes ten times as long, those are the first six hundred.
"""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.internal.conjecture.providers import HypothesisProvider

from tests.databases import on_postgres
from tests.machine.stories import Stories

pytestmark = pytest.mark.database

STEPS = int(os.environ.get("HYPOTHESIS_STEPS", "600" if on_postgres() else "2000"))
PER_EXAMPLE = 60


def same_everywhere() -> AbstractContextManager[Any]:
    """Let the same seed play the same stories in every process.

    Hypothesis takes one number in twenty from the constants of whatever modules of ours are loaded, and those are
    others in a whole run than in this file's. Our numbers choose among steps and rows: no constant means anything.
    """
    return patch.object(HypothesisProvider, "_maybe_draw_constant", lambda *about, **more: None)


class TestPromise(Stories.TestCase):
    def runTest(self) -> None:
        with same_everywhere():
            super().runTest()


TestPromise.settings = settings(
    max_examples=max(1, STEPS // PER_EXAMPLE),
    stateful_step_count=PER_EXAMPLE,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    # The same steps in every run of the suite; on demand others, and more of them.
    derandomize="HYPOTHESIS_STEPS" not in os.environ,
    # Shrinking replays hundreds of examples: on demand.
    phases=[Phase.generate, *([Phase.shrink] if "SHRINK" in os.environ else [])],
)
