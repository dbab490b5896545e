"""Quiet hours: nights, Sundays, holidays, both changes of the clocks, and who may wake people."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.alert import Alert
from pipeline.quiet import ALWAYS_OPEN, QuietHours, italian_holidays, next_leap, second_of_day, shown

ROME = ZoneInfo("Europe/Rome")
NIGHTS = QuietHours(time(21), time(7, 30), time(9), ROME)


def at(text: str, fold: int = 0) -> float:
    """The moment of a time on the wall in Rome, "2026-11-27 21:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=ROME, fold=fold).timestamp()


def said(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, ROME):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-27 20:59", "2026-11-27 20:59"),  # a Friday
        ("2026-11-27 21:00", "2026-11-28 07:30"),
        ("2026-11-27 03:00", "2026-11-27 07:30"),
        ("2026-11-27 07:30", "2026-11-27 07:30"),
        ("2026-11-28 23:00", "2026-11-29 09:00"),  # into a Sunday
        ("2026-11-29 08:59", "2026-11-29 09:00"),
        ("2026-11-29 21:00", "2026-11-30 07:30"),
        ("2026-12-24 22:00", "2026-12-25 09:00"),  # Christmas, a Friday
        ("2026-12-26 08:00", "2026-12-26 09:00"),
        ("2026-12-28 08:00", "2026-12-28 08:00"),  # a Monday
        ("2026-12-31 23:59", "2027-01-01 09:00"),
        ("2026-04-06 08:00", "2026-04-06 09:00"),  # Easter Monday
        ("2027-03-29 08:00", "2027-03-29 09:00"),
        ("2026-04-07 08:00", "2026-04-07 08:00"),
        ("2026-06-02 08:00", "2026-06-02 09:00"),
        ("2026-08-15 08:00", "2026-08-15 09:00"),
        ("2026-03-29 02:30", "2026-03-29 09:00"),  # the hour that is left out
        ("2026-03-28 22:00", "2026-03-29 09:00"),
        ("2026-10-24 22:00", "2026-10-25 09:00"),
    ],
)
def test_it_waits_until_the_morning(moment: str, opens: str) -> None:
    assert said(NIGHTS.until(at(moment))) == opens


def test_nights_in_which_the_clocks_change_are_an_hour_shorter_or_longer() -> None:
    def hours(moment: str) -> float:
        begin, end = NIGHTS.night(at(moment)) or (0.0, 0.0)
        return (end - begin) / 3600

    assert [hours(day) for day in ("2026-03-28 23:00", "2026-10-24 23:00", "2026-11-28 23:00")] == [
        11,
        13,
        12,
    ]


@pytest.mark.parametrize(
    ("day", "hours", "most"),
    [
        ("2026-03-29", QuietHours(time(2, 30), time(4), time(4), ROME), 1.5),
        ("2026-03-29", QuietHours(time(1), time(2, 30), time(2, 30), ROME), 1.5),
        ("2026-10-25", QuietHours(time(2, 30), time(4), time(4), ROME), 2.5),  # from the first half past two
        ("2026-10-25", QuietHours(time(1), time(2, 30), time(2, 30), ROME), 2.5),  # to the second
    ],
)
def test_a_time_that_is_there_twice_or_never_makes_quiet_hours_no_shorter(
    day: str, hours: QuietHours, most: float
) -> None:
    night = hours.night(at(f"{day} 03:30") if hours.end == time(4) else at(f"{day} 01:30"))
    assert night is not None
    assert (night[1] - night[0]) / 3600 == most


def test_the_patron_saint_and_the_province_make_holidays() -> None:
    """In a province the library counts the patron of its capital, and in Bolzano Whit Monday."""
    patron = QuietHours(time(21), time(7, 30), time(9), ROME, patron=(18, 11))
    assert said(patron.until(at("2026-11-18 08:00"))) == "2026-11-18 09:00"
    assert NIGHTS.until(at("2026-11-18 08:00")) == at("2026-11-18 08:00")
    bolzano = QuietHours(time(21), time(7, 30), time(9), ROME, province="BZ")
    assert (bolzano.is_holiday(date(2026, 5, 25)), NIGHTS.is_holiday(date(2026, 5, 25))) == (True, False)
    with pytest.raises(ValueError, match="XX"):
        italian_holidays("XX", 2026)


@pytest.mark.parametrize("clock", [time(0), time(7, 30), time(2, 30)])
def test_the_same_time_twice_is_no_quiet_hours(clock: time) -> None:
    none = QuietHours(clock, clock, clock, ROME)
    for day in ("2026-11-27", "2026-11-29", "2026-03-29", "2026-10-25", "2026-12-25"):
        for hour in ("00:00", "02:30", "07:30", "12:00"):
            assert none.night(at(f"{day} {hour}")) is None


def test_within_one_day_they_end_on_it() -> None:
    noon = QuietHours(time(13), time(15), time(16), ROME)
    assert said(noon.until(at("2026-11-27 13:00"))) == "2026-11-27 15:00"
    assert said(noon.until(at("2026-11-29 15:30"))) == "2026-11-29 16:00"
    assert noon.night(at("2026-11-27 15:00")) is None
    assert noon.night(at("2026-11-27 12:59")) is None


def test_what_may_wake_people_does_not_wait() -> None:
    night = at("2026-11-27 03:00")
    waits = [alert for alert in Alert if NIGHTS.until(night, alert) > night]
    assert waits == [Alert.NONE, Alert.YELLOW, Alert.OVER]
    only_red = QuietHours(time(21), time(7, 30), time(9), ROME, passes=frozenset({Alert.RED}))
    assert only_red.until(night, Alert.DANGER) == at("2026-11-27 07:30")


@given(st.floats(1.7e9, 1.9e9), st.times(), st.times(), st.times())
def test_whoever_has_waited_need_not_wait_again(moment: float, begin: time, end: time, late: time) -> None:
    plain = (clock.replace(second=0, microsecond=0) for clock in (begin, end, max(end, late)))
    hours = QuietHours(*plain, ROME)
    opens = hours.until(moment)
    assert moment <= opens <= moment + 3 * 86400
    assert hours.until(opens) == opens or opens >= moment + 86400  # almost the whole day is quiet
    assert ALWAYS_OPEN.until(moment) == moment


def test_the_clock_on_the_wall_and_its_next_change() -> None:
    assert second_of_day(at("2026-11-27 07:30"), ROME) == 27_000
    assert said(next_leap(at("2026-03-28 12:00"), ROME)) == "2026-03-29 03:00"
    leap = next_leap(at("2026-10-24 23:00"), ROME)
    assert datetime.fromtimestamp(leap, UTC) == datetime(2026, 10, 25, 1, tzinfo=UTC)
    assert next_leap(at("2026-07-01 12:00"), ROME) == at("2026-07-03 12:00")


def test_people_read_the_time_and_of_another_day_the_date() -> None:
    now = at("2026-11-27 22:00")
    assert shown(at("2026-11-28 07:30"), now, ROME) == "07:30"
    assert shown(at("2026-11-29 07:30"), now, ROME) == "07:30 (29/11)"
