"""decide: what speaks against a new entry, by its place in the feed and by the number of new ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model import Action, Entry, Identified
from pipeline.reasons import Code
from pipeline.settings.values import Safety
from pipeline.stages.decide.decide import decide
from pipeline.stages.decide.view import View
from tests.stages.test_decide import DAY, NOW, VIEW, entry, known, outcome

WATCHED = replace(VIEW, read_at=NOW - 300)
OLD, RECENT = 9.0, 0.1  # days


def dated(n: int, days: float | None, *categories: str) -> Entry:
    one = entry(n, *categories)
    return replace(one, published=None if days is None else NOW - days * DAY)


def seen(*entries: Entry | tuple[int, Entry], view: View) -> dict[str, tuple[Action, Code]]:
    """The outcomes of new entries, by title. An entry of a known item comes with its id."""
    found = [
        Identified(e, (e.guid,), None) if isinstance(e, Entry) else Identified(e[1], (e[1].guid,), e[0])
        for e in entries
    ]
    items = {one.item: replace(known(one.entry), id=one.item) for one in found if one.item}
    decisions = [one for one in decide(found, items, view) if one.identified.item is None]
    return {one.identified.entry.title: (outcome(one)[0], outcome(one)[1].code) for one in decisions}


def shown(*items: int, **fields: object) -> View:
    return replace(WATCHED, shown=items, **fields)  # type: ignore[arg-type]


A, B, C = ((n, dated(n, n / 10)) for n in (1, 2, 3))
PUBLISH, HOLD = (Action.PUBLISH, Code.NEW), Action.HOLD


@pytest.mark.parametrize(
    ("entries", "view", "expected"),
    [
        # Above the known ones: it has just appeared, whatever its date.
        ((dated(9, OLD), A, B, C), shown(1, 2, 3), (HOLD, Code.BACK_DATED)),
        ((dated(9, OLD), A, B), shown(1, 2, 3), (HOLD, Code.BACK_DATED)),  # the last was pushed out
        ((dated(8, RECENT), dated(9, OLD), A, B, C), shown(1, 2, 3), (HOLD, Code.BACK_DATED)),
        (
            (dated(8, RECENT), dated(9, OLD), (1, dated(1, 20.0))),
            shown(1),
            (Action.SKIP, Code.STALE),
        ),  # by its date
        ((dated(9, None), A, B, C), shown(1, 2, 3), PUBLISH),
        (
            (dated(9, OLD), A, C),
            shown(1, 2, 3),
            (Action.SKIP, Code.STALE),
        ),  # one is gone: this may have moved up
        ((A, dated(9, OLD), B, C), shown(1, 2, 3), (Action.SKIP, Code.STALE)),
        ((dated(9, OLD), C, B, A), shown(3, 2, 1), (Action.SKIP, Code.STALE)),  # the oldest stands first here
        ((dated(9, OLD), A, B), replace(WATCHED, shown=None), (HOLD, Code.BACK_DATED)),
        (
            (dated(9, OLD), A, B, C),
            shown(1, 2, 3, read_at=NOW - 10 * DAY),
            (Action.SKIP, Code.STALE),
        ),  # an outage
        # Below the known ones.
        ((A, B, dated(9, None)), shown(1, 2, 3), (HOLD, Code.SLID_IN)),
        ((A, B, dated(9, OLD)), shown(1, 2, 3), (Action.SKIP, Code.STALE)),
        ((A, B, dated(9, RECENT)), shown(1, 2, 3), PUBLISH),
        ((A, dated(9, None), B), shown(1, 2, 3), PUBLISH),  # under one that is kept on top
        ((dated(9, None),), shown(), PUBLISH),
        # Beside an emergency of this reading, which is known already.
        ((A, dated(9, None)), shown(just_stored=frozenset({1})), PUBLISH),
        # The first reading was damaged: what it lacked is no news, what has come above it is.
        ((A, B, dated(9, RECENT)), replace(VIEW, partial=True), (Action.SKIP, Code.BASELINE)),
        ((dated(9, RECENT), A, B), replace(VIEW, partial=True), PUBLISH),
        ((dated(9, RECENT),), replace(VIEW, partial=True), (Action.SKIP, Code.BASELINE)),
    ],
)
def test_a_new_entry_by_its_place(
    entries: tuple[Entry | tuple[int, Entry], ...], view: View, expected: tuple[Action, Code]
) -> None:
    assert seen(*entries, view=view)["Titolo 9"] == expected


@pytest.mark.parametrize(
    ("recent", "old", "kept", "before", "held"),
    [
        (5, 5, 0, 10, True),  # a small council's migration
        (1, 9, 0, 10, True),
        (3, 0, 0, 3, True),
        (4, 4, 2, 10, True),  # two have kept a name
        (3, 0, 2, 5, False),  # a busy day
        (2, 0, 0, 2, False),  # too few to tell
        (4, 0, 0, 0, False),  # the feed was empty
        (1, 8, 3, 10, False),  # old ones that moved up
        (5, 5, 0, None, True),  # not known what was there before
    ],
)
def test_a_feed_of_which_almost_nothing_is_left_is_a_migration(
    recent: int, old: int, kept: int, before: int | None, held: bool
) -> None:
    here = [(100 + n, dated(100 + n, n / 10)) for n in range(kept)]
    new = [*(dated(n, n / 10) for n in range(recent)), *(dated(10 + n, OLD + n) for n in range(old))]
    view = VIEW if before is None else shown(*range(100, 100 + before))
    found = seen(*new[:recent], *here, *new[recent:], view=view)
    expected = (HOLD, Code.FLOOD) if held else PUBLISH
    assert {found[f"Titolo {n}"] for n in range(recent)} == {expected}
    assert all(found[f"Titolo {10 + n}"] == (Action.SKIP, Code.STALE) for n in range(old))


def test_emergencies_pass_a_migration_as_they_pass_a_flood() -> None:
    view = shown(*range(100, 110), safety=Safety(emergency_cap=1))
    found = seen(
        *(dated(n, 0.0, "Allerta") for n in range(2)), *(dated(n, 0.0) for n in range(2, 5)), view=view
    )
    assert [action for action, _ in found.values()] == [Action.PUBLISH] + [HOLD] * 4
