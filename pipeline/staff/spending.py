"""The costs of the month, in words for staff."""

from __future__ import annotations

from collections.abc import Iterator

from channels.sentence import Sentence
from pipeline.money.budget import Month
from pipeline.words import euro, say


def month_lines(month: Month) -> Iterator[str]:
    """The costs of a month, line by line, for a person at a terminal."""
    limit = (
        Sentence(" of {budget}", budget=euro(month.budget)) if month.budget else Sentence(" (no limit set)")
    )
    sums = {"spent": euro(month.spent), "committed": euro(month.committed - month.spent)}
    yield say("This month: {spent} spent, {committed} set apart{limit}", limit=limit, **sums)
    yield say("Free replies left this month: {n}", n=month.free_left)
