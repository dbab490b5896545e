"""Phone numbers as people write and read them. The rest of the program uses E.164."""

from __future__ import annotations

import re

import phonenumbers

from pipeline.errors import ActionError

REGION = "IT"  # of numbers without a country code
# What the library would read as digits of another number: letters, and the end of a spreadsheet's decimal.
_MISLEADING = re.compile(r"\d.*[^\W\d_]|^\W*\d+[.,]0+\W*$")


def number_of(typed: str) -> str:
    """The E.164 form of a typed number, with or without spaces, dots, brackets and prefix. Raises ActionError.

    A number with a country code is accepted even in an unknown range, so that a citizen who joined with it can leave.
    Without one it must be valid in Italy.
    """
    number = _read(typed)
    if number is None or (_is_guessed(number) and not phonenumbers.is_valid_number(number)):
        raise ActionError("the number must be written in full, e.g. +39 333 000 0001")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_known(number: str) -> bool:
    """Whether the number is valid in its country, as far as is known."""
    read = _read(number)
    return read is not None and phonenumbers.is_valid_number(read)


def has_number(text: str) -> bool:
    """Whether a valid number stands anywhere in the text, however it is written."""
    return phonenumbers.PhoneNumberMatcher(text, REGION).has_next()


def _read(typed: str) -> phonenumbers.PhoneNumber | None:
    if _MISLEADING.search(typed):
        return None
    try:
        number = phonenumbers.parse(typed, REGION, keep_raw_input=True)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) and not number.extension else None


def _is_guessed(number: phonenumbers.PhoneNumber) -> bool:
    """Whether the country had to be guessed, because the number was typed without its code."""
    return bool(number.country_code_source == phonenumbers.CountryCodeSource.FROM_DEFAULT_COUNTRY)


def masked(number: str) -> str:
    """The number as it may be shown: `+39 333 ···0001`; of a short one only the last two digits."""
    shown = number[-4:] if len(number) > 10 else number[-2:]
    return f"{number[:3]} {number[3:6]} ···{shown}"
