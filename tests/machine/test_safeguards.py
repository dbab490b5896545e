"""Without a safeguard the machine fails: here those that show it quickly. For all: `python -m tests.machine`."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model import Lane
from tests.machine.safeguards import RECEIPT_IN_A_CHASE, SAFEGUARDS, Safeguard, search
from tests.machine.stories import Stories
from tests.machine.world import WITH_PATH

pytestmark = pytest.mark.database

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


@pytest.mark.parametrize("safeguard", SAFEGUARDS, ids=lambda one: one.name)
def test_every_safeguard_can_still_be_taken_away(safeguard: Safeguard) -> None:
    with safeguard.off():
        pass


@pytest.mark.full
@pytest.mark.parametrize("name", QUICK)
def test_the_machine_misses_it(name: str) -> None:
    [safeguard] = [one for one in SAFEGUARDS if one.name == name]
    found = search(safeguard, 6_000)
    assert found.by
    assert "Error)" not in found.by  # a defect of the switch itself would prove nothing


def chased(first: str) -> None:
    """An alert is to go by another path when the phone is on again, staff take it back, or the citizen leaves."""
    machine = Stories()
    try:
        machine.publish(Lane.EMERGENCY, picture=False)
        machine.reached_while_the_chase_waits(first)
        assert first == "retraction" or len(machine.world.texts) >= WITH_PATH - 1  # the others are chased
        machine.the_chase_goes_only_where_it_should()
        machine.no_alert_is_chased_after_it_was_stopped()
    finally:
        machine.world.close()


@pytest.mark.parametrize("first", ["receipt", "retraction", "departure"])
def test_a_chase_asks_at_its_claim_who_still_needs_it(first: str) -> None:
    chased(first)


def test_without_that_a_citizen_gets_an_alert_by_both_paths() -> None:
    with RECEIPT_IN_A_CHASE.off(), pytest.raises(AssertionError):
        chased("receipt")


def test_the_proof_lists_every_safeguard_and_what_found_it() -> None:
    rows = [
        line.split(" | ") for line in PROOF.read_text(encoding="utf-8").splitlines() if line.startswith("| ")
    ]
    found = {row[0].removeprefix("| "): row[1] for row in rows if len(row) == 4}
    missing = [one.name for one in SAFEGUARDS if found.get(one.name, "nothing").strip("*") == "nothing"]
    assert missing == []
