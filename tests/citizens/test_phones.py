"""Phone numbers as clerks type them and as lists contain them."""

from __future__ import annotations

import pytest

from pipeline.citizens.phones import is_known, masked, number_of
from pipeline.errors import ActionError


@pytest.mark.parametrize(
    "typed",
    [
        "+39 333 000 0001",
        "+393330000001",
        "0039 333 0000001",
        "333 000 0001",
        "333-000.0001",
        "(333) 000 0001",
        " 333/0000001 ",
        "tel:+39-333-000-0001",
        "\u202a+39 333 000 0001\u202c",  # as it is copied out of WhatsApp
        "３３３ ０００ ０００１",
    ],
)
def test_one_number_in_all_its_ways_of_writing(typed: str) -> None:
    assert number_of(typed) == "+393330000001"


def test_other_countries_and_landlines() -> None:
    assert number_of("+41 79 000 00 01") == "+41790000001"
    assert number_of("0386 300 211") == "+390386300211"


def test_who_joined_with_a_number_of_a_range_nobody_knows_yet_may_leave() -> None:
    assert number_of("+39 333 000 00") == "+3933300000"
    assert not is_known("+3933300000")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "abc",
        "12",
        "3330000",
        "+39",
        "+39 333",
        "333 000 0001 int. 5",
        "+393330000001234567",
        "+999 123456",
        "3330000001.0",  # a spreadsheet's decimal: its last zero is no digit of the number
        "+393330000001,00",
        "333OOO0001",  # letters, which the library takes for those on a telephone's keys
        "333 000 0001 / 333 000 0002",
    ],
)
def test_what_is_no_whole_number_is_refused_in_one_line(typed: str) -> None:
    with pytest.raises(ActionError) as error:
        number_of(typed)
    assert "+39 333 000 0001" in str(error.value)
    assert "\n" not in str(error.value)


def test_what_is_shown_of_it_tells_nobody() -> None:
    assert masked("+393330000001") == "+39 333 ···0001"
    assert masked("+41790000") == "+41 790 ···00"
