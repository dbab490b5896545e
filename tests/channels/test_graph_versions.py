"""Warnings come before a version of Meta's Graph API ends."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from channels.graph import warnings
from pipeline.reasons import Reason
from pipeline.words import put


@pytest.mark.parametrize(
    ("version", "day", "words"),
    [
        ("v26.0", "2030-01-01", ""),
        ("v31.0", "2026-11-24", ""),
        ("v25.0", "2026-11-24", ""),
        ("v25.0", "2028-04-29", ""),
        ("v25.0", "2028-04-30", "finisce il 29/07/2028"),
        ("v23.0", "2027-07-11", "finisce il 08/10/2027"),
        ("v24.0", "2028-02-19", "non è più servita da Meta dal 18/02/2028"),
        ("v22.0", "2026-11-24", "non è più servita"),
        ("26", "2026-11-24", "non è più servita"),
    ],
)
def test_a_version_is_told_of_from_three_months_before_its_end(version: str, day: str, words: str) -> None:
    now = datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()
    found = warnings(version, now)
    assert len(found) == bool(words)
    assert words in "".join(put(Reason(one.remark, **one.facts).sentence) for one in found)
