"""Without a safeguard the machine fails: those that it misses quickly. All of them: `python -m tests.machine`."""

from __future__ import annotations

import pytest

from tests.machine.safeguards import SAFEGUARDS, search

QUICK = (
    "commit before the call",
    "attempts file before the request",
    "lock of the attempts file",
    "what is out is a table",
    "settle after every move",
)


@pytest.mark.parametrize("name", QUICK)
def test_the_machine_misses_it(name: str) -> None:
    [safeguard] = [one for one in SAFEGUARDS if one.name == name]
    found = search(safeguard, 600)
    assert found.by
    assert "Error)" not in found.by  # a defect of the switch itself would prove nothing
