"""What the month costs, in words for staff."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.money.budget import Month, euro
from pipeline.staff.words import standing


def month_lines(month: Month) -> Iterator[str]:
    """The same for a person at a terminal, in Italian."""
    of = f" su {euro(month.budget)}" if month.budget else " (nessun limite impostato)"
    yield f"Spesa del mese: {euro(month.spent)} spesi, {euro(month.committed)} impegnati{of}"
    yield f"Risposte gratuite rimaste questo mese: {month.free_left}"
    if month.over:
        yield f"BILANCIO: {standing(month.over)}"
