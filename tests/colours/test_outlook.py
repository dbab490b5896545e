"""What a change of colour is: a pure function, held against properties that must hold for every course of forecasts."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.alert import Alert
from pipeline.colour import Colour, Hazard, Key, KnownColour, Level, Reading, Span
from pipeline.stages.decide.colours import ColourChange, ahead, decided, outlook

HOUR, DAY, NIGHT = 3600.0, 86400.0, 1_795_734_000.0  # 27 November 2026, 00:00 in Rome
HOURS = st.lists(st.sampled_from([None, *Level]), min_size=24, max_size=24)
STEPS = st.lists(st.tuples(HOURS, st.integers(0, 7 * 3600)), min_size=1, max_size=8)


def reading(levels: list[Level | None], begin: float = NIGHT, issued: float = 0.0) -> Reading:
    spans = (
        Span(begin + n * HOUR, begin + (n + 1) * HOUR, one) for n, one in enumerate(levels) if one is not None
    )
    return Reading("020038", Hazard.STORMS, "2026-11-27", tuple(spans), issued)


def play(steps: list[tuple[list[Level | None], int]]) -> list[tuple[float, ColourChange]]:
    """The changes of a course of forecasts, each with the moment of its reading."""
    known: dict[Key, KnownColour] = {}
    found, now = [], NIGHT
    for levels, seconds in steps:
        now += seconds
        seen = outlook(known.values(), [reading(levels)], now)
        known |= {one.key: one for one in seen.known}
        found += [(now, one) for one in seen.changes]
    return found


@settings(deadline=None)
@given(STEPS)
def test_each_change_is_another_colour_than_the_one_before(
    steps: list[tuple[list[Level | None], int]],
) -> None:
    for _, change in play(steps):
        assert change.colour.level is not change.colour.before


@settings(deadline=None)
@given(STEPS)
def test_nothing_speaks_of_hours_that_are_over(steps: list[tuple[list[Level | None], int]]) -> None:
    for now, change in play(steps):
        assert now < change.colour.until <= NIGHT + DAY
        assert change.colour.begin < change.colour.until


@settings(deadline=None)
@given(STEPS)
def test_the_same_forecast_read_again_says_nothing(steps: list[tuple[list[Level | None], int]]) -> None:
    assert len(play([step for one in steps for step in (one, (one[0], 0))])) == len(play(steps))


@settings(deadline=None)
@given(HOURS, st.lists(st.integers(0, 3 * 3600), max_size=8))
def test_time_alone_never_speaks(levels: list[Level | None], waits: list[int]) -> None:
    assert len(play([(levels, 0), *((levels, wait) for wait in waits)])) <= 1


@settings(deadline=None)
@given(STEPS)
def test_hours_without_a_value_change_nothing(steps: list[tuple[list[Level | None], int]]) -> None:
    silent: tuple[list[Level | None], int] = ([None] * 24, 0)
    assert play([step for one in steps for step in (one, silent)]) == play(steps)


@settings(deadline=None)
@given(STEPS)
def test_what_is_said_is_the_gravest_of_the_hours_ahead(steps: list[tuple[list[Level | None], int]]) -> None:
    for now, change in play(steps):
        assert ahead(change.known.reading.spans, now) is change.colour.level


WHOLE = st.lists(st.sampled_from([*Level]), min_size=24, max_size=24)


@settings(deadline=None)
@given(st.permutations([0.0, 1.0, 2.0]), st.lists(WHOLE, min_size=3, max_size=3))
def test_the_newest_issue_wins_in_whatever_order_they_come(
    order: list[float], hours: list[list[Level]]
) -> None:
    known: dict[Key, KnownColour] = {}
    for issued in order:
        issue = replace(reading(list(hours[int(issued)])), issued=issued)
        seen = outlook(known.values(), [issue], NIGHT)
        known |= {found.key: found for found in seen.known}
    [last] = known.values()
    assert ahead(last.reading.spans, NIGHT) is max(hours[2])


def test_hours_that_lose_their_value_keep_what_was_known_of_them() -> None:
    whole: list[Level | None] = [Level.YELLOW] * 12 + [Level.ORANGE] * 12
    half: list[Level | None] = [Level.YELLOW] * 12 + [None] * 12
    assert [one.colour.level for _, one in play([(whole, 0), (half, 60), (whole, 60)])] == [Level.ORANGE]


def test_the_end_of_some_hours_is_no_change_and_a_longer_alert_speaks_when_it_was_thought_over() -> None:
    morning: list[Level | None] = [Level.ORANGE] * 12 + [Level.YELLOW] * 12
    longer: list[Level | None] = [Level.ORANGE] * 18 + [Level.YELLOW] * 6
    assert len(play([(morning, 0), (morning, 13 * 3600)])) == 1
    assert [one.colour.level for _, one in play([(morning, 0), (morning, 13 * 3600), (longer, 0)])] == [
        Level.ORANGE,
        Level.ORANGE,
    ]


def test_a_day_far_ahead_is_a_mistake() -> None:
    far = replace(reading([Level.RED] * 24, NIGHT + 30 * DAY), day="2026-12-27")
    assert outlook((), [far], NIGHT).changes == ()


def colour(level: Level, before: Level = Level.GREEN) -> Colour:
    return Colour(Hazard.STORMS, level, before, 0.0, 1.0)


def test_who_decided_is_named_only_on_the_grades_that_go_by_themselves() -> None:
    both = (Alert.ORANGE, Alert.RED)
    assert decided(colour(Level.ORANGE), "Maria Rossi", both).by == "Maria Rossi"
    assert decided(colour(Level.ORANGE), "Maria Rossi", (Alert.RED,)).by == ""
    assert decided(colour(Level.YELLOW), "Maria Rossi", both).by == ""
    assert decided(colour(Level.YELLOW, Level.RED), "Maria Rossi", both).by == ""
    assert decided(colour(Level.GREEN, Level.RED), "Maria Rossi", both).by == "Maria Rossi"
    assert decided(colour(Level.GREEN, Level.YELLOW), "Maria Rossi", both).by == ""
