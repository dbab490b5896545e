"""Without a safeguard the machine fails: here those that show it quickly. For all: `python -m tests.machine`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.machine.safeguards import SAFEGUARDS, search

QUICK = (
    "commit before the call",
    "attempts file before the request",
    "epoch of the lease",
    "nonce in the key",
    "rank of receipts",
    "claim of a quarter second",
    "consent inside the claim",
    "consent again after a standstill",
    "attempt number never reused",
    "what is out is a table",
    "settle after every move",
    "guard of moves",
)
PROOF = Path(__file__).parents[2] / "docs" / "proof.md"


@pytest.mark.full
@pytest.mark.parametrize("name", QUICK)
def test_the_machine_misses_it(name: str) -> None:
    [safeguard] = [one for one in SAFEGUARDS if one.name == name]
    found = search(safeguard, 6_000)
    assert found.by
    assert "Error)" not in found.by  # a defect of the switch itself would prove nothing


def test_the_proof_lists_every_safeguard_and_what_found_it() -> None:
    rows = [
        line.split(" | ") for line in PROOF.read_text(encoding="utf-8").splitlines() if line.startswith("| ")
    ]
    found = {row[0].removeprefix("| "): row[1] for row in rows if len(row) == 4}
    missing = [one.name for one in SAFEGUARDS if found.get(one.name, "nothing").strip("*") == "nothing"]
    assert missing == []
