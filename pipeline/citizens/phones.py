"""Phone numbers as people write and read them. The rest of the program uses E.164."""

from __future__ import annotations

import re

import phonenumbers

from pipeline.citizens.number_forms import masked as masked
from pipeline.citizens.number_forms import other_forms
from pipeline.errors import ActionError

REGION = "IT"  # of numbers without a country code
_OF_PEOPLE = (
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    phonenumbers.PhoneNumberType.PERSONAL_NUMBER,
    phonenumbers.PhoneNumberType.VOIP,
)
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


def listed(typed: str) -> str:
    """The same of a number in a list, which spreadsheets change: they make `+39…` a number, and that a decimal. It must
    be valid in its country, because a digit too many makes it another person's. Raises ActionError."""
    if re.search(r"\d[eE]\+?\d", typed):
        raise ActionError("a spreadsheet has shortened the number: give the column the format «text»")
    number = number_of(re.sub(r"^(\W*\d{10,})[.,]0{1,2}$", r"\1", typed.strip(" \t'\"=")))
    if not is_known(number):
        raise ActionError("the number has a digit too many or too few for its country")
    return number


def is_known(number: str) -> bool:
    """Whether it is a person's number in its country, as far as is known: a voice mail has a digit more."""
    return any(
        phonenumbers.number_type(read) in _OF_PEOPLE
        for one in (number, *other_forms(number))
        if (read := _read(one)) is not None
    )


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


def spaced(number: str) -> str:
    """The number as people read it, `+39 333 000 0001`, which no spreadsheet takes for a sum."""
    read = phonenumbers.parse(number)
    text = phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return text if " " in text[1:] else f"{text[:3]} {text[3:]}"
